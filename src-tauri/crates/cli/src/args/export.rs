//! How to export.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tapedeck_core::export::{
    AudioFormat, CsvSeparator, CsvStyle, DEFAULT_TEMPLATE, ExportOptions, Layout, OnConflict,
    TableKind, tables::Column,
};

use super::{ConnectionArgs, SelectionArgs, parse, sound::SoundArgs};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AudioArg {
    /// The PBX's own bytes
    Original,
    Wav,
    Mp3,
    Flac,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableArg {
    Csv,
    Xlsx,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CsvArg {
    /// With a BOM, and no cell that a spreadsheet would run as a formula
    Excel,
    /// Text as it is
    Raw,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SeparatorArg {
    Comma,
    /// What Excel expects where a comma stands in decimal numbers
    Semicolon,
    Tab,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LayoutArg {
    /// Audio, tables and lists in DEST itself
    Folder,
    /// A BagIt bag (RFC 8493): all that below DEST/data, with the lists that archives check around it
    Bagit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ConflictArg {
    /// Leave the existing file
    Skip,
    /// Write beside it under a free name
    Rename,
    /// Replace it
    Overwrite,
}

/// How progress is shown on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressStyle {
    /// A bar on a terminal, else plain lines
    Auto,
    /// A line every few seconds
    Plain,
    /// A JSON object every second
    Json,
    /// Nothing
    None,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// Folder to export to; it is made when it does not exist
    #[arg(
        long,
        value_name = "DIR",
        required_unless_present = "preset",
        help_heading = "Export"
    )]
    pub(crate) dest: Option<PathBuf>,
    /// Selection, choices and folder as kept under this name; what else is given here wins
    #[arg(long, value_name = "NAME", help_heading = "Export")]
    pub(crate) preset: Option<String>,
    /// Path of each file below the folder, without ending; must contain {id}
    #[arg(long, help = name_help(), value_name = "TEMPLATE", value_parser = parse::template, help_heading = "Export")]
    name: Option<String>,
    /// Audio format [default: original]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Export")]
    audio: Option<AudioArg>,
    #[command(flatten)]
    sound: SoundArgs,
    /// Tables to write [default: csv]
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "LIST",
        help_heading = "Export"
    )]
    tables: Option<Vec<TableArg>>,
    /// Text in calls.csv [default: excel]
    #[arg(long, value_enum, value_name = "STYLE", help_heading = "Export")]
    csv: Option<CsvArg>,
    /// Between the cells of calls.csv [default: comma]
    #[arg(long, value_enum, value_name = "CHARACTER", help_heading = "Export")]
    csv_separator: Option<SeparatorArg>,
    /// Columns of the tables, in this order, the id of the call among them [default: all]
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = parse::column,
        value_name = "LIST",
        help_heading = "Export"
    )]
    columns: Option<Vec<Column>>,
    /// Transfers at once, 1 to 64 [default: as many as are fastest]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64), help_heading = "Export")]
    parallel: Option<u32>,
    /// Bytes a second for all transfers together: 500K, 5M, 1G
    #[arg(long, value_name = "RATE", value_parser = parse::rate, help_heading = "Export")]
    pub(crate) limit_rate: Option<u64>,
    /// What to do where another file has the name already [default: skip]
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Export")]
    on_conflict: Option<ConflictArg>,
    /// Only what is new: from three days before the end of the last complete export into DEST; --from is where the first one begins
    #[arg(long, conflicts_with = "id", help_heading = "Export")]
    pub(crate) incremental: bool,
    /// Say what would be exported, and move nothing
    #[arg(long, help_heading = "Export")]
    pub(crate) dry_run: bool,
    /// Write index.html into the folder too: search, sort and play in a browser, offline
    #[arg(long, help_heading = "Export")]
    index: bool,
    /// What DEST becomes [default: folder]
    #[arg(long, value_enum, value_name = "KIND", help_heading = "Export")]
    layout: Option<LayoutArg>,
    /// Sign the result with the key of this computer, made now if there is none and kept in the keychain
    #[arg(long, help_heading = "Export")]
    sign: bool,
    /// Pack everything into DEST.zip beside the folder
    #[arg(long, help_heading = "Export")]
    zip: bool,
    /// As --zip, into DEST-001.zip, DEST-002.zip and so on, each of at most this size: 500M, 2G. No file lies across two
    #[arg(long, value_name = "SIZE", value_parser = parse::split, help_heading = "Export")]
    zip_split: Option<u32>,
    /// Encrypt the ZIP (AES-256); its password is the first line of standard input, after the sign-in password if that comes from there too
    #[arg(long, help_heading = "Export")]
    pub(crate) zip_password_stdin: bool,
    /// Progress on standard error
    #[arg(long, value_enum, default_value_t = ProgressStyle::Auto, value_name = "STYLE", help_heading = "Export")]
    pub(crate) progress: ProgressStyle,
}

