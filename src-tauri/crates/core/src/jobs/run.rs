//! Running a job: the work itself, and its snapshots at most ten times a second.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{
    GapCount, JobOutcome, JobSnapshot,
    registry::{self, Order},
    running::Running,
};
use crate::{
    app::{ExportExtras, ExportWork, Tapedeck},
    error::{Error, Result},
    export::{self, ExportPhase, ExportProgress, VerifyProgress},
    query::CallQuery,
    session::{Attended, Lease},
    sync::Coverage,
};

/// No watcher needs more.
const LEAST_GAP: Duration = Duration::from_millis(100);
/// The rate shown is that of the last seconds.
const RATE_WINDOW: Duration = Duration::from_secs(5);
/// A snapshot crosses to the window whole: it lists so many problems.
const LISTED: usize = 100;

/// An export that may run.
pub(crate) struct ExportOrder {
    pub(crate) running: Running,
    /// Whose it is: it goes on with the next session of that account when this one ends.
    pub(crate) session: Attended,
    pub(crate) query: CallQuery,
    pub(crate) options: export::ExportOptions,
}

/// A verification that may run.
pub(crate) struct VerifyOrder {
    pub(crate) running: Running,
}

impl ExportOrder {
    /// Reads the range anew, exports, and ends the job.
    pub(crate) async fn run(self, app: Tapedeck) {
        let Self {
            running,
            session,
            query,
            options,
        } = self;
        let running = Arc::new(running);
        let pace = Arc::new(Mutex::new(Pace::default()));
        let ended = async {
            // Told before the lists are read, which may take minutes.
            export::was_interrupted(&running.order.folder)?;
            let signer = app.signer_for(&options).await?;
            let coverage = read(&app, &running, &session, &query).await?;
            if coverage.cancelled {
                return Ok(None);
            }
            let shown = Arc::clone(&running);
            let show = move |progress: &ExportProgress| {
                if let Some((rate, left)) = pace
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .step(progress)
                {
                    shown.show(|snapshot| {
                        fill(snapshot, progress, rate, left);
                        shown.mark_paused(snapshot);
                    });
                }
            };
            let extras = ExportExtras {
                only_missing: running.order.only_missing,
                signer,
                hold: running.hold(),
                waits: true,
                ..ExportExtras::default()
            };
            let work = ExportWork {
                query,
                coverage,
                dest: running.order.folder.clone(),
                options,
                extras,
            };
            let plan = work.plan(
                &session.session(),
                Lease::attended(session.clone()),
                app.here(),
            )?;
            let (account, folder) = (plan.account.clone(), &running.order.folder);
            app.note_export_started(&account, folder);
            let ended = export::run(plan, Arc::new(show), running.cancel.clone()).await;
            app.note_export_finished(&account, folder, &ended);
            ended.map(Some)
        }
        .await;
        let now = registry::text(app.now());
        running.end(|snapshot| {
            snapshot.finished_at = Some(now);
            match ended {
                Ok(Some(report)) => {
                    fill(snapshot, &report.progress, 0, None);
                    snapshot.outcome = Some(report.outcome);
                }
                Ok(None) => snapshot.outcome = Some(JobOutcome::Cancelled),
                Err(error) => fail(snapshot, &error),
            }
        });
    }
}

/// Reads the range; from its beginning if the session ends meanwhile, once there is another.
async fn read(
    app: &Tapedeck,
    running: &Running,
    session: &Attended,
    query: &CallQuery,
) -> Result<Coverage> {
    let cancel = &running.cancel;
    loop {
        let coverage = app
            .read_under(&session.session(), query, |_| {}, cancel)
            .await;
        match coverage {
            Err(error) if error.needs_sign_in() => {
                running.show(|snapshot| {
                    snapshot.phase = ExportPhase::Waiting;
                    snapshot.failure = Some(session.why().failure());
                });
                let Some(again) = cancel.run_until_cancelled(session.again()).await else {
                    return Ok(Coverage {
                        cancelled: true,
                        ..Coverage::default()
                    });
                };
                again?;
                running.show(|snapshot| {
                    snapshot.phase = ExportPhase::Preparing;
                    snapshot.failure = None;
                });
            }
            coverage => return coverage,
        }
    }
}

impl VerifyOrder {
    /// Re-reads the folder and ends the job.
    pub(crate) async fn run(self, app: Tapedeck) {
        let running = Arc::new(self.running);
        let shown = Arc::clone(&running);
        let last = Mutex::new(None::<Instant>);
        let show = move |progress: VerifyProgress| {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_none_or(|at| at.elapsed() >= LEAST_GAP) {
                *last = Some(Instant::now());
                shown.show(|snapshot| count_files(snapshot, progress));
            }
        };
        let ended = export::verify(
            &running.order.folder,
            Arc::new(show),
            running.cancel.clone(),
        )
        .await;
        let now = registry::text(app.now());
        running.end(|snapshot| {
            snapshot.finished_at = Some(now);
            match ended {
                Ok(report) => {
                    snapshot.files_done = saturate(report.files_checked);
                    snapshot.kilobytes = saturate(report.bytes / 1000);
                    snapshot.signature.public_key = report.signed.map(|signed| signed.public_key);
                    snapshot.problems = report
                        .problems
                        .iter()
                        .take(LISTED)
                        .map(ToString::to_string)
                        .collect();
                    snapshot.outcome = Some(match (report.cancelled, report.problems.is_empty()) {
                        (true, _) => JobOutcome::Cancelled,
                        (false, true) => JobOutcome::Complete,
                        (false, false) => JobOutcome::Partial,
                    });
                }
                Err(error) => fail(snapshot, &error),
            }
        });
    }
}

