//! The demo PBX as a program: `cargo run -p demo-pbx -- --port 8887`.
#![expect(
    clippy::print_stdout,
    reason = "it tells the person who started it how to sign in"
)]

use std::process::ExitCode;

use clap::Parser;
use demo_pbx::{DemoPbx, Family, FaultPlan, LivePace, OTP_CODE, Options, accounts};

/// A PortSIP PBX to try and test against: made-up calls, speech, switchable faults.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8887)]
    port: u16,
    /// Another seed is another company history
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Days of calls, today included
    #[arg(long, default_value_t = 90)]
    days: u16,
    /// About this many calls instead of the usual volume, for load tests
    #[arg(long)]
    calls: Option<u32>,
    /// Generation of PBX: v12, v16, v22.0, v22.2, v22.3 or v22.8
    #[arg(long, default_value = "v22.3")]
    family: Family,
    /// IANA time zone of the tenant
    #[arg(long, default_value = "Europe/London")]
    zone: String,
    /// Each answer comes this much later, such as 20ms
    #[arg(long, default_value = "0ms", value_parser = milliseconds)]
    latency: u64,
    /// Let a call happen now and then
    #[arg(long)]
    live: bool,
    /// Let GET and POST /__demo/faults switch faults while it runs
    #[arg(long)]
    faults: bool,
}

fn milliseconds(text: &str) -> Result<u64, String> {
    text.strip_suffix("ms")
        .unwrap_or(text)
        .trim()
        .parse()
        .map_err(|_| format!("`{text}` is not a number of milliseconds, such as 20ms"))
}

#[tokio::main]
async fn main() -> ExitCode {
    let given = Arguments::parse();
    let options = Options {
        port: given.port,
        seed: given.seed,
        days: given.days,
        calls: given.calls,
        family: given.family,
        timezone: given.zone,
        live: given.live.then(LivePace::default),
        control: given.faults,
        faults: FaultPlan {
            latency_ms: given.latency,
            ..FaultPlan::default()
        },
        ..Options::default()
    };
    match DemoPbx::start(options).await {
        Ok(pbx) => {
            tell(&pbx, given.faults);
            match tokio::signal::ctrl_c().await {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => complain(&error),
            }
        }
        Err(error) => complain(&error),
    }
}

#[expect(clippy::print_stderr, reason = "a program that cannot start says why")]
fn complain(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("demo-pbx: {error}");
    ExitCode::FAILURE
}

fn tell(pbx: &DemoPbx, control: bool) {
    let account = pbx.sign_in();
    println!("Demo PBX: {}", pbx.base_url());
    println!("  domain    {}", account.domain);
    println!("  user      {}", account.user);
    println!("  password  {}", account.password);
    println!(
        "  calls     {}, of which {} recorded",
        pbx.company().calls.len(),
        pbx.company().recordings.len()
    );
    println!("Other users, same password:");
    for other in accounts()
        .take(6)
        .filter(|other| other.user != account.user)
    {
        let note = if other.otp {
            format!(", asks for a code: {OTP_CODE}")
        } else if other.must_change {
            ", must change its password first".to_owned()
        } else {
            String::new()
        };
        println!("  {:<12} {}{note}", other.user, other.role.name());
    }
    if control {
        println!(
            "Faults: curl {0}/__demo/faults; curl -X POST -H 'Content-Type: application/json' -d '{{\"latency_ms\":200}}' {0}/__demo/faults",
            pbx.base_url()
        );
    }
    println!("Ctrl+C ends it.");
}
