//! A large export of message reports: time, and the most memory the server held.

use serde_json::Value;

use super::measurement::{figure, print};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Builds both programs, fills a store with `rows` rows, has them exported, and prints what was found.
pub(crate) fn run(workspace: &Workspace, rows: u32, json: bool) -> Result<(), Fault> {
    let refused = ("The export did not come to its end.", "Try fewer `--rows`; is the disk full?");
    print(workspace, ("parlour-export", rows.to_string()), refused, (!json).then_some(sentence))
}

fn sentence(found: &Value) -> String {
    let number = |name: &str| figure(found, name);
    format!(
        "{:.0} rows exported in {:.1} s with at most {:.1} MB of memory; by `parlour report` in {:.1} s with {:.1} MB",
        number("rows"),
        number("export_seconds"),
        number("peak_mb"),
        number("terminal_seconds"),
        number("terminal_peak_mb"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_one_sentence() {
        let found = serde_json::json!({
            "rows": 5_000_000, "export_seconds": 150.25, "peak_mb": 41.0, "terminal_seconds": 90.0,
            "terminal_peak_mb": 20.5,
        });
        assert_eq!(
            sentence(&found),
            "5000000 rows exported in 150.2 s with at most 41.0 MB of memory; by `parlour report` in 90.0 s with 20.5 MB"
        );
    }
}
