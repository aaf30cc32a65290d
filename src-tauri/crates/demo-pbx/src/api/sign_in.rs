//! Signing in, all three flavours (api.md 2).

use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::problem::Problem;
use super::sessions::{Account, Role, Tokens};
use super::{Answer, COOKIE, Pbx, token};
use crate::company::DOMAIN;
use crate::server::Peer;
use crate::{Family, RefreshFault};

/// The client id that the vendor's page prints.
const CLIENT_ID: &str = "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a";

/// A user, a password and where they belong.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    username: String,
    password: String,
    #[serde(default)]
    domain: Option<String>,
}

/// The form of `/login/oauth/token`.
#[derive(Deserialize)]
pub(crate) struct OAuthForm {
    grant_type: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    domain: Option<String>,
    #[serde(default)]
    refresh_token: String,
}

type Body<T> = Result<Json<T>, axum::extract::rejection::JsonRejection>;

fn read<T>(body: Body<T>) -> Result<T, Problem> {
    body.map(|Json(value)| value)
        .map_err(|_| Problem::of_status(400))
}

impl Pbx {
    fn check(&self, peer: &Peer, given: &Credentials) -> Result<Account, Problem> {
        self.tally.note(|now| now.passwords_seen += 1);
        self.sessions.check(
            peer.ip,
            &given.username,
            &given.password,
            given.domain.as_deref(),
        )
    }

    fn tokens_body(&self, tokens: &Tokens) -> Value {
        json!({
            "token_type": "Bearer",
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expires_in": self.options.token_lifetime.as_secs(),
        })
    }

    fn opened(&self, account: Account) -> Response {
        let tokens = self.sessions.open(account);
        with_cookie(
            Json(self.tokens_body(&tokens)).into_response(),
            &tokens.access,
        )
    }

    async fn renew(&self, refresh_token: &str) -> Answer {
        let fault = self.faults.plan().refresh;
        if let RefreshFault::Slow(millis) = fault {
            tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
        }
        let renewed = match fault {
            RefreshFault::Refused => Err(Problem::new(400, "UNKNOWN", "unknown error")),
            _ => self.sessions.renew(refresh_token),
        };
        self.tally.note(|now| match &renewed {
            Ok(_) => now.refreshes += 1,
            Err(_) => now.refreshes_refused += 1,
        });
        renewed.map(|tokens| Json(self.tokens_body(&tokens)).into_response())
    }
}

fn with_cookie(mut answer: Response, access: &str) -> Response {
    if let Ok(value) = format!("{COOKIE}={access}; Path=/; HttpOnly").parse() {
        answer.headers_mut().insert(header::SET_COOKIE, value);
    }
    answer
}

/// `POST /auth/sign_in`
pub(crate) async fn sign_in(
    State(pbx): State<Arc<Pbx>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    body: Body<Credentials>,
) -> Answer {
    let account = pbx.check(&peer, &read(body)?)?;
    if account.otp {
        return Ok(Json(
            json!({"two_factor_enabled": true, "token": pbx.sessions.await_code(account)}),
        )
        .into_response());
    }
    Ok(pbx.opened(account))
}

fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str, Problem> {
    value
        .get(field)
        .and_then(Value::as_str)
        .ok_or_else(|| Problem::invalid(format!("{field} is missing")))
}

/// `POST /auth/send_otp`: nothing is mailed, the code is always the same.
pub(crate) async fn send_otp(State(pbx): State<Arc<Pbx>>, body: Body<Value>) -> Answer {
    let body = read(body)?;
    if pbx.sessions.awaits_code(text(&body, "token")?) {
        Ok(StatusCode::OK.into_response())
    } else {
        Err(Problem::new(400, "UNAUTHORIZED", "session expired"))
    }
}

