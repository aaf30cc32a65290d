//! The session's memory: the tokens in use, how they were got, the tenant they are to be in, and whether they are known to
//! be worthless.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::token::Tokens;
use super::{Credentials, Flavour};
use crate::Secret;

/// The share of a token's life after which it is renewed in advance.
const RENEW_AT: f64 = 0.8;
/// The least time between two renewals in advance.
const POSTPONED: Duration = Duration::from_secs(5);
/// A token without a stated life that is refused before this age has been ended by somebody, not by time.
const LEAST_LIFE: Duration = Duration::from_mins(5);

/// Whether there is a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not signed in, or signed out here.
    #[default]
    Out,
    /// Signed in, as far as is known.
    In,
    /// The PBX ended it.
    Ended,
}

/// The shared state of the session. The lock is never held across an await; renewals queue at `turnstile`.
#[derive(Debug)]
pub(crate) struct SessionCell {
    state: Mutex<State>,
    /// One renewal or sign-in at a time.
    pub(crate) turnstile: tokio::sync::Mutex<()>,
    standing: watch::Sender<Standing>,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
    flavour: Option<Flavour>,
    credentials: Option<Credentials>,
    /// The password alone was not enough: a one-time code was asked for.
    needed_code: bool,
    generations: u64,
    /// The tenant a system administrator has chosen; a new token has to enter it anew.
    tenant: Option<String>,
    /// Renewals that a file's 401 asked for and that did not help, in a row.
    vain_renewals: u32,
}

#[derive(Debug)]
struct Held {
    access: Secret,
    refresh: Option<Secret>,
    generation: u64,
    since: Instant,
    /// A renewal in advance failed; the next one waits until then.
    postponed_until: Option<Instant>,
    lifetime: Option<Duration>,
    /// It is in the context of the chosen tenant, if there is one.
    inside: bool,
}

/// An access token as it goes out.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) secret: Secret,
    /// Grows with each renewal: tells whether somebody else has renewed already.
    pub(crate) generation: u64,
    until: Option<Instant>,
    /// Whether it is time to renew in advance.
    pub(crate) due: bool,
    /// Whether it has had its time: a refusal is then no sign that somebody ended the session.
    pub(crate) aged: bool,
    /// Whether a tenant was chosen that it has not entered: nothing may be asked with it yet.
    pub(crate) outside: bool,
}

impl Token {
    /// Whether its stated life is over: a 401 says nothing new then.
    pub(crate) fn outlived(&self) -> bool {
        self.until.is_some_and(|until| until <= Instant::now())
    }
}

impl SessionCell {
    pub(crate) fn new(flavour: Option<Flavour>) -> Self {
        let state = State {
            flavour,
            ..State::default()
        };
        Self {
            state: Mutex::new(state),
            turnstile: tokio::sync::Mutex::new(()),
            standing: watch::Sender::default(),
        }
    }

    /// Tells of sign-ins and ends as they come.
    pub(crate) fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// The token in use.
    pub(crate) fn token(&self) -> Option<Token> {
        let state = self.state();
        let held = state.held.as_ref()?;
        let until = held.lifetime.map(|lifetime| held.since + lifetime);
        let old = held
            .lifetime
            .is_some_and(|lifetime| held.since.elapsed() >= lifetime.mul_f64(RENEW_AT));
        let postponed = held
            .postponed_until
            .is_some_and(|until| until > Instant::now());
        let outlived = until.is_some_and(|until| until <= Instant::now());
        let due = held.refresh.is_some() && old && (outlived || !postponed);
        let life = held.lifetime.unwrap_or(LEAST_LIFE);
        Some(Token {
            secret: held.access.clone(),
            generation: held.generation,
            until,
            due,
            aged: held.since.elapsed() >= life,
            outside: !held.inside,
        })
    }

    /// The refresh token and the flavour it belongs to.
    pub(crate) fn refresh_token(&self) -> Option<(Secret, Flavour)> {
        let state = self.state();
        Some((state.held.as_ref()?.refresh.clone()?, state.flavour?))
    }

