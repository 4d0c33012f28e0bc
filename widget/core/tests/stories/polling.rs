use parlour_core::{
    Answer, Call, Connection, Effect, Failure, Input, StreamEnd, StreamEvent, Ticket, limits,
};
use parlour_protocol::{HandoverEvent, HandoverState, HistoryPage, SendState, StatusEvent, StoredEvent};

use crate::story::*;

/// A conversation whose stream, ticket 3, has been asked for and brings nothing.
fn held_back() -> Story {
    let mut story = Story::opened(None);
    story.answer(1, session("tok", 7, 0));
    story.answer(2, page(vec![], 0));
    story
}

/// The same after its first read, ticket 4, was answered; the next, ticket 5, waits.
fn stepped_down() -> Story {
    let mut story = held_back();
    story.after(3_000, Input::Woke);
    assert_eq!(asked(&story.answer(4, page(vec![], 0))), Some((5, 0, 20, 0)));
    story
}

/// Ticket, cursor, seconds and states of the read that waits among these effects; there is one at most.
fn asked(effects: &[Effect]) -> Option<(u32, u64, u64, u64)> {
    let mut reads = effects.iter().filter_map(|effect| match effect {
        Effect::Call { ticket, call: Call::ReadHistory { after: Some(after), wait: Some(wait), .. } } => {
            Some((ticket.0, after.seq, wait.seconds, wait.states))
        }
        _ => None,
    });
    let first = reads.next();
    assert_eq!(reads.next(), None, "one at a time");
    first
}

fn told(items: Vec<StoredEvent>, end: u64, statuses: &[(&str, u64, &str)], states: u64) -> Answer {
    let statuses = statuses.iter().map(|(mid, seq, state)| StatusEvent {
        mid: (*mid).into(),
        seq: Some(*seq),
        state: (*state).into(),
    });
    let statuses = statuses.collect();
    Answer::History(HistoryPage {
        epoch: "e1".into(),
        items,
        cursor: cursor(end),
        has_more: false,
        statuses,
        states,
    })
}

#[test]
fn a_stream_without_a_first_byte_for_three_seconds_is_given_up_for_reads_that_wait() {
    for has_a_head in [false, true] {
        let mut story = held_back();
        if has_a_head {
            story.feed(Input::StreamOpened { ticket: Ticket(3) });
        }
        assert_eq!(asked(&story.after(2_999, Input::Woke)), None);
        let effects = story.after(1, Input::Woke);
        assert_eq!(effects[0], Effect::CloseStream { ticket: Ticket(3) });
        assert_eq!(asked(&effects), Some((4, 0, 0, 0)), "the first shows whether the line is good");
        assert_eq!(opened_after(&effects), None);
        let effects = story.answer(4, page(vec![bot_says(1, "one")], 1));
        assert_eq!(story.machine.connection(), Connection::Online);
        assert_eq!(asked(&effects), Some((5, 1, 20, 0)));
        // What the stream still brings is not heard; it comes once.
        assert_eq!(story.event(3, bot_says(2, "two")), []);
        let effects = story.answer(5, page(vec![bot_says(2, "two")], 2));
        assert_eq!(asked(&effects), Some((6, 2, 20, 0)), "at once");
        assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
    }
}

#[test]
fn a_server_that_tells_the_same_states_again_and_again_is_not_stormed() {
    let mut story = stepped_down();
    let mut reads = Vec::new();
    for ticket in 5..8 {
        let mut effects = story.answer(ticket, told(vec![], 0, &[("m1", 1, "read")], 0));
        reads.push(asked(&effects).is_some());
        effects = story.after(2_000, Input::Woke);
        assert_eq!(asked(&effects).map(|(ticket, ..)| ticket), Some(ticket + 1));
    }
    assert_eq!(reads, [false, false, false]);
}

#[test]
fn a_first_byte_in_time_keeps_the_stream() {
    let mut story = held_back();
    story.after(2_900, Input::StreamOpened { ticket: Ticket(3) });
    story.after(2_900, Input::Streamed { ticket: Ticket(3), event: StreamEvent::Heartbeat });
    for _ in 0..10 {
        let effects =
            story.after(10_000, Input::Streamed { ticket: Ticket(3), event: StreamEvent::Heartbeat });
        assert!(calls(&effects).is_empty(), "{effects:?}");
    }
}

