//! Listing: complete and unique whatever the server does (api.md, sections 3 and 9, items 6 to 8).

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use portsip::{Error, ListEvent, Reconciliation, Scope, SliceReport, Window};
use serde_json::json;

use super::list_double::{Count, Filter, List, Skip, row, start};
use crate::double::{Double, html, json as reply, token, value};

/// Rows per day: none, one, exactly a page, more than a page, exactly two, one past a page.
const DAYS: [u64; 6] = [0, 1, 100, 250, 200, 101];
const ALL: u64 = 652;

fn days(count: i64) -> Window {
    Window {
        start: start(),
        end: start() + SignedDuration::from_hours(24 * count),
    }
}

struct Listed {
    ids: Vec<String>,
    report: Reconciliation,
    done: Vec<SliceReport>,
    batches: usize,
    asked: usize,
}

async fn list(server: List, window: Window) -> Listed {
    let server = Arc::new(server);
    let pbx = Double::start(move |asked| server.answer(asked)).await;
    let client = pbx.signed_in().await;
    let (mut ids, mut done, mut batches) = (Vec::new(), Vec::new(), 0);
    let report = client
        .list_calls(Scope::Tenant, window, |event| match event {
            ListEvent::Rows(rows) => {
                assert!(!rows.is_empty(), "an empty batch");
                batches += 1;
                ids.extend(rows.into_iter().map(|row| row.id));
            }
            ListEvent::SliceDone(slice) => done.push(slice),
        })
        .await
        .unwrap();
    Listed {
        ids,
        report,
        done,
        batches,
        asked: pbx.asked("/cdrs").len(),
    }
}

fn assert_complete(listed: &Listed, rows: u64, why: &str) {
    let unique: HashSet<&String> = listed.ids.iter().collect();
    assert_eq!(unique.len() as u64, rows, "rows are missing: {why}");
    assert_eq!(listed.ids.len(), unique.len(), "rows came twice: {why}");
    assert_eq!(listed.report.received, rows, "{why}");
}

#[tokio::test]
async fn a_well_behaved_server_is_read_with_few_requests() {
    let listed = list(List::of_days(&DAYS), days(6)).await;
    assert_complete(&listed, ALL, "well-behaved");
    assert_eq!(listed.report.counted, Some(ALL));
    assert!(listed.report.is_complete() && listed.report.filtered_by_pbx);
    assert_eq!(listed.done.len(), 6);
    assert!(listed.report.slices.iter().all(|slice| slice.rereads == 0));
    let counts: Vec<u64> = listed
        .report
        .slices
        .iter()
        .map(|slice| slice.received)
        .collect();
    assert_eq!(counts, DAYS);
    // 1 + 1 + 1 + 3 + 2 + 2 pages; one more where a full page may not be the end.
    assert!(listed.asked <= 12, "{} requests", listed.asked);
}

#[tokio::test]
async fn row_06_07_08_every_mixture_of_habits_is_survived() {
    for filter in [
        Filter::Works,
        Filter::ComparesText,
        Filter::Ignored,
        Filter::Refused,
        Filter::WorksAlone,
    ] {
        for count in [Count::Right, Count::Missing, Count::Text, Count::PageLength] {
            for skip in [Skip::Works, Skip::OneBased] {
                for (cap, descending) in [
                    (100, false),
                    (100, true),
                    (40, false),
                    (7, true),
                    (10_000, true),
                ] {
                    let mut server = List::of_days(&DAYS);
                    (server.filter, server.count, server.skip) = (filter, count, skip);
                    (server.cap, server.descending) = (cap, descending);
                    let why =
                        format!("{filter:?} {count:?} {skip:?} cap {cap} descending {descending}");
                    let listed = list(server, days(6)).await;
                    assert_complete(&listed, ALL, &why);
                    if count == Count::Right && filter != Filter::ComparesText {
                        assert!(listed.report.is_complete(), "{why}: {:?}", listed.report);
                        assert_eq!(listed.report.counted, Some(ALL), "{why}");
                    }
                    assert!(listed.asked < 600, "{why}: {} requests", listed.asked);
                }
            }
        }
    }
}

