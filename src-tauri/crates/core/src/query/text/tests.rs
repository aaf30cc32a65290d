use proptest::prelude::*;

use super::{super::*, *};
use crate::{call::Direction, ids::CallId};

fn read(text: &str) -> CallFilter {
    parse(text).unwrap_or_else(|problem| panic!("{text:?}: {problem:?}"))
}

fn one(field: ListField, any: &[&str]) -> TermTest {
    TermTest::OneOf {
        field,
        any: any.iter().map(|&value| value.to_owned()).collect(),
    }
}

fn shift(hours: &[(u16, u16)], days: &[Weekday]) -> TermTest {
    let hours = hours
        .iter()
        .map(|&(from_min, to_min)| Hours { from_min, to_min });
    TermTest::Shift {
        shift: Shift::new(hours.collect(), days.iter().copied()),
    }
}

fn not(test: TermTest) -> Term {
    Term { not: true, test }
}

#[test]
fn the_line_of_the_issue_is_understood() {
    let filter = read("from:101 talk:>30s tag:complaint");
    let expected = CallFilter {
        min_talk_s: Some(31),
        terms: vec![
            Term::is(one(ListField::From, &["101"])),
            Term::is(one(ListField::Tag, &["complaint"])),
        ],
        ..CallFilter::default()
    };
    assert_eq!(filter, expected);
}

#[test]
fn common_questions_land_in_the_plain_fields() {
    let filter = read(
        "anna ext:101,200-299 dir:in,out number:\"+60 12\" talk:30s..2m answered:no recorded:yes smith id:7",
    );
    let expected = CallFilter {
        extensions: vec!["101".to_owned(), "200-299".to_owned()],
        directions: vec![Direction::Inbound, Direction::Outbound],
        number: Some("+60 12".to_owned()),
        min_talk_s: Some(30),
        max_talk_s: Some(120),
        answered: Some(false),
        recorded: Some(true),
        text: Some("anna smith".to_owned()),
        ids: vec![CallId("7".to_owned())],
        terms: Vec::new(),
        gone: false,
    };
    assert_eq!(filter, expected, "each fits the field of its own");
}

#[test]
fn a_second_condition_on_a_field_is_kept_beside_the_first() {
    let filter = read("ext:101 ext:102 talk:>=5s talk:<=9s answered:yes answered:no");
    assert_eq!(
        filter.terms,
        [
            Term::is(one(ListField::Extension, &["102"])),
            Term::is(TermTest::Between {
                field: SpanField::Talk,
                min: None,
                max: Some(9)
            }),
            not(TermTest::Is {
                field: FlagField::Answered
            }),
        ],
        "all must hold, also where no call can"
    );
}

#[test]
fn calls_that_are_gone_can_be_asked_for() {
    for (line, gone) in [
        ("gone:yes", true),
        ("not:gone:no", true),
        ("-gone:yes", false),
        ("gone:yes gone:no", false),
    ] {
        let expected = CallFilter {
            gone,
            ..CallFilter::default()
        };
        assert_eq!(read(line), expected, "{line}");
    }
    let mut both = read("from:101");
    both.and_all(read("gone:yes"));
    assert_eq!(print(&both), "from:101 gone:yes", "it comes along");
    assert_eq!(
        read("time:9-17 gone:yes day:mon").terms.len(),
        2,
        "days right after hours, and nothing between"
    );
}

#[test]
fn days_after_hours_are_those_on_which_the_hours_begin() {
    use Weekday::*;
    let nights = shift(&[(1320, 360)], &[Mon, Tue, Wed, Thu, Fri]);
    for (line, expected) in [
        (
            "time:22:00-06:00 day:mon-fri",
            vec![Term::is(nights.clone())],
        ),
        ("time:22-6@mon-fri", vec![Term::is(nights.clone())]),
        ("-time:22:00-06:00@mon-fri", vec![not(nights)]),
        (
            "day:sat,sun time:9-12,13:30-17",
            vec![
                Term::is(shift(&[(0, 0)], &[Sat, Sun])),
                Term::is(shift(&[(540, 720), (810, 1020)], &Weekday::ALL)),
            ],
        ),
        (
            "time:9-17 -day:Sunday",
            vec![
                Term::is(shift(&[(540, 1020)], &Weekday::ALL)),
                not(shift(&[(0, 0)], &[Sun])),
            ],
        ),
        (
            "day:fri-mon",
            vec![Term::is(shift(&[(0, 0)], &[Fri, Sat, Sun, Mon]))],
        ),
        (
            "time:00:00-24:00",
            vec![Term::is(shift(&[(0, 0)], &Weekday::ALL))],
        ),
    ] {
        assert_eq!(read(line).terms, expected, "{line}");
    }
}

