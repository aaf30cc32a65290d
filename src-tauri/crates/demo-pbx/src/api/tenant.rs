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
pub(crate) async fn info(State(pbx): State<Arc<Pbx>>, parameters: Parameters) -> Answer {
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
        if pbx.options.family >= Family::V22_8 {
            fields.insert("enable_im".to_owned(), true.into());
        }
    }
    Ok(Json(body).into_response())
}

/// `GET /tenant`
pub(crate) async fn tenant(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    let chosen = pbx.tenant_session(&headers)?.tenant.unwrap_or(0);
    let (id, name, domain) = tenant_at(&pbx, chosen).ok_or_else(Problem::not_found)?;
    let mut body = json!({
        "id": id,
        "name": name,
        "domain": domain,
        "website": format!("https://{domain}"),
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
    if pbx.options.family >= Family::V22_8
        && let Some(fields) = body.as_object_mut()
    {
        // The property is documented, its values are not.
        let mode = if pbx.options.private_links {
            "PRIVATE"
        } else {
            "PUBLIC"
        };
        fields.insert("recording_access_mode".to_owned(), mode.into());
    }
    Ok(Json(body).into_response())
}

/// `GET /tenant/status`: the only place where a tenant's user sees the version.
pub(crate) async fn status(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    pbx.tenant_session(&headers)?;
    let version = match pbx.options.family {
        Family::V12 => "12.8.6.1200",
        Family::V16 => "16.4.9.2107",
        Family::V22_0 => "22.0.42.1210",
        Family::V22_2 => "22.2.30.1584",
        Family::V22_3 => "22.3.23.1702",
        Family::V22_8 => "22.8.0.2240",
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
    let row = |(id, name, domain)| {
        json!({
            "id": id,
            "name": name,
            "domain": domain,
            "enabled": true,
            "timezone": pbx.options.timezone,
            "currency": "GBP",
            "region": "GBR",
            "created_at": "2022-03-14T08:30:00Z",
        })
    };
    let rows = (0..).map_while(|place| tenant_at(&pbx, place)).map(row);
    Plain(rows.collect()).answer(&pbx, &parameters)
}

/// Id, name and domain of a tenant: the company first, then the others.
fn tenant_at(pbx: &Pbx, place: usize) -> Option<(String, String, String)> {
    let Some(other) = place.checked_sub(1) else {
        return Some((
            TENANT_ID.to_owned(),
            COMPANY_NAME.to_owned(),
            DOMAIN.to_owned(),
        ));
    };
    let name = pbx.options.other_tenants.get(other)?;
    let domain = name
        .to_lowercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    Some((
        format!("{TENANT_ID}{place:03}"),
        name.clone(),
        format!("{domain}.tapedeck.test"),
    ))
}

/// `POST /tenants/switch?id=`: the session itself changes, no new token comes back.
pub(crate) async fn switch(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    system_admin(&pbx, &headers)?;
    let mut known = (0..).map_while(|place| Some(tenant_at(&pbx, place)?.0));
    let place = parameters
        .get("id")
        .and_then(|wanted| known.position(|id| id == *wanted))
        .ok_or_else(Problem::not_found)?;
    pbx.sessions
        .switch(token(&headers).unwrap_or_default(), place);
    Ok(StatusCode::OK.into_response())
}
