//! A notification when a job ends and nobody looks at the window. It counts, and names nobody.

use tapedeck_core::{
    Tapedeck,
    jobs::{JobKind, JobOutcome, JobSnapshot},
};
use tauri::{AppHandle, Manager as _, Runtime};
use tauri_plugin_notification::NotificationExt as _;

use super::window;

/// Tells of a job that has ended, unless the window is in front or the person wants no notifications.
pub(crate) fn tell<R: Runtime>(app: &AppHandle<R>, tapedeck: &Tapedeck, job: &JobSnapshot) {
    let preferences = tapedeck.preferences();
    let window = app.get_webview_window(window::MAIN);
    let seen = window.is_some_and(|window| window.is_focused().unwrap_or(false));
    if seen || !preferences.notify || job.outcome == Some(JobOutcome::Cancelled) {
        return;
    }
    let (title, body) = if is_chinese(&preferences.language) {
        chinese(job)
    } else {
        english(job)
    };
    let shown = app.notification().builder().title(title).body(body).show();
    if let Err(error) = shown {
        tracing::warn!(%error, "no notification of the end of a job");
    }
}

/// As the window decides it: what the person chose, else the system's.
fn is_chinese(chosen: &str) -> bool {
    let system = || sys_locale::get_locale().unwrap_or_default();
    let language = if chosen.is_empty() {
        system()
    } else {
        chosen.to_owned()
    };
    language.to_lowercase().starts_with("zh")
}

fn english(job: &JobSnapshot) -> (&'static str, String) {
    let title = match (job.kind, job.outcome) {
        (JobKind::Export, Some(JobOutcome::Complete)) => "Export complete",
        (JobKind::Export, Some(JobOutcome::Partial)) => "Export finished with recordings missing",
        (JobKind::Export, _) => "Export failed",
        (JobKind::Verify, Some(JobOutcome::Complete)) => "Folder verified",
        (JobKind::Verify, Some(JobOutcome::Partial)) => "Verification found problems",
        (JobKind::Verify, _) => "Verification failed",
    };
    let Counts { files, wrong } = Counts::of(job);
    let body = match job.kind {
        JobKind::Export => format!("Files in place: {files}. Missing: {wrong}."),
        JobKind::Verify => format!("Files read: {files}. Problems: {wrong}."),
    };
    (title, body)
}

fn chinese(job: &JobSnapshot) -> (&'static str, String) {
    let title = match (job.kind, job.outcome) {
        (JobKind::Export, Some(JobOutcome::Complete)) => "导出完成",
        (JobKind::Export, Some(JobOutcome::Partial)) => "导出结束，有录音缺失",
        (JobKind::Export, _) => "导出失败",
        (JobKind::Verify, Some(JobOutcome::Complete)) => "文件夹校验通过",
        (JobKind::Verify, Some(JobOutcome::Partial)) => "校验发现问题",
        (JobKind::Verify, _) => "校验失败",
    };
    let Counts { files, wrong } = Counts::of(job);
    let body = match job.kind {
        JobKind::Export => format!("已就位文件：{files}。缺失：{wrong}。"),
        JobKind::Verify => format!("已读取文件：{files}。问题：{wrong}。"),
    };
    (title, body)
}

struct Counts {
    files: u32,
    wrong: u64,
}

impl Counts {
    fn of(job: &JobSnapshot) -> Self {
        let gaps = job.gap_counts.iter().map(|gap| u64::from(gap.count)).sum();
        match job.kind {
            JobKind::Export => Self {
                files: job.files_done.saturating_add(job.files_skipped),
                wrong: gaps,
            },
            JobKind::Verify => Self {
                files: job.files_done,
                wrong: job.problems.len() as u64,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn job(outcome: &str) -> JobSnapshot {
        serde_json::from_value(json!({
            "id": "j", "seq": 1, "kind": "export", "phase": "finished", "outcome": outcome,
            "folder": "/secret/place", "range": "2026", "calls": 9, "recordings": 8, "recordingsSettled": 8,
            "filesDone": 4, "filesSkipped": 2, "kilobytes": 1, "rateKb": 0, "secondsLeft": null, "inFlight": [],
            "gapCounts": [{ "result": "gone", "count": 2 }], "gaps": [], "problems": [],
            "startedAt": "", "finishedAt": null, "failure": null
        }))
        .unwrap()
    }

    #[test]
    fn a_notification_counts_and_names_nothing() {
        let (title, body) = english(&job("partial"));
        assert_eq!(title, "Export finished with recordings missing");
        assert_eq!(body, "Files in place: 6. Missing: 2.");
        let (title, body) = chinese(&job("complete"));
        assert_eq!(title, "导出完成");
        assert!(body.contains('6') && body.contains('2'), "{body}");
        assert!(!body.contains("secret"), "no path");
    }

    #[test]
    fn a_chosen_language_wins() {
        assert!(is_chinese("zh-CN"));
        assert!(!is_chinese("en"));
    }
}
