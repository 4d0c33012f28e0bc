use parlour_core::{Failure, Input, Saved, StreamEnd, StreamEvent, Ticket, Token};

use crate::story::*;

#[test]
fn an_unreadable_event_is_noticed_and_the_next_one_shown() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "one"));
    story.stream(3, StreamEvent::Unreadable);
    assert_eq!(story.screen(), ["Bot: one", "-- unreadable"]);
    story.event(3, bot_says(3, "three"));
    assert_eq!(story.screen(), ["Bot: one", "-- unreadable", "Bot: three"]);
}

#[test]
fn an_unreadable_event_that_comes_again_is_noticed_once() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "one"));
    story.stream(3, StreamEvent::Unreadable);
    let effects = story.feed(Input::StreamClosed { ticket: Ticket(3), end: StreamEnd::Broken });
    assert_eq!(opened_after(&story.wake(&effects)), Some((4, 1)));
    story.stream(4, StreamEvent::Unreadable);
    assert_eq!(story.screen(), ["Bot: one", "-- unreadable"]);
    story.stream(4, StreamEvent::Unreadable);
    assert_eq!(story.screen(), ["Bot: one", "-- unreadable", "-- unreadable"], "another one");
    story.event(4, bot_says(4, "four"));
    assert_eq!(story.screen().last().unwrap(), "Bot: four");
}

#[test]
fn an_unreadable_event_without_a_place_hides_nothing() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.stream(3, StreamEvent::Unreadable);
    // The answer overtakes the stream; the event between is still to come.
    story.answer(4, turn(parlour_protocol::SendState::Sent, Some(2), &[]));
    story.event(3, bot_says(1, "still to come"));
    assert_eq!(story.screen(), ["-- unreadable", "Bot: still to come", "me: Hi [sent]"]);
}

#[test]
fn a_history_that_cannot_be_read_does_not_end_the_chat() {
    let saved = Saved { token: Some(Token("old".into())), ..Saved::default() };
    let mut story = Story::opened(Some(saved));
    story.answer(1, session("new", 7, 2));
    let effects = story.fail(2, Failure::Unreadable);
    assert_eq!(opened_after(&effects), Some((3, 0)));
    assert_eq!(announced(&story.event(3, bot_says(1, "old"))), [] as [&str; 0]);
    story.stream(3, StreamEvent::Unreadable);
    assert_eq!(announced(&story.event(3, bot_says(3, "new"))), ["new"]);
    assert_eq!(story.screen(), ["Bot: old", "-- unreadable", "Bot: new"]);
}
