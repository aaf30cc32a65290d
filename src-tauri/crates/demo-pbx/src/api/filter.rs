//! The filter grammar of api.md 3.2 — and nothing beyond it: no parentheses, no `not`, no `in`, because nothing says
//! that a real PBX knows them. `and` binds tighter than `or`.

use jiff::Timestamp;

use super::problem::Problem;

/// A filter: alternatives, each a list of conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Filter(pub Vec<Vec<Condition>>);

/// One comparison or function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub field: String,
    pub test: Test,
    pub value: String,
}

/// What is asked of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    StartsWith,
    EndsWith,
    Contains,
}

/// What a row holds in a field.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    /// Microseconds since 1970; `None` is "never".
    Time(Option<i64>),
}

impl Condition {
    /// Whether a cell meets the condition. Values were checked by [`Filter::check`].
    pub(crate) fn holds(&self, cell: &Cell<'_>) -> bool {
        let order = match cell {
            Cell::Text(text) => match self.test {
                Test::StartsWith => return text.starts_with(&self.value),
                Test::EndsWith => return text.ends_with(&self.value),
                Test::Contains => return text.contains(&self.value),
                _ => (*text).cmp(self.value.as_str()),
            },
            Cell::Number(number) => self
                .value
                .parse()
                .map_or(std::cmp::Ordering::Less, |value: i64| number.cmp(&value)),
            Cell::Time(Some(time)) => {
                moment(&self.value).map_or(std::cmp::Ordering::Less, |value| time.cmp(&value))
            }
            Cell::Time(None) => return self.test == Test::Ne,
        };
        match self.test {
            Test::Eq => order.is_eq(),
            Test::Ne => order.is_ne(),
            Test::Gt => order.is_gt(),
            Test::Ge => order.is_ge(),
            Test::Lt => order.is_lt(),
            Test::Le => order.is_le(),
            Test::StartsWith | Test::EndsWith | Test::Contains => false,
        }
    }
}

/// A time in a filter, in microseconds since 1970: RFC 3339 with `Z` or an offset.
pub(crate) fn moment(text: &str) -> Option<i64> {
    text.parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_microsecond)
}

impl Filter {
    /// Reads a filter.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let mut rest = Words { text };
        let mut alternatives = Vec::new();
        let mut all = vec![rest.condition()?];
        loop {
            match rest.word() {
                "" if rest.text.trim().is_empty() => break,
                "and" => all.push(rest.condition()?),
                "or" => alternatives.push(std::mem::replace(&mut all, vec![rest.condition()?])),
                other => {
                    return Err(Problem::invalid(format!(
                        "filter: `and` or `or` expected, not `{other}`"
                    )));
                }
            }
        }
        alternatives.push(all);
        Ok(Self(alternatives))
    }

    /// Refuses fields that are unknown and values that do not fit them. `kind` gives an example cell of a field.
    pub(crate) fn check<'a>(&self, kind: impl Fn(&str) -> Option<Cell<'a>>) -> Result<(), Problem> {
        for condition in self.0.iter().flatten() {
            let field = &condition.field;
            let function = matches!(
                condition.test,
                Test::StartsWith | Test::EndsWith | Test::Contains
            );
            let fits = match kind(field) {
                None => return Err(Problem::invalid(format!("filter: unknown field `{field}`"))),
                Some(Cell::Text(_)) => true,
                Some(Cell::Number(_)) => !function && condition.value.parse::<i64>().is_ok(),
                Some(Cell::Time(_)) => !function && moment(&condition.value).is_some(),
            };
            if !fits {
                return Err(Problem::invalid(format!(
                    "filter: `{field}` cannot be compared with that value"
                )));
            }
        }
        Ok(())
    }

    /// The half-open window of `field` that contains every match, and whether the filter says nothing else.
    pub(crate) fn window(&self, field: &str) -> (i64, i64, bool) {
        let [all] = self.0.as_slice() else {
            return (i64::MIN, i64::MAX, self.0.is_empty());
        };
        let (mut from, mut until, mut only) = (i64::MIN, i64::MAX, true);
        for condition in all {
            match (condition.field == field)
                .then(|| moment(&condition.value))
                .flatten()
            {
                Some(at) => match condition.test {
                    Test::Ge => from = from.max(at),
                    Test::Gt => from = from.max(at + 1),
                    Test::Lt => until = until.min(at),
                    Test::Le => until = until.min(at + 1),
                    Test::Eq => (from, until) = (from.max(at), until.min(at + 1)),
                    _ => only = false,
                },
                None => only = false,
            }
        }
        (from, until, only)
    }
}

