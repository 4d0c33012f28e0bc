use parlour_core::{Call, Connection, Effect, Input, StreamEnd, StreamEvent, Ticket, limits};
use parlour_protocol::ByeEvent;

use crate::story::*;

fn closed(ticket: u32, end: StreamEnd) -> Input {
    Input::StreamClosed { ticket: Ticket(ticket), end }
}

#[test]
fn a_broken_stream_is_reopened_after_the_last_event() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "one"));
    let effects = story.feed(closed(3, StreamEnd::Broken));
    let delay = wake_time(&effects).unwrap() - story.now;
    assert!((500..=1_000).contains(&delay), "{delay}");
    assert_eq!(story.machine.connection(), Connection::Connecting);
    let effects = story.wake(&effects);
    assert_eq!(opened_after(&effects), Some((4, 1)));
    story.feed(Input::StreamOpened { ticket: Ticket(4) });
    assert_eq!(story.machine.connection(), Connection::Online);
}

#[test]
fn a_stream_that_breaks_again_and_again_is_tried_ever_more_slowly() {
    let mut story = Story::online();
    let mut ticket = 3;
    let mut longest = 0;
    for _ in 0..40 {
        let before = story.now;
        story.feed(closed(ticket, StreamEnd::Broken));
        (ticket, _) = (0..).find_map(|_| opened_after(&story.after(50, Input::Woke))).unwrap();
        longest = longest.max(story.now - before);
    }
    assert_eq!(story.machine.connection(), Connection::Delayed);
    assert!((10_000..=limits::BACKOFF_CAP_MS).contains(&longest), "{longest}");
    story.stream(ticket, StreamEvent::Heartbeat);
    assert_eq!(story.machine.connection(), Connection::Online);
}

#[test]
fn a_stream_without_a_byte_for_forty_seconds_is_dead() {
    let mut story = Story::online();
    story.after(15_000, Input::Streamed { ticket: Ticket(3), event: StreamEvent::Heartbeat });
    let effects = story.after(25_000, Input::Woke);
    assert_eq!(effects, [Effect::Wake { at: story.now + 15_000 }], "the heartbeat counts");
    let effects = story.wake(&effects);
    assert_eq!(effects[0], Effect::CloseStream { ticket: Ticket(3) });
    assert_eq!(opened_after(&effects), Some((4, 0)));
    // What the dead one still brings is not heard; the new one brings it again.
    assert_eq!(story.event(3, bot_says(1, "late")), []);
    story.event(4, bot_says(1, "late"));
    assert_eq!(story.screen(), ["Bot: late"]);
}

#[test]
fn bye_means_come_back_after_the_time_it_names() {
    let mut story = Story::online();
    let now = story.now;
    assert_eq!(
        story.stream(3, StreamEvent::Bye(ByeEvent { retry_ms: 1_200 })),
        [Effect::CloseStream { ticket: Ticket(3) }, Effect::Wake { at: now + 1_200 }]
    );
    assert_eq!(story.after(1_199, Input::Woke), [Effect::Wake { at: now + 1_200 }]);
    assert_eq!(opened_after(&story.after(1, Input::Woke)), Some((4, 0)));
}

#[test]
fn stop_means_never_come_back() {
    let mut story = Story::online();
    assert_eq!(story.feed(closed(3, StreamEnd::Stop)), []);
    assert_eq!(story.machine.connection(), Connection::Online);
    for input in [Input::Woke, Input::WentOffline, Input::WentOnline, Input::Opened] {
        assert_eq!(opened_after(&story.after(100_000, input)), None);
    }
    assert_eq!(sent(&story.say("m1", "Hi")), ["m1"]);
}

#[test]
fn a_refused_stream_waits_as_told_and_reads_history_meanwhile() {
    let mut story = Story::online();
    let end = StreamEnd::Refused { status: 429, retry_after_ms: Some(9_000) };
    let effects = story.feed(closed(3, end));
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: Some(_), .. }]));
    assert_eq!(opened_after(&story.after(8_999, Input::Woke)), None);
    story.answer(4, page(vec![bot_says(1, "Hello")], 1));
    assert_eq!(story.screen(), ["Bot: Hello"]);
    assert_eq!(opened_after(&story.after(9_500, Input::Woke)), Some((5, 1)));
}

#[test]
fn a_page_that_comes_back_to_the_front_does_not_trust_a_silent_stream() {
    let mut story = Story::online();
    story.after(3_000, Input::Woke);
    assert_eq!(calls(&story.after(16_999, Input::WentOnline)), [] as [&Call; 0]);
    let effects = story.after(1, Input::WentOnline);
    assert_eq!(effects[0], Effect::CloseStream { ticket: Ticket(3) });
    assert_eq!(opened_after(&effects), Some((4, 0)));
}

#[test]
fn stop_holds_for_its_conversation_only() {
    for (conversation, reopens) in [(7, false), (8, true)] {
        let mut story = Story::online();
        story.feed(closed(3, StreamEnd::Stop));
        story.say("m1", "Hi");
        story.fail(4, refused(401, "unauthorized", None));
        story.answer(5, session("next", conversation, 0));
        let effects = story.answer(6, page(vec![], 0));
        assert_eq!(opened_after(&effects).is_some(), reopens, "{conversation}");
    }
}
