//! One question at a time: a newer one ends the older.

use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

/// The newest question of a kind.
#[derive(Default)]
pub(super) struct Newest(Mutex<CancellationToken>);

impl Newest {
    /// Ends the question before; the token of this one.
    pub(super) fn begin(&self) -> CancellationToken {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        newest.cancel();
        *newest = CancellationToken::new();
        newest.clone()
    }
}

/// The newest question of a kind that is asked piece by piece: its pieces go on side by side.
pub(super) struct NewestOf<Q>(Mutex<Option<(Q, CancellationToken)>>);

impl<Q: PartialEq> NewestOf<Q> {
    /// Ends the question before, where it is another one; the token of this one.
    pub(super) fn begin(&self, question: Q) -> CancellationToken {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match newest.as_ref() {
            Some((asked, token)) if *asked == question => return token.clone(),
            Some((_, token)) => token.cancel(),
            None => {}
        }
        let token = CancellationToken::new();
        *newest = Some((question, token.clone()));
        token
    }
}

impl<Q> Default for NewestOf<Q> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_question_go_on_side_by_side_until_another_is_asked() {
        let newest = NewestOf::default();
        let (one, two) = (newest.begin("a"), newest.begin("a"));
        assert!(
            !one.is_cancelled() && !two.is_cancelled(),
            "a piece ended its own question"
        );
        let other = newest.begin("b");
        assert!(
            one.is_cancelled() && two.is_cancelled(),
            "the older question goes on"
        );
        let again = newest.begin("a");
        assert!(!again.is_cancelled(), "what is asked again begins again");
        assert!(other.is_cancelled(), "and ends what came between");
    }
}
