//! The faults of `quality.md` F2, each on many files: all of them come right in the end, or each says why not.

use std::time::{Duration, Instant, SystemTime};

use demo_pbx::{Fault, PathKind, Rule};
use tapedeck_core::{export::ExportOptions, jobs::JobOutcome};

use crate::house::{House, manifest, options, rounds};

/// Each fault hits so many files.
fn hit() -> u64 {
    rounds("TAPEDECK_FAULT_FILES", 10)
}

/// A company with more recordings than that.
async fn house() -> House {
    House::with(demo_pbx::Options {
        // Long enough for a part to be worth going on with.
        longest_talk: 12,
        // Pauses are stated as dates of this computer's clock.
        dated: false,
        ..options(1 + hit() as u16 / 40)
    })
    .await
}

/// Exports under a fault of many files, within so much time.
async fn under(house: &House, rule: Rule, most: Duration) {
    let (fault, passes) = (format!("{:?}", rule.fault), rule.times.is_some());
    let mut ids: Vec<String> = house.recordings().into_iter().map(|(id, _)| id).collect();
    assert!(ids.len() as u64 >= hit(), "only {} recordings", ids.len());
    ids.truncate(hit() as usize);
    let _ = std::fs::remove_dir_all(house.dest());
    house.pbx.faults().clear();
    house.pbx.faults().add(rule.ids(ids.clone()));
    let start = Instant::now();
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert!(start.elapsed() < most, "{fault} took {:?}", start.elapsed());
    if passes {
        let gaps = &report.progress.gaps;
        assert_eq!(report.outcome, JobOutcome::Complete, "{fault}: {gaps:?}");
        house.check(&[]);
        return;
    }
    assert_eq!(report.outcome, JobOutcome::Partial, "{fault}");
    let gaps: Vec<&str> = ids.iter().map(String::as_str).collect();
    house.check(&gaps);
    let lines = manifest(&house.dest());
    for id in ids {
        let line = &lines[&(id, 1)];
        let reason = line["reason"].as_str().unwrap_or_default();
        assert!(
            !reason.is_empty() && line["path"].is_null(),
            "{fault}: {line}"
        );
    }
}

#[tokio::test]
async fn faults_that_pass_cost_no_file() {
    let house = house().await;
    let twice = |fault| Rule::blobs(fault).times(2);
    let once = |fault| Rule::blobs(fault).times(1);
    for rule in [
        once(Fault::Html),
        once(Fault::Status(401)),
        twice(Fault::Status(500)),
        once(Fault::Status(503)),
        once(Fault::RetryAfter(503, "1".to_owned())),
        once(Fault::RetryAfter(
            429,
            "Sun, 06 Nov 1994 08:49:37 GMT".to_owned(),
        )),
        once(Fault::RetryAfter(429, "when I like".to_owned())),
        once(Fault::Truncate(0.5)),
        twice(Fault::Reset(0.7)),
        once(Fault::Stall(0.5)),
        once(Fault::ChunkedCut(0.5)),
        once(Fault::ShortBody(0.5)),
        once(Fault::Drip(100)),
    ] {
        under(&house, rule, Duration::from_mins(2)).await;
    }
}

#[tokio::test]
async fn faults_that_last_are_said_of_each_file() {
    let house = house().await;
    for fault in [
        Fault::Html,
        Fault::Status(403),
        Fault::Status(500),
        Fault::RetryAfter(429, "99999999999".to_owned()),
        Fault::Empty,
    ] {
        under(&house, Rule::blobs(fault), Duration::from_mins(2)).await;
    }
}

/// Cut at every attempt, wherever it went on: each brings the file further.
#[tokio::test]
async fn a_file_that_is_always_cut_comes_in_pieces() {
    let house = house().await;
    let sizes = house.recordings().into_iter().flat_map(|(id, files)| {
        let size = |index| {
            house
                .pbx
                .recording_bytes(&id, index)
                .map(|bytes| bytes.len())
        };
        (0..files).filter_map(size).collect::<Vec<_>>()
    });
    let whole = sizes.sum::<usize>() as u64;
    house.pbx.reset_counters();
    let rule = Rule::blobs(Fault::Truncate(0.5)).times(4);
    under(&house, rule, Duration::from_mins(2)).await;
    let sent = house.pbx.counters().blob_bytes_sent;
    assert!(
        sent < whole + whole / 20,
        "{sent} bytes were sent for {whole}: an attempt goes on where the last one was cut"
    );
}

#[tokio::test]
async fn nothing_is_asked_again_before_the_stated_time() {
    let house = house().await;
    let as_date = || httpdate(SystemTime::now() + Duration::from_secs(3));
    let stated: [(&dyn Fn() -> String, f64); 2] = [(&|| "2".to_owned(), 2.0), (&as_date, 2.0)];
    for (stated, least) in stated {
        let stated = stated();
        let _ = std::fs::remove_dir_all(house.dest());
        house.pbx.faults().clear();
        house
            .pbx
            .faults()
            .add(Rule::blobs(Fault::RetryAfter(429, stated.clone())).times(1));
        house.pbx.reset_counters();
        let files = house.recordings().len() as u64;
        let start = Instant::now();
        let mut plan = house.plan(ExportOptions::default());
        plan.options.parallel = Some(files as u32 * 2);
        crate::house::run(plan).await.unwrap();
        // Every file was refused once at the start, so the first byte came after the pause.
        assert!(
            start.elapsed().as_secs_f64() >= least,
            "{stated}: done after {:?}",
            start.elapsed()
        );
        house.check(&[]);
        assert!(house.pbx.counters().of(PathKind::Blob) >= files * 2);
    }
}

fn httpdate(at: SystemTime) -> String {
    let at = jiff::Timestamp::try_from(at).unwrap();
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
