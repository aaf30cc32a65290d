//! Where every request passes: counted, delayed, refused, and its answer damaged.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::plan::{Fault, FaultPlan, Throttle};
use super::{Faults, body};
use crate::PathKind;
use crate::api::Pbx;
use crate::api::control::PREFIX;
use crate::api::problem::{Problem, portal};
use crate::counters::InFlight;
use crate::server::Peer;

/// What a fault needs to know about the request it hits.
pub(crate) struct Hit {
    pub fault: Fault,
    pub peer: Option<Peer>,
    pub path: String,
    /// Set if the request was for a file: its path on the storage origin.
    pub storage: Option<String>,
}

/// The middleware.
pub(crate) async fn pass(State(pbx): State<Arc<Pbx>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with(PREFIX) {
        return next.run(request).await;
    }
    let kind = PathKind::of(&path);
    let in_flight = pbx.tally.enter(kind);
    let plan = pbx.faults.plan();
    if plan.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(plan.latency_ms)).await;
    }
    let peer = request
        .extensions()
        .get::<ConnectInfo<Peer>>()
        .map(|info| info.0.clone());
    let head = request.method() == Method::HEAD;
    let refused = refusal(&pbx, &plan, kind, &request);
    let fault = refused
        .is_none()
        .then(|| {
            pbx.faults
                .draw(&plan, kind, &target(&pbx, kind, request.uri()))
        })
        .flatten();
    if let Some(fault) = &fault {
        pbx.tally
            .note(|now| *now.faults.entry(fault.name()).or_default() += 1);
    }
    if let Some(Fault::Delay(millis)) = fault {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
    let mut answer = match refused.or_else(|| fault.as_ref().and_then(instead)) {
        Some(answer) => answer,
        None => next.run(request).await,
    };
    if let Some(date) = pbx.date() {
        answer.headers_mut().insert(header::DATE, date);
    }
    pbx.tally
        .note(|now| *now.statuses.entry(answer.status().as_u16()).or_default() += 1);
    if head {
        return answer;
    }
    let storage = path
        .rsplit('/')
        .find(|part| *part != "data")
        .map(|link| format!("{}/storage/{link}", pbx.storage_url));
    let hit = fault.map(|fault| Hit {
        fault,
        peer,
        path,
        storage: storage.filter(|_| kind == PathKind::Blob),
    });
    finish(&pbx, kind, answer, hit, in_flight).await
}

/// What a rule is asked about: the file, the id, or the path with its query.
fn target(pbx: &Pbx, kind: PathKind, uri: &axum::http::Uri) -> String {
    let mut parts = uri.path().trim_end_matches("/data").rsplit('/');
    let last = parts.next().unwrap_or_default();
    match kind {
        PathKind::Blob => {
            let file = pbx.links.file(last);
            let file = file.map(|(recording, index)| format!("{recording}/{index}"));
            file.unwrap_or_else(|| last.to_owned())
        }
        PathKind::Recording | PathKind::Cdr | PathKind::Calllog => last.to_owned(),
        _ => uri
            .path_and_query()
            .map_or_else(String::new, ToString::to_string),
    }
}

/// Refusals that do not come from a rule.
fn refusal(pbx: &Pbx, plan: &FaultPlan, kind: PathKind, request: &Request) -> Option<Response> {
    if let Some(throttle) = &plan.throttle
        && too_much(throttle, kind, pbx)
    {
        return Some(
            Problem::of_status(429)
                .retry_after(throttle.retry_after.as_ref())
                .into_response(),
        );
    }
    if matches!(
        kind,
        PathKind::Cdrs | PathKind::Recordings | PathKind::Recording
    ) {
        let post = request.method() == Method::POST;
        match plan.post_only {
            Some(200) if !post => return Some(portal()),
            Some(status) if !post => return Some(Problem::of_status(status).into_response()),
            None if post => return Some(Problem::of_status(405).into_response()),
            _ => {}
        }
    }
    let own = request.uri().path().starts_with("/api/user/");
    let calls = matches!(
        kind,
        PathKind::Cdrs | PathKind::Cdr | PathKind::Calllogs | PathKind::Calllog
    );
    let recordings = matches!(kind, PathKind::Recordings | PathKind::Recording);
    (!own && (calls && plan.deny_calls || recordings && plan.deny_recordings))
        .then(|| Problem::forbidden().into_response())
}

fn too_much(throttle: &Throttle, kind: PathKind, pbx: &Pbx) -> bool {
    let counted = if throttle.on.is_empty() {
        !matches!(kind, PathKind::SignIn | PathKind::Refresh | PathKind::Otp)
    } else {
        throttle.on.contains(&kind)
    };
    let faults: &Faults = &pbx.faults;
    counted
        && (throttle
            .max_in_flight
            .is_some_and(|limit| pbx.tally.read().in_flight > limit)
            || throttle
                .per_minute
                .is_some_and(|limit| !faults.within_minute(limit)))
}

/// Answers that take the place of the real one; no handler sees the request.
fn instead(fault: &Fault) -> Option<Response> {
    match fault {
        Fault::Status(status) => Some(Problem::of_status(*status).into_response()),
        Fault::RetryAfter(status, after) => Some(
            Problem::of_status(*status)
                .retry_after(Some(after))
                .into_response(),
        ),
        Fault::Code(status, code) => {
            Some(Problem::new(*status, code.clone(), "refused").into_response())
        }
        Fault::Html => Some(portal()),
        Fault::JsonInstead => {
            let mut answer = Problem::new(200, "UNKNOWN", "unknown error").into_response();
            *answer.status_mut() = StatusCode::OK;
            Some(answer)
        }
        Fault::Instead {
            status,
            content_type,
            body,
        } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::OK);
            Some(
                (
                    status,
                    [(header::CONTENT_TYPE, content_type.clone())],
                    body.clone(),
                )
                    .into_response(),
            )
        }
        _ => None,
    }
}

/// Sends the answer, whole or damaged. The request counts as in flight until its last byte.
async fn finish(
    pbx: &Pbx,
    kind: PathKind,
    answer: Response,
    hit: Option<Hit>,
    in_flight: InFlight,
) -> Response {
    let upgraded = answer.status() == StatusCode::SWITCHING_PROTOCOLS;
    if upgraded || kind != PathKind::Blob && hit.is_none() {
        return answer;
    }
    let (mut parts, content) = answer.into_parts();
    let Ok(bytes) = axum::body::to_bytes(content, usize::MAX).await else {
        return Problem::of_status(500).into_response();
    };
    if kind == PathKind::Blob && parts.status.is_success() {
        pbx.tally.note(|now| now.blob_bytes += bytes.len() as u64);
    }
    let damaged = body::damage(&mut parts, bytes, hit);
    match damaged.length {
        Some(length) => parts.headers.insert(header::CONTENT_LENGTH, length.into()),
        None => parts.headers.remove(header::CONTENT_LENGTH),
    };
    Response::from_parts(parts, damaged.into_body(in_flight))
}
