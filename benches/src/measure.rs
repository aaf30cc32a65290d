//! What one run of a program costs: wall time, CPU time and peak memory.
//!
//! A program is run by a second instance of this one, the meter, which waits for it and reads the kernel's account of its
//! children. The meter is small on purpose: a child's peak begins with the memory of the process that started it.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use crate::Result;

/// The word by which this program becomes the meter.
pub(crate) const METER: &str = "__meter";

/// The cost of one run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) wall: Duration,
    /// User and system time of the program and the children it waited for.
    pub(crate) cpu: Duration,
    /// Most memory resident at once, in bytes.
    pub(crate) peak: u64,
}

impl Usage {
    /// One after the other: times add up, the larger peak counts.
    pub(crate) fn then(self, next: Self) -> Self {
        Self {
            wall: self.wall + next.wall,
            cpu: self.cpu + next.cpu,
            peak: self.peak.max(next.peak),
        }
    }
}

/// Runs a program and measures it; its standard output goes to a file or nowhere. A failure is an error: a run that did
/// not do its work has no cost worth knowing.
pub(crate) fn measure(command: Command, output: Option<&Path>) -> Result<Usage> {
    let out = tempfile::NamedTempFile::new()?;
    let mut meter = Command::new(std::env::current_exe()?);
    meter
        .arg(METER)
        .arg(out.path())
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => meter.env(name, value),
            None => meter.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        meter.current_dir(folder);
    }
    let output = match output {
        Some(path) => fs::File::create(path)?.into(),
        None => Stdio::null(),
    };
    let status = meter.stdin(Stdio::null()).stdout(output).status()?;
    if !status.success() {
        return Err(format!("{} ended with {status}", command.get_program().display()).into());
    }
    read(&fs::read_to_string(out.path())?).ok_or_else(|| "the meter wrote nothing".into())
}

fn read(text: &str) -> Option<Usage> {
    let mut numbers = text.split_whitespace();
    let mut seconds = || Some(Duration::from_secs_f64(numbers.next()?.parse().ok()?));
    let (wall, cpu) = (seconds()?, seconds()?);
    Some(Usage {
        wall,
        cpu,
        peak: numbers.next()?.parse().ok()?,
    })
}

/// The meter: runs the line, writes wall seconds, CPU seconds and peak bytes to `out`, and ends as the program did.
pub(crate) fn meter(out: &Path, line: &[String]) -> Result<ExitCode> {
    let (program, arguments) = line.split_first().ok_or("nothing to measure")?;
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status()?;
    let wall = start.elapsed().as_secs_f64();
    let (cpu, peak) = children()?;
    fs::write(out, format!("{wall} {cpu} {peak}\n"))?;
    Ok(match status.code() {
        Some(0) => ExitCode::SUCCESS,
        Some(code) => u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from),
        None => ExitCode::FAILURE,
    })
}

/// CPU seconds and peak bytes of all children waited for.
#[cfg(unix)]
fn children() -> Result<(f64, u64)> {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeVal,
    };
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    // Linux counts kilobytes, macOS bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let peak = u64::try_from(used.max_rss())? * unit;
    Ok((
        seconds(used.user_time()) + seconds(used.system_time()),
        peak,
    ))
}

#[cfg(not(unix))]
fn children() -> Result<(f64, u64)> {
    Err("programs can only be measured on Unix".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_the_meter_is_read() {
        let used = read("1.5 0.25 1024\n").expect("three numbers");
        assert_eq!(
            (used.wall, used.cpu, used.peak),
            (
                Duration::from_millis(1500),
                Duration::from_millis(250),
                1024
            )
        );
        assert!(read("1.5 0.25").is_none(), "a cut account is none");
    }
}
