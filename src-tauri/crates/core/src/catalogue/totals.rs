//! Totals that were counted already, for as long as nothing is written.

use std::{
    iter::Sum,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use crate::app::CallTotals;

/// Questions remembered; a window has one grid and a few sums.
const MOST: usize = 8;

/// The last few totals of one state of the database.
#[derive(Default)]
pub(super) struct TotalsCache {
    version: i64,
    known: Vec<(String, CallTotals)>,
}

impl TotalsCache {
    pub(super) fn find(&self, version: i64, question: &str) -> Option<CallTotals> {
        if self.version != version {
            return None;
        }
        self.known
            .iter()
            .find(|(asked, _)| asked == question)
            .map(|(_, totals)| *totals)
    }

    pub(super) fn keep(&mut self, version: i64, question: String, totals: CallTotals) {
        if self.version != version {
            self.known.clear();
            self.version = version;
        }
        if self.known.len() == MOST {
            self.known.remove(0);
        }
        self.known.push((question, totals));
    }
}

/// Questions that are being counted: who asks one of them meanwhile waits for its totals instead of counting too.
#[derive(Default)]
pub(super) struct Underway(Vec<(String, Weak<Mutex<()>>)>);

/// Held by whoever counts a question.
pub(super) struct OneAtATime(Arc<Mutex<()>>);

impl Underway {
    pub(super) fn of(&mut self, question: &str) -> OneAtATime {
        self.0.retain(|(_, counting)| counting.strong_count() > 0);
        let known = self.0.iter().find(|(asked, _)| asked == question);
        if let Some(counting) = known.and_then(|(_, counting)| counting.upgrade()) {
            return OneAtATime(counting);
        }
        let counting = Arc::default();
        self.0
            .push((question.to_owned(), Arc::downgrade(&counting)));
        OneAtATime(counting)
    }
}

impl OneAtATime {
    /// Waits until nobody else counts this question.
    pub(super) fn begin(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of parts that have no call in common.
impl Sum for CallTotals {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |all, part| Self {
            calls: all.calls.saturating_add(part.calls),
            recordings: all.recordings.saturating_add(part.recordings),
            talk_s: all.talk_s.saturating_add(part.talk_s),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_state_forgets_the_old_one() {
        let totals = |calls| CallTotals {
            calls,
            recordings: 0,
            talk_s: 0,
        };
        let mut cache = TotalsCache::default();
        assert_eq!(cache.find(0, "a"), None);
        cache.keep(1, "a".to_owned(), totals(1));
        cache.keep(1, "b".to_owned(), totals(2));
        assert_eq!(
            (cache.find(1, "a"), cache.find(1, "b"), cache.find(2, "a")),
            (Some(totals(1)), Some(totals(2)), None)
        );
        cache.keep(2, "b".to_owned(), totals(3));
        assert_eq!(
            (cache.find(2, "a"), cache.find(2, "b")),
            (None, Some(totals(3)))
        );
        for n in 0..20 {
            cache.keep(2, n.to_string(), totals(n));
        }
        assert_eq!(
            (cache.known.len(), cache.find(2, "b"), cache.find(2, "19")),
            (MOST, None, Some(totals(19)))
        );
    }
}
