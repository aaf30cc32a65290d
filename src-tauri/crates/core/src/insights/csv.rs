//! The charts as CSV: the same numbers, for a spreadsheet.

use serde::{Deserialize, Serialize};

use super::{
    Bin, ExtensionColumn, ExtensionInsight, ExtensionOrder, Picture, Tally, view::PeriodUnit,
};
use crate::{
    error::{Error, Result},
    export::tables::{CsvForm, csv_writer, plain_text},
};

/// What is drawn, one chart each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InsightsTable {
    /// Calls by period and direction.
    Periods,
    /// Calls by hour of the week and direction.
    Week,
    /// Calls by ring time.
    Ring,
    /// Answered calls by talk time.
    Talk,
    /// Calls and talk time by extension.
    Extensions,
    /// How much of each extension's periods is recorded.
    Coverage,
}

const TALLY: [&str; 4] = ["calls", "answered", "recorded", "answered_not_recorded"];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl InsightsTable {
    /// What a file of it is called, without its ending.
    pub fn file_stem(self) -> &'static str {
        match self {
            Self::Periods => "calls-by-day",
            Self::Week => "calls-by-hour",
            Self::Ring => "ring-times",
            Self::Talk => "talk-times",
            Self::Extensions => "extensions",
            Self::Coverage => "recording-coverage",
        }
    }
}

impl Picture {
    /// One chart as CSV that Excel opens as it is: BOM, CRLF, and no text that it would run as a formula.
    ///
    /// # Errors
    /// [`Error::Internal`]; writing to memory does not fail.
    pub fn csv(&self, table: InsightsTable) -> Result<Vec<u8>> {
        self.written(table).map_err(|_| Error::Internal {
            doing: "writing a chart as a table",
        })
    }

    fn written(&self, table: InsightsTable) -> csv::Result<Vec<u8>> {
        let mut sheet = Sheet(csv_writer(Vec::new(), CsvForm::default())?);
        match table {
            InsightsTable::Periods => self.write_periods(&mut sheet),
            InsightsTable::Week => self.write_week(&mut sheet),
            InsightsTable::Ring => write_bins(&mut sheet, "ring", &self.insights().ring),
            InsightsTable::Talk => write_bins(&mut sheet, "talk", &self.insights().talk),
            InsightsTable::Extensions => self.write_extensions(&mut sheet),
            InsightsTable::Coverage => self.write_coverage(&mut sheet),
        }?;
        sheet.finish()
    }

    fn write_periods(&self, sheet: &mut Sheet) -> csv::Result<()> {
        let insights = self.insights();
        sheet.head(
            &[unit(insights.unit), "until", "minutes", "direction"],
            &TALLY,
        )?;
        for period in &insights.periods {
            for (direction, tally) in insights.directions.iter().zip(&period.directions) {
                sheet.text(&[&period.from, &period.to])?;
                sheet.numbers(&[period.minutes])?;
                sheet.text(&[direction.as_str()])?;
                sheet.tally(*tally)?;
            }
        }
        Ok(())
    }

    fn write_week(&self, sheet: &mut Sheet) -> csv::Result<()> {
        let insights = self.insights();
        sheet.head(&["weekday", "hour", "direction"], &TALLY)?;
        for hour in &insights.week {
            for (direction, tally) in insights.directions.iter().zip(&hour.directions) {
                sheet.text(&[WEEKDAYS[(hour.weekday as usize - 1) % 7]])?;
                sheet.numbers(&[hour.hour])?;
                sheet.text(&[direction.as_str()])?;
                sheet.tally(*tally)?;
            }
        }
        Ok(())
    }

    fn write_extensions(&self, sheet: &mut Sheet) -> csv::Result<()> {
        sheet.head(
            &[
                "extension",
                "extension_name",
                "talk_s",
                "days_without_recording",
            ],
            &TALLY,
        )?;
        for one in self.all_extensions() {
            sheet.text(&[&one.extension, &one.name])?;
            sheet.numbers(&[one.talk_s, one.holes])?;
            sheet.tally(one.tally)?;
        }
        Ok(())
    }

    fn write_coverage(&self, sheet: &mut Sheet) -> csv::Result<()> {
        let insights = self.insights();
        sheet.head(
            &["extension", "extension_name", unit(insights.unit), "until"],
            &[
                "calls",
                "answered",
                "answered_not_recorded",
                "days_without_recording",
            ],
        )?;
        for one in self.all_extensions() {
            for cell in &one.coverage {
                let period = &insights.periods[cell.period as usize];
                sheet.text(&[&one.extension, &one.name, &period.from, &period.to])?;
                sheet.numbers(&[cell.calls, cell.answered, cell.missing, cell.holes])?;
                sheet.end()?;
            }
        }
        Ok(())
    }

    fn all_extensions(&self) -> Vec<ExtensionInsight> {
        let order = ExtensionOrder {
            column: ExtensionColumn::Extension,
            descending: false,
        };
        self.extensions(order, 0, u32::MAX).rows
    }
}

fn write_bins(sheet: &mut Sheet, what: &str, bins: &[Bin]) -> csv::Result<()> {
    sheet.head(
        &[&format!("{what}_from_s"), &format!("{what}_to_s")],
        &["calls"],
    )?;
    for bin in bins {
        sheet.numbers(&[bin.min_s])?;
        sheet.text(&[&bin.max_s.map(|max| max.to_string()).unwrap_or_default()])?;
        sheet.numbers(&[bin.calls])?;
        sheet.end()?;
    }
    Ok(())
}

fn unit(unit: PeriodUnit) -> &'static str {
    match unit {
        PeriodUnit::Day => "day",
        PeriodUnit::Week => "week",
        PeriodUnit::Month => "month",
        PeriodUnit::Year => "year",
    }
}

/// A table being written, cell by cell.
struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    fn head(&mut self, keys: &[&str], values: &[&str]) -> csv::Result<()> {
        self.0.write_record(keys.iter().chain(values))
    }

    fn text(&mut self, cells: &[&str]) -> csv::Result<()> {
        cells
            .iter()
            .try_for_each(|cell| self.0.write_field(plain_text(cell).as_bytes()))
    }

    fn numbers(&mut self, cells: &[u32]) -> csv::Result<()> {
        let mut digits = itoa::Buffer::new();
        cells
            .iter()
            .try_for_each(|cell| self.0.write_field(digits.format(*cell)))
    }

    /// The sums that end a row.
    fn tally(&mut self, tally: Tally) -> csv::Result<()> {
        self.numbers(&[tally.calls, tally.answered, tally.recorded, tally.missing])?;
        self.end()
    }

    fn end(&mut self) -> csv::Result<()> {
        self.0.write_record(None::<&[u8]>)
    }

    fn finish(self) -> csv::Result<Vec<u8>> {
        self.0
            .into_inner()
            .map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
    }
}
