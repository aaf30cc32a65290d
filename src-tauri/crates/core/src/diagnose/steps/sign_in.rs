//! The sign-in. A password is sent once, and only after everything before has worked.

use portsip::{Client, Error, Flavour, SignIn};

use crate::diagnose::{
    FactName, Step, StepName,
    run::{Subject, WayIn},
};

const NAME: StepName = StepName::SignIn;

pub(in crate::diagnose) async fn step(subject: &Subject) -> Step {
    let client = &subject.client;
    match &subject.way_in {
        WayIn::Closed(why) => Step::skipped(NAME, *why),
        WayIn::SignedIn => with_flavour(Step::works(NAME, "signed in already"), client),
        WayIn::Password { credentials, code } => {
            let signed_in = match client.sign_in(credentials).await {
                Ok(SignIn::Done) => Ok(()),
                Ok(SignIn::CodeNeeded(challenge)) => match code {
                    Some(code) => client.verify_code(&challenge, code).await,
                    None => return code_needed(client.send_code(&challenge).await),
                },
                Err(error) => Err(error),
            };
            match signed_in {
                Ok(()) => with_flavour(Step::works(NAME, "signed in"), client),
                Err(error) => Step::stopped(NAME, &error),
            }
        }
    }
}

fn code_needed(mailed: Result<(), Error>) -> Step {
    match mailed {
        Ok(()) => Step::failed(NAME, "the PBX has mailed a one-time code and waits for it")
            .and_next("Run it again with the code."),
        Err(error) => Step::stopped(NAME, &error),
    }
}

fn with_flavour(step: Step, client: &Client) -> Step {
    let call = match client.flavour() {
        Some(Flavour::Auth) => "/auth/sign_in (22.2 and later)",
        Some(Flavour::OAuth) => "/login/oauth/token (22.0 and later)",
        Some(Flavour::Tokens) => "/tokens (v16)",
        None => "",
    };
    step.fact(FactName::Flavour, call)
}
