//! Medians and quartiles.

use crate::measure::store::Cell;

/// The middle, and where the middle half lies.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
    /// Where the median of ever more rounds would lie, in 95 of 100 cases.
    pub sure: (f64, f64),
}

/// The value at a part of the way from the least to the most, between two values where it falls between them.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    Some(below + (above - below) * place.fract())
}

/// How many of the least values, and of the greatest, leave an interval that has the median of all that could be measured in 95
/// of 100 cases: each value is above that one as often as a coin shows heads.
fn outside(count: usize) -> usize {
    let mut tail = 0.0;
    let mut ways = 0.5_f64.powi(i32::try_from(count).unwrap_or(i32::MAX));
    for place in 0..count / 2 {
        tail += ways;
        if tail > 0.025 {
            return place.saturating_sub(1);
        }
        ways *= (count - place) as f64 / (place + 1) as f64;
    }
    0
}

pub fn spread(values: &[f64]) -> Option<Spread> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let outside = outside(sorted.len());
    Some(Spread {
        sure: (*sorted.get(outside)?, *sorted.get(sorted.len() - 1 - outside)?),
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
    use super::{Cell, Spread, outside, ratio, spread};

    #[test]
    fn quartiles_of_few_values() {
        assert_eq!(spread(&[]), None);
        let of = |low, median, high, sure| Some(Spread { low, median, high, sure });
        assert_eq!(spread(&[3.0]), of(3.0, 3.0, 3.0, (3.0, 3.0)));
        assert_eq!(spread(&[4.0, 1.0, 3.0, 2.0, 5.0]), of(2.0, 3.0, 4.0, (1.0, 5.0)));
        assert_eq!(spread(&[1.0, 2.0]).map(|spread| spread.median), Some(1.5));
    }

    #[test]
    fn where_the_median_lies() {
        // From tables of the sign test: these many values on each side are 2.5 % or less.
        let known =
            [(1, 0), (2, 0), (5, 0), (6, 0), (8, 0), (9, 1), (12, 2), (20, 5), (27, 7), (31, 9), (100, 39)];
        for (count, left_out) in known {
            assert_eq!(outside(count), left_out, "of {count}");
        }
        assert_eq!(spread(&[9., 8., 7., 6., 5., 4., 3., 2., 1.]).map(|spread| spread.sure), Some((2.0, 8.0)));
    }

    #[test]
    fn rounds_are_compared_one_by_one() {
        let cell = |values: &[f64]| Cell { values: values.to_vec(), gave_up: None };
        // The machine was half as fast in the second round, for both.
        let ratio = ratio(&cell(&[10.0, 5.0, 10.0]), &cell(&[20.0, 10.0, 20.0]));
        assert_eq!(ratio, Some(Spread { low: 0.5, median: 0.5, high: 0.5, sure: (0.5, 0.5) }));
    }
}
