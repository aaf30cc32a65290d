//! Tags, notes and reviews as the window puts them on what it has found.

use tapedeck_core::{
    Error, Tapedeck,
    app::{CallPage, SearchPhase},
    ids::CallId,
    marks::{Mark, NoteInput},
    query::CallQuery,
};

use crate::desk::{Desk, query};

/// A query whose calls have been read.
pub(crate) async fn found(app: &Tapedeck) -> CallQuery {
    let asked = query("2026-10-29", "2026-10-29");
    let id = app.start_search(asked.clone()).unwrap();
    let mut state = app.watch_search(&id).unwrap();
    let ended = state.wait_for(|snapshot| snapshot.phase != SearchPhase::Reading);
    assert_eq!(ended.await.unwrap().phase, SearchPhase::Done);
    asked
}

async fn page(app: &Tapedeck, asked: &CallQuery) -> CallPage {
    app.page(asked.clone(), 0, 500).await.unwrap()
}

fn tag(name: &str) -> Mark {
    Mark::Tag {
        name: name.to_owned(),
    }
}

#[tokio::test]
async fn a_whole_result_is_marked_at_once_and_undone_at_once() {
    let desk = Desk::signed_in().await;
    let app = &desk.app;
    let everything = found(app).await;
    let mut recorded = everything.clone();
    recorded.filter.recorded = Some(true);
    let wanted = app.totals(recorded.clone()).await.unwrap().calls;
    assert!(wanted > 3, "a day has recorded calls");

    let marked = app.mark_calls(recorded, tag("to do")).await.unwrap();
    assert_eq!(marked.calls, wanted);
    for row in &page(app, &everything).await.rows {
        assert_eq!(row.tags == ["to do"], row.recording_id.is_some(), "{row:?}");
    }
    assert_eq!(app.tags("TO".to_owned()).await.unwrap()[0].calls, wanted);

    let undone = app.undo_change(marked.change.unwrap()).await.unwrap();
    assert_eq!(undone.calls, wanted);
    let rows = page(app, &everything).await.rows;
    assert!(rows.iter().all(|row| row.tags.is_empty()));
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart_and_another_reading() {
    let desk = Desk::signed_in().await;
    let asked = found(&desk.app).await;
    let id = page(&desk.app, &asked).await.rows[0].id.clone();
    let note = NoteInput {
        call: id.clone(),
        file_index: Some(1),
        at_ms: Some(1_500),
        text: "says مرحبا".to_owned(),
    };
    let written = desk.app.write_note(note).await.unwrap().note;
    let mut one = asked.clone();
    one.filter.ids = vec![id.clone()];
    let reviewed = Mark::Reviewed { reviewed: true };
    for mark in [tag("vip"), reviewed, Mark::Rating { rating: Some(4) }] {
        let marked = desk.app.mark_calls(one.clone(), mark).await.unwrap();
        assert_eq!(marked.calls, 1);
    }

    let app = desk.reopened();
    app.sign_in(desk.input("qa.lead")).await.unwrap();
    found(&app).await;
    let row = app.call(&id, "UTC").await.unwrap();
    assert_eq!(
        (row.tags, row.reviewed, row.rating, row.notes),
        (vec!["vip".to_owned()], true, Some(4), 1)
    );
    assert_eq!(app.marks(id).await.unwrap().notes, [written]);
}

#[tokio::test]
async fn a_call_that_is_not_held_takes_no_note_and_a_stranger_no_mark() {
    let desk = Desk::signed_in().await;
    let note = NoteInput {
        call: CallId::from("7"),
        file_index: None,
        at_ms: None,
        text: "x".to_owned(),
    };
    let answer = desk.app.write_note(note).await;
    assert!(matches!(answer, Err(Error::NotFound { .. })), "{answer:?}");

    let unsigned = Desk::new().await;
    let asked = query("2026-10-29", "2026-10-29");
    let answer = unsigned.app.mark_calls(asked, tag("x")).await;
    assert!(matches!(answer, Err(Error::NotSignedIn)), "{answer:?}");
}

#[tokio::test]
async fn the_portal_is_the_pbx_itself_and_sample_data_has_none() {
    let desk = Desk::signed_in().await;
    let server = desk.app.session().unwrap().server;
    assert_eq!(desk.app.portal().unwrap(), server);

    let sample = Desk::new().await;
    assert!(sample.app.portal().is_err(), "nobody is signed in");
    let account = sample.pbx.sign_in();
    let base = sample.pbx.base_url();
    sample
        .app
        .sign_in_sample(&base, &account.domain, &account.user, &account.password)
        .await
        .unwrap();
    let answer = sample.app.portal();
    assert!(
        matches!(answer, Err(Error::InvalidInput { .. })),
        "{answer:?}"
    );
}
