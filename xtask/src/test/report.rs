//! The table at the end, and the line below it.

use std::fmt::Write as _;
use std::time::Duration;

use crate::progress::elapsed;
use crate::test::areas::Area;
use crate::test::counts::{Counts, Outcome};

/// One area that ran.
pub(crate) struct Row {
    /// Which.
    pub(crate) area: Area,
    /// What it came to.
    pub(crate) outcome: Outcome,
    /// How long it took, tools included.
    pub(crate) time: Duration,
}

/// All areas together.
pub(crate) fn total(rows: &[Row]) -> Counts {
    let mut all = Counts::default();
    for row in rows {
        all += row.outcome.counts;
    }
    all
}

/// The table; its last line is exactly `N passed, N failed, N skipped`.
pub(crate) fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "\n{:<13}{:>8}{:>8}{:>9}  time", "area", "passed", "failed", "skipped");
    for row in rows {
        let Counts { passed, failed, skipped } = row.outcome.counts;
        let time = elapsed(row.time);
        let _ = writeln!(text, "{:<13}{passed:>8}{failed:>8}{skipped:>9}  {time}", row.area.name());
        for note in &row.outcome.notes {
            let _ = writeln!(text, "{:<13}{note}", "");
        }
    }
    let Counts { passed, failed, skipped } = total(rows);
    let _ = writeln!(text, "\n{passed} passed, {failed} failed, {skipped} skipped");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(area: Area, passed: u64, failed: u64, skipped: u64, note: &str) -> Row {
        let notes = if note.is_empty() { Vec::new() } else { vec![note.to_owned()] };
        let outcome = Outcome { counts: Counts { passed, failed, skipped }, notes };
        Row { area, outcome, time: Duration::from_secs(61) }
    }

    #[test]
    fn the_last_line_is_the_sum_and_nothing_else() {
        let rows = [row(Area::Native, 120, 1, 2, ""), row(Area::Deny, 3, 0, 1, "advisories: not reachable")];
        let text = text(&rows);
        assert_eq!(text.lines().last(), Some("123 passed, 1 failed, 3 skipped"));
        assert!(text.contains("native            120       1        2  1 min 01 s\n"), "{text}");
        assert!(text.contains("             advisories: not reachable\n"), "{text}");
    }
}
