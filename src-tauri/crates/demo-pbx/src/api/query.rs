//! Query options of lists (api.md 3.1).

use std::collections::HashMap;

use super::filter::Filter;
use super::problem::Problem;
use crate::{FilterRefusal, ListFaults};

/// The hard maximum, and the default.
const PAGE: usize = 100;

/// What a list request asks for.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub filter: Filter,
    pub search: String,
    /// Field and whether descending.
    pub order: Vec<(String, bool)>,
    pub skip: usize,
    pub top: usize,
}

impl Query {
    /// Reads the options; names it does not know, `$filter` among them, are ignored as the real one ignores them.
    pub(crate) fn read(
        options: &HashMap<String, String>,
        faults: &ListFaults,
    ) -> Result<Self, Problem> {
        let mut filter = Filter::default();
        if let Some(text) = options.get("filter").filter(|text| !text.trim().is_empty()) {
            filter = Filter::parse(text)?;
        }
        let only_time = filter
            .0
            .iter()
            .flatten()
            .all(|condition| condition.field == "started_at");
        match faults.refuse_filter {
            Some(FilterRefusal::All) if !filter.0.is_empty() => {
                return Err(Problem::invalid("filter: not supported"));
            }
            Some(FilterRefusal::AllButTime) if !only_time => {
                return Err(Problem::invalid("filter: field not supported"));
            }
            _ => {}
        }
        if faults.ignore_filter {
            filter = Filter::default();
        }
        let mut skip = number(options, "skip", 0, usize::MAX, 0)?;
        if faults.skip_one_based {
            skip = skip.saturating_sub(1);
        }
        if faults.ignore_skip {
            skip = 0;
        }
        let top = number(options, "top", 1, PAGE, PAGE)?.min(faults.top_cap.unwrap_or(PAGE));
        let order = if faults.ignore_orderby {
            Vec::new()
        } else {
            order(options.get("orderby").map_or("", String::as_str))?
        };
        Ok(Self {
            filter,
            search: options.get("search").cloned().unwrap_or_default(),
            order,
            skip,
            top,
        })
    }
}

fn number(
    options: &HashMap<String, String>,
    name: &str,
    low: usize,
    high: usize,
    default: usize,
) -> Result<usize, Problem> {
    let Some(text) = options.get(name) else {
        return Ok(default);
    };
    text.parse()
        .ok()
        .filter(|value| (low..=high).contains(value))
        .ok_or_else(|| Problem::invalid(format!("{name}: out of range")))
}

fn order(text: &str) -> Result<Vec<(String, bool)>, Problem> {
    let mut fields = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let mut words = part.split_whitespace();
        let field = words.next().unwrap_or_default().to_owned();
        let descending = match words.next().map(str::to_ascii_lowercase).as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(Problem::invalid("orderby: `asc` or `desc` expected")),
        };
        fields.push((field, descending));
    }
    Ok(fields)
}
