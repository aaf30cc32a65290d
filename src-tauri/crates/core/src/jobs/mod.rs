//! Long work that outlives the screen it was started from: exports and verifications.

mod registry;
mod run;
mod snapshot;

pub(crate) use registry::Order;
pub use registry::{JobEvents, Jobs};
pub(crate) use run::{ExportOrder, VerifyOrder, saturate};
pub use snapshot::{GapCount, JobKind, JobOutcome, JobSnapshot};
