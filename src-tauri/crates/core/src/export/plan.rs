//! What an export is given, what it gives back, and what can be told beforehand.

use std::{path::PathBuf, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    ExportOptions, ExportProgress, Hold, Layout, OfficeLimit, PackedZip, bag, limit::limit_at,
    names::Template, sound, tables::Columns,
};
use crate::{
    catalogue::{AccountKey, Shelf},
    error::{Error, Result},
    ids::RecordingId,
    jobs::JobOutcome,
    query::CallFilter,
    session::Lease,
    signing::Signer,
    sync::Coverage,
    time::{RangeInput, UtcRange},
};

/// No ZIP is split into smaller ones than this, in thousands of bytes.
const SMALLEST_SPLIT_KB: u32 = 1000;

/// The files of a recording, if they are known.
pub type KnownFiles =
    Arc<dyn Fn(&RecordingId) -> Option<Vec<portsip::RecordingFile>> + Send + Sync>;

/// Everything an export needs.
pub struct ExportPlan {
    /// Signed in, and what to do when that ends.
    pub client: Lease,
    /// Whose calls and recordings the account may read.
    pub scopes: portsip::Scopes,
    /// The calls, read from the PBX already.
    pub shelf: Shelf,
    /// What to export.
    pub range: UtcRange,
    /// As it was asked.
    pub range_input: RangeInput,
    /// Which calls of the range.
    pub filter: CallFilter,
    /// The folder; it is made if need be.
    pub dest: PathBuf,
    /// How.
    pub options: ExportOptions,
    /// At most so many bytes a second, all transfers together; wins over the usual limit of the options.
    pub limit_rate: Option<u64>,
    /// The zone of this computer, for its office hours.
    pub zone_here: TimeZone,
    /// Only what the manifest does not hold; what it holds is believed to be there.
    pub only_missing: bool,
    /// Encrypts the ZIP (AES-256).
    pub zip_password: Option<portsip::Secret>,
    /// Signs the result, where the options ask for it.
    pub signer: Option<Signer>,
    /// How the reading of the range ended.
    pub coverage: Coverage,
    /// Whose export it is.
    pub account: AccountKey,
    /// Of Tapedeck.
    pub version: String,
    /// Tells the files of recordings that are known already; the PBX is asked about all others.
    pub known_files: Option<KnownFiles>,
    /// Holds it back from outside.
    pub hold: Hold,
    /// Wait for a disk that refuses, and go on by itself; else that ends the run.
    pub waits: bool,
}

impl ExportPlan {
    /// The key to sign with, if that is asked for.
    ///
    /// # Errors
    /// [`Error::Keychain`] without one: an export that should be signed is never left unsigned in silence.
    pub(crate) fn signer(&self) -> Result<Option<&Signer>> {
        match (self.options.sign, &self.signer) {
            (false, _) => Ok(None),
            (true, Some(signer)) => Ok(Some(signer)),
            (true, None) => Err(Error::Keychain {
                why: "there is no key to sign the export with".to_owned(),
            }),
        }
    }

    /// Bytes a second as asked for at any hour.
    pub(crate) fn usual_limit(&self) -> Option<u64> {
        let usual = self.options.limit_rate_kb.map(|kb| u64::from(kb) * 1000);
        self.limit_rate.or(usual)
    }

    /// Bytes a second right now.
    pub(crate) fn limit_now(&self) -> Option<u64> {
        let here = self.zone_here.to_datetime(Timestamp::now());
        limit_at(self.usual_limit(), self.options.office_limit.as_ref(), here)
    }

    /// The plan with the folder where its files go: a bag has them below `data/`.
    pub(crate) fn in_layout(mut self) -> Self {
        if self.options.layout == Layout::Bagit {
            self.dest.push(bag::PAYLOAD);
        }
        self
    }
}

/// How an export ended.
#[derive(Clone, Debug)]
pub struct ExportReport {
    /// Complete, partial or cancelled.
    pub outcome: JobOutcome,
    /// The last snapshot.
    pub progress: ExportProgress,
    /// The ZIPs, proven: one, or its parts; none when none was asked for.
    pub zips: Vec<PackedZip>,
}

/// Whether an export can be started with these options.
///
/// # Errors
/// [`Error::InvalidInput`] with what to change.
pub fn check_options(options: &ExportOptions) -> Result<()> {
    Template::parse(&options.name_template)?;
    check_apart_from_names(options)
}

/// As [`check_options`], without the name template: the window shows what is wrong with that in its own place.
///
/// # Errors
/// [`Error::InvalidInput`] with what to change.
pub(crate) fn check_apart_from_names(options: &ExportOptions) -> Result<()> {
    Columns::chosen(&options.columns)?;
    sound::check(options)?;
    if options.parallel == Some(0) {
        return Err(Error::invalid(
            "an export needs at least one transfer at a time; use 1 or more, or leave it out",
        ));
    }
    if options.limit_rate_kb == Some(0) {
        return Err(Error::invalid(
            "a rate of 0 would never end; use 1 or more, or leave it out",
        ));
    }
    if options
        .zip_split_kb
        .is_some_and(|kb| kb < SMALLEST_SPLIT_KB)
    {
        return Err(Error::invalid(
            "a ZIP of less than 1 MB would hold hardly a recording; use 1M or more, or leave it out",
        ));
    }
    options
        .office_limit
        .as_ref()
        .map_or(Ok(()), OfficeLimit::check)
}

/// The names that the first `count` recordings of a selection would get, without ending.
///
/// # Errors
/// [`Error::InvalidInput`] for the filter, or what the catalogue says.
pub(crate) fn preview_names(
    shelf: &Shelf,
    range: &UtcRange,
    filter: &CallFilter,
    template: &Template,
    count: u32,
) -> Result<Vec<String>> {
    if filter.recorded == Some(false) {
        return Ok(Vec::new());
    }
    let filter = CallFilter {
        recorded: Some(true),
        ..filter.clone()
    };
    let calls = shelf.page(range, &filter, &[], 0, count)?;
    Ok(calls
        .iter()
        .map(|call| template.render(call, &range.zone))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Sound, tables::Column};

    #[test]
    fn options_that_cannot_work_are_refused() {
        assert!(check_options(&ExportOptions::default()).is_ok());
        for wrong in [
            ExportOptions {
                name_template: "{date}".to_owned(),
                ..ExportOptions::default()
            },
            ExportOptions {
                name_template: "../{id}".to_owned(),
                ..ExportOptions::default()
            },
            ExportOptions {
                parallel: Some(0),
                ..ExportOptions::default()
            },
            ExportOptions {
                columns: vec![Column::Caller],
                ..ExportOptions::default()
            },
            ExportOptions {
                zip_split_kb: Some(999),
                ..ExportOptions::default()
            },
            ExportOptions {
                sound: Sound {
                    loudness: Some(-16),
                    ..Sound::default()
                },
                ..ExportOptions::default()
            },
            ExportOptions {
                limit_rate_kb: Some(0),
                ..ExportOptions::default()
            },
        ] {
            assert!(
                matches!(check_options(&wrong), Err(Error::InvalidInput { .. })),
                "{wrong:?}"
            );
        }
    }
}
