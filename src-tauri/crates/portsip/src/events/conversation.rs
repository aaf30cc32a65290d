//! One conversation: sign in, subscribe, listen, until the socket breaks or the PBX says no.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::message::{self, Message};
use super::socket::Socket;
use super::{Event, Refusal};
use crate::Error;
use crate::auth::Credentials;

/// How a conversation ended.
#[derive(Debug)]
pub(super) enum End {
    /// The PBX said no; it is not asked again.
    Refused(Refusal),
    /// The password was sent and the socket broke before it was answered: whether it was refused cannot be known.
    Unanswered,
    /// It broke while the PBX was listened to, after so long; `None` before the subscription was accepted.
    Broken(Option<Duration>),
}

/// Holds one conversation. The password is sent once.
pub(super) async fn hold(
    mut socket: Box<Socket>,
    credentials: &Credentials,
    patience: Duration,
    sink: &mut (dyn FnMut(Event) + Send),
) -> Result<End, Error> {
    if socket.say(&message::sign_in(credentials)?).await.is_none() {
        return Ok(End::Unanswered);
    }
    match timeout(patience, sign_in_answer(&mut socket)).await {
        Ok(Some(true)) => {}
        Ok(Some(false)) => return Ok(End::Refused(Refusal::PasswordRefused)),
        Ok(None) | Err(_) => return Ok(End::Unanswered),
    }
    if socket.say(&message::subscription()?).await.is_none() {
        return Ok(End::Broken(None));
    }
    let mut since = None;
    while let Some(heard) = socket.hear().await {
        let event = match Message::read(&heard) {
            Message::Subscription(false) => return Ok(End::Refused(Refusal::NotAllowed)),
            Message::Subscription(true) => None,
            Message::Event(event) => Some(event),
            Message::SignIn(_) | Message::Other => continue,
        };
        if since.is_none() {
            since = Some(Instant::now());
            sink(Event::Connected);
        }
        if let Some(event) = event {
            sink(*event);
        }
    }
    if since.is_some() {
        sink(Event::Interrupted);
    }
    Ok(End::Broken(since.map(|since| since.elapsed())))
}

async fn sign_in_answer(socket: &mut Socket) -> Option<bool> {
    loop {
        if let Message::SignIn(accepted) = Message::read(&socket.hear().await?) {
            return Some(accepted);
        }
    }
}
