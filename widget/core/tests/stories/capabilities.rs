//! The window shows nothing that the channel cannot do.

use parlour_core::{Earlier, Input, Saved, StreamEvent, Token};
use parlour_protocol::{Capabilities, SendState, StatusEvent};

use crate::story::*;

fn status(story: &mut Story, state: &str) {
    let event = StatusEvent { mid: "m1".into(), seq: Some(1), state: state.into() };
    story.stream(3, StreamEvent::Status(event));
}

#[test]
fn without_receipts_a_message_is_sent_and_no_more() {
    for (receipts, shown) in [(true, ["delivered", "read"]), (false, ["sent", "sent"])] {
        let mut story = Story::online_that(Capabilities { receipts, ..Capabilities::default() });
        story.say("m1", "Hi");
        story.answer(4, turn(SendState::Sent, Some(1), &[]));
        for (state, shown) in ["delivered", "read"].into_iter().zip(shown) {
            status(&mut story, state);
            assert_eq!(story.screen(), [format!("me: Hi [{shown}]")]);
        }
    }
}

#[test]
fn without_receipts_a_failure_is_told_all_the_same() {
    let mut story = Story::online_that(Capabilities::default());
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sent, Some(1), &[]));
    status(&mut story, "unknown");
    assert_eq!(story.screen(), ["me: Hi [unknown]"]);
}

#[test]
fn without_a_history_no_earlier_messages_are_offered_or_asked_for() {
    for (history, earlier) in [(true, Earlier::More), (false, Earlier::None)] {
        let saved = Saved { token: Some(Token("old".into())), ..Saved::default() };
        let mut story = Story::opened(Some(saved));
        story.answer(1, session_that(Capabilities { history, ..Capabilities::default() }, "tok", 7, 10));
        story.answer(2, page_of_more(vec![bot_says(10, "The last.")], 10));
        assert_eq!(story.machine.earlier(), earlier);
        let asked = calls(&story.feed(Input::ScrolledNearTop)).len();
        assert_eq!(asked, usize::from(history));
        assert_eq!(story.screen(), ["Bot: The last."]);
    }
}
