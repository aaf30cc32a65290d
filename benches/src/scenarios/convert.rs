//! S8: WAV to MP3 on all cores, beside `FFmpeg` with one process a core.

use std::{
    f64::consts::TAU,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

use audio::{Recipe, Target};

use super::Scenario;
use crate::{
    Result,
    compare::{Side, compare},
    measure::{Usage, measure},
    peers,
    report::{Goal, Report},
    stage::{Stage, part},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "convert",
    about: "200 WAVs of three minutes to MP3 beside one ffmpeg a core (S8)",
    run,
    parts: &[("convert", convert)],
};

const FILES: u32 = 200;
const SECONDS: u64 = 180;
const RATE: u32 = 8_000;
const KBPS: u16 = 64;

fn run(stage: &Stage) -> Result<Report> {
    if !peers::have("ffmpeg", "ffmpeg", "-version") {
        return Err("ffmpeg cannot be had".into());
    }
    let source = stage.folder("source")?;
    let files = stage.sized(FILES);
    for number in 0..files {
        fs::write(source.join(format!("{number:03}.wav")), recording(number))?;
    }
    let cores = std::thread::available_parallelism()?.get();
    let ours = || {
        let out = stage.folder("ours")?;
        let line = part("convert", &[&text(&source)?, &text(&out)?])?;
        checked(measure(line, None)?, &out, files)
    };
    // The same encoder at the same effort (LAME, quality 5), which is its default there too.
    let ffmpeg = || {
        let out = stage.folder("ffmpeg")?;
        let mut line = Command::new("sh");
        line.arg("-c").arg(format!(
            "ls {from} | xargs -P {cores} -I N ffmpeg -v error -nostdin -i {from}/N -c:a libmp3lame -b:a {KBPS}k -threads 1 {to}/N.mp3",
            from = text(&source)?,
            to = text(&out)?,
        ));
        checked(measure(line, None)?, &out, files)
    };
    let compared = compare(
        stage.pairs,
        vec![
            Side::new("audio::convert, a thread a core", ours),
            Side::new("ffmpeg, a process a core", ffmpeg),
        ],
    )?;
    let mut report = Report::new("S8: WAV to MP3", stage.is_small());
    report.part(format!(
        "{files} mono files of {SECONDS} s at {RATE} Hz to {KBPS} kbit/s on {cores} cores; {}.",
        peers::version("ffmpeg")
    ));
    report.comparison(&compared);
    report.figure(
        "wall time, ours / ffmpeg",
        compared.ratio(0, 1, |used| used.wall),
        Goal::AtMost(0.75),
    );
    Ok(report)
}

fn text(path: &Path) -> Result<String> {
    Ok(path.to_str().ok_or("a path that is no text")?.to_owned())
}

/// Every file is there and as long as its source.
fn checked(used: Usage, out: &Path, files: u32) -> Result<Usage> {
    let mut found = 0;
    for entry in fs::read_dir(out)? {
        let probe = audio::probe_path(&entry?.path())?;
        let millis = probe.duration_ms.unwrap_or(0);
        if millis.abs_diff(SECONDS * 1000) > 200 {
            return Err(format!("a file of {millis} ms").into());
        }
        found += 1;
    }
    if found == files {
        Ok(used)
    } else {
        Err(format!("{found} of {files} files").into())
    }
}

/// Something with the pauses, pitch and noise of speech, another one for each number.
fn recording(number: u32) -> Vec<u8> {
    let bytes = SECONDS as u32 * RATE * 2;
    let mut wav = Vec::with_capacity(bytes as usize + 44);
    wav.extend(b"RIFF");
    wav.extend((bytes + 36).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(bytes.to_le_bytes());
    let mut noise = u64::from(number) + 1;
    let mut phase = 0.0;
    for frame in 0..bytes / 2 {
        let second = f64::from(frame) / f64::from(RATE);
        noise = noise
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let hiss = (noise >> 48) as f64 / 65_536.0 - 0.5;
        let pitch = 140.0 + f64::from(number % 80) + 30.0 * (second * 1.7).sin();
        phase += pitch / f64::from(RATE);
        let voice: f64 = (1..9)
            .map(|harmonic| (phase * f64::from(harmonic) * TAU).sin() / f64::from(harmonic))
            .sum();
        let word =
            (second * 4.1).sin().max(0.0) * (second * 0.31 + f64::from(number)).sin().max(0.0);
        let sample = voice * word * 8_000.0 + hiss * (200.0 + word * 2_000.0);
        wav.extend((sample as i16).to_le_bytes());
    }
    wav
}

/// Our side: every file of one folder into another, a thread a core.
fn convert(line: &[String]) -> Result<()> {
    let [source, out] = line else {
        return Err("convert needs two folders".into());
    };
    let files = fs::read_dir(source)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<PathBuf>>>()?;
    let recipe = Recipe::from(Target::Mp3 { kbps: KBPS });
    let (left, failed) = (Mutex::new(files), Mutex::new(None));
    let next = || left.lock().ok()?.pop();
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            threads.spawn(|| {
                while let Some(file) = next() {
                    let name = file.file_name().unwrap_or_default();
                    let target = Path::new(out).join(name).with_extension("mp3");
                    if let Err(error) = audio::convert(&file, &target, &recipe, &|| false)
                        && let Ok(mut failed) = failed.lock()
                    {
                        *failed = Some(error);
                    }
                }
            });
        }
    });
    match failed.into_inner() {
        Ok(None) => Ok(()),
        Ok(Some(error)) => Err(error.into()),
        Err(_) => Err("a thread fell over".into()),
    }
}
