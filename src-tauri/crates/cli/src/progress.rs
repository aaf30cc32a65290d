//! Progress on standard error.

use std::{
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use serde_json::{Value, json};
use tapedeck_core::{export::ExportProgress, sync::SyncProgress};

use crate::{args::ProgressStyle, output::say};

const PLAIN_GAP: Duration = Duration::from_secs(5);
const JSON_GAP: Duration = Duration::from_secs(1);

/// One of four ways to tell; cheap to clone.
#[derive(Clone)]
pub(crate) struct Progress {
    way: Arc<Way>,
}

enum Way {
    Bars {
        reading: ProgressBar,
        exporting: ProgressBar,
    },
    Plain(Mutex<Option<Instant>>),
    Json(Mutex<Option<Instant>>),
    None,
}

impl Progress {
    pub(crate) fn new(style: ProgressStyle) -> Self {
        let way = match style {
            ProgressStyle::Auto if io::stderr().is_terminal() => Way::Bars {
                reading: bar("{spinner} {msg}"),
                exporting: bar("{bar:30} {pos}/{len} recordings  {msg}  {eta} left"),
            },
            ProgressStyle::Auto | ProgressStyle::Plain => Way::Plain(Mutex::default()),
            ProgressStyle::Json => Way::Json(Mutex::default()),
            ProgressStyle::None => Way::None,
        };
        Self { way: Arc::new(way) }
    }

    /// Pages of the lists are arriving.
    pub(crate) fn reading(&self, state: SyncProgress) {
        match &*self.way {
            Way::Bars { reading, .. } => reading.set_message(format!(
                "reading: {} calls, {} recordings",
                state.held_calls, state.held_recordings
            )),
            Way::Plain(last) if due(last, PLAIN_GAP) => say(&format!(
                "reading: {} calls, {} recordings",
                state.held_calls, state.held_recordings
            )),
            Way::Json(last) if due(last, JSON_GAP) => line(
                &json!({"phase": "reading", "calls": state.held_calls, "recordings": state.held_recordings}),
            ),
            _ => {}
        }
    }

    /// Files are arriving.
    pub(crate) fn exporting(&self, state: &ExportProgress) {
        let megabytes = state.bytes as f64 / 1e6;
        match &*self.way {
            Way::Bars { exporting, .. } => {
                exporting.set_length(state.recordings);
                exporting.set_position(state.recordings_settled);
                exporting.set_message(format!(
                    "{megabytes:.1} MB, {} missing",
                    state.gap_counts.total()
                ));
            }
            Way::Plain(last) if due(last, PLAIN_GAP) => {
                say(&format!(
                    "{} of {} recordings, {megabytes:.1} MB, {} missing",
                    state.recordings_settled,
                    state.recordings,
                    state.gap_counts.total()
                ));
            }
            Way::Json(last) if due(last, JSON_GAP) => line(&in_json(state)),
            _ => {}
        }
    }

    /// The lists are read: messages have the line to themselves.
    pub(crate) fn read(&self) {
        if let Way::Bars { reading, .. } = &*self.way {
            reading.finish_and_clear();
        }
    }

    /// Nothing more comes; programs that follow are told the last state, if there is one.
    pub(crate) fn end(&self, last: Option<&ExportProgress>) {
        match (&*self.way, last) {
            (Way::Bars { exporting, .. }, _) => exporting.finish_and_clear(),
            (Way::Json(_), Some(state)) => line(&in_json(state)),
            _ => {}
        }
    }
}

fn in_json(state: &ExportProgress) -> Value {
    json!({
        "phase": state.phase,
        "calls": state.calls,
        "recordings": state.recordings,
        "settled": state.recordings_settled,
        "files_done": state.files_done,
        "files_skipped": state.files_skipped,
        "missing": state.gap_counts.total(),
        "bytes": state.bytes,
    })
}

fn bar(template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    // The templates are constants of ours; were it wrong, the plain bar would do.
    if let Ok(style) = BarStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

fn due(last: &Mutex<Option<Instant>>, gap: Duration) -> bool {
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    let due = last.is_none_or(|at| at.elapsed() >= gap);
    if due {
        *last = Some(Instant::now());
    }
    due
}

fn line(value: &Value) {
    // A closed standard error is no reason to stop an export.
    let _ = writeln!(io::stderr().lock(), "{value}");
}
