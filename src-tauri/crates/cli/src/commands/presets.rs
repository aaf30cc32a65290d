//! `presets`: exports to do again.

use std::io::{self, Write};

use jiff::Timestamp;
use tapedeck_core::settings::Preset;

use crate::{
    args::{PresetsAction, PresetsArgs},
    connect::open,
    exit::{Failed, Outcome},
    output::{printable, say},
};

/// Lists and removes.
pub(crate) fn run(arguments: PresetsArgs) -> Result<Outcome, Failed> {
    let app = open()?;
    match arguments.action.unwrap_or(PresetsAction::List) {
        PresetsAction::List => {
            let zone = app.default_zone();
            let mut out = io::stdout().lock();
            for preset in app.presets()? {
                writeln!(out, "{}", line(&preset, &zone)?)?;
            }
        }
        PresetsAction::Remove { name } => {
            app.preset(&name)?;
            app.delete_preset(&name)?;
            say(&format!("removed preset {name}"));
        }
    }
    Ok(Outcome::Complete)
}

/// Name, days and folder, parted by tabs.
fn line(preset: &Preset, zone: &str) -> Result<String, Failed> {
    let range = preset.query(Timestamp::now(), zone)?.range;
    let days = if preset.only_new {
        "only what is new".to_owned()
    } else {
        format!("{} to {} ({})", range.from, range.to, range.zone)
    };
    let folder = preset.folder.as_ref();
    let folder = folder.map_or_else(|| "-".to_owned(), |folder| folder.display().to_string());
    let parts = [&preset.name, &days, &folder].map(|part| printable(part).into_owned());
    Ok(parts.join("\t"))
}
