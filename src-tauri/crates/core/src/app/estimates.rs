//! What an export would take: recordings, bytes, time and room.

use std::{path::PathBuf, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Tapedeck, blocking, exports::free_megabytes};
use crate::{
    error::Result,
    export::{self, AudioFormat, EstimateBasis, ExportOptions, Survey, ToEstimate},
    ids::FolderId,
    jobs::{JobKind, JobOutcome, JobSnapshot, saturate},
    query::CallQuery,
    session::Session,
};

/// The sizes of a few recordings must be known by then; the estimate does without them otherwise.
const ASKED_FOR: Duration = Duration::from_secs(5);
/// Exports whose rate is looked at: the last ones, each of at least so many thousand bytes.
const EXPORTS: usize = 5;
const LEAST_KB: u32 = 1000;

/// What an export would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExportEstimate {
    /// Recordings of the selection.
    pub recordings: u32,
    /// Of these, in the folder already.
    pub in_place: u32,
    /// Thousands of bytes that the others will take in the folder.
    pub kilobytes: u32,
    /// On what that stands.
    pub basis: EstimateBasis,
    /// Seconds, at the rate of the last exports or the limit; `None` when there were none.
    pub seconds: Option<u32>,
    /// Thousands of bytes needed on the disk, the ZIPs included.
    pub needed_kb: u32,
    /// Free room there, in megabytes (10⁶), when a folder is chosen and the system tells.
    pub free_mb: Option<u32>,
}

impl ExportEstimate {
    /// Whether there is room for it; `true` when that is not known.
    pub fn fits(&self) -> bool {
        self.free_mb
            .is_none_or(|free| u64::from(self.needed_kb) <= u64::from(free) * 1000)
    }
}

impl Tapedeck {
    /// Estimates an export; `None` when a newer question ended this one. The PBX is asked for a few sizes at most.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`], and [`crate::Error::Io`] for the folder.
    pub async fn estimate_export(
        &self,
        query: CallQuery,
        options: ExportOptions,
        dest: Option<PathBuf>,
    ) -> Result<Option<ExportEstimate>> {
        let session = self.signed_in()?;
        let cancel = self.inner.estimates.begin();
        let (shelf, format, token) = (session.shelf.clone(), options.audio, cancel.clone());
        let folder = dest.clone();
        let survey = blocking("estimating the export", move || {
            let asked = ToEstimate {
                query: &query,
                dest: folder.as_deref(),
                format,
            };
            export::survey(&shelf, &asked, &token)
        });
        let Some(survey) = survey.await? else {
            return Ok(None);
        };
        let stated = cancel.run_until_cancelled(stated(&session, &survey, format));
        let Some(stated) = stated.await else {
            return Ok(None);
        };
        let (bytes, basis) = survey.bytes(&options, stated);
        let rate = self.usual_rate();
        let limit = options.limit_rate_kb;
        let rate = rate.map(|rate| limit.map_or(rate, |limit| rate.min(limit)));
        let packed = if options.zip {
            bytes + survey.bytes_in_place
        } else {
            0
        };
        let free_mb = match dest {
            Some(dest) => blocking("looking for room", move || Ok(free_megabytes(&dest))).await?,
            None => None,
        };
        Ok(Some(ExportEstimate {
            recordings: saturate(survey.recordings),
            in_place: saturate(survey.in_place),
            kilobytes: saturate(bytes / 1000),
            basis,
            seconds: rate
                .or(limit)
                .map(|rate| saturate(bytes / 1000 / u64::from(rate.max(1)))),
            needed_kb: saturate((bytes + packed) / 1000),
            free_mb,
        }))
    }

    /// The same for a folder of the window.
    ///
    /// # Errors
    /// As for [`Tapedeck::estimate_export`].
    pub async fn estimate_into(
        &self,
        query: CallQuery,
        options: ExportOptions,
        folder: Option<FolderId>,
    ) -> Result<Option<ExportEstimate>> {
        let dest = folder.map(|id| self.folder(&id)).transpose()?;
        self.estimate_export(query, options, dest).await
    }

    /// Thousands of bytes a second that the last exports came to.
    fn usual_rate(&self) -> Option<u32> {
        let (mut kilobytes, mut seconds) = (0, 0.0);
        let measured = self.jobs().into_iter().filter_map(|job| measured(&job));
        for (kb, took) in measured.take(EXPORTS) {
            kilobytes += u64::from(kb);
            seconds += took;
        }
        (seconds > 0.0).then(|| saturate((kilobytes as f64 / seconds) as u64))
    }
}

/// Thousands of bytes and seconds of an export that fetched enough to tell.
fn measured(job: &JobSnapshot) -> Option<(u32, f64)> {
    let went = matches!(
        job.outcome,
        Some(JobOutcome::Complete | JobOutcome::Partial)
    );
    let (from, to) = (&job.started_at, job.finished_at.as_ref()?);
    let (from, to) = (from.parse::<Timestamp>().ok()?, to.parse().ok()?);
    // Times are kept to the second.
    let seconds = Timestamp::duration_since(to, from).as_secs_f64().max(1.0);
    (went && job.kind == JobKind::Export && job.kilobytes >= LEAST_KB)
        .then_some((job.kilobytes, seconds))
}

/// Bytes and seconds of talk of a few recordings, as the PBX states them; nothing where that would say nothing.
async fn stated(session: &Session, survey: &Survey, format: AudioFormat) -> (u64, u64) {
    if survey.per_second.is_some() || format != AudioFormat::Original {
        return (0, 0);
    }
    let client = &session.client;
    let scope = session.scopes.recordings;
    let asked = survey.samples.iter().map(|(id, talk_s)| async move {
        let files = client.recording_files(scope, id.as_str()).await.ok()?;
        let sizes: Option<Vec<u64>> = files.iter().map(|file| file.file_size).collect();
        Some((sizes?.iter().sum::<u64>(), u64::from(*talk_s)))
    });
    let answers = tokio::time::timeout(ASKED_FOR, futures::future::join_all(asked)).await;
    let known = answers.unwrap_or_default().into_iter().flatten();
    known
        .filter(|(bytes, _)| *bytes > 0)
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_known() {
        let estimate = |needed_kb, free_mb| ExportEstimate {
            recordings: 1,
            in_place: 0,
            kilobytes: needed_kb,
            basis: EstimateBasis::TalkTime,
            seconds: None,
            needed_kb,
            free_mb,
        };
        assert!(estimate(5_000, Some(5)).fits());
        assert!(!estimate(5_001, Some(5)).fits());
        assert!(estimate(u32::MAX, None).fits(), "nobody knows");
    }
}
