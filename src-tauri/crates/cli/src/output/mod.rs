//! What people and scripts read: data on standard output, everything else on standard error.

mod safe;
mod table;

use std::io::{self, Write};

pub(crate) use safe::printable;
pub(crate) use table::CallTable;

/// A message on standard error. Control characters of foreign data never reach the terminal. A standard error that is
/// closed is no reason to fail.
pub(crate) fn say(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(message));
}

/// True for a reader that went away, as `head` does: the rest is not wanted.
pub(crate) fn reader_left(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
