//! The tables, one step after the other.

use rusqlite_migration::{M, Migrations};

/// One step per released schema; a step is never changed once released.
pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(FIRST).comment("calls, recordings, directory, slices, jobs"),
        M::up(LEGS).comment("legs of calls; whence a number of the directory is known"),
        M::up(MARKS).comment("tags, notes and reviews of calls, and how to undo them"),
        M::up(QUICK).comment("calls by number, in brief, and by the pieces of their texts"),
        M::up(VIEWS).comment("saved views and recent searches"),
        M::up(KEPT).comment("readings per stretch; what the PBX no longer has"),
        M::up(PIECES).comment("which pieces of texts there are"),
        M::up(FATES).comment("what became of recordings"),
        M::up(FINDINGS).comment("what listening found in recordings"),
    ])
}

/// Times are Unix microseconds in UTC. `call_by_id` is what makes a row unique; [`QUICK`] makes `call` anew. `slice` keeps the last account of each stretch
/// that was read, for whoever has to explain a difference later; [`KEPT`] makes it anew.
const FIRST: &str = "
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    domain TEXT NOT NULL,
    user TEXT NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    joins_by_parties INTEGER NOT NULL DEFAULT 0,
    UNIQUE (server, domain, user)
) STRICT;

CREATE TABLE call (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    started INTEGER NOT NULL,
    id TEXT NOT NULL,
    recording TEXT,
    listed INTEGER NOT NULL,
    direction TEXT NOT NULL,
    extension TEXT NOT NULL,
    extension_name TEXT NOT NULL,
    other TEXT NOT NULL,
    caller TEXT NOT NULL,
    caller_name TEXT NOT NULL,
    callee TEXT NOT NULL,
    callee_name TEXT NOT NULL,
    destination TEXT NOT NULL,
    did TEXT NOT NULL,
    trunk TEXT NOT NULL,
    queue TEXT NOT NULL,
    answered INTEGER,
    ended INTEGER,
    ring_s INTEGER NOT NULL,
    talk_s INTEGER NOT NULL,
    status TEXT NOT NULL,
    end_reason TEXT NOT NULL,
    digits TEXT NOT NULL,
    haystack TEXT NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (account, started, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX call_by_id ON call (account, id);

CREATE TABLE recording (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    call TEXT,
    caller TEXT NOT NULL,
    caller_name TEXT NOT NULL,
    callee TEXT NOT NULL,
    callee_name TEXT NOT NULL,
    started INTEGER,
    ended INTEGER,
    generation INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_by_start ON recording (account, started);
CREATE INDEX recording_by_call ON recording (account, call) WHERE call IS NOT NULL;

CREATE TABLE directory (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE slice (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    counted INTEGER,
    received INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (account, kind, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    json TEXT NOT NULL,
    started INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// `directory.origin` is `listed` by the PBX, `asked` of it for a single number, or `seen` in calls. `leg` has the legs of
/// each call that somebody looked at, as one JSON list: they are only ever read together.
const LEGS: &str = "
ALTER TABLE directory ADD COLUMN origin TEXT NOT NULL DEFAULT 'listed';

CREATE TABLE leg (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (account, call)
) STRICT, WITHOUT ROWID;
";

/// What people write about calls. None of it refers to a row of `call`: it stays when a call is read again, or is gone.
///
/// `tag.key` is the name in lower case, by which it is unique. `change` is what was done, newest last, and `change_call`
/// how it was before with each call it touched: 0 or 1 for a tag, the value for a review, the note as JSON. Undoing puts
/// that back and is a change itself.
const MARKS: &str = "
CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (account, key)
) STRICT;

CREATE TABLE call_tag (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    tag INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (account, call, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_tag_by_tag ON call_tag (tag, call);

CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    file_index INTEGER,
    at_ms INTEGER,
    text TEXT NOT NULL,
    written INTEGER NOT NULL,
    changed INTEGER
) STRICT;
CREATE INDEX note_by_call ON note (account, call);

CREATE TABLE review (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    reviewed INTEGER,
    rating INTEGER CHECK (rating BETWEEN 1 AND 5),
    PRIMARY KEY (account, call)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
CREATE INDEX change_by_account ON change (account);

CREATE TABLE change_call (
    change INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    before ANY,
    PRIMARY KEY (change, call)
) STRICT, WITHOUT ROWID;
";

/// Three structures carry every question at a million calls (`docs/catalogue.md`).
///
/// `call` is numbered, so that the others can point at it in few bytes. `call_in_brief` has what is filtered and sorted by,
/// in order of start: a filter, an order and a count walk a stretch of it and never touch the wide rows. `call_text` knows
/// which calls have three letters in a row anywhere in their texts; it holds no text of its own. The line break before the
/// text lets a whole number be looked up with those at its ends.
///
/// `text_due` has the calls whose texts `call_text` does not have yet, with what it has instead. Triggers fill it, whoever
/// writes, and [`super::texts::catch_up`] empties it before the commit: FTS5 takes many texts at once six times as fast.
const QUICK: &str = "
CREATE TABLE call_by_number (
    n INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    started INTEGER NOT NULL,
    id TEXT NOT NULL,
    recording TEXT,
    listed INTEGER NOT NULL,
    direction TEXT NOT NULL,
    extension TEXT NOT NULL,
    extension_name TEXT NOT NULL,
    other TEXT NOT NULL,
    caller TEXT NOT NULL,
    caller_name TEXT NOT NULL,
    callee TEXT NOT NULL,
    callee_name TEXT NOT NULL,
    destination TEXT NOT NULL,
    did TEXT NOT NULL,
    trunk TEXT NOT NULL,
    queue TEXT NOT NULL,
    answered INTEGER,
    ended INTEGER,
    ring_s INTEGER NOT NULL,
    talk_s INTEGER NOT NULL,
    status TEXT NOT NULL,
    end_reason TEXT NOT NULL,
    digits TEXT NOT NULL,
    haystack TEXT NOT NULL,
    generation INTEGER NOT NULL
) STRICT;
INSERT INTO call_by_number (account, started, id, recording, listed, direction, extension, extension_name, other, caller,
    caller_name, callee, callee_name, destination, did, trunk, queue, answered, ended, ring_s, talk_s, status, end_reason,
    digits, haystack, generation)
SELECT account, started, id, recording, listed, direction, extension, extension_name, other, caller, caller_name, callee,
    callee_name, destination, did, trunk, queue, answered, ended, ring_s, talk_s, status, end_reason, digits, haystack,
    generation
FROM call ORDER BY account, started, id;
DROP TABLE call;
ALTER TABLE call_by_number RENAME TO call;
CREATE UNIQUE INDEX call_by_id ON call (account, id);
CREATE INDEX call_in_brief ON call (account, started, id, direction, status, talk_s, ring_s, recording IS NOT NULL, listed,
    extension, queue, trunk, did, end_reason, caller, callee, destination, other, extension_name);

CREATE VIRTUAL TABLE call_text USING fts5 (
    text, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
);
INSERT INTO call_text (rowid, text) SELECT n, char(10) || haystack || digits FROM call ORDER BY n;

CREATE TABLE text_due (n INTEGER PRIMARY KEY, old TEXT) STRICT;
CREATE TRIGGER text_due_of_new AFTER INSERT ON call BEGIN
    INSERT INTO text_due (n, old) VALUES (new.n, NULL) ON CONFLICT (n) DO NOTHING;
END;
CREATE TRIGGER text_due_of_changed AFTER UPDATE OF digits, haystack ON call
    WHEN new.haystack <> old.haystack OR new.digits <> old.digits
BEGIN
    INSERT INTO text_due (n, old) VALUES (old.n, char(10) || old.haystack || old.digits) ON CONFLICT (n) DO NOTHING;
END;
CREATE TRIGGER text_due_of_gone AFTER DELETE ON call BEGIN
    INSERT INTO text_due (n, old) VALUES (old.n, char(10) || old.haystack || old.digits) ON CONFLICT (n) DO NOTHING;
END;
";

/// `saved_view.json` is the view as the window gave it, `key` its name in lower case; `recent_search.line` is the text form.
const VIEWS: &str = "
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    place INTEGER NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (account, key)
) STRICT;

CREATE TABLE recent_search (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    line TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, line)
) STRICT, WITHOUT ROWID;
";

/// `slice` has one row per stretch that was read to its end; a later reading takes the place of those it covers, and where
/// two overlap the one of the higher generation counts. `whole`: the PBX counted what it sent. `settled`: it was read long
/// after its end by the clock of the PBX, so that nothing more can come.
///
/// `gone_call` has the calls that the PBX listed once and no longer does, with the columns of `call` in their order: a
/// table of its own, so that no question about calls can forget to leave them out. `gone_recording` likewise.
const KEPT: &str = "
DROP TABLE slice;
CREATE TABLE slice (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    scope TEXT NOT NULL,
    counted INTEGER,
    received INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    PRIMARY KEY (account, kind, start, end)
) STRICT, WITHOUT ROWID;

CREATE TABLE gone_call (
    n INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    started INTEGER NOT NULL,
    id TEXT NOT NULL,
    recording TEXT,
    listed INTEGER NOT NULL,
    direction TEXT NOT NULL,
    extension TEXT NOT NULL,
    extension_name TEXT NOT NULL,
    other TEXT NOT NULL,
    caller TEXT NOT NULL,
    caller_name TEXT NOT NULL,
    callee TEXT NOT NULL,
    callee_name TEXT NOT NULL,
    destination TEXT NOT NULL,
    did TEXT NOT NULL,
    trunk TEXT NOT NULL,
    queue TEXT NOT NULL,
    answered INTEGER,
    ended INTEGER,
    ring_s INTEGER NOT NULL,
    talk_s INTEGER NOT NULL,
    status TEXT NOT NULL,
    end_reason TEXT NOT NULL,
    digits TEXT NOT NULL,
    haystack TEXT NOT NULL,
    generation INTEGER NOT NULL,
    gone_at INTEGER NOT NULL
) STRICT;
CREATE INDEX gone_call_by_start ON gone_call (account, started, id);
CREATE UNIQUE INDEX gone_call_by_id ON gone_call (account, id);

CREATE TABLE gone_recording (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    id TEXT NOT NULL,
    started INTEGER,
    gone_at INTEGER NOT NULL,
    PRIMARY KEY (account, call, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX gone_recording_by_start ON gone_recording (account, started);
";

/// `call_text_piece` lists the pieces in `call_text`, and in how many calls each is. A word of one or two letters is looked up by
/// the pieces it begins; only a call without any number can end in one that begins none.
const PIECES: &str = "
CREATE VIRTUAL TABLE call_text_piece USING fts5vocab (call_text, row);
CREATE INDEX call_without_number ON call (n) WHERE digits = '';
";

/// By call, as exports and the player met its recording; it refers to no row of `call`, which may be read anew.
const FATES: &str = "
CREATE TABLE recording_fate (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    fate TEXT NOT NULL,
    PRIMARY KEY (account, call)
) STRICT, WITHOUT ROWID;
";

/// `heard_file` has the files that were listened to, with the size and hash of the bytes that were heard; `finding` what was
/// found in them, each kind once. Neither refers to a row of `call`, so that both stay when a call is read again.
const FINDINGS: &str = "
CREATE TABLE heard_file (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    file_index INTEGER NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    heard INTEGER NOT NULL,
    PRIMARY KEY (account, call, file_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    call TEXT NOT NULL,
    file_index INTEGER NOT NULL,
    kind TEXT NOT NULL,
    side INTEGER,
    at_ms INTEGER,
    length_ms INTEGER,
    amount INTEGER NOT NULL,
    PRIMARY KEY (account, call, file_index, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_kind ON finding (account, kind, call);
";

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    #[test]
    fn the_steps_fit_together() {
        super::migrations()
            .validate()
            .expect("the schema must build from nothing");
    }

    #[test]
    fn a_gone_call_has_the_columns_of_a_call() {
        let mut db = Connection::open_in_memory().expect("opens");
        super::migrations().to_latest(&mut db).expect("migrates");
        let columns = |table: &str| -> Vec<(String, String)> {
            let mut info = db
                .prepare("SELECT name, type FROM pragma_table_info(?1) WHERE name <> 'gone_at' ORDER BY cid")
                .expect("prepares");
            let rows = info
                .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))
                .expect("asks");
            rows.map(|row| row.expect("row")).collect()
        };
        assert_eq!(
            columns("gone_call"),
            columns("call"),
            "a question about calls is asked of the gone ones as it stands"
        );
    }
}
