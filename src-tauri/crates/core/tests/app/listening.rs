//! Playback: every format of the demo PBX becomes something a webview plays.

use demo_pbx::{Fault, PathKind, Rule, company::Format};
use tapedeck_core::{
    Error,
    app::{Playable, SoundCheck},
    call::RecordingFate,
    findings::FindingKind,
    ids::{CallId, SoundCheckId},
    query::{CallQuery, parse},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, query};

async fn ready() -> Desk {
    // AMR calls are as long as the conversation that is kept in that format.
    let desk = Desk::with(demo_pbx::Options {
        longest_talk: 60,
        ..demo_pbx::Options::default()
    })
    .await;
    desk.app.sign_in(desk.input("qa.lead")).await.unwrap();
    let all = query("2026-10-26", "2026-10-30");
    desk.app
        .read(&all, |_| {}, &CancellationToken::new())
        .await
        .unwrap();
    desk
}

/// The id of a recorded call of the range, in a format that fits.
fn recorded(desk: &Desk, fits: impl Fn(Format) -> bool) -> Option<CallId> {
    let company = desk.pbx.company();
    let found = company
        .recordings
        .iter()
        .find(|recording| recording.files.iter().all(|file| fits(file.format)))?;
    Some(CallId(found.id.to_string()))
}

/// What the player gets from its address.
async fn fetch(playable: &Playable) -> Vec<u8> {
    let rest = playable.url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "the file is served");
    answer.split_off(end + 4)
}

#[tokio::test]
async fn a_recording_is_served_as_it_is_and_fetched_once() {
    let desk = ready().await;
    let id = recorded(&desk, |format| format == Format::WavStereo).unwrap();
    let playable = desk.app.open_recording(&id, 1).await.unwrap();
    assert_eq!(
        (playable.mime.as_str(), playable.channels),
        ("audio/wav", 2)
    );
    assert!(!playable.decoded);
    let source = desk.pbx.recording_bytes(id.as_str(), 0).unwrap();
    assert_eq!(fetch(&playable).await, source, "byte for byte");

    let outline = desk.app.outline(&id, 1, 300).await.unwrap();
    assert_eq!(outline.channels.len(), 2, "a lane for each side");
    assert!(
        outline.channels.iter().all(|lane| lane.len() == 600),
        "a minimum and a maximum per bucket"
    );
    let before = desk.pbx.counters().of(PathKind::Blob);
    let again = desk.app.open_recording(&id, 1).await.unwrap();
    assert_eq!(again.url, playable.url);
    assert_eq!(
        desk.pbx.counters().of(PathKind::Blob),
        before,
        "from the cache"
    );
}

#[tokio::test]
async fn row_14_what_the_webview_cannot_play_is_decoded() {
    let desk = ready().await;
    let id = recorded(&desk, |format| matches!(format, Format::Amr(_))).unwrap();
    match desk.app.open_recording(&id, 1).await {
        Ok(playable) => {
            assert!(playable.decoded, "{playable:?}");
            assert_eq!(
                (playable.mime.as_str(), playable.codec.as_str()),
                ("audio/wav", "amr_nb")
            );
            assert!(fetch(&playable).await.starts_with(b"RIFF"));
        }
        // A machine with neither the AMR library nor ffmpeg says what to install.
        Err(error) => assert!(error.to_string().contains("ffmpeg"), "{error}"),
    }
}

#[tokio::test]
async fn what_cannot_be_had_says_why() {
    let desk = ready().await;
    let wav = |format| format == Format::WavMono;
    let id = recorded(&desk, wav).unwrap();
    let refused = Some(RecordingFate::NotAllowed);
    for (fault, word, fate) in [
        (Fault::Status(404), "gone", None),
        (Fault::Status(403), "not_allowed", refused),
        (Fault::Html, "not_allowed", refused),
        (Fault::Empty, "failed", refused),
    ] {
        desk.pbx.faults().clear();
        desk.pbx.faults().add(Rule::blobs(fault.clone()));
        let error = desk.app.open_recording(&id, 1).await.unwrap_err();
        assert!(
            matches!(&error, Error::RecordingUnavailable { reason } if reason.starts_with(word)),
            "{fault:?}: {error}"
        );
        let row = desk.app.call(&id, "UTC").await.unwrap();
        assert_eq!(row.fate, fate, "the row remembers a refusal, {fault:?}");
    }
    desk.pbx.faults().clear();
    let playable = desk.app.open_recording(&id, 1).await.unwrap();
    let row = desk.app.call(&id, "UTC").await.unwrap();
    assert_eq!(row.fate, None, "it was heard: it is no longer refused");
    assert!(
        fetch(&playable).await.starts_with(b"RIFF"),
        "nothing half was kept"
    );
    let none = desk.app.open_recording(&id, 9).await.unwrap_err();
    assert!(matches!(none, Error::RecordingUnavailable { .. }), "{none}");
}

#[tokio::test]
async fn signing_out_wipes_what_was_heard() {
    let desk = ready().await;
    let id = recorded(&desk, |format| format == Format::WavMono).unwrap();
    let playable = desk.app.open_recording(&id, 1).await.unwrap();
    assert!(!fetch(&playable).await.is_empty());
    desk.app.sign_out().await;
    assert!(!desk.data_dir().join("cache").exists(), "no audio is left");
}

