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
    #[arg(long, value_name = "DIR", help_heading = "Export")]
    pub(crate) dest: PathBuf,
    /// Path of each file below the folder, without ending; must contain {id}
    #[arg(long, value_name = "TEMPLATE", default_value = DEFAULT_TEMPLATE, value_parser = parse::template, help_heading = "Export")]
    name: String,
    /// Audio format
    #[arg(long, value_enum, default_value_t = AudioArg::Original, value_name = "FORMAT", help_heading = "Export")]
    audio: AudioArg,
    #[command(flatten)]
    sound: SoundArgs,
    /// Tables to write
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "csv",
        value_name = "LIST",
        help_heading = "Export"
    )]
    tables: Vec<TableArg>,
    /// Text in calls.csv
    #[arg(long, value_enum, default_value_t = CsvArg::Excel, value_name = "STYLE", help_heading = "Export")]
    csv: CsvArg,
    /// Between the cells of calls.csv
    #[arg(long, value_enum, default_value_t = SeparatorArg::Comma, value_name = "CHARACTER", help_heading = "Export")]
    csv_separator: SeparatorArg,
    /// Columns of the tables, in this order, the id of the call among them [default: all]
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = parse::column,
        value_name = "LIST",
        help_heading = "Export"
    )]
    columns: Vec<Column>,
    /// Transfers at once, 1 to 64 [default: as many as are fastest]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64), help_heading = "Export")]
    parallel: Option<u32>,
    /// Bytes a second for all transfers together: 500K, 5M, 1G
    #[arg(long, value_name = "RATE", value_parser = parse::rate, help_heading = "Export")]
    pub(crate) limit_rate: Option<u64>,
    /// What to do where another file has the name already
    #[arg(long, value_enum, default_value_t = ConflictArg::Skip, value_name = "WHAT", help_heading = "Export")]
    on_conflict: ConflictArg,
    /// Say what would be exported, and move nothing
    #[arg(long, help_heading = "Export")]
    pub(crate) dry_run: bool,
    /// Write index.html into the folder too: search, sort and play in a browser, offline
    #[arg(long, help_heading = "Export")]
    index: bool,
    /// What DEST becomes
    #[arg(long, value_enum, default_value_t = LayoutArg::Folder, value_name = "KIND", help_heading = "Export")]
    layout: LayoutArg,
    /// Sign the result with the key of this computer, made now if there is none and kept in the keychain
    #[arg(long, help_heading = "Export")]
    pub(crate) sign: bool,
    /// Pack everything into DEST.zip beside the folder
    #[arg(long, help_heading = "Export")]
    zip: bool,
    /// Encrypt the ZIP (AES-256); its password is the first line of standard input, after the sign-in password if that comes from there too
    #[arg(long, requires = "zip", help_heading = "Export")]
    pub(crate) zip_password_stdin: bool,
    /// Progress on standard error
    #[arg(long, value_enum, default_value_t = ProgressStyle::Auto, value_name = "STYLE", help_heading = "Export")]
    pub(crate) progress: ProgressStyle,
}

impl ExportArgs {
    pub(crate) fn options(&self) -> ExportOptions {
        ExportOptions {
            name_template: self.name.clone(),
            audio: match self.audio {
                AudioArg::Original => AudioFormat::Original,
                AudioArg::Wav => AudioFormat::Wav,
                AudioArg::Mp3 => AudioFormat::Mp3,
                AudioArg::Flac => AudioFormat::Flac,
            },
            sound: self.sound.sound(),
            video: self.sound.video(),
            tables: self
                .tables
                .iter()
                .map(|table| match table {
                    TableArg::Csv => TableKind::Csv,
                    TableArg::Xlsx => TableKind::Xlsx,
                    TableArg::Jsonl => TableKind::Jsonl,
                })
                .collect(),
            csv: match self.csv {
                CsvArg::Excel => CsvStyle::Excel,
                CsvArg::Raw => CsvStyle::Raw,
            },
            csv_separator: match self.csv_separator {
                SeparatorArg::Comma => CsvSeparator::Comma,
                SeparatorArg::Semicolon => CsvSeparator::Semicolon,
                SeparatorArg::Tab => CsvSeparator::Tab,
            },
            columns: self.columns.clone(),
            parallel: self.parallel,
            limit_rate_kb: None,
            office_limit: None,
            on_conflict: match self.on_conflict {
                ConflictArg::Skip => OnConflict::Skip,
                ConflictArg::Rename => OnConflict::Rename,
                ConflictArg::Overwrite => OnConflict::Overwrite,
            },
            index: self.index,
            layout: match self.layout {
                LayoutArg::Folder => Layout::Folder,
                LayoutArg::Bagit => Layout::Bagit,
            },
            sign: self.sign,
            zip: self.zip,
        }
    }
}
