use parlour_core::{Call, Consent, Effect, Input, Options, Saved, Token};

use crate::story::*;

fn asked() -> Story {
    let options = Options { bot: "b".into(), consent_to: Some("2026-05".into()), ..Options::default() };
    Story::of(options)
}

#[test]
fn nothing_is_sent_or_stored_before_consent() {
    let mut story = asked();
    assert_eq!(story.feed(Input::Restored(None)), []);
    assert_eq!(story.machine.consent(), Consent::Required);
    assert_eq!(story.feed(Input::Opened), []);
    assert_eq!(story.feed(Input::DraftChanged { text: "Do you".into() }), []);
    assert_eq!(story.say("m1", "Do you deliver?"), []);
    assert_eq!(story.after(600_000, Input::WentOnline), []);
    assert_eq!(story.screen(), ["me: Do you deliver? [queued]"]);
    assert!(story.rows.is_empty());
}

#[test]
fn consent_starts_the_conversation_and_sends_what_was_written_before() {
    let mut story = asked();
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    story.say("m1", "Do you deliver?");
    let effects = story.feed(Input::Consented { is_granted: true });
    assert_eq!(persisted(&effects).unwrap().consent.as_deref(), Some("2026-05"));
    assert_eq!(story.kept(), ["m1 Do you deliver?"]);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]));
    assert_eq!(sent(&story.answer(1, session("tok", 7, 0))), ["m1"]);
}

#[test]
fn a_refusal_keeps_what_was_typed_and_may_be_taken_back() {
    let mut story = asked();
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    story.feed(Input::DraftChanged { text: "Do you".into() });
    assert_eq!(story.feed(Input::Consented { is_granted: false }), []);
    assert_eq!(story.machine.consent(), Consent::Denied);
    assert_eq!(story.after(600_000, Input::Woke), []);
    assert_eq!(story.machine.draft(), "Do you");
    let effects = story.feed(Input::Consented { is_granted: true });
    assert_eq!(persisted(&effects).unwrap().draft, "Do you");
    assert_eq!(calls(&effects).len(), 1);
}

#[test]
fn consent_holds_over_a_reload_for_the_text_that_was_agreed_to() {
    for (version, consent) in [("2026-05", Consent::Granted), ("2025-01", Consent::Required)] {
        let mut story = asked();
        let saved = Saved {
            token: Some(Token("old".into())),
            consent: Some(version.into()),
            open: true,
            ..Saved::default()
        };
        story.feed(Input::Restored(Some(saved)));
        assert_eq!(story.machine.consent(), consent, "{version}");
        let is_silent = calls(&story.feed(Input::Opened)).is_empty();
        assert_eq!(is_silent, consent == Consent::Required, "{version}");
    }
}

#[test]
fn consent_taken_back_ends_the_stream_and_wipes_what_was_stored() {
    let mut story = Story::online();
    let effects = story.feed(Input::Consented { is_granted: false });
    assert!(matches!(effects[..], [Effect::CloseStream { .. }, Effect::Wipe]), "{effects:?}");
    assert_eq!(story.say("m1", "Hi"), []);
}

#[test]
fn a_form_before_the_chat_holds_the_session_back() {
    let options = Options { bot: "b".into(), form_first: true, ..Options::default() };
    let mut story = Story::of(options.clone());
    story.feed(Input::Restored(None));
    assert_eq!(story.feed(Input::Opened), []);
    assert!(story.machine.wants_form());
    let effects = story.feed(Input::Introduced);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]));

    let mut known = Story::of(options);
    known.feed(Input::Restored(Some(Saved { token: Some(Token("old".into())), ..Saved::default() })));
    assert!(!known.machine.wants_form(), "who has a conversation has filled it in");
}

#[test]
fn a_page_that_does_not_ask_leaves_the_answer_to_those_that_do() {
    let mut story = Story::new();
    let saved =
        Saved { token: Some(Token("old".into())), consent: Some("2026-05".into()), ..Saved::default() };
    story.feed(Input::Restored(Some(saved)));
    let effects = story.feed(Input::Opened);
    assert_eq!(persisted(&effects).unwrap().consent.as_deref(), Some("2026-05"));
}

#[test]
fn who_logs_out_is_asked_again() {
    let mut story = asked();
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    story.feed(Input::Consented { is_granted: true });
    story.answer(1, session("tok", 7, 0));
    story.feed(Input::Left(parlour_core::Leaving::Logout));
    assert_eq!(story.machine.consent(), Consent::Required);
    assert_eq!(story.feed(Input::Opened), []);
}
