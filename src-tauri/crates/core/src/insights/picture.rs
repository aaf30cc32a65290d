//! The sums, while calls go by and afterwards.

use super::{
    DIRECTIONS, ExtensionInsights, ExtensionOrder, Fact, HourOfWeek, Insights, Tally,
    bins::Bins,
    calendar::{Calendar, Moment},
    extensions::Extensions,
    place,
};
use crate::{catalogue::Shelf, error::Result, jobs::saturate, query::CallQuery};
use tokio_util::sync::CancellationToken;

/// Sums for each of [`DIRECTIONS`].
type ByDirection = [Tally; DIRECTIONS.len()];

/// Everything that is drawn of a query's calls. What the window asks for next, such as another page of extensions,
/// needs no second look at the calls.
pub struct Picture {
    insights: Insights,
    extensions: Extensions,
}

impl Picture {
    /// Looks at every call of a query once; `None` when cancelled.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] for range or filter, [`crate::Error::Catalogue`].
    pub fn of(
        shelf: &Shelf,
        query: &CallQuery,
        cancel: &CancellationToken,
    ) -> Result<Option<Self>> {
        let range = query.range.resolve()?;
        let calendar = Calendar::new(&query.range, &range)?;
        let mut sums = Sums::new(calendar.len());
        let mut hand = calendar.hand();
        let whole = shelf.each_fact(&range, &query.filter, cancel, &mut |fact| {
            sums.add(&fact, hand.at(fact.started));
        })?;
        if !whole {
            return Ok(None);
        }
        let names = shelf.names()?;
        let Sums { extensions, .. } = &sums;
        let insights = sums.view(&calendar, extensions.len());
        Ok(Some(Self {
            insights,
            extensions: sums.extensions.named(&names),
        }))
    }

    /// All of it but the extensions.
    pub fn insights(&self) -> &Insights {
        &self.insights
    }

    /// `limit` extensions from `offset` on.
    pub fn extensions(&self, order: ExtensionOrder, offset: u32, limit: u32) -> ExtensionInsights {
        self.extensions.page(order, offset, limit)
    }
}

/// The sums of the calls seen so far.
struct Sums {
    periods: Vec<ByDirection>,
    week: Vec<ByDirection>,
    ring: Bins,
    talk: Bins,
    ring_s: u64,
    talk_s: u64,
    extensions: Extensions,
}

impl Sums {
    fn new(periods: usize) -> Self {
        Self {
            periods: vec![ByDirection::default(); periods],
            week: vec![ByDirection::default(); 7 * 24],
            ring: Bins::ring(),
            talk: Bins::talk(),
            ring_s: 0,
            talk_s: 0,
            extensions: Extensions::default(),
        }
    }

    fn add(&mut self, fact: &Fact<'_>, moment: Moment) {
        let direction = place(fact.direction);
        self.periods[moment.period as usize][direction].add(fact);
        self.week[usize::from(moment.hour_of_week)][direction].add(fact);
        self.ring.add(fact.ring_s);
        if fact.answered {
            self.talk.add(fact.talk_s);
        }
        self.ring_s += u64::from(fact.ring_s);
        self.talk_s += u64::from(fact.talk_s);
        self.extensions.add(fact, moment);
    }

    fn view(&self, calendar: &Calendar, extensions: usize) -> Insights {
        let by_direction = self
            .week
            .iter()
            .fold(ByDirection::default(), |mut sum, hour| {
                for (all, one) in sum.iter_mut().zip(hour) {
                    *all = all.plus(*one);
                }
                sum
            });
        let occur = |direction: &usize| by_direction[*direction].calls > 0;
        let places: Vec<usize> = (0..DIRECTIONS.len()).filter(occur).collect();
        let picked = |sums: &ByDirection| places.iter().map(|place| sums[*place]).collect();
        let periods = calendar
            .periods()
            .zip(&self.periods)
            .map(|(mut period, sums)| {
                period.directions = picked(sums);
                period
            });
        let hours = (0..).zip(&self.week).map(|(hour, sums)| HourOfWeek {
            weekday: hour / 24 + 1,
            hour: hour % 24,
            directions: picked(sums),
        });
        Insights {
            total: by_direction.into_iter().fold(Tally::default(), Tally::plus),
            talk_s: saturate(self.talk_s),
            ring_s: saturate(self.ring_s),
            directions: places.iter().map(|place| DIRECTIONS[*place]).collect(),
            unit: calendar.unit,
            periods: periods.collect(),
            week: hours.collect(),
            ring: self.ring.view(),
            talk: self.talk.view(),
            extensions: saturate(extensions as u64),
        }
    }
}
