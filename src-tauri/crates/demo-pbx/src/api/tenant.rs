//! The server, the tenant and the choice of one (api.md 1, 2.7 and 6).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde_json::json;

use super::directory::Plain;
use super::problem::Problem;
use super::sessions::Role;
use super::{Answer, Parameters, Pbx, token};
use crate::Family;
use crate::company::{COMPANY_NAME, DOMAIN, IVRS, PEOPLE, QUEUES, RING_GROUPS, TENANT_ID, TRUNKS};

/// `GET /info`: needs no token; names the tenant when the domain is known.
pub(crate) async fn info(parameters: Parameters) -> Answer {
    let mut body = json!({
        "web_domain": "127.0.0.1",
        "private_ipv4": "127.0.0.1",
        "public_ipv4": "127.0.0.1",
        "enable_ipv6": false,
        "private_ipv6": "",
        "public_ipv6": "",
        "primary_dns_server": "127.0.0.53",
        "secondary_dns_server": "",
    });
    let known = parameters
        .get("domain")
        .is_some_and(|domain| domain == DOMAIN);
    if let (true, Some(fields)) = (known, body.as_object_mut()) {
        fields.insert("name".to_owned(), COMPANY_NAME.into());
        fields.insert("domain".to_owned(), DOMAIN.into());
        fields.insert("website".to_owned(), format!("https://{DOMAIN}").into());
        fields.insert("avatar_url".to_owned(), "".into());
        fields.insert("enable_ms365_integration".to_owned(), false.into());
        fields.insert("ms365_authorization_endpoint".to_owned(), "".into());
    }
    Ok(Json(body).into_response())
}

/// `GET /tenant`
pub(crate) async fn tenant(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    pbx.tenant_session(&headers)?;
    let body = json!({
        "id": TENANT_ID,
        "name": COMPANY_NAME,
        "domain": DOMAIN,
        "website": format!("https://{DOMAIN}"),
        "timezone": pbx.options.timezone,
        "currency": "GBP",
        "region": "GBR",
        "enable_audio_recording": true,
        "enable_video_recording": true,
        "enable_dual_track_recording": true,
        "enable_two_factor_authentication": false,
        "recording_retention": 180,
        "call_report_retention": 30,
        "log_retention": 180,
        "temp_file_retention": 30,
        "disk_quota": "",
        "used_disk_quota": "12GB",
        "cdr_event": {"enabled": false, "auth": "DISABLE"},
    });
    Ok(Json(body).into_response())
}

/// `GET /tenant/status`: the only place where a tenant's user sees the version.
pub(crate) async fn status(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    pbx.tenant_session(&headers)?;
    let version = match pbx.options.family {
        Family::V16 => "16.4.9.2107",
        Family::V22_0 => "22.0.42.1210",
        Family::V22_2 => "22.2.30.1584",
        Family::V22_3 => "22.3.23.1702",
    };
    let body = json!({
        "version": version,
        "licensed_users": 50,
        "current_users": PEOPLE.len(),
        "online_users": 17,
        "current_calls": 0,
        "current_queues": QUEUES.len(),
        "current_conference_rooms": 0,
        "current_ring_groups": RING_GROUPS.len(),
        "current_ivrs": IVRS.len(),
        "current_trunks": TRUNKS.len(),
        "calls_in_24_hours": [],
    });
    Ok(Json(body).into_response())
}

fn system_admin(pbx: &Pbx, headers: &HeaderMap) -> Result<(), Problem> {
    if pbx.session(headers)?.account.role == Role::SystemAdmin {
        Ok(())
    } else {
        Err(Problem::forbidden())
    }
}

/// `GET /tenants`
pub(crate) async fn tenants(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    system_admin(&pbx, &headers)?;
    let row = json!({
        "id": TENANT_ID,
        "name": COMPANY_NAME,
        "domain": DOMAIN,
        "enabled": true,
        "timezone": pbx.options.timezone,
        "currency": "GBP",
        "region": "GBR",
        "created_at": "2022-03-14T08:30:00Z",
    });
    Plain(vec![row]).answer(&pbx, &parameters)
}

/// `POST /tenants/switch?id=`: the session itself changes, no new token comes back.
pub(crate) async fn switch(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    system_admin(&pbx, &headers)?;
    if parameters.get("id").is_none_or(|id| id != TENANT_ID) {
        return Err(Problem::not_found());
    }
    pbx.sessions.switch(token(&headers).unwrap_or_default());
    Ok(StatusCode::OK.into_response())
}
