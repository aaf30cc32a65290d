//! What an export is to do: the flags, over a preset if one is named.

use std::path::PathBuf;

use jiff::Timestamp;
use tapedeck_core::{
    export::{self, ExportOptions},
    query::{CallFilter, CallQuery},
    settings::Preset,
    time::RangeInput,
};

use crate::{
    args::ExportArgs,
    connect::{self, Connected},
    exit::Failed,
    output::say,
    range,
};

/// An export as it is asked for.
pub(crate) struct Order {
    pub(crate) dest: PathBuf,
    pub(crate) options: ExportOptions,
    filter: CallFilter,
    only_new: bool,
    preset: Option<Preset>,
}

impl Order {
    /// Checks what can be checked before anybody is asked.
    pub(crate) fn of(arguments: &ExportArgs) -> Result<Self, Failed> {
        let named = arguments.preset.as_deref();
        let preset = named.map(|name| Ok::<_, Failed>(connect::open()?.preset(name)?));
        let preset = preset.transpose()?;
        let usual = preset.clone();
        let (filter, options, folder) = usual
            .map(|preset| (preset.filter, preset.options, preset.folder))
            .unwrap_or_default();
        let dest = arguments.dest.clone().or(folder).ok_or_else(|| {
            Failed::Usage(
                "this preset names no folder: say with --dest where to export to".to_owned(),
            )
        })?;
        let order = Self {
            dest,
            options: arguments.options(options),
            filter: arguments.selection.filter_over(filter),
            only_new: arguments.incremental
                || preset.as_ref().is_some_and(|preset| preset.only_new),
            preset,
        };
        order.check(arguments)?;
        Ok(order)
    }

    fn check(&self, arguments: &ExportArgs) -> Result<(), Failed> {
        let selection = &arguments.selection;
        range::check_days(selection)?;
        self.filter.check()?;
        export::check_options(&self.options)?;
        if selection.from.is_none() && selection.to.is_some() && !self.only_new {
            return Err(range::to_alone());
        }
        if arguments.zip_password_stdin && !self.options.zip {
            return Err(Failed::Usage(
                "--zip-password-stdin needs a ZIP to encrypt: add --zip".to_owned(),
            ));
        }
        if self.only_new && !self.filter.ids.is_empty() {
            return Err(Failed::Usage(
                "single calls are not new or old: leave out --id, or the wish for what is new"
                    .to_owned(),
            ));
        }
        let first = selection.from.is_none() && self.preset.is_none();
        if self.only_new && first && !export::has_runs(&self.dest)? {
            return Err(Failed::Usage(format!(
                "{} holds no earlier export to go on from: say with --from where the first one begins",
                self.dest.display()
            )));
        }
        Ok(())
    }

    /// The question to the catalogue; range and zone are said on standard error.
    pub(crate) async fn query(
        &self,
        arguments: &ExportArgs,
        connected: &Connected,
    ) -> Result<CallQuery, Failed> {
        let (range, why) = self.range(arguments, connected).await?;
        range::say(&range, &why)?;
        Ok(CallQuery {
            range,
            filter: self.filter.clone(),
            sort: Vec::new(),
        })
    }

    /// The days, and why just these.
    async fn range(
        &self,
        arguments: &ExportArgs,
        connected: &Connected,
    ) -> Result<(RangeInput, String), Failed> {
        let selection = &arguments.selection;
        let preset = self.preset.as_ref();
        let own = preset.map(|preset| preset.zone.clone());
        let zone = selection
            .zone
            .clone()
            .or(own.filter(|zone| !zone.is_empty()));
        let zone = zone.unwrap_or_else(|| connected.session.zone.clone());
        let to = selection.to.clone();
        let new = if self.only_new {
            let (dest, filter) = (self.dest.clone(), self.filter.clone());
            connected
                .app
                .new_since(dest, filter, zone.clone(), to)
                .await?
        } else {
            None
        };
        if let Some(new) = new {
            if !new.same_selection {
                say(
                    "warning: the earlier exports into this folder asked for other calls or as another user; what they left out before this range is not asked for now",
                );
            }
            let why = format!(" (only what is new: all before {} was settled)", new.until);
            return Ok((new.range, why));
        }
        if let (None, Some(preset)) = (&selection.from, preset) {
            let preset = Preset {
                zone: zone.clone(),
                ..preset.clone()
            };
            let mut range = preset.query(Timestamp::now(), &zone)?.range;
            if selection.zone.is_some() {
                range.zone = zone;
            }
            return Ok((range, format!(" (preset {:?})", preset.name)));
        }
        range::usual(selection, &zone)
    }
}
