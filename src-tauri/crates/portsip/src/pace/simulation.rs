//! The pace against servers with every kind of limit, in simulated time.

mod limit;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::Pace;
use limit::Limit;

const MINUTE: Duration = Duration::from_mins(1);
/// Long enough for a start, a rate found and the limit tried again.
const FIVE_MINUTES: Duration = Duration::from_mins(5);

/// A server, how far away it is, and whether it says when to come again.
#[derive(Clone, Debug)]
struct Server {
    limit: Limit,
    round_trip: Duration,
    states_pauses: bool,
}

/// What became of all requests, and of those after the first five seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    taken: u32,
    refused: u32,
    refused_later: u32,
    taken_later: u32,
}

impl Count {
    fn refused_part(self) -> f64 {
        f64::from(self.refused) / f64::from(self.taken + self.refused)
    }

    fn refused_later_part(self) -> f64 {
        f64::from(self.refused_later) / f64::from(self.taken_later + self.refused_later)
    }
}

impl Server {
    fn at_once(most: usize) -> Self {
        Self {
            limit: Limit::AtOnce { most, now: 0 },
            round_trip: Duration::from_millis(20),
            states_pauses: false,
        }
    }

    /// Workers that always have more to ask, for so long; without a pace they ask as fast as they can.
    async fn asked_by(self, workers: usize, paced: bool, time: Duration) -> Count {
        let start = Instant::now();
        let pace = Pace::new(Duration::from_millis(300), Duration::from_secs(15));
        let (limit, count) = (Arc::new(Mutex::new(self.limit)), Arc::default());
        let workers = (0..workers).map(|_| {
            let (pace, limit, count) = (pace.clone(), Arc::clone(&limit), Arc::clone(&count));
            tokio::spawn(async move {
                while start.elapsed() < time {
                    let permit = if paced {
                        Some(pace.acquire().await)
                    } else {
                        None
                    };
                    let way = self.round_trip.mul_f64(0.2 + 0.1 * rand::random::<f64>());
                    tokio::time::sleep(way).await;
                    let answer = limit.lock().unwrap().arrives(start, Instant::now());
                    if answer.is_ok() {
                        tokio::time::sleep(self.round_trip / 2).await;
                        limit.lock().unwrap().leaves();
                    }
                    tokio::time::sleep(way).await;
                    note(&count, answer.is_ok(), start.elapsed());
                    let pause = answer
                        .err()
                        .map(|at| (at - Instant::now()).as_secs_f64().ceil());
                    match (permit, pause) {
                        (Some(permit), None) => permit.taken(),
                        (Some(permit), Some(pause)) => permit
                            .refused(self.states_pauses.then(|| Duration::from_secs_f64(pause))),
                        (None, _) => {}
                    }
                }
            })
        });
        futures::future::join_all(workers).await;
        *count.lock().unwrap()
    }
}

fn note(count: &Mutex<Count>, taken: bool, after: Duration) {
    let mut count = count.lock().unwrap();
    let later = u32::from(after > Duration::from_secs(5));
    if taken {
        count.taken += 1;
        count.taken_later += later;
    } else {
        count.refused += 1;
        count.refused_later += later;
    }
}

/// At least nine tenths of the limit are used, and fewer than one in a hundred requests is refused.
async fn assert_used(server: Server, per_minute: u32) {
    let why = format!("{server:?}");
    let count = server.asked_by(64, true, FIVE_MINUTES).await;
    assert!(count.taken >= per_minute * 5 * 9 / 10, "{count:?} of {why}");
    assert!(count.refused_part() < 0.01, "{count:?} of {why}");
}

#[tokio::test(start_paused = true)]
async fn a_limit_per_minute_is_learned_and_used() {
    let of = |limit, round_trip, states_pauses| Server {
        limit,
        round_trip: Duration::from_millis(round_trip),
        states_pauses,
    };
    for round_trip in [1, 20, 100] {
        for states_pauses in [false, true] {
            for limit in [
                Limit::window(1000),
                Limit::clock_minute(1000, 5),
                Limit::clock_minute(1000, 40),
                Limit::sliding(1000),
            ] {
                assert_used(of(limit, round_trip, states_pauses), 1000).await;
            }
        }
    }
    assert_used(of(Limit::window(5000), 20, false), 5000).await;
}

