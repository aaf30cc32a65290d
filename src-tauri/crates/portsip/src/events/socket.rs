//! Opening the event socket over the client's own HTTP connection: the same trust, pins, proxy and limits.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use reqwest::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{StatusCode, Upgraded};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message as Frame, Role, WebSocketConfig};
use url::Url;

use crate::classify::{Fate, status_fate};
use crate::client::Inner;
use crate::{Error, Secret};

const WHAT: &str = "the event socket";
/// No message is longer; the longest are records of calls with many targets.
const LONGEST_MESSAGE: usize = 1 << 20;

/// What stands behind an address.
pub(super) enum Door {
    /// An event socket.
    Open(Box<Socket>),
    /// Something else, or nothing at all.
    Absent,
    /// An event socket that is not for this account.
    Closed,
}

/// An open event socket.
pub(super) struct Socket {
    stream: WebSocketStream<Upgraded>,
    /// No frame for this long asks whether the PBX is still there; the same again ends it.
    idle: Duration,
}

impl Inner {
    /// Asks `url` to become a socket. Nothing but the question is sent.
    pub(super) async fn open_socket(&self, url: Url) -> Result<Door, Error> {
        let key = generate_key();
        let request = self
            .http
            .get(url)
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, &key);
        let response = self.transmit(WHAT, request).await?;
        let status = response.status();
        if status != StatusCode::SWITCHING_PROTOCOLS {
            return match (status.as_u16(), status_fate(status.as_u16())) {
                (401 | 403, _) => Ok(Door::Closed),
                (_, Fate::Transient | Fate::Throttled) => Err(Error::Server {
                    what: WHAT.to_owned(),
                    status: status.as_u16(),
                    message: "it is not there right now".to_owned(),
                }),
                _ => Ok(Door::Absent),
            };
        }
        let proof = response.headers().get(SEC_WEBSOCKET_ACCEPT);
        if proof
            .is_none_or(|proof| proof.as_bytes() != derive_accept_key(key.as_bytes()).as_bytes())
        {
            return Ok(Door::Absent);
        }
        let upgraded = response
            .upgrade()
            .await
            .map_err(|error| self.lost(WHAT, error))?;
        let limits = WebSocketConfig::default()
            .read_buffer_size(16 << 10)
            .write_buffer_size(0)
            .max_message_size(Some(LONGEST_MESSAGE))
            .max_frame_size(Some(LONGEST_MESSAGE));
        Ok(Door::Open(Box::new(Socket {
            stream: WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(limits)).await,
            idle: self.options.idle_timeout,
        })))
    }
}

impl Socket {
    /// Sends a message; `None` when the socket has broken.
    pub(super) async fn say(&mut self, message: &Secret) -> Option<()> {
        self.send(Frame::text(message.expose())).await
    }

    /// The next message; `None` when the socket has broken. A silent PBX is asked for a sign of life once.
    pub(super) async fn hear(&mut self) -> Option<String> {
        let mut asked = false;
        loop {
            let frame = match timeout(self.idle, self.stream.next()).await {
                Ok(frame) => frame?.ok()?,
                Err(_) if asked => return None,
                Err(_) => {
                    self.send(Frame::Ping(Vec::new().into())).await?;
                    asked = true;
                    continue;
                }
            };
            asked = false;
            match frame {
                Frame::Text(text) => return Some(text.as_str().to_owned()),
                Frame::Close(_) => return None,
                // Pings are answered by the library; bytes are not of this protocol.
                _ => {}
            }
        }
    }

    async fn send(&mut self, frame: Frame) -> Option<()> {
        timeout(self.idle, self.stream.send(frame)).await.ok()?.ok()
    }
}
