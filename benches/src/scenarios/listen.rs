//! S7: the outline and the findings of one hour, beside `FFmpeg` and `SoX`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::Scenario;
use crate::{
    Result,
    compare::{Side, compare},
    measure::measure,
    peers,
    report::{Goal, Report},
    stage::{Stage, part},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "listen",
    about: "outline and findings of one hour, 8 kHz stereo WAV and MP3, beside ffmpeg and sox (S7)",
    run,
    parts: &[("peaks", peaks), ("listen", listen)],
};

const SECONDS: u32 = 3600;
/// As wide as a large window.
const BUCKETS: usize = 2_000;

fn run(stage: &Stage) -> Result<Report> {
    if !peers::have("ffmpeg", "ffmpeg", "-version") || !peers::have("sox", "sox", "--version") {
        return Err("ffmpeg and sox cannot be had".into());
    }
    let seconds = stage.sized(SECONDS);
    let wav = stage.path("hour.wav");
    let mp3 = stage.path("hour.mp3");
    made(&wav, seconds, &["-c:a", "pcm_s16le"])?;
    made(&mp3, seconds, &["-c:a", "libmp3lame", "-b:a", "32k"])?;
    let mut report = Report::new("S7: listening to one hour", stage.is_small());
    report.part(format!(
        "{seconds} s of two voices in noise at 8 kHz; {}.",
        peers::version("ffmpeg")
    ));
    for (kind, file, most) in [("WAV", &wav, 0.15), ("MP3", &mp3, 0.55)] {
        compared(stage, &mut report, (kind, file, most))?;
    }
    Ok(report)
}

fn compared(stage: &Stage, report: &mut Report, of: (&str, &PathBuf, f64)) -> Result<()> {
    let (kind, file, most) = of;
    let path = file.to_str().ok_or("a path that is no text")?;
    let image = stage.path("wave.png");
    let image = image.to_str().ok_or("a path that is no text")?;
    let drawn = "showwavespic=s=2000x200:split_channels=1";
    let told = "astats,silencedetect=n=-46dB:d=10";
    let sides = vec![
        Side::new("audio::peaks", || measure(part("peaks", &[path])?, None)),
        Side::new("audio::listen (outline and findings)", || {
            measure(part("listen", &[path])?, None)
        }),
        Side::new("ffmpeg showwavespic", || {
            measure(ffmpeg(&["-i", path, "-filter_complex", drawn, image]), None)
        }),
        Side::new("ffmpeg astats,silencedetect", || {
            measure(ffmpeg(&["-i", path, "-af", told, "-f", "null", "-"]), None)
        }),
        Side::new("sox stat", || {
            let mut line = Command::new("sox");
            line.args([path, "-n", "stat"]);
            measure(line, None)
        }),
    ];
    let compared = compare(stage.pairs, sides)?;
    report.part(format!("{kind}:"));
    report.comparison(&compared);
    report.figure(
        format!("{kind}: outline, CPU, ours / ffmpeg showwavespic"),
        compared.ratio(0, 2, |used| used.cpu),
        Goal::AtMost(most),
    );
    report.figure(
        format!("{kind}: findings with the outline, CPU s"),
        compared.each(1, |used| used.cpu.as_secs_f64()),
        Goal::AtMost(2.0),
    );
    Ok(())
}

/// Two voices that come and go, in noise.
fn made(file: &Path, seconds: u32, coding: &[&str]) -> Result<()> {
    let tone = format!("sine=f=300:d={seconds}:r=8000");
    let hiss = format!("anoisesrc=d={seconds}:c=pink:r=8000:a=0.3:seed=7");
    let two = "[0:a]tremolo=f=0.3:d=0.9[a];[1:a]tremolo=f=0.2:d=0.9[b];[a][b]join=inputs=2:channel_layout=stereo";
    let mut line = ffmpeg(&["-f", "lavfi", "-i", &tone, "-f", "lavfi", "-i", &hiss]);
    line.args(["-filter_complex", two, "-ar", "8000"])
        .args(coding)
        .arg(file);
    if !line.status()?.success() {
        return Err("ffmpeg could not make the recording".into());
    }
    Ok(())
}

fn ffmpeg(words: &[&str]) -> Command {
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-nostdin", "-y", "-threads", "1"])
        .args(words);
    line
}

fn peaks(line: &[String]) -> Result<()> {
    let [file] = line else {
        return Err("peaks needs a file".into());
    };
    let outline = audio::peaks(file.as_ref(), BUCKETS)?;
    checked(outline.duration_ms)
}

fn listen(line: &[String]) -> Result<()> {
    let [file] = line else {
        return Err("listen needs a file".into());
    };
    let heard = audio::listen(file.as_ref(), BUCKETS)?;
    checked(heard.peaks.duration_ms)
}

fn checked(millis: u64) -> Result<()> {
    if millis == 0 {
        return Err("nothing was heard".into());
    }
    Ok(())
}
