use parlour_core::{Effect, Input, Saved, Token, limits};
use parlour_protocol::{Action, SendState};

use crate::story::*;

fn slow(seq: u64) -> parlour_protocol::StoredEvent {
    bot(
        seq,
        vec![
            Action::text("one"),
            Action::Wait { wait: 1_500 },
            Action::text("two"),
            Action::Wait { wait: 60_000 },
            Action::text("three"),
            Action::suggested_replies(["yes"]),
        ],
    )
}

#[test]
fn bubbles_come_after_their_pauses_and_a_long_pause_is_cut() {
    let mut story = Story::online();
    let start = story.now;
    assert_eq!(
        story.event(3, slow(1)),
        [Effect::Announce { text: "one".into() }, Effect::Wake { at: start + 1_500 }]
    );
    assert_eq!(story.screen(), ["Bot: one"]);
    assert!(story.machine.typing());
    assert!(story.machine.choices().is_empty());

    assert_eq!(story.after(1_499, Input::Woke), [Effect::Wake { at: start + 1_500 }]);
    let cut = start + 1_500 + u64::from(limits::WAIT_CAP_MS);
    assert_eq!(
        story.after(1, Input::Woke),
        [Effect::Announce { text: "two".into() }, Effect::Wake { at: cut }]
    );
    assert!(story.machine.choices().is_empty());
    story.now = cut;
    let effects = story.feed(Input::Woke);
    assert_eq!(announced(&effects), ["three"]);
    assert_eq!(story.screen(), ["Bot: one", "Bot: two", "Bot: three"]);
    assert!(!story.machine.typing());
    assert_eq!(story.machine.choices(), ["yes"]);
}

#[test]
fn messages_behind_a_pause_keep_their_order() {
    let mut story = Story::online();
    story.event(3, slow(1));
    story.event(3, bot_says(2, "four"));
    story.say("m1", "Quick!");
    story.answer(4, turn(SendState::Sent, Some(3), &[(4, "five")]));
    assert_eq!(story.screen(), ["Bot: one", "me: Quick! [sent]"]);
    story.after(1_500, Input::Woke);
    story.after(5_000, Input::Woke);
    assert_eq!(
        story.screen(),
        ["Bot: one", "Bot: two", "Bot: three", "Bot: four", "me: Quick! [sent]", "Bot: five"]
    );
}

#[test]
fn what_was_said_before_a_reload_is_shown_at_once_and_not_announced() {
    let saved = Saved { token: Some(Token("old".into())), ..Saved::default() };
    let mut story = Story::opened(Some(saved));
    story.answer(1, session("tok", 7, 1));
    let effects = story.answer(2, page(vec![slow(1)], 1));
    assert_eq!(announced(&effects), [] as [&str; 0]);
    assert_eq!(story.screen(), ["Bot: one", "Bot: two", "Bot: three"]);
    assert!(!story.machine.typing());
    assert_eq!(story.machine.choices(), ["yes"]);
}

#[test]
fn a_greeting_read_from_history_has_its_pauses() {
    let mut story = Story::opened(None);
    story.answer(1, session("tok", 7, 1));
    let effects = story.answer(2, page(vec![slow(1)], 1));
    assert_eq!(announced(&effects), ["one"]);
    assert!(story.machine.typing());
}

#[test]
fn a_flood_of_pauses_is_passed_over() {
    let mut story = Story::online();
    let mut actions = vec![];
    for _ in 0..limits::PACED_STEPS {
        actions.extend([Action::Wait { wait: 5_000 }, Action::text("x")]);
    }
    story.event(3, bot(1, actions));
    assert_eq!(story.screen().len(), limits::PACED_STEPS / 2);
}