#[tokio::test]
async fn row_06_a_window_within_a_longer_list_gets_its_rows_only() {
    for filter in [Filter::Works, Filter::Ignored, Filter::Refused] {
        let mut server = List::of_days(&[130; 6]);
        server.filter = filter;
        let second = start() + SignedDuration::from_hours(24);
        let listed = list(
            server,
            Window {
                start: second,
                end: second + SignedDuration::from_hours(48),
            },
        )
        .await;
        assert_complete(&listed, 260, &format!("{filter:?}"));
        assert_eq!(
            listed.report.counted,
            Some(260),
            "rows outside the window are no loss ({filter:?})"
        );
        assert!(listed.report.is_complete());
        assert_eq!(listed.report.filtered_by_pbx, filter == Filter::Works);
    }
}

#[tokio::test]
async fn row_07_ignored_offsets_are_worked_around_by_time() {
    for (cap, descending) in [(100, false), (100, true), (50, false), (37, false)] {
        for count in [Count::Right, Count::Missing, Count::PageLength] {
            let mut server = List::of_days(&DAYS);
            (server.skip, server.cap, server.descending, server.count) =
                (Skip::Ignored, cap, descending, count);
            let listed = list(server, days(6)).await;
            assert_complete(
                &listed,
                ALL,
                &format!("cap {cap} descending {descending} {count:?}"),
            );
            assert!(listed.asked < 200, "{} requests", listed.asked);
        }
    }
}

#[tokio::test]
async fn row_07_a_wrong_count_is_reported_with_both_numbers() {
    for by in [5, -5, -130, 1_000_000] {
        let mut server = List::of_days(&[30, 130]);
        server.count = Count::Off(by);
        let listed = list(server, days(2)).await;
        assert_complete(&listed, 160, &format!("off by {by}"));
        let (low, high) = (by.max(-30), by);
        assert_eq!(
            listed.report.difference(),
            low + high,
            "{:?}",
            listed.report
        );
        assert_eq!(listed.report.differences().count(), 2);
        assert!(
            listed.report.slices.iter().all(|slice| slice.rereads == 1),
            "a second reading that says the same is enough: {:?}",
            listed.report
        );
        assert_eq!(
            listed.report.counted,
            160_u64.checked_add_signed(low + high)
        );
        assert!(listed.asked < 400, "{} requests", listed.asked);
    }
}

#[tokio::test]
async fn row_07_a_growing_list_is_read_again_until_it_agrees() {
    let mut server = List::of_days(&[950]);
    server.grows_every = 4;
    server.descending = true;
    let server = Arc::new(server);
    let answers = Arc::clone(&server);
    let pbx = Double::start(move |asked| answers.answer(asked)).await;
    let mut ids = HashSet::new();
    let report = pbx
        .signed_in()
        .await
        .list_calls(Scope::Tenant, days(1), |event| {
            if let ListEvent::Rows(rows) = event {
                for row in rows {
                    assert!(ids.insert(row.id), "delivered twice");
                }
            }
        })
        .await
        .unwrap();
    let there = server.rows.lock().unwrap().len() as u64;
    assert!(there > 950, "the list did not grow");
    assert!(report.slices[0].rereads > 0);
    assert_eq!((ids.len() as u64, report.received), (there, there));
}

