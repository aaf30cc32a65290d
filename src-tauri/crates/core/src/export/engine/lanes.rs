//! How many transfers are in flight: a fixed number when one is asked for, else as many as the PBX takes well.
//!
//! The number starts at 4 and rises with every file that comes through while all lanes are in use, up to 32; a refusal or
//! a silence halves it, once per round of them, and from then on it rises by one per round.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

const START: f64 = 4.0;

/// The lanes of a run.
#[derive(Debug)]
pub(super) struct Lanes {
    state: Mutex<State>,
    freed: Notify,
    most: f64,
    fixed: bool,
}

#[derive(Debug)]
struct State {
    limit: f64,
    in_use: usize,
    /// Until the first refusal the number doubles per round.
    probing: bool,
    /// Counts halvings: what was sent before the last one says nothing new.
    epoch: u64,
}

/// A lane in use; free again when dropped.
#[derive(Debug)]
pub(super) struct Lane<'a> {
    lanes: &'a Lanes,
    epoch: u64,
}

impl Lanes {
    /// `fixed` lanes, else up to `most`.
    pub(super) fn new(fixed: Option<u32>, most: usize) -> Self {
        let limit = fixed.map_or(START, f64::from);
        let state = State {
            limit,
            in_use: 0,
            probing: true,
            epoch: 0,
        };
        Self {
            state: Mutex::new(state),
            freed: Notify::new(),
            most: fixed.map_or(most as f64, f64::from),
            fixed: fixed.is_some(),
        }
    }

    /// Waits for a free lane.
    pub(super) async fn enter(&self) -> Lane<'_> {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            // From here on no freed lane is missed.
            freed.as_mut().enable();
            if let Some(lane) = self.try_enter() {
                return lane;
            }
            freed.await;
        }
    }

    fn try_enter(&self) -> Option<Lane<'_>> {
        let mut state = self.state();
        (state.in_use < state.limit as usize).then(|| {
            state.in_use += 1;
            Lane {
                lanes: self,
                epoch: state.epoch,
            }
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane<'_> {
    /// The file came through: room for more, if all lanes were wanted.
    pub(super) fn arrived(&self) {
        let mut state = self.lanes.state();
        if !self.lanes.fixed && state.in_use >= state.limit as usize {
            let step = if state.probing {
                1.0
            } else {
                1.0 / state.limit
            };
            state.limit = (state.limit + step).min(self.lanes.most);
            drop(state);
            self.lanes.freed.notify_one();
        }
    }

    /// The PBX refused or fell silent: half as many.
    pub(super) fn congested(&self) {
        let mut state = self.lanes.state();
        if !self.lanes.fixed && self.epoch == state.epoch {
            state.epoch += 1;
            state.probing = false;
            state.limit = (state.limit / 2.0).max(1.0);
        }
    }
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        self.lanes.state().in_use -= 1;
        self.lanes.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_rise_with_success_and_halve_once_per_round_of_refusals() {
        let lanes = Lanes::new(None, 32);
        let taken: Vec<_> = std::iter::from_fn(|| lanes.try_enter()).collect();
        assert_eq!(taken.len(), 4);
        taken.iter().for_each(Lane::arrived);
        assert_eq!(
            lanes.state().limit as usize,
            5,
            "only a full house tells that more would be welcome"
        );
        taken.iter().for_each(Lane::congested);
        assert_eq!(
            lanes.state().limit as usize,
            2,
            "four refusals of one round halve it once"
        );
        drop(taken);
        for _ in 0..1000 {
            let taken: Vec<_> = std::iter::from_fn(|| lanes.try_enter()).collect();
            taken[0].arrived();
        }
        assert_eq!(lanes.state().limit as usize, 32, "never above the most");
    }

    #[test]
    fn a_fixed_number_stays() {
        let lanes = Lanes::new(Some(3), 32);
        let taken: Vec<_> = std::iter::from_fn(|| lanes.try_enter()).collect();
        taken[0].arrived();
        taken[0].congested();
        assert_eq!((taken.len(), lanes.state().limit as usize), (3, 3));
    }

    #[tokio::test]
    async fn who_waits_is_served_when_a_lane_is_free() {
        let lanes = std::sync::Arc::new(Lanes::new(Some(1), 32));
        let first = lanes.enter().await;
        let other = std::sync::Arc::clone(&lanes);
        let waiting = tokio::spawn(async move { drop(other.enter().await) });
        drop(first);
        waiting.await.unwrap();
    }
}
