use parlour_core::{EntryKey, Input};
use parlour_protocol::{Action, ChoiceRules, SendState};

use crate::story::*;

fn rating() -> Action {
    Action::Rating { text: String::new(), min: 1, max: 5 }
}

/// A rating as the window draws it.
fn asked(text: &str) -> Action {
    Action::Rating { text: text.into(), min: 1, max: 5 }
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
