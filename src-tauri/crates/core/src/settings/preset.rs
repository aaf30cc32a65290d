//! Exports that are done again and again, under a name.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    error::{Error, Result},
    export::{self, ExportOptions},
    query::{CallFilter, CallQuery},
    time::{RangeInput, RelativeRange},
};

/// Longest name of a preset, in characters.
const LONGEST_NAME: usize = 80;

/// The days of a preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PresetDays {
    /// Days that move with today.
    Relative {
        /// Which.
        range: RelativeRange,
    },
    /// Always the same ones.
    Fixed {
        /// Which, in their own zone.
        range: RangeInput,
    },
}

/// What to export, how and where. It holds no sign-in and no password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preset {
    /// What a person calls it; there is one of a name.
    pub name: String,
    /// Which days.
    pub days: PresetDays,
    /// The zone of days that move; empty for the tenant's.
    #[serde(default)]
    pub zone: String,
    /// Only what is new in the folder; the days are those of the first export.
    #[serde(default)]
    pub only_new: bool,
    /// Which calls of these days.
    pub filter: CallFilter,
    /// How.
    pub options: ExportOptions,
    /// Where.
    #[serde(default)]
    pub folder: Option<PathBuf>,
}

/// The presets that this version understands: one it does not is no reason to lose all settings.
pub(super) fn readable<'de, D: Deserializer<'de>>(
    from: D,
) -> std::result::Result<Vec<Preset>, D::Error> {
    let kept = Vec::<serde_json::Value>::deserialize(from)?;
    let understood = kept.into_iter().map(serde_json::from_value);
    Ok(understood.filter_map(std::result::Result::ok).collect())
}

impl Preset {
    /// The preset with its name as it is kept, if it can be used.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] with what to change.
    pub(crate) fn checked(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        let length = self.name.chars().count();
        if length == 0 || length > LONGEST_NAME || self.name.chars().any(char::is_control) {
            return Err(Error::invalid(format!(
                "a preset needs a name of 1 to {LONGEST_NAME} characters; give it another"
            )));
        }
        if !self.filter.ids.is_empty() {
            return Err(Error::invalid(
                "single calls cannot be kept in a preset, for it is used with other days; choose all calls that match instead",
            ));
        }
        self.filter.check()?;
        self.query(Timestamp::UNIX_EPOCH, "UTC")?.range.resolve()?;
        export::check_options(&self.options)?;
        Ok(self)
    }

    /// The question it asks at that moment; `zone` where it names none itself.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a zone that is not known.
    pub fn query(&self, now: Timestamp, zone: &str) -> Result<CallQuery> {
        let zone = if self.zone.is_empty() {
            zone
        } else {
            &self.zone
        };
        Ok(CallQuery {
            range: match &self.days {
                PresetDays::Relative { range } => range.at(now, zone)?,
                PresetDays::Fixed { range } => range.clone(),
            },
            filter: self.filter.clone(),
            sort: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preset(name: &str) -> Preset {
        Preset {
            name: name.to_owned(),
            days: PresetDays::Relative {
                range: RelativeRange::LastMonth,
            },
            zone: String::new(),
            only_new: false,
            filter: CallFilter::default(),
            options: ExportOptions::default(),
            folder: None,
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_when_it_is_saved() {
        assert_eq!(preset(" Month ").checked().unwrap().name, "Month");
        let wrong = [
            preset("  "),
            preset("two\nlines"),
            preset(&"x".repeat(81)),
            Preset {
                zone: "Mars/Olympus".to_owned(),
                ..preset("zone")
            },
            Preset {
                days: PresetDays::Fixed {
                    range: RangeInput {
                        from: "2026-11-02".to_owned(),
                        to: "2026-11-01".to_owned(),
                        zone: "UTC".to_owned(),
                    },
                },
                ..preset("days")
            },
            Preset {
                filter: CallFilter {
                    ids: vec!["1".to_owned()]
                        .into_iter()
                        .map(crate::ids::CallId)
                        .collect(),
                    ..CallFilter::default()
                },
                ..preset("calls")
            },
            Preset {
                options: ExportOptions {
                    name_template: "{date}".to_owned(),
                    ..ExportOptions::default()
                },
                ..preset("options")
            },
        ];
        for wrong in wrong {
            let name = wrong.name.clone();
            assert!(
                matches!(wrong.checked(), Err(Error::InvalidInput { .. })),
                "{name:?}"
            );
        }
    }

    #[test]
    fn days_that_move_are_those_of_the_presets_zone() {
        let now = "2026-11-30T23:30:00Z".parse().unwrap();
        let range = preset("m").query(now, "Asia/Shanghai").unwrap().range;
        assert_eq!(
            (range.from.as_str(), range.zone.as_str()),
            ("2026-11-01", "Asia/Shanghai")
        );
        let own = Preset {
            zone: "UTC".to_owned(),
            ..preset("m")
        };
        assert_eq!(
            own.query(now, "Asia/Shanghai").unwrap().range.from,
            "2026-10-01"
        );
    }

    #[test]
    fn a_preset_of_an_earlier_version_opens() {
        let kept = r#"{"name":"m","days":{"kind":"relative","range":"last_7_days"},"filter":
            {"extensions":[],"directions":[],"number":null,"minTalkS":null,"maxTalkS":null,"answered":null,
             "recorded":null,"text":null,"ids":[]},"options":{}}"#;
        let preset: Preset = serde_json::from_str(kept).unwrap();
        assert_eq!(preset.options, ExportOptions::default());
        assert_eq!(
            preset.days,
            PresetDays::Relative {
                range: RelativeRange::Last7Days
            }
        );
    }
}
