//! Which file of a recording something is about.

use std::{borrow::Cow, sync::Arc};

use super::job::Work;
use crate::export::side::Side;

/// One file that a recording has, or will have, in the folder.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) work: &'a Arc<Work>,
    /// Its place in the list of the PBX, from 1.
    pub(super) number: u32,
    /// Set when it is one channel of that.
    pub(super) side: Option<Side>,
    /// The name that the template gives, without ending.
    pub(super) stem: &'a str,
}

impl Slot<'_> {
    /// Its place in the manifest.
    pub(super) fn index(&self) -> u32 {
        match self.side {
            Some(Side::Right) => self.work.file_count + self.number,
            Some(Side::Left) | None => self.number,
        }
    }

    /// Its name without number and ending.
    pub(super) fn name(&self) -> Cow<'_, str> {
        match self.side {
            Some(side) => format!("{}-{}", self.stem, side.as_str()).into(),
            None => self.stem.into(),
        }
    }
}
