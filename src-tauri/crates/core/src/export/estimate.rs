//! What an export would move and take, before it begins. Sizes are nowhere promised: this is an estimate and says on what.

use std::{collections::HashMap, path::Path};

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{
    AudioFormat, BYTES_PER_TALK_SECOND, ExportOptions, ManifestLine, SoundChannels, bag, convert,
    manifest::{self, MANIFEST_FILE},
    small_id::SmallId,
};
use crate::{
    catalogue::Shelf,
    error::{Error, Result},
    ids::RecordingId,
    query::{CallFilter, CallQuery},
};

/// Recordings whose stated size is asked for.
pub(crate) const SAMPLES: usize = 5;
/// FLAC keeps about this share of telephone speech; silence packs well.
const FLAC_SHARE: f64 = 0.5;

/// On what an estimate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum EstimateBasis {
    /// The files that are in the folder already.
    Folder,
    /// What the PBX says of a few of these recordings.
    Sample,
    /// Talk time alone, at the usual rate of the format.
    TalkTime,
}

/// A selection beside what a folder holds of it.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Recordings of the selection.
    pub(crate) recordings: u64,
    /// Of these, in the folder already.
    pub(crate) in_place: u64,
    /// Their bytes.
    pub(crate) bytes_in_place: u64,
    /// Talk time of those to fetch.
    pub(crate) talk_s: u64,
    /// Bytes a second of talk takes in the folder.
    pub(crate) per_second: Option<f64>,
    /// A few of those to fetch, spread over the selection, with their talk time.
    pub(crate) samples: Vec<(RecordingId, u32)>,
}

/// What is to be estimated.
pub(crate) struct ToEstimate<'a> {
    pub(crate) query: &'a CallQuery,
    /// Where it would go, if that is known.
    pub(crate) dest: Option<&'a Path>,
    pub(crate) format: AudioFormat,
}

/// Looks through a selection and a folder; `None` when it was cancelled.
///
/// # Errors
/// [`Error::InvalidInput`] for the query, [`Error::Io`], or what the catalogue says.
pub(crate) fn survey(
    shelf: &Shelf,
    asked: &ToEstimate<'_>,
    cancel: &CancellationToken,
) -> Result<Option<Survey>> {
    let held = asked.dest.map(|dest| Held::of(dest, asked.format));
    let held = held.transpose()?.unwrap_or_default();
    let mut survey = Survey {
        per_second: held.per_second(),
        ..Survey::default()
    };
    let filter = &asked.query.filter;
    if filter.recorded == Some(false) {
        return Ok(Some(survey));
    }
    let filter = CallFilter {
        recorded: Some(true),
        ..filter.clone()
    };
    let mut spread = Spread::default();
    let range = asked.query.range.resolve()?;
    let walked = shelf.for_each(&range, &filter, &mut |call| {
        if cancel.is_cancelled() {
            return Err(Error::Internal {
                doing: "an estimate nobody waits for",
            });
        }
        let Some(id) = call.recording_id else {
            return Ok(());
        };
        survey.recordings += 1;
        if let Some(bytes) = held.files.get(&SmallId::from(id.as_str())) {
            survey.in_place += 1;
            survey.bytes_in_place += bytes;
        } else {
            survey.talk_s += u64::from(call.talk_s);
            spread.offer(id, call.talk_s);
        }
        Ok(())
    });
    if cancel.is_cancelled() {
        return Ok(None);
    }
    walked?;
    survey.samples = spread.samples();
    Ok(Some(survey))
}

/// A few of many, from the whole length of a list that nobody has counted.
struct Spread {
    kept: Vec<(RecordingId, u32)>,
    seen: usize,
    /// Every so many of the list are kept.
    every: usize,
}

impl Default for Spread {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            seen: 0,
            every: 1,
        }
    }
}

impl Spread {
    fn offer(&mut self, id: RecordingId, talk_s: u32) {
        // Without talk a size says nothing.
        if talk_s == 0 {
            return;
        }
        if self.seen.is_multiple_of(self.every) {
            self.kept.push((id, talk_s));
        }
        self.seen += 1;
        if self.kept.len() > 2 * SAMPLES {
            self.kept = every_nth(&mut self.kept, 2);
            self.every *= 2;
        }
    }

    fn samples(mut self) -> Vec<(RecordingId, u32)> {
        let n = self.kept.len().div_ceil(SAMPLES).max(1);
        every_nth(&mut self.kept, n)
    }
}

fn every_nth<T>(list: &mut Vec<T>, n: usize) -> Vec<T> {
    std::mem::take(list).into_iter().step_by(n).collect()
}

impl Survey {
    /// Bytes to fetch or make, and on what that stands. `stated` are bytes and seconds of talk of a few recordings.
    pub(crate) fn bytes(
        &self,
        options: &ExportOptions,
        stated: (u64, u64),
    ) -> (u64, EstimateBasis) {
        let format = options.audio;
        let sampled = (stated.0 > 0 && stated.1 > 0 && format == AudioFormat::Original)
            .then(|| stated.0 as f64 / stated.1 as f64);
        let (per_second, basis) = match (self.per_second, sampled) {
            (Some(known), _) => (known, EstimateBasis::Folder),
            (None, Some(sampled)) => (sampled, EstimateBasis::Sample),
            (None, None) => (usual(options), EstimateBasis::TalkTime),
        };
        ((self.talk_s as f64 * per_second) as u64, basis)
    }
}

