//! `cargo xtask ci`: everything that must pass before a change is merged; `.ci/run` is this and nothing else.

use crate::command::{Failure, cargo, release_dir, run};
use crate::steps::Steps;
use crate::{demo, deny, house, setup, test, ui};

/// Runs every check and prints how each went.
pub(crate) fn ci() -> Result<(), Failure> {
    setup::everything()?;
    let mut steps = Steps::default();
    steps.step("format", || run(&mut cargo(&["fmt", "--all", "--check"])));
    steps.step("house rules", house::check);
    steps.step("UI: format, lint, types", || {
        run(&mut ui::npm(&["run", "check"]))
    });
    steps.step("UI: build", || run(&mut ui::npm(&["run", "build"])));
    steps.with_summary("UI: tests", test::of_ui);
    steps.step("clippy", clippy);
    steps.step("documentation", documentation);
    match deny::checks() {
        Ok(checks) => steps.step("licences, bans, sources", || deny::run(&checks)),
        Err(why) => steps.not_run("licences, bans, sources", why),
    }
    steps.step("release build", release);
    steps.step("demo (release, headless)", || {
        demo::through_cli(&release_dir()?)
    });
    steps.with_summary("documentation examples", test::of_documentation);
    // Last, so that the output ends with its summary. The window that is driven is the release build:
    // a content policy that is too strict shows only there.
    steps.with_summary("tests, the window included", || match release_dir() {
        Ok(binaries) => test::of_crates(&binaries, &[]),
        Err(failure) => (Err(failure), Vec::new()),
    });
    steps.finish()
}

fn clippy() -> Result<(), Failure> {
    let mut line = vec!["clippy", "--workspace", "--all-targets"];
    line.extend(test::END_TO_END);
    line.extend(["--", "-D", "warnings"]);
    run(&mut cargo(&line))
}

fn documentation() -> Result<(), Failure> {
    run(cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn release() -> Result<(), Failure> {
    run(&mut cargo(&[
        "build",
        "--release",
        "--package",
        "tapedeck",
        "--package",
        "tapedeck-cli",
    ]))
}
