//! What time it is, as something a test can set.

use std::{pin::Pin, time::Duration};

use jiff::{Timestamp, tz::TimeZone};

/// Wall-clock time and the machine's zone.
pub trait Clock: Send + Sync + 'static {
    /// Now, in UTC.
    fn now(&self) -> Timestamp;
    /// The machine's time zone.
    fn zone(&self) -> TimeZone;
    /// Comes back after so long.
    fn wait(&self, span: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(span))
    }
}

/// The computer's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
}
