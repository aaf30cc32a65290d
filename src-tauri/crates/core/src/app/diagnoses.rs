//! Checking the connection: of the session, or of a sign-in that does not work.

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use portsip::{Client, Credentials, Secret};
use serde::Deserialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Tapedeck, blocking, zone_name};
use crate::{
    diagnose::{Diagnosis, Examination, Subject, WayIn, examine},
    error::{Error, Result},
    files::write_atomic,
    ids::{ConnectionId, DiagnosisId, ProfileId},
    session::{Reach, profile_id},
};

/// What is to be checked, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisInput {
    /// Host, host and port, or URL.
    pub server: String,
    /// SIP domain; may be empty.
    pub domain: String,
    /// User name; may be empty.
    pub user: String,
    /// A certificate the person decided to trust.
    pub pin: Option<String>,
    /// Proxy and authorities as they were given.
    pub connection: Option<ConnectionId>,
    /// Plain `http://` to another machine was allowed aloud.
    pub allow_plain_http: bool,
}

/// How a check may sign in.
pub enum DiagnosisSignIn {
    /// Not at all.
    None,
    /// With this password, once, and with the code if one is asked for.
    Password(Secret, Option<String>),
    /// With the password in the keychain, if there is one.
    Kept(Option<String>),
}

/// The newest check of the window.
#[derive(Default)]
pub(super) struct Diagnoses {
    count: AtomicU64,
    newest: Mutex<Option<Running>>,
}

#[derive(Clone)]
struct Running {
    id: DiagnosisId,
    state: watch::Sender<Diagnosis>,
    /// The whole of it, once it is over.
    finished: watch::Sender<Option<Examination>>,
    cancel: CancellationToken,
}

impl Tapedeck {
    /// Checks a connection step by step; `tell` hears of each beginning and end.
    ///
    /// # Errors
    /// [`Error::Pbx`] for an address or a way that cannot be used, [`Error::InvalidInput`] for a pin or authorities that
    /// cannot be read. Everything else is part of the diagnosis.
    pub async fn diagnose(
        &self,
        input: DiagnosisInput,
        sign_in: DiagnosisSignIn,
        tell: impl FnMut(&Diagnosis) + Send,
    ) -> Result<Examination> {
        let subject = self.subject(input, sign_in).await?;
        Ok(examine(subject, tell).await)
    }

    /// Starts a check for the window: of the session, or, with an input, of a sign-in that did not work. For the latter no
    /// password is sent: a refused one counts towards the lock-out. An older check is stopped. Must be called on a runtime.
    ///
    /// # Errors
    /// As for [`Tapedeck::diagnose`], and [`Error::NotSignedIn`].
    pub async fn start_diagnosis(&self, input: Option<DiagnosisInput>) -> Result<DiagnosisId> {
        let subject = if let Some(input) = input {
            self.subject(input, DiagnosisSignIn::None).await?
        } else {
            let session = self.signed_in()?;
            let (domain, user) = (session.view.domain, session.view.user);
            self.about(session.client, domain, user, WayIn::SignedIn)
        };
        let running = self.inner.diagnoses.begin(&subject.client);
        let id = running.id.clone();
        tokio::spawn(async move {
            let show = |diagnosis: &Diagnosis| drop(running.state.send_replace(diagnosis.clone()));
            let examined = running
                .cancel
                .run_until_cancelled(examine(subject, show))
                .await;
            match examined {
                Some(examination) => drop(running.finished.send_replace(Some(examination))),
                None => running.state.send_modify(|diagnosis| diagnosis.over = true),
            }
        });
        Ok(id)
    }

    /// Snapshots of a check as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that a newer one has replaced.
    pub fn watch_diagnosis(&self, id: &DiagnosisId) -> Result<watch::Receiver<Diagnosis>> {
        Ok(self.inner.diagnoses.find(id)?.state.subscribe())
    }

    /// Stops a check that nobody looks at any more.
    pub fn cancel_diagnosis(&self, id: &DiagnosisId) {
        if let Ok(running) = self.inner.diagnoses.find(id) {
            running.cancel.cancel();
        }
    }

