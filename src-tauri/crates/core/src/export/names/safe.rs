//! Text that is a good file name everywhere.

use unicode_normalization::UnicodeNormalization;

/// Longest component: file systems allow 255 bytes (Linux) or 255 UTF-16 units (Windows, macOS); the rest is kept for
/// endings such as `-2.wav.part` and for Windows programs that stop at 260 units for a whole path.
pub(crate) const MOST_BYTES: usize = 180;
/// As [`MOST_BYTES`], in UTF-16 units.
pub(crate) const MOST_UNITS: usize = 100;

/// One component of a path that every system takes: no separator, control or direction character, no reserved name, no
/// trailing dot or space, no leading `-`, `~` or `.`, nothing like a short name of Windows, NFC, at most 180 bytes and 100
/// UTF-16 units.
pub fn safe_component(text: &str) -> String {
    let mut text = safe_text(text);
    if is_short_name(&text) {
        text = text.replace('~', "_");
    }
    if text.is_empty() || text.starts_with(['-', '~', '.', ' ']) || is_reserved(&text) {
        text.insert(0, '_');
    }
    let mut name = shortened(&text, MOST_BYTES, MOST_UNITS).to_owned();
    let kept = name.trim_end_matches(['.', ' ']).len();
    if kept < name.len() {
        name.truncate(kept);
        name.push('_');
    }
    name
}

/// Text without any character that means something to a file system, in NFC. It may still be a bad name as a whole.
pub(crate) fn safe_text(text: &str) -> String {
    // Replacing comes between two normalisations: it can part a base character from its mark.
    let replaced: String = text
        .nfc()
        .map(|c| if c == ' ' || !is_bad(c) { c } else { '_' })
        .collect();
    replaced.nfc().collect()
}

/// The longest start of `text` within both limits that does not cut a character.
pub(crate) fn shortened(text: &str, bytes: usize, units: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if at + c.len_utf8() > bytes || used > units {
            return &text[..at];
        }
    }
    text
}

/// The form in which two names are the same file on Windows, macOS or a case-insensitive Linux: case folded, NFC, without
/// the characters that only choose how the one before is drawn.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // There and back once more: `ẞ` has no capital but `ß` has two.
    name.nfd()
        .filter(|c| !matches!(c, '\u{FE00}'..='\u{FE0F}'))
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfc()
        .collect()
}

/// Whether a relative path with `/` stays below the folder it is joined to, on every system.
pub fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
        && !path.contains(['\\', ':', '\0'])
}

/// What no name may hold: separators, what Windows forbids, the `%` that shells, links and `BagIt` lists take for an escape,
/// control and format characters (direction overrides, zero-width ones, tags), odd spaces, private use (macOS and WSL
/// store forbidden characters there), non-characters.
fn is_bad(c: char) -> bool {
    matches!(
        c,
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%'
    ) || c.is_control()
        || c.is_whitespace()
        || matches!(u32::from(c),
            0x00AD | 0x034F | 0x0600..=0x0605 | 0x061C | 0x06DD | 0x070F | 0x0890..=0x0891 | 0x08E2
            | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xE000..=0xF8FF
            | 0xFDD0..=0xFDEF | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFF
            | 0x110BD | 0x110CD | 0x13430..=0x1345F | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF | 0xF0000..=0x10_FFFF)
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The names Windows keeps for devices, whatever their ending or trailing spaces.
fn is_reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$" => true,
        other => {
            let mut rest = other
                .strip_prefix("COM")
                .or_else(|| other.strip_prefix("LPT"))
                .unwrap_or_default()
                .chars();
            matches!(
                (rest.next(), rest.next()),
                (Some('0'..='9' | '¹' | '²' | '³'), None)
            )
        }
    }
}

/// Whether Windows could have given this name to another file by itself: `REPORT~1`, `REPORT~1.WAV`.
fn is_short_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = stem.rsplit_once('~').is_some_and(|(_, digits)| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    numbered && stem.len() <= 8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_bad_names_become_good_ones() {
        for (bad, good) in [
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("lpt9.tar.gz", "_lpt9.tar.gz"),
            ("COM¹", "_COM¹"),
            ("aux .wav", "_aux .wav"),
            ("COM10", "COM10"),
            ("..", "__"),
            (".", "__"),
            ("", "_"),
            ("name. . ", "name_"),
            ("a/b\\c:d", "a_b_c_d"),
            ("-rf", "_-rf"),
            ("~root", "_~root"),
            (".hidden", "_.hidden"),
            ("\u{202E}gnp.exe", "_gnp.exe"),
            ("tab\tnull\0", "tab_null_"),
            ("e\u{301}", "é"),
            ("*57", "_57"),
            ("50%", "50_"),
            ("REPORT~1", "REPORT_1"),
            ("a~1.wav", "a_1.wav"),
            ("20261102~1", "20261102~1"),
            ("a~b", "a~b"),
        ] {
            assert_eq!(safe_component(bad), good, "{bad:?}");
        }
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        let long = "😀".repeat(300);
        let name = safe_component(&long);
        assert!(name.chars().all(|c| c == '😀') && name.len() <= MOST_BYTES);
    }

    #[test]
    fn names_that_a_system_takes_for_one_fold_to_one() {
        for (a, b) in [
            ("ABC", "abc"),
            ("Straße", "STRASSE"),
            ("ẞ", "ß"),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
            ("e\u{301}", "É"),
            ("İ", "i\u{307}"),
            ("ŉ", "ʼN"),
            ("ᾳ", "ΑΙ"),
            ("❤\u{FE0F}", "❤"),
            ("K", "\u{212A}"),
            ("ꭰ", "Ꭰ"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
        assert_ne!(fold("a"), fold("b"));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        // No letter above has a capital.
        for c in '\0'..='\u{1FFFF}' {
            let folded = fold(&c.to_string());
            assert_eq!(fold(&folded), folded, "{c:?}");
            let other: String = c.to_uppercase().collect();
            assert_eq!(fold(&other), folded, "{c:?} and its capital");
        }
    }

    #[test]
    fn only_paths_below_the_folder_are_inside() {
        for inside in ["a", "2026-11-02/101/x.wav", "a..b/c"] {
            assert!(is_inside(inside), "{inside}");
        }
        for outside in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "C:/x",
            "a\\..\\x",
            "a//b",
            "a/./b",
        ] {
            assert!(!is_inside(outside), "{outside}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn every_text_becomes_one_safe_component(text in any::<String>()) {
            check(&text)?;
        }

        #[test]
        fn nasty_text_becomes_one_safe_component(text in r"(CON|nul|LPT1|COM¹|\.|\.\.| |-|~|/|\\|\u{202E}|e\u{301}|😀|[ -~]|\PC){0,200}") {
            check(&text)?;
        }
    }

    fn check(text: &str) -> Result<(), TestCaseError> {
        let name = safe_component(text);
        prop_assert!(is_inside(&name), "{name:?} leaves the folder");
        prop_assert!(
            !name.chars().any(|c| c != ' ' && is_bad(c)),
            "{name:?} holds a bad character"
        );
        prop_assert!(
            !name.ends_with(['.', ' '])
                && !name.starts_with(['-', '~', '.', ' '])
                && !is_reserved(&name),
            "{name:?}"
        );
        prop_assert!(
            name.len() <= 200 && name.encode_utf16().count() <= 120,
            "{name:?} is too long"
        );
        prop_assert_eq!(&name.nfc().collect::<String>(), &name, "NFC");
        prop_assert_eq!(safe_component(&name), name, "idempotent");
        Ok(())
    }
}