#[test]
fn what_is_denied_and_quoted_is_read_as_written() {
    for (line, expected) in [
        ("-queue:800,801", one(ListField::Queue, &["800", "801"])),
        (
            "not:trunk:\"Telekom, Köln\"",
            one(ListField::Trunk, &["Telekom, Köln"]),
        ),
        ("NOT:tag:*", one(ListField::Tag, &["*"])),
        (
            "-end:“CALLER \\ „BYE”",
            one(ListField::EndReason, &["CALLER \\ „BYE"]),
        ),
        (
            "-\"sip:anna smith\"",
            TermTest::Contains {
                field: PartField::Text,
                any: vec!["sip:anna smith".to_owned()],
            },
        ),
        (
            "\u{200f}-from:\"אנה כהן\"\u{200f}",
            one(ListField::From, &["אנה כהן"]),
        ),
        ("-queue：销售，800", one(ListField::Queue, &["销售", "800"])),
        (
            "-reviewed:yes",
            TermTest::Is {
                field: FlagField::Reviewed,
            },
        ),
        (
            "notes:no",
            TermTest::Is {
                field: FlagField::Notes,
            },
        ),
        (
            "-rating:>=4",
            TermTest::Between {
                field: SpanField::Rating,
                min: Some(4),
                max: None,
            },
        ),
    ] {
        let filter = read(line);
        assert_eq!(filter.terms, [not(expected)], "{line}");
        assert_eq!(
            read(&print(&filter)),
            filter,
            "{line} prints as {}",
            print(&filter)
        );
    }
    assert_eq!(
        read("12:30 a-b -").text.as_deref(),
        Some("12:30 a-b -"),
        "only letters before a colon name a field"
    );
}

#[test]
fn a_mistake_is_told_with_its_place_and_what_would_be_right() {
    for (line, at, length, words) in [
        ("x form:101", 2, 4, "did you mean `from`?"),
        ("öö wombat:1", 3, 6, "use one of ext, from, to"),
        ("from:", 5, 0, "has no value here"),
        ("from: 101", 5, 0, "without a space"),
        ("ext:101,", 8, 0, "has no value here"),
        ("ext:300-200", 0, 11, "ends before it starts"),
        ("dir:inbund", 4, 6, "did you mean `inbound`?"),
        ("status:x", 7, 1, "use one of answered, unanswered"),
        ("talk:>soon", 5, 5, "use >30s"),
        ("talk:<0s", 5, 3, "nothing lies beyond"),
        ("talk:5s,6s", 8, 2, "takes one value"),
        ("talk:9s..5s", 0, 11, "swap the two"),
        ("rating:6", 0, 8, "1 to 5 stars"),
        ("answered:maybe", 9, 5, "`yes` or `no`"),
        ("time:25:00-1:00", 5, 10, "two times such as"),
        ("day:xx", 4, 2, "is no day"),
        ("trunk:\"open", 6, 5, "not closed"),
        ("\"\"", 0, 2, "a condition is missing"),
        ("not:", 4, 0, "a condition is missing"),
    ] {
        let problem = parse(line).expect_err(line);
        assert_eq!(
            (problem.at, problem.length),
            (at, length),
            "{line}: {problem:?}"
        );
        let told = problem.error(line).to_string();
        assert!(told.contains(words), "{line}: {told}");
    }
    let long = "x".repeat(20_001);
    assert!(parse(&long).is_err(), "a pasted book is no filter");
}

