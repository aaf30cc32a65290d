//! Who exported and played what, noted and shown.

use std::{collections::VecDeque, path::Path};

use serde::{Deserialize, Serialize};

use super::{Tapedeck, blocking};
use crate::{
    activity::{ActivityAction, ActivityCheck, ActivityEntry, ActivityEvent, entry_of},
    catalogue::AccountKey,
    error::Result,
    export::ExportReport,
    ids::CallId,
    jobs::{JobOutcome, saturate},
};

/// Entries shown in the window; the command line has all.
const SHOWN: usize = 200;

/// The activity log as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// The newest entries, newest first.
    pub entries: Vec<ActivityEntry>,
    /// Whether all of it is as it was written.
    pub check: ActivityCheck,
    /// Why entries could not be written since the app began, if that happened.
    pub trouble: Option<String>,
}

impl Tapedeck {
    /// The newest entries of the activity log, and whether all of it is as it was written.
    ///
    /// # Errors
    /// [`crate::Error::Io`].
    pub async fn activity(&self) -> Result<ActivityView> {
        let app = self.clone();
        blocking("reading the activity log", move || {
            let activity = &app.inner.activity;
            let mut newest = VecDeque::with_capacity(SHOWN);
            activity.for_each(&mut |line| {
                if let Some(entry) = entry_of(line) {
                    if newest.len() == SHOWN {
                        newest.pop_front();
                    }
                    newest.push_back(entry);
                }
                Ok(())
            })?;
            Ok(ActivityView {
                entries: newest.into_iter().rev().collect(),
                check: activity.check()?,
                trouble: activity.trouble(),
            })
        })
        .await
    }

    /// Hands over every line of the activity log as it stands, oldest first, whether it is right or not.
    ///
    /// # Errors
    /// [`crate::Error::Io`], and whatever `each` says.
    pub async fn for_each_activity(
        &self,
        mut each: impl FnMut(&[u8]) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let app = self.clone();
        blocking("reading the activity log", move || {
            app.inner.activity.for_each(&mut each)
        })
        .await
    }

    /// Whether the whole activity log is as it was written.
    ///
    /// # Errors
    /// [`crate::Error::Io`].
    pub async fn check_activity(&self) -> Result<ActivityCheck> {
        let app = self.clone();
        blocking("checking the activity log", move || {
            app.inner.activity.check()
        })
        .await
    }

    /// Waits until the activity log is on the disk; why that failed, if it did.
    pub async fn activity_written(&self) -> Option<String> {
        self.inner.activity.written().await;
        self.inner.activity.trouble()
    }

    pub(super) fn note_played(&self, account: AccountKey, call: &CallId) {
        self.note(ActivityEvent {
            call: Some(call.0.clone()),
            ..ActivityEvent::new(ActivityAction::Played, Some(account))
        });
    }

    pub(crate) fn note_export_started(&self, account: &AccountKey, folder: &Path) {
        self.note(ActivityEvent {
            folder: Some(folder.display().to_string()),
            ..ActivityEvent::new(ActivityAction::ExportStarted, Some(account.clone()))
        });
    }

    pub(crate) fn note_export_finished(
        &self,
        account: &AccountKey,
        folder: &Path,
        ended: &Result<ExportReport>,
    ) {
        let counts = ended.as_ref().ok().map(|report| {
            let progress = &report.progress;
            (
                saturate(progress.recordings_settled),
                saturate(progress.gap_counts.total()),
            )
        });
        self.note(ActivityEvent {
            folder: Some(folder.display().to_string()),
            counts,
            outcome: Some(
                ended
                    .as_ref()
                    .map_or(JobOutcome::Failed, |report| report.outcome),
            ),
            note: ended.as_ref().err().map(ToString::to_string),
            ..ActivityEvent::new(ActivityAction::ExportFinished, Some(account.clone()))
        });
    }

    fn note(&self, event: ActivityEvent) {
        self.inner.activity.record(self.now(), event);
    }
}
