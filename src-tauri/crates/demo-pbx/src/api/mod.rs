//! The REST API (api.md): routes, and what all handlers share.

pub(crate) mod blobs;
mod calls;
pub(crate) mod control;
mod directory;
mod filter;
mod groups;
pub(crate) mod links;
mod listing;
pub(crate) mod problem;
mod query;
mod recordings;
mod rows;
pub(crate) mod sessions;
mod shelves;
mod sign_in;
mod tenant;
mod v12;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::Router;
use axum::extract::Query as UrlQuery;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::company::Company;
use crate::counters::Tally;
use crate::happening::Happenings;
use crate::wsi::{self, News};
use crate::{Family, Faults, Options, UnknownPath};
use links::Links;
use problem::{Problem, portal};
use sessions::{Session, Sessions};

/// Everything a request needs.
pub(crate) struct Pbx {
    pub options: Options,
    pub company: RwLock<Arc<Company>>,
    pub sessions: Sessions,
    pub links: Links,
    pub faults: Faults,
    pub tally: Tally,
    pub news: News,
    pub happenings: Happenings,
    /// Where the storage origin listens.
    pub storage_url: String,
    /// When it was started.
    pub begun: Instant,
}

impl Pbx {
    /// What its clock says in a `Date` header, where that is not the computer's.
    pub(crate) fn date(&self) -> Option<HeaderValue> {
        let now = self.options.now.filter(|_| self.options.dated)?;
        let now = now.checked_add(self.begun.elapsed()).ok()?;
        let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
        HeaderValue::from_str(&text.ok()?).ok()
    }
}

/// The parameters of a URL.
pub(crate) type Parameters = UrlQuery<HashMap<String, String>>;
/// What handlers return.
pub(crate) type Answer = Result<Response, Problem>;

/// The name of the session cookie.
pub(crate) const COOKIE: &str = "portsip_session";

/// The bearer token of a request, else the session cookie's.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let cookie = || {
        let all = headers.get(header::COOKIE)?.to_str().ok()?;
        all.split(';')
            .find_map(|one| one.trim().strip_prefix(COOKIE)?.strip_prefix('='))
    };
    bearer
        .or_else(cookie)
        .map(str::trim)
        .filter(|token| !token.is_empty())
}

impl Pbx {
    /// The calls and recordings as they stand; what happens later is not in it.
    pub(crate) fn company(&self) -> Arc<Company> {
        Arc::clone(&self.company.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Something happens in the company. Whoever reads it at the same time sees it before or after, never in between.
    pub(crate) fn change_company<T>(&self, change: impl FnOnce(&mut Company) -> T) -> T {
        let mut company = self.company.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut company))
    }

    /// Who asks; 401 when nobody known.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Result<Session, Problem> {
        let session = token(headers).and_then(|token| self.sessions.session(token));
        if session.is_none() && token(headers).is_some() {
            self.tally.note(|now| now.stale_tokens += 1);
        }
        session.ok_or_else(|| Problem::of_status(401))
    }

    /// Who asks, if the whole tenant is open to them; else 403.
    pub(crate) fn tenant_session(&self, headers: &HeaderMap) -> Result<Session, Problem> {
        let session = self.session(headers)?;
        if session.sees_tenant() {
            Ok(session)
        } else {
            Err(Problem::forbidden())
        }
    }

    /// Who asks for what is their own; 403 while a first password has to be changed.
    pub(crate) fn own_session(&self, headers: &HeaderMap) -> Result<Session, Problem> {
        let session = self.session(headers)?;
        if session.account.must_change || session.account.extension.is_empty() {
            Err(Problem::forbidden())
        } else {
            Ok(session)
        }
    }

    pub(crate) fn rows_style(&self) -> rows::Style {
        rows::Style {
            round_secs: self.faults.plan().lists.equal_times_secs,
            family: self.options.family,
        }
    }
}

