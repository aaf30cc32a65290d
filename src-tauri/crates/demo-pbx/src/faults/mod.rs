//! What can be made to go wrong, while the PBX runs.
//!
//! A [`FaultPlan`] says it all and is plain data (JSON for `POST /__demo/faults`); [`Faults`] is the handle that holds
//! the present plan. Which targets a share of faults hits follows from the seed and the target alone, so a run is the
//! same however requests are interleaved.

pub(crate) mod body;
pub(crate) mod gate;
mod plan;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::time::Instant;

pub use plan::{
    EventFaults, Fault, FaultPlan, FilterRefusal, ListFaults, RefreshFault, Rule, Throttle,
};

use crate::PathKind;
use crate::dice::{mix, mix_text};

/// The faults of a running PBX. Cheap to clone; all clones are the same faults.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    seed: u64,
    plan: RwLock<Arc<FaultPlan>>,
    applied: Mutex<HashMap<(usize, String), u32>>,
    window: Mutex<(Option<Instant>, u32)>,
    lists: AtomicUsize,
}

impl Faults {
    pub(crate) fn new(seed: u64, plan: FaultPlan) -> Self {
        Self(Arc::new(Inner {
            seed: mix(seed),
            plan: RwLock::new(Arc::new(plan)),
            applied: Mutex::default(),
            window: Mutex::default(),
            lists: AtomicUsize::new(0),
        }))
    }

    /// The present plan.
    pub fn plan(&self) -> Arc<FaultPlan> {
        Arc::clone(&self.0.plan.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the plan; what was applied so far is forgotten.
    pub fn set(&self, plan: FaultPlan) {
        *self.0.plan.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(plan);
        self.0
            .applied
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.0.lists.store(0, Ordering::Relaxed);
    }

    /// Changes the plan; what was applied so far is forgotten.
    pub fn update(&self, change: impl FnOnce(&mut FaultPlan)) {
        let mut plan = FaultPlan::clone(&self.plan());
        change(&mut plan);
        self.set(plan);
    }

    /// Adds a rule to the plan.
    pub fn add(&self, rule: Rule) {
        self.update(|plan| plan.rules.push(rule));
    }

    /// No faults any more.
    pub fn clear(&self) {
        self.set(FaultPlan::default());
    }

    /// The fault for a request, if a rule hits it. `target` is the recording id (with `/index` for files) or the path.
    pub(crate) fn draw(&self, plan: &FaultPlan, kind: PathKind, target: &str) -> Option<Fault> {
        let id = target.split('/').next().unwrap_or(target);
        for (number, rule) in plan.rules.iter().enumerate() {
            let hit = (rule.on.is_empty() || rule.on.contains(&kind))
                && (rule.ids.is_empty() || rule.ids.iter().any(|wanted| wanted == id))
                && self.in_share(number, rule.share, target);
            if !hit {
                continue;
            }
            let mut applied = self
                .0
                .applied
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let count = applied.entry((number, target.to_owned())).or_default();
            *count += 1;
            if *count > rule.after && rule.times.is_none_or(|times| *count <= rule.after + times) {
                return Some(rule.fault.clone());
            }
        }
        None
    }

    fn in_share(&self, number: usize, share: f64, target: &str) -> bool {
        let thrown = mix_text(self.0.seed ^ number as u64, target) >> 11;
        (thrown as f64) < share * (1_u64 << 53) as f64
    }

    /// Whether one more request fits into the present minute.
    pub(crate) fn within_minute(&self, limit: u32) -> bool {
        let mut window = self.0.window.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if window
            .0
            .is_none_or(|begun| now.duration_since(begun).as_secs() >= 60)
        {
            *window = (Some(now), 0);
        }
        window.1 += 1;
        window.1 <= limit
    }

    /// Counts a page that was asked for; how many there were before it.
    pub(crate) fn count_list(&self) -> usize {
        self.0.lists.fetch_add(1, Ordering::Relaxed)
    }
}
