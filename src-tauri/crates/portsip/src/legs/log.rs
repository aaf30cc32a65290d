//! The call log's rows of one call. Nothing documented finds them by call, so the filter is tried, and else the call's time.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Told;
use crate::Error;
use crate::client::Inner;
use crate::dto::{CallLeg, Page};
use crate::http::{self, Answer, Ask};
use crate::query::{Query, encode, started_between};

const WHAT: &str = "the call log";
const PATH: &str = "/api/calllogs";
/// Rows per page: default and maximum of the API.
const TOP: usize = 100;
/// Pages of everybody's legs that are looked through for those of one call.
const MOST_PAGES: usize = 5;
/// Details that are asked for what the list does not say.
const MOST_DETAILS: usize = 8;
/// Legs are there without the log: it is not worth a longer wait.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Both answers may round the same start differently.
const SLACK: SignedDuration = SignedDuration::from_secs(2);

impl Inner {
    /// The log's rows of a call whose legs are known from elsewhere, or are not; empty when it cannot be asked.
    pub(super) async fn call_log(&self, call: &str, known: &[CallLeg]) -> Told {
        if self.no_call_log.load(Ordering::Relaxed) || call.contains('\'') {
            return Told::default();
        }
        let reading = async {
            let mut told = self.log_rows(call, window(known)).await?;
            self.fill_in_costs(&mut told.legs, known).await?;
            Ok::<_, Error>(told)
        };
        match tokio::time::timeout(LONGEST_WAIT, reading).await {
            Ok(Ok(told)) => told,
            Ok(Err(error)) => {
                tracing::debug!(%error, "the call log could not be read");
                Told::default()
            }
            Err(_) => Told::default(),
        }
    }

    async fn log_rows(
        &self,
        call: &str,
        window: Option<(Timestamp, Timestamp)>,
    ) -> Result<Told, Error> {
        let by_time = window.map(|(from, to)| started_between(from, to));
        let by_call = format!("session_id eq '{call}'");
        let both = match &by_time {
            Some(time) => format!("{by_call} and {time}"),
            None => by_call,
        };
        let first = self.log_page(&both, 0).await?;
        let mut rows = Vec::new();
        match (first.status, by_time) {
            (400, Some(time)) => {
                for page in 0..MOST_PAGES {
                    let answer = self.log_page(&time, page * TOP).await?;
                    if collect(&answer.expect_data(WHAT)?, call, &mut rows)? < TOP {
                        break;
                    }
                }
            }
            (400 | 403, _) => {}
            _ if first.is_absent() => self.no_call_log.store(true, Ordering::Relaxed),
            _ => drop(collect(&first.expect_data(WHAT)?, call, &mut rows)?),
        }
        let legs = rows.iter().filter_map(|row| CallLeg::of_log(row)).collect();
        Ok(Told {
            legs,
            rows: (!rows.is_empty()).then(|| format!("[{}]", rows.join(","))),
        })
    }

    async fn log_page(&self, filter: &str, skip: usize) -> Result<Answer, Error> {
        let query = Query::new()
            .with("filter", filter)
            .with("orderby", "started_at asc")
            .with("top", &TOP.to_string())
            .with("skip", &skip.to_string());
        self.execute(&Ask::get(WHAT, PATH).query(query.as_str()))
            .await
    }

    /// Only the detail of a row has the cost; it is asked only where `/cdrs/{id}` did not tell it.
    async fn fill_in_costs(&self, legs: &mut [CallLeg], known: &[CallLeg]) -> Result<(), Error> {
        if !known.is_empty() && known.iter().all(|leg| leg.cost.is_some()) {
            return Ok(());
        }
        let without = legs.iter_mut().filter(|leg| leg.cost.is_none());
        let asking = without.take(MOST_DETAILS).map(|leg| async {
            let Some(id) = &leg.log_id else { return Ok(()) };
            let path = format!("{PATH}/{}", encode(id));
            let body = self.optional_body(WHAT, &path).await?;
            if let Some(detail) = body.and_then(|body| CallLeg::of_log(&body)) {
                (leg.cost, leg.billed_account) = (detail.cost, detail.billed_account);
            }
            Ok::<_, Error>(())
        });
        futures::future::try_join_all(asking).await.map(drop)
    }
}

/// Adds the page's rows of this call that are not there yet; how many rows the page has.
fn collect(page: &Answer, call: &str, rows: &mut Vec<String>) -> Result<usize, Error> {
    let page = Page::read(&page.body).map_err(|detail| http::bad(WHAT, detail))?;
    for item in &page.items {
        let ours = CallLeg::of_log(item.get()).is_some_and(|leg| leg.record.id == call);
        if ours && !rows.iter().any(|row| row == item.get()) {
            rows.push(item.get().to_owned());
        }
    }
    Ok(page.items.len())
}

/// The span in which the known legs started.
fn window(known: &[CallLeg]) -> Option<(Timestamp, Timestamp)> {
    let starts = || known.iter().filter_map(|leg| leg.record.started_at);
    let from = starts().min()?.checked_sub(SLACK).ok()?;
    let to = starts().max()?.checked_add(SLACK).ok()?;
    Some((from, to))
}
