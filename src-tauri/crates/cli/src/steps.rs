//! A sign-in without a person to ask: each step goes on with what was said beforehand, or says what is missing.

use jiff::{Timestamp, tz::TimeZone};
use tapedeck_core::{
    Result as CoreResult, Tapedeck,
    session::{CertificateView, ScopeView, SessionView, SignInStep, TenantView},
};

use crate::{args::ConnectionArgs, exit::Failed, output::say};

/// From the first step to the session.
pub(crate) async fn through(
    app: &Tapedeck,
    step: CoreResult<SignInStep>,
    arguments: &ConnectionArgs,
) -> Result<SessionView, Failed> {
    let mut step = step?;
    // A variable that is set to nothing is as good as none.
    let mut code = arguments.otp.as_ref().filter(|code| !code.is_empty());
    loop {
        step = match step {
            SignInStep::Done { session } => return Ok(session),
            SignInStep::CodeNeeded { .. } => match code.take() {
                Some(code) => app.submit_code(code).await?,
                None => return Err(Failed::NotConnected(no_code(arguments))),
            },
            other => return Err(Failed::NotConnected(refusal(app, &other, arguments))),
        }
    }
}

fn no_code(arguments: &ConnectionArgs) -> String {
    if arguments.otp.as_ref().is_some_and(|code| !code.is_empty()) {
        "the PBX asks for yet another code; sign in to its portal once and try again".to_owned()
    } else {
        "the PBX has mailed a one-time code for this sign-in; run the command again with --otp CODE"
            .to_owned()
    }
}

/// Why a step goes no further.
fn refusal(app: &Tapedeck, step: &SignInStep, arguments: &ConnectionArgs) -> String {
    match step {
        SignInStep::CertificateUnknown { certificate } => untrusted(certificate),
        SignInStep::ChooseTenant { tenants } => which_tenant(tenants, arguments.tenant.as_deref()),
        SignInStep::PasswordMustChange => {
            "this account must change its password in the web portal of the PBX before it can be used here; sign in there once, then run the command again".to_owned()
        }
        SignInStep::LockedOut { until, said } => locked_out(app, until.as_deref(), said),
        SignInStep::Done { .. } | SignInStep::CodeNeeded { .. } => {
            "the sign-in did not end; try again".to_owned()
        }
    }
}

/// The end of the block in the zone of this computer, where the PBX said it with its own.
fn locked_out(app: &Tapedeck, until: Option<&str>, said: &str) -> String {
    let zone = app.default_zone();
    let local = until
        .and_then(|until| until.parse::<Timestamp>().ok())
        .zip(TimeZone::get(&zone).ok())
        .map(|(until, zone)| {
            until
                .to_zoned_datetime(zone)
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        });
    let block = local.map_or_else(
        || "the PBX has blocked sign-ins from this network".to_owned(),
        |local| format!("the PBX has blocked sign-ins from this network until {local} ({zone})"),
    );
    format!(
        "{block}; wait until then, or ask its administrator to lift the block. The PBX says: {said}"
    )
}

fn which_tenant(tenants: &[TenantView], said: Option<&str>) -> String {
    let question = match said.filter(|said| !said.is_empty()) {
        Some(said) => format!("{said:?} is not exactly one tenant of this PBX"),
        None => "a system administrator has no calls of its own".to_owned(),
    };
    let list: Vec<String> = tenants
        .iter()
        .map(|tenant| format!("  {}  {}  {}", tenant.name, tenant.domain, tenant.id))
        .collect();
    format!(
        "{question}; run the command again with --tenant and a name, SIP domain or id of these:\n{}",
        list.join("\n")
    )
}

fn untrusted(certificate: &CertificateView) -> String {
    let CertificateView {
        subject,
        issuer,
        names,
        valid_from,
        valid_until,
        fingerprint,
        reason,
        changed,
        pinned,
    } = certificate;
    let names = if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    };
    let facts = format!(
        "  subject  {subject}\n  hosts    {names}\n  issuer   {issuer}\n  valid    {valid_from} to {valid_until}\n  SHA-256  {fingerprint}"
    );
    match pinned.as_ref().filter(|_| *changed) {
        Some(pinned) => format!(
            "the certificate of the PBX has changed; nothing was sent.\n  trusted  {pinned}\n{facts}\nAsk the PBX administrator whether it was renewed; then run the command again with --pin {fingerprint}"
        ),
        None => format!(
            "the certificate of the PBX is not trusted ({reason}); nothing was sent.\n{facts}\nIf the PBX administrator confirms this fingerprint, run the command again with --pin {fingerprint}"
        ),
    }
}

/// Whose records a scope covers, as `own, and of the groups Sales, Billing`.
pub(crate) fn sees(scope: ScopeView, groups: &[String]) -> String {
    match scope {
        ScopeView::Tenant => "of the whole tenant".to_owned(),
        ScopeView::Own => "own only".to_owned(),
        ScopeView::Groups => format!("own, and of the groups {}", groups.join(", ")),
    }
}

/// Says when less than the whole tenant can be seen.
pub(crate) fn say_scope(session: &SessionView) {
    let calls = match session.calls {
        ScopeView::Tenant => "the calls of the whole tenant",
        ScopeView::Own | ScopeView::Groups => "its own calls only",
    };
    let recordings = match session.recordings {
        ScopeView::Tenant => "the recordings of the whole tenant".to_owned(),
        ScopeView::Own => "its own recordings only".to_owned(),
        ScopeView::Groups => format!(
            "its own recordings and those of the groups {}",
            session.groups.join(", ")
        ),
    };
    match (session.calls, session.recordings) {
        (ScopeView::Tenant, ScopeView::Tenant) => {}
        (ScopeView::Own, ScopeView::Own) => say(
            "note: this account sees its own calls and recordings only, not those of the whole tenant",
        ),
        _ => say(&format!(
            "note: this account sees {calls}, and {recordings}"
        )),
    }
}
