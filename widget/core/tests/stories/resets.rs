use parlour_core::{Answer, Call, Effect, StreamEvent, Ticket};
use parlour_protocol::{Cursor, HistoryPage, ResetEvent, SendState, StoredEvent};

use crate::story::*;

fn anew(items: Vec<StoredEvent>, seq: u64) -> Answer {
    let cursor = Cursor { epoch: "e2".into(), seq };
    Answer::History(HistoryPage {
        epoch: "e2".into(),
        items,
        cursor,
        has_more: false,
        statuses: vec![],
        states: 0,
    })
}

/// An answer of the log as it is after the reset.
fn turn_anew(seq: u64, replies: &[(u64, &str)]) -> Answer {
    let Answer::Turns(mut turns) = turn(SendState::Sent, Some(seq), replies) else { unreachable!() };
    turns[0].cursor = Some(Cursor { epoch: "e2".into(), seq });
    Answer::Turns(turns)
}

fn lost() -> StreamEvent {
    StreamEvent::Reset(ResetEvent { epoch: "e2".into(), reason: "restored".into() })
}

#[test]
fn a_reset_loads_the_log_anew_and_keeps_what_is_unsent() {
    let mut story = Story::online();
    story.say("m1", "one");
    story.answer(4, turn(SendState::Sent, Some(1), &[(2, "to one")]));
    story.say("m2", "two");
    let effects = story.stream(3, lost());
    assert_eq!(effects[0], Effect::CloseStream { ticket: Ticket(3) });
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: None, .. }]));
    assert_eq!(story.screen(), ["-- reset", "me: two [sending]"]);

    let effects = story.answer(6, anew(vec![visitor(1, "m1", "one")], 1));
    assert_eq!(announced(&effects), [] as [&str; 0]);
    let Some(Effect::OpenStream { after, .. }) =
        effects.iter().find(|effect| matches!(effect, Effect::OpenStream { .. }))
    else {
        panic!("{effects:?}")
    };
    assert_eq!(*after, Cursor { epoch: "e2".into(), seq: 1 });
    assert_eq!(story.screen(), ["me: one [sent]", "-- reset", "me: two [sending]"]);
    story.answer(5, turn_anew(2, &[(3, "to two")]));
    assert_eq!(story.screen(), ["me: one [sent]", "-- reset", "me: two [sent]", "Bot: to two"]);
}

#[test]
fn a_stale_cursor_is_a_reset() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "one"));
    let effects = story.event(3, bot_says(3, "three"));
    story.wake(&effects);
    let effects = story.fail(4, refused(410, "stale_cursor", None));
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: None, .. }]));
    let effects = story.answer(5, anew(vec![bot_says(1, "uno")], 1));
    assert_eq!(opened_after(&effects), Some((6, 1)));
    assert_eq!(story.screen(), ["Bot: uno", "-- reset"]);
}

#[test]
fn a_page_of_another_epoch_is_a_reset() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "one"));
    let effects = story.event(3, bot_says(3, "three"));
    story.wake(&effects);
    let effects = story.answer(4, anew(vec![bot_says(2, "dos")], 2));
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: None, .. }]));
    story.answer(5, anew(vec![bot_says(1, "uno"), bot_says(2, "dos")], 2));
    assert_eq!(story.screen(), ["Bot: uno", "Bot: dos", "-- reset"]);
}

#[test]
fn a_message_answered_during_a_reset_keeps_its_bubble() {
    let mut story = Story::online();
    story.say("m1", "one");
    story.event(3, visitor(1, "m1", "one"));
    story.stream(3, lost());
    // The page was read before the message was stored.
    story.answer(4, turn_anew(1, &[]));
    story.answer(5, anew(vec![], 0));
    assert_eq!(story.screen(), ["me: one [sent]", "-- reset"]);
}

#[test]
fn an_answer_of_the_log_before_the_reset_leaves_its_message_to_be_sent_again() {
    let mut story = Story::online();
    story.say("m1", "one");
    story.stream(3, lost());
    story.answer(5, anew(vec![], 0));
    // Stored where the server was put back from: the log that is shown does not have it.
    let effects = story.answer(4, turn(SendState::Sent, Some(1), &[(2, "to one")]));
    assert_eq!(story.screen(), ["me: one [queued]"]);
    assert_eq!(story.kept(), ["m1 one"]);
    assert_eq!(sent(&story.wake(&effects)), ["m1"]);
    story.answer(7, turn_anew(1, &[(2, "to one")]));
    assert_eq!(story.screen(), ["me: one [sent]", "Bot: to one"]);
    assert!(story.rows.is_empty());
}