#[test]
fn hands_and_states_arrive_without_a_stream_and_nothing_twice() {
    let mut story = stepped_down();
    for (mid, ticket, seq) in [("m1", 6, 1), ("m2", 7, 2), ("m3", 8, 3)] {
        assert_eq!(sent(&story.say(mid, mid)), [mid]);
        story.answer(ticket, turn(SendState::Sent, Some(seq), &[]));
    }
    let hand = StoredEvent::Handover(HandoverEvent {
        seq: 4,
        state: HandoverState::Waiting,
        queue: Some(2),
        agent: None,
    });
    let items = vec![visitor(1, "m1", "m1"), visitor(2, "m2", "m2"), visitor(3, "m3", "m3"), hand];
    let states = [("m1", 1, "read"), ("m2", 2, "delivered"), ("m3", 3, "unknown")];
    let effects = story.answer(5, told(items, 4, &states, 99));
    assert_eq!(story.screen(), ["me: m1 [read]", "me: m2 [delivered]", "me: m3 [unknown]"]);
    assert_eq!(story.machine.handover().unwrap().queue, Some(2));
    assert_eq!(asked(&effects), Some((9, 4, 20, 99)), "what was told is given back");
    let effects = story.answer(9, told(vec![], 4, &[("m2", 2, "read")], 100));
    assert_eq!(story.screen(), ["me: m1 [read]", "me: m2 [read]", "me: m3 [unknown]"]);
    assert_eq!(asked(&effects), Some((10, 4, 20, 100)));
}

#[test]
fn a_read_that_brings_what_the_answer_to_a_message_has_told_is_followed_at_once() {
    let mut story = stepped_down();
    story.say("m1", "m1");
    story.answer(6, turn(SendState::Sent, Some(1), &[]));
    let effects = story.answer(5, page(vec![visitor(1, "m1", "m1")], 1));
    assert_eq!(asked(&effects), Some((7, 1, 20, 0)));
}

#[test]
fn a_server_that_does_not_wait_is_asked_every_two_seconds_only() {
    let mut story = stepped_down();
    let effects = story.answer(5, page(vec![], 0));
    assert_eq!(asked(&effects), None);
    assert_eq!(wake_time(&effects), Some(story.now + 2_000));
    assert_eq!(asked(&story.after(1_999, Input::Woke)), None);
    assert_eq!(asked(&story.after(1, Input::Woke)), Some((6, 0, 20, 0)));
    // One that waited is followed at once.
    story.now += 20_000;
    assert_eq!(asked(&story.answer(6, page(vec![], 0))).unwrap().0, 7);
}

#[test]
fn a_read_that_fails_is_made_again_later_and_later_and_one_failure_is_no_delay() {
    let mut story = stepped_down();
    let effects = story.fail(5, Failure::NoAnswer);
    assert_eq!(asked(&effects), None);
    assert_eq!(story.machine.connection(), Connection::Connecting);
    let pause = wake_time(&effects).unwrap() - story.now;
    assert!((500..=1_000).contains(&pause), "{pause}");
    let (ticket, ..) = asked(&story.wake(&effects)).unwrap();
    let effects = story.fail(ticket, refused(503, "unavailable", Some(9_000)));
    assert_eq!(story.machine.connection(), Connection::Delayed);
    let pause = wake_time(&effects).unwrap() - story.now;
    assert!((9_000..=9_500).contains(&pause), "{pause}");
    let (ticket, _, seconds, _) = asked(&story.wake(&effects)).unwrap();
    assert_eq!(seconds, 0, "the first that is answered is answered at once");
    story.answer(ticket, page(vec![], 0));
    assert_eq!(story.machine.connection(), Connection::Online);
}

#[test]
fn a_stream_is_tried_ever_more_seldom_and_nothing_is_seen_of_it() {
    let mut story = stepped_down();
    let mut waiting = 5;
    let (mut pauses, mut last) = (vec![], story.now);
    while pauses.len() < 8 {
        let effects = story.after(1_000, Input::Woke);
        if let Some((ticket, _)) = opened_after(&effects) {
            pauses.push((story.now - last) / 1_000);
            // Half of them have a head.
            if pauses.len() % 2 == 0 {
                story.feed(Input::StreamOpened { ticket: Ticket(ticket) });
            }
            let effects = story.after(3_000, Input::Woke);
            assert!(effects.contains(&Effect::CloseStream { ticket: Ticket(ticket) }), "{effects:?}");
            last = story.now;
        }
        assert_eq!(story.machine.connection(), Connection::Online);
        if let Some((next, ..)) = asked(&story.answer(waiting, page(vec![], 0))) {
            waiting = next;
        }
    }
    assert_eq!(pauses, [15, 30, 60, 120, 240, 300, 300, 300]);
}

