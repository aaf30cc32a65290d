//! Presets and new days for what was exported before.

use tapedeck_core::{
    ErrorKind, app::PresetInput, query::CallFilter, settings::PresetDays, time::RelativeRange,
};

use crate::{
    desk::{Desk, options, query},
    jobs::{ended, input},
};

fn preset(desk: &Desk, name: &str) -> PresetInput {
    PresetInput {
        name: name.to_owned(),
        days: PresetDays::Relative {
            range: RelativeRange::LastMonth,
        },
        zone: String::new(),
        only_new: true,
        filter: CallFilter {
            extensions: vec!["101".to_owned()],
            ..CallFilter::default()
        },
        options: options(),
        folder: Some(desk.app.remember_folder("/exports/month".into()).id),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preset_is_kept_replaced_and_forgotten() {
    let desk = Desk::signed_in().await;
    desk.app.save_preset(preset(&desk, "Month")).unwrap();
    desk.app.save_preset(preset(&desk, " Month ")).unwrap();
    let listed = desk.app.list_presets().unwrap();
    let [kept] = listed.as_slice() else {
        panic!("one of a name: {listed:?}");
    };
    assert!(kept.only_new);
    assert_eq!(kept.choices.query.filter.extensions, ["101"]);
    let range = &kept.choices.query.range;
    let day = |text: &str| text[8..].to_owned();
    assert_eq!(day(&range.from), "01", "whole months: {range:?}");
    assert_eq!(range.zone, desk.app.default_zone(), "the tenant's days");
    let folder = kept.choices.folder.as_ref().unwrap();
    assert_eq!(folder.path, "/exports/month");

    let other = desk.reopened();
    assert_eq!(other.presets().unwrap().len(), 1, "kept over a restart");
    assert!(other.delete_preset("Month").unwrap());
    assert!(!other.delete_preset("Month").unwrap());
    assert!(desk.app.list_presets().unwrap().is_empty(), "seen at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn single_calls_and_options_that_cannot_work_are_no_preset() {
    let desk = Desk::signed_in().await;
    let mut single = preset(&desk, "one");
    single.filter.ids = vec![tapedeck_core::ids::CallId("1".to_owned())];
    let mut broken = preset(&desk, "broken");
    broken.options.name_template = "{date}".to_owned();
    for wrong in [single, broken] {
        let refused = desk.app.save_preset(wrong).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidInput, "{refused}");
    }
    assert!(desk.app.list_presets().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_job_asked_for_can_be_asked_again_and_its_folder_knows_since_when() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let day = query("2026-10-28", "2026-10-28");
    let folder = desk.app.remember_folder(dest.path().to_owned()).id;
    let found = desk.app.find_earlier(&folder, day.clone()).await.unwrap();
    assert_eq!(found, None, "nothing was exported there");

    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r"))
        .unwrap();
    ended(&desk.app, &id).await;
    let choices = desk.app.job_choices(&id).unwrap();
    assert_eq!(choices.query, day);
    assert_eq!(
        choices.folder.unwrap().path,
        dest.path().display().to_string()
    );
    let found = desk.app.find_earlier(&folder, day).await.unwrap().unwrap();
    assert!(found.same_selection);
    // Three days before the end of the 28th, or of what there was to read of it.
    assert!(found.range.from.starts_with("2026-10-2"), "{found:?}");
    assert!(
        desk.app
            .job_choices(&desk.app.start_verify(&id).unwrap())
            .is_err()
    );
}
