//! What an export would take, before it begins.

use tapedeck_core::{export::EstimateBasis, jobs::JobOutcome, query::CallQuery};
use tokio_util::sync::CancellationToken;

use crate::{
    desk::{Desk, options, query},
    jobs::{ended, input},
};

async fn read(desk: &Desk, query: &CallQuery) {
    let cancel = CancellationToken::new();
    desk.app.read(query, |_| {}, &cancel).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_is_near_and_knows_what_is_there() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let folder = Some(dest.path().to_owned());
    let day = query("2026-10-28", "2026-10-28");
    read(&desk, &day).await;
    let before = desk
        .app
        .estimate_export(day.clone(), options(), folder.clone());
    let before = before.await.unwrap().unwrap();
    assert!(before.recordings > 0, "the day has recordings");
    assert_eq!(before.in_place, 0);
    assert_eq!(before.seconds, None, "no export has told a rate yet");
    assert!(before.free_mb.is_some(), "this system tells the free room");
    assert!(before.fits(), "{before:?}");

    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r1"))
        .unwrap();
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    let (told, came) = (f64::from(before.kilobytes), f64::from(job.kilobytes));
    assert!(
        (0.4..2.5).contains(&(told / came)),
        "{told} kB were estimated by {:?}, {came} kB came",
        before.basis
    );

    let after = desk
        .app
        .estimate_export(day.clone(), options(), folder.clone());
    let after = after.await.unwrap().unwrap();
    assert_eq!((after.in_place, after.kilobytes), (after.recordings, 0));
    let packed = tapedeck_core::export::ExportOptions {
        zip: true,
        ..options()
    };
    let zip = desk.app.estimate_export(day, packed, folder.clone());
    let zip = zip.await.unwrap().unwrap();
    assert!(
        zip.needed_kb >= job.kilobytes * 9 / 10,
        "the ZIP needs room for what is there: {zip:?}"
    );

    let next = query("2026-10-27", "2026-10-27");
    read(&desk, &next).await;
    let next = desk.app.estimate_export(next, options(), folder);
    let next = next.await.unwrap().unwrap();
    assert_eq!(
        next.basis,
        EstimateBasis::Folder,
        "what is there tells most"
    );
    assert!(next.kilobytes > 0, "{next:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_question_ends_the_older_ones() {
    let desk = Desk::signed_in().await;
    let day = query("2026-10-28", "2026-10-28");
    read(&desk, &day).await;
    // Held up by the sizes it asks the PBX for.
    let slow =
        demo_pbx::Rule::new(demo_pbx::Fault::Delay(30_000)).on([demo_pbx::PathKind::Recording]);
    desk.pbx.faults().add(slow);
    let app = desk.app.clone();
    let asked = day.clone();
    let older = tokio::spawn(async move { app.estimate_export(asked, options(), None).await });
    desk.pbx.until_asked(demo_pbx::PathKind::Recording, 1).await;
    let mp3 = tapedeck_core::export::ExportOptions {
        audio: tapedeck_core::export::AudioFormat::Mp3,
        ..options()
    };
    let newer = desk.app.estimate_export(day, mp3, None).await.unwrap();
    assert_eq!(
        newer.unwrap().basis,
        EstimateBasis::TalkTime,
        "nobody is asked"
    );
    assert_eq!(
        older.await.unwrap().unwrap(),
        None,
        "the older one has ended"
    );
}