impl Order {
    /// What an export needs to run again.
    pub(crate) fn export_again(&self) -> Result<(CallQuery, export::ExportOptions)> {
        match (&self.query, &self.options) {
            (Some(query), Some(options)) => Ok((query.clone(), options.clone())),
            _ => Err(Error::invalid(
                "this job was no export and cannot be run again; start a verification instead",
            )),
        }
    }
}

fn count_files(snapshot: &mut JobSnapshot, progress: VerifyProgress) {
    snapshot.phase = ExportPhase::Transferring;
    snapshot.recordings = saturate(progress.files_total);
    snapshot.recordings_settled = saturate(progress.files_checked);
    snapshot.kilobytes = saturate(progress.bytes / 1000);
}

fn fail(snapshot: &mut JobSnapshot, error: &Error) {
    snapshot.outcome = Some(JobOutcome::Failed);
    snapshot.failure = Some(error.failure());
}

fn fill(
    snapshot: &mut JobSnapshot,
    progress: &ExportProgress,
    rate_kb: u32,
    seconds_left: Option<u32>,
) {
    snapshot.phase = progress.phase;
    snapshot.failure.clone_from(&progress.waits_for);
    snapshot.calls = saturate(progress.calls);
    snapshot.recordings = saturate(progress.recordings);
    snapshot.recordings_settled = saturate(progress.recordings_settled);
    snapshot.files_done = saturate(progress.files_done);
    snapshot.files_skipped = saturate(progress.files_skipped);
    snapshot.kilobytes = saturate(progress.bytes / 1000);
    snapshot.rate_kb = rate_kb;
    snapshot.seconds_left = seconds_left;
    snapshot.in_flight.clone_from(&progress.in_flight);
    snapshot.gap_counts = progress
        .gap_counts
        .by_kind()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(result, count)| GapCount {
            result,
            count: saturate(count),
        })
        .collect();
    snapshot.gaps.clone_from(&progress.gaps);
    snapshot.coverage.clone_from(&progress.coverage);
    snapshot.signature.clone_from(&progress.signature);
}

/// The window counts in 32 bits; more than that is shown as the most that fits.
pub(crate) fn saturate(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Decides which snapshots are shown, and tells rate and time left.
#[derive(Default)]
struct Pace {
    shown: Option<(Instant, ExportPhase)>,
    seen: VecDeque<(Instant, u64, u64)>,
}

impl Pace {
    /// Rate in kB/s and seconds left when this state should be shown: the first, each new phase, else ten a second.
    fn step(&mut self, progress: &ExportProgress) -> Option<(u32, Option<u32>)> {
        self.step_at(Instant::now(), progress)
    }

    fn step_at(&mut self, now: Instant, progress: &ExportProgress) -> Option<(u32, Option<u32>)> {
        let due = self.shown.is_none_or(|(at, phase)| {
            phase != progress.phase || now.duration_since(at) >= LEAST_GAP
        });
        if !due {
            return None;
        }
        self.shown = Some((now, progress.phase));
        self.seen
            .push_back((now, progress.bytes, progress.recordings_settled));
        while self
            .seen
            .front()
            .is_some_and(|(at, _, _)| now.duration_since(*at) > RATE_WINDOW)
        {
            self.seen.pop_front();
        }
        let (at, bytes, settled) = *self.seen.front()?;
        let seconds = now.duration_since(at).as_secs_f64();
        if seconds <= 0.0 {
            return Some((0, None));
        }
        let rate = (progress.bytes.saturating_sub(bytes) as f64 / 1000.0 / seconds) as u32;
        let pace = progress.recordings_settled.saturating_sub(settled) as f64 / seconds;
        let open = progress
            .recordings
            .saturating_sub(progress.recordings_settled) as f64;
        let left = (pace > 0.0 && progress.phase == ExportPhase::Transferring)
            .then(|| (open / pace).ceil() as u32);
        Some((rate, left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(settled: u64, bytes: u64) -> ExportProgress {
        ExportProgress {
            recordings: 100,
            recordings_settled: settled,
            bytes,
            phase: ExportPhase::Transferring,
            ..ExportProgress::default()
        }
    }

    #[test]
    fn shows_the_first_each_phase_and_ten_a_second() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert!(
            pace.step_at(start, &at(0, 0)).is_some(),
            "the first is shown"
        );
        assert!(
            pace.step_at(start + Duration::from_millis(50), &at(1, 10))
                .is_none(),
            "too soon"
        );
        let finishing = ExportProgress {
            phase: ExportPhase::Finishing,
            ..at(1, 10)
        };
        assert!(
            pace.step_at(start + Duration::from_millis(60), &finishing)
                .is_some(),
            "a new phase is always shown"
        );
        assert!(
            pace.step_at(start + Duration::from_millis(200), &finishing)
                .is_some(),
            "after a tenth of a second"
        );
    }

    #[test]
    fn rate_and_time_left_are_those_of_the_last_seconds() {
        let start = Instant::now();
        let mut pace = Pace::default();
        pace.step_at(start, &at(0, 0));
        let (rate, left) = pace
            .step_at(start + Duration::from_secs(2), &at(20, 4_000_000))
            .unwrap();
        assert_eq!(rate, 2000, "4 MB in two seconds");
        assert_eq!(left, Some(8), "80 recordings at ten a second");
    }
}
