//! User groups and their administrators (22.8, api.md 5 and 6).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::directory::Plain;
use super::problem::Problem;
use super::sessions::{Session, accounts};
use super::{Answer, Parameters, Pbx};
use crate::Family;
use crate::company::{GROUPS, Group, person_at};

fn row(group: &Group) -> Value {
    json!({
        "id": group.id(),
        "name": group.name,
        "description": "",
        "allow_admin_recordings": group.admin_recordings,
    })
}

fn group_of(id: &str) -> Result<&'static Group, Problem> {
    GROUPS
        .iter()
        .find(|group| group.id() == id)
        .ok_or_else(Problem::not_found)
}

/// `GET /groups`
pub(crate) async fn list(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    pbx.tenant_session(&headers)?;
    Plain(GROUPS.iter().map(row).collect()).answer(&pbx, &parameters)
}

/// `GET /groups/{id}/members`
pub(crate) async fn members(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
    Path(id): Path<String>,
) -> Answer {
    pbx.tenant_session(&headers)?;
    let members = group_of(&id)?.members.iter().filter_map(|extension| {
        let name = person_at(extension)?.display_name;
        Some(json!({"extension_number": extension, "display_name": name}))
    });
    Plain(members.collect()).answer(&pbx, &parameters)
}

/// `GET /groups/{id}/administrators`
pub(crate) async fn administrators(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
    Path(id): Path<String>,
) -> Answer {
    pbx.tenant_session(&headers)?;
    let group = group_of(&id)?;
    let them = accounts()
        .filter(|account| group.is_administered_by(account.user))
        .map(|account| {
            json!({"extension_number": account.extension, "display_name": account.display_name})
        });
    Plain(them.collect()).answer(&pbx, &parameters)
}

/// `GET /user/groups/administered`: those that the signed-in user administers.
pub(crate) async fn administered(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let user = pbx.own_session(&headers)?.account.user;
    let own = GROUPS
        .iter()
        .filter(|group| group.is_administered_by(user))
        .map(row);
    Plain(own.collect()).answer(&pbx, &parameters)
}

/// Groups whose recordings this session may see.
fn open_to(session: &Session) -> impl Iterator<Item = &'static Group> {
    let (user, all) = (session.account.user, session.sees_tenant());
    GROUPS
        .iter()
        .filter(move |group| all || group.admin_recordings && group.is_administered_by(user))
}

/// The extensions of the groups whose recordings an administrator of groups may see; `None` for everybody else.
pub(crate) fn recorded_extensions(pbx: &Pbx, session: &Session) -> Option<Vec<&'static str>> {
    let known = pbx.options.family >= Family::V22_8;
    let extensions: Vec<_> = open_to(session)
        .filter(|_| known)
        .flat_map(|group| group.members.iter().copied())
        .collect();
    (!extensions.is_empty()).then_some(extensions)
}

/// The extensions of the groups named in `group_ids`, ids with commas between them: 400 for what is no id, 403 for a
/// group that is not open to this session. `None` if the parameter is not there or not known yet.
pub(crate) fn asked(
    pbx: &Pbx,
    session: &Session,
    parameters: &Parameters,
) -> Result<Option<Vec<&'static str>>, Problem> {
    let Some(text) = parameters
        .get("group_ids")
        .filter(|_| pbx.options.family >= Family::V22_8)
    else {
        return Ok(None);
    };
    let mut extensions = Vec::new();
    for id in text.split(',') {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::invalid("group_ids is wrong"));
        }
        let group = open_to(session)
            .find(|group| group.id() == id)
            .ok_or_else(Problem::forbidden)?;
        extensions.extend(group.members);
    }
    Ok(Some(extensions))
}
