//! What the window says and sees of an export to come.

use serde::{Deserialize, Serialize};

use super::CallTotals;
use crate::{
    export::{ExportOptions, names::TemplateProblem},
    ids::FolderId,
    jobs::saturate,
    query::CallQuery,
};

/// An export as asked in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExportInput {
    /// Made by the window; the same id never starts a second export.
    pub request: String,
    /// What: with `filter.ids` empty, everything that matches.
    pub query: CallQuery,
    /// Where; from `choose_folder`.
    pub folder: FolderId,
    /// How.
    pub options: ExportOptions,
}

/// What an export would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExportPreview {
    /// What it covers.
    pub totals: CallTotals,
    /// What is wrong with the options, the name template apart.
    pub problem: Option<String>,
}

/// What a name template makes of real calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NamePreview {
    /// Paths below the folder for the first three recorded calls, without ending.
    pub names: Vec<String>,
    /// Why the template cannot be used; there are no names then.
    pub problem: Option<NameProblem>,
}

/// What is wrong with a name template, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NameProblem {
    /// As a sentence, with what would be right.
    pub reason: String,
    /// Where the wrong part begins, in UTF-16 units.
    pub from: u32,
    /// Where it ends; as `from` where something is missing.
    pub to: u32,
}

impl NamePreview {
    /// Of a template that cannot be used.
    pub(super) fn refused(problem: &TemplateProblem) -> Self {
        let place = problem.utf16_place();
        Self {
            names: Vec::new(),
            problem: Some(NameProblem {
                reason: problem.reason().to_owned(),
                from: saturate(place.start as u64),
                to: saturate(place.end as u64),
            }),
        }
    }
}

/// A folder a person chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FolderChoice {
    /// Stands for the path in later commands.
    pub id: FolderId,
    /// The path, to read.
    pub path: String,
    /// Free room there, in megabytes (10⁶), when the system tells.
    pub free_mb: Option<u32>,
}
