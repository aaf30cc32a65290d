//! `--preset` and `presets`.

use std::fs;

use serde_json::json;

use crate::support::{Bench, MONDAY};

/// A preset of Monday's calls of 101 into `kept`, as the window keeps it.
fn with_preset() -> Bench {
    with_preset_that(false)
}

fn with_preset_that(only_new: bool) -> Bench {
    let bench = Bench::small();
    let preset = json!({
        "name": "Monday of 101",
        "days": {
            "kind": "fixed",
            "range": { "from": MONDAY, "to": MONDAY, "zone": "Europe/London" }
        },
        "zone": "",
        "onlyNew": only_new,
        "filter": {
            "extensions": ["101"], "directions": [], "number": null, "minTalkS": null, "maxTalkS": null,
            "answered": null, "recorded": null, "text": null, "ids": []
        },
        "options": { "tables": ["jsonl"], "index": true },
        "folder": bench.home.path("kept")
    });
    fs::create_dir(bench.home.path("data")).unwrap();
    let settings = json!({ "version": 1, "presets": [preset] }).to_string();
    fs::write(bench.home.path("data/settings.json"), settings).unwrap();
    bench
}

#[test]
fn a_preset_says_what_how_and_where_and_flags_win() {
    let bench = with_preset();
    bench
        .run(&["export", "--preset", "Monday of 101"])
        .expect(0)
        .says("preset \"Monday of 101\"");
    for file in ["kept/calls.jsonl", "kept/index.html"] {
        assert!(bench.home.path(file).exists(), "{file}");
    }
    assert!(!bench.home.path("kept/calls.csv").exists(), "not asked for");
    let kept = crate::support::Folder::at(bench.home.path("kept"));
    kept.holds(&bench.pbx, &bench.recorded("101"));

    bench
        .run(&[
            "export",
            "--preset",
            "Monday of 101",
            "--extension",
            "102",
            "--tables",
            "csv",
            "--dest",
            "out",
        ])
        .expect(0);
    bench.out().holds(&bench.pbx, &bench.recorded("102"));
    assert!(bench.home.path("out/calls.csv").exists(), "the flag wins");
    assert!(
        bench.home.path("out/index.html").exists(),
        "the rest is the preset's"
    );
}

#[test]
fn a_preset_of_what_is_new_begins_with_its_days() {
    let bench = with_preset_that(true);
    let kept = ["export", "--preset", "Monday of 101"];
    bench.run(&kept).expect(0).says("preset");
    bench
        .run(&[&kept[..], &["--zone", "UTC", "--to", MONDAY]].concat())
        .expect(0)
        .says("only what is new")
        .says("(UTC)");
    let other_zone = ["--zone", "Asia/Tokyo", "--dest", "out", "--dry-run"];
    bench
        .run(&[&kept[..], &other_zone].concat())
        .expect(0)
        .says("2026-03-30 00:00:00 +09:00");
}

#[test]
fn presets_are_listed_and_forgotten() {
    let bench = with_preset();
    let listed = bench.home.run(&["presets"]).expect(0).out;
    assert!(
        listed.starts_with(&format!(
            "Monday of 101\t{MONDAY} to {MONDAY} (Europe/London)\t"
        )),
        "{listed}"
    );
    bench
        .home
        .run(&["presets", "remove", "Monday of 101"])
        .expect(0);
    assert_eq!(bench.home.run(&["presets"]).expect(0).out, "");
}
