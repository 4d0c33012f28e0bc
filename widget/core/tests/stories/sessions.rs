use parlour_core::{
    Call, Connection, Effect, Failure, Input, Options, Saved, SavedMessage, StreamEnd, Ticket, Token,
};
use parlour_protocol::SendState;

use crate::story::*;

fn visited(outbox: Vec<SavedMessage>) -> Saved {
    Saved { token: Some(Token("old".into())), outbox, ..Saved::default() }
}

#[test]
fn a_token_that_is_no_good_any_more_is_forgotten_and_a_new_conversation_started_once() {
    let mut story = Story::opened(Some(visited(vec![])));
    let effects = story.fail(1, refused(401, "unauthorized", None));
    assert_eq!(persisted(&effects).unwrap().token, None);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { resume: None, .. }]));
    assert!(story.screen().is_empty());
    let effects = story.fail(2, refused(401, "identity_invalid", None));
    assert!(calls(&effects).is_empty());
    assert_eq!(story.screen(), ["-- unidentified"]);
}

#[test]
fn who_could_not_be_told_keeps_what_they_said_and_is_asked_for_again_when_the_page_knows_better() {
    let mut story = Story::opened(Some(visited(vec![])));
    story.say("m1", "Hi");
    let effects = story.fail(1, refused(401, "identity_invalid", None));
    assert!(calls(&effects).is_empty());
    // The token of the conversation is not what was refused.
    assert!(persisted(&effects).is_none());
    assert_eq!(story.kept(), ["m1 Hi failed"]);
    assert_eq!(story.screen(), ["-- unidentified", "me: Hi [NoSession]"]);
    assert!(story.machine.is_unidentified());
    let effects = story.feed(Input::Renewed);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { resume: Some(_), .. }]));
    assert!(!story.machine.is_unidentified());
    story.fail(2, refused(401, "identity_invalid", None));
    assert_eq!(story.screen(), ["-- unidentified", "me: Hi [NoSession]"], "said once");
}

#[test]
fn a_conversation_whose_visitor_is_proven_goes_on_where_it_was() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "Hello"));
    let effects = story.feed(Input::Renewed);
    let [Call::StartSession { resume, body, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((resume, body.fresh), (&Some(Token("tok".into())), false));
    story.answer(4, session("proven", 7, 1));
    story.say("m1", "Hi");
    assert_eq!(story.screen(), ["Bot: Hello", "me: Hi [sending]"]);
}

#[test]
fn a_page_that_may_not_talk_to_the_bot_says_so_and_keeps_what_was_typed() {
    for status in [403, 404] {
        let waiting = SavedMessage {
            mid: "m1".into(),
            text: "Hi".into(),
            at: START,
            failed: false,
            ..SavedMessage::default()
        };
        let mut story = Story::opened(Some(visited(vec![waiting])));
        let effects = story.fail(1, refused(status, "origin_refused", None));
        assert!(calls(&effects).is_empty());
        assert_eq!(story.kept(), ["m1 Hi failed"]);
        assert_eq!(story.screen(), ["-- unavailable", "me: Hi [NoSession]"]);
        assert_eq!(story.machine.connection(), Connection::Refused);
        assert_eq!(story.after(600_000, Input::Woke), []);

        let effects = story.feed(Input::VisitorRetried { mid: "m1".into(), again: "again".into() });
        assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]));
        assert_eq!(sent(&story.answer(2, session("new", 7, 0))), ["m1"]);
    }
}

#[test]
fn why_there_is_no_session_is_the_servers_own_word() {
    for code in ["origin_refused", "not_found"] {
        let mut story = Story::opened(None);
        story.fail(1, refused(403, code, None));
        assert_eq!(story.machine.refusal(), code);
    }
    let mut story = Story::opened(None);
    story.fail(1, refused(404, "", None));
    assert_eq!((story.machine.connection(), story.machine.refusal()), (Connection::Refused, "unreadable"));
}