#[tokio::test]
async fn bad_rows_are_counted_with_their_place() {
    let mut server = List::of_days(&[150]);
    {
        let rows = server.rows.get_mut().unwrap();
        rows[3].1 = json!({"caller": "101"});
        rows[120].1 = json!(17);
        rows[121].1["started_at"] = json!("soon");
        rows[122].1["caller"] = json!({"deep": [1]});
        rows[123].1["id"] = json!(5);
    }
    let listed = list(server, days(1)).await;
    assert_complete(&listed, 147, "three bad rows");
    assert_eq!(listed.report.bad_rows, 3);
    assert_eq!(
        listed.report.slices[0].rereads, 0,
        "a bad row is no reason to read again"
    );
    let places: HashSet<u64> = listed.report.slices[0]
        .bad
        .iter()
        .map(|bad| bad.skip + bad.index)
        .collect();
    assert_eq!(places, HashSet::from([3, 120, 121]));
    assert!(!listed.report.is_complete());
}

#[tokio::test]
async fn a_wrong_encoding_and_an_endless_text_cost_one_row_at_most() {
    let pbx = Double::start(|asked| {
        if asked.path.ends_with("sign_in") {
            return token("1", 1800);
        }
        let at = r#""started_at":"2026-11-01T00:00:00Z""#;
        let long = "x".repeat(10 << 20);
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let mut body = format!(
            r#"{{"count":4,"items":[{{"id":"1",{at},"caller":"{long}"}},{{"id":"2",{at},"x":{deep}}},{{"id":"3",{at}}},{{"id":"4",{at},"caller":""#
        )
        .into_bytes();
        body.extend_from_slice(b"J\xfcrgen\xff\"}]}");
        crate::double::bytes(200, &[("content-type", "application/json")], &body)
    })
    .await;
    let mut callers = Vec::new();
    let report = pbx
        .signed_in()
        .await
        .list_calls(Scope::Tenant, days(1), |event| {
            if let ListEvent::Rows(rows) = event {
                callers.extend(rows.into_iter().map(|row| (row.id, row.caller)));
            }
        })
        .await
        .unwrap();
    let ids: Vec<&str> = callers.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["2", "3", "4"]);
    assert!(callers[2].1.starts_with('J'), "{callers:?}");
    assert_eq!((report.bad_rows, report.slices[0].rereads), (1, 0));
}

#[tokio::test]
async fn the_first_rows_come_with_the_first_answer() {
    let server = Arc::new(List::of_days(&[5, 500, 500]));
    let served = Arc::new(Mutex::new(0_u32));
    let counter = Arc::clone(&served);
    let pbx = Double::start(move |asked| {
        *counter.lock().unwrap() += u32::from(asked.path.ends_with("/recordings"));
        server.answer(asked)
    })
    .await;
    let client = pbx.signed_in().await;
    let mut asked_at_first = None;
    let listing = client.list_recordings(Scope::Own, days(3), |event| {
        if matches!(event, ListEvent::Rows(_)) {
            asked_at_first.get_or_insert(*served.lock().unwrap());
        }
    });
    let report = listing.await.unwrap();
    assert_eq!(report.received, 1005);
    assert!(pbx.asked("/api/user/recordings").len() > 3);
    assert!(
        asked_at_first.unwrap() <= 5,
        "the first batch waited for {asked_at_first:?} requests"
    );
}

#[tokio::test]
async fn an_empty_window_asks_for_nothing_and_empty_days_once() {
    let nothing = list(
        List::of_days(&[1]),
        Window {
            start: start(),
            end: start(),
        },
    )
    .await;
    assert_eq!(
        (nothing.asked, nothing.report.counted, nothing.batches),
        (0, Some(0), 0)
    );
    let empty = list(List::of_days(&[0; 30]), days(30)).await;
    assert_eq!(
        (empty.asked, empty.report.counted, empty.batches),
        (30, Some(0), 0)
    );
    assert!(empty.report.is_complete());
}

#[tokio::test]
async fn a_total_seen_beforehand_saves_the_look_past_each_page() {
    let server = Arc::new(List::of_days(&[30; 10]));
    let pbx = Double::start(move |asked| server.answer(asked)).await;
    let client = pbx.signed_in().await;
    let scopes = client.decide_scopes().await.unwrap();
    let probed = pbx.asked("/api/cdrs").len();
    let report = client
        .list_calls(scopes.calls, days(10), |_| {})
        .await
        .unwrap();
    assert_eq!(report.received, 300);
    assert_eq!(
        pbx.asked("/api/cdrs").len() - probed,
        10,
        "one request a day: the count was seen to be more than a page"
    );
}

