//! Long work that outlives the screen it was started from: exports and verifications.

mod awake;
mod brake;
mod overall;
mod registry;
mod run;
mod running;
mod snapshot;

pub use awake::{Awake, Held, stay_awake};
pub use overall::{Overall, OverallState};
pub(crate) use registry::Order;
pub use registry::{JobEvents, Jobs};
pub(crate) use run::{ExportOrder, VerifyOrder, saturate};
pub use snapshot::{GapCount, JobKind, JobOutcome, JobSnapshot};
