//! The pace beside the best that could be done: with latency, under a limit of so many at once, under a limit per minute
//! (issue 3, item 7; S3 for details).

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use demo_pbx::{FaultPlan, Throttle};
use jiff::{SignedDuration, Timestamp};
use portsip::{Client, ListEvent, Scope, Window};
use serde::Deserialize;

use super::Scenario;
use crate::{
    Result,
    compare::Spread,
    report::{Goal, Report},
    stage::{Pbx, Stage, block_on, signed_in, token},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "pace",
    about: "details beside the best fixed number in flight: latency, 8 at once, 1,000 a minute",
    run,
    parts: &[],
};

/// More than the pace lets through.
const WORKERS: usize = 64;
const LATENCY: u64 = 20;
const AT_ONCE: u64 = 8;
const PER_MINUTE: u32 = 1000;
/// Fixed numbers that are tried around the limit at once.
const SWEEP: [usize; 6] = [4, 6, 7, 8, 9, 12];

fn run(stage: &Stage) -> Result<Report> {
    let pbx = Pbx::start(&["--days", "10"])?;
    let seconds = |full: u32| Duration::from_secs(stage.sized(full).into());
    let mut report = Report::new("The pace: as fast as a PBX likes", stage.is_small());
    let (client, ids) = block_on(subjects(&pbx.url))?;
    let field = Field {
        pbx: &pbx,
        client,
        ids: Arc::new(ids),
    };

    let slow = FaultPlan {
        latency_ms: LATENCY,
        ..FaultPlan::default()
    };
    pbx.faults(&slow)?;
    let mut parts = Vec::new();
    for _ in 0..stage.pairs {
        let fixed = field.fixed(32, seconds(10))?;
        let paced = field.paced(seconds(10))?;
        println!("{LATENCY} ms: 32 fixed {fixed:?}, paced {paced:?}");
        parts.push(paced.rate() / fixed.rate());
    }
    report.figure(
        format!("{LATENCY} ms latency: requests a second, paced / 32 fixed in flight"),
        Spread::of(parts.into_iter()),
        Goal::AtLeast(0.85),
    );

    at_once(stage, &field, &mut report)?;

    pbx.faults(&FaultPlan {
        throttle: Some(Throttle {
            per_minute: Some(PER_MINUTE),
            ..Throttle::default()
        }),
        ..FaultPlan::default()
    })?;
    // A client that knows nothing of the limits before.
    let (client, _) = block_on(subjects(&pbx.url))?;
    let paced = Field { client, ..field }.paced(seconds(300))?;
    println!("{PER_MINUTE} a minute: {paced:?}");
    let allowed = f64::from(PER_MINUTE) * paced.time.as_secs_f64() / 60.0;
    let one = |value: f64| Spread::of(std::iter::once(value));
    report.figure(
        format!("{PER_MINUTE} a minute, five minutes: part of the limit that is used"),
        one(paced.taken as f64 / allowed),
        Goal::AtLeast(0.9),
    );
    report.figure(
        "the same: refused, %",
        one(100.0 * paced.refused_part()),
        Goal::AtMost(1.0),
    );
    Ok(report)
}

fn at_once(stage: &Stage, field: &Field<'_>, report: &mut Report) -> Result<()> {
    let seconds = |full: u32| Duration::from_secs(stage.sized(full).into());
    field.pbx.faults(&FaultPlan {
        latency_ms: LATENCY,
        throttle: Some(Throttle {
            max_in_flight: Some(AT_ONCE),
            ..Throttle::default()
        }),
        ..FaultPlan::default()
    })?;
    let mut best = (0, 0.0);
    for fixed in SWEEP {
        let found = field.fixed(fixed, seconds(5))?;
        println!("{AT_ONCE} at once: {fixed} fixed {found:?}");
        if found.rate() > best.1 {
            best = (fixed, found.rate());
        }
    }
    let (mut parts, mut refused) = (Vec::new(), Vec::new());
    for _ in 0..stage.pairs {
        let fixed = field.fixed(best.0, seconds(20))?;
        // Each round from nothing: what the last one learned would make it too easy.
        let (client, _) = block_on(subjects(&field.pbx.url))?;
        let fresh = Field {
            client,
            ids: Arc::clone(&field.ids),
            ..*field
        };
        let paced = fresh.paced(seconds(20))?;
        println!(
            "{AT_ONCE} at once: {} fixed {fixed:?}, paced {paced:?}",
            best.0
        );
        parts.push(paced.rate() / fixed.rate());
        refused.push(100.0 * paced.later.refused_part());
    }
    report.figure(
        format!(
            "{AT_ONCE} at once: requests a second, paced / {} fixed (the best)",
            best.0
        ),
        Spread::of(parts.into_iter()),
        Goal::AtLeast(0.9),
    );
    report.figure(
        "the same: refused after five seconds, %",
        Spread::of(refused.into_iter()),
        Goal::AtMost(1.0),
    );
    Ok(())
}

