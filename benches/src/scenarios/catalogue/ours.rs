//! The parts played by Tapedeck itself, each in a process of its own.

use std::{fs, path::Path, sync::Arc, time::Instant};

use tapedeck_core::{
    Tapedeck,
    app::Ports,
    call::Direction,
    clock::SystemClock,
    marks::Mark,
    query::{CallFilter, CallQuery, SortColumn, SortKey, parse},
    secrets::MemorySecrets,
    session::SignInInput,
    settings::MemorySettings,
    time::RangeInput,
};
use tokio_util::sync::CancellationToken;

use super::{answers, questions};
use crate::{Result, stage::block_on, yard::ledger_days};

pub(super) const OPENING: &str = "the app opened and the first page shown";
pub(super) const PAIRS: &str = "two filters and an order, first page";
pub(super) const COUNTS: &str = "two filters counted";
pub(super) const KEYSTROKES: &str = "free text, from a keystroke to the first rows";
pub(super) const FOUND: &str = "all that a free text finds counted";
pub(super) const DEEP_BY_START: &str = "offset 900,000 by start";
pub(super) const DEEP_FIRST: &str = "offset 900,000 by another column, the first far page";
pub(super) const DEEP: &str = "the far pages after it";

/// Orders that each pair of filters is asked in; odd to the number of orders, so that all come.
const ORDERS_EACH: usize = 5;
/// Rows of a page.
const PAGE: u32 = 100;

/// Side: reads all calls into the catalogue of a new data folder.
pub(super) fn keep(line: &[String]) -> Result<()> {
    let [address, data, calls] = line else {
        return Err("keep ADDRESS FOLDER CALLS".into());
    };
    block_on(async {
        let app = signed_in(address, data.as_ref()).await?;
        let query = question(CallFilter::default(), Vec::new());
        let coverage = app.read(&query, |_| {}, &CancellationToken::new()).await?;
        if !coverage.is_complete() || coverage.calls.received.to_string() != *calls {
            return Err("the reading is not complete".into());
        }
        Ok(())
    })
}

/// Side: asks everything and writes how long each answer took.
pub(super) fn ask(line: &[String]) -> Result<()> {
    let [address, data, out, rounds] = line else {
        return Err("ask ADDRESS FOLDER OUT ROUNDS".into());
    };
    let rounds: usize = rounds.parse()?;
    let mut asking = Asking {
        said: String::new(),
    };
    block_on(async {
        let mut app = None;
        for _ in 0..rounds {
            drop(app.take());
            app = Some(asking.open(address, data.as_ref()).await?);
        }
        let app = app.ok_or("no round")?;
        Asking::marks(&app).await?;
        asking.pairs(&app).await?;
        asking.words(&app).await?;
        asking.deep(&app).await?;
        for question in questions::ALL {
            for _ in 0..rounds {
                asking.beside_peers(&app, question).await?;
            }
        }
        Ok(())
    })?;
    Ok(fs::write(out, asking.said)?)
}

struct Asking {
    said: String,
}

