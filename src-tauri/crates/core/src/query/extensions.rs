//! Extensions as typed: `101, 102, 200-299`.

use std::collections::BTreeSet;

use super::{FilterFault, RangeFault};

type Result<T> = std::result::Result<T, FilterFault>;

/// Ranges that remain after joining overlapping ones; a longer list is a mistake, and SQL has limits too.
const MOST_RANGES: usize = 100;
/// Digits at each end of a range: what fits a `u64` without thought.
const MOST_DIGITS: usize = 18;

/// A set of numbers, given singly and by ranges of equally long numbers.
///
/// The empty set asks nothing: it stands for "any extension".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtensionSet {
    numbers: BTreeSet<String>,
    ranges: Vec<NumberRange>,
}

/// Numbers of `digits` digits from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NumberRange {
    digits: usize,
    first: u64,
    last: u64,
}

impl ExtensionSet {
    /// Reads tokens such as `101` and `200-299`; one text may hold several, apart by commas, semicolons or spaces.
    ///
    /// # Errors
    /// [`FilterFault`] when a range has no two ends of the same number of digits in ascending order, or a token
    /// is no number.
    pub fn parse(texts: &[String]) -> Result<Self> {
        let mut set = Self::default();
        let separators = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        for token in texts
            .iter()
            .flat_map(|text| text.split(separators))
            .filter(|token| !token.is_empty())
        {
            match token.split_once(['-', '–']) {
                Some((first, last)) => set.ranges.push(NumberRange::parse(token, first, last)?),
                None if token.chars().all(|c| {
                    c.is_alphanumeric() || matches!(c, '+' | '*' | '#' | '.' | '_' | '@')
                }) =>
                {
                    set.numbers.insert(token.to_owned());
                }
                None => {
                    return Err(FilterFault::NotAnExtension {
                        text: token.to_owned(),
                    });
                }
            }
        }
        set.ranges = joined(set.ranges);
        if set.ranges.len() > MOST_RANGES {
            return Err(FilterFault::TooManyRanges {
                count: u32::try_from(set.ranges.len()).unwrap_or(u32::MAX),
                most: u32::try_from(MOST_RANGES).unwrap_or(u32::MAX),
            });
        }
        Ok(set)
    }

    /// True when nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.ranges.is_empty()
    }

    /// Whether a number is one of these.
    pub fn contains(&self, number: &str) -> bool {
        if self.numbers.contains(number) {
            return true;
        }
        let digits = number.len();
        if digits == 0 || digits > MOST_DIGITS || !number.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        number.parse().is_ok_and(|value: u64| {
            self.ranges
                .iter()
                .any(|range| range.digits == digits && (range.first..=range.last).contains(&value))
        })
    }

    /// The numbers given singly, sorted.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.numbers.iter().map(String::as_str)
    }

    /// Every number of the set, unless there are more than `most`.
    pub fn each(&self, most: usize) -> Option<Vec<String>> {
        let in_ranges = |range: &NumberRange| range.last - range.first + 1;
        let ranged = self.ranges.iter().map(in_ranges).sum::<u64>();
        let room = most.checked_sub(self.numbers.len())?;
        if usize::try_from(ranged).is_ok_and(|ranged| ranged <= room) {
            let ranged = self
                .ranges
                .iter()
                .flat_map(|range| (range.first..=range.last).map(|value| range.text(value)));
            return Some(self.numbers.iter().cloned().chain(ranged).collect());
        }
        None
    }

    /// The ranges as first and last number of the same length, sorted, none overlapping.
    pub fn ranges(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.ranges
            .iter()
            .map(|range| (range.text(range.first), range.text(range.last)))
    }
}

