//! Made-up calls for the tests of this folder, and text that nobody would wish for in them.

use super::{
    FileResult,
    tables::{CallRecord, FileFacts},
};
use crate::{
    call::{Call, CallStatus, Direction},
    ids::{CallId, RecordingId},
};

/// An answered inbound call with a recording.
pub(crate) fn call(id: &str) -> Call {
    Call {
        id: CallId::from(id),
        recording_id: Some(RecordingId::from(id)),
        listed: true,
        direction: Direction::Inbound,
        extension: "101".to_owned(),
        extension_name: "Ann".to_owned(),
        other: "+60123456789".to_owned(),
        caller: "+60123456789".to_owned(),
        caller_name: "Bob".to_owned(),
        callee: "800".to_owned(),
        callee_name: "Front desk".to_owned(),
        destination: "101".to_owned(),
        did: "+6039999".to_owned(),
        trunk: "T1".to_owned(),
        queue: "800".to_owned(),
        started: "2026-11-02T01:15:01Z".parse().unwrap(),
        answered: Some("2026-11-02T01:15:05Z".parse().unwrap()),
        ended: Some("2026-11-02T01:15:39Z".parse().unwrap()),
        ring_s: 4,
        talk_s: 34,
        status: CallStatus::Answered,
        end_reason: "CALLER_DISCONNECTED".to_owned(),
    }
}

/// The row of that call.
pub(crate) fn row(id: &str) -> CallRecord {
    CallRecord::new(call(id), &jiff::tz::TimeZone::UTC)
}

/// A file of ten bytes in place.
pub(crate) fn file(path: &str, audio_ms: u64) -> FileFacts {
    FileFacts {
        path: Some(path.to_owned()),
        bytes: 10,
        sha256: "00".repeat(32),
        audio_ms,
        result: FileResult::Done,
        reason: String::new(),
    }
}

/// A die with the same throws on every machine (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        (self.throw() % u64::from(end)) as u32
    }
}

/// What file systems, shells, spreadsheets and readers trip over.
const NASTY: [&str; 72] = [
    "CON",
    "nul",
    "Aux ",
    "LPT9.",
    "COM¹",
    "com0.tar",
    "CLOCK$",
    ".",
    "..",
    "...",
    "/",
    "\\",
    "/../",
    "..\\",
    ":",
    "C:",
    "*",
    "?",
    "\"",
    "<",
    ">",
    "|",
    "%",
    "%2e",
    "~",
    "~1",
    "-",
    "-rf",
    " ",
    "  ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\u{1b}[31m",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2028}",
    "\u{2066}",
    "\u{feff}",
    "\u{fe0f}",
    "\u{e0041}",
    "\u{f8ff}",
    "\u{ffff}",
    "é",
    "e\u{301}",
    "É",
    "\u{301}",
    "ß",
    "ẞ",
    "SS",
    "ss",
    "İ",
    "ı",
    "ſ",
    "K",
    "\u{212a}",
    "ﬁ",
    "😀",
    "👨\u{200d}👩\u{200d}👧",
    "❤\u{fe0f}",
    "=1+1",
    "＝1",
    "@x",
    "'",
    ",",
    ";",
];

/// Text of many alphabets and of what is nasty in them; now and then very long.
pub(crate) fn hostile(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(10) {
        match dice.below(8) {
            0..=3 => text.push_str(NASTY[dice.below(NASTY.len() as u32) as usize]),
            4 => text.extend(char::from_u32(dice.below(0x11_0000))),
            5 => text.extend(char::from_u32(dice.below(0x3000))),
            6 => text.push_str(&dice.below(100_000).to_string()),
            _ => text.extend(char::from_u32(0x20 + dice.below(0x5f))),
        }
    }
    if dice.below(16) == 0 && !text.is_empty() {
        text = text.repeat(300 / text.len() + 1);
    }
    text
}

/// How many hostile texts a test tries: `TAPEDECK_HOSTILE`, else enough to find what is common.
pub(crate) fn hostile_cases() -> usize {
    let asked = std::env::var("TAPEDECK_HOSTILE").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(10_000)
}
