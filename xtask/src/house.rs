//! Rules of the house that Cargo and the linters do not check by themselves: who may use whom, and versions that belong together.

use std::fs;

use crate::command::{Failure, cargo, read, root};

struct Rule {
    package: &'static str,
    never: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        package: "tapedeck-core",
        never: &["tauri", "wry", "tao", "clap", "demo-pbx"],
        why: "core serves the window and the command line alike and names neither",
    },
    Rule {
        package: "portsip",
        never: &["tapedeck-core", "audio", "demo-pbx", "tauri"],
        why: "the client of the PBX knows HTTP and nothing of the app",
    },
    Rule {
        package: "audio",
        never: &["tapedeck-core", "portsip", "reqwest", "tauri"],
        why: "audio knows what is in a file, and neither network nor app",
    },
    Rule {
        package: "demo-pbx",
        never: &["portsip", "tapedeck-core", "audio", "tauri"],
        why: "a double that shares types with the client proves nothing about it",
    },
    Rule {
        package: "tapedeck-cli",
        never: &["tauri", "wry"],
        why: "the command line runs on machines without a window",
    },
];

/// Pre-releases that fit together in one version only.
const ONE_VERSION: &[&str] = &["specta", "specta-typescript", "tauri", "tauri-specta"];

/// TLS is rustls everywhere.
const NOWHERE: &[&str] = &["native-tls", "openssl-sys"];

/// Checks all rules and says each that is broken.
pub(crate) fn check() -> Result<(), Failure> {
    let mut broken = Vec::new();
    for rule in RULES {
        let tree = read(&mut cargo(&[
            "tree",
            "--package",
            rule.package,
            "--edges",
            "normal",
            "--all-features",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]))?;
        for name in forbidden(&tree, rule.never) {
            broken.push(format!("{} uses {name}: {}", rule.package, rule.why));
        }
    }
    let lock = text("Cargo.lock")?;
    for name in ONE_VERSION {
        let found = locked(&lock, name);
        if found.len() != 1 {
            broken.push(format!(
                "Cargo.lock has {} versions of {name}: {found:?}",
                found.len()
            ));
        }
    }
    for name in NOWHERE {
        if !locked(&lock, name).is_empty() {
            broken.push(format!("Cargo.lock has {name}, but TLS is rustls"));
        }
    }
    broken.extend(tauri_versions(&lock, &text("ui/package.json")?));
    if broken.is_empty() {
        return Ok(());
    }
    for line in &broken {
        println!("  {line}");
    }
    Err(Failure::new(format!(
        "{} rules of the house are broken",
        broken.len()
    )))
}

fn text(name: &str) -> Result<String, Failure> {
    fs::read_to_string(root().join(name))
        .map_err(|error| Failure::new(format!("cannot read {name}: {error}")))
}

/// The packages of a tree, one a line, that are on the list.
fn forbidden<'a>(tree: &str, never: &[&'a str]) -> Vec<&'a str> {
    never
        .iter()
        .copied()
        .filter(|name| {
            tree.lines()
                .any(|line| line.split(' ').next() == Some(*name))
        })
        .collect()
}

/// The versions of a crate in the lock file.
fn locked<'a>(lock: &'a str, name: &str) -> Vec<&'a str> {
    let head = format!("name = \"{name}\"");
    let mut lines = lock.lines();
    let mut versions = Vec::new();
    while let Some(line) = lines.next() {
        if line == head {
            versions.extend(lines.next().and_then(quoted_last));
        }
    }
    versions
}

/// The window's two halves speak one protocol: same major and minor version.
fn tauri_versions(lock: &str, package: &str) -> Option<String> {
    let native = locked(lock, "tauri").first().copied()?;
    let web = package
        .lines()
        .find(|line| line.contains("\"@tauri-apps/api\""))
        .and_then(quoted_last)?;
    (minor(native) != minor(web))
        .then(|| format!("tauri is {native} in Cargo.lock but {web} in ui/package.json"))
}

fn minor(version: &str) -> Vec<&str> {
    version
        .trim_start_matches(['^', '~', '='])
        .split('.')
        .take(2)
        .collect()
}

/// The last quoted text of a line.
fn quoted_last(line: &str) -> Option<&str> {
    line.rsplit('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::{forbidden, locked, tauri_versions};

    const LOCK: &str = "[[package]]\nname = \"tauri\"\nversion = \"2.12.5\"\n\n[[package]]\nname = \"tauri-specta\"\nversion = \"1.0.0\"\n";

    #[test]
    fn a_package_is_found_by_its_whole_name() {
        assert_eq!(locked(LOCK, "tauri"), ["2.12.5"]);
        assert!(
            locked(LOCK, "specta").is_empty(),
            "part of a name is another name"
        );
        assert_eq!(
            forbidden("tauri-utils v1\nclap v4 (*)\n", &["tauri", "clap"]),
            ["clap"]
        );
    }

    #[test]
    fn tauri_parts_agree_up_to_the_minor_version() {
        assert_eq!(
            tauri_versions(LOCK, "\"@tauri-apps/api\": \"2.12.9\","),
            None
        );
        assert!(
            tauri_versions(LOCK, "\"@tauri-apps/api\": \"2.13.0\",").is_some(),
            "another minor version is another protocol"
        );
    }
}
