//! The event socket (api.md 6, "Events (WSI)"): sign in, subscribe, hear of calls.

pub(crate) mod messages;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::{self, error::RecvError};

use crate::api::Pbx;
use crate::api::sessions::Session;
use crate::server::Peer;

/// Messages a slow listener may be behind; it misses what came before.
const MOST_BEHIND: usize = 256;
/// How long a socket that has fallen silent stays open.
const SILENCE: Duration = Duration::from_mins(10);
/// What comes in place of sense.
const RUBBISH: [&str; 4] = [
    "",
    "{",
    r#"{"event_type":"call_cdr","session_id":null}"#,
    r#"{"event_type":["queue_status"],"status":{"deep":[[[]]]}}"#,
];

/// What happens, to whoever listens.
pub(crate) struct News(broadcast::Sender<Said>);

#[derive(Clone)]
enum Said {
    Message(Arc<str>),
    /// Every socket is cut.
    Cut,
}

impl Default for News {
    fn default() -> Self {
        Self(broadcast::channel(MOST_BEHIND).0)
    }
}

impl News {
    /// Tells everybody who listens; nobody need.
    pub(crate) fn tell(&self, message: String) {
        drop(self.0.send(Said::Message(message.into())));
    }

    /// Cuts every socket.
    pub(crate) fn cut(&self) {
        drop(self.0.send(Said::Cut));
    }
}

/// What a client says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    command: String,
    username: String,
    password: String,
    domain: String,
    topics: Vec<String>,
}

/// `GET /wsi`
pub(crate) async fn open(
    State(pbx): State<Arc<Pbx>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    socket: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match socket {
        Ok(socket) => socket.on_upgrade(move |socket| async move {
            let line = Line {
                news: pbx.news.0.subscribe(),
                pbx,
                from: peer.ip,
                session: None,
                subscribed: false,
            };
            line.talk(socket).await;
        }),
        Err(refused) => refused.into_response(),
    }
}

/// One socket.
struct Line {
    pbx: Arc<Pbx>,
    from: IpAddr,
    session: Option<Session>,
    subscribed: bool,
    news: broadcast::Receiver<Said>,
}

impl Line {
    async fn talk(mut self, mut socket: WebSocket) {
        loop {
            if self.pbx.faults.plan().events.silent {
                tokio::time::sleep(SILENCE).await;
                return;
            }
            let answer = tokio::select! {
                heard = socket.recv() => match heard {
                    Some(Ok(Message::Text(text))) => self.answer(text.as_str()),
                    Some(Ok(_)) => continue,
                    Some(Err(_)) | None => return,
                },
                said = self.news.recv() => match said {
                    Ok(Said::Message(message)) if self.subscribed => message.to_string(),
                    Ok(Said::Message(_)) | Err(RecvError::Lagged(_)) => continue,
                    Ok(Said::Cut) | Err(RecvError::Closed) => return,
                },
            };
            if self.pbx.faults.plan().events.rubbish {
                for nonsense in RUBBISH {
                    drop(socket.send(Message::text(nonsense)).await);
                }
            }
            if socket.send(Message::text(answer)).await.is_err() {
                return;
            }
        }
    }

    fn answer(&mut self, text: &str) -> String {
        let asked: Asked = serde_json::from_str(text).unwrap_or_default();
        let done = match asked.command.as_str() {
            "auth" => self.sign_in(&asked),
            "subscribe" => self.subscribe(&asked),
            _ => Err("unknown command"),
        };
        match done {
            Ok(()) => json!({"command": asked.command, "id": "1", "status": 0}),
            Err(error) => {
                json!({"command": asked.command, "error": error, "id": "1", "status": -1})
            }
        }
        .to_string()
    }

    fn sign_in(&mut self, asked: &Asked) -> Result<(), &'static str> {
        self.pbx.tally.note(|now| now.event_passwords += 1);
        let refused = self.pbx.faults.plan().events.refuse_sign_in;
        let password = if refused { "" } else { &asked.password };
        let account = self
            .pbx
            .sessions
            .check(self.from, &asked.username, password, Some(&asked.domain))
            .map_err(|_| "access_token , username , domain or password error")?;
        self.session = Some(Session::without_tokens(account));
        Ok(())
    }

    fn subscribe(&mut self, asked: &Asked) -> Result<(), &'static str> {
        let session = self.session.as_ref().ok_or("not authorized")?;
        if self.pbx.faults.plan().events.refuse_calls || !session.sees_tenant() {
            return Err("no permission");
        }
        if !asked.topics.iter().any(|topic| topic == "cdr_events") {
            return Err("unknown topic");
        }
        self.subscribed = true;
        Ok(())
    }
}
