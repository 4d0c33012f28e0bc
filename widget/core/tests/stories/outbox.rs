use parlour_core::{
    Call, Effect, Input, Leaving, Machine, Options, Saved, SavedMessage, Storing, Token, limits,
};
use parlour_protocol::{Action, SendState};

use crate::story::*;

fn row(mid: &str, text: &str, at: u64) -> SavedMessage {
    SavedMessage { mid: mid.into(), text: text.into(), at, ..SavedMessage::default() }
}

/// A page whose browser takes its time.
fn slow() -> Story {
    let mut story = Story::online();
    story.is_slow = true;
    story
}

fn kept(story: &mut Story, mid: &str, how: Storing) -> Vec<Effect> {
    story.feed(Input::Kept { mid: mid.into(), how })
}

#[test]
fn a_message_is_kept_before_it_is_shown_and_sent() {
    let mut machine = Machine::new(Options { bot: "b".into(), ..Options::default() });
    machine.handle(START, Input::Restored(None));
    machine.handle(START, Input::Opened);
    machine.handle(START, Input::RowsRead(vec![]));
    let effects = machine.handle(START, Input::VisitorSent { mid: "m1".into(), text: "Hi".into() });
    assert_eq!(effects, [Effect::Keep { message: row("m1", "Hi", START), is_new: true }]);
    assert!(machine.entries().is_empty());

    let mut story = slow();
    story.feed(Input::DraftChanged { text: "Hi".into() });
    assert_eq!(sent(&story.say("m1", "Hi")), [] as [&str; 0]);
    assert_eq!((story.screen().len(), story.machine.draft()), (0, "Hi"));
    assert!(!story.machine.has_said("m1"));
    assert_eq!(sent(&kept(&mut story, "m1", Storing::Stored)), ["m1"]);
    assert_eq!((story.screen(), story.machine.draft()), (vec!["me: Hi [sending]".to_owned()], ""));
    assert!(story.machine.has_said("m1"));
}

#[test]
fn replies_on_offer_are_taken_once_and_come_back_if_there_was_no_room() {
    let mut story = slow();
    story.event(3, bot(1, vec![Action::suggested_replies(["Tents"])]));
    story.say("m1", "Tents");
    assert!(story.machine.choices().is_empty());
    kept(&mut story, "m1", Storing::Full);
    assert_eq!(story.machine.choices(), ["Tents"]);
}

#[test]
fn a_message_without_room_is_not_said_and_goes_unkept_when_it_is_sent_once_more() {
    let mut story = Story::online();
    story.storing = Storing::Full;
    story.feed(Input::DraftChanged { text: "Hi".into() });
    assert!(sent(&story.say("m1", "Hi")).is_empty());
    assert_eq!((story.screen().len(), story.machine.draft()), (0, "Hi"), "its text stays");
    assert_eq!(story.machine.no_room(), Some("m1"));
    story.feed(Input::DraftChanged { text: "Hi!".into() });
    assert_eq!(story.machine.no_room(), None, "another text is another try");
    assert!(sent(&story.say("m2", "Hi!")).is_empty());
    assert_eq!(sent(&story.say("m3", "Hi!")), ["m3"]);
    assert_eq!(story.screen(), ["me: Hi! [sending]"]);
    assert_eq!(story.machine.no_room(), None);
}

#[test]
fn a_browser_that_keeps_nothing_is_named_once_and_the_chat_goes_on() {
    let mut story = Story::online();
    story.storing = Storing::Held;
    assert_eq!(sent(&story.say("m1", "one")), ["m1"]);
    story.say("m2", "two");
    story.feed(Input::KeepsNothing);
    assert_eq!(story.screen(), ["-- not kept", "me: one [sending]", "me: two [queued]"]);

    let mut story = Story::new();
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    story.feed(Input::KeepsNothing);
    story.answer(1, session("tok", 7, 1));
    story.answer(2, page(vec![bot_says(1, "Hello")], 1));
    assert_eq!(story.screen(), ["Bot: Hello", "-- not kept"], "also if it was known before the log was");
}

