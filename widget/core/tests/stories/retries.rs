use parlour_core::{Call, Connection, Failure, Input, StreamEnd, Ticket, limits};
use parlour_protocol::SendState;

use crate::story::*;

#[test]
fn a_busy_server_is_asked_again_under_the_same_id() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    let effects = story.fail(4, refused(503, "unavailable", None));
    assert_eq!(story.screen(), ["me: Hi [queued]"]);
    assert_eq!(story.machine.connection(), Connection::Delayed);
    let effects = story.wake(&effects);
    assert_eq!(sent(&effects), ["m1"]);
    story.answer(5, turn(SendState::Sent, Some(1), &[(2, "Hello")]));
    assert_eq!(story.screen(), ["me: Hi [sent]", "Bot: Hello"]);
    assert_eq!(story.machine.connection(), Connection::Online);
}

#[test]
fn a_message_that_the_stream_shows_stored_after_failures_leaves_no_delay_behind() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    let effects = story.fail(4, refused(503, "unavailable", None));
    assert_eq!(sent(&story.wake(&effects)), ["m1"]);
    story.event(3, visitor(1, "m1", "Hi"));
    story.fail(5, Failure::NoAnswer);
    assert_eq!(story.screen(), ["me: Hi [sent]"]);
    assert_eq!(story.machine.connection(), Connection::Online);
}

#[test]
fn every_status_that_may_be_retried_is_and_without_end() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let mut story = Story::online();
        story.say("m1", "Hi");
        let mut ticket = 4;
        for _ in 0..50 {
            story.fail(ticket, refused(status, "", None));
            let effects = story.after(limits::BACKOFF_CAP_MS, Input::Woke);
            assert_eq!(sent(&effects), ["m1"], "{status}");
            // The stream may have been given up and reopened in between.
            ticket = effects
                .iter()
                .find_map(|effect| match effect {
                    parlour_core::Effect::Call { ticket, call: Call::SendMessage { .. } } => Some(ticket.0),
                    _ => None,
                })
                .unwrap();
        }
    }
}

#[test]
fn windows_that_a_dead_server_leaves_in_the_same_millisecond_do_not_come_back_in_one() {
    let mut times: Vec<u64> = Vec::new();
    for conversation in 1..=100 {
        let mut story = Story::opened(None);
        story.answer(1, session("tok", conversation, 0));
        story.answer(2, page(vec![], 0));
        story.event(3, bot_says(1, "Hello"));
        let (ticket, end) = (Ticket(3), StreamEnd::Broken);
        let effects = story.feed(Input::StreamClosed { ticket, end });
        times.extend(wake_time(&effects));
    }
    assert_eq!(times.len(), 100);
    times.sort_unstable();
    times.dedup();
    assert!(times.len() > 80, "{times:?}");
}

#[test]
fn retry_after_is_honoured() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.fail(4, refused(429, "rate_limited", Some(12_000)));
    let failed = story.now;
    let effects = story.after(3_000, Input::Woke);
    let delay = wake_time(&effects).unwrap() - failed;
    assert!((12_000..=12_500).contains(&delay), "{delay}");
    assert!(sent(&story.after(8_999, Input::Woke)).is_empty());
}

#[test]
fn an_answer_nobody_can_read_is_no_answer() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    let effects = story.fail(4, Failure::Unreadable);
    assert_eq!(story.screen(), ["me: Hi [queued]"]);
    assert_eq!(sent(&story.wake(&effects)), ["m1"]);
}

#[test]
fn what_is_typed_offline_goes_at_once_when_the_network_is_back() {
    let mut story = Story::online();
    story.feed(Input::WentOffline);
    assert_eq!(story.machine.connection(), Connection::Offline);
    assert!(sent(&story.say("m1", "one")).is_empty());
    assert!(sent(&story.say("m2", "two")).is_empty());
    assert_eq!(story.screen(), ["me: one [queued]", "me: two [queued]"]);
    let effects = story.after(5_000, Input::WentOnline);
    assert_eq!(sent(&effects), ["m1"]);
    assert_eq!(opened_after(&effects), Some((5, 0)), "a stream does not outlive its network");
    assert_eq!(sent(&story.answer(4, turn(SendState::Sent, Some(1), &[]))), ["m2"]);
    story.answer(6, turn(SendState::Sent, Some(2), &[]));
    assert_eq!(story.screen(), ["me: one [sent]", "me: two [sent]"]);
}

#[test]
fn a_call_caught_by_the_loss_of_the_network_is_made_again_under_the_same_id() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.feed(Input::WentOffline);
    let effects = story.after(1_000, Input::WentOnline);
    assert_eq!(sent(&effects), ["m1"]);
    assert_eq!(story.fail(4, Failure::NoAnswer), [], "the first call has no say any more");
    story.answer(5, turn(SendState::Sent, Some(1), &[]));
    assert_eq!(story.screen(), ["me: Hi [sent]"]);
}

#[test]
fn a_browser_that_wrongly_says_offline_is_not_believed_for_ever() {
    let mut story = Story::online();
    story.feed(Input::WentOffline);
    story.say("m1", "Hi");
    story.after(limits::OFFLINE_PROBE_MS - 1, Input::Woke);
    let effects = story.after(1, Input::Woke);
    assert_eq!(sent(&effects), ["m1"]);
    story.answer(4, turn(SendState::Sent, Some(1), &[]));
    assert_ne!(story.machine.connection(), Connection::Offline);
}

#[test]
fn a_session_that_cannot_be_opened_yet_is_tried_again() {
    let mut story = Story::opened(None);
    let effects = story.fail(1, Failure::NoAnswer);
    assert_eq!(story.machine.connection(), Connection::Delayed);
    let effects = story.wake(&effects);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]));
    story.fail(2, refused(503, "unavailable", Some(3_000)));
    let effects = story.feed(Input::WentOnline);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]), "at once");
}

#[test]
fn a_history_that_cannot_be_read_yet_is_tried_again() {
    let mut story = Story::opened(None);
    story.answer(1, session("tok", 7, 1));
    let effects = story.fail(2, refused(500, "internal", None));
    assert_eq!(opened_after(&effects), None);
    let effects = story.wake(&effects);
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: None, .. }]));
    story.answer(3, page(vec![bot_says(1, "Hello")], 1));
    assert_eq!(story.screen(), ["Bot: Hello"]);
}

#[test]
fn only_one_wake_is_outstanding_and_it_is_the_earliest() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    let effects = story.fail(4, refused(503, "", Some(100_000)));
    assert_eq!(wake_time(&effects), None, "the stream's own comes earlier");
    let effects = story.event(3, bot_says(2, "behind a gap"));
    assert_eq!(wake_time(&effects), Some(story.now + limits::GAP_MS));
}
