//! `/recordings` and the signed-in user's own (api.md 5).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;

use super::calls::page;
use super::problem::Problem;
use super::query::Query;
use super::rows::{FileRow, RecordingRow};
use super::shelves::{Recordings, Scope};
use super::{Answer, Parameters, Pbx};
use crate::Family;

fn recordings_page(pbx: &Pbx, parameters: &Parameters, extension: Option<&str>) -> Answer {
    let plan = pbx.faults.plan();
    let query = Query::read(parameters, &plan.lists)?;
    let company = pbx.company();
    let shelf = Recordings {
        calls: &company.calls,
        rows: &company.recordings,
        scope: Scope::new(pbx, company.calls.len(), extension),
    };
    let style = shelf.scope.style;
    page(&shelf, &query, &plan.lists, |row| {
        let recording = company.recordings.get(row)?;
        Some(RecordingRow::new(
            recording,
            company.calls.get(recording.call as usize)?,
            style,
        ))
    })
}

/// `GET /recordings`
pub(crate) async fn list(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    pbx.tenant_session(&headers)?;
    recordings_page(&pbx, &parameters, None)
}

/// `GET /user/recordings`
pub(crate) async fn own_list(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let session = pbx.own_session(&headers)?;
    recordings_page(&pbx, &parameters, Some(session.account.extension))
}

fn files(pbx: &Pbx, id: &str, extension: Option<&str>) -> Answer {
    let company = pbx.company();
    let call = company
        .call(id)
        .filter(|call| extension.is_none_or(|extension| call.involves(extension)))
        .ok_or_else(Problem::not_found)?;
    let place = call.recording.ok_or_else(Problem::not_found)? as usize;
    let recording = company
        .recordings
        .get(place)
        .ok_or_else(Problem::not_found)?;
    let old = pbx.options.family == Family::V16;
    let items: Vec<_> = recording
        .files
        .iter()
        .enumerate()
        .map(|(index, file)| FileRow::new(call, file, pbx.links.link((recording.id, index)), old))
        .collect();
    Ok(Json(serde_json::json!({ "items": items })).into_response())
}

/// `GET /recordings/{id}`
pub(crate) async fn detail(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    pbx.tenant_session(&headers)?;
    files(&pbx, &id, None)
}

/// `GET /user/recordings/{id}`
pub(crate) async fn own_detail(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let session = pbx.own_session(&headers)?;
    files(&pbx, &id, Some(session.account.extension))
}
