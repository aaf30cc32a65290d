//! Users, queues and what a number is (api.md 6).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::calls::page;
use super::filter::Cell;
use super::listing::Shelf;
use super::problem::Problem;
use super::query::Query;
use super::sessions::{Account, Role, accounts};
use super::{Answer, Parameters, Pbx};
use crate::Family;
use crate::company::{
    DOMAIN, IVRS, PEOPLE, QUEUES, RING_GROUPS, ivr_at, person_at, queue_at, ring_group_at,
};

/// A short list that is all in memory as JSON.
pub(crate) struct Plain(pub Vec<Value>);

impl Shelf for Plain {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, row: usize, field: &str) -> Option<Cell<'_>> {
        match self.0.get(row)?.get(field)? {
            Value::String(text) => Some(Cell::Text(text)),
            Value::Number(number) => number.as_i64().map(Cell::Number),
            _ => None,
        }
    }

    fn kind(&self, field: &str) -> Option<Cell<'static>> {
        match self.cell(0, field)? {
            Cell::Text(_) => Some(Cell::Text("")),
            _ => Some(Cell::Number(0)),
        }
    }

    fn started(&self, _row: usize) -> Option<i64> {
        None
    }

    fn visible(&self, _row: usize) -> bool {
        true
    }

    fn restricted(&self) -> bool {
        false
    }

    fn found(&self, row: usize, text: &str) -> bool {
        self.0
            .get(row)
            .and_then(Value::as_object)
            .is_some_and(|fields| {
                fields
                    .values()
                    .any(|value| value.as_str().is_some_and(|held| held.contains(text)))
            })
    }
}

impl Plain {
    pub(crate) fn answer(self, pbx: &Pbx, parameters: &Parameters) -> Answer {
        let query = Query::read(parameters, &crate::ListFaults::default())?;
        let faults = crate::ListFaults {
            junk_rows: false,
            repeat_rows: false,
            ..pbx.faults.plan().lists.clone()
        };
        page(&self, &query, &faults, |row| self.0.get(row))
    }
}

fn user_id(account: &Account) -> String {
    format!("700551909773{:0>6}", account.extension)
}

/// The fields that the list and the detail share.
fn user_row(account: &Account) -> Value {
    let department = person_at(account.extension).map_or("Quality", |person| person.department);
    json!({
        "id": user_id(account),
        "name": account.user,
        "enabled": true,
        "email": format!("{}@{DOMAIN}", account.user),
        "display_name": account.display_name,
        "role": account.role.name(),
        "mobile_phone": "",
        "work_phone": if person_at(account.extension).is_some() { crate::company::direct_number(account.extension) } else { String::new() },
        "home_phone": null,
        "address": "",
        "department": department,
        "extension_number": account.extension,
        "created_at": "2022-03-14T09:00:00Z",
    })
}

fn user_detail(account: &Account) -> Value {
    let mut user = user_row(account);
    if let Some(fields) = user.as_object_mut() {
        fields.insert("enable_audio_recording".to_owned(), true.into());
        fields.insert("enable_video_recording".to_owned(), false.into());
        fields.insert("voicemail_prompt".to_owned(), "en-GB".into());
        fields.insert("preferred_transport".to_owned(), "TLS".into());
    }
    user
}

fn users_of_tenant() -> Vec<Account> {
    let mut all: Vec<Account> = accounts()
        .filter(|account| account.role != Role::SystemAdmin)
        .collect();
    all.sort_by_key(|account| account.extension);
    all
}

/// `GET /users`
pub(crate) async fn users(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let elsewhere = pbx.tenant_session(&headers)?.only_extension().is_some();
    let users = users_of_tenant();
    let rows = users.iter().filter(|_| !elsewhere).map(user_row);
    Plain(rows.collect()).answer(&pbx, &parameters)
}

/// `GET /users/{id}`
pub(crate) async fn user(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    pbx.tenant_session(&headers)?;
    let account = users_of_tenant()
        .into_iter()
        .find(|account| user_id(account) == id)
        .ok_or_else(Problem::not_found)?;
    Ok(Json(user_detail(&account)).into_response())
}

/// `GET /user`: who is signed in.
pub(crate) async fn me(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    let session = pbx.own_session(&headers)?;
    let mut user = user_detail(&session.account);
    if pbx.options.family >= Family::V22_8
        && let Some(fields) = user.as_object_mut()
    {
        let role = session.account.role;
        fields.insert("role_id".to_owned(), role.id().into());
        fields.insert("role_name".to_owned(), role.name().into());
        fields.insert("timezone".to_owned(), pbx.options.timezone.clone().into());
    }
    Ok(Json(user).into_response())
}

/// `GET /call_queues`
pub(crate) async fn queues(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    let elsewhere = pbx.tenant_session(&headers)?.only_extension().is_some();
    let rows = QUEUES.iter().filter(|_| !elsewhere).map(|queue| {
        json!({"id": queue.id(), "name": queue.name, "extension_number": queue.number, "ring_time": 20, "polling_strategy": "RING_SIMULTANEOUSLY"})
    });
    Plain(rows.collect()).answer(&pbx, &parameters)
}

/// `GET /ring_groups`
pub(crate) async fn ring_groups(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    pbx.tenant_session(&headers)?;
    let rows = RING_GROUPS.iter().map(|group| {
        json!({"id": group.id(), "name": group.name, "extension_number": group.number, "ring_time": 20})
    });
    Plain(rows.collect()).answer(&pbx, &parameters)
}

/// `GET /ivrs`
pub(crate) async fn ivrs(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Answer {
    pbx.tenant_session(&headers)?;
    let rows = IVRS
        .iter()
        .map(|ivr| json!({"id": ivr.id(), "name": ivr.name, "extension_number": ivr.number}));
    Plain(rows.collect()).answer(&pbx, &parameters)
}

/// `GET /call_queues/{id}/agents`
pub(crate) async fn agents(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    pbx.tenant_session(&headers)?;
    let queue = QUEUES
        .iter()
        .find(|queue| queue.id() == id)
        .ok_or_else(Problem::not_found)?;
    let agents: Vec<Value> = PEOPLE
        .iter()
        .filter(|person| queue.agents.contains(&person.extension))
        .map(|person| json!({"extension_number": person.extension, "display_name": person.display_name, "skill_level": 1}))
        .collect();
    Ok(Json(json!({ "items": agents })).into_response())
}

/// `GET /extension_numbers/{n}`
pub(crate) async fn extension_number(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(number): Path<String>,
) -> Answer {
    pbx.session(&headers)?;
    let (id, name, kind) = what_is(&number).ok_or_else(Problem::not_found)?;
    let body = json!({"id": id, "extension_number": number, "name": name, "type": kind});
    Ok(Json(body).into_response())
}

/// Id, name and kind of a number of the tenant.
fn what_is(number: &str) -> Option<(String, &'static str, &'static str)> {
    if let Some(queue) = queue_at(number) {
        return Some((queue.id(), queue.name, "CALL_QUEUE"));
    }
    if let Some(group) = ring_group_at(number) {
        return Some((group.id(), group.name, "RING_GROUP"));
    }
    if let Some(ivr) = ivr_at(number) {
        return Some((ivr.id(), ivr.name, "VIRTUAL_RECEPTIONIST"));
    }
    let account = users_of_tenant()
        .into_iter()
        .find(|account| account.extension == number)?;
    Some((user_id(&account), account.display_name, "EXTENSION"))
}