#[test]
fn what_is_kept_out_of_turn_is_shown_in_the_order_of_typing() {
    let mut story = slow();
    story.say("m1", "one");
    story.say("m2", "two");
    assert!(kept(&mut story, "m2", Storing::Stored).is_empty());
    assert!(story.screen().is_empty());
    assert_eq!(sent(&kept(&mut story, "m1", Storing::Stored)), ["m1"]);
    assert_eq!(story.screen(), ["me: one [sending]", "me: two [queued]"]);
}

#[test]
fn nothing_is_sent_before_the_rows_of_earlier_pages_are_known() {
    let mut story = Story::new();
    story.is_slow = true;
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    story.answer(1, session("tok", 7, 0));
    story.say("m3", "three");
    assert!(story.screen().is_empty());
    story.is_slow = false;
    // By a clock that was ahead.
    story.rows = vec![row("m1", "one", START + 8_000_000), row("m2", "two", START + 9_000_000)];
    let effects = story.feed(Input::RowsRead(story.rows.clone()));
    assert_eq!(sent(&effects), ["m1"]);
    assert_eq!(story.screen(), ["me: one [sending]", "me: two [queued]", "me: three [queued]"]);
    assert_eq!(story.rows[2].at, START + 9_000_001);
}

#[test]
fn rows_that_another_page_left_are_sent_from_here_once_each_and_in_their_order() {
    let mut story = Story::online();
    story.say("m5", "five");
    story.rows.extend([row("m2", "two", START - 1), row("m1", "one", START - 2)]);
    story.feed(Input::RowsLeft);
    story.feed(Input::RowsLeft);
    assert_eq!(story.screen(), ["me: one [queued]", "me: two [queued]", "me: five [sending]"]);
    assert_eq!(sent(&story.answer(4, turn(SendState::Sent, Some(1), &[]))), ["m1"]);
    assert_eq!(sent(&story.answer(5, turn(SendState::Sent, Some(2), &[]))), ["m2"]);
    story.answer(6, turn(SendState::Sent, Some(3), &[]));
    assert!(story.rows.is_empty());
    assert_eq!(story.screen(), ["me: five [sent]", "me: one [sent]", "me: two [sent]"]);
}

#[test]
fn a_row_that_went_while_the_rows_were_read_does_not_come_back() {
    let mut story = Story::online();
    story.say("m1", "one");
    let before = story.rows.clone();
    story.is_slow = true;
    story.feed(Input::RowsLeft);
    story.answer(4, turn(SendState::Sent, Some(1), &[]));
    story.feed(Input::StartedOver);
    assert!(story.screen().is_empty());
    story.feed(Input::RowsRead(before));
    assert!(story.screen().is_empty());
}

#[test]
fn a_row_of_a_message_that_the_log_shows_is_taken_away() {
    let mut story = Story::online();
    story.event(3, visitor(1, "m1", "one"));
    story.rows.push(row("m1", "one", START));
    story.feed(Input::RowsLeft);
    assert_eq!(story.screen(), ["me: one [sent]"]);
    assert!(story.rows.is_empty());
}

#[test]
fn more_than_one_page_may_hold_waits_without_being_cut() {
    let mut story = Story::new();
    story.rows = (0..80).map(|number| row(&format!("m{number:02}"), "x", START + number)).collect();
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    story.answer(1, session("tok", 7, 0));
    assert_eq!(story.screen().len(), 80);
    story.say("n", "one more");
    assert_eq!(story.screen()[80], "me: one more [queued]");
    assert_eq!(story.rows.len(), 81);
    // And up to the limit of all pages together.
    story.rows = (0..2_000).map(|number| row(&format!("o{number:04}"), "x", START + number)).collect();
    story.feed(Input::RowsLeft);
    assert_eq!(story.screen().len(), limits::OUTBOX_ROWS);
}