fn name_help() -> String {
    format!(
        "Path of each file below the folder, without ending; must contain {{id}} [default: {DEFAULT_TEMPLATE}]"
    )
}

impl From<AudioArg> for AudioFormat {
    fn from(argument: AudioArg) -> Self {
        match argument {
            AudioArg::Original => Self::Original,
            AudioArg::Wav => Self::Wav,
            AudioArg::Mp3 => Self::Mp3,
            AudioArg::Flac => Self::Flac,
        }
    }
}

impl From<TableArg> for TableKind {
    fn from(argument: TableArg) -> Self {
        match argument {
            TableArg::Csv => Self::Csv,
            TableArg::Xlsx => Self::Xlsx,
            TableArg::Jsonl => Self::Jsonl,
        }
    }
}

impl From<CsvArg> for CsvStyle {
    fn from(argument: CsvArg) -> Self {
        match argument {
            CsvArg::Excel => Self::Excel,
            CsvArg::Raw => Self::Raw,
        }
    }
}

impl From<SeparatorArg> for CsvSeparator {
    fn from(argument: SeparatorArg) -> Self {
        match argument {
            SeparatorArg::Comma => Self::Comma,
            SeparatorArg::Semicolon => Self::Semicolon,
            SeparatorArg::Tab => Self::Tab,
        }
    }
}

impl From<ConflictArg> for OnConflict {
    fn from(argument: ConflictArg) -> Self {
        match argument {
            ConflictArg::Skip => Self::Skip,
            ConflictArg::Rename => Self::Rename,
            ConflictArg::Overwrite => Self::Overwrite,
        }
    }
}

impl From<LayoutArg> for Layout {
    fn from(argument: LayoutArg) -> Self {
        match argument {
            LayoutArg::Folder => Self::Folder,
            LayoutArg::Bagit => Self::Bagit,
        }
    }
}

impl ExportArgs {
    /// The choices: what is given, else what a preset or the defaults say.
    pub(crate) fn options(&self, usual: ExportOptions) -> ExportOptions {
        let tables = self.tables.as_ref();
        ExportOptions {
            name_template: self.name.clone().unwrap_or(usual.name_template),
            audio: self.audio.map_or(usual.audio, Into::into),
            sound: self.sound.sound(usual.sound),
            video: self.sound.video(usual.video),
            tables: tables.map_or(usual.tables, |list| {
                list.iter().map(|&kind| kind.into()).collect()
            }),
            csv: self.csv.map_or(usual.csv, Into::into),
            csv_separator: self.csv_separator.map_or(usual.csv_separator, Into::into),
            columns: self.columns.clone().unwrap_or(usual.columns),
            parallel: self.parallel.or(usual.parallel),
            limit_rate_kb: usual.limit_rate_kb,
            office_limit: usual.office_limit,
            on_conflict: self.on_conflict.map_or(usual.on_conflict, Into::into),
            index: self.index || usual.index,
            layout: self.layout.map_or(usual.layout, Into::into),
            sign: self.sign || usual.sign,
            zip: self.zip || self.zip_split.is_some() || usual.zip,
            zip_split_kb: self.zip_split.or(usual.zip_split_kb),
        }
    }
}
