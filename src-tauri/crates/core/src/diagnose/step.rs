//! One step of a diagnosis: what was tried, how it went, what was seen.

use std::time::Duration;

use portsip::Error as PbxError;
use serde::{Deserialize, Serialize};

use super::{Fact, FactName};
use crate::jobs::saturate;

/// What is tried, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// A connection, through the proxy if there is one.
    Reach,
    /// TLS and the certificate.
    Encryption,
    /// Whether a PortSIP PBX answers, and knows the SIP domain.
    Server,
    /// The sign-in.
    SignIn,
    /// Role, and whether the password must be changed.
    Account,
    /// The version of the PBX.
    Version,
    /// The right to read calls.
    Calls,
    /// The right to read recordings.
    Recordings,
    /// One file of a recording.
    Files,
    /// Names of extensions.
    Directory,
    /// The tenant's time zone.
    Zone,
    /// The clocks of PBX and computer.
    Clock,
}

impl StepName {
    /// All, in their order.
    pub const ALL: [Self; 12] = [
        Self::Reach,
        Self::Encryption,
        Self::Server,
        Self::SignIn,
        Self::Account,
        Self::Version,
        Self::Calls,
        Self::Recordings,
        Self::Files,
        Self::Directory,
        Self::Zone,
        Self::Clock,
    ];

    /// As it is called in a report and on the command line.
    pub fn title(self) -> &'static str {
        match self {
            Self::Reach => "Reach the server",
            Self::Encryption => "Encryption",
            Self::Server => "PortSIP PBX",
            Self::SignIn => "Sign-in",
            Self::Account => "Account",
            Self::Version => "Version",
            Self::Calls => "Calls",
            Self::Recordings => "Recordings",
            Self::Files => "Recording files",
            Self::Directory => "Directory",
            Self::Zone => "Time zone",
            Self::Clock => "Clock",
        }
    }
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// As it should.
    Works,
    /// The PBX does not allow it.
    Refused,
    /// It does not work.
    Failed,
    /// It could not be tried, or there is nothing to try; `words` says why.
    Skipped,
}

/// A step that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What was tried.
    pub name: StepName,
    /// How it went.
    pub outcome: CheckOutcome,
    /// The same as a sentence.
    pub words: String,
    /// What to do, when something is to be done.
    pub next: Option<String>,
    /// What was seen on the way.
    pub facts: Vec<Fact>,
    /// How long it took, milliseconds.
    pub took_ms: u32,
}

/// What a diagnosis comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything that was tried works, calls among it.
    Works,
    /// Calls can be read, but something else is refused or fails.
    Partly,
    /// Everything up to the sign-in works, which was not tried.
    UpToSignIn,
    /// Calls cannot be read.
    Fails,
}

/// A diagnosis as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// Address of the PBX.
    pub server: String,
    /// The steps that are over, in their order.
    pub steps: Vec<Step>,
    /// The step that runs.
    pub running: Option<StepName>,
    /// What it comes to; `None` while steps run, and for a diagnosis that was stopped.
    pub verdict: Option<Verdict>,
    /// Whether nothing more comes.
    pub over: bool,
}

impl Verdict {
    /// What the steps come to.
    pub(crate) fn of(steps: &[Step]) -> Self {
        let is = |name: StepName, outcome: CheckOutcome| {
            steps
                .iter()
                .any(|step| step.name == name && step.outcome == outcome)
        };
        let trouble = steps
            .iter()
            .any(|step| matches!(step.outcome, CheckOutcome::Refused | CheckOutcome::Failed));
        if is(StepName::Calls, CheckOutcome::Works) {
            if trouble { Self::Partly } else { Self::Works }
        } else if is(StepName::SignIn, CheckOutcome::Skipped) && !trouble {
            Self::UpToSignIn
        } else {
            Self::Fails
        }
    }
}

impl Step {
    /// A step with nothing said but this.
    pub(super) fn new(name: StepName, outcome: CheckOutcome, words: impl Into<String>) -> Self {
        Self {
            name,
            outcome,
            words: words.into(),
            next: None,
            facts: Vec::new(),
            took_ms: 0,
        }
    }

    pub(super) fn works(name: StepName, words: impl Into<String>) -> Self {
        Self::new(name, CheckOutcome::Works, words)
    }

    pub(super) fn refused(name: StepName, words: impl Into<String>) -> Self {
        Self::new(name, CheckOutcome::Refused, words)
    }

