//! The account a listing gives of itself.

use jiff::Timestamp;

/// A row that could not be used, and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The first moment of the range that its page was asked for.
    pub from: Timestamp,
    /// The `skip` of its page.
    pub skip: u64,
    /// Its place in the page, from 0.
    pub index: u64,
    /// What is wrong with it; holds nothing of its content.
    pub reason: String,
}

/// One slice of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceReport {
    /// The first moment in it.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
    /// What the PBX counted, less the rows it sent from outside the window; `None` if it gives no count.
    pub counted: Option<u64>,
    /// Unique usable rows.
    pub received: u64,
    /// Rows that came more than once within one reading.
    pub duplicates: u64,
    /// Rows that could not be used in the last reading: their number, and the first hundred of them.
    pub bad_rows: u64,
    /// Where the unusable rows stood.
    pub bad: Vec<BadRow>,
    /// How often the slice was read again, 0 to 3.
    pub rereads: u32,
    /// Rows moved between pages during every reading, so that some may be missing although the numbers agree.
    pub moved: bool,
}

impl SliceReport {
    /// Counted less received: what is missing (positive) or too many (negative); 0 if the PBX does not count.
    pub fn difference(&self) -> i64 {
        self.counted.map_or(0, |counted| {
            counted.cast_signed() - self.received.cast_signed()
        })
    }
}

/// Everything a listing received, held against what the PBX counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// What the PBX counted in the window; `None` if it gave no count for some slice.
    pub counted: Option<u64>,
    /// Unique rows delivered.
    pub received: u64,
    /// Rows that came more than once.
    pub duplicates: u64,
    /// Rows that could not be used.
    pub bad_rows: u64,
    /// The slices in the order of time.
    pub slices: Vec<SliceReport>,
    /// Whether the PBX was asked to filter by time and did. If not, the whole list was read and filtered here.
    pub filtered_by_pbx: bool,
}

impl Reconciliation {
    /// The slices in which the PBX counted something else than was received, or in which rows moved.
    pub fn differences(&self) -> impl Iterator<Item = &SliceReport> {
        self.slices
            .iter()
            .filter(|slice| slice.moved || slice.difference() != 0)
    }

    /// Counted less received, over all slices.
    pub fn difference(&self) -> i64 {
        self.slices.iter().map(SliceReport::difference).sum()
    }

    /// Whether everything counted was received and usable.
    pub fn is_complete(&self) -> bool {
        self.bad_rows == 0 && self.differences().next().is_none()
    }

    pub(crate) fn of(mut slices: Vec<SliceReport>, received: u64, filtered_by_pbx: bool) -> Self {
        slices.sort_by_key(|slice| slice.start);
        let difference: i64 = slices.iter().map(SliceReport::difference).sum();
        let counts = slices.iter().all(|slice| slice.counted.is_some());
        Self {
            // A row that two slices sent is one row: the total is what is held plus what is missing.
            counted: counts.then(|| received.saturating_add_signed(difference)),
            received,
            duplicates: slices.iter().map(|slice| slice.duplicates).sum(),
            bad_rows: slices.iter().map(|slice| slice.bad_rows).sum(),
            slices,
            filtered_by_pbx,
        }
    }
}