struct Words<'a> {
    text: &'a str,
}

impl<'a> Words<'a> {
    fn word(&mut self) -> &'a str {
        self.text = self.text.trim_start();
        let end = self
            .text
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at(end);
        self.text = rest;
        word
    }

    fn mark(&mut self, mark: char) -> Result<(), Problem> {
        self.text = self.text.trim_start();
        self.text = self
            .text
            .strip_prefix(mark)
            .ok_or_else(|| Problem::invalid(format!("filter: `{mark}` expected")))?;
        Ok(())
    }

    fn condition(&mut self) -> Result<Condition, Problem> {
        let first = self.word();
        let function = match first {
            "" => return Err(Problem::invalid("filter: a field is missing")),
            "startswith" => Some(Test::StartsWith),
            "endswith" => Some(Test::EndsWith),
            "contains" => Some(Test::Contains),
            _ => None,
        };
        if let Some(test) = function {
            self.mark('(')?;
            let field = self.word().to_owned();
            self.mark(',')?;
            let value = self.value()?;
            self.mark(')')?;
            return Ok(Condition { field, test, value });
        }
        let test = match self.word() {
            "eq" => Test::Eq,
            "ne" => Test::Ne,
            "gt" => Test::Gt,
            "ge" => Test::Ge,
            "lt" => Test::Lt,
            "le" => Test::Le,
            other => {
                return Err(Problem::invalid(format!(
                    "filter: `{other}` is no comparison"
                )));
            }
        };
        Ok(Condition {
            field: first.to_owned(),
            test,
            value: self.value()?,
        })
    }

    /// A text in single quotes (a quote within is doubled), or a bare whole number.
    fn value(&mut self) -> Result<String, Problem> {
        self.text = self.text.trim_start();
        let Some(mut rest) = self.text.strip_prefix('\'') else {
            let negative = self.text.strip_prefix('-').is_some();
            self.text = self.text.strip_prefix('-').unwrap_or(self.text);
            let digits = self.word();
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(Problem::invalid("filter: a value belongs in single quotes"));
            }
            return Ok(format!("{}{digits}", if negative { "-" } else { "" }));
        };
        let mut value = String::new();
        loop {
            let end = rest
                .find('\'')
                .ok_or_else(|| Problem::invalid("filter: a closing quote is missing"))?;
            let (part, after) = rest.split_at(end);
            value.push_str(part);
            rest = after.get(1..).unwrap_or_default();
            match rest.strip_prefix('\'') {
                Some(more) => {
                    value.push('\'');
                    rest = more;
                }
                None => break,
            }
        }
        self.text = rest;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(field: &str, test: Test, value: &str) -> Condition {
        Condition {
            field: field.to_owned(),
            test,
            value: value.to_owned(),
        }
    }

    #[test]
    fn the_documented_forms_are_read() {
        assert_eq!(
            Filter::parse(
                "caller eq '101' and started_at gt '2022-01-01T00:00:00Z' or contains(callee,'0')"
            )
            .unwrap(),
            Filter(vec![
                vec![
                    condition("caller", Test::Eq, "101"),
                    condition("started_at", Test::Gt, "2022-01-01T00:00:00Z")
                ],
                vec![condition("callee", Test::Contains, "0")],
            ])
        );
        assert_eq!(
            Filter::parse("duration gt 30").unwrap(),
            Filter(vec![vec![condition("duration", Test::Gt, "30")]])
        );
        assert_eq!(
            Filter::parse("caller_display_name eq 'O''Neill'")
                .unwrap()
                .0[0][0]
                .value,
            "O'Neill"
        );
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "caller",
            "caller eq",
            "caller eq 101x",
            "caller is '1'",
            "caller eq '1' nor x eq '2'",
            "(caller eq '1')",
            "startswith(caller '1')",
            "caller eq '1",
            "not caller eq '1'",
        ] {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_window_is_found_and_half_open() {
        let filter = Filter::parse(
            "started_at ge '2026-01-01T00:00:00Z' and started_at lt '2026-01-02T08:00:00+08:00'",
        )
        .unwrap();
        let day = 86_400_000_000;
        let (from, until, only) = filter.window("started_at");
        assert_eq!((until - from, only), (day, true));
        assert!(
            !Filter::parse("started_at ge '2026-01-01T00:00:00Z' and caller eq '1'")
                .unwrap()
                .window("started_at")
                .2
        );
        assert!(
            !Filter::parse("started_at ge '2026-01-01T00:00:00Z' or caller eq '1'")
                .unwrap()
                .window("started_at")
                .2
        );
    }
}
