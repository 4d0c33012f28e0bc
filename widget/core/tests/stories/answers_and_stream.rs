use parlour_protocol::{Author, SendState, StatusEvent, TypingEvent};

use crate::story::*;
use parlour_core::{Input, StreamEvent};

const SCREEN: [&str; 2] = ["me: Hi [sent]", "Bot: Hello"];

#[test]
fn the_stream_after_the_answer_shows_nothing_twice() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sent, Some(1), &[(2, "Hello")]));
    assert_eq!(story.screen(), SCREEN);
    assert_eq!(story.event(3, visitor(1, "m1", "Hi")), []);
    assert_eq!(story.event(3, bot_says(2, "Hello")), []);
    assert_eq!(story.screen(), SCREEN);
}

#[test]
fn the_answer_after_the_stream_shows_nothing_twice() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.event(3, visitor(1, "m1", "Hi"));
    assert!(story.rows.is_empty());
    assert_eq!(announced(&story.event(3, bot_says(2, "Hello"))), ["Hello"]);
    assert_eq!(story.screen(), SCREEN);
    assert_eq!(story.answer(4, turn(SendState::Sent, Some(1), &[(2, "Hello")])), []);
    assert_eq!(story.screen(), SCREEN);
    assert!(!story.machine.typing());
}

#[test]
fn a_message_the_stream_showed_stored_is_not_sent_again_when_its_answer_is_lost() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.event(3, visitor(1, "m1", "Hi"));
    assert!(sent(&story.say("m2", "Still there?")).is_empty(), "one message at a time");
    let effects = story.fail(4, parlour_core::Failure::NoAnswer);
    assert_eq!(sent(&effects), ["m2"]);
    assert_eq!(story.screen(), ["me: Hi [sent]", "me: Still there? [sending]"]);
}

#[test]
fn two_fast_messages_go_one_after_the_other() {
    let mut story = Story::online();
    assert_eq!(sent(&story.say("m1", "one")), ["m1"]);
    assert!(sent(&story.say("m2", "two")).is_empty());
    assert_eq!(story.screen(), ["me: one [sending]", "me: two [queued]"]);
    let effects = story.answer(4, turn(SendState::Sent, Some(1), &[(2, "first")]));
    assert_eq!(sent(&effects), ["m2"]);
    assert_eq!(story.screen(), ["me: one [sent]", "Bot: first", "me: two [sending]"]);
    story.answer(5, turn(SendState::Sent, Some(3), &[(4, "second")]));
    assert_eq!(story.screen(), ["me: one [sent]", "Bot: first", "me: two [sent]", "Bot: second"]);
}

#[test]
fn an_answer_that_comes_later_is_awaited_visibly_for_a_minute() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sending, Some(1), &[]));
    assert_eq!(story.screen(), ["me: Hi [sent]"]);
    assert!(story.machine.typing());
    story.event(3, bot_says(2, "Hello"));
    assert!(!story.machine.typing());

    story.say("m2", "And?");
    story.answer(5, turn(SendState::Sending, Some(3), &[]));
    story.after(59_999, Input::Woke);
    assert!(story.machine.typing());
    story.after(1, Input::Woke);
    assert!(!story.machine.typing());
}

#[test]
fn somebody_typing_shows_until_they_stop_speak_or_fall_silent() {
    let mut story = Story::online();
    let typing = |active, author| StreamEvent::Typing(TypingEvent { active, author });
    story.stream(3, typing(true, Author::Visitor));
    assert!(!story.machine.typing(), "one's own other tab");
    story.stream(3, typing(true, Author::Agent));
    assert!(story.machine.typing());
    story.stream(3, typing(false, Author::Agent));
    assert!(!story.machine.typing());
    story.stream(3, typing(true, Author::Bot));
    story.event(3, bot_says(1, "Hello"));
    assert!(!story.machine.typing());
    story.stream(3, typing(true, Author::Bot));
    story.after(30_000, Input::Woke);
    assert!(!story.machine.typing());
}

#[test]
fn what_became_of_a_message_is_shown_as_it_is() {
    let mut story = Story::online();
    story.say("m1", "a");
    story.answer(4, turn(SendState::Unknown, Some(1), &[]));
    assert!(story.rows.is_empty(), "it is stored");
    assert_eq!(story.screen(), ["me: a [unknown]"]);
    story.event(3, visitor(1, "m1", "a"));
    assert_eq!(story.screen(), ["me: a [unknown]"], "its own event says nothing of the bot");
    let status = |state: &str| {
        StreamEvent::Status(StatusEvent { mid: "m1".into(), seq: Some(1), state: state.into() })
    };
    story.stream(3, status("failed"));
    assert_eq!(story.screen(), ["me: a [BotFailed]"]);
    story.stream(3, status("a word of a later version"));
    assert_eq!(story.screen(), ["me: a [BotFailed]"]);
    story.stream(3, status("delivered"));
    assert_eq!(story.screen(), ["me: a [delivered]"]);

    story.say("m2", "b");
    story.answer(5, turn(SendState::Failed, Some(2), &[]));
    assert_eq!(story.screen(), ["me: a [delivered]", "me: b [BotFailed]"]);
    let effects = story.feed(Input::VisitorRetried { mid: "m2".into(), again: "again".into() });
    assert_eq!(sent(&effects), ["m2"]);
    story.answer(6, turn(SendState::Sent, Some(2), &[(3, "ok")]));
    assert_eq!(story.screen(), ["me: a [delivered]", "me: b [sent]", "Bot: ok"]);
}

#[test]
fn the_text_of_an_unknown_message_goes_again_as_a_message_of_its_own() {
    let mut story = Story::online();
    story.say("m1", "a");
    story.answer(4, turn(SendState::Unknown, Some(1), &[]));
    let effects = story.feed(Input::VisitorRetried { mid: "m1".into(), again: "again".into() });
    assert_eq!(sent(&effects), ["again"]);
    assert_eq!(story.screen(), ["me: a [unknown]", "me: a [sending]"]);
    story.answer(5, turn(SendState::Sent, Some(2), &[(3, "ok")]));
    assert_eq!(story.screen(), ["me: a [unknown]", "me: a [sent]", "Bot: ok"]);
}

#[test]
fn an_error_in_a_200_is_an_error() {
    let mut story = Story::online();
    story.say("m1", "a");
    let turns = vec![parlour_protocol::Turn {
        error: Some("The bot is tired.".into()),
        seq: Some(1),
        ..parlour_protocol::Turn::default()
    }];
    story.answer(4, parlour_core::Answer::Turns(turns));
    assert_eq!(story.screen(), ["me: a [BotFailed]"]);
}

#[test]
fn an_entry_keeps_its_key_and_its_revision_grows_with_each_change() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    let before = story.machine.entries()[0].clone();
    story.answer(4, turn(SendState::Sent, Some(1), &[(2, "Hello")]));
    let after = &story.machine.entries()[0];
    assert_eq!(after.key, before.key);
    assert_eq!(after.revision, before.revision + 1);
    assert_eq!(story.machine.entries()[1].revision, 0);
}
