use parlour_core::{Call, Input, limits};
use parlour_protocol::SendState;

use crate::story::*;

#[test]
fn an_event_after_a_gap_waits_until_the_gap_is_filled() {
    let mut story = Story::online();
    story.event(3, bot_says(2, "two"));
    story.event(3, bot_says(4, "four"));
    assert!(story.screen().is_empty());
    story.event(3, bot_says(1, "one"));
    assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
    story.event(3, bot_says(3, "three"));
    assert_eq!(story.screen(), ["Bot: one", "Bot: two", "Bot: three", "Bot: four"]);
}

#[test]
fn the_answers_own_message_is_stored_though_its_events_wait_for_a_gap() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sent, Some(2), &[(3, "Hello")]));
    assert!(story.rows.is_empty());
    assert_eq!(story.screen(), ["me: Hi [sent]"]);
    story.event(3, bot_says(1, "Welcome"));
    assert_eq!(story.screen(), ["Bot: Welcome", "me: Hi [sent]", "Bot: Hello"]);
}

#[test]
fn a_gap_that_stays_open_is_filled_from_history() {
    let mut story = Story::online();
    let effects = story.event(3, bot_says(3, "three"));
    assert_eq!(wake_time(&effects), Some(story.now + limits::GAP_MS));
    let effects = story.wake(&effects);
    let [Call::ReadHistory { after: Some(after), .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*after, cursor(0));
    let items = vec![bot_says(1, "one"), bot_says(2, "two"), bot_says(3, "three")];
    let effects = story.answer(4, page(items, 3));
    assert_eq!(announced(&effects), ["one", "two", "three"]);
    assert_eq!(story.screen(), ["Bot: one", "Bot: two", "Bot: three"]);
}

#[test]
fn a_long_gap_is_read_page_by_page() {
    let mut story = Story::online();
    let effects = story.event(3, bot_says(3, "three"));
    story.wake(&effects);
    let first = parlour_core::Answer::History(parlour_protocol::HistoryPage {
        epoch: "e1".into(),
        items: vec![bot_says(1, "one")],
        cursor: cursor(1),
        has_more: true,
        statuses: vec![],
        states: 0,
    });
    let effects = story.answer(4, first);
    let [Call::ReadHistory { after: Some(after), .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*after, cursor(1));
    story.answer(5, page(vec![bot_says(2, "two"), bot_says(3, "three")], 3));
    assert_eq!(story.screen(), ["Bot: one", "Bot: two", "Bot: three"]);
}

#[test]
fn more_events_than_may_be_held_are_read_again_from_history() {
    let mut story = Story::online();
    let count = limits::HELD_EVENTS as u64;
    for seq in 2..count + 2 {
        assert!(calls(&story.event(3, bot_says(seq, "held"))).is_empty());
    }
    let effects = story.event(3, bot_says(count + 2, "one too many"));
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: Some(_), .. }]));
    story.answer(4, page((1..=200).map(|seq| bot_says(seq, "read")).collect(), 200));
    assert_eq!(story.machine.entries().len() as u64, count + 1);
    story.event(3, bot_says(count + 2, "one too many"));
    assert_eq!(story.machine.entries().len() as u64, count + 2);
}

#[test]
fn a_gap_history_cannot_fill_is_given_up_with_a_notice() {
    let mut story = Story::online();
    let mut effects = story.event(3, bot_says(2, "two"));
    for read in 0..u32::from(limits::GAP_READS) {
        effects = story.wake(&effects);
        assert_eq!(calls(&effects).len(), 1);
        effects = story.answer(4 + read, page(vec![], 0));
    }
    assert_eq!(story.screen(), ["-- unreadable", "Bot: two"]);
    story.now += 1;
    assert_eq!(calls(&story.feed(Input::Woke)), [] as [&Call; 0]);
}

#[test]
fn a_page_spoilt_on_the_way_is_read_again() {
    let mut story = Story::online();
    let effects = story.event(3, bot_says(2, "two"));
    story.wake(&effects);
    let effects = story.fail(4, parlour_core::Failure::Unreadable);
    assert!(story.screen().is_empty());
    story.wake(&effects);
    story.answer(5, page(vec![bot_says(1, "one"), bot_says(2, "two")], 2));
    assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
}