    /// Takes new tokens; a refresh token that was not replaced stays in use.
    pub(crate) fn hold(&self, tokens: Tokens, flavour: Flavour) {
        let mut state = self.state();
        let old_refresh = state.held.take().and_then(|held| held.refresh);
        state.generations += 1;
        state.flavour = Some(flavour);
        state.held = Some(Held {
            access: tokens.access,
            refresh: tokens.refresh.or(old_refresh),
            generation: state.generations,
            since: Instant::now(),
            postponed_until: None,
            lifetime: tokens.lifetime,
            inside: state.tenant.is_none(),
        });
        drop(state);
        self.standing.send_replace(Standing::In);
    }

    /// The chosen tenant.
    pub(crate) fn tenant(&self) -> Option<String> {
        self.state().tenant.clone()
    }

    /// The session is now in this tenant, and is to stay there.
    pub(crate) fn entered(&self, tenant: &str) {
        let mut state = self.state();
        state.tenant = Some(tenant.to_owned());
        if let Some(held) = &mut state.held {
            held.inside = true;
        }
    }

    /// Leaves the session alone for a few seconds after a renewal in advance that did not get through.
    pub(crate) fn postpone_renewal(&self) {
        if let Some(held) = &mut self.state().held {
            held.postponed_until = Some(Instant::now() + POSTPONED);
        }
    }

    /// Whether a renewal failed within the last seconds.
    pub(crate) fn renewal_is_postponed(&self) -> bool {
        let state = self.state();
        let until = state.held.as_ref().and_then(|held| held.postponed_until);
        until.is_some_and(|until| until > Instant::now())
    }

    /// Forgets the refresh token: it was refused and is not tried again.
    pub(crate) fn drop_refresh_token(&self) {
        if let Some(held) = &mut self.state().held {
            held.refresh = None;
        }
    }

    /// Forgets the tokens of this generation: the PBX has ended the session.
    pub(crate) fn drop_tokens(&self, generation: u64) {
        let mut state = self.state();
        let dropped = state
            .held
            .take_if(|held| held.generation == generation)
            .is_some();
        state.vain_renewals = 0;
        drop(state);
        if dropped {
            self.standing.send_replace(Standing::Ended);
        }
    }

    pub(crate) fn forget(&self) {
        let mut state = self.state();
        state.held = None;
        state.credentials = None;
        state.needed_code = false;
        state.tenant = None;
        state.vain_renewals = 0;
        drop(state);
        self.standing.send_replace(Standing::Out);
    }

    pub(crate) fn flavour(&self) -> Option<Flavour> {
        self.state().flavour
    }

    pub(crate) fn remember_flavour(&self, flavour: Flavour) {
        self.state().flavour = Some(flavour);
    }

    pub(crate) fn remember_credentials(&self, credentials: Option<Credentials>) {
        self.state().credentials = credentials;
    }

    /// Notes that a one-time code was asked for.
    pub(crate) fn note_code_needed(&self) {
        self.state().needed_code = true;
    }

    /// The remembered credentials if they are all that a sign-in takes.
    pub(crate) fn credentials_for_events(&self) -> Option<Credentials> {
        let state = self.state();
        state.credentials.clone().filter(|who| {
            !state.needed_code
                && who
                    .domain
                    .as_deref()
                    .is_some_and(|domain| !domain.is_empty())
        })
    }

    /// The remembered credentials, taken away: they are tried once.
    pub(crate) fn take_credentials(&self) -> Option<Credentials> {
        self.state().credentials.take()
    }

    /// Notes whether a renewal asked for by a file's 401 helped.
    pub(crate) fn note_renewal_for_file(&self, helped: bool) {
        let mut state = self.state();
        state.vain_renewals = if helped {
            0
        } else {
            state.vain_renewals.saturating_add(1)
        };
    }

    /// Whether renewing for a file's 401 has proved useless: then the file is denied, not the session.
    pub(crate) fn renewing_for_files_is_vain(&self) -> bool {
        self.state().vain_renewals >= 3
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
