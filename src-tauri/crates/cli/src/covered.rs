//! What an export covers, as a table on standard error at its end.

use tapedeck_core::export::{ExportCoverage, ExtensionCoverage};

use crate::output::say;

/// Extensions with something missing listed one by one; `export.json` has more.
const LISTED: usize = 8;

/// Says it.
pub(crate) fn report(coverage: &ExportCoverage) {
    for line in lines(coverage) {
        say(&line);
    }
}

fn lines(coverage: &ExportCoverage) -> Vec<String> {
    let ExportCoverage {
        in_range,
        calls,
        answered,
        expected,
        recorded,
        exported,
        ..
    } = *coverage;
    let range = format!("{in_range} in the range");
    let mut lines = vec![
        "coverage:".to_owned(),
        row("calls", calls, &range),
        row("answered", answered, ""),
        row(
            "expected",
            expected,
            "recorded, or answered where others are",
        ),
        row("recorded", recorded, ""),
        row("exported", exported, ""),
    ];
    for (reason, count) in coverage.gaps.by_reason() {
        if count > 0 {
            lines.push(row(reason, count, ""));
        }
    }
    if coverage.not_reached > 0 {
        lines.push(row("not_reached", coverage.not_reached, ""));
    }
    let short: Vec<_> = coverage
        .extensions
        .iter()
        .filter(|one| one.missing() > 0)
        .collect();
    lines.extend(short.iter().take(LISTED).map(|one| extension(one)));
    if short.len() > LISTED {
        lines.push(format!(
            "  {} more extensions with something missing; export.json names them",
            short.len() - LISTED
        ));
    }
    lines
}

fn row(what: &str, count: u32, note: &str) -> String {
    let note = if note.is_empty() {
        String::new()
    } else {
        format!("  ({note})")
    };
    format!("  {what:<13}{count:>9}{note}")
}

fn extension(one: &ExtensionCoverage) -> String {
    let ExtensionCoverage {
        expected,
        recorded,
        exported,
        ..
    } = one;
    let number = if one.extension.is_empty() {
        "none"
    } else {
        &one.extension
    };
    format!(
        "  extension {number} {}: {expected} expected, {recorded} recorded, {exported} exported",
        one.name
    )
}

#[cfg(test)]
mod tests {
    use tapedeck_core::export::CoverageGaps;

    use super::*;

    #[test]
    fn the_table_counts_every_reason_and_lists_who_misses_something() {
        let one = |extension: &str, exported| ExtensionCoverage {
            extension: extension.to_owned(),
            name: "Ann".to_owned(),
            calls: 9,
            answered: 8,
            expected: 7,
            recorded: 6,
            exported,
        };
        let coverage = ExportCoverage {
            in_range: 1234,
            calls: 20,
            answered: 16,
            expected: 14,
            recorded: 13,
            exported: 12,
            gaps: CoverageGaps {
                not_recorded: 1,
                gone: 1,
                ..CoverageGaps::default()
            },
            not_reached: 0,
            extensions: vec![one("101", 5), one("102", 7)],
            more_extensions: 0,
        };
        let text = lines(&coverage).join("\n");
        for line in [
            "  calls               20  (1234 in the range)",
            "  not_recorded         1",
            "  gone                 1",
            "  extension 101 Ann: 7 expected, 6 recorded, 5 exported",
        ] {
            assert!(text.contains(line), "{line:?} in\n{text}");
        }
        assert!(!text.contains("102"), "nothing is missing there: {text}");
        assert!(
            !text.contains("failed"),
            "reasons without calls are left out"
        );
    }
}
