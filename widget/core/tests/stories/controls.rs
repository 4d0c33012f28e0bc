use parlour_core::{EntryKey, Input};
use parlour_protocol::{Action, ChoiceRules, HandoverEvent, HandoverState, SendState, StoredEvent};

use crate::story::*;

fn rating() -> Action {
    Action::Rating { text: String::new(), min: 1, max: 5 }
}

/// A rating as the window draws it.
fn asked(text: &str) -> Action {
    Action::Rating { text: text.into(), min: 1, max: 5 }
}

fn hand(seq: u64, state: HandoverState) -> StoredEvent {
    StoredEvent::Handover(HandoverEvent { seq, state, queue: None, agent: None })
}

fn keys(story: &Story) -> Vec<EntryKey> {
    story.machine.entries().iter().map(|entry| entry.key).collect()
}

#[test]
fn a_control_is_there_until_the_visitor_has_answered() {
    let mut story = Story::online();
    story.event(3, bot(1, vec![Action::text("How was it?"), rating()]));
    assert_eq!(story.machine.control(), Some(&asked("How was it?")));
    assert_eq!(story.machine.control_seq(), Some(1));
    assert_eq!(story.screen(), ["Bot: How was it?"]);
    story.say("m1", "4");
    assert_eq!((story.machine.control(), story.machine.control_seq()), (None, None));
    story.answer(4, turn(SendState::Sent, Some(2), &[]));
    assert_eq!(story.machine.control(), None);
}

#[test]
fn a_control_waits_until_everything_before_it_is_revealed() {
    let mut story = Story::online();
    let effects = story.event(3, bot(1, vec![Action::text("a"), Action::Wait { wait: 900 }, rating()]));
    assert_eq!(story.machine.control(), None);
    story.wake(&effects);
    assert_eq!(story.machine.control(), Some(&asked("a")));
}

#[test]
fn a_rating_is_called_by_its_own_words_else_by_those_above_it() {
    let mut story = Story::online();
    let own = Action::Rating { text: "And the tent?".into(), min: 1, max: 5 };
    story.event(3, bot(1, vec![Action::text("Thank you."), own.clone()]));
    assert_eq!(story.machine.control(), Some(&own));
    story.event(3, bot(2, vec![Action::text("First."), Action::text("How was the boot?"), rating()]));
    assert_eq!(story.machine.control(), Some(&asked("How was the boot?")));
    story.event(3, bot(3, vec![rating()]));
    assert_eq!(story.machine.control(), Some(&rating()));
}

#[test]
fn several_options_are_a_control_and_no_suggested_replies() {
    let mut story = Story::online();
    let several = Action::multi_select(["A", "B"], ChoiceRules::default());
    story.event(3, bot(1, vec![several.clone()]));
    assert_eq!(story.machine.control(), Some(&several));
    assert!(story.machine.choices().is_empty());
}

#[test]
fn a_control_goes_when_the_bot_speaks_again() {
    let mut story = Story::online();
    story.event(3, bot(1, vec![rating()]));
    let first = story.machine.control_seq();
    story.event(3, bot_says(2, "Never mind."));
    assert_eq!(story.machine.control(), None);
    story.event(3, bot(3, vec![rating()]));
    assert!(story.machine.control_seq() > first);
}

#[test]
fn only_the_last_message_can_be_answered() {
    let mut story = Story::online();
    story.event(3, bot(1, vec![Action::text("a")]));
    story.event(3, bot(2, vec![Action::text("b"), Action::text("c")]));
    let mut open = story.machine.open_entries();
    open.sort();
    assert_eq!(open, keys(&story)[1..]);
    story.feed(Input::WentOffline);
    story.say("m1", "b");
    assert!(story.machine.open_entries().is_empty());
    story.feed(Input::VisitorCancelled { mid: "m1".into() });
    assert_eq!(story.machine.open_entries().len(), 2);
}

#[test]
fn what_is_announced_has_no_markers_and_an_end() {
    let mut story = Story::online();
    let effects = story.event(3, bot_says(1, "**Two** [tents](https://shop.example) `left`"));
    assert_eq!(announced(&effects), ["Two tents left"]);
    let effects = story.event(3, bot_says(2, &"word ".repeat(100_000)));
    let told = announced(&effects);
    assert!(
        told[0].len() > 1_000 && told[0].len() <= parlour_core::limits::ANNOUNCED_BYTES,
        "{}",
        told[0].len()
    );
}

#[test]
fn of_two_controls_in_one_message_the_first_is_asked_and_the_other_can_be_read() {
    let mut story = Story::online();
    let date = Action::Date { text: "When were you here?".into(), min: None, max: None };
    story.event(3, bot(1, vec![Action::text("How was it?"), rating(), date.clone()]));
    assert_eq!(story.machine.control(), Some(&asked("How was it?")));
    assert_eq!(story.screen(), ["Bot: How was it?".to_owned(), format!("Bot: {date:?}")]);
    story.event(3, bot(2, vec![date.clone(), rating()]));
    assert_eq!(story.machine.control(), Some(&date));
}

#[test]
fn nothing_is_asked_of_a_visitor_whose_conversation_is_over() {
    let mut story = Story::online();
    let rules = ChoiceRules { choices_only: true, ..ChoiceRules::default() };
    let choice = Action::Choice {
        text: "Well?".into(),
        options_type: "suggested_replies".into(),
        options: vec!["Yes".into()],
        rules,
    };
    let card = Action::Card { cards: Vec::new() };
    story.event(3, bot(1, vec![card, choice, rating()]));
    assert_eq!((story.machine.choices(), story.machine.open_entries().len()), (&["Yes".to_owned()][..], 2));
    assert!(story.machine.control().is_some() && story.machine.takes_only_choices());
    story.event(3, hand(2, HandoverState::Ended));
    assert!(story.machine.choices().is_empty());
    assert_eq!((story.machine.control(), story.machine.control_seq()), (None, None));
    assert!(story.machine.open_entries().is_empty());
    assert!(!story.machine.takes_only_choices());
    // Whoever takes it up again asks again.
    story.event(3, hand(3, HandoverState::Bot));
    assert_eq!(story.machine.choices(), ["Yes"]);
}
