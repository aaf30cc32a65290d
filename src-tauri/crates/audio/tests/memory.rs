//! How much memory a lying header can make the crate ask for. A binary of its own: it counts every allocation.
#![expect(
    unsafe_code,
    reason = "a counting allocator has to implement an unsafe trait"
)]
#![allow(
    clippy::unwrap_used,
    reason = "builders outside #[test] functions fail loudly too"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: hands every call to the system's allocator unchanged; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the pointer came from `alloc` above, hence from the system's allocator.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes held at once while `work` ran, beyond those held before.
fn peak_of(work: impl FnOnce()) -> usize {
    let before = HELD.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    work();
    PEAK.load(Ordering::Relaxed).saturating_sub(before)
}

fn use_fully(path: &Path) {
    let _ = audio::probe_path(path);
    let _ = audio::peaks(path, 2000);
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Replaces the four bytes `skip` behind the first `marker` by ones.
fn inflate(mut bytes: Vec<u8>, marker: &[u8], skip: usize) -> Vec<u8> {
    let at = bytes
        .windows(marker.len())
        .position(|w| w == marker)
        .unwrap()
        + marker.len()
        + skip;
    bytes[at..at + 4].copy_from_slice(&[0x7F, 0xFF, 0xFF, 0xFF]);
    bytes
}

// One test: the counters are shared by the whole process.
#[test]
fn no_header_makes_us_allocate_much_and_long_files_need_no_more_than_short_ones() {
    const LIMIT: usize = 64 << 20;
    let dir = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mp4 = std::fs::read(fixtures.join("tone.m4a")).unwrap();
    let mut lies: Vec<(String, Vec<u8>)> = Vec::new();
    for table in [b"stsz", b"stco", b"stsc", b"stts", b"stsd"] {
        // Behind version and flags stands the number of entries; stsz has one more field before it.
        let skip = if table == b"stsz" { 8 } else { 4 };
        lies.push((
            format!("{} count", table.escape_ascii()),
            inflate(mp4.clone(), table, skip),
        ));
    }
    let wav = |align: u16, channels: u16, tag: u16| {
        let mut file = b"RIFF\xFF\xFF\xFF\x7FWAVEfmt \x10\0\0\0".to_vec();
        file.extend([tag, channels].map(u16::to_le_bytes).concat());
        file.extend(b"\xFF\xFF\xFF\x7F\xFF\xFF\xFF\x7F");
        file.extend([align, 64].map(u16::to_le_bytes).concat());
        file.extend(b"data\xFF\xFF\xFF\x7F\0\0\0\0\0\0\0\0");
        file
    };
    lies.push(("PCM of 65535 channels".to_owned(), wav(65_535, 65_535, 1)));
    lies.push(("ADPCM blocks of 64 KB".to_owned(), wav(65_535, 2, 0x11)));
    lies.push((
        "fmt chunk of 2 GB".to_owned(),
        b"RIFF\0\0\0\0WAVEfmt \xFF\xFF\xFF\x7F\x01\0".to_vec(),
    ));
    lies.push((
        "FLAC block of 16 MB".to_owned(),
        b"fLaC\x04\xFF\xFF\xFF\xFF\xFF\xFF\xFF".to_vec(),
    ));
    lies.push((
        "moov of 2 GB".to_owned(),
        b"\0\0\0\x08ftyp\x7F\xFF\xFF\xFFmoov\0\0\0\0".to_vec(),
    ));
    for (name, bytes) in lies {
        let path = write(dir.path(), "lie", &bytes);
        let peak = peak_of(|| use_fully(&path));
        assert!(
            peak < LIMIT,
            "{name}: {} MB for a file of {} bytes",
            peak >> 20,
            bytes.len()
        );
    }

    let mut long = wav(4, 2, 1);
    long[24..28].copy_from_slice(&8000_u32.to_le_bytes());
    long[34] = 16;
    long.resize(16 << 20, 7);
    let path = write(dir.path(), "long.wav", &long);
    drop(long);
    let peak = peak_of(|| use_fully(&path));
    assert!(
        peak < 2 << 20,
        "peaks of a long recording took {} KB",
        peak >> 10
    );
    for recipe in [
        audio::Target::Wav.into(),
        audio::Target::Mp3 { kbps: 64 }.into(),
        audio::Target::Flac.into(),
    ] {
        assert_converts_within(8 << 20, &path, &recipe);
    }
    // Levelled, which takes longer: a shorter one tells as much against a lower limit.
    let shorter = std::fs::File::options().write(true).open(&path).unwrap();
    shorter.set_len(2 << 20).unwrap();
    let changed = audio::Recipe {
        channels: audio::Channels::Mono,
        sample_rate: Some(16_000),
        loudness: Some(-16.0),
        ..audio::Target::Wav.into()
    };
    assert_converts_within(1 << 20, &path, &changed);
}

fn assert_converts_within(limit: usize, path: &Path, recipe: &audio::Recipe) {
    let out = path.with_extension("out");
    let mut done = None;
    let peak = peak_of(|| done = Some(audio::convert(path, &out, recipe, &|| false)));
    assert!(matches!(done, Some(Ok(_))), "{done:?}");
    let _ = std::fs::remove_file(&out);
    assert!(
        peak < limit,
        "{recipe:?} of a long recording took {} KB",
        peak >> 10
    );
}
