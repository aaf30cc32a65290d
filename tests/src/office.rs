//! A demo PBX within the test, whose calls and faults the test decides, and the way into it.

use std::process::Command;

use demo_pbx::{DemoPbx, Options};
use tokio::runtime::{EnterGuard, Runtime};

use crate::failure::{Failure, Outcome};
use crate::window::Window;

/// The PBX, running for as long as this lives.
pub struct Office {
    pbx: DemoPbx,
    // Dropped after the PBX that runs on it.
    runtime: Runtime,
}

impl Office {
    /// Starts the PBX.
    pub fn open(options: Options) -> Outcome<Self> {
        let runtime = Runtime::new().map_err(|error| Failure::because("a runtime", error))?;
        let pbx = runtime
            .block_on(DemoPbx::start(options))
            .map_err(|error| Failure::because("the demo PBX", error))?;
        Ok(Self { pbx, runtime })
    }

    /// One with the calls of this many days, today included.
    pub fn of_days(days: u16) -> Outcome<Self> {
        Self::open(Options {
            days,
            ..Options::default()
        })
    }

    /// The PBX itself.
    pub fn pbx(&self) -> &DemoPbx {
        &self.pbx
    }

    /// Within this, the PBX can let a call happen.
    pub fn enter(&self) -> EnterGuard<'_> {
        self.runtime.enter()
    }

    /// Fills the form of the window and sends it.
    pub fn sign_in(&self, window: &Window) -> Outcome<()> {
        let account = self.pbx.sign_in();
        for (name, text) in [
            // Before the server, from which it would be guessed.
            ("domain", &account.domain),
            ("server", &self.pbx.base_url()),
            ("user", &account.user),
            ("password", &account.password),
        ] {
            let field = window.find(&format!("input[name={name}]"))?;
            window.type_into(&field, text)?;
        }
        let button = window.find("[data-testid=sign-in-form] button[type=submit]")?;
        window.click(&button)
    }

    /// Tells a command of `tapedeck-cli` to sign in here.
    pub fn name_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let account = self.pbx.sign_in();
        command
            .env("TAPEDECK_SERVER", self.pbx.base_url())
            .env("TAPEDECK_DOMAIN", account.domain)
            .env("TAPEDECK_USER", account.user)
            .env("TAPEDECK_PASSWORD", account.password)
    }
}
