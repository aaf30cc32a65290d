//! Filters, order and pages, and what can be wrong with them.
#![allow(
    clippy::unwrap_used,
    reason = "test code: helpers are no test functions"
)]

mod support;

use std::collections::BTreeSet;

use demo_pbx::{FilterRefusal, ListFaults, Options};
use jiff::Timestamp;
use support::{Bench, NOW, small};

const DAY: &str = "started_at ge '2026-11-23T00:00:00Z' and started_at lt '2026-11-24T00:00:00Z'";

fn day() -> (Timestamp, Timestamp) {
    (
        "2026-11-23T00:00:00Z".parse().unwrap(),
        "2026-11-24T00:00:00Z".parse().unwrap(),
    )
}

async fn walk(bench: &Bench, path: &str, filter: &str, order: &str) -> Vec<String> {
    let mut all = Vec::new();
    for page in 0.. {
        let (_, ids) = bench
            .ids(
                path,
                &[
                    ("filter", filter),
                    ("orderby", order),
                    ("skip", &(page * 100).to_string()),
                ],
            )
            .await;
        let last = ids.len() < 100;
        all.extend(ids);
        if last {
            break;
        }
    }
    all
}

#[tokio::test]
async fn a_day_is_listed_whole_in_both_orders() {
    let bench = Bench::start(small()).await;
    let expected: Vec<String> = bench
        .pbx
        .company()
        .calls_between(day().0, day().1)
        .iter()
        .map(demo_pbx::company::Call::id_text)
        .collect();
    assert!(expected.len() > 100, "more than a page");
    let up = walk(&bench, "/cdrs", DAY, "started_at asc").await;
    assert_eq!(up, expected);
    let mut down = walk(&bench, "/cdrs", DAY, "started_at desc").await;
    down.reverse();
    assert_eq!(down, expected);
    let (count, first) = bench.ids("/cdrs", &[("filter", DAY)]).await;
    assert_eq!(count as usize, expected.len());
    assert_eq!(
        first.first(),
        expected.last(),
        "newest first when no order is asked for"
    );
}

#[tokio::test]
async fn recordings_join_calls_by_id() {
    let bench = Bench::start(small()).await;
    let expected: BTreeSet<String> = bench
        .pbx
        .company()
        .recordings_between(day().0, day().1)
        .map(demo_pbx::company::Recording::id_text)
        .collect();
    let wide = "started_at ge '2026-11-23T00:00:00Z' and started_at lt '2026-11-25T00:00:00Z'";
    let listed: BTreeSet<String> = walk(&bench, "/recordings", wide, "started_at asc")
        .await
        .into_iter()
        .collect();
    assert!(!expected.is_empty() && listed.is_superset(&expected));
}

#[tokio::test]
async fn other_filters_and_orders_select_what_they_say() {
    let bench = Bench::start(small()).await;
    let calls = &bench.pbx.company().calls;
    let count = |test: &dyn Fn(&demo_pbx::company::Call) -> bool| {
        calls.iter().filter(|call| test(call)).count() as u64
    };
    let cases: [(&str, u64); 5] = [
        (
            "caller eq '101'",
            count(&|call| call.caller.number == "101"),
        ),
        (
            "startswith(caller,'10') and direction eq 'OUTBOUND_CALL'",
            count(&|call| {
                call.caller.number.starts_with("10") && call.direction.name() == "OUTBOUND_CALL"
            }),
        ),
        ("duration gt 60", count(&|call| call.duration() > 60)),
        (
            "callee eq '8001' or callee eq '8002'",
            count(&|call| call.callee.number == "8001" || call.callee.number == "8002"),
        ),
        (
            "contains(caller_display_name,'Zoë')",
            count(&|call| call.caller.name.contains("Zoë")),
        ),
    ];
    for (filter, expected) in cases {
        assert!(expected > 0, "{filter} must be worth a test");
        assert_eq!(
            bench
                .ids("/cdrs", &[("filter", filter), ("top", "1")])
                .await
                .0,
            expected,
            "{filter}"
        );
    }
    let longest = calls
        .iter()
        .map(demo_pbx::company::Call::duration)
        .max()
        .unwrap();
    let (_, ids) = bench
        .ids(
            "/cdrs",
            &[("orderby", "duration desc, started_at"), ("top", "1")],
        )
        .await;
    assert_eq!(
        bench.pbx.company().call(&ids[0]).unwrap().duration(),
        longest
    );
}

#[tokio::test]
async fn bad_options_are_refused_with_400() {
    let bench = Bench::start(small()).await;
    for (name, value) in [
        ("filter", "caller eq"),
        ("filter", "colour eq '1'"),
        ("filter", "started_at gt 'yesterday'"),
        ("top", "0"),
        ("top", "101"),
        ("skip", "-1"),
        ("orderby", "colour"),
        ("orderby", "caller sideways"),
    ] {
        let answer = bench.list("/cdrs", &[(name, value)]).await;
        assert_eq!(answer.status(), 400, "{name}={value}");
        let body: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(body["errors"][0]["code"], "VALIDATE_FAILED");
    }
}