/// `POST /auth/verify_otp`: what a real one answers is not documented.
pub(crate) async fn verify_otp(State(pbx): State<Arc<Pbx>>, body: Body<Value>) -> Answer {
    let body = read(body)?;
    let account = pbx
        .sessions
        .verify_code(text(&body, "token")?, text(&body, "code")?)?;
    let answer = pbx.opened(account);
    if pbx.options.otp_answers_tokens {
        return Ok(answer);
    }
    let cookie = answer.headers().get(header::SET_COOKIE).cloned();
    Ok((
        cookie.map(|cookie| [(header::SET_COOKIE, cookie)]),
        StatusCode::OK,
    )
        .into_response())
}

/// `POST /auth/refresh_token` and v16's `/tokens/refresh`
pub(crate) async fn refresh(State(pbx): State<Arc<Pbx>>, body: Body<Value>) -> Answer {
    let body = read(body)?;
    pbx.renew(text(&body, "refresh_token")?).await
}

/// `POST /auth/sign_out`, `/login/oauth/revoke`, `/tokens/destroy`
pub(crate) async fn sign_out(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    pbx.session(&headers)?;
    pbx.sessions.close(token(&headers).unwrap_or_default());
    Ok(StatusCode::OK.into_response())
}

/// `GET /auth/user`
pub(crate) async fn user(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    let account = pbx.session(&headers)?.account;
    let mut body = json!({"role": account.role.name(), "password_verified": true, "password_force_reset": account.must_change});
    if pbx.options.family >= Family::V22_8
        && let Some(fields) = body.as_object_mut()
    {
        fields.insert("domain".to_owned(), domain_of(&account).into());
        fields.insert("role_id".to_owned(), account.role.id().into());
        fields.insert("role_name".to_owned(), account.role.name().into());
        fields.insert(
            "capabilities".to_owned(),
            account.role.capabilities().into(),
        );
    }
    Ok(Json(body).into_response())
}

fn domain_of(account: &Account) -> &'static str {
    if account.role == Role::SystemAdmin {
        ""
    } else {
        DOMAIN
    }
}

/// `POST /login/oauth/token`
pub(crate) async fn oauth(
    State(pbx): State<Arc<Pbx>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    form: Result<Form<OAuthForm>, axum::extract::rejection::FormRejection>,
) -> Answer {
    let Form(form) = form.map_err(|_| Problem::of_status(400))?;
    if form.client_id != CLIENT_ID {
        return Err(Problem::invalid("client_id is wrong"));
    }
    match form.grant_type.as_str() {
        "password" => {
            let account = pbx.check(
                &peer,
                &Credentials {
                    username: form.username,
                    password: form.password,
                    domain: form.domain,
                },
            )?;
            Ok(pbx.opened(account))
        }
        "refresh_token" => pbx.renew(&form.refresh_token).await,
        _ => Err(Problem::invalid("grant_type is wrong")),
    }
}

/// v16's `POST /tokens`
pub(crate) async fn tokens(
    State(pbx): State<Arc<Pbx>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    body: Body<Credentials>,
) -> Answer {
    let account = pbx.check(&peer, &read(body)?)?;
    Ok(pbx.opened(account))
}

/// `POST /login`: a session cookie and no body.
pub(crate) async fn login(
    State(pbx): State<Arc<Pbx>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    body: Body<Credentials>,
) -> Answer {
    let account = pbx.check(&peer, &read(body)?)?;
    Ok(with_cookie(
        StatusCode::OK.into_response(),
        &pbx.sessions.open(account).access,
    ))
}

/// `GET /login`: the token of the session.
pub(crate) async fn session(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    let session = pbx.session(&headers)?;
    let lifetime = pbx.options.token_lifetime.as_secs();
    let expires_at = super::rows::time(
        crate::company::stamp(
            Timestamp::now().as_microsecond() + lifetime.cast_signed() * 1_000_000,
        ),
        0,
    );
    let body = json!({"access_token": token(&headers), "expires_at": expires_at, "expires_in": lifetime, "role": session.account.role.name()});
    Ok(Json(body).into_response())
}

/// `POST /logout`
pub(crate) async fn logout(State(pbx): State<Arc<Pbx>>, headers: HeaderMap) -> Answer {
    sign_out(State(pbx), headers).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
