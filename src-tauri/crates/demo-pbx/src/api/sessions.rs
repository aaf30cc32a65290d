//! Accounts, tokens, one-time codes and the lockout (api.md 2).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::problem::Problem;
use crate::Options;
use crate::company::{DOMAIN, PEOPLE, Person};
use crate::secrets::MARK;

/// The password of every account. It protects invented calls only.
pub const PASSWORD: &str = "demo-password";
/// The one-time code that is always right.
pub const OTP_CODE: &str = "123456";

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The system's administrator: signs in without a domain and then chooses a tenant.
    SystemAdmin,
    /// The tenant's administrator: all calls.
    Admin,
    /// All calls of the tenant.
    QueueManager,
    /// Own calls only.
    StandardUser,
}

impl Role {
    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SystemAdmin => "SystemAdmin",
            Self::Admin => "Admin",
            Self::QueueManager => "QueueManager",
            Self::StandardUser => "StandardUser",
        }
    }

    /// The id of the role resource, since 22.3.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::SystemAdmin => "700551909770000001",
            Self::Admin => "700551909770000002",
            Self::QueueManager => "700551909770000003",
            Self::StandardUser => "700551909770000004",
        }
    }

    /// What the role may do, since 22.3. Only few of the names are documented.
    pub(crate) fn capabilities(self) -> &'static [&'static str] {
        match self {
            Self::SystemAdmin => &["SystemTenant.FullAccess", "Trunk.FullAccess"],
            Self::Admin => &["User.FullAccess", "CompanyContact.FullAccess"],
            Self::QueueManager => &["User.ViewOnly"],
            Self::StandardUser => &[],
        }
    }
}

/// One account.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    /// What one signs in with.
    pub user: &'static str,
    /// The name shown.
    pub display_name: &'static str,
    /// What it may do.
    pub role: Role,
    /// Its extension.
    pub extension: &'static str,
    /// Whether signing in asks for a one-time code.
    pub otp: bool,
    /// Whether the first password must be changed in the portal before anything else works.
    pub must_change: bool,
}

/// The accounts that are not simply people with an extension.
const SPECIAL: [Account; 5] = [
    Account {
        user: "qa.lead",
        display_name: "Quality Lead",
        role: Role::QueueManager,
        extension: "190",
        otp: false,
        must_change: false,
    },
    Account {
        user: "admin.demo",
        display_name: "Administrator",
        role: Role::Admin,
        extension: "191",
        otp: false,
        must_change: false,
    },
    Account {
        user: "otp.user",
        display_name: "Careful Lead",
        role: Role::QueueManager,
        extension: "192",
        otp: true,
        must_change: false,
    },
    Account {
        user: "new.hire",
        display_name: "New Hire",
        role: Role::QueueManager,
        extension: "193",
        otp: false,
        must_change: true,
    },
    Account {
        user: "admin",
        display_name: "System",
        role: Role::SystemAdmin,
        extension: "",
        otp: false,
        must_change: false,
    },
];

/// Every account: the special ones, then everybody with an extension as a standard user.
pub fn accounts() -> impl Iterator<Item = Account> {
    let own = |person: &Person| Account {
        user: person.user,
        display_name: person.display_name,
        role: Role::StandardUser,
        extension: person.extension,
        otp: false,
        must_change: false,
    };
    SPECIAL.into_iter().chain(PEOPLE.iter().map(own))
}

/// A session behind a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    /// The same for all tokens of one sign-in.
    number: u64,
    pub account: Account,
    /// The tenant a system administrator has chosen: 0 is the company, the others have no calls.
    pub tenant: Option<usize>,
}

impl Session {
    /// Of a connection that is signed in by itself.
    pub(crate) fn without_tokens(account: Account) -> Self {
        Self {
            number: 0,
            account,
            tenant: None,
        }
    }

    /// Whether the tenant's calls may be read.
    pub(crate) fn sees_tenant(&self) -> bool {
        match self.account.role {
            Role::SystemAdmin => self.tenant.is_some(),
            Role::Admin | Role::QueueManager => !self.account.must_change,
            Role::StandardUser => false,
        }
    }

    /// The only extension whose rows are in its tenant's lists: in a tenant beside the company there are none.
    pub(crate) fn only_extension(&self) -> Option<&'static str> {
        self.tenant
            .filter(|tenant| *tenant > 0)
            .map(|_| "no extension")
    }
}

/// A pair of tokens; never printed.
pub(crate) struct Tokens {
    pub access: String,
    pub refresh: String,
}

#[derive(Default)]
struct Book {
    access: HashMap<String, (Session, Instant)>,
    refresh: HashMap<String, Session>,
    codes: HashMap<String, Account>,
    failures: HashMap<IpAddr, (u32, Option<Block>)>,
    opened: u64,
}

/// An address that may not sign in.
#[derive(Debug, Clone, Copy)]
struct Block {
    until: Instant,
    /// The same moment, for people.
    shown: Timestamp,
}

impl Book {
    /// Forgets the tokens of the sessions that do not stay.
    fn keep(&mut self, stays: impl Fn(&Session) -> bool) {
        self.access.retain(|_, (session, _)| stays(session));
        self.refresh.retain(|_, session| stays(session));
    }
}

/// All sessions.
pub(crate) struct Sessions {
    book: Mutex<Book>,
    lifetime: Duration,
    lockout_after: Option<u32>,
    single: bool,
}

/// How long an address stays blocked.
const BLOCKED: Duration = Duration::from_hours(1);

