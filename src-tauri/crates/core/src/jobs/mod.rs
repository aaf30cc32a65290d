//! Long work that outlives the screen it was started from: exports and verifications.

mod brake;
mod registry;
mod run;
mod running;
mod snapshot;

pub(crate) use registry::Order;
pub use registry::{JobEvents, Jobs};
pub(crate) use run::{ExportOrder, VerifyOrder, saturate};
pub use snapshot::{GapCount, JobKind, JobOutcome, JobSnapshot};
