//! This computer's clock may show anything: the PBX has stamped the calls.

use super::*;

/// The day up to the demo PBX's present.
fn today() -> UtcRange {
    range("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")
}

#[tokio::test]
async fn a_clock_that_is_off_loses_no_call() {
    let pbx = pbx().await;
    let expected = truth(&pbx, &today());
    assert!(!expected.is_empty(), "there are calls today");
    for hours in [-24 * 365 * 5, -24, -2, 0, 24 * 365 * 10] {
        let desk = Desk::of(&pbx, "qa.lead").await;
        let here = at(NOW) + SignedDuration::from_hours(hours);
        let coverage = read_range(
            &desk.client,
            desk.scopes,
            &desk.shelf,
            &today(),
            here,
            &|_| {},
            &CancellationToken::new(),
        )
        .await
        .expect("reads");
        assert_eq!(desk.held(&today()), expected, "{hours} hours off");
        let off = coverage.as_of.duration_since(at(NOW)).abs();
        assert!(
            off < SignedDuration::from_mins(5),
            "held as of {}, {hours} hours off",
            coverage.as_of
        );
    }
}
