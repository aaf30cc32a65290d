//! The log in the data folder: rolling by day, two weeks kept, without secrets.
//!
//! Nothing secret can get here by accident: passwords, tokens and recording links live in types whose `Debug` and
//! `Display` are redacted ([`portsip::Secret`], [`portsip::FileLink`]).

use std::path::Path;

use tracing_appender::{non_blocking::WorkerGuard, rolling};
use tracing_subscriber::{EnvFilter, fmt};

use crate::error::{Error, Result};

/// Days of logs to keep.
const KEPT: usize = 14;

/// Writes logs to `logs/` in the data folder until the guard is dropped. `TAPEDECK_LOG` sets what is logged, in the
/// syntax of `tracing_subscriber::EnvFilter`; without it, `info` and above of our own crates.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be made. A log that was set up before stays in place.
pub fn write_to(data_dir: &Path) -> Result<WorkerGuard> {
    let folder = data_dir.join("logs");
    // The appender looks for old files first and complains on the terminal when there is no folder.
    std::fs::create_dir_all(&folder).map_err(|source| Error::io("created", &folder, source))?;
    let appender = rolling::Builder::new()
        .rotation(rolling::Rotation::DAILY)
        .filename_prefix("tapedeck")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(&folder)
        .map_err(|source| Error::io("created", &folder, std::io::Error::other(source)))?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let filter = EnvFilter::try_from_env("TAPEDECK_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,tapedeck_shell=info,tapedeck_core=info,portsip=info,audio=info")
    });
    // A second call in one process (tests) keeps the first log: not worth failing for.
    let _ = fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(false)
        .try_init();
    Ok(guard)
}