#[tokio::test]
async fn an_endless_list_ends() {
    let next = Mutex::new(0_u64);
    let pbx = Double::start(move |asked| {
        if asked.path.ends_with("sign_in") {
            return token("1", 1800);
        }
        let mut next = next.lock().unwrap();
        *next += 1;
        // One row more for ever, and a count that runs ahead.
        value(&json!({"count": *next + 1, "items": [row(*next % 300, start()).1]}))
    })
    .await;
    let report = pbx
        .signed_in()
        .await
        .list_calls(Scope::Tenant, days(1), |_| {})
        .await
        .unwrap();
    assert!((1..=300).contains(&report.received));
    assert!(!report.is_complete());
}

#[tokio::test]
async fn refusals_and_pages_end_a_listing_with_their_reason() {
    for (answer, wanted) in [
        (reply(403, ""), "Forbidden"),
        (html(200), "BadResponse"),
        (reply(200, r#"{"items":7}"#), "BadResponse"),
        (reply(200, r#"{"count":1,"items":[{"id""#), "BadResponse"),
    ] {
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, 1000).await.unwrap();
        let pbx = Double::start(move |asked| {
            if asked.path.ends_with("sign_in") {
                return token("1", 1800);
            }
            let mut answer = axum::response::Response::new(axum::body::Body::from(body.clone()));
            *answer.status_mut() = parts.status;
            *answer.headers_mut() = parts.headers.clone();
            answer
        })
        .await;
        let error = pbx
            .signed_in()
            .await
            .list_calls(Scope::Tenant, days(2), |_| {})
            .await
            .unwrap_err();
        assert!(format!("{error:?}").starts_with(wanted), "{error:?}");
        assert!(!matches!(error, Error::SessionExpired));
    }
}

#[tokio::test]
async fn row_06_the_pbx_is_asked_to_filter_by_time_only_and_then_not_at_all() {
    for (filter, filters, orders) in [
        (Filter::Works, &[true][..], &[true][..]),
        (Filter::WorksAlone, &[true, true][..], &[true, false][..]),
        (
            Filter::Refused,
            &[true, true, false][..],
            &[true, false, true][..],
        ),
    ] {
        let mut server = List::of_days(&[5]);
        server.filter = filter;
        let server = Arc::new(server);
        let pbx = Double::start(move |asked| server.answer(asked)).await;
        let client = pbx.signed_in().await;
        let report = client
            .list_calls(Scope::Tenant, days(1), |_| {})
            .await
            .unwrap();
        assert_eq!(report.received, 5, "{filter:?}");
        let asked = pbx.asked("/cdrs");
        let has = |name: &str| -> Vec<bool> {
            asked
                .iter()
                .map(|one| one.query.contains_key(name))
                .collect()
        };
        assert!(
            has("filter").starts_with(filters),
            "{filter:?}: {:?}",
            has("filter")
        );
        assert!(
            has("orderby").starts_with(orders),
            "{filter:?}: {:?}",
            has("orderby")
        );
        for one in &asked {
            assert!(
                one.query
                    .get("filter")
                    .is_none_or(|text| text.starts_with("started_at ge '"))
            );
            assert!(
                one.query["top"] == "100" && !one.raw_query.contains('$'),
                "{one:?}"
            );
        }
    }
}

#[tokio::test]
async fn row_08_newest_first_is_read_whole_although_oldest_first_was_asked_for() {
    for count in [Count::Right, Count::Missing] {
        let mut server = List::of_days(&DAYS);
        (server.descending, server.count) = (true, count);
        let listed = list(server, days(6)).await;
        assert_complete(&listed, ALL, &format!("{count:?}"));
        assert!(listed.asked <= 20, "{} requests", listed.asked);
    }
}
