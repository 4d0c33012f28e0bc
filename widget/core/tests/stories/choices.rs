use parlour_protocol::{Action, SendState};

use crate::story::*;
use parlour_core::Input;

fn asked() -> Story {
    let mut story = Story::online();
    story.event(3, bot(1, vec![Action::text("Which?"), Action::suggested_replies(["Tents", "Boots"])]));
    assert_eq!(story.machine.choices(), ["Tents", "Boots"]);
    story
}

#[test]
fn suggested_replies_go_when_the_visitor_says_anything() {
    let mut story = asked();
    story.say("m1", "Something else");
    assert!(story.machine.choices().is_empty());
    story.answer(4, turn(SendState::Sent, Some(2), &[]));
    assert!(story.machine.choices().is_empty());
}

#[test]
fn suggested_replies_go_when_another_tab_says_anything() {
    let mut story = asked();
    story.event(3, visitor(2, "other", "Boots"));
    assert!(story.machine.choices().is_empty());
}

#[test]
fn suggested_replies_go_when_the_bot_speaks_again() {
    let mut story = asked();
    story.event(3, bot_says(2, "Never mind."));
    assert!(story.machine.choices().is_empty());
}

#[test]
fn suggested_replies_come_back_when_the_message_after_them_is_given_up() {
    let mut story = asked();
    story.feed(Input::WentOffline);
    story.say("m1", "Boots");
    assert!(story.machine.choices().is_empty());
    story.feed(Input::VisitorCancelled { mid: "m1".into() });
    assert_eq!(story.machine.choices(), ["Tents", "Boots"]);
}

#[test]
fn a_choice_is_a_bubble_only_if_it_has_a_text() {
    let mut story = asked();
    assert_eq!(story.screen(), ["Bot: Which?"]);
    let choice = Action::Choice {
        text: "Which size?".into(),
        options_type: "suggested_replies".into(),
        options: vec!["S".into()],
        rules: parlour_protocol::ChoiceRules::default(),
    };
    assert_eq!(announced(&story.event(3, bot(2, vec![choice]))), ["Which size?"]);
    assert_eq!(story.screen(), ["Bot: Which?", "Bot: Which size?"]);
    assert_eq!(story.machine.choices(), ["S"]);
}
