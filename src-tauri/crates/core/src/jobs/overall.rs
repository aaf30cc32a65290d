//! All running jobs as one: for the taskbar, and for whether the computer may sleep.

use super::{JobKind, JobSnapshot};
use crate::export::ExportPhase;

/// What the running jobs come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overall {
    /// How they stand.
    pub state: OverallState,
    /// Per cent of their recordings or files that are settled; `None` while that cannot be told.
    pub percent: Option<u8>,
}

/// How the running jobs stand, taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OverallState {
    /// No job runs.
    #[default]
    Idle,
    /// At least one is at work.
    Active,
    /// None is at work; a person holds them.
    Paused,
    /// None is at work; at least one waits for a person.
    Waiting,
}

impl Overall {
    /// Of these jobs; those that are over do not count.
    pub(super) fn of<'a>(jobs: impl Iterator<Item = &'a JobSnapshot>) -> Self {
        let (mut state, mut settled, mut all) = (OverallState::Idle, 0_u64, 0_u64);
        let mut known = true;
        for job in jobs.filter(|job| job.outcome.is_none()) {
            state = match (state, job.phase) {
                (OverallState::Active, _) => OverallState::Active,
                (OverallState::Waiting, ExportPhase::Paused) | (_, ExportPhase::Waiting) => {
                    OverallState::Waiting
                }
                (_, ExportPhase::Paused) => OverallState::Paused,
                _ => OverallState::Active,
            };
            known &= job.phase != ExportPhase::Preparing || job.kind == JobKind::Verify;
            settled += u64::from(job.recordings_settled.min(job.recordings));
            all += u64::from(job.recordings);
        }
        let percent = (known && all > 0).then(|| (settled * 100 / all) as u8);
        Self { state, percent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::JobId, jobs::JobOutcome};

    fn job(phase: ExportPhase, settled: u32, recordings: u32) -> JobSnapshot {
        JobSnapshot {
            phase,
            recordings,
            recordings_settled: settled,
            ..JobSnapshot::new(JobId(String::new()), JobKind::Export, String::new())
        }
    }

    fn of(jobs: &[JobSnapshot]) -> (OverallState, Option<u8>) {
        let overall = Overall::of(jobs.iter());
        (overall.state, overall.percent)
    }

    #[test]
    fn one_at_work_counts_more_than_those_that_stand_still() {
        use ExportPhase::{Paused, Transferring, Waiting};
        let (paused, waits) = (job(Paused, 1, 10), job(Waiting, 1, 10));
        let works = job(Transferring, 4, 10);
        assert_eq!(of(&[]), (OverallState::Idle, None));
        assert_eq!(
            of(std::slice::from_ref(&paused)),
            (OverallState::Paused, Some(10))
        );
        for jobs in [
            [paused.clone(), waits.clone()],
            [waits.clone(), paused.clone()],
        ] {
            assert_eq!(of(&jobs), (OverallState::Waiting, Some(10)));
        }
        for jobs in [[works.clone(), waits.clone()], [waits, works]] {
            assert_eq!(of(&jobs), (OverallState::Active, Some(25)));
        }
        let over = JobSnapshot {
            outcome: Some(JobOutcome::Complete),
            ..paused
        };
        assert_eq!(of(&[over]), (OverallState::Idle, None), "it is over");
    }

    #[test]
    fn what_is_still_to_be_read_has_no_share() {
        let jobs = [
            job(ExportPhase::Preparing, 0, 0),
            job(ExportPhase::Transferring, 5, 10),
        ];
        assert_eq!(of(&jobs), (OverallState::Active, None));
    }
}
