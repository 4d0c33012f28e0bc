use parlour_core::{Attachment, Call, Connection, Effect, Failure, Input, Leaving, Token};
use parlour_protocol::{Action, ChoiceRules, MediaKind, SendState, SentAction};

use crate::story::*;

fn talked() -> Story {
    let mut story = Story::online();
    story.event(3, bot_says(1, "Hello"));
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sent, Some(2), &[(3, "Yes?")]));
    story
}

#[test]
fn starting_over_asks_for_another_conversation_and_shows_nothing_of_the_old() {
    let mut story = talked();
    let effects = story.feed(Input::StartedOver);
    let [Call::StartSession { resume, body, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((resume, body.fresh), (&Some(Token("tok".into())), true));
    assert!(story.screen().is_empty());
    story.answer(5, session("new", 8, 1));
    story.answer(6, page(vec![bot_says(1, "Welcome")], 1));
    assert_eq!(story.screen(), ["Bot: Welcome"]);
    assert_eq!(story.machine.conversation_id(), Some(8));
}

#[test]
fn a_message_on_its_way_stays_with_the_old_conversation_and_one_that_waits_goes_to_the_new() {
    let mut story = talked();
    story.say("m2", "on its way");
    story.say("m3", "waits");
    let effects = story.feed(Input::StartedOver);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]));
    assert_eq!(story.kept(), ["m3 waits"]);
    assert_eq!(story.screen(), ["me: waits [queued]"]);
    assert_eq!(sent(&story.answer(6, session("new", 8, 0))), ["m3"]);
}

#[test]
fn logging_out_leaves_nothing_and_revokes_the_token() {
    let mut story = talked();
    story.feed(Input::DraftChanged { text: "secret".into() });
    let effects = story.feed(Input::Left(Leaving::Logout));
    let leave = Call::Leave { token: Token("tok".into()), what: Leaving::Logout };
    assert_eq!(calls(&effects), [&leave]);
    assert!(effects.contains(&Effect::Wipe));
    assert!(persisted(&effects).is_none(), "nothing is stored after it was wiped");
    assert!(story.screen().is_empty());
    assert_eq!(story.machine.draft(), "");
    assert_eq!(story.machine.connection(), Connection::Idle);
    assert_eq!(story.after(600_000, Input::Woke), []);
    let effects = story.feed(Input::Opened);
    assert!(matches!(calls(&effects)[..], [Call::StartSession { resume: None, .. }]));
}

#[test]
fn a_conversation_is_forgotten_here_only_when_the_server_has_deleted_it() {
    let mut story = talked();
    let effects = story.feed(Input::Left(Leaving::Forget));
    assert!(matches!(calls(&effects)[..], [Call::Leave { what: Leaving::Forget, .. }]));
    assert!(story.fail(5, Failure::NoAnswer).contains(&Effect::Forgot { is_done: false }));
    assert_eq!(story.screen().len(), 3);
    story.feed(Input::Left(Leaving::Forget));
    let effects = story.answer(6, parlour_core::Answer::Left);
    assert!(effects.contains(&Effect::Wipe) && effects.contains(&Effect::Forgot { is_done: true }));
    assert!(story.screen().is_empty());
}

#[test]
fn a_token_that_has_run_out_is_renewed_before_the_conversation_is_taken_for_deleted() {
    let mut story = talked();
    story.feed(Input::Left(Leaving::Forget));
    let effects = story.fail(5, refused(401, "unauthorized", None));
    assert!(!effects.contains(&Effect::Forgot { is_done: true }), "the server has it still");
    assert!(matches!(calls(&effects)[..], [Call::StartSession { resume: Some(_), .. }]), "{effects:?}");
    let effects = story.answer(6, session("renewed", 7, 2));
    let leaves =
        |call: &&Call| matches!(call, Call::Leave { token, what: Leaving::Forget } if token.0 == "renewed");
    assert!(calls(&effects).iter().any(leaves), "{effects:?}");
    let effects = story.answer(7, parlour_core::Answer::Left);
    assert!(effects.contains(&Effect::Wipe) && effects.contains(&Effect::Forgot { is_done: true }));
    assert!(story.screen().is_empty());
}

#[test]
fn a_conversation_whose_token_cannot_be_renewed_is_as_good_as_deleted() {
    let mut story = talked();
    story.feed(Input::Left(Leaving::Forget));
    story.fail(5, refused(401, "unauthorized", None));
    let effects = story.fail(6, refused(401, "unauthorized", None));
    assert!(effects.contains(&Effect::Wipe) && effects.contains(&Effect::Forgot { is_done: true }));
}

