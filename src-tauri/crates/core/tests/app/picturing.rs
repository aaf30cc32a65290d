//! The picture of what was found, as the window asks for it.

use tapedeck_core::{
    Error,
    app::SearchPhase,
    insights::{ExtensionColumn, ExtensionOrder, InsightsTable},
    query::CallQuery,
};

use crate::desk::{Desk, query};

const BUSIEST_FIRST: ExtensionOrder = ExtensionOrder {
    column: ExtensionColumn::Calls,
    descending: true,
};

async fn found(desk: &Desk) -> CallQuery {
    let asked = query("2026-10-27", "2026-10-29");
    let id = desk.app.start_search(asked.clone()).unwrap();
    let mut state = desk.app.watch_search(&id).unwrap();
    let ended = state.wait_for(|snapshot| snapshot.phase != SearchPhase::Reading);
    assert_eq!(ended.await.unwrap().phase, SearchPhase::Done);
    asked
}

#[tokio::test]
async fn a_picture_adds_up_to_the_count_line() {
    let desk = Desk::signed_in().await;
    let asked = found(&desk).await;
    let totals = desk.app.totals(asked.clone()).await.unwrap();
    let picture = desk.app.insights(asked.clone()).await.unwrap().unwrap();
    assert!(totals.calls > 20, "the sample has calls on these days");
    assert_eq!(
        (picture.total.calls, picture.total.recorded, picture.talk_s),
        (totals.calls, totals.recordings, totals.talk_s)
    );
    assert_eq!(picture.periods.len(), 3);
    let page = desk
        .app
        .extension_insights(asked.clone(), BUSIEST_FIRST, 0, 500);
    let page = page.await.unwrap().unwrap();
    assert_eq!(page.total, picture.extensions);
    assert_eq!(
        page.rows.iter().map(|row| row.tally.calls).sum::<u32>(),
        totals.calls
    );
    assert_eq!(
        page.most_calls, page.rows[0].tally.calls,
        "the busiest is first"
    );

    let mut filtered = asked;
    filtered.filter.answered = Some(false);
    let missed = desk.app.insights(filtered).await.unwrap().unwrap();
    assert_eq!(missed.total.calls, totals.calls - picture.total.answered);
    assert_eq!(missed.total.answered, 0, "the picture is of the filter");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_the_picture_before_do_not_end_the_next_picture() {
    let desk = Desk::signed_in().await;
    let asked = found(&desk).await;
    for round in 0..30 {
        let mut next = asked.clone();
        next.filter.min_talk_s = Some(round);
        let before = desk
            .app
            .extension_insights(asked.clone(), BUSIEST_FIRST, 0, 500);
        let (picture, rows) = tokio::join!(desk.app.insights(next), before);
        assert!(picture.unwrap().is_some(), "the picture of round {round}");
        assert!(rows.unwrap().is_some(), "the rows of round {round}");
    }
}

#[tokio::test]
async fn what_arrives_later_is_in_the_next_picture() {
    let desk = Desk::signed_in().await;
    let asked = query("2026-10-27", "2026-10-29");
    let empty = desk.app.insights(asked.clone()).await.unwrap().unwrap();
    assert_eq!(empty.total.calls, 0, "nothing has been read");
    found(&desk).await;
    let full = desk.app.insights(asked).await.unwrap().unwrap();
    assert!(
        full.total.calls > 0,
        "the kept picture is older than the calls"
    );
}

#[tokio::test]
async fn charts_are_saved_as_tables_and_pictures() {
    let desk = Desk::signed_in().await;
    let asked = found(&desk).await;
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("hours.csv");
    desk.app
        .save_insights(asked.clone(), InsightsTable::Week, &csv)
        .await
        .unwrap();
    let text = std::fs::read_to_string(&csv).unwrap();
    assert!(
        text.starts_with("\u{feff}weekday,hour,direction,calls"),
        "{text}"
    );

    let png = folder.path().join("hours.png");
    let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    desk.app.save_drawing(pixel.to_owned(), &png).await.unwrap();
    assert!(std::fs::read(&png).unwrap().starts_with(b"\x89PNG"));

    let script = folder.path().join("hours.sh");
    for other in ["IyEvYmluL3No", "not base64 at all"] {
        let refused = desk.app.save_drawing(other.to_owned(), &script).await;
        assert!(
            matches!(refused, Err(Error::InvalidInput { .. })),
            "{refused:?}"
        );
    }
    assert!(!script.exists(), "only pictures are written");
    let gone = folder.path().join("no such folder/hours.csv");
    let failed = desk
        .app
        .save_insights(asked, InsightsTable::Week, &gone)
        .await;
    assert!(matches!(failed, Err(Error::Io { .. })), "{failed:?}");
}

#[tokio::test]
async fn bad_questions_are_refused() {
    let desk = Desk::signed_in().await;
    let many =
        desk.app
            .extension_insights(query("2026-10-27", "2026-10-27"), BUSIEST_FIRST, 0, 501);
    assert!(matches!(many.await, Err(Error::InvalidInput { .. })));
    let backwards = desk.app.insights(query("2026-10-29", "2026-10-27")).await;
    assert!(matches!(backwards, Err(Error::InvalidInput { .. })));
}
