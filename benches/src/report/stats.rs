//! Medians and quartiles.

use crate::measure::store::Cell;

/// The middle, and where the middle half lies.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

/// The value at a part of the way from the least to the most, between two values where it falls between them.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    Some(below + (above - below) * place.fract())
}

pub fn spread(values: &[f64]) -> Option<Spread> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some(Spread {
        low: quantile(&sorted, 0.25)?,
        median: quantile(&sorted, 0.5)?,
        high: quantile(&sorted, 0.75)?,
    })
}

/// Each round's value by that of the other program in the same round.
pub fn ratio(cell: &Cell, to: &Cell) -> Option<Spread> {
    let ratios: Vec<f64> = cell.values.iter().zip(&to.values).map(|(value, other)| value / other).collect();
    spread(&ratios)
}

#[cfg(test)]
mod tests {
    use super::{Cell, Spread, ratio, spread};

    #[test]
    fn quartiles_of_few_values() {
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[3.0]), Some(Spread { low: 3.0, median: 3.0, high: 3.0 }));
        assert_eq!(spread(&[4.0, 1.0, 3.0, 2.0, 5.0]), Some(Spread { low: 2.0, median: 3.0, high: 4.0 }));
        assert_eq!(spread(&[1.0, 2.0]).map(|spread| spread.median), Some(1.5));
    }

    #[test]
    fn rounds_are_compared_one_by_one() {
        let cell = |values: &[f64]| Cell { values: values.to_vec(), gave_up: None };
        // The machine was half as fast in the second round, for both.
        let ratio = ratio(&cell(&[10.0, 5.0, 10.0]), &cell(&[20.0, 10.0, 20.0]));
        assert_eq!(ratio, Some(Spread { low: 0.5, median: 0.5, high: 0.5 }));
    }
}