/// The first of the days that were read: enough to listen to.
fn day() -> CallQuery {
    query("2026-10-26", "2026-10-26")
}

async fn found(desk: &Desk, line: &str) -> Vec<CallId> {
    let one_day = CallQuery {
        filter: parse(line).unwrap(),
        ..day()
    };
    let page = desk.app.page(one_day, 0, 500).await.unwrap();
    page.rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn what_the_player_draws_is_listened_to_on_the_way() {
    let desk = ready().await;
    let id = recorded(&desk, |format| format == Format::WavStereo).unwrap();
    assert_eq!(desk.app.findings(id.clone()).await.unwrap(), []);
    assert!(found(&desk, "finding:unchecked").await.contains(&id));
    desk.app.open_recording(&id, 1).await.unwrap();
    desk.app.outline(&id, 1, 300).await.unwrap();
    let files = desk.app.findings(id.clone()).await.unwrap();
    assert_eq!(
        (files.len(), files[0].file_index, files[0].files),
        (1, 1, 1)
    );
    let row = desk.app.call(&id, "UTC").await.unwrap();
    assert!(row.checked, "its only file was heard");
    let kinds: Vec<FindingKind> = files[0].findings.iter().map(|one| one.kind).collect();
    assert_eq!(row.findings, kinds);
    assert!(!found(&desk, "finding:unchecked").await.contains(&id));
}

/// The last snapshot of a run.
async fn over(desk: &Desk, id: &SoundCheckId) -> SoundCheck {
    let mut state = desk.app.watch_sound_check(id).unwrap();
    state.wait_for(|check| check.over).await.unwrap().clone()
}

#[tokio::test]
async fn a_sound_check_hears_every_call_that_nobody_heard_and_survives_what_fails() {
    let desk = ready().await;
    let unchecked = found(&desk, "finding:unchecked").await.len();
    let refused = recorded(&desk, |format| format == Format::WavMono).unwrap();
    desk.pbx
        .faults()
        .add(Rule::blobs(Fault::Status(404)).ids([refused.to_string()]));
    let first = desk.app.start_sound_check(day()).await.unwrap();
    let check = over(&desk, &first).await;
    assert_eq!(
        (check.total as usize, check.done as usize),
        (unchecked, unchecked)
    );
    assert!(!check.stopped);
    let failed: u32 = check.failures.iter().map(|failure| failure.calls).sum();
    let reasons: Vec<&str> = check
        .failures
        .iter()
        .map(|one| one.reason.as_str())
        .collect();
    assert!(
        reasons.iter().any(|reason| reason.contains("gone")),
        "one file was refused: {reasons:?}"
    );
    assert_eq!(
        found(&desk, "finding:any").await.len(),
        check.with_findings as usize
    );
    let left = found(&desk, "finding:unchecked").await.len();
    assert_eq!(left, failed as usize, "what failed is not taken for heard");
    let again = desk.app.start_sound_check(day()).await.unwrap();
    let rest = over(&desk, &again).await;
    assert_eq!(
        rest.total as usize, left,
        "only what is left is heard again"
    );
    assert!(
        desk.app.watch_sound_check(&first).is_err(),
        "the newer run took its place"
    );
}

#[tokio::test]
async fn a_sound_check_can_be_stopped() {
    let desk = ready().await;
    let id = desk.app.start_sound_check(day()).await.unwrap();
    desk.app.cancel_sound_check(&id);
    let check = over(&desk, &id).await;
    assert!(check.stopped && check.done < check.total, "{check:?}");
}

#[tokio::test]
async fn a_file_that_cannot_be_decoded_is_a_finding_and_a_page_in_its_place_is_none() {
    let desk = ready().await;
    let id = recorded(&desk, |format| format == Format::WavMono).unwrap();
    desk.pbx.faults().add(Rule::blobs(Fault::Html));
    desk.app.open_recording(&id, 1).await.unwrap_err();
    assert_eq!(
        desk.app.findings(id.clone()).await.unwrap(),
        [],
        "the file may be whole"
    );
    desk.pbx.faults().clear();
    desk.pbx.faults().add(Rule::blobs(Fault::Instead {
        status: 200,
        content_type: "audio/wav".to_owned(),
        body: "RIFF\x04\0\0\0WAVE".to_owned(),
    }));
    let error = desk.app.open_recording(&id, 1).await.unwrap_err();
    assert!(matches!(error, Error::Audio(_)), "{error}");
    assert!(found(&desk, "finding:unreadable").await.contains(&id));
    desk.pbx.faults().clear();
    desk.app.open_recording(&id, 1).await.unwrap();
    desk.app.outline(&id, 1, 10).await.unwrap();
    assert!(
        !found(&desk, "finding:unreadable").await.contains(&id),
        "what can be heard now is judged anew"
    );
}

#[tokio::test]
async fn signing_out_ends_a_sound_check() {
    let desk = ready().await;
    let id = desk.app.start_sound_check(day()).await.unwrap();
    desk.app.sign_out().await;
    assert!(over(&desk, &id).await.stopped);
}