#[test]
fn what_never_answers_with_a_session_is_no_server_of_this_chat_and_is_not_waited_for() {
    let mut story = Story::opened(None);
    for ticket in 1..3 {
        let effects = story.fail(ticket, Failure::Unreadable);
        assert_eq!(story.machine.connection(), Connection::Delayed);
        let again = story.wake(&effects);
        assert!(matches!(calls(&again)[..], [Call::StartSession { .. }]));
    }
    assert!(calls(&story.fail(3, Failure::Unreadable)).is_empty());
    assert_eq!((story.machine.connection(), story.machine.refusal()), (Connection::Refused, "unreadable"));
    assert_eq!(story.screen(), ["-- unavailable"]);
    // The visitor who opens it again asks again.
    let effects = story.feed(Input::Opened);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]));
}

#[test]
fn an_expired_token_is_renewed_and_the_message_goes_under_the_same_id() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "Hello"));
    story.say("m1", "Hi");
    let effects = story.fail(4, refused(401, "unauthorized", None));
    let [Call::StartSession { resume, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(resume, &Some(Token("tok".into())));
    let effects = story.answer(5, session("next", 7, 1));
    let [Call::SendMessage { token, body, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((token.0.as_str(), body.id.as_str()), ("next", "m1"));
    story.answer(6, turn(SendState::Sent, Some(2), &[(3, "Yes?")]));
    assert_eq!(story.screen(), ["Bot: Hello", "me: Hi [sent]", "Bot: Yes?"]);
}

#[test]
fn a_stream_refused_for_its_token_comes_back_with_the_next_one() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "Hello"));
    let end = StreamEnd::Refused { status: 401, retry_after_ms: None };
    let effects = story.feed(Input::StreamClosed { ticket: Ticket(3), end });
    assert!(matches!(calls(&effects)[..], [Call::StartSession { resume: Some(_), .. }]));
    assert_eq!(opened_after(&story.answer(4, session("next", 7, 1))), Some((5, 1)));
}

#[test]
fn a_server_that_renews_and_refuses_in_turn_is_not_hammered() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.fail(4, refused(401, "unauthorized", None));
    story.answer(5, session("t2", 7, 0));
    let effects = story.fail(6, refused(401, "unauthorized", None));
    assert!(calls(&effects).is_empty());
    assert!(wake_time(&effects).unwrap() >= story.now + 500);
    assert_eq!(calls(&story.wake(&effects)).len(), 1);
}

#[test]
fn another_conversation_in_place_of_the_lost_one_takes_over_what_is_unsent() {
    let mut story = Story::online();
    story.event(3, bot_says(1, "Hello"));
    story.say("m1", "Hi");
    story.fail(4, refused(401, "unauthorized", None));
    story.fail(5, refused(401, "unauthorized", None));
    let effects = story.answer(6, session("other", 8, 1));
    assert_eq!(sent(&effects), ["m1"]);
    assert_eq!(story.screen(), ["-- reset", "me: Hi [sending]"]);
    story.answer(7, page(vec![bot_says(1, "Welcome")], 1));
    story.answer(8, turn(SendState::Sent, Some(2), &[(3, "Yes?")]));
    assert_eq!(story.screen(), ["Bot: Welcome", "-- reset", "me: Hi [sent]", "Bot: Yes?"]);
    assert_eq!(story.machine.conversation_id(), Some(8));
}

#[test]
fn another_conversation_is_begun_in_the_language_the_visitor_reads_by_then() {
    let options = Options { bot: "b".into(), locale: Some("de".into()), ..Options::default() };
    let mut story = Story::of(options);
    assert_eq!(story.feed(Input::Restored(None)), []);
    let locale = |effects: &[Effect]| match calls(effects)[..] {
        [Call::StartSession { body, .. }] => body.locale.clone(),
        _ => panic!("{effects:?}"),
    };
    let effects = story.feed(Input::Opened);
    assert_eq!(locale(&effects).as_deref(), Some("de"));
    story.answer(1, session("tok", 7, 0));
    // Only a session carries it: nothing is asked for at once.
    assert!(calls(&story.feed(Input::Reads { locale: "fr".into() })).is_empty());
    let effects = story.feed(Input::StartedOver);
    assert_eq!(locale(&effects).as_deref(), Some("fr"));
}
