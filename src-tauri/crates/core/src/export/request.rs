//! What a person asks of an export.

use serde::{Deserialize, Serialize};

use super::{OfficeLimit, Sound, VideoChoice, tables::Column};

/// Audio in the export folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AudioFormat {
    /// The PBX's own bytes, untouched.
    #[default]
    Original,
    /// PCM WAV.
    Wav,
    /// MP3.
    Mp3,
    /// FLAC, lossless.
    Flac,
}

/// A table beside the audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the file ending")]
pub enum TableKind {
    Csv,
    Xlsx,
    Jsonl,
}

/// How text is written to `calls.csv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CsvStyle {
    /// With a BOM, and no cell that Excel would run as a formula.
    #[default]
    Excel,
    /// Text as it is.
    Raw,
}

/// What parts the cells of `calls.csv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CsvSeparator {
    /// `,`, as RFC 4180 has it.
    #[default]
    Comma,
    /// `;`, which Excel expects where a comma stands in decimal numbers.
    Semicolon,
    /// A tab.
    Tab,
}

/// What is made of the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Audio, tables and lists in the folder itself.
    #[default]
    Folder,
    /// A bag (`BagIt`, RFC 8493): all that below `data/`, and the lists that archives check around it.
    Bagit,
}

/// What to do where an audio file of another content stands already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum OnConflict {
    /// Leave it; the recording is reported as skipped.
    #[default]
    Skip,
    /// Write beside it under a free name.
    Rename,
    /// Replace it.
    Overwrite,
}

/// How to export, apart from what and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct ExportOptions {
    /// Path of a file below the folder, without ending; see [`super::names`].
    pub name_template: String,
    /// Audio format.
    pub audio: AudioFormat,
    /// How converted files sound. Choices of earlier versions have none of these.
    pub sound: Sound,
    /// Recordings with a picture.
    pub video: VideoChoice,
    /// Tables to write.
    pub tables: Vec<TableKind>,
    /// Text in CSV cells.
    pub csv: CsvStyle,
    /// Between CSV cells.
    pub csv_separator: CsvSeparator,
    /// Columns of the tables, in order; none means those of the contract.
    pub columns: Vec<Column>,
    /// At most so many transfers at once; `None` finds the best number.
    pub parallel: Option<u32>,
    /// At most so many thousand bytes a second, all transfers together.
    pub limit_rate_kb: Option<u32>,
    /// A lower limit within office hours. Choices of earlier versions have none.
    pub office_limit: Option<OfficeLimit>,
    /// Existing files of other content.
    pub on_conflict: OnConflict,
    /// `index.html` in the folder, to search and play in a browser.
    pub index: bool,
    /// A plain folder, or a bag.
    pub layout: Layout,
    /// Sign the result with the key of this computer.
    pub sign: bool,
    /// Pack everything into `DEST.zip` beside the folder.
    pub zip: bool,
    /// With `zip`: into `DEST-001.zip` and so on, each of at most so many thousand bytes.
    pub zip_split_kb: Option<u32>,
}

impl ExportOptions {
    /// Bytes that a ZIP may have at most, where several are asked for.
    pub(crate) fn zip_split(&self) -> Option<u64> {
        self.zip_split_kb.map(|kb| u64::from(kb) * 1000)
    }
}

/// The name template used when none is given (`design.md`, The export folder).
pub const DEFAULT_TEMPLATE: &str =
    "{date}/{extension}/{start}_{direction}_{extension}_{other}_{seconds}s_[{id}]";

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            name_template: DEFAULT_TEMPLATE.to_owned(),
            audio: AudioFormat::default(),
            sound: Sound::default(),
            video: VideoChoice::default(),
            tables: vec![TableKind::Csv],
            csv: CsvStyle::default(),
            csv_separator: CsvSeparator::default(),
            columns: Vec::new(),
            parallel: None,
            limit_rate_kb: None,
            office_limit: None,
            on_conflict: OnConflict::default(),
            index: false,
            layout: Layout::default(),
            sign: false,
            zip: false,
            zip_split_kb: None,
        }
    }
}
