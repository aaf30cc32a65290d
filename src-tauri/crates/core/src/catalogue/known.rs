//! Answers that were found already, for as long as nothing is written.

/// The last few answers of one state of the database.
pub(super) struct Known<T> {
    most: usize,
    version: i64,
    answers: Vec<(String, T)>,
}

impl<T: Clone> Known<T> {
    /// Remembers so many questions.
    pub(super) fn of(most: usize) -> Self {
        Self {
            most,
            version: 0,
            answers: Vec::new(),
        }
    }

    pub(super) fn find(&self, version: i64, question: &str) -> Option<T> {
        if self.version != version {
            return None;
        }
        let found = self.answers.iter().find(|(asked, _)| asked == question);
        found.map(|(_, answer)| answer.clone())
    }

    pub(super) fn keep(&mut self, version: i64, question: String, answer: T) {
        if self.version != version {
            self.answers.clear();
            self.version = version;
        }
        if self.answers.len() == self.most {
            self.answers.remove(0);
        }
        self.answers.push((question, answer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_state_forgets_the_old_one() {
        let mut known = Known::of(3);
        assert_eq!(known.find(0, "a"), None);
        known.keep(1, "a".to_owned(), 1);
        known.keep(1, "b".to_owned(), 2);
        assert_eq!(
            (known.find(1, "a"), known.find(1, "b"), known.find(2, "a")),
            (Some(1), Some(2), None)
        );
        known.keep(2, "b".to_owned(), 3);
        assert_eq!((known.find(2, "a"), known.find(2, "b")), (None, Some(3)));
        for n in 0..20 {
            known.keep(2, n.to_string(), n);
        }
        assert_eq!(
            (known.answers.len(), known.find(2, "b"), known.find(2, "19")),
            (3, None, Some(19)),
            "only the last few are kept"
        );
    }
}