#[tokio::test]
async fn list_faults_do_what_they_say() {
    let bench = Bench::start(small()).await;
    let total = bench.pbx.company().calls.len() as u64;
    let set = |lists: ListFaults| bench.pbx.faults().update(|plan| plan.lists = lists);
    let ascending = [("orderby", "started_at asc"), ("top", "10")];
    let (_, honest) = bench.ids("/cdrs", &ascending).await;

    set(ListFaults {
        count_off: -3,
        ..ListFaults::default()
    });
    assert_eq!(bench.ids("/cdrs", &ascending).await.0, total - 3);
    set(ListFaults {
        top_cap: Some(4),
        ..ListFaults::default()
    });
    assert_eq!(bench.ids("/cdrs", &ascending).await.1, honest[..4]);
    set(ListFaults {
        skip_one_based: true,
        ..ListFaults::default()
    });
    assert_eq!(
        bench
            .ids(
                "/cdrs",
                &[("orderby", "started_at asc"), ("skip", "1"), ("top", "1")]
            )
            .await
            .1,
        honest[..1]
    );
    set(ListFaults {
        ignore_orderby: true,
        ..ListFaults::default()
    });
    assert_ne!(bench.ids("/cdrs", &ascending).await.1, honest);
    set(ListFaults {
        ignore_filter: true,
        ..ListFaults::default()
    });
    assert_eq!(bench.ids("/cdrs", &[("filter", DAY)]).await.0, total);
    set(ListFaults {
        refuse_filter: Some(FilterRefusal::All),
        ..ListFaults::default()
    });
    assert_eq!(bench.list("/cdrs", &[("filter", DAY)]).await.status(), 400);
    assert_eq!(bench.list("/cdrs", &[]).await.status(), 200);
    set(ListFaults {
        refuse_filter: Some(FilterRefusal::AllButTime),
        ..ListFaults::default()
    });
    assert_eq!(bench.list("/cdrs", &[("filter", DAY)]).await.status(), 200);
    assert_eq!(
        bench
            .list("/cdrs", &[("filter", "caller eq '101'")])
            .await
            .status(),
        400
    );
    set(ListFaults {
        junk_rows: true,
        ..ListFaults::default()
    });
    assert_eq!(
        bench.ids("/cdrs", &ascending).await.1.len(),
        11,
        "one row that makes no sense, not counted"
    );
    set(ListFaults {
        repeat_rows: true,
        ..ListFaults::default()
    });
    assert_eq!(
        bench.ids("/cdrs", &ascending).await.1.last(),
        honest.first()
    );
}

#[tokio::test]
async fn calls_appear_and_vanish_between_pages() {
    let bench = Bench::start(small()).await;
    let total = bench.pbx.company().calls.len() as u64;
    bench.pbx.faults().update(|plan| {
        plan.lists = ListFaults {
            held_back: 20,
            appear_per_page: 5,
            ..ListFaults::default()
        }
    });
    let mut counts = Vec::new();
    for _ in 0..6 {
        counts.push(bench.ids("/cdrs", &[("top", "1")]).await.0);
    }
    assert_eq!(
        counts,
        [total - 20, total - 15, total - 10, total - 5, total, total]
    );
    bench.pbx.faults().update(|plan| {
        plan.lists = ListFaults {
            vanish_per_page: 7,
            ..ListFaults::default()
        }
    });
    assert_eq!(bench.ids("/cdrs", &[("top", "1")]).await.0, total);
    let (count, ids) = bench
        .ids("/cdrs", &[("top", "1"), ("orderby", "started_at")])
        .await;
    assert_eq!(count, total - 7);
    assert_eq!(ids[0], bench.pbx.company().calls[7].id_text());
}

#[tokio::test]
async fn equal_times_stay_in_order_and_in_the_window() {
    let bench = Bench::start(small()).await;
    bench
        .pbx
        .faults()
        .update(|plan| plan.lists.equal_times_secs = 3600);
    let page = bench.json("/cdrs?orderby=started_at&top=100").await;
    let times: Vec<&str> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["started_at"].as_str().unwrap())
        .collect();
    assert!(
        times.iter().all(|time| time.ends_with(":00:00.000000Z")) && times.is_sorted(),
        "{times:?}"
    );
    let hour = times[99];
    let same = bench
        .ids("/cdrs", &[("filter", &format!("started_at eq '{hour}'"))])
        .await
        .0;
    assert!(same > 1, "several calls share {hour}");
}

#[tokio::test]
async fn a_big_pbx_answers_any_page_quickly() {
    let options = Options {
        calls: Some(20_000),
        days: 90,
        now: Some(NOW.parse().unwrap()),
        ..Options::default()
    };
    let bench = Bench::start(options).await;
    let total = bench.pbx.company().calls.len();
    assert!((19_000..=20_000).contains(&total), "{total}");
    let (count, ids) = bench
        .ids("/cdrs", &[("skip", "15000"), ("orderby", "started_at asc")])
        .await;
    assert_eq!(
        (count as usize, &ids[0]),
        (total, &bench.pbx.company().calls[15_000].id_text())
    );
}
