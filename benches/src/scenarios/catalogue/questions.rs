//! Questions that are put to the peers too: as a filter and an order for us, as SQL for them.

use tapedeck_core::{
    call::Direction,
    query::{CallFilter, SortColumn, SortKey},
};

/// One question, asked for a page.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) filter: fn(&mut CallFilter),
    pub(super) sort: &'static [SortKey],
    pub(super) offset: u32,
    /// The condition besides account and range.
    pub(super) condition: &'static str,
    /// The order, total.
    pub(super) order: &'static str,
    /// What is looked up instead of walked, where we look it up.
    pub(super) pieces: Option<&'static str>,
}

const BY_START: &[SortKey] = &[key(SortColumn::Started, false)];
const BY_TALK: &[SortKey] = &[key(SortColumn::TalkS, true)];

const fn key(column: SortColumn, descending: bool) -> SortKey {
    SortKey { column, descending }
}

pub(super) const ALL: &[Question] = &[
    Question {
        name: "inbound, 30 s of talk or more, by start",
        filter: |filter| {
            filter.directions = vec![Direction::Inbound];
            filter.min_talk_s = Some(30);
        },
        sort: BY_START,
        offset: 0,
        condition: "(direction = 'inbound') AND talk_s >= 30",
        order: "started, id",
        pieces: None,
    },
    Question {
        name: "inbound, answered, longest talk first",
        filter: |filter| {
            filter.directions = vec![Direction::Inbound];
            filter.answered = Some(true);
        },
        sort: BY_TALK,
        offset: 0,
        condition: "(direction = 'inbound') AND status = 'answered'",
        order: "talk_s DESC, started, id",
        pieces: None,
    },
    Question {
        name: "recorded, 60 s of talk or more, by name of the extension",
        filter: |filter| {
            filter.recorded = Some(true);
            filter.min_talk_s = Some(60);
        },
        sort: &[key(SortColumn::ExtensionName, false)],
        offset: 0,
        condition: "talk_s >= 60 AND (recording IS NOT NULL) = 1",
        order: "extension_name COLLATE NOCASE, started, id",
        pieces: None,
    },
    Question {
        name: "one extension, answered, longest talk first",
        filter: |filter| {
            filter.extensions = vec!["150".to_owned()];
            filter.answered = Some(true);
        },
        sort: BY_TALK,
        offset: 0,
        condition: "(caller = '150' OR callee = '150' OR destination = '150') AND status = 'answered'",
        order: "talk_s DESC, started, id",
        pieces: Some("(\"\n15\" AND \"50\n\")"),
    },
    Question {
        name: "a number of seven digits, recorded, latest first",
        filter: |filter| {
            filter.number = Some("0120012".to_owned());
            filter.recorded = Some(true);
        },
        sort: &[key(SortColumn::Started, true)],
        offset: 0,
        condition: "instr(digits, '0120012') > 0 AND (recording IS NOT NULL) = 1",
        order: "started DESC, id DESC",
        pieces: Some("(\"001\" AND \"012\")"),
    },
    Question {
        name: "offset 900,000 by start",
        filter: |_| {},
        sort: BY_START,
        offset: 900_000,
        condition: "true",
        order: "started, id",
        pieces: None,
    },
    Question {
        name: "offset 900,000, longest talk first",
        filter: |_| {},
        sort: BY_TALK,
        offset: 900_000,
        condition: "true",
        order: "talk_s DESC, started, id",
        pieces: None,
    },
];
