//! The three ways a PBX of v16 to v22 signs a user in, and the requests of each.

use reqwest::Method;
use serde::Serialize;

use super::Credentials;
use crate::http::{Ask, Body, Patience};
use crate::query::Query;
use crate::{Error, Secret};

/// The fixed client id of the OAuth-style call (api.md, section 2.2); public, the same for everybody.
const CLIENT_ID: &str = "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a";

/// A family of sign-in calls. Found out once, worth remembering per server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// `/auth/sign_in`: 22.2 and later.
    Auth,
    /// `/login/oauth/token`: 22.0 and later.
    OAuth,
    /// `/tokens`: v16.
    Tokens,
}

#[derive(Serialize)]
struct PasswordBody<'a> {
    username: &'a str,
    password: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'a str>,
}

#[derive(Serialize)]
struct RefreshBody<'a> {
    refresh_token: &'a str,
}

impl Flavour {
    /// The order to try, newest first; a remembered one leads.
    pub(crate) fn in_order(remembered: Option<Self>) -> Vec<Self> {
        let mut order = vec![Self::Auth, Self::OAuth, Self::Tokens];
        if let Some(first) = remembered {
            order.retain(|&flavour| flavour != first);
            order.insert(0, first);
        }
        order
    }

    /// The sign-in request. It is repeated only if no connection came about, so a password is sent once.
    pub(crate) fn sign_in(self, credentials: &Credentials) -> Result<Ask, Error> {
        let domain = credentials
            .domain
            .as_deref()
            .filter(|domain| !domain.is_empty());
        let (username, password) = (credentials.user.as_str(), credentials.password.expose());
        let body = match self {
            Self::Auth | Self::Tokens => json(&PasswordBody {
                username,
                password,
                domain,
            })?,
            Self::OAuth => {
                let mut form = Query::new()
                    .with("grant_type", "password")
                    .with("username", username);
                if let Some(domain) = domain {
                    form = form.with("domain", domain);
                }
                let form = form
                    .with("password", password)
                    .with("scope", "all")
                    .with("client_id", CLIENT_ID);
                Body::Form(Secret::new(form.into_string()))
            }
        };
        let path = match self {
            Self::Auth => "/api/auth/sign_in",
            Self::OAuth => "/api/login/oauth/token",
            Self::Tokens => "/api/tokens",
        };
        Ok(Ask {
            patience: Patience::Unsent,
            ..Ask::post("the sign-in", path, body)
        })
    }

    /// The request for new tokens. v16's body is not documented; it gets the name all other versions use.
    pub(crate) fn refresh(self, refresh_token: &Secret) -> Result<Ask, Error> {
        let what = "the renewal of the session";
        let as_json = |path| {
            Ok(Ask::post(
                what,
                path,
                json(&RefreshBody {
                    refresh_token: refresh_token.expose(),
                })?,
            ))
        };
        match self {
            Self::Auth => as_json("/api/auth/refresh_token"),
            Self::Tokens => as_json("/api/tokens/refresh"),
            Self::OAuth => {
                let form = Query::new()
                    .with("grant_type", "refresh_token")
                    .with("client_id", CLIENT_ID)
                    .with("refresh_token", refresh_token.expose());
                Ok(Ask::post(
                    what,
                    "/api/login/oauth/token",
                    Body::Form(Secret::new(form.into_string())),
                ))
            }
        }
    }

    /// The request that ends the session; the bearer goes along.
    pub(crate) fn sign_out(self) -> Ask {
        let path = match self {
            Self::Auth => "/api/auth/sign_out",
            Self::OAuth => "/api/login/oauth/revoke",
            Self::Tokens => "/api/tokens/destroy",
        };
        Ask {
            method: Method::POST,
            ..Ask::post("the sign-out", path, Body::None)
        }
    }
}

/// A JSON body that may hold a password.
pub(crate) fn json(body: &impl Serialize) -> Result<Body, Error> {
    let text = serde_json::to_string(body).map_err(|cause| Error::BadResponse {
        what: "the sign-in".to_owned(),
        detail: format!("its request cannot be written ({cause})"),
    })?;
    Ok(Body::Json(Secret::new(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &Body) -> &str {
        match body {
            Body::Json(text) | Body::Form(text) => text.expose(),
            Body::None => "",
        }
    }

    #[test]
    fn requests_are_as_documented() {
        let mut who = Credentials {
            user: "agent 1".into(),
            domain: Some("test.io".into()),
            password: Secret::from("a+b&c\""),
        };
        let auth = Flavour::Auth.sign_in(&who).expect("request");
        assert_eq!(
            text(&auth.body),
            r#"{"username":"agent 1","password":"a+b&c\"","domain":"test.io"}"#
        );
        let oauth = Flavour::OAuth.sign_in(&who).expect("request");
        assert_eq!(
            text(&oauth.body),
            "grant_type=password&username=agent%201&domain=test.io&password=a%2Bb%26c%22&scope=all\
             &client_id=9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"
        );
        who.domain = Some(String::new());
        let admin = Flavour::Tokens.sign_in(&who).expect("request");
        assert!(
            !text(&admin.body).contains("domain"),
            "a system administrator has no domain"
        );
        assert!(
            !format!("{auth:?}{oauth:?}{admin:?}").contains("a+b"),
            "Debug shows the password"
        );
    }

    #[test]
    fn a_remembered_flavour_leads_and_none_is_lost() {
        assert_eq!(
            Flavour::in_order(None),
            [Flavour::Auth, Flavour::OAuth, Flavour::Tokens]
        );
        assert_eq!(
            Flavour::in_order(Some(Flavour::Tokens)),
            [Flavour::Tokens, Flavour::Auth, Flavour::OAuth]
        );
    }
}