#[test]
fn what_waited_for_more_than_a_day_is_shown_as_failed_and_goes_when_it_is_asked_for() {
    let old = START - limits::UNSENT_AGE_MS - 1;
    let mut story = Story::new();
    let way = SavedMessage { reference: "returns".into(), ..row("m3", "", old) };
    story.rows = vec![row("m1", "of yesterday", old), row("m2", "of today", old + 1), way];
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    assert_eq!(sent(&story.answer(1, session("tok", 7, 0))), ["m2"]);
    assert_eq!(story.screen(), ["me: of yesterday [Refused]", "me: of today [sending]"]);
    // Nor by the next page; a move that nobody sees is not made at all.
    assert_eq!(story.kept(), ["m1 of yesterday failed", "m2 of today"]);
    assert!(sent(&story.answer(3, turn(SendState::Sent, Some(1), &[]))).is_empty());
    let effects = story.feed(Input::VisitorRetried { mid: "m1".into(), again: "n1".into() });
    assert_eq!(sent(&effects), ["m1"]);

    // The same of what an older version kept.
    let saved = Saved { outbox: vec![row("m1", "of yesterday", old)], ..Saved::default() };
    let mut story = Story::opened(Some(saved));
    assert!(sent(&story.answer(1, session("tok", 7, 0))).is_empty());
    assert_eq!(story.screen(), ["me: of yesterday [Refused]"]);
}

#[test]
fn the_entry_of_an_older_version_becomes_rows_once() {
    let saved = Saved {
        outbox: vec![row("m1", "one", START - 2)],
        token: Some(Token("t".into())),
        ..Saved::default()
    };
    let mut story = Story::new();
    story.is_slow = true;
    story.feed(Input::Restored(Some(saved.clone())));
    assert_eq!(story.screen(), ["me: one [queued]"]);
    let effects = story.feed(Input::Opened);
    assert_eq!(persisted(&effects).unwrap().outbox, saved.outbox, "until it stands in its row");
    story.is_slow = false;
    let effects = story.feed(Input::RowsRead(vec![]));
    assert_eq!(story.kept(), ["m1 one"]);
    assert_eq!(persisted(&effects).unwrap().outbox, []);

    // A page that ended between the two finds it in both.
    let mut again = Story::new();
    again.rows = story.rows.clone();
    again.feed(Input::Restored(Some(saved)));
    let effects = again.feed(Input::Opened);
    assert_eq!(again.screen(), ["me: one [queued]"]);
    assert_eq!(persisted(&effects[1..]).unwrap().outbox, []);
    assert_eq!(again.kept(), ["m1 one"]);
}

#[test]
fn who_leaves_takes_the_rows_along_and_what_was_still_being_kept() {
    let mut story = slow();
    story.say("m1", "secret");
    let effects = story.feed(Input::Left(Leaving::Logout));
    assert!(effects.contains(&Effect::Wipe));
    assert_eq!(kept(&mut story, "m1", Storing::Stored), []);
    assert!(story.screen().is_empty());
}

#[test]
fn rows_that_were_read_for_a_visitor_who_has_left_are_not_the_next_ones() {
    for how in [Input::Left(Leaving::Logout), Input::LeftElsewhere] {
        let mut story = slow();
        story.feed(Input::RowsLeft);
        story.feed(how);
        story.feed(Input::Opened);
        story.say("m2", "of the next");
        story.feed(Input::RowsRead(vec![row("m1", "secret", START)]));
        assert!(story.screen().is_empty());
        story.is_slow = false;
        story.feed(Input::RowsRead(vec![]));
        assert_eq!(story.screen(), ["me: of the next [queued]"]);
    }
}

#[test]
fn an_answer_of_a_conversation_that_is_over_leaves_its_message_to_the_present_one() {
    let mut story = Story::online();
    story.say("m1", "one");
    // The token is refused and cannot be resumed: another conversation begins while the message is on its way.
    story.feed(Input::Renewed);
    story.fail(5, refused(401, "unauthorized", None));
    story.answer(6, session("new", 8, 0));
    story.answer(7, page(vec![], 0));
    let effects = story.answer(4, turn(SendState::Sent, Some(3), &[(4, "to one")]));
    let [Call::SendMessage { token, body, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((token.0.as_str(), body.id.as_str()), ("new", "m1"));
    assert_eq!(story.screen(), ["me: one [sending]"]);
    assert_eq!(story.kept(), ["m1 one"]);
}