impl Sessions {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            book: Mutex::default(),
            lifetime: options.token_lifetime,
            lockout_after: options.lockout_after,
            single: options.single_session,
        }
    }

    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks a password; counts failures per address.
    pub(crate) fn check(
        &self,
        from: IpAddr,
        user: &str,
        password: &str,
        domain: Option<&str>,
    ) -> Result<Account, Problem> {
        let mut book = self.book();
        let (failed, blocked) = book.failures.entry(from).or_default();
        if let Some(block) = blocked.filter(|block| Instant::now() < block.until) {
            let until = super::rows::time(block.shown, 0);
            return Err(Problem::new(
                403,
                "DENIED",
                format!("the client IP address {from} has been blocked until {until}"),
            ));
        }
        let domain = domain.filter(|domain| !domain.is_empty());
        if domain.is_some_and(|domain| domain != DOMAIN) {
            return Err(Problem::new(
                404,
                "NOT_FOUND",
                "No tenant information found by provided SIP domain",
            ));
        }
        let account = accounts().find(|account| {
            account.user == user && (account.role == Role::SystemAdmin) == domain.is_none()
        });
        if let Some(account) = account.filter(|_| password == PASSWORD) {
            *failed = 0;
            return Ok(account);
        }
        *failed += 1;
        if self.lockout_after.is_some_and(|limit| *failed >= limit) {
            let block = Block {
                until: Instant::now() + BLOCKED,
                shown: Timestamp::now() + BLOCKED,
            };
            (*failed, *blocked) = (0, Some(block));
        }
        Err(Problem::new(
            400,
            "UNAUTHORIZED",
            "Login failed, authentication error",
        ))
    }

    /// A session token that waits for a code.
    pub(crate) fn await_code(&self, account: Account) -> String {
        let token = secret();
        self.book().codes.insert(token.clone(), account);
        token
    }

    /// Whether a session token waits for a code.
    pub(crate) fn awaits_code(&self, token: &str) -> bool {
        self.book().codes.contains_key(token)
    }

    /// Takes the code; a wrong one leaves the session token good for another try.
    pub(crate) fn verify_code(&self, token: &str, code: &str) -> Result<Account, Problem> {
        let mut book = self.book();
        let account = *book
            .codes
            .get(token)
            .ok_or_else(|| Problem::new(400, "UNAUTHORIZED", "session expired"))?;
        if code != OTP_CODE {
            return Err(Problem::new(
                400,
                "UNAUTHORIZED",
                "verification code is wrong",
            ));
        }
        book.codes.remove(token);
        Ok(account)
    }

    /// Opens a session; where one at a time is allowed, the account's others end.
    pub(crate) fn open(&self, account: Account) -> Tokens {
        let mut book = self.book();
        if self.single {
            book.keep(|other| other.account.user != account.user);
        }
        book.opened += 1;
        let session = Session {
            number: book.opened,
            account,
            tenant: None,
        };
        self.issue(&mut book, session)
    }

    fn issue(&self, book: &mut Book, session: Session) -> Tokens {
        let tokens = Tokens {
            access: secret(),
            refresh: secret(),
        };
        let until = Instant::now() + self.lifetime;
        book.access.insert(tokens.access.clone(), (session, until));
        book.refresh.insert(tokens.refresh.clone(), session);
        tokens
    }

    /// Swaps a refresh token for a new pair; each is good once. The new session has left the tenant that was chosen:
    /// whether a real one stays there is not documented, and this is the harder way for a client.
    pub(crate) fn renew(&self, refresh: &str) -> Result<Tokens, Problem> {
        let mut book = self.book();
        let session = book.refresh.remove(refresh);
        session
            .map(|session| {
                let renewed = Session {
                    tenant: None,
                    ..session
                };
                self.issue(&mut book, renewed)
            })
            .ok_or_else(|| Problem::new(400, "UNKNOWN", "unknown error"))
    }

    /// The session of an access token.
    pub(crate) fn session(&self, access: &str) -> Option<Session> {
        let book = self.book();
        let (session, until) = book.access.get(access)?;
        (Instant::now() < *until).then_some(*session)
    }

    /// A system administrator chooses a tenant.
    pub(crate) fn switch(&self, access: &str, tenant: usize) {
        if let Some((session, _)) = self.book().access.get_mut(access) {
            session.tenant = Some(tenant);
        }
    }

    /// Ends the session of an access token, its refresh token included.
    pub(crate) fn close(&self, access: &str) {
        let mut book = self.book();
        let closed = book.access.get(access).map(|(session, _)| session.number);
        book.keep(|session| Some(session.number) != closed);
    }

    /// Sessions that can still be renewed.
    pub(crate) fn count(&self) -> usize {
        self.book().refresh.len()
    }

    /// All access tokens expire; refresh tokens stay good.
    pub(crate) fn expire(&self) {
        self.book().access.clear();
    }

    /// Everybody is signed out, as when someone else signs in and concurrent logins are off.
    pub(crate) fn revoke(&self) {
        self.book().keep(|_| false);
    }
}

/// Text that nobody can guess: a mark to be found by, and 192 random bits from the system.
pub(crate) fn secret() -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letters = |bits: u64| {
        (0..10).map(move |place| char::from(LETTERS[(bits >> (6 * place)) as usize & 63]))
    };
    let random = (0..4).flat_map(|_| letters(rand::random::<u64>()));
    MARK.chars().chain(random.take(32)).collect()
}
