#![no_main]
//! Any text as a file name (quality.md, F8).
use tapedeck_core::export::names::{fold, is_inside, safe_component};
use tapedeck_fuzz::text;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let name = safe_component(&text(data));
    assert!(
        is_inside(&name) && !name.contains(['/', '\\', '\0']),
        "{name:?}"
    );
    assert!(
        name.len() <= 200 && name.encode_utf16().count() <= 120,
        "{name:?}"
    );
    assert!(!name.chars().any(char::is_control), "{name:?}");
    assert_eq!(safe_component(&name), name, "what is safe stays as it is");
    let _ = fold(&name);
});
