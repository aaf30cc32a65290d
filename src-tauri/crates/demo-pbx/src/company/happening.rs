//! A call that happens while the PBX runs.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::call::{Call, Recording};
use super::{Company, making, recordings, routes};
use crate::Options;
use crate::dice::{Dice, mix};

/// Calls drawn until one fits; one in five is not answered.
const MOST_DRAWS: u64 = 1000;

/// What kind of call is to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The longest it may be talked, in seconds; 0: nobody answers.
    pub talk_s: u32,
    /// What becomes of its recording.
    pub recording: RecordingAfter,
}

/// When the recording of a call that has just ended can be had: the vendor does not say how long that takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingAfter {
    /// It is not recorded.
    Never,
    /// So long after its end.
    A(Duration),
    /// When [`crate::DemoPbx::recording_ready`] says so.
    Telling,
}

impl Default for Happening {
    /// Half a minute of talk, recorded, and to be had some seconds later.
    fn default() -> Self {
        Self {
            talk_s: 30,
            recording: RecordingAfter::A(Duration::from_secs(8)),
        }
    }
}

/// The same as JSON: `{"talk_s":30,"recording_after_s":8}`; `null` for a call that is not recorded.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HappeningInput {
    talk_s: u32,
    recording_after_s: Option<u64>,
}

impl Default for HappeningInput {
    fn default() -> Self {
        Self {
            talk_s: 30,
            recording_after_s: Some(8),
        }
    }
}

impl From<HappeningInput> for Happening {
    fn from(input: HappeningInput) -> Self {
        let after = input.recording_after_s.map(Duration::from_secs);
        Self {
            talk_s: input.talk_s,
            recording: after.map_or(RecordingAfter::Never, RecordingAfter::A),
        }
    }
}

impl Company {
    /// Adds a call that has just ended, and gives it with the recording it will have. The seed decides who calls whom.
    pub(crate) fn happen(
        &mut self,
        happening: &Happening,
        ended: Timestamp,
        seed: u64,
        options: &Options,
    ) -> (Call, Option<Recording>) {
        let options = Options {
            longest_talk: happening.talk_s.clamp(1, options.longest_talk),
            ..options.clone()
        };
        let make = |seed: u64, started: i64| {
            let mut dice = Dice::new(seed);
            let mut call = making::draw(&mut dice, started, &options);
            call.id = (making::id_of(started)..)
                .step_by(making::MOST_LEGS)
                .find(|id| !self.by_id.contains_key(id))
                .unwrap_or_default();
            routes::take(&mut call);
            let recording = recordings::record(&mut call, &self.zone, &options, &mut dice);
            (call, recording)
        };
        let answered = happening.talk_s > 0;
        let seed = (0..MOST_DRAWS)
            .map(|draw| mix(seed ^ draw))
            .find(|seed| make(*seed, 0).0.answered_at.is_some() == answered)
            .unwrap_or(seed);
        // It lasts as long whenever it begins: made once to learn that, and once more in its place.
        let length = make(seed, 0).0.ended_at.as_microsecond();
        let (call, recording) = make(seed, ended.as_microsecond() - length);
        self.add_call(call.clone());
        let recording = recording.filter(|_| happening.recording != RecordingAfter::Never);
        (call, recording)
    }
}
