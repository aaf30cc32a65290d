//! The log in the data folder: rolling by day, two weeks kept, without secrets.
//!
//! Nothing secret can get here by accident: passwords, tokens and recording links live in types whose `Debug` and
//! `Display` are redacted ([`portsip::Secret`], [`portsip::FileLink`]).

use std::path::Path;

use tracing::Level;
use tracing_appender::rolling;
use tracing_subscriber::{
    EnvFilter, Layer as _, filter::FilterFn, fmt, layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::{
    error::{Error, Result},
    files,
};

pub use tracing_appender::non_blocking::WorkerGuard;

/// Days of logs to keep.
const KEPT: usize = 14;
/// What is logged when nothing else is asked for.
const USUAL: &str = "warn,tapedeck_shell=info,tapedeck_core=info,portsip=info,audio=info";

/// Writes logs to `logs/` in the data folder until the guard is dropped. `TAPEDECK_LOG` sets what is logged, in the
/// syntax of `tracing_subscriber::EnvFilter`; without it, `info` and above of our own crates.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be made. A log that was set up before stays in place.
pub fn write_to(data_dir: &Path) -> Result<WorkerGuard> {
    let asked = EnvFilter::try_from_env("TAPEDECK_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    write_asked(data_dir, asked)
}

fn write_asked(data_dir: &Path, asked: EnvFilter) -> Result<WorkerGuard> {
    let folder = data_dir.join("logs");
    // The appender looks for old files first and complains on the terminal when there is no folder.
    files::create_private(&folder)?;
    let appender = rolling::Builder::new()
        .rotation(rolling::Rotation::DAILY)
        .filename_prefix("tapedeck")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(&folder)
        .map_err(|source| Error::io("created", &folder, std::io::Error::other(source)))?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let lines = fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .with_filter(FilterFn::new(|about| {
            !may_tell_secrets(about.target(), *about.level())
        }));
    // A second call in one process (tests) keeps the first log: not worth failing for.
    let _ = tracing_subscriber::registry()
        .with(asked)
        .with(lines)
        .try_init();
    Ok(guard)
}

/// Whether a library may be printing what it sends or keeps, whatever a person asked for. The event socket's does, and a
/// password is sent there; the cookie jar's does, and a session is kept there.
fn may_tell_secrets(target: &str, level: Level) -> bool {
    let library = target.split("::").next().unwrap_or(target);
    level > Level::INFO
        && matches!(
            library,
            "tungstenite" | "tokio_tungstenite" | "cookie_store"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libraries_send_and_keep_is_never_logged() {
        let folder = tempfile::tempdir().unwrap();
        let log = write_asked(
            folder.path(),
            EnvFilter::new("trace,tungstenite::protocol=trace"),
        );
        for target in [
            "tungstenite::protocol",
            "tokio_tungstenite::compat",
            "cookie_store::cookie_store",
        ] {
            log::trace!(target: target, "canary");
            log::warn!(target: target, "broken");
        }
        log::trace!(target: "hyper", "heard");
        drop(log);
        let files = std::fs::read_dir(folder.path().join("logs")).unwrap();
        let written: String = files
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        assert!(
            written.contains("heard"),
            "everything else is logged: {written}"
        );
        assert!(
            written.contains("broken"),
            "what goes wrong is, too: {written}"
        );
        assert!(!written.contains("canary"), "{written}");
    }
}
