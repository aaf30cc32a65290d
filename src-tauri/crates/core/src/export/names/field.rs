//! The fields of a name template, and what a call says of each.

use crate::call::Call;

/// Every field there is, in the order they are documented.
pub(super) const FIELDS: &[&str] = &[
    "date",
    "start",
    "seconds",
    "id",
    "other",
    "direction",
    "extension",
    "extension_name",
    "caller",
    "caller_name",
    "callee",
    "callee_name",
    "did",
    "trunk",
    "queue",
];

/// One of [`FIELDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field(&'static str);

/// What a field holds, which decides the formats it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The start of the call.
    Time,
    /// Whole seconds.
    Number,
    /// The call's id, which stays as it is.
    Id,
    /// Text that every call has.
    Word,
    /// Text that may be empty.
    Text,
}

impl Field {
    /// The field of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        FIELDS
            .iter()
            .find(|field| **field == name)
            .map(|field| Self(field))
    }

    /// As it is written between braces.
    pub(super) fn name(self) -> &'static str {
        self.0
    }

    pub(super) fn kind(self) -> Kind {
        match self.0 {
            "date" | "start" => Kind::Time,
            "seconds" => Kind::Number,
            "id" => Kind::Id,
            "direction" => Kind::Word,
            _ => Kind::Text,
        }
    }

    /// How a time is written when the template does not say.
    pub(super) fn usual_time(self) -> &'static str {
        if self.0 == "date" {
            "%Y-%m-%d"
        } else {
            "%Y%m%d-%H%M%S%z"
        }
    }

    /// The text of a call; empty for times, numbers and the id, which are no text.
    pub(super) fn text(self, call: &Call) -> &str {
        match self.0 {
            "direction" => call.direction.as_str(),
            "extension" => &call.extension,
            "other" => &call.other,
            "extension_name" => &call.extension_name,
            "caller" => &call.caller,
            "caller_name" => &call.caller_name,
            "callee" => &call.callee,
            "callee_name" => &call.callee_name,
            "did" => &call.did,
            "trunk" => &call.trunk,
            "queue" => &call.queue,
            _ => "",
        }
    }

    /// What stands for an empty field by itself: calls from trunk to trunk have no extension, some callers hide their
    /// number, and both are wanted as folders.
    pub(super) fn when_empty(self) -> &'static str {
        if matches!(self.0, "extension" | "other") {
            "unknown"
        } else {
            ""
        }
    }
}
