//! Views, recent searches and values to choose from, as the window asks for them.

use tapedeck_core::{
    ErrorKind,
    ids::ViewId,
    query::{self, ListField},
    settings::PresetDays,
    time::{RangeInput, RelativeRange},
    views::View,
};

use crate::desk::{Desk, query};

fn view(name: &str, line: &str) -> View {
    View {
        name: name.to_owned(),
        days: PresetDays::Relative {
            range: RelativeRange::Last7Days,
        },
        zone: String::new(),
        filter: query::parse(line).unwrap(),
        columns: Some(r#"{"kept":"as it came"}"#.to_owned()),
    }
}

async fn names(desk: &Desk) -> Vec<String> {
    let views = desk.app.views().await.unwrap().into_iter();
    views.map(|saved| saved.view.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_kept_renamed_ordered_and_forgotten() {
    let desk = Desk::signed_in().await;
    let app = &desk.app;
    let nights = view(" Nights ", "time:22:00-06:00 day:mon-fri -tag:*");
    let first = app.save_view(None, nights).await.unwrap();
    assert_eq!(
        first.view.name, "Nights",
        "kept without the spaces around it"
    );
    let second = app
        .save_view(None, view("Long", "talk:>10m"))
        .await
        .unwrap();
    let third = app.save_view(None, view("夜班", "tag:复查")).await.unwrap();
    let taken = app.save_view(None, view("NIGHTS", "")).await.unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::InvalidInput, "{taken}");

    let mut renamed = first.view.clone();
    renamed.name = "nights of late".to_owned();
    let changed = app
        .save_view(Some(first.id.clone()), renamed)
        .await
        .unwrap();
    assert_eq!(changed.id, first.id, "the same view");
    app.order_views(vec![third.id.clone(), changed.id.clone()])
        .await
        .unwrap();
    assert_eq!(
        names(&desk).await,
        ["夜班", "nights of late", "Long"],
        "those that are not named come after"
    );
    let kept = app.views().await.unwrap();
    assert_eq!(kept[1], changed, "filter and columns as they came");

    app.delete_view(second.id.clone()).await.unwrap();
    let gone = app
        .save_view(Some(second.id), view("again", ""))
        .await
        .unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound, "{gone}");
    let foreign = ViewId("x' OR 1".to_owned());
    app.delete_view(foreign).await.unwrap();
    assert_eq!(names(&desk).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_could_not_be_opened_is_not_kept() {
    let desk = Desk::signed_in().await;
    let mut wrong = vec![
        view("", ""),
        view("two\nlines", ""),
        view(&"x".repeat(81), ""),
    ];
    wrong.push(View {
        zone: "Mars/Olympus".to_owned(),
        ..view("zone", "")
    });
    wrong.push(View {
        days: PresetDays::Fixed {
            range: RangeInput {
                from: "2026-11-02".to_owned(),
                to: "2026-11-01".to_owned(),
                zone: "UTC".to_owned(),
            },
        },
        ..view("days", "")
    });
    wrong.push(View {
        columns: Some("x".repeat(100_001)),
        ..view("columns", "")
    });
    for wrong in wrong {
        let name = wrong.name.clone();
        let refused = desk.app.save_view(None, wrong).await.unwrap_err();
        assert_eq!(
            refused.kind(),
            ErrorKind::InvalidInput,
            "{name:?}: {refused}"
        );
    }
    assert!(desk.app.views().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_searches_are_remembered_once_each() {
    let desk = Desk::signed_in().await;
    let app = &desk.app;
    let note = async |line: &str| app.note_search(query::parse(line).unwrap()).await.unwrap();
    note("").await;
    assert!(
        app.recent_searches().await.unwrap().is_empty(),
        "nothing was asked"
    );
    for n in 0..25 {
        note(&format!("from:{n}")).await;
    }
    note("from:24").await;
    let recent = app.recent_searches().await.unwrap();
    assert_eq!(recent.len(), 20, "{recent:?}");
    assert_eq!(recent.iter().filter(|line| *line == "from:24").count(), 1);
    app.forget_searches().await.unwrap();
    assert!(app.recent_searches().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn values_come_from_the_directory_the_calls_and_the_tags() {
    let desk = Desk::signed_in().await;
    let app = &desk.app;
    crate::marking::found(app).await;
    let values = async |field, part: &str| {
        let found = app.filter_values(field, part.to_owned()).await.unwrap();
        assert!(found.len() <= 50, "a menu, not a book");
        found
    };
    let page = app
        .page(query("2026-10-29", "2026-10-29"), 0, 500)
        .await
        .unwrap();
    let trunks = values(ListField::Trunk, "").await;
    for row in page.rows.iter().filter(|row| !row.trunk.is_empty()) {
        assert!(
            trunks.iter().any(|value| value.value == row.trunk),
            "{}",
            row.trunk
        );
    }
    let named = page
        .rows
        .iter()
        .find(|row| !row.extension_name.is_empty())
        .unwrap();
    let upper = named.extension_name.to_uppercase();
    let found = values(ListField::From, &upper).await;
    assert!(
        found.iter().any(|value| value.name == named.extension_name),
        "found by name, whatever the case: {found:?}"
    );
    let queues = values(ListField::Queue, "").await;
    assert!(
        queues.iter().any(|value| !value.name.is_empty()),
        "queues have names: {queues:?}"
    );
    let status = values(ListField::Status, "bu").await;
    assert_eq!(status[0].value, "busy");
}