/// Bytes a second of telephone sound usually takes.
fn usual(options: &ExportOptions) -> f64 {
    let sound = options.sound;
    let (sides, files) = match sound.channels {
        SoundChannels::Keep | SoundChannels::Mono => (1.0, 1.0),
        SoundChannels::Stereo => (2.0, 1.0),
        SoundChannels::Split => (2.0, 2.0),
    };
    let rate = f64::from(sound.sample_rate.unwrap_or(8000)) / 8000.0;
    let wav = BYTES_PER_TALK_SECOND as f64;
    match options.audio {
        AudioFormat::Original => wav,
        AudioFormat::Wav => wav * sides * rate,
        AudioFormat::Mp3 => f64::from(sound.mp3_kbps.unwrap_or(convert::MP3_KBPS)) * 125.0 * files,
        AudioFormat::Flac => wav * sides * rate * FLAC_SHARE,
    }
}

/// What a folder holds in a format.
#[derive(Default)]
struct Held {
    files: HashMap<SmallId, u64>,
    bytes: u64,
    talk_s: u64,
}

impl Held {
    fn of(dest: &Path, format: AudioFormat) -> Result<Self> {
        let mut held = Self::default();
        let payload = bag::payload_of(dest);
        let manifest = payload.as_deref().unwrap_or(dest).join(MANIFEST_FILE);
        manifest::for_each(&manifest, &mut |line| {
            let bytes = line.bytes.filter(|_| line.held().is_some());
            if let Some(bytes) = bytes.filter(|_| is_in(&line, format)) {
                *held
                    .files
                    .entry(SmallId::from(line.recording_id.as_str()))
                    .or_default() += bytes;
                held.bytes += bytes;
                // Of several files of a call the first stands for its time.
                held.talk_s += u64::from(line.call.talk_s) * u64::from(line.file_index == 1);
            }
            Ok(())
        })?;
        Ok(held)
    }

    fn per_second(&self) -> Option<f64> {
        (self.talk_s > 0).then(|| self.bytes as f64 / self.talk_s as f64)
    }
}

/// Whether a run in that format would leave the file as it is, as far as an estimate needs to know: how a WAV is encoded
/// inside does not matter here.
fn is_in(line: &ManifestLine, format: AudioFormat) -> bool {
    let content = match format {
        AudioFormat::Original => return line.source_sha256.is_none(),
        AudioFormat::Wav => "wav",
        AudioFormat::Mp3 => "mp3",
        AudioFormat::Flac => "flac",
    };
    // What could not be converted would not be this time either.
    line.content.as_deref() == Some(content) || line.reason.as_deref().is_some_and(convert::is_kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_format(audio: AudioFormat) -> ExportOptions {
        ExportOptions {
            audio,
            ..ExportOptions::default()
        }
    }

    #[test]
    fn the_best_that_is_known_counts() {
        let survey = Survey {
            talk_s: 100,
            ..Survey::default()
        };
        let nothing = (0, 0);
        assert_eq!(
            survey.bytes(&as_format(AudioFormat::Original), nothing),
            (1_600_000, EstimateBasis::TalkTime)
        );
        assert_eq!(
            survey.bytes(&as_format(AudioFormat::Original), (80_000, 10)),
            (800_000, EstimateBasis::Sample)
        );
        assert_eq!(
            survey.bytes(&as_format(AudioFormat::Mp3), (80_000, 10)),
            (800_000, EstimateBasis::TalkTime),
            "what the PBX has says nothing of what it becomes"
        );
        let mut small = as_format(AudioFormat::Mp3);
        small.sound.mp3_kbps = Some(32);
        assert_eq!(survey.bytes(&small, nothing).0, 400_000);
        small.sound.channels = SoundChannels::Split;
        assert_eq!(survey.bytes(&small, nothing).0, 800_000, "two files of it");
        let mut wide = as_format(AudioFormat::Wav);
        wide.sound.sample_rate = Some(48_000);
        wide.sound.channels = SoundChannels::Stereo;
        assert_eq!(survey.bytes(&wide, nothing).0, 12 * 1_600_000);
        let known = Survey {
            per_second: Some(1000.0),
            ..survey
        };
        assert_eq!(
            known.bytes(&as_format(AudioFormat::Mp3), (80_000, 10)),
            (100_000, EstimateBasis::Folder)
        );
    }

    #[test]
    fn samples_come_from_the_whole_list() {
        for count in [0_u32, 1, 5, 6, 11, 1000] {
            let mut spread = Spread::default();
            for n in 0..count {
                spread.offer(RecordingId::from(n.to_string().as_str()), 1 + n);
            }
            let places: Vec<u32> = spread.samples().iter().map(|(_, talk)| talk - 1).collect();
            assert!(places.len() <= SAMPLES, "{count}: {places:?}");
            assert!(places.len() as u32 >= count.min(3), "{count}: {places:?}");
            if count > 1 {
                assert!(
                    places.iter().any(|place| *place >= count / 2),
                    "{count}: {places:?}"
                );
            }
        }
    }

    #[test]
    fn a_file_in_another_format_is_not_there_yet() {
        let line = manifest::sample("1", 1, Some("a.wav"));
        assert!(is_in(&line, AudioFormat::Original));
        assert!(is_in(&line, AudioFormat::Wav));
        assert!(!is_in(&line, AudioFormat::Mp3));
        let converted = ManifestLine {
            content: Some("mp3".to_owned()),
            source_sha256: line.sha256.clone(),
            ..line
        };
        assert!(is_in(&converted, AudioFormat::Mp3));
        assert!(!is_in(&converted, AudioFormat::Original));
    }
}
