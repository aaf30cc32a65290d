//! Sets of ids: a million of them must stay small.

use std::collections::HashSet;

/// Ids as sent. The usual decimal numbers take eight bytes each.
#[derive(Debug, Default)]
pub(crate) struct IdSet {
    numbers: HashSet<u64>,
    texts: HashSet<Box<str>>,
}

impl IdSet {
    /// Adds an id; whether it is new.
    pub(crate) fn insert(&mut self, id: &str) -> bool {
        match canonical(id) {
            Some(number) => self.numbers.insert(number),
            None => self.texts.insert(id.into()),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u64 {
        (self.numbers.len() + self.texts.len()) as u64
    }
}

/// The number whose only spelling is `id`: `007` and `7` are two ids.
fn canonical(id: &str) -> Option<u64> {
    let plain = id.bytes().all(|b| b.is_ascii_digit()) && (id == "0" || !id.starts_with('0'));
    plain.then(|| id.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_equal_only_as_sent() {
        let mut ids = IdSet::default();
        for id in [
            "7",
            "07",
            "+7",
            "0",
            "00",
            "NzAw",
            "nzaw",
            "18446744073709551615",
            "18446744073709551616",
            "",
        ] {
            assert!(ids.insert(id), "{id} is new");
            assert!(!ids.insert(id), "{id} is known");
        }
        assert_eq!(ids.len(), 10);
    }
}