#[test]
fn every_word_of_a_field_is_known_and_none_twice() {
    let mut seen = std::collections::HashSet::new();
    for field in Field::all() {
        assert_eq!(Field::from_word(field.word()), Some(field));
        assert!(
            seen.insert(field.word()),
            "{} names two fields",
            field.word()
        );
    }
}

fn values() -> impl Strategy<Value = Vec<String>> {
    let value = prop_oneof![
        "[0-9]{1,5}",
        "[a-z*]{1,4}",
        "[-a-z\",“”:：，\\\\ @.<>äאש\u{200f}\t]{0,6}[a-z\\\\]",
        any::<String>().prop_filter("says something", |text| !text.trim().is_empty()),
    ];
    prop::collection::vec(value, 1..4)
}

fn test() -> impl Strategy<Value = TermTest> {
    use ListField::{Did, EndReason, Extension, From, Id, Queue, Side, Tag, To, Trunk};
    let extensions = prop::collection::vec(
        prop::sample::select(&["101", "200-299", "*57"][..]).prop_map(str::to_owned),
        1..3,
    );
    let direction =
        prop::sample::select(&Direction::ALL[..]).prop_map(|one| vec![one.as_str().to_owned()]);
    let bounds = (1..6_u32, 0..100_000_u32);
    let hours = prop::collection::vec(
        (0..DAY_MIN, 0..DAY_MIN).prop_map(|(from_min, to_min)| Hours { from_min, to_min }),
        1..3,
    );
    let hours = prop_oneof![hours, Just(vec![Hours::WHOLE_DAY])];
    let days = prop_oneof![
        prop::collection::vec(prop::sample::select(&Weekday::ALL[..]), 1..5),
        Just(Weekday::ALL.to_vec())
    ];
    prop_oneof![
        extensions.prop_map(|any| TermTest::OneOf {
            field: Extension,
            any
        }),
        direction.prop_map(|any| TermTest::OneOf {
            field: ListField::Direction,
            any
        }),
        (
            prop::sample::select(&[From, To, Side, EndReason, Did, Trunk, Queue, Tag, Id][..]),
            values()
        )
            .prop_map(|(field, any)| TermTest::OneOf { field, any }),
        (
            prop::sample::select(&[SpanField::Talk, SpanField::Ring][..]),
            bounds,
            0..3_u8
        )
            .prop_map(|(field, (min, more), open)| TermTest::Between {
                field,
                min: (open != 1).then_some(min),
                max: (open != 2).then_some(min + more),
            }),
        (1..=5_u32).prop_map(|min| TermTest::Between {
            field: SpanField::Rating,
            min: Some(min),
            max: None
        }),
        prop::sample::select(
            &[
                FlagField::Answered,
                FlagField::Recorded,
                FlagField::Reviewed,
                FlagField::Notes
            ][..]
        )
        .prop_map(|field| TermTest::Is { field }),
        (
            prop::sample::select(&[PartField::Number, PartField::Text][..]),
            values()
        )
            .prop_map(|(field, any)| TermTest::Contains { field, any }),
        (hours, days).prop_map(|(hours, days)| TermTest::Shift {
            shift: Shift::new(hours, days)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]
    #[test]
    fn what_is_printed_is_read_as_it_was(
        terms in prop::collection::vec((any::<bool>(), test()), 0..6),
        gone in any::<bool>(),
    ) {
        let mut filter = CallFilter {
            gone,
            ..CallFilter::default()
        };
        for (not, test) in terms {
            filter.and(Term { not, test });
        }
        let line = print(&filter);
        let read = parse(&line);
        prop_assert_eq!(read, Ok(filter), "{}", line);
    }

    #[test]
    fn whatever_is_typed_is_read_or_told(line in "\\PC{0,40}|([a-z]{1,6}[:：])?[-\"<>.,@0-9a-z: ]{0,20}") {
        match parse(&line) {
            Ok(filter) => prop_assert_eq!(parse(&print(&filter)), Ok(filter), "{:?}", line),
            Err(problem) => prop_assert!(
                (problem.at + problem.length) as usize <= line.chars().count(),
                "{:?} has no place {:?}", line, problem
            ),
        }
    }
}
