#![no_main]
//! A line of a manifest that somebody may have edited.
use tapedeck_core::export::ManifestLine;
use tapedeck_fuzz as _;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(line) = serde_json::from_slice::<ManifestLine>(data) {
        let written = serde_json::to_string(&line).unwrap();
        let again: ManifestLine = serde_json::from_str(&written).unwrap();
        assert_eq!(again, line, "what is written reads back as the same");
    }
});
