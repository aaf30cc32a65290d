//! What people and scripts read: data on standard output, everything else on standard error.

mod safe;
mod screen;
mod table;

use std::{
    io::{self, Write},
    path::Path,
};

use tapedeck_core::Error;

use crate::exit::Failed;

pub(crate) use safe::printable;
pub(crate) use screen::data_out;
pub(crate) use table::CallTable;

/// What errors call the place rows go to.
pub(crate) const STDOUT: &str = "standard output";

/// A message on standard error. Control characters of foreign data never reach the terminal. A standard error that is
/// closed is no reason to fail.
pub(crate) fn say(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(message));
}

/// True for a reader that went away, as `head` does: the rest is not wanted.
pub(crate) fn reader_left(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Tells a failing standard output from a failing catalogue.
pub(crate) fn unwritten(error: Error) -> Failed {
    match error {
        Error::Io { source, path, .. } | Error::DiskFull { source, path, .. }
            if path == Path::new(STDOUT) =>
        {
            Failed::Output(source)
        }
        other => other.into(),
    }
}