#[tokio::test(start_paused = true)]
async fn a_bucket_that_fills_up_is_learned_too() {
    for round_trip in [1, 20, 100] {
        for holds in [50.0, 1000.0] {
            for (states_pauses, used, refused) in [(true, 0.9, 0.01), (false, 0.7, 0.06)] {
                let server = Server {
                    limit: Limit::bucket(holds),
                    round_trip: Duration::from_millis(round_trip),
                    states_pauses,
                };
                let why = format!("{server:?}");
                let count = server.asked_by(64, true, FIVE_MINUTES).await;
                let most = holds + 5000.0;
                assert!(f64::from(count.taken) >= used * most, "{count:?} of {why}");
                assert!(count.refused_part() < refused, "{count:?} of {why}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_so_many_at_once_is_found() {
    let half_a_minute = Duration::from_secs(30);
    for most in [1, 2, 8, 20] {
        // Nobody can do better than exactly that many who never stop.
        let best = Server::at_once(most)
            .asked_by(most, false, half_a_minute)
            .await;
        assert_eq!(best.refused, 0);
        let count = Server::at_once(most)
            .asked_by(64, true, half_a_minute)
            .await;
        assert!(
            f64::from(count.taken) >= 0.9 * f64::from(best.taken),
            "{most} at once: {count:?} beside {best:?}"
        );
        assert!(
            count.refused_later_part() <= 0.01,
            "{most} at once: {count:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_held_back_where_there_is_no_limit() {
    let half_a_minute = Duration::from_secs(30);
    let free = |workers, paced| Server::at_once(1000).asked_by(workers, paced, half_a_minute);
    let (best, count) = (free(32, false).await, free(64, true).await);
    assert!(
        f64::from(count.taken) >= 0.95 * f64::from(best.taken),
        "{count:?} beside {best:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_is_lifted_is_noticed() {
    let pace = Pace::new(Duration::from_millis(300), Duration::from_secs(15));
    let start = Instant::now();
    let mut minute = Limit::window(1000);
    let mut taken = [0_u32; 16];
    while start.elapsed() < MINUTE * 15 {
        let permit = pace.acquire().await;
        tokio::time::sleep(Duration::from_millis(5)).await;
        // It limits for two minutes only.
        if start.elapsed() < MINUTE * 2 && minute.arrives(start, Instant::now()).is_err() {
            permit.refused(None);
        } else {
            taken[start.elapsed().as_secs() as usize / 60] += 1;
            permit.taken();
        }
    }
    assert!(taken[3] < 1100, "the rate is kept at first: {taken:?}");
    assert!(
        taken[14] > 4000,
        "and forgotten in a quarter of an hour: {taken:?}"
    );
}

/// One request at a server that takes so many at once, files included; whether it was taken.
async fn ask(pace: &Pace, server: &Mutex<Limit>) -> bool {
    let permit = pace.acquire().await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let now = Instant::now();
    if server.lock().unwrap().arrives(now, now).is_err() {
        permit.refused(None);
        return false;
    }
    tokio::time::sleep(Duration::from_millis(15)).await;
    server.lock().unwrap().leaves();
    permit.taken();
    true
}

#[tokio::test(start_paused = true)]
async fn files_that_take_all_places_teach_no_rate() {
    let pace = Pace::new(Duration::from_millis(300), Duration::from_secs(15));
    let server = Arc::new(Mutex::new(Limit::AtOnce { most: 8, now: 0 }));
    let files = (0..8).map(|_| {
        let (pace, server) = (pace.clone(), Arc::clone(&server));
        tokio::spawn(async move {
            // A minute: pauses are drawn, and only many of them are alike.
            for _ in 0..200 {
                let now = Instant::now();
                if server.lock().unwrap().arrives(now, now).is_ok() {
                    let under_way = pace.file();
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    drop(under_way);
                    server.lock().unwrap().leaves();
                }
                // It is checked before the next one is asked for.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        })
    });
    let files: Vec<_> = files.collect();
    let mut taken = 0;
    while !files.iter().all(tokio::task::JoinHandle::is_finished) {
        taken += u32::from(ask(&pace, &server).await);
    }
    assert!(
        taken > 10,
        "details come through between the files: {taken}"
    );
    while !ask(&pace, &server).await {}
    let (start, mut alone) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_secs(5) {
        alone += u32::from(ask(&pace, &server).await);
    }
    assert!(alone > 200, "without files 20 ms each are enough: {alone}");
}

#[tokio::test(start_paused = true)]
async fn silence_halves_once_per_round() {
    let pace = Pace::new(Duration::from_millis(300), Duration::from_secs(15));
    for _ in 0..10 {
        let mut round = Vec::new();
        for _ in 0..pace.limit() {
            round.push(pace.acquire().await);
        }
        round.into_iter().for_each(super::Permit::taken);
    }
    assert_eq!(pace.limit(), 32, "it doubles while answers come");
    let mut round = Vec::new();
    for _ in 0..32 {
        round.push(pace.acquire().await);
    }
    round.into_iter().for_each(super::Permit::silent);
    assert_eq!(pace.limit(), 16, "32 silences of one round are one message");
    pace.acquire().await.silent();
    assert_eq!(pace.limit(), 8);
    drop(pace.acquire().await);
    assert_eq!(pace.limit(), 8, "a request that was given up says nothing");
}
