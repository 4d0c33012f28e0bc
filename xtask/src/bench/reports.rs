//! How fast `/reports` answers over a long log.

use std::fmt::Write as _;

use serde_json::Value;

use super::measurement::{figure, print};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Builds both programs, fills a store with `messages` messages, has them counted, asks every report `times` times, and
/// prints what was found.
pub(crate) fn run(workspace: &Workspace, messages: u32, times: u32, json: bool) -> Result<(), Fault> {
    let refused = ("The reports did not answer.", "Try fewer `--messages`; is the disk full?");
    let given = format!("{messages},{times}");
    print(workspace, ("parlour-figures", given), refused, (!json).then_some(sentences))
}

/// A table of Markdown, as it stands in docs/performance.md.
fn sentences(found: &Value) -> String {
    let mut text = format!(
        "{:.0} messages of {:.0} conversations in {:.0} days, {:.0} modules: counted in {:.1} s\n\n\
         | asked {:.0} times | p50, ms | p95, ms | most, ms |\n|---|---:|---:|---:|\n",
        figure(found, "messages"),
        figure(found, "conversations"),
        figure(found, "days"),
        figure(found, "modules"),
        figure(found, "counting_seconds"),
        figure(found, "times"),
    );
    for asked in found.get("asked").and_then(Value::as_array).into_iter().flatten() {
        let name = asked.get("name").and_then(Value::as_str).unwrap_or_default();
        let [p50, p95, most] = ["p50_ms", "p95_ms", "most_ms"].map(|name| figure(asked, name));
        let _ = writeln!(text, "| {name} | {p50:.1} | {p95:.1} | {most:.1} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_a_table() {
        let found = serde_json::json!({
            "messages": 1_000_000, "conversations": 100_000, "days": 180, "modules": 60, "times": 20,
            "counting_seconds": 31.25,
            "asked": [{"name": "`modules`", "p50_ms": 12.04, "p95_ms": 15.0, "most_ms": 21.5}],
        });
        assert_eq!(
            sentences(&found),
            "1000000 messages of 100000 conversations in 180 days, 60 modules: counted in 31.2 s\n\n\
             | asked 20 times | p50, ms | p95, ms | most, ms |\n|---|---:|---:|---:|\n\
             | `modules` | 12.0 | 15.0 | 21.5 |\n"
        );
    }
}
