//! The steps one after the other, each with what the earlier ones have shown.

use std::time::Instant;

use jiff::Timestamp;
use portsip::{Access, AnswerShape, Client, Credentials, OpenConnection, Scopes};

use super::{
    CheckOutcome, Diagnosis, Step, StepName, Verdict,
    steps::{account, calls, clock, directory, encryption, files, reach, server, sign_in, zone},
};

/// What is looked at.
pub(crate) struct Subject {
    pub(crate) client: Client,
    /// SIP domain; may be empty.
    pub(crate) domain: String,
    /// User name; may be empty.
    pub(crate) user: String,
    pub(crate) way_in: WayIn,
    /// Zone of this computer.
    pub(crate) machine_zone: String,
    /// Now.
    pub(crate) now: Timestamp,
}

/// How to get a session for the steps that need one.
pub(crate) enum WayIn {
    /// Not at all; these steps are skipped, and this is why.
    Closed(&'static str),
    /// The client has one.
    SignedIn,
    /// Sign in with these, once, and out at the end.
    Password {
        credentials: Credentials,
        code: Option<String>,
    },
}

/// A finished diagnosis, with what only its report shows.
#[derive(Clone, Debug)]
pub struct Examination {
    /// The steps.
    pub diagnosis: Diagnosis,
    pub(super) domain: String,
    pub(super) user: String,
    pub(super) made_at: Timestamp,
    pub(super) shapes: Vec<AnswerShape>,
}

/// What later steps need to know of earlier ones.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) connection: Option<OpenConnection>,
    pub(super) calls: Option<Access>,
    pub(super) recordings: Option<Access>,
}

impl Seen {
    /// Whose lists can be read. Where one of them is closed, the other's scope is as good as any to be refused with.
    fn scopes(&self) -> Option<Scopes> {
        let calls = self.calls.or(self.recordings)?;
        let recordings = self.recordings.unwrap_or(calls);
        Some(Scopes {
            calls: calls.scope,
            recordings: recordings.scope,
        })
    }
}

/// Goes through all steps; `tell` hears of each beginning and end. Dropping the future stops it.
pub(crate) async fn examine(
    subject: Subject,
    mut tell: impl FnMut(&Diagnosis) + Send,
) -> Examination {
    let mut diagnosis = Diagnosis {
        server: subject.client.server().to_string(),
        steps: Vec::new(),
        running: None,
        verdict: None,
        over: false,
    };
    let mut seen = Seen::default();
    for name in StepName::ALL {
        diagnosis.running = Some(name);
        tell(&diagnosis);
        let begun = Instant::now();
        let step = match missing(name, &diagnosis.steps) {
            Some(why) => Step::skipped(name, why),
            None => run_step(name, &subject, &mut seen)
                .await
                .took(begun.elapsed()),
        };
        diagnosis.steps.push(step);
    }
    let shapes = match seen.scopes() {
        Some(scopes) => subject.client.answer_shapes(scopes).await,
        None => Vec::new(),
    };
    if matches!(subject.way_in, WayIn::Password { .. }) {
        subject.client.sign_out().await;
    }
    diagnosis.running = None;
    diagnosis.verdict = Some(Verdict::of(&diagnosis.steps));
    diagnosis.over = true;
    tell(&diagnosis);
    Examination {
        diagnosis,
        domain: subject.domain,
        user: subject.user,
        made_at: subject.now,
        shapes,
    }
}

/// The step that must work before this one can be tried.
fn needs(name: StepName) -> Option<StepName> {
    match name {
        StepName::Reach => None,
        StepName::Encryption => Some(StepName::Reach),
        StepName::Server => Some(StepName::Encryption),
        StepName::SignIn | StepName::Clock => Some(StepName::Server),
        StepName::Files => Some(StepName::Recordings),
        _ => Some(StepName::SignIn),
    }
}

/// Why a step cannot be tried, if it cannot: the first one on the way to it that does not work.
fn missing(name: StepName, over: &[Step]) -> Option<String> {
    let broken = |name| {
        let needed = over.iter().find(|step| Some(step.name) == needs(name))?;
        (needed.outcome != CheckOutcome::Works).then_some(needed.name)
    };
    let mut root = broken(name)?;
    while let Some(deeper) = broken(root) {
        root = deeper;
    }
    Some(format!("not tried: see “{}”", root.title()))
}

async fn run_step(name: StepName, subject: &Subject, seen: &mut Seen) -> Step {
    let client = &subject.client;
    match name {
        StepName::Reach => reach::step(client, seen).await,
        StepName::Encryption => encryption::step(subject, seen).await,
        StepName::Server => server::step(subject).await,
        StepName::SignIn => sign_in::step(subject).await,
        StepName::Account => account::step(client).await,
        StepName::Version => account::version_step(client).await,
        StepName::Calls => calls::calls_step(client, seen).await,
        StepName::Recordings => calls::recordings_step(client, seen).await,
        StepName::Files => files::step(client, seen).await,
        StepName::Directory => directory::step(client).await,
        StepName::Zone => zone::step(subject).await,
        StepName::Clock => clock::step(client),
    }
}
