use parlour_core::Input;
use parlour_protocol::SendState;

use crate::story::*;

#[test]
fn a_refused_message_keeps_its_text_and_the_next_one_goes() {
    let mut story = Story::online();
    story.say("m1", "one");
    story.say("m2", "two");
    let effects = story.fail(4, refused(409, "id_reused", None));
    assert_eq!(story.kept(), ["m1 one failed", "m2 two"]);
    assert_eq!(sent(&effects), ["m2"]);
    assert_eq!(story.screen(), ["me: one [Refused]", "me: two [sending]"]);
}

#[test]
fn every_other_4xx_is_final_until_the_visitor_asks_again() {
    for status in [400, 403, 404, 405, 409, 415, 421, 422] {
        let mut story = Story::online();
        story.say("m1", "Hi");
        story.fail(4, refused(status, "field_refused", None));
        assert_eq!(story.screen(), ["me: Hi [Refused]"], "{status}");
        assert!(sent(&story.after(39_000, Input::Woke)).is_empty());
        let effects = story.feed(Input::VisitorRetried { mid: "m1".into(), again: "again".into() });
        assert_eq!(sent(&effects), ["m1"]);
        assert_eq!(story.kept(), ["m1 Hi"]);
        story.answer(5, turn(SendState::Sent, Some(1), &[]));
        assert_eq!(story.screen(), ["me: Hi [sent]"]);
    }
}

#[test]
fn a_message_that_is_too_long_says_so() {
    for (status, code) in [(400, "text_too_long"), (413, "body_too_large")] {
        let mut story = Story::online();
        story.say("m1", "Hi");
        story.fail(4, refused(status, code, None));
        assert_eq!(story.screen(), ["me: Hi [TooLong]"]);
    }
}

#[test]
fn a_failed_message_can_be_given_up() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    assert_eq!(story.feed(Input::VisitorCancelled { mid: "m1".into() }), [], "it is under way");
    story.fail(4, refused(409, "id_reused", None));
    story.feed(Input::VisitorCancelled { mid: "m1".into() });
    assert!(story.rows.is_empty());
    assert_eq!(story.machine.draft(), "Hi", "what was written goes back into the empty text box");
    assert!(story.screen().is_empty());
}

#[test]
fn a_queued_message_can_be_given_up() {
    let mut story = Story::online();
    story.say("m1", "one");
    story.say("m2", "two");
    story.feed(Input::DraftChanged { text: "three".into() });
    story.feed(Input::VisitorCancelled { mid: "m2".into() });
    assert_eq!(story.kept(), ["m1 one"]);
    assert_eq!(story.machine.draft(), "three", "what is being written stays");
    let effects = story.answer(4, turn(SendState::Sent, Some(1), &[]));
    assert!(sent(&effects).is_empty());
    assert_eq!(story.screen(), ["me: one [sent]"]);
    assert_eq!(story.feed(Input::VisitorCancelled { mid: "m1".into() }), [], "it is stored");
    assert_eq!(story.screen(), ["me: one [sent]"]);
}

#[test]
fn a_sent_message_is_not_sent_again_on_demand() {
    let mut story = Story::online();
    story.say("m1", "one");
    story.answer(4, turn(SendState::Sent, Some(1), &[]));
    assert_eq!(story.feed(Input::VisitorRetried { mid: "m1".into(), again: "again".into() }), []);
    assert_eq!(story.feed(Input::VisitorRetried { mid: "nobody's".into(), again: "again".into() }), []);
}
