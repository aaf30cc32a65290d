//! Calls that happen while the PBX runs: one when it is told to, or one now and then.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};

use crate::LivePace;
use crate::api::Pbx;
use crate::company::{Happening, Recording, RecordingAfter};
use crate::dice::{Dice, mix};
use crate::wsi::messages;

/// What has happened so far, and recordings that cannot be had yet.
#[derive(Default)]
pub(crate) struct Book {
    count: u64,
    waiting: HashMap<String, Recording>,
}

/// The book behind its lock.
pub(crate) type Happenings = Mutex<Book>;

impl Pbx {
    /// The present moment: where the company's history was made to stop, or the clock's.
    fn now(&self) -> Timestamp {
        self.options.now.unwrap_or_else(Timestamp::now)
    }

    fn happenings(&self) -> std::sync::MutexGuard<'_, Book> {
        self.happenings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists a recording that was held back; `false` if there was none.
    pub(crate) fn recording_ready(&self, id: &str) -> bool {
        let waiting = self.happenings().waiting.remove(id);
        let ready = waiting.is_some();
        if let Some(recording) = waiting {
            self.change_company(|company| company.add_recording(recording));
        }
        ready
    }
}

/// Lets a call happen that ends now; its id.
pub(crate) fn call_now(pbx: &Arc<Pbx>, happening: &Happening) -> String {
    let count = {
        let mut book = pbx.happenings();
        book.count += 1;
        book.count
    };
    let seed = mix(pbx.options.seed ^ mix(count));
    let (call, recording) =
        pbx.change_company(|company| company.happen(happening, pbx.now(), seed, &pbx.options));
    let id = call.id_text();
    if let Some(recording) = recording {
        pbx.happenings().waiting.insert(id.clone(), recording);
        if let RecordingAfter::A(delay) = happening.recording {
            tokio::spawn(ready_after(delay, Arc::downgrade(pbx), id.clone()));
        }
    }
    for message in messages::of(&call, pbx.options.family) {
        pbx.news.tell(message);
    }
    id
}

async fn ready_after(delay: Duration, pbx: Weak<Pbx>, id: String) {
    tokio::time::sleep(delay).await;
    if let Some(pbx) = pbx.upgrade() {
        pbx.recording_ready(&id);
    }
}

/// A call now and then, as long as there is a PBX.
pub(crate) async fn now_and_then(pbx: Weak<Pbx>, pace: LivePace) {
    let mut dice = Dice::new(pbx.upgrade().map_or(0, |pbx| pbx.options.seed ^ 0x11FE));
    while let Some(now) = pbx.upgrade().map(|pbx| pbx.company().local(pbx.now())) {
        tokio::time::sleep(pause(&pace, now, &mut dice)).await;
        if let Some(pbx) = pbx.upgrade() {
            call_now(&pbx, &some_call(&mut dice));
        }
    }
}

/// Until the next call.
fn pause(pace: &LivePace, now: DateTime, dice: &mut Dice) -> Duration {
    let weekend = matches!(now.weekday(), Weekday::Saturday | Weekday::Sunday);
    let (least, most) = if !weekend && (8..18).contains(&now.hour()) {
        pace.office
    } else {
        pace.quiet
    };
    let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Duration::from_millis(dice.between(millis(least), millis(most)).unsigned_abs())
}

/// Most calls are answered, and most of these recorded.
fn some_call(dice: &mut Dice) -> Happening {
    let talk_s = if dice.percent(80) {
        dice.between(10, 90) as u32
    } else {
        0
    };
    let recording = if dice.percent(75) {
        RecordingAfter::A(Duration::from_secs(dice.between(4, 40).unsigned_abs()))
    } else {
        RecordingAfter::Never
    };
    Happening { talk_s, recording }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_come_as_people_work() {
        let mut dice = Dice::new(7);
        let pace = LivePace::default();
        for (at, (least, most)) in [
            ("2026-11-24T10:00", pace.office),
            ("2026-11-24T17:59", pace.office),
            ("2026-11-24T18:00", pace.quiet),
            ("2026-11-24T03:00", pace.quiet),
            ("2026-11-22T10:00", pace.quiet),
        ] {
            let pauses: Vec<Duration> = (0..50)
                .map(|_| pause(&pace, at.parse().unwrap(), &mut dice))
                .collect();
            assert!(
                pauses.iter().all(|pause| (least..=most).contains(pause)),
                "{at}: {pauses:?}"
            );
            assert_ne!(pauses[0], pauses[1], "{at}: they vary");
        }
    }
}