type Filter = (&'static str, fn(&mut CallFilter));

const FILTERS: &[Filter] = &[
    ("inbound", |filter| {
        filter.directions = vec![Direction::Inbound];
    }),
    ("60 s of talk", |filter| {
        filter.min_talk_s = Some(60);
    }),
    ("answered", |filter| {
        filter.answered = Some(true);
    }),
    ("not recorded", |filter| {
        filter.recorded = Some(false);
    }),
    ("extension 150", |filter| {
        filter.extensions = vec!["150".to_owned()];
    }),
    ("all extensions", |filter| {
        filter.extensions.push("100-999".to_owned());
    }),
    ("number with 345", |filter| {
        filter.number = Some("345".to_owned());
    }),
    ("text kaya", |filter| {
        filter.text = Some("kaya".to_owned());
    }),
];

/// Conditions as somebody types them, each asked for with one of the filters before.
const TERMS: [&str; 5] = [
    "from:200-299",
    "-to:150",
    "tag:complaint",
    "to:*kaya*",
    "time:22:00-06:00 day:mon-fri",
];

const ORDERS: [SortColumn; 17] = [
    SortColumn::Started,
    SortColumn::Direction,
    SortColumn::Extension,
    SortColumn::ExtensionName,
    SortColumn::Other,
    SortColumn::TalkS,
    SortColumn::RingS,
    SortColumn::Queue,
    SortColumn::Did,
    SortColumn::Trunk,
    SortColumn::Status,
    SortColumn::EndReason,
    SortColumn::Recorded,
    SortColumn::Tags,
    SortColumn::Reviewed,
    SortColumn::Rating,
    SortColumn::Notes,
];

/// Typed letter by letter: names, also with accents and in two words; a name and letters that nobody has; one letter that is a
/// word; numbers, of a line and of one caller; a word of all calls.
const TYPED: [&str; 10] = [
    "kaya",
    "nguyễn",
    "ana weiß",
    "nobody",
    "qz",
    "王",
    "+60120012",
    "4930000",
    "60121361",
    "carrier 2",
];

impl Asking {
    fn note(&mut self, kind: &str, name: &str, since: Instant, rows: &[String]) {
        self.said.push_str(&answers::line(kind, name, since, rows));
    }

    async fn open(&mut self, address: &str, data: &Path) -> Result<Tapedeck> {
        let since = Instant::now();
        let app = signed_in(address, data).await?;
        app.page(question(CallFilter::default(), Vec::new()), 0, PAGE)
            .await?;
        self.note(OPENING, "", since, &[]);
        Ok(app)
    }

    async fn page(
        &mut self,
        app: &Tapedeck,
        kind: &str,
        name: &str,
        query: CallQuery,
        offset: u32,
    ) -> Result<()> {
        let since = Instant::now();
        let page = app.page(query, offset, PAGE).await?;
        let ids: Vec<String> = page.rows.into_iter().map(|row| row.id.0).collect();
        self.note(kind, name, since, &ids);
        Ok(())
    }

    /// Every two filters, and every filter with every term, each with its share of the orders, so that all orders come in
    /// turns.
    async fn pairs(&mut self, app: &Tapedeck) -> Result<()> {
        let mut orders = ORDERS
            .into_iter()
            .flat_map(|column| [false, true].map(|descending| SortKey { column, descending }))
            .cycle();
        for (place, (first, one)) in FILTERS.iter().enumerate() {
            let mut filter = CallFilter::default();
            one(&mut filter);
            for (second, other) in &FILTERS[place + 1..] {
                let mut both = filter.clone();
                other(&mut both);
                self.pair(app, &format!("{first}, {second}"), both, &mut orders)
                    .await?;
            }
            for term in TERMS {
                let mut both = filter.clone();
                both.terms = parse(term).map_err(|problem| format!("{problem:?}"))?.terms;
                self.pair(app, &format!("{first}, {term}"), both, &mut orders)
                    .await?;
            }
        }
        Ok(())
    }

    async fn pair(
        &mut self,
        app: &Tapedeck,
        name: &str,
        mut filter: CallFilter,
        orders: &mut impl Iterator<Item = SortKey>,
    ) -> Result<()> {
        let since = Instant::now();
        app.totals(question(filter.clone(), Vec::new())).await?;
        self.note(COUNTS, name, since, &[]);
        for (number, key) in (0..).zip(orders.take(ORDERS_EACH)) {
            // Another number of seconds is another question: its total is not known yet.
            filter.max_talk_s = Some(3000 + number);
            let name = format!("{name} by {key:?}");
            let query = question(filter.clone(), vec![key]);
            self.page(app, PAIRS, &name, query, 0).await?;
        }
        Ok(())
    }

    /// What people wrote: a tag, a rating and a review on a few thousand calls.
    async fn marks(app: &Tapedeck) -> Result<()> {
        let some = CallFilter {
            extensions: vec!["150".to_owned()],
            ..CallFilter::default()
        };
        for mark in [
            Mark::Tag {
                name: "complaint".to_owned(),
            },
            Mark::Rating { rating: Some(4) },
            Mark::Reviewed { reviewed: true },
        ] {
            app.mark_calls(question(some.clone(), Vec::new()), mark)
                .await?;
        }
        Ok(())
    }

    /// As the window asks: the latest calls first, and how many there are after the rows.
    async fn words(&mut self, app: &Tapedeck) -> Result<()> {
        let latest_first = SortKey {
            column: SortColumn::Started,
            descending: true,
        };
        for word in TYPED {
            for (end, letter) in word.char_indices() {
                let typed = &word[..end + letter.len_utf8()];
                let filter = CallFilter {
                    text: Some(typed.to_owned()),
                    ..CallFilter::default()
                };
                let query = question(filter, vec![latest_first]);
                self.page(app, KEYSTROKES, typed, query.clone(), 0).await?;
                let since = Instant::now();
                app.totals(query).await?;
                self.note(FOUND, typed, since, &[]);
            }
        }
        Ok(())
    }

    async fn deep(&mut self, app: &Tapedeck) -> Result<()> {
        let all = app
            .totals(question(CallFilter::default(), Vec::new()))
            .await?;
        let deep = all.calls / 10 * 9;
        for column in ORDERS {
            for descending in [false, true] {
                let name = format!("{column:?} {descending}");
                let query = question(CallFilter::default(), vec![SortKey { column, descending }]);
                let kinds = if column == SortColumn::Started {
                    [DEEP_BY_START; 2]
                } else {
                    [DEEP_FIRST, DEEP]
                };
                for (kind, offset) in kinds.into_iter().zip([deep, deep / 2]) {
                    self.page(app, kind, &name, query.clone(), offset).await?;
                }
            }
        }
        Ok(())
    }

    async fn beside_peers(&mut self, app: &Tapedeck, asked: &questions::Question) -> Result<()> {
        let mut filter = CallFilter::default();
        (asked.filter)(&mut filter);
        let query = question(filter, asked.sort.to_vec());
        // The total is known after this, and only the page is measured.
        app.totals(query.clone()).await?;
        self.page(app, "the page alone", asked.name, query, asked.offset)
            .await
    }
}

/// All days of the ledger.
pub(in crate::scenarios) fn question(filter: CallFilter, sort: Vec<SortKey>) -> CallQuery {
    let (first, after) = ledger_days();
    let last = after - jiff::SignedDuration::from_hours(24);
    let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
    CallQuery {
        range: RangeInput {
            from: day(first),
            to: day(last),
            zone: "UTC".to_owned(),
        },
        filter,
        sort,
    }
}

pub(in crate::scenarios) async fn signed_in(address: &str, data: &Path) -> Result<Tapedeck> {
    let app = Tapedeck::open(Ports {
        data_dir: data.to_owned(),
        export_dir: None,
        secrets: Arc::new(MemorySecrets::default()),
        clock: Arc::new(SystemClock),
        settings: Arc::new(MemorySettings::default()),
    })?;
    app.sign_in(SignInInput {
        server: format!("http://{address}"),
        domain: "ledger.example".to_owned(),
        user: "qa".to_owned(),
        password: "canary-measure".to_owned(),
        remember: false,
        pin: None,
        connection: None,
        allow_plain_http: false,
        tenant: None,
    })
    .await?;
    Ok(app)
}
