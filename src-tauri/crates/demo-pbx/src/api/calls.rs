//! `/cdrs`, `/calllogs` and the signed-in user's own calls (api.md 4).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::listing::{Shelf, select};
use super::problem::Problem;
use super::query::Query;
use super::rows::CallRow;
use super::shelves::{Calls, Legs, Scope};
use super::{Answer, Parameters, Pbx};
use crate::ListFaults;
use crate::company::{Call, Leg, LogRow};

/// Rows that make no sense; which one a page gets follows from its `skip`.
const JUNK: [&str; 5] = [
    r#"{"id":null,"caller":null,"callee":null,"started_at":null,"ended_at":null}"#,
    r#"{"id":{"value":1},"caller":[101],"callee":true,"started_at":1732000000,"ended_at":{}}"#,
    r#""not a row""#,
    "null",
    r#"{"id":"878156644691742720","caller":"101","callee":"102","started_at":"yesterday","ended_at":"2024-13-45T99:00:00Z","duration":"long"}"#,
];

/// Writes a page: `{"count": …, "items": […]}`, with what the faults add to it.
pub(crate) fn page<T: Serialize>(
    shelf: &impl Shelf,
    query: &Query,
    faults: &ListFaults,
    row: impl Fn(usize) -> Option<T>,
) -> Answer {
    let page = select(shelf, query)?;
    let count = i64::try_from(page.count)
        .unwrap_or(i64::MAX)
        .saturating_add(faults.count_off)
        .max(0);
    let mut items: Vec<String> = Vec::with_capacity(page.rows.len() + 2);
    for index in page.rows {
        let Some(row) = row(index) else { continue };
        items.push(serde_json::to_string(&row).map_err(|_| Problem::of_status(500))?);
    }
    if faults.repeat_rows
        && let Some(first) = items.first().cloned()
    {
        items.push(first);
    }
    if faults.junk_rows {
        let junk = JUNK[query.skip / query.top.max(1) % JUNK.len()];
        items.insert(items.len() / 2, junk.to_owned());
    }
    let body = format!(r#"{{"count":{count},"items":[{}]}}"#, items.join(","));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn calls_page(pbx: &Pbx, parameters: &Parameters, extension: Option<&str>) -> Answer {
    let plan = pbx.faults.plan();
    let query = Query::read(parameters, &plan.lists)?;
    let company = pbx.company();
    let shelf = Calls {
        calls: &company.calls,
        scope: Scope::new(pbx, company.calls.len(), extension),
    };
    let (first, style) = (shelf.scope.existing.start, shelf.scope.style);
    page(&shelf, &query, &plan.lists, |row| {
        company
            .calls
            .get(first + row)
            .map(|call| CallRow::of_call(call, style))
    })
}

/// `GET /cdrs`
pub(crate) async fn list(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let session = pbx.tenant_session(&headers)?;
    calls_page(&pbx, &parameters, session.only_extension())
}

/// `GET /user/cdrs`
pub(crate) async fn own_list(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let session = pbx.own_session(&headers)?;
    calls_page(&pbx, &parameters, Some(session.account.extension))
}

fn legs(pbx: &Pbx, call: &Call) -> Response {
    let (legs, style) = (call.legs(), pbx.rows_style());
    let items: Vec<_> = legs
        .iter()
        .map(|leg| CallRow::of_leg(call, leg, style))
        .collect();
    Json(serde_json::json!({ "items": items })).into_response()
}

/// `GET /cdrs/{id}`: the legs.
pub(crate) async fn detail(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    pbx.tenant_session(&headers)?;
    Ok(legs(
        &pbx,
        pbx.company().call(&id).ok_or_else(Problem::not_found)?,
    ))
}

/// `GET /user/cdrs/{id}`: here `items` is an object, the leg in which the user took part.
pub(crate) async fn own_detail(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let session = pbx.own_session(&headers)?;
    let own = session.account.extension;
    let company = pbx.company();
    let call = company
        .call(&id)
        .filter(|call| call.involves(own))
        .ok_or_else(Problem::not_found)?;
    let legs = call.legs();
    let took_part = |leg: &&Leg| leg.callee.number == own || leg.caller.number == own;
    let leg = legs
        .iter()
        .rev()
        .find(took_part)
        .or(legs.first())
        .ok_or_else(Problem::not_found)?;
    let row = CallRow::of_own(call, leg, pbx.rows_style());
    Ok(Json(serde_json::json!({ "items": row })).into_response())
}

/// `GET /calllogs`
pub(crate) async fn logs(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let session = pbx.tenant_session(&headers)?;
    let plan = pbx.faults.plan();
    let query = Query::read(&parameters, &plan.lists)?;
    let company = pbx.company();
    let shelf = Legs {
        calls: &company.calls,
        rows: company.log(),
        scope: Scope::new(&pbx, company.calls.len(), session.only_extension()),
    };
    let style = shelf.scope.style;
    page(&shelf, &query, &plan.lists, |row| {
        let row = company.log().get(row)?;
        let call = company.calls.get(row.call as usize)?;
        Some(CallRow::of_log(call, row, style, false))
    })
}

/// `GET /calllogs/{id}`: a bare object.
pub(crate) async fn log(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    pbx.tenant_session(&headers)?;
    let wanted: u64 = id.parse().map_err(|_| Problem::not_found())?;
    // Sessions and their legs have ascending ids, and legs follow their session.
    let company = pbx.company();
    let place = company
        .calls
        .partition_point(|call| call.id < wanted)
        .checked_sub(1)
        .ok_or_else(Problem::not_found)?;
    let call = company.calls.get(place).ok_or_else(Problem::not_found)?;
    let is_it = |row: &&LogRow| row.call as usize == place && call.log_id(row.number) == wanted;
    let row = company
        .log()
        .iter()
        .find(is_it)
        .ok_or_else(Problem::not_found)?;
    Ok(Json(CallRow::of_log(call, row, pbx.rows_style(), true)).into_response())
}