#[test]
fn a_stream_that_comes_through_takes_the_place_of_the_reads() {
    let mut story = stepped_down();
    let effects = story.after(1_000, Input::WentOnline);
    let (ticket, after) = opened_after(&effects).unwrap();
    assert_eq!(after, 0);
    // The read that waits may still bring something first.
    story.answer(5, page(vec![bot_says(1, "one")], 1));
    story.feed(Input::StreamOpened { ticket: Ticket(ticket) });
    story.stream(ticket, StreamEvent::Heartbeat);
    story.event(ticket, bot_says(1, "one"));
    story.event(ticket, bot_says(2, "two"));
    // Afterwards it is not heard, nor is another made.
    assert_eq!(story.answer(7, page(vec![bot_says(3, "three")], 3)), []);
    assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
    assert_eq!(story.machine.connection(), Connection::Online);
    story.event(ticket, bot_says(3, "three"));
    assert_eq!(story.screen(), ["Bot: one", "Bot: two", "Bot: three"]);
    assert_eq!(
        asked(
            &story.after(10_000, Input::Streamed { ticket: Ticket(ticket), event: StreamEvent::Heartbeat })
        ),
        None
    );
}

#[test]
fn a_stream_that_comes_in_lumps_is_given_up_at_the_second_and_must_beat_to_be_believed() {
    let mut story = Story::online();
    let lump = |ticket| Input::Streamed { ticket: Ticket(ticket), event: StreamEvent::Heartbeat };
    assert_eq!(asked(&story.after(30_000, lump(3))), None, "a page may have slept");
    let effects = story.after(30_000, lump(3));
    assert_eq!(effects[0], Effect::CloseStream { ticket: Ticket(3) });
    assert_eq!(asked(&effects), Some((4, 0, 0, 0)));
    story.answer(4, page(vec![], 0));
    let (ticket, _) = opened_after(&story.feed(Input::WentOnline)).unwrap();
    story.stream(ticket, StreamEvent::Heartbeat);
    assert!(asked(&story.answer(5, page(vec![bot_says(1, "one")], 1))).is_some(), "it reads on beside it");
    let effects = story.after(30_000, lump(ticket));
    assert_eq!(effects[0], Effect::CloseStream { ticket: Ticket(ticket) }, "one is enough now");
    let (ticket, _) = opened_after(&story.feed(Input::WentOnline)).unwrap();
    story.stream(ticket, StreamEvent::Heartbeat);
    story.after(10_000, lump(ticket));
    assert_eq!(story.answer(7, page(vec![bot_says(2, "late")], 2)), [], "the stream is believed");
}

#[test]
fn a_heartbeat_in_its_time_makes_up_for_a_silence() {
    let mut story = Story::online();
    let beat = || Input::Streamed { ticket: Ticket(3), event: StreamEvent::Heartbeat };
    for _ in 0..5 {
        assert_eq!(asked(&story.after(30_000, beat())), None);
        assert_eq!(asked(&story.after(10_000, beat())), None);
    }
}

#[test]
fn the_server_may_still_say_that_nothing_more_comes() {
    let mut story = stepped_down();
    let (ticket, _) = opened_after(&story.feed(Input::WentOnline)).unwrap();
    story.feed(Input::StreamClosed { ticket: Ticket(ticket), end: StreamEnd::Stop });
    assert_eq!(story.answer(5, page(vec![], 0)), []);
    assert_eq!(asked(&story.after(100_000, Input::WentOnline)), None);
}

#[test]
fn a_log_that_was_lost_is_read_anew_without_a_stream() {
    let mut story = stepped_down();
    let effects = story.fail(5, refused(410, "stale_cursor", None));
    assert!(
        matches!(calls(&effects)[..], [Call::ReadHistory { after: None, wait: None, .. }]),
        "{effects:?}"
    );
    let effects = story.answer(6, page(vec![bot_says(1, "one")], 1));
    assert_eq!(asked(&effects).map(|(_, after, ..)| after), Some(1));
    assert_eq!(story.screen(), ["Bot: one"]);
    assert_eq!(limits::STREAM_BEGIN_MS, 3_000);
}
