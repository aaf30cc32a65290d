//! The machine that figures were taken on.

use std::{fs, thread};

/// Processor, cores, memory and kernel in one line.
pub(crate) fn described() -> String {
    let cores = thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor =
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let kilobytes = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let memory = kilobytes.map_or_else(String::new, |size| format!(", {} GB", size / 1_000_000));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{processor}, {cores} cores{memory}, {} {}",
        std::env::consts::OS,
        kernel.trim()
    )
}

/// The value of the first line `name : value`.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
