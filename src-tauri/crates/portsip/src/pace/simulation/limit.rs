//! What a server in simulated time takes, and what it refuses.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use super::MINUTE;

/// What a server does not take.
#[derive(Clone, Debug)]
pub(super) enum Limit {
    /// So many in a minute that begins with the first request after the last one.
    Window {
        most: u32,
        begun: Option<Instant>,
        count: u32,
    },
    /// So many in each minute of the clock, which stands at `seconds` when it begins.
    ClockMinute {
        most: u32,
        seconds: u64,
        minute: u64,
        count: u32,
    },
    /// So many in any sixty seconds.
    Sliding {
        most: usize,
        taken: VecDeque<Instant>,
    },
    /// A bucket of so many that fills up at a rate per second.
    Bucket {
        holds: f64,
        per_second: f64,
        level: f64,
        at: Option<Instant>,
    },
    /// So many at once.
    AtOnce { most: usize, now: usize },
}

impl Limit {
    pub(super) fn window(most: u32) -> Self {
        Self::Window {
            most,
            begun: None,
            count: 0,
        }
    }

    pub(super) fn clock_minute(most: u32, seconds: u64) -> Self {
        Self::ClockMinute {
            most,
            seconds,
            minute: 0,
            count: 0,
        }
    }

    pub(super) fn sliding(most: usize) -> Self {
        Self::Sliding {
            most,
            taken: VecDeque::new(),
        }
    }

    pub(super) fn bucket(holds: f64) -> Self {
        Self::Bucket {
            holds,
            per_second: 1000.0 / 60.0,
            level: holds,
            at: None,
        }
    }

    /// Takes a request, or says when there will be room.
    pub(super) fn arrives(&mut self, start: Instant, now: Instant) -> Result<(), Instant> {
        match self {
            Self::Window { most, begun, count } => {
                let since = begun.filter(|at| now < *at + MINUTE).unwrap_or_else(|| {
                    *count = 0;
                    now
                });
                *begun = Some(since);
                *count += 1;
                if count <= most {
                    Ok(())
                } else {
                    Err(since + MINUTE)
                }
            }
            Self::ClockMinute {
                most,
                seconds,
                minute,
                count,
            } => {
                let clock = now - start + Duration::from_secs(*seconds);
                let present = clock.as_secs() / 60;
                if *minute != present {
                    (*minute, *count) = (present, 0);
                }
                *count += 1;
                if count <= most {
                    Ok(())
                } else {
                    Err(now + Duration::from_secs(60 - clock.as_secs() % 60))
                }
            }
            Self::Sliding { most, taken } => {
                while taken.front().is_some_and(|first| now - *first >= MINUTE) {
                    taken.pop_front();
                }
                if taken.len() < *most {
                    taken.push_back(now);
                    return Ok(());
                }
                Err(taken[0] + MINUTE)
            }
            Self::Bucket {
                holds,
                per_second,
                level,
                at,
            } => {
                let since = at.map_or(Duration::ZERO, |at| now - at);
                *level = (*level + since.as_secs_f64() * *per_second).min(*holds);
                *at = Some(now);
                if *level >= 1.0 {
                    *level -= 1.0;
                    return Ok(());
                }
                Err(now + Duration::from_secs_f64((1.0 - *level) / *per_second))
            }
            Self::AtOnce { most, now } if *now < *most => {
                *now += 1;
                Ok(())
            }
            Self::AtOnce { .. } => Err(now),
        }
    }

    pub(super) fn leaves(&mut self) {
        if let Self::AtOnce { now, .. } = self {
            *now -= 1;
        }
    }
}
