//! What went between the server and another one, as a line of the timeline.

use super::entry::{Entry, Kind};
use crate::builders::Webhook;

/// The line. `skew_ms` is how far this browser's clock is ahead of the server's.
pub fn webhook(told: Webhook, skew_ms: f64) -> Entry {
    let is_in = told.direction == "in";
    let went = match (is_in, told.outcome.as_str(), told.status) {
        (true, "repeated", _) => "came in again".to_owned(),
        (true, ..) => "came in".to_owned(),
        (false, "answered" | "status", Some(status)) => format!("went out {status}"),
        (false, outcome, Some(status)) => format!("went out {status}, {}", outcome.replace('_', " ")),
        (false, outcome, None) => format!("went out, {}", outcome.replace('_', " ")),
    };
    let outcome = if told.attempt > 1 { format!("{went}, try {}", told.attempt) } else { went };
    Entry {
        kind: Kind::Webhook,
        at: told.at_ms + skew_ms,
        method: told.method,
        url: told.url,
        status: told.status,
        body: told.body,
        outcome: Some(outcome),
        answer: told.answer,
        is_cut: told.is_cut,
        is_fault: !matches!(told.outcome.as_str(), "stored" | "repeated" | "answered"),
        ..Entry::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(direction: &str, outcome: &str, status: Option<u16>, attempt: u32) -> (String, bool) {
        let told = Webhook {
            direction: direction.to_owned(),
            outcome: outcome.to_owned(),
            status,
            attempt,
            ..Webhook::default()
        };
        let entry = webhook(told, 0.0);
        (entry.title(), entry.is_wrong())
    }

    #[test]
    fn a_line_says_which_way_it_went_and_what_became_of_it() {
        for (direction, outcome, status, attempt, title, is_wrong) in [
            ("in", "stored", Some(200), 1, "came in", false),
            ("in", "repeated", Some(200), 1, "came in again", false),
            ("out", "answered", Some(200), 1, "went out 200", false),
            ("out", "status", Some(503), 2, "went out 503, try 2", true),
            ("out", "not_json", Some(200), 1, "went out 200, not json", true),
            ("out", "unreachable", None, 1, "went out, unreachable", true),
            ("out", "answered", None, 1, "went out, answered", false),
        ] {
            assert_eq!(line(direction, outcome, status, attempt), (title.to_owned(), is_wrong));
        }
    }

    #[test]
    fn it_stands_where_this_browsers_clock_has_it() {
        let told = Webhook { at_ms: 1_000.0, url: "/hooks/b/•••".to_owned(), ..Webhook::default() };
        let entry = webhook(told, -250.0);
        assert!((entry.at - 750.0).abs() < 0.1, "{}", entry.at);
        assert_eq!(
            (entry.id, entry.url.as_str()),
            (0, "/hooks/b/•••"),
            "no request of the chat has this number"
        );
    }
}