#[test]
fn a_move_to_a_module_says_nothing_and_keeps_its_place_among_the_messages() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.feed(Input::Moved { mid: "m2".into(), reference: "returns".into() });
    assert_eq!(story.screen(), ["me: Hi [sending]"]);
    let effects = story.answer(4, turn(SendState::Sent, Some(1), &[]));
    let [Call::SendMessage { body, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((body.id.as_str(), body.reference.as_str(), body.actions.len()), ("m2", "returns", 0));
    story.answer(5, turn(SendState::Sent, Some(2), &[(3, "Returns it is.")]));
    assert_eq!(story.screen(), ["me: Hi [sent]", "Bot: Returns it is."]);
}

#[test]
fn a_move_that_is_refused_does_not_come_back() {
    let mut story = Story::online();
    let effects = story.feed(Input::Moved { mid: "m1".into(), reference: "nowhere".into() });
    assert_eq!(sent(&effects), ["m1"]);
    story.fail(4, refused(400, "unknown_module", None));
    assert!(story.rows.is_empty());
    assert!(story.screen().is_empty());
}

#[test]
fn files_go_with_their_text_or_alone_under_their_names() {
    let file = |id: &str, name: &str| Attachment { id: id.into(), name: name.into(), picture: String::new() };
    let mut story = Story::online();
    let files = vec![file("f1", "tent.jpg"), file("f2", "bill.pdf")];
    let effects = story.feed(Input::FilesSent { mid: "m1".into(), text: "Torn".into(), attachments: files });
    let [Call::SendMessage { body, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(body.attachments, ["f1", "f2"]);
    assert_eq!(body.actions, [SentAction { kind: "text".into(), text: "Torn".into() }]);
    assert_eq!(story.screen(), ["me: Torn\ntent.jpg\nbill.pdf [sending]"]);

    let mut story = Story::online();
    let files = vec![file("f1", "tent.jpg")];
    let effects = story.feed(Input::FilesSent { mid: "m1".into(), text: " ".into(), attachments: files });
    let [Call::SendMessage { body, .. }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert!(body.actions.is_empty());
    assert_eq!(story.screen(), ["me: tent.jpg [sending]"]);
}

#[test]
fn a_picture_stands_below_the_message_it_went_with_once() {
    let mut story = Story::online();
    let picture = Attachment { id: "f1".into(), name: "tent.jpg".into(), picture: "/signed".into() };
    let file = Attachment { id: "f2".into(), name: "bill.pdf".into(), picture: String::new() };
    let attachments = vec![picture, file];
    story.feed(Input::FilesSent { mid: "m1".into(), text: "Torn".into(), attachments });
    assert_eq!(story.screen(), ["me: Torn\ntent.jpg\nbill.pdf [sending]"]);
    story.answer(4, turn(SendState::Sent, Some(1), &[]));
    let shown = |address: &str| {
        let picture = format!(
            "Visitor: Media {{ kind: Image, url: {address:?}, text: Some(\"tent.jpg\"), size: None }}"
        );
        ["me: Torn\ntent.jpg\nbill.pdf [sent]".to_owned(), picture]
    };
    assert_eq!(story.screen(), shown("/signed"));
    // The stream brings the same, with an address signed anew.
    let media = |kind, url: &str, text: &str| Action::Media {
        kind,
        url: url.into(),
        text: Some(text.into()),
        size: None,
    };
    let actions = vec![
        Action::text("Torn"),
        media(MediaKind::Image, "/again", "tent.jpg"),
        media(MediaKind::File, "/bill", "bill.pdf"),
    ];
    story.event(3, of_visitor(1, "m1", actions.clone()));
    assert_eq!(story.screen(), shown("/signed"));
    // After a reload only the log knows it.
    let mut story = Story::online();
    story.event(3, of_visitor(1, "m1", actions));
    assert_eq!(story.screen(), shown("/again"));
}

#[test]
fn the_text_box_is_locked_only_while_nothing_but_the_replies_is_taken() {
    let mut story = Story::online();
    let rules = ChoiceRules { choices_only: true, ..ChoiceRules::default() };
    let choice = Action::Choice {
        text: "Which?".into(),
        options_type: "suggested_replies".into(),
        options: vec!["Tents".into()],
        rules,
    };
    story.event(3, bot(1, vec![choice]));
    assert!(story.machine.takes_only_choices());
    story.say("m1", "Tents");
    assert!(!story.machine.takes_only_choices());
    story.event(3, bot(2, vec![Action::suggested_replies(["Boots"])]));
    assert!(!story.machine.takes_only_choices());
}

#[test]
fn what_is_to_be_typed_is_known_until_it_was_typed() {
    let mut story = Story::online();
    story.event(3, bot(1, vec![Action::Input { text: "Your email?".into(), wanted: "email".into() }]));
    assert_eq!(story.machine.wanted(), Some("email"));
    story.say("m1", "ann@example.com");
    assert_eq!(story.machine.wanted(), None);
}
