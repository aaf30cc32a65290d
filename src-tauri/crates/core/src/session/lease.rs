//! The session that long work uses, and what the work does when the PBX ends it before its time: the same account signed
//! in elsewhere, or the PBX was started anew (`api.md` 2.6).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use portsip::Client;
use tokio::sync::watch;

use super::Session;
use crate::error::{Error, Failure, Result};

/// Where nobody can be asked, a session is taken back at most this often: two programs must not throw each other out for
/// ever.
const SELDOM: Duration = Duration::from_mins(5);

/// A signed-in client for work that may outlive its session.
#[derive(Clone)]
pub struct Lease(Way);

#[derive(Clone)]
enum Way {
    Fixed(Client),
    Attended(Box<Attended>),
    Unattended(Box<Session>),
}

impl Lease {
    /// This session, or the next one of the same account: work waits until a person has signed in again.
    pub(crate) fn attended(session: Attended) -> Self {
        Self(Way::Attended(Box::new(session)))
    }

    /// This session, which is taken back with the password in memory, seldom.
    pub(crate) fn unattended(session: Session) -> Self {
        Self(Way::Unattended(Box::new(session)))
    }

    /// The client to ask with now.
    pub(crate) fn client(&self) -> Client {
        match &self.0 {
            Way::Fixed(client) => client.clone(),
            Way::Attended(attended) => attended.session().client,
            Way::Unattended(session) => session.client.clone(),
        }
    }

    /// What work waits for in [`Lease::again`].
    pub(crate) fn why(&self) -> Failure {
        match &self.0 {
            Way::Fixed(_) => Error::from(portsip::Error::SessionExpired).failure(),
            Way::Attended(attended) => attended.why().failure(),
            Way::Unattended(session) => session.lost().failure(),
        }
    }

    /// After [`portsip::Error::SessionExpired`]: waits for the next session, or says why there will be none.
    ///
    /// # Errors
    /// [`Error::Pbx`]: the session stays lost.
    pub(crate) async fn again(&self) -> Result<()> {
        match &self.0 {
            Way::Fixed(_) => Err(portsip::Error::SessionExpired.into()),
            Way::Attended(attended) => attended.again().await,
            Way::Unattended(session) => session.take_back().await,
        }
    }
}

impl From<Client> for Lease {
    /// This session and no other: when it ends, the work ends.
    fn from(client: Client) -> Self {
        Self(Way::Fixed(client))
    }
}

/// The sessions of one account, one after the other, as a person signs in.
#[derive(Clone)]
pub(crate) struct Attended {
    first: Session,
    sessions: watch::Receiver<Option<Session>>,
}

impl Attended {
    /// Begins with a session that is signed in now.
    pub(crate) fn new(first: Session, sessions: watch::Receiver<Option<Session>>) -> Self {
        Self { first, sessions }
    }

    /// The newest session of the account, whether or not it still lives.
    pub(crate) fn session(&self) -> Session {
        let newest = self.sessions.borrow();
        let newest = newest.as_ref().filter(|session| self.is_ours(session));
        newest.unwrap_or(&self.first).clone()
    }

    /// Waits for a session of the account that lives. Nothing is asked of the PBX meanwhile.
    pub(crate) async fn again(&self) -> Result<()> {
        let lives = |session: &Option<Session>| {
            let ours = session.as_ref().filter(|session| self.is_ours(session));
            ours.is_some_and(|session| session.client.is_signed_in())
        };
        let mut sessions = self.sessions.clone();
        // The app is gone: so is whoever could sign in.
        sessions
            .wait_for(lives)
            .await
            .map_err(|_| portsip::Error::SessionExpired)?;
        Ok(())
    }

    /// What the work waits for, as a person reads it.
    pub(crate) fn why(&self) -> Error {
        self.first.lost()
    }

    fn is_ours(&self, session: &Session) -> bool {
        session.account == self.first.account
    }
}

/// When a session was last taken back; one memory for all that uses the session.
#[derive(Clone, Default)]
pub(crate) struct TakenBack(Arc<tokio::sync::Mutex<Option<Instant>>>);

impl Session {
    /// Signs in again with the password in memory, unless that was done within the last minutes.
    pub(crate) async fn take_back(&self) -> Result<()> {
        // Held while the PBX answers: whoever else has lost the session waits for the same sign-in.
        let mut last = self.taken_back.0.lock().await;
        if self.client.is_signed_in() {
            return Ok(());
        }
        if last.is_some_and(|at| at.elapsed() < SELDOM) {
            return Err(portsip::Error::SessionExpired.into());
        }
        *last = Some(Instant::now());
        tracing::warn!("the session was ended elsewhere and is taken back");
        Ok(self.client.sign_in_again().await?)
    }

    /// The error that says whose session has ended, and what to do.
    pub(crate) fn lost(&self) -> Error {
        let account = &self.account;
        Error::SessionTaken {
            account: format!("{}@{}", account.user, account.domain),
        }
    }
}
