use parlour_core::{Call, Effect, Input, Saved, SavedMessage, Ticket, Token};
use parlour_protocol::SendState;

use crate::story::*;

fn kept(mid: &str, text: &str, failed: bool) -> SavedMessage {
    SavedMessage { mid: mid.into(), text: text.into(), at: START - 1_000, failed, ..SavedMessage::default() }
}

fn saved(outbox: Vec<SavedMessage>) -> Saved {
    Saved { token: Some(Token("old".into())), outbox, draft: String::new(), open: true, ..Saved::default() }
}

#[test]
fn what_was_not_sent_is_sent_under_the_same_id_after_a_reload() {
    let mut story = Story::opened(Some(saved(vec![kept("m1", "one", false), kept("m2", "two", false)])));
    assert_eq!(story.screen(), ["me: one [queued]", "me: two [queued]"]);
    let effects = story.answer(1, session("new", 7, 2));
    let [Call::ReadHistory { after: None, .. }, Call::SendMessage { token, body, .. }] = calls(&effects)[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((token.0.as_str(), body.id.as_str(), body.actions[0].text.as_str()), ("new", "m1", "one"));
    // The first had been stored before the reload.
    story.answer(2, page(vec![bot_says(1, "Hello"), visitor(2, "m1", "one")], 2));
    assert_eq!(story.screen(), ["Bot: Hello", "me: one [sent]", "me: two [queued]"]);
    let effects = story.answer(3, turn(SendState::Sent, Some(2), &[(3, "to one")]));
    assert_eq!(sent(&effects), ["m2"]);
    story.answer(5, turn(SendState::Sent, Some(4), &[(5, "to two")]));
    assert_eq!(
        story.screen(),
        ["Bot: Hello", "me: one [sent]", "Bot: to one", "me: two [sent]", "Bot: to two"]
    );
}

#[test]
fn every_state_between_typing_and_storing_survives_in_storage() {
    let mut story = Story::online();
    story.say("m1", "one");
    story.say("m2", "two");
    story.say("m3", "three");
    story.fail(4, refused(409, "id_reused", None));
    story.answer(5, turn(SendState::Sent, Some(1), &[]));
    let written = serde_json::to_string(&story.rows).unwrap();
    let mut reloaded = Story::new();
    reloaded.rows = serde_json::from_str(&written).unwrap();
    reloaded.feed(Input::Restored(Some(saved(vec![]))));
    assert!(reloaded.screen().is_empty(), "the rows are read when there is a use for them");
    reloaded.feed(Input::Opened);
    assert_eq!(reloaded.screen(), ["me: one [Refused]", "me: three [queued]"]);
    assert_eq!(sent(&reloaded.answer(1, session("new", 7, 1))), ["m3"]);
}

#[test]
fn storage_of_an_older_version_is_read_as_far_as_it_goes() {
    let saved: Saved = serde_json::from_str(r#"{"token":"t","later":1}"#).unwrap();
    assert_eq!(saved, Saved { token: Some(Token("t".into())), ..Saved::default() });
}

#[test]
fn a_reload_resumes_the_conversation_and_goes_on_after_its_end() {
    let mut story = Story::opened(Some(saved(vec![])));
    let mut again = Story::new();
    again.feed(Input::Restored(Some(saved(vec![]))));
    assert!(again.machine.is_open(), "the shell is told that it was");
    let effects = again.feed(Input::Opened);
    let [Effect::Call { ticket: Ticket(1), call: Call::StartSession { resume, body, .. } }] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(resume, &Some(Token("old".into())));
    assert_eq!(body.reference, None);

    story.answer(1, session("new", 7, 3));
    let items = vec![bot_says(2, "of a long conversation"), bot_says(3, "the newest page")];
    let effects = story.answer(2, page(items, 3));
    assert_eq!(opened_after(&effects), Some((3, 3)));
    assert_eq!(announced(&effects), [] as [&str; 0]);
    assert_eq!(announced(&story.event(3, bot_says(4, "live"))), ["live"]);
}

#[test]
fn the_draft_and_the_window_are_kept() {
    let mut story = Story::online();
    let token = Some(Token("tok".into()));
    let effects = story.feed(Input::DraftChanged { text: "Do you".into() });
    let expected = Saved { token: token.clone(), draft: "Do you".into(), open: true, ..Saved::default() };
    assert_eq!(effects, [Effect::Persist(expected.clone())]);
    assert_eq!(story.feed(Input::DraftChanged { text: "Do you".into() }), []);
    let closed = Saved { open: false, ..expected.clone() };
    assert_eq!(story.feed(Input::Closed), [Effect::Persist(closed.clone())]);

    let mut reloaded = Story::new();
    reloaded.feed(Input::Restored(Some(closed)));
    assert_eq!(reloaded.machine.draft(), "Do you");
    assert!(!reloaded.machine.is_open());

    let effects = story.say("m1", "Do you");
    let saved = persisted(&effects).unwrap();
    assert_eq!((saved.draft.as_str(), story.kept()), ("", vec!["m1 Do you".to_owned()]));
}

#[test]
fn a_suggested_reply_leaves_the_draft_alone() {
    let mut story = Story::online();
    story.feed(Input::DraftChanged { text: "Do you".into() });
    story.say("m1", "Tents");
    assert_eq!(story.machine.draft(), "Do you");
}
