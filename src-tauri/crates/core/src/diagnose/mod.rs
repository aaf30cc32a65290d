//! Finding out what works and what is refused on the way to calls and recordings, one step after the other, and telling it
//! in a report that can be shown to anybody.
//!
//! A step that cannot be tried says why. Nothing is sent to a server that is not trusted, and a password at most once.

mod fact;
mod report;
mod run;
mod step;
mod steps;

pub use fact::{Fact, FactName};
pub use run::Examination;
pub(crate) use run::{Subject, WayIn, examine};
pub use step::{CheckOutcome, Diagnosis, Step, StepName, Verdict};
