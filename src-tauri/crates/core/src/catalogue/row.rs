//! A call as a row and back.

use jiff::Timestamp;
use rusqlite::{Row, Statement, params};

use crate::{
    call::{Call, CallStatus, Direction},
    ids::{CallId, RecordingId},
};

/// The columns of a [`Call`], in the order [`read`] expects them.
pub(super) const COLUMNS: &str = "id, recording, listed, direction, extension, extension_name, other, caller, caller_name, callee, \
     callee_name, destination, did, trunk, queue, started, answered, ended, ring_s, talk_s, status, end_reason";

/// All columns of the table, for moving a row as it stands.
pub(super) const ALL_COLUMNS: &str = "account, started, id, recording, listed, direction, extension, extension_name, other, caller, \
     caller_name, callee, callee_name, destination, did, trunk, queue, answered, ended, ring_s, talk_s, status, end_reason, digits, \
     haystack, generation";

/// The call in a row of [`COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Call> {
    Ok(Call {
        id: CallId(row.get(0)?),
        recording_id: row.get::<_, Option<String>>(1)?.map(RecordingId),
        listed: row.get(2)?,
        direction: Direction::from_word(row.get_ref(3)?.as_str()?).unwrap_or(Direction::Unknown),
        extension: row.get(4)?,
        extension_name: row.get(5)?,
        other: row.get(6)?,
        caller: row.get(7)?,
        caller_name: row.get(8)?,
        callee: row.get(9)?,
        callee_name: row.get(10)?,
        destination: row.get(11)?,
        did: row.get(12)?,
        trunk: row.get(13)?,
        queue: row.get(14)?,
        started: time(row, 15)?,
        answered: optional_time(row, 16)?,
        ended: optional_time(row, 17)?,
        ring_s: row.get(18)?,
        talk_s: row.get(19)?,
        status: CallStatus::from_word(row.get_ref(20)?.as_str()?).unwrap_or(CallStatus::Failed),
        end_reason: row.get(21)?,
    })
}

/// A time in a column. One that no clock can show, as only damage leaves it, becomes the nearest that one can: a single
/// wrong value must not hide a page of calls.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Ok(nearest(row.get(column)?))
}

/// A time or nothing in a column.
pub(super) fn optional_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(nearest))
}

fn nearest(micros: i64) -> Timestamp {
    let end = if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_microsecond(micros).unwrap_or(end)
}

/// Adds a call that is not there yet; `Ok(false)` when its id is.
pub(super) const INSERT: &str = "INSERT INTO call (account, id, recording, listed, direction, extension, extension_name, other, caller, \
     caller_name, callee, callee_name, destination, did, trunk, queue, started, answered, ended, ring_s, talk_s, status, end_reason, \
     digits, haystack, generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, \
     ?21, ?22, ?23, ?24, ?25, ?26) ON CONFLICT (account, id) DO NOTHING";

/// Replaces a call that is there. An older read never overwrites what a newer one brought.
pub(super) const UPDATE: &str = "UPDATE call SET recording = ?3, listed = ?4, direction = ?5, extension = ?6, extension_name = ?7, \
     other = ?8, caller = ?9, caller_name = ?10, callee = ?11, callee_name = ?12, destination = ?13, did = ?14, trunk = ?15, \
     queue = ?16, started = ?17, answered = ?18, ended = ?19, ring_s = ?20, talk_s = ?21, status = ?22, end_reason = ?23, \
     digits = ?24, haystack = ?25, generation = ?26 WHERE account = ?1 AND id = ?2 AND generation <= ?26";

/// A call with everything that is kept beside it.
pub(super) struct Entry<'a> {
    pub(super) account: i64,
    pub(super) call: &'a Call,
    /// Its recording as far as is known, whatever the call itself says.
    pub(super) recording: Option<&'a RecordingId>,
    pub(super) text: SearchText,
    pub(super) generation: i64,
}

impl Entry<'_> {
    /// Runs [`INSERT`] or [`UPDATE`]; the number of rows changed.
    pub(super) fn write(&self, statement: &mut Statement<'_>) -> rusqlite::Result<usize> {
        let call = self.call;
        statement.execute(params![
            self.account,
            call.id.as_str(),
            self.recording.map(RecordingId::as_str),
            call.listed,
            call.direction.as_str(),
            call.extension,
            call.extension_name,
            call.other,
            call.caller,
            call.caller_name,
            call.callee,
            call.callee_name,
            call.destination,
            call.did,
            call.trunk,
            call.queue,
            call.started.as_microsecond(),
            call.answered.map(Timestamp::as_microsecond),
            call.ended.map(Timestamp::as_microsecond),
            call.ring_s,
            call.talk_s,
            call.status.as_str(),
            call.end_reason,
            self.text.digits,
            self.text.haystack,
            self.generation,
        ])
    }
}

/// What a call can be found by, made ready for `instr`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SearchText {
    /// Caller, callee, destination and dialled number, normalised, one per line, each once.
    pub(super) digits: String,
    /// Numbers, names, trunk, queue, dialled number and end reason in lower case, one per line, each once.
    pub(super) haystack: String,
}

impl SearchText {
    pub(super) fn of(call: &Call) -> Self {
        let numbers = [&call.caller, &call.callee, &call.destination, &call.did];
        let mut digits = String::with_capacity(48);
        for (place, number) in numbers.iter().enumerate() {
            if numbers[..place].contains(number) {
                continue;
            }
            if place > 0 {
                digits.push('\n');
            }
            digits.extend(plain(number));
        }
        let mut haystack = String::with_capacity(96);
        let words = [
            &call.caller,
            &call.caller_name,
            &call.callee,
            &call.callee_name,
            &call.destination,
            &call.extension_name,
            &call.did,
            &call.trunk,
            &call.queue,
            &call.end_reason,
        ];
        for (place, word) in words.iter().enumerate() {
            if word.is_empty() || words[..place].contains(word) {
                continue;
            }
            if word.is_ascii() {
                let from = haystack.len();
                haystack.push_str(word);
                haystack[from..].make_ascii_lowercase();
            } else {
                haystack.push_str(&word.to_lowercase());
            }
            haystack.push('\n');
        }
        Self { digits, haystack }
    }
}

/// A number without what people put in to read it: spaces, dashes, brackets, slashes and dots. `+ * #` stay, and a
/// leading `00` stays `00`: which country it would leave is not known here.
pub(super) fn normalised(number: &str) -> String {
    plain(number).collect()
}

fn plain(number: &str) -> impl Iterator<Item = char> {
    number
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '-' | '‐' | '‑' | '–' | '(' | ')' | '[' | ']' | '/' | '.')
        })
        .flat_map(char::to_lowercase)
}
