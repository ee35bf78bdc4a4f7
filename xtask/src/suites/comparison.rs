//! What tests said, and whether that is worse than without mends.

use std::collections::{BTreeMap, BTreeSet};

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Passed,
    Skipped,
    Failed,
}

/// One program, or file, of a suite.
#[derive(Clone, Debug)]
pub struct Report {
    pub outcome: Outcome,
    /// How it ended, if not well: a signal, a code, too late.
    pub end: String,
    /// Its cases, by name.
    pub cases: BTreeMap<String, Outcome>,
    /// What it printed.
    pub printed: String,
}

/// The reports of one run, by the name of the program.
pub type Reports = BTreeMap<String, Report>;

/// Those that failed.
pub fn failed(reports: &Reports) -> BTreeSet<String> {
    let failed = reports.iter().filter(|(_, report)| report.outcome == Outcome::Failed);
    failed.map(|(name, _)| name.clone()).collect()
}

/// One line that counts: programs, then cases.
pub fn summary(reports: &Reports) -> String {
    let count = |outcome| reports.values().filter(|report| report.outcome == outcome).count();
    let cases = |outcome| {
        reports.values().flat_map(|report| report.cases.values()).filter(|case| **case == outcome).count()
    };
    format!(
        "{:3} passed, {:2} skipped, {:2} failed; their cases: {:4} passed, {:3} skipped, {:2} failed",
        count(Outcome::Passed),
        count(Outcome::Skipped),
        count(Outcome::Failed),
        cases(Outcome::Passed),
        cases(Outcome::Skipped),
        cases(Outcome::Failed)
    )
}

/// What fails of `mended` although it passes in `unmended`: programs, and cases of programs.
pub fn worse(mended: &Reports, unmended: &Reports) -> Vec<String> {
    let mut worse = Vec::new();
    for (name, without) in unmended {
        let Some(with) = mended.get(name) else { continue };
        if with.outcome == Outcome::Failed && without.outcome != Outcome::Failed {
            worse.push(format!("{name}: {}", with.end));
            continue;
        }
        for (case, outcome) in &without.cases {
            // A program that aborts does not come to its later cases.
            let now = with.cases.get(case).copied().unwrap_or(Outcome::Failed);
            if *outcome == Outcome::Passed && now == Outcome::Failed {
                worse.push(format!("{name}, {case}"));
            }
        }
    }
    worse
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: Outcome, cases: &[(&str, Outcome)]) -> Report {
        let cases = cases.iter().map(|(name, outcome)| ((*name).to_owned(), *outcome)).collect();
        Report { outcome, end: "exit code 1".into(), cases, printed: String::new() }
    }

    fn reports(report: Report) -> Reports {
        Reports::from([("test_a".to_owned(), report)])
    }

    #[test]
    fn what_fails_with_mends_only_is_worse() {
        let with = reports(report(Outcome::Failed, &[]));
        assert_eq!(worse(&with, &reports(report(Outcome::Passed, &[]))), ["test_a: exit code 1"]);
        assert_eq!(worse(&with, &reports(report(Outcome::Failed, &[]))), [""; 0]);
        assert_eq!(worse(&reports(report(Outcome::Passed, &[])), &with), [""; 0]);
    }

    #[test]
    fn a_case_that_fails_or_is_not_reached_is_worse_in_a_program_that_failed_before() {
        use Outcome::{Failed, Passed};
        let without = reports(report(Failed, &[("one", Passed), ("two", Passed), ("three", Failed)]));
        let with = reports(report(Failed, &[("one", Failed), ("three", Failed)]));
        assert_eq!(worse(&with, &without), ["test_a, one", "test_a, two"]);
    }
}
