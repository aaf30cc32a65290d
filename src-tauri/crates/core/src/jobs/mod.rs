//! Long work that outlives the screen it was started from: exports and verifications.

mod registry;
mod run;
mod snapshot;

pub use registry::{JobEvents, Jobs};
pub(crate) use run::{ExportOrder, VerifyOrder};
pub use snapshot::{GapCount, JobKind, JobOutcome, JobSnapshot};
