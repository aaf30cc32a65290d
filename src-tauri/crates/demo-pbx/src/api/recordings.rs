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
use super::{Answer, Parameters, Pbx, groups};
use crate::Family;

fn recordings_page(pbx: &Pbx, parameters: &Parameters, of: Option<&[&str]>) -> Answer {
    let plan = pbx.faults.plan();
    let query = Query::read(parameters, &plan.lists)?;
    let company = pbx.company();
    let all = Scope::new(pbx, company.calls.len(), None);
    let shelf = Recordings {
        calls: &company.calls,
        rows: &company.recordings,
        scope: match of {
            Some(extensions) => all.of(extensions),
            None => all,
        },
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
    let session = pbx.session(&headers)?;
    let of = match groups::asked(&pbx, &session, &parameters)? {
        Some(extensions) => Some(extensions),
        None => pbx
            .tenant_session(&headers)?
            .only_extension()
            .map(|extension| vec![extension]),
    };
    recordings_page(&pbx, &parameters, of.as_deref())
}

/// `GET /user/recordings`
pub(crate) async fn own_list(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let session = pbx.own_session(&headers)?;
    recordings_page(&pbx, &parameters, Some(&[session.account.extension]))
}

fn files(pbx: &Pbx, id: &str, of: Option<&[&str]>) -> Answer {
    let company = pbx.company();
    let call = company
        .call(id)
        .filter(|call| of.is_none_or(|some| some.iter().any(|one| call.involves(one))))
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
    let session = pbx.session(&headers)?;
    if session.sees_tenant() {
        return files(&pbx, &id, None);
    }
    let extensions = groups::recorded_extensions(&pbx, &session).ok_or_else(Problem::forbidden)?;
    files(&pbx, &id, Some(&extensions))
}

/// `GET /user/recordings/{id}`
pub(crate) async fn own_detail(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let session = pbx.own_session(&headers)?;
    files(&pbx, &id, Some(&[session.account.extension]))
}
