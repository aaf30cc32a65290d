#![no_main]
//! What a recording file says about itself.
use std::io::Cursor;

use tapedeck_fuzz as _;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let content = audio::sniff(&data[..data.len().min(16)]);
    let _ = audio::looks_like_text(&data[..data.len().min(16)]);
    if let Ok(probe) = audio::probe(&mut Cursor::new(data)) {
        assert!(probe.channels != Some(0), "{content:?}: {probe:?}");
        let _ = audio::playable_in_webview(&probe);
    }
});