/// What is asked for, by a client that is signed in.
async fn subjects(url: &str) -> Result<(Client, Vec<String>)> {
    let client = signed_in(url).await?;
    let end = Timestamp::now();
    let window = Window {
        start: end - SignedDuration::from_hours(24 * 7),
        end,
    };
    let mut ids = Vec::new();
    client
        .list_recordings(Scope::Tenant, window, |event| {
            if let ListEvent::Rows(rows) = event {
                ids.extend(rows.into_iter().map(|row| row.id));
            }
        })
        .await?;
    Ok((client, ids))
}

struct Field<'a> {
    pbx: &'a Pbx,
    client: Client,
    ids: Arc<Vec<String>>,
}

/// What became of the requests of a run.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    taken: u64,
    refused: u64,
    time: Duration,
    /// The same without the first five seconds.
    later: Later,
}

#[derive(Clone, Copy, Debug, Default)]
struct Later {
    taken: u64,
    refused: u64,
}

impl Found {
    fn rate(&self) -> f64 {
        self.taken as f64 / self.time.as_secs_f64()
    }

    fn refused_part(&self) -> f64 {
        part(self.refused, self.taken)
    }
}

impl Later {
    fn refused_part(self) -> f64 {
        part(self.refused, self.taken)
    }
}

fn part(refused: u64, taken: u64) -> f64 {
    refused as f64 / (refused + taken).max(1) as f64
}

impl Field<'_> {
    /// Details by our client, as many at once as it likes.
    fn paced(&self, time: Duration) -> Result<Found> {
        let (client, ids) = (self.client.clone(), Arc::clone(&self.ids));
        self.watched(
            time,
            move |next| {
                let (client, ids) = (client.clone(), Arc::clone(&ids));
                async move {
                    let id = &ids[next % ids.len()];
                    Ok(client.recording_files(Scope::Tenant, id).await.map(drop)?)
                }
            },
            WORKERS,
        )
    }

    /// The same by a fixed number of workers that never wait.
    fn fixed(&self, workers: usize, time: Duration) -> Result<Found> {
        let (http, ids) = (reqwest::Client::new(), Arc::clone(&self.ids));
        let token = block_on(token(&self.pbx.url))?;
        let url = self.pbx.url.clone();
        self.watched(
            time,
            move |next| {
                let url = format!("{url}/api/recordings/{}", ids[next % ids.len()]);
                let sent = http.get(url).bearer_auth(&token).send();
                async move {
                    sent.await?.bytes().await?;
                    Ok(())
                }
            },
            workers,
        )
    }

    /// Workers that ask one after the other until the time is over; the PBX counts.
    fn watched<F>(
        &self,
        time: Duration,
        ask: impl Fn(usize) -> F + Clone + Send + 'static,
        workers: usize,
    ) -> Result<Found>
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        block_on(async {
            let before = counted(&self.pbx.url).await?;
            let (start, next, failed) = (
                Instant::now(),
                Arc::new(AtomicUsize::new(0)),
                Arc::new(AtomicU64::new(0)),
            );
            let mut tasks = Vec::new();
            for _ in 0..workers {
                let (ask, next, failed) = (ask.clone(), Arc::clone(&next), Arc::clone(&failed));
                tasks.push(tokio::spawn(async move {
                    while start.elapsed() < time {
                        if ask(next.fetch_add(1, Relaxed)).await.is_err() {
                            failed.fetch_add(1, Relaxed);
                        }
                    }
                }));
            }
            tokio::time::sleep(time.min(Duration::from_secs(5))).await;
            let middle = counted(&self.pbx.url).await?;
            tokio::time::sleep_until((start + time).into()).await;
            let (after, time) = (counted(&self.pbx.url).await?, start.elapsed());
            tasks.iter().for_each(tokio::task::JoinHandle::abort);
            if failed.load(Relaxed) > 0 {
                return Err(format!("{} requests failed", failed.load(Relaxed)).into());
            }
            Ok(Found {
                taken: after.0 - before.0,
                refused: after.1 - before.1,
                time,
                later: Later {
                    taken: after.0 - middle.0,
                    refused: after.1 - middle.1,
                },
            })
        })
    }
}

/// Answers so far that were data, and those that were refusals.
async fn counted(url: &str) -> Result<(u64, u64)> {
    #[derive(Deserialize)]
    struct Counters {
        statuses: std::collections::BTreeMap<String, u64>,
    }
    let body = reqwest::get(format!("{url}/__demo/counters"))
        .await?
        .bytes()
        .await?;
    let counters: Counters = serde_json::from_slice(&body)?;
    let of = |status: &str| counters.statuses.get(status).copied().unwrap_or_default();
    Ok((of("200"), of("429")))
}
