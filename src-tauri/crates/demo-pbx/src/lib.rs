//! A PortSIP PBX to try and test against: made-up calls, real speech, switchable faults.
//!
//! It answers as PortSIP's documentation says a PBX answers; where the documentation is silent or contradicts itself,
//! an option or a fault plays each plausible way. It shares no type with the `portsip` client, or it would prove nothing.
//!
//! ```no_run
//! # async fn example() -> Result<(), demo_pbx::Error> {
//! use demo_pbx::{DemoPbx, Fault, Options, Rule};
//!
//! let pbx = DemoPbx::start(Options::default()).await?;
//! let account = pbx.sign_in(); // domain, user and password
//! pbx.faults().add(Rule::blobs(Fault::Truncate(0.5)).times(1));
//! // … run a client against pbx.base_url() …
//! assert_eq!(pbx.counters().faults.get("truncate"), Some(&1));
//! # let _ = account; Ok(())
//! # }
//! ```

mod api;
pub mod company;
mod counters;
mod dice;
mod error;
mod faults;
mod happening;
mod kinds;
mod options;
mod pbx;
pub mod secrets;
mod server;
mod speech;
#[cfg(feature = "tls")]
mod tls;
mod wsi;

pub use api::sessions::{Account, OTP_CODE, PASSWORD, Role, accounts};
pub use company::{Company, Happening, RecordingAfter};
pub use counters::Counters;
pub use error::Error;
pub use faults::{
    EventFaults, Fault, FaultPlan, Faults, FilterRefusal, ListFaults, RefreshFault, Rule, Throttle,
};
pub use kinds::PathKind;
pub use options::{Family, LivePace, Options, UnknownPath};
pub use pbx::{DemoPbx, SampleAccount};
#[cfg(feature = "tls")]
pub use tls::Certificate;