    /// The report of a check, Markdown without secrets; waits for its end.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that was stopped or replaced.
    pub async fn diagnosis_report(&self, id: &DiagnosisId) -> Result<String> {
        let running = self.inner.diagnoses.find(id)?;
        let mut finished = running.finished.subscribe();
        let over = async {
            match finished.wait_for(Option::is_some).await {
                Ok(examination) => examination.as_ref().map(Examination::report),
                Err(_) => None,
            }
        };
        let report = running.cancel.run_until_cancelled(over).await.flatten();
        report.ok_or_else(|| gone(id))
    }

    /// Writes the report of a check to a file.
    ///
    /// # Errors
    /// As for [`Tapedeck::diagnosis_report`], [`Error::DiskFull`] and [`Error::Io`].
    pub async fn save_diagnosis(&self, id: &DiagnosisId, file: &Path) -> Result<()> {
        let (report, file) = (self.diagnosis_report(id).await?, file.to_owned());
        blocking("writing the report", move || {
            write_atomic(&file, report.as_bytes())
        })
        .await
    }

    async fn subject(&self, input: DiagnosisInput, sign_in: DiagnosisSignIn) -> Result<Subject> {
        let (domain, user) = (input.domain.trim().to_owned(), input.user.trim().to_owned());
        let mut reach = Reach::parse(&input.server, input.pin.as_deref(), input.allow_plain_http)?;
        reach.connection = self.given_connection(input.connection.as_ref())?;
        let id = profile_id(&reach.server, &domain, &user);
        let address = reach.server.to_string();
        let known = self
            .profile(|profile| profile.id == id)
            .or_else(|| self.profile(|profile| profile.server == address));
        if let Some(profile) = known {
            self.fill_in(&mut reach, &profile).await?;
        }
        let way_in = match self.password_for(&id, sign_in).await {
            Err(why) => WayIn::Closed(why),
            Ok(_) if user.is_empty() => WayIn::Closed("not tried: no user name was given"),
            Ok((password, code)) => WayIn::Password {
                credentials: Credentials {
                    user: user.clone(),
                    domain: Some(domain.clone()).filter(|domain| !domain.is_empty()),
                    password,
                },
                code,
            },
        };
        let client = reach.client_without_memory()?;
        Ok(self.about(client, domain, user, way_in))
    }

    /// The password to send, and the code; or why none is sent.
    async fn password_for(
        &self,
        id: &ProfileId,
        sign_in: DiagnosisSignIn,
    ) -> Result<(Secret, Option<String>), &'static str> {
        match sign_in {
            DiagnosisSignIn::None => Err(
                "not tried here: each refused sign-in brings the office closer to being blocked",
            ),
            DiagnosisSignIn::Password(password, code) => Ok((password, code)),
            DiagnosisSignIn::Kept(code) => match self.inner.secrets.get(id.as_str()).await {
                Ok(Some(password)) => Ok((password, code)),
                Ok(None) => Err("not tried: no password was given"),
                Err(_) => Err("not tried: no password was given, and the keychain cannot be used"),
            },
        }
    }

    fn about(&self, client: Client, domain: String, user: String, way_in: WayIn) -> Subject {
        Subject {
            client,
            domain,
            user,
            way_in,
            machine_zone: zone_name(&self.inner.clock.zone()),
            now: self.now(),
        }
    }
}

impl Diagnoses {
    fn begin(&self, client: &Client) -> Running {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let running = Running {
            id: DiagnosisId(format!("diagnosis-{number}")),
            state: watch::Sender::new(Diagnosis {
                server: client.server().to_string(),
                steps: Vec::new(),
                running: None,
                verdict: None,
                over: false,
            }),
            finished: watch::Sender::new(None),
            cancel: CancellationToken::new(),
        };
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(older) = newest.replace(running.clone()) {
            older.cancel.cancel();
        }
        running
    }

    fn find(&self, id: &DiagnosisId) -> Result<Running> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let found = newest.as_ref().filter(|running| running.id == *id);
        found.cloned().ok_or_else(|| gone(id))
    }
}

fn gone(id: &DiagnosisId) -> Error {
    Error::NotFound {
        what: format!("connection check {id}"),
    }
}
