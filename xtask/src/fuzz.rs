//! `cargo xtask fuzz [TARGET] [--seconds N]`: foreign bytes against every parser, for a while each.

use std::fs;

use crate::command::{Failure, cargo, exists, root, run};

/// How long each target runs when nothing is said (quality.md, F12).
const SECONDS: u32 = 600;
/// No input is longer; what grows with a length in the input shows in less.
const LONGEST: u32 = 64 << 10;

/// Runs one target, or all of them one after the other.
pub(crate) fn fuzz(arguments: &[String]) -> Result<(), Failure> {
    let (target, seconds) = read(arguments)?;
    if !exists("cargo-fuzz", "--version") {
        run(&mut cargo(&["install", "cargo-fuzz", "--locked"]))?;
    }
    let all = targets()?;
    let chosen: Vec<&String> = all
        .iter()
        .filter(|name| target.as_ref().is_none_or(|target| target == *name))
        .collect();
    if chosen.is_empty() {
        return Err(Failure::new(format!(
            "there is no such target; there are {}",
            all.join(", ")
        )));
    }
    chosen.into_iter().try_for_each(|name| one(name, seconds))
}

fn read(arguments: &[String]) -> Result<(Option<String>, u32), Failure> {
    let wrong = || Failure::new("usage: cargo xtask fuzz [TARGET] [--seconds N]");
    let (mut target, mut seconds) = (None, SECONDS);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            let number = arguments.next().and_then(|text| text.parse().ok());
            seconds = number.ok_or_else(wrong)?;
        } else if argument.starts_with('-') || target.replace(argument.clone()).is_some() {
            return Err(wrong());
        }
    }
    Ok((target, seconds))
}

/// The names of all targets: one file each.
fn targets() -> Result<Vec<String>, Failure> {
    let folder = root().join("fuzz/fuzz_targets");
    let unreadable = |error| Failure::new(format!("cannot read {}: {error}", folder.display()));
    let mut names = Vec::new();
    for file in fs::read_dir(&folder).map_err(unreadable)? {
        let path = file.map_err(unreadable)?.path();
        names.extend(
            path.file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    names.sort_unstable();
    Ok(names)
}

fn one(target: &str, seconds: u32) -> Result<(), Failure> {
    let mut line = vec!["fuzz".to_owned(), "run".to_owned()];
    // No sanitizer: our parsers are safe Rust, and what matters are panics, hangs and allocations.
    line.extend(["--sanitizer", "none", target].map(str::to_owned));
    line.push(format!("corpus/{target}"));
    line.extend(seeds(target));
    line.push("--".to_owned());
    line.push(format!("-max_total_time={seconds}"));
    line.push(format!("-max_len={LONGEST}"));
    line.extend(["-rss_limit_mb=512", "-timeout=5", "-print_final_stats=1"].map(str::to_owned));
    let folder = root().join("fuzz");
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&corpus)
        .map_err(|error| Failure::new(format!("cannot make {}: {error}", corpus.display())))?;
    // The flags that lead the fuzzer are unstable; this makes the stable compiler take them, here and nowhere else.
    run(cargo(&line).current_dir(folder).env("RUSTC_BOOTSTRAP", "1"))
}

/// Folders of good inputs to begin with, from `fuzz/`.
fn seeds(target: &str) -> Vec<String> {
    let own = format!("seeds/{target}");
    let mut folders: Vec<String> = root()
        .join("fuzz")
        .join(&own)
        .exists()
        .then_some(own)
        .into_iter()
        .collect();
    if matches!(target, "probe" | "decode") {
        folders.push("../src-tauri/crates/demo-pbx/assets".to_owned());
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_a_target_and_a_time() {
        let parse = |line: &[&str]| {
            let line: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
            read(&line).ok()
        };
        assert_eq!(parse(&[]), Some((None, 600)));
        assert_eq!(
            parse(&["--seconds", "5", "probe"]),
            Some((Some("probe".to_owned()), 5))
        );
        for wrong in [
            &["a", "b"][..],
            &["--seconds"],
            &["--seconds", "x"],
            &["--fast"],
        ] {
            assert_eq!(parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn every_target_is_in_the_manifest() {
        let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
        for name in targets().unwrap() {
            assert!(
                manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")),
                "{name} is missing in fuzz/Cargo.toml"
            );
        }
    }
}
