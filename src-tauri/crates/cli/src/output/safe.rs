//! Foreign text on a terminal.

use std::borrow::Cow;

/// Text without anything that could move the cursor, change colours or reverse the reading direction: C0 and C1
/// controls and bidirectional overrides become `�`; line breaks stay, since our own messages have them.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) {
        Cow::Owned(
            text.chars()
                .map(|c| {
                    if is_unsafe(c) {
                        char::REPLACEMENT_CHARACTER
                    } else {
                        c
                    }
                })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

fn is_unsafe(c: char) -> bool {
    let bidi = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}');
    (c.is_control() && c != '\n') || bidi || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_do_not_pass() {
        assert_eq!(
            printable("Ann\u{1b}[2J\u{9b}31m\u{202e}x\r"),
            "Ann\u{fffd}[2J\u{fffd}31m\u{fffd}x\u{fffd}"
        );
        assert_eq!(printable("two\nlines of 日本語"), "two\nlines of 日本語");
    }
}
