//! `diagnose`: what works and what is refused, step by step.

use std::io::{self, Write as _};

use tapedeck_core::{
    Secret, Tapedeck,
    app::{DiagnosisInput, DiagnosisSignIn},
    diagnose::{CheckOutcome, Diagnosis, Examination, Step, Verdict},
    files::write_atomic,
};
use tokio_util::sync::CancellationToken;

use crate::{
    args::{ConnectionArgs, DiagnoseArgs},
    connect::{Account, open, password_variable, start_demo, typed_password, way_input},
    exit::{Failed, Outcome},
    output::{printable, say},
    stdin,
};

/// Goes through the steps, one line each on standard output, and writes the report.
pub(crate) async fn run(
    arguments: DiagnoseArgs,
    cancel: CancellationToken,
) -> Result<Outcome, Failed> {
    let examination = cancel
        .run_until_cancelled(examine(&arguments.connection))
        .await
        .unwrap_or(Err(Failed::Cancelled))?;
    if let Some(file) = &arguments.report {
        write_atomic(file, examination.report().as_bytes())?;
        say(&format!(
            "report written to {}; it names server, domain and user, and holds no secrets",
            file.display()
        ));
    }
    match examination.diagnosis.verdict {
        Some(Verdict::Works) => Ok(Outcome::Complete),
        Some(Verdict::Partly) => Ok(Outcome::Partial),
        Some(Verdict::UpToSignIn) => Err(Failed::NotConnected(
            "the sign-in was not tried; everything before it works".to_owned(),
        )),
        Some(Verdict::Fails) | None => Err(Failed::NotConnected(
            "calls cannot be read; the lines above say why".to_owned(),
        )),
    }
}

async fn examine(arguments: &ConnectionArgs) -> Result<Examination, Failed> {
    let app = open()?;
    let mut shown = 0;
    let mut lost = None;
    let tell = |diagnosis: &Diagnosis| {
        for step in &diagnosis.steps[shown..] {
            lost = lost.take().or(print(step).err());
        }
        shown = diagnosis.steps.len();
    };
    let examination = if arguments.demo {
        let pbx = start_demo(demo_pbx::Options::default()).await?;
        let account = pbx.sign_in();
        let input = DiagnosisInput {
            server: pbx.base_url(),
            domain: account.domain,
            user: account.user,
            ..DiagnosisInput::default()
        };
        let password = DiagnosisSignIn::Password(Secret::new(account.password), None);
        app.diagnose(input, password, tell).await?
    } else {
        let (input, sign_in) = input(&app, arguments).await?;
        app.diagnose(input, sign_in, tell).await?
    };
    match lost {
        Some(error) => Err(error.into()),
        None => Ok(examination),
    }
}

async fn input(
    app: &Tapedeck,
    arguments: &ConnectionArgs,
) -> Result<(DiagnosisInput, DiagnosisSignIn), Failed> {
    let account = Account::said(arguments, &app.profiles())?;
    let server = account.server.ok_or_else(|| {
        Failed::Usage(
            "no server was given: use --server, TAPEDECK_SERVER, a profile (see `tapedeck-cli profiles`) or --demo"
                .to_owned(),
        )
    })?;
    let (domain, user) = (
        account.domain.unwrap_or_default(),
        account.user.unwrap_or_default(),
    );
    let code = arguments.otp.clone().filter(|code| !code.is_empty());
    let given = stdin::read(arguments.password_stdin, false)?
        .password
        .or_else(password_variable);
    let known = app
        .profiles()
        .iter()
        .any(|p| p.user == user && p.domain == domain);
    let password = match given {
        None if !known && !user.is_empty() => {
            let prompt = format!("Password of {user}@{domain} (Enter to check without): ");
            typed_password(&prompt)?.filter(|typed| !typed.is_empty())
        }
        given => given,
    };
    let sign_in = match password {
        Some(password) => DiagnosisSignIn::Password(Secret::new(password), code),
        None => DiagnosisSignIn::Kept(code),
    };
    let input = DiagnosisInput {
        server,
        domain,
        user,
        pin: account.pin,
        connection: Some(app.keep_connection(way_input(app, &arguments.way).await?)?),
        allow_plain_http: false,
    };
    Ok((input, sign_in))
}

/// `✓ works    Calls              calls of the whole tenant can be read`.
fn print(step: &Step) -> io::Result<()> {
    let (mark, outcome) = match step.outcome {
        CheckOutcome::Works => ("✓", "works"),
        CheckOutcome::Refused => ("⊘", "refused"),
        CheckOutcome::Failed => ("✗", "failed"),
        CheckOutcome::Skipped => ("–", "skipped"),
    };
    let next = step
        .next
        .as_deref()
        .map(|next| format!(". {next}"))
        .unwrap_or_default();
    let line = format!(
        "{mark} {outcome:<8} {:<17} {}{next}",
        step.name.title(),
        step.words
    );
    let mut out = io::stdout().lock();
    writeln!(out, "{}", printable(&line.replace('\n', " ")))?;
    out.flush()
}
