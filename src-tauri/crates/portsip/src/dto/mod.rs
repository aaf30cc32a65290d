//! What the PBX sends, read tolerantly: missing, `null` and `""` are the same, ids may be numbers, unknown fields are
//! passed over, and one bad row never costs its page.

mod directory;
mod envelope;
mod field;
mod leg;
mod record;
mod recording;
mod shape;

pub use directory::{Account, Group, Info, NumberInfo, NumberKind, Tenant, User};
pub(crate) use directory::{AuthUserWire, StatusWire, UserWire};
pub(crate) use envelope::Page;
pub(crate) use field::{Flag, Number, Text, read_time};
pub use leg::CallLeg;
pub use record::{Cdr, Direction};
pub use recording::{FileLink, RecordingFile, RecordingSummary};
pub use shape::Shape;

use jiff::Timestamp;

/// A row of a list: it has an identity and, usually, a start.
pub(crate) trait Row: Sized + Send {
    /// Reads one row; the reason if it cannot be used.
    fn read(json: &str) -> Result<Self, String>;
    /// The row's identity; never empty.
    fn id(&self) -> &str;
    /// When it began.
    fn started_at(&self) -> Option<Timestamp>;
}
