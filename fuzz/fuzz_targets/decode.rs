#![no_main]
//! The sound of a recording file, and its outline.
use std::io::Write as _;

use tapedeck_fuzz as _;

/// No sound of a small file is longer.
const LONGEST: usize = 1 << 22;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let folder = std::path::Path::new("/dev/shm");
    let made = if folder.exists() {
        tempfile::NamedTempFile::new_in(folder)
    } else {
        tempfile::NamedTempFile::new()
    };
    let Ok(mut file) = made else { return };
    if file.write_all(data).is_err() {
        return;
    }
    if let Ok(mut sound) = audio::decode(file.path()) {
        assert!(sound.channels() > 0 && sound.sample_rate() > 0);
        let (mut block, mut samples) = (Vec::new(), 0);
        while samples < LONGEST && matches!(sound.next_block(&mut block), Ok(true)) {
            samples += block.len();
        }
    }
    let _ = audio::peaks(file.path(), 64);
});
