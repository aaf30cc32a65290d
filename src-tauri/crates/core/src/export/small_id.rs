//! Ids by the million.

use std::fmt;

/// An id of the PBX in little room: a number where it is one, which is nearly always.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum SmallId {
    /// Exactly as this number is written.
    Number(u64),
    Text(Box<str>),
}

impl From<&str> for SmallId {
    fn from(text: &str) -> Self {
        // Only a text that the number gives back: `007` and `+7` are other ids than `7`.
        let plain = text == "0" || !text.starts_with(['0', '+']);
        match text.parse() {
            Ok(number) if plain => Self::Number(number),
            _ => Self::Text(text.into()),
        }
    }
}

impl fmt::Display for SmallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_comes_back_as_it_was() {
        let (mut seen, ids) = (
            std::collections::HashSet::new(),
            [
                "878156644691742720",
                "0",
                "00",
                "007",
                "7",
                "+7",
                "-7",
                "",
                "a7",
                "99999999999999999999",
            ],
        );
        for id in ids {
            let small = SmallId::from(id);
            assert_eq!(small.to_string(), id);
            assert!(seen.insert(small), "{id:?} is an id of its own");
        }
        assert_eq!(
            SmallId::from("7"),
            SmallId::Number(7),
            "a number takes little room"
        );
    }
}
