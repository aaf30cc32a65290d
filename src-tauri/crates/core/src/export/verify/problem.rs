//! What can be wrong with a file of an export.

use std::fmt;

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Below the folder, with `/`.
    pub path: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// Its bytes are not those that were exported.
    Changed,
    /// It is not there.
    Missing,
    /// Nothing is known of it.
    Extra,
    /// It is not the signature of this folder, or not of the key that is demanded.
    BadSignature,
}

impl ProblemKind {
    /// The word the command line prints.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::BadSignature => "bad_signature",
        }
    }
}

impl Problem {
    pub(super) fn changed(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            kind: ProblemKind::Changed,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.path)
    }
}