/// The routes of the PBX's own origin.
pub(crate) fn router(pbx: &Arc<Pbx>) -> Router {
    let api = if pbx.options.family == Family::V12 {
        v12::routes()
    } else {
        routes_of(pbx.options.family)
    };
    let (unknown, family) = (pbx.options.unknown_path, pbx.options.family);
    let mut all: Router<Arc<Pbx>> = Router::new().nest("/api", api);
    if family > Family::V16 {
        all = all.route("/wsi", get(wsi::open)); // older ones have it on a port of its own
    }
    all = all.fallback(move || async move {
        match (unknown, family) {
            (UnknownPath::Portal, _) => portal(),
            (UnknownPath::NotFound, Family::V12) => v12::not_found(),
            (UnknownPath::NotFound, _) => Problem::not_found().into_response(),
        }
    });
    if pbx.options.control {
        all = all.merge(control::routes());
    }
    all.layer(axum::middleware::from_fn_with_state(
        Arc::clone(pbx),
        crate::faults::gate::pass,
    ))
    .with_state(Arc::clone(pbx))
}

/// The paths below `/api` of v16 and v22.
fn routes_of(family: Family) -> Router<Arc<Pbx>> {
    let mut api: Router<Arc<Pbx>> = Router::new()
        .route("/info", get(tenant::info))
        .route("/cdrs", get(calls::list).post(calls::list))
        .route("/cdrs/{id}", get(calls::detail))
        .route("/user/cdrs", get(calls::own_list).post(calls::own_list))
        .route("/user/cdrs/{id}", get(calls::own_detail))
        .route("/recordings", get(recordings::list).post(recordings::list))
        .route(
            "/recordings/{id}",
            get(recordings::detail).post(recordings::detail),
        )
        .route(
            "/user/recordings",
            get(recordings::own_list).post(recordings::own_list),
        )
        .route(
            "/user/recordings/{id}",
            get(recordings::own_detail).post(recordings::own_detail),
        )
        .route("/users", get(directory::users))
        .route("/users/{id}", get(directory::user))
        .route("/call_queues", get(directory::queues))
        .route("/call_queues/{id}/agents", get(directory::agents))
        .route("/ring_groups", get(directory::ring_groups))
        .route("/ivrs", get(directory::ivrs))
        .route(
            "/extension_numbers/{number}",
            get(directory::extension_number),
        )
        .route("/user", get(directory::me))
        .route("/tenant", get(tenant::tenant))
        .route("/tenant/status", get(tenant::status))
        .route("/tenants", get(tenant::tenants))
        .route("/tenants/switch", post(tenant::switch))
        .route("/login", get(sign_in::session).post(sign_in::login))
        .route("/logout", post(sign_in::logout));
    if family == Family::V16 {
        api = api
            .route("/tokens", post(sign_in::tokens))
            .route("/tokens/refresh", post(sign_in::refresh))
            .route("/tokens/destroy", post(sign_in::sign_out))
            .route("/files/{id}/data", get(blobs::file));
    } else {
        api = api
            .route("/calllogs", get(calls::logs))
            .route("/calllogs/{id}", get(calls::log))
            .route("/login/oauth/token", post(sign_in::oauth))
            .route("/login/oauth/revoke", post(sign_in::sign_out))
            .route("/blobs/{digest}", get(blobs::file));
    }
    if family >= Family::V22_2 {
        api = api
            .route("/auth/sign_in", post(sign_in::sign_in))
            .route("/auth/sign_out", post(sign_in::sign_out))
            .route("/auth/send_otp", post(sign_in::send_otp))
            .route("/auth/verify_otp", post(sign_in::verify_otp))
            .route("/auth/refresh_token", post(sign_in::refresh))
            .route("/auth/user", get(sign_in::user));
    }
    if family >= Family::V22_8 {
        api = api
            .route("/groups", get(groups::list))
            .route("/groups/{id}/members", get(groups::members))
            .route("/groups/{id}/administrators", get(groups::administrators))
            .route("/user/groups/administered", get(groups::administered));
    }
    api
}

/// The routes of the storage origin, to which files can be redirected.
pub(crate) fn storage_router(pbx: &Arc<Pbx>) -> Router {
    Router::new()
        .route("/storage/{link}", get(blobs::stored))
        .with_state(Arc::clone(pbx))
}
