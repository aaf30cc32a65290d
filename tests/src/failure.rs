//! One error for the whole harness: a sentence, for whoever reads the log of a failed test.

use std::fmt;

/// Why a step of a test could not be done.
pub struct Failure(String);

/// The result of a step.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A failure in these words.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// A failure of `what`, caused by `error`.
    pub fn because(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// As `Display`: a test that returns a failure prints it with `Debug`.
impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Failure {}
