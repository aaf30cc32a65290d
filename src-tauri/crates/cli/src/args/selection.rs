//! Which calls.

use clap::{Args, ValueEnum};
use tapedeck_core::{call::Direction, ids::CallId, query::CallFilter};

use super::parse;

/// Form of listed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputStyle {
    /// Aligned columns to read
    Table,
    /// The columns of calls.csv
    Csv,
    /// One JSON object a line, with the keys of calls.csv
    Jsonl,
}

/// Calls, or only those with a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Calls,
    Recordings,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum YesNo {
    Yes,
    No,
}

impl YesNo {
    fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DirectionArg {
    Inbound,
    Outbound,
    Internal,
    Transit,
}

impl From<DirectionArg> for Direction {
    fn from(argument: DirectionArg) -> Self {
        match argument {
            DirectionArg::Inbound => Self::Inbound,
            DirectionArg::Outbound => Self::Outbound,
            DirectionArg::Internal => Self::Internal,
            DirectionArg::Transit => Self::Transit,
        }
    }
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectionArgs {
    /// First day, or moment: 2026-11-01 or 2026-11-01T08:00
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Last day, included whole, or the moment to end before
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// IANA zone of the dates, such as Europe/Berlin [default: the tenant's, else this computer's]
    #[arg(long, value_name = "ZONE", value_parser = parse::zone)]
    pub(crate) zone: Option<String>,
    /// Caller, callee or destination is one of these: 101,102,200-299
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = parse::extension)]
    extension: Vec<String>,
    /// Any of these directions
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_enum)]
    direction: Vec<DirectionArg>,
    /// Caller, callee, destination or dialled number contains this
    #[arg(long, value_name = "TEXT", value_parser = parse::wanted)]
    number: Option<String>,
    /// Shortest talk time: 30s, 10m, 1h
    #[arg(long, value_name = "TIME", value_parser = parse::duration)]
    min_talk: Option<u32>,
    /// Longest talk time
    #[arg(long, value_name = "TIME", value_parser = parse::duration)]
    max_talk: Option<u32>,
    /// Answered or not
    #[arg(long, value_enum, value_name = "YES|NO")]
    answered: Option<YesNo>,
    /// Recorded or not
    #[arg(long, value_enum, value_name = "YES|NO")]
    with_recording: Option<YesNo>,
    /// Conditions as a line of text: 'from:101 talk:>30s -queue:800'; they must hold beside the flags
    #[arg(long, value_name = "TEXT", value_parser = parse::filter, allow_hyphen_values = true)]
    filter: Option<CallFilter>,
    /// Only these calls of the range, by `call_id`; several with commas
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = parse::wanted)]
    id: Vec<String>,
}

impl SelectionArgs {
    /// The conditions; `Recordings` adds that there is one.
    pub(crate) fn filter(&self, wanted: Wanted) -> CallFilter {
        let filter = self.filter_over(CallFilter::default());
        CallFilter {
            recorded: match wanted {
                Wanted::Recordings => Some(filter.recorded.unwrap_or(true)),
                Wanted::Calls => filter.recorded,
            },
            ..filter
        }
    }

    /// The conditions: what is given, else those of a preset.
    pub(crate) fn filter_over(&self, usual: CallFilter) -> CallFilter {
        let directions = self.direction.iter().copied().map(Direction::from);
        let mut filter = CallFilter {
            extensions: given(self.extension.clone(), usual.extensions),
            directions: given(directions.collect(), usual.directions),
            number: self.number.clone().or(usual.number),
            min_talk_s: self.min_talk.or(usual.min_talk_s),
            max_talk_s: self.max_talk.or(usual.max_talk_s),
            answered: self.answered.map(YesNo::is_yes).or(usual.answered),
            recorded: self.with_recording.map(YesNo::is_yes).or(usual.recorded),
            text: usual.text,
            ids: given(self.id.iter().cloned().map(CallId).collect(), usual.ids),
            terms: usual.terms,
            gone: false,
        };
        filter.and_all(self.filter.clone().unwrap_or_default());
        filter
    }
}

/// A list that is given, else the usual one.
fn given<T>(list: Vec<T>, usual: Vec<T>) -> Vec<T> {
    if list.is_empty() { usual } else { list }
}
