//! Sides in turns: the warm-up dropped, the order changed every round, medians and spread of what each round gave.

use std::time::Duration;

use crate::{Result, measure::Usage};

/// One program or series of programs that does the work once.
pub(crate) struct Side<'a> {
    pub(crate) name: String,
    run: Box<dyn FnMut() -> Result<Usage> + 'a>,
}

impl<'a> Side<'a> {
    /// `run` does the work once and says what it cost. What it made must be checked in it: a wrong result is an error.
    pub(crate) fn new(name: impl Into<String>, run: impl FnMut() -> Result<Usage> + 'a) -> Self {
        Self {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// What each side cost in each round.
pub(crate) struct Comparison {
    sides: Vec<(String, Vec<Usage>)>,
}

/// Median, least and most of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

/// Runs all sides `pairs` times in turns, after one warm-up that does not count.
pub(crate) fn compare(pairs: usize, mut sides: Vec<Side<'_>>) -> Result<Comparison> {
    let mut used: Vec<Vec<Usage>> = vec![Vec::new(); sides.len()];
    for round in 0..=pairs {
        let mut order: Vec<usize> = (0..sides.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let side = &mut sides[index];
            let cost = (side.run)().map_err(|error| format!("{}: {error}", side.name))?;
            let round = if round == 0 {
                "warm-up".to_owned()
            } else {
                format!("{round}/{pairs}")
            };
            println!(
                "{round:>8}  {:<40} {:>7.2} s  {:>7.2} s CPU  {:>6.1} MB",
                side.name,
                cost.wall.as_secs_f64(),
                cost.cpu.as_secs_f64(),
                cost.peak as f64 / 1e6
            );
            used[index].push(cost);
        }
    }
    let sides = sides.into_iter().map(|side| side.name).zip(used);
    Ok(Comparison {
        sides: sides
            .map(|(name, mut rounds)| {
                rounds.remove(0);
                (name, rounds)
            })
            .collect(),
    })
}

impl Comparison {
    /// The sides and their rounds, in the order they were given.
    pub(crate) fn sides(&self) -> impl Iterator<Item = (&str, &[Usage])> {
        self.sides
            .iter()
            .map(|(name, rounds)| (name.as_str(), rounds.as_slice()))
    }

    /// Side `ours` over side `peer`, round by round.
    pub(crate) fn ratio(
        &self,
        ours: usize,
        peer: usize,
        of: impl Fn(&Usage) -> Duration,
    ) -> Spread {
        let pairs = self.sides[ours].1.iter().zip(&self.sides[peer].1);
        Spread::of(
            pairs.map(|(ours, peer)| of(ours).as_secs_f64() / of(peer).as_secs_f64().max(1e-9)),
        )
    }

    /// A number of each round of one side.
    pub(crate) fn each(&self, side: usize, of: impl Fn(&Usage) -> f64) -> Spread {
        Spread::of(self.sides[side].1.iter().map(of))
    }
}

impl Spread {
    /// A number that was taken once.
    pub(crate) fn one(number: f64) -> Self {
        Self::of(std::iter::once(number))
    }

    /// Of a series that is not empty; all zero else.
    pub(crate) fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.collect();
        sorted.sort_by(f64::total_cmp);
        let Some((&least, &most)) = sorted.first().zip(sorted.last()) else {
            return Self {
                median: 0.0,
                least: 0.0,
                most: 0.0,
            };
        };
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Self {
            median,
            least,
            most,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_take_turns_and_the_warm_up_does_not_count() {
        let log = std::cell::RefCell::new(String::new());
        let side = |name: &'static str| {
            let log = &log;
            Side::new(name, move || {
                log.borrow_mut().push_str(name);
                let rounds = log.borrow().matches(name).count() as u64;
                Ok(Usage {
                    wall: Duration::from_secs(rounds),
                    ..Usage::default()
                })
            })
        };
        let compared = compare(3, vec![side("a"), side("b")]).expect("both sides work");
        assert_eq!(*log.borrow(), "abbaabba", "the order changes every round");
        assert_eq!(
            compared.each(0, |used| used.wall.as_secs_f64()),
            Spread {
                median: 3.0,
                least: 2.0,
                most: 4.0
            },
            "the first round is the warm-up"
        );
        assert!((compared.ratio(0, 1, |used| used.wall).median - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_side_that_fails_voids_the_comparison() {
        let sides = vec![Side::new("broken", || Err("no file came".into()))];
        let error = compare(1, sides).err().expect("nothing was measured");
        assert_eq!(error.to_string(), "broken: no file came");
    }

    #[test]
    fn an_even_series_has_its_median_between_two() {
        let of = |numbers: &[f64]| Spread::of(numbers.iter().copied()).median;
        assert!((of(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
        assert!((of(&[9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
    }
}
