//! Recordings built by code, and the committed ones.

use std::path::{Path, PathBuf};

/// Every committed fixture.
pub(crate) const FIXTURES: [&str; 10] = [
    "amr.3gp",
    "bare-8k-stereo.mp3",
    "cbr-8k.mp3",
    "gsm.wav",
    "ima.wav",
    "ms.wav",
    "opus.ogg",
    "tone.amr",
    "tone.m4a",
    "vbr-16k-id3.mp3",
];

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

pub(crate) fn bytes_of(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

/// A folder and a file in it with these bytes.
pub(crate) fn on_disk(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("recording");
    std::fs::write(&path, bytes).unwrap();
    (dir, path)
}

pub(crate) fn chunk(id: &str, body: &[u8]) -> Vec<u8> {
    let mut chunk = id.as_bytes().to_vec();
    chunk.extend((body.len() as u32).to_le_bytes());
    chunk.extend(body);
    if body.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

/// A 16-byte `fmt ` body.
pub(crate) fn format(tag: u16, channels: u16, rate: u32, align: u16, bits: u16) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend(tag.to_le_bytes());
    body.extend(channels.to_le_bytes());
    body.extend(rate.to_le_bytes());
    body.extend((rate.wrapping_mul(u32::from(align))).to_le_bytes());
    body.extend(align.to_le_bytes());
    body.extend(bits.to_le_bytes());
    body
}

/// A WAV of these chunks with a right RIFF length.
pub(crate) fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    let mut file = b"RIFF".to_vec();
    file.extend((body.len() as u32 + 4).to_le_bytes());
    file.extend(b"WAVE");
    file.extend(body);
    file
}

/// 16-bit PCM at 8 kHz by hound, a writer that is not ours.
pub(crate) fn pcm(channels: u16, samples: &[i16]) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: 8000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut out = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut out, spec).unwrap();
    for sample in samples {
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
    out.into_inner()
}

/// Two tones, different left and right, with every sample value class from silence to full scale.
pub(crate) fn two_tones(frames: usize) -> Vec<i16> {
    let tone = |n: usize, period: f64, loud: f64| ((n as f64 / period).sin() * loud) as i16;
    (0..frames)
        .flat_map(|n| [tone(n, 5.1, 32767.0), tone(n, 13.7, 3000.0)])
        .collect()
}

/// AMR frames of one type; the payload is zero bits.
pub(crate) fn amr_frames(magic: &[u8], header: u8, len: usize, count: usize) -> Vec<u8> {
    let mut file = magic.to_vec();
    for _ in 0..count {
        file.push(header);
        file.extend(vec![0; len - 1]);
    }
    file
}

pub(crate) fn decoded(path: &Path) -> (u32, u16, Vec<i16>) {
    let mut decoder = audio::decode(path).unwrap();
    let (mut all, mut block) = (Vec::new(), Vec::new());
    while decoder.next_block(&mut block).unwrap() {
        assert_eq!(
            block.len() % usize::from(decoder.channels()),
            0,
            "a block holds whole frames"
        );
        all.extend_from_slice(&block);
    }
    (decoder.sample_rate(), decoder.channels(), all)
}
