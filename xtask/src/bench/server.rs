//! Durable messages a second: the release build of the server, on loopback, with its store on disk.

use serde_json::Value;

use super::measurement::{figure, print};
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Builds both programs, lets one load the other, and prints what was found.
pub(crate) fn run(workspace: &Workspace, seconds: u32, json: bool) -> Result<(), Fault> {
    let refused = ("The server did not stand the load.", "Run `parlour serve` yourself to see why.");
    print(workspace, ("parlour-load", seconds.to_string()), refused, (!json).then_some(sentence))
}

fn sentence(found: &Value) -> String {
    let number = |name: &str| figure(found, name);
    format!(
        "{:.0} durable messages/s at {:.0} connections over {:.0} s; p50 {:.1} ms, p99 {:.1} ms",
        number("messages_per_second"),
        number("connections"),
        number("seconds"),
        number("p50_ms"),
        number("p99_ms"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_one_sentence() {
        let found = serde_json::json!({
            "connections": 64, "seconds": 10, "messages": 45_000, "messages_per_second": 4_500.0,
            "p50_ms": 12.04, "p99_ms": 31.5,
        });
        assert_eq!(
            sentence(&found),
            "4500 durable messages/s at 64 connections over 10 s; p50 12.0 ms, p99 31.5 ms"
        );
    }
}