impl NumberRange {
    fn parse(token: &str, first: &str, last: &str) -> Result<Self> {
        let wrong = |why| FilterFault::NotARange {
            text: token.to_owned(),
            why,
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(first) || !digits(last) {
            return Err(wrong(RangeFault::NotDigits));
        }
        if first.len() != last.len() {
            return Err(wrong(RangeFault::Uneven));
        }
        if first.len() > MOST_DIGITS {
            return Err(wrong(RangeFault::TooLong));
        }
        let (Ok(start), Ok(end)) = (first.parse::<u64>(), last.parse::<u64>()) else {
            return Err(wrong(RangeFault::TooLong));
        };
        if start > end {
            return Err(wrong(RangeFault::Backwards));
        }
        Ok(Self {
            digits: first.len(),
            first: start,
            last: end,
        })
    }

    fn text(&self, value: u64) -> String {
        format!("{value:0digits$}", digits = self.digits)
    }
}

/// The same numbers in as few ranges as possible.
fn joined(mut ranges: Vec<NumberRange>) -> Vec<NumberRange> {
    ranges.sort_unstable();
    let mut kept: Vec<NumberRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match kept.last_mut() {
            Some(before) if before.digits == range.digits && range.first <= before.last + 1 => {
                before.last = before.last.max(range.last);
            }
            _ => kept.push(range),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(texts: &[&str]) -> Result<ExtensionSet> {
        ExtensionSet::parse(
            &texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn lists_and_ranges_are_read() {
        let set = set(&["101, 102;*57", "200-299 0100–0199", "250-310"]).expect("valid");
        assert_eq!(set.numbers().collect::<Vec<_>>(), ["*57", "101", "102"]);
        let pair = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        assert_eq!(
            set.ranges().collect::<Vec<_>>(),
            [pair("200", "310"), pair("0100", "0199")],
            "overlapping ranges are one"
        );
        for inside in ["101", "*57", "200", "310", "0150"] {
            assert!(set.contains(inside), "{inside} is listed");
        }
        for outside in ["1010", "199", "311", "150", "00250", "", "2*0", "²50"] {
            assert!(!set.contains(outside), "{outside} is not listed");
        }
    }

    #[test]
    fn a_small_set_can_be_told_number_by_number() {
        let set = set(&["*57, 098-100", "7"]).expect("valid");
        let all = ["*57", "7", "098", "099", "100"].map(str::to_owned);
        assert_eq!(set.each(5), Some(all.to_vec()));
        assert_eq!(set.each(4), None, "one number too many");
        assert_eq!(set.each(1), None, "the single ones alone are too many");
    }

    #[test]
    fn nothing_typed_asks_nothing() {
        for texts in [&[][..], &[""], &[" , ;"]] {
            assert!(set(texts).expect("valid").is_empty());
        }
    }

    #[test]
    fn mistakes_are_explained() {
        let cases = [
            ("1-20", "same number of digits"),
            ("300-200", "ends before it starts"),
            ("-200", "digits only"),
            ("200-", "digits only"),
            ("1-2-3", "digits only"),
            ("2a-3b", "digits only"),
            ("+1-+5", "digits only"),
            ("1234567890123456789-1234567890123456799", "too long"),
            ("10(1)", "no extension"),
            ("10'1", "no extension"),
        ];
        for (text, why) in cases {
            let error = set(&[text]).expect_err(text).to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn too_many_ranges_are_refused() {
        let many: Vec<String> = (0..=MOST_RANGES)
            .map(|n| format!("{:04}-{:04}", n * 10, n * 10 + 1))
            .collect();
        assert!(ExtensionSet::parse(&many).is_err());
        assert!(ExtensionSet::parse(&many[1..]).is_ok());
    }

    proptest! {
        #[test]
        fn membership_equals_the_naive_reading(
            singles in prop::collection::vec("[0-9*#+]{1,4}", 0..5),
            ranges in prop::collection::vec((1_usize..4, 0_u32..1000, 0_u32..1000), 0..8),
            probe in "[0-9*]{0,5}",
        ) {
            let ranges: Vec<(String, String)> = ranges
                .into_iter()
                .map(|(digits, a, b)| {
                    let most = 10_u32.pow(u32::try_from(digits).expect("small"));
                    let (a, b) = (a % most, b % most);
                    (format!("{:0digits$}", a.min(b)), format!("{:0digits$}", a.max(b)))
                })
                .collect();
            let mut texts: Vec<String> = singles.clone();
            texts.extend(ranges.iter().map(|(a, b)| format!("{a}-{b}")));
            let set = ExtensionSet::parse(&texts).expect("built to be valid");
            let naive = singles.contains(&probe)
                || (!probe.is_empty()
                    && probe.bytes().all(|b| b.is_ascii_digit())
                    && ranges.iter().any(|(a, b)| {
                        a.len() == probe.len() && a.parse::<u32>().expect("digits") <= probe.parse().expect("digits") && probe.parse::<u32>().expect("digits") <= b.parse().expect("digits")
                    }));
            prop_assert_eq!(set.contains(&probe), naive);
        }
    }
}