    pub(super) fn failed(name: StepName, words: impl Into<String>) -> Self {
        Self::new(name, CheckOutcome::Failed, words)
    }

    pub(super) fn skipped(name: StepName, words: impl Into<String>) -> Self {
        Self::new(name, CheckOutcome::Skipped, words)
    }

    /// What an error of the client means: refused by the PBX, or not working.
    pub(super) fn stopped(name: StepName, error: &PbxError) -> Self {
        let outcome = match error {
            PbxError::Forbidden { .. }
            | PbxError::WrongPassword { .. }
            | PbxError::LockedOut { .. }
            | PbxError::CodeRejected { .. }
            | PbxError::PasswordMustChange
            | PbxError::SessionExpired => CheckOutcome::Refused,
            _ => CheckOutcome::Failed,
        };
        // The first sentence says what failed and why, the others what to do.
        let message = error.to_string();
        let (words, next) = message.split_once(". ").unwrap_or((&message, ""));
        let step = Self::new(name, outcome, words.trim_end_matches('.'));
        let step = step.and_next(next);
        match std::error::Error::source(error) {
            Some(cause) => step.fact(FactName::Cause, innermost(cause)),
            None => step,
        }
    }

    /// What to do; nothing if empty.
    pub(super) fn and_next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into()).filter(|next| !next.is_empty());
        self
    }

    /// Adds what was seen, unless it is empty. Foreign text loses its control characters.
    pub(super) fn fact(mut self, name: FactName, value: impl Into<String>) -> Self {
        let value: String = value.into();
        let value: String = value
            .chars()
            .filter(|c| !c.is_control())
            .take(500)
            .collect();
        if !value.is_empty() {
            self.facts.push(Fact { name, value });
        }
        self
    }

    pub(super) fn time(self, name: FactName, took: Duration) -> Self {
        self.fact(name, format!("{} ms", took.as_millis()))
    }

    pub(super) fn took(mut self, took: Duration) -> Self {
        self.took_ms = saturate(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        self
    }
}

/// The last cause of a chain: “Connection refused” rather than “error sending request”.
fn innermost<'a>(mut cause: &'a (dyn std::error::Error + 'static)) -> String {
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_split_into_what_failed_and_what_to_do() {
        let error = PbxError::Unreachable {
            server: "https://pbx.example.com:8887".to_owned(),
            source: std::io::Error::other("Connection refused").into(),
        };
        let step = Step::stopped(StepName::Reach, &error);
        assert_eq!(step.outcome, CheckOutcome::Failed);
        assert_eq!(step.words, "https://pbx.example.com:8887 cannot be reached");
        assert_eq!(
            step.next.as_deref(),
            Some("Check the address, the port and the network.")
        );
        assert_eq!(step.facts[0].value, "Connection refused");
        let refused = Step::stopped(StepName::SignIn, &PbxError::PasswordMustChange);
        assert_eq!(refused.outcome, CheckOutcome::Refused, "the PBX's word");
    }

    #[test]
    fn calls_decide_what_it_comes_to() {
        let calls = |outcome| Step::new(StepName::Calls, outcome, "");
        let directory = |outcome| Step::new(StepName::Directory, outcome, "");
        for (steps, verdict) in [
            (vec![], Verdict::Fails),
            (vec![calls(CheckOutcome::Works)], Verdict::Works),
            (
                vec![calls(CheckOutcome::Works), directory(CheckOutcome::Skipped)],
                Verdict::Works,
            ),
            (
                vec![calls(CheckOutcome::Works), directory(CheckOutcome::Refused)],
                Verdict::Partly,
            ),
            (
                vec![calls(CheckOutcome::Works), directory(CheckOutcome::Failed)],
                Verdict::Partly,
            ),
            (
                vec![calls(CheckOutcome::Refused), directory(CheckOutcome::Works)],
                Verdict::Fails,
            ),
            (vec![calls(CheckOutcome::Skipped)], Verdict::Fails),
            (
                vec![
                    Step::skipped(StepName::SignIn, ""),
                    calls(CheckOutcome::Skipped),
                ],
                Verdict::UpToSignIn,
            ),
            (
                vec![
                    Step::failed(StepName::Reach, ""),
                    Step::skipped(StepName::SignIn, ""),
                ],
                Verdict::Fails,
            ),
        ] {
            assert_eq!(Verdict::of(&steps), verdict, "{steps:?}");
        }
    }
}
