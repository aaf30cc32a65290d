//! The report: everything that was seen, as Markdown, fit to be shown to whoever runs the PBX or wrote this app.

use std::{
    env::consts::{ARCH, OS},
    fmt::Write as _,
};

use super::{CheckOutcome, Examination, Step, Verdict};

impl Examination {
    /// The report. It names server, SIP domain and user, and holds no password, token, link, number or name from calls.
    pub fn report(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "# Tapedeck: connection check\n")?;
        writeln!(
            out,
            "Made at {} by Tapedeck {} on {OS} ({ARCH}). It names the server, the SIP domain and the user, so that the \
             administrator can look into it. There is no password, token, link, phone number or name from calls in it.\n",
            self.made_at,
            env!("CARGO_PKG_VERSION"),
        )?;
        for (name, value) in [
            ("Server", &self.diagnosis.server),
            ("SIP domain", &self.domain),
            ("User", &self.user),
        ] {
            if !value.is_empty() {
                writeln!(out, "- {name}: {}", code(value))?;
            }
        }
        let verdict = match self.diagnosis.verdict {
            Some(Verdict::Works) => "everything works",
            Some(Verdict::Partly) => "calls can be read, but not everything works",
            Some(Verdict::UpToSignIn) => "everything up to the sign-in works, which was not tried",
            Some(Verdict::Fails) => "calls cannot be read",
            None => "the check was stopped",
        };
        writeln!(out, "- Result: {verdict}\n\n## Steps\n")?;
        for step in &self.diagnosis.steps {
            write_step(out, step)?;
        }
        if !self.shapes.is_empty() {
            writeln!(
                out,
                "\n## Forms of the answers\n\nKeys and kinds of values only, nothing of what they say.\n"
            )?;
        }
        for answer in &self.shapes {
            let status = answer
                .status
                .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            writeln!(out, "- {} → {status}", code(&answer.call))?;
            if let Some(shape) = &answer.shape {
                writeln!(out, "  {}", code(&shape.to_string()))?;
            }
        }
        Ok(())
    }
}

fn write_step(out: &mut String, step: &Step) -> std::fmt::Result {
    let outcome = match step.outcome {
        CheckOutcome::Works => "works",
        CheckOutcome::Refused => "refused",
        CheckOutcome::Failed => "failed",
        CheckOutcome::Skipped => "skipped",
    };
    writeln!(
        out,
        "- **{}**: {outcome} ({} ms). {}",
        step.name.title(),
        step.took_ms,
        one_line(&step.words)
    )?;
    if let Some(next) = &step.next {
        writeln!(out, "  - To do: {}", one_line(next))?;
    }
    for fact in &step.facts {
        writeln!(out, "  - {}: {}", fact.name.label(), code(&fact.value))?;
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Foreign text, which must not become markup.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'"))
}
