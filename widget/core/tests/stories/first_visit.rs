use parlour_core::{Call, Connection, Effect, Input, Saved, Ticket, Token};
use parlour_protocol::{Action, SendState, SentAction, SessionRequest, VisitorSend};

use crate::story::*;

#[test]
fn nothing_happens_before_an_act() {
    let mut story = Story::new();
    let saved = Saved { token: Some(Token("old".into())), open: true, ..Saved::default() };
    for input in [
        Input::Restored(Some(saved)),
        Input::PageChanged,
        Input::WentOffline,
        Input::WentOnline,
        Input::Closed,
        Input::DraftChanged { text: "He".into() },
        Input::Woke,
    ] {
        assert_eq!(story.after(60_000, input), []);
    }
    assert_eq!(story.machine.connection(), Connection::Idle);
    assert_eq!(story.machine.conversation_id(), None);
    assert!(story.machine.capabilities().is_none());
}

#[test]
fn a_first_visit_from_opening_to_the_first_answer() {
    let mut story = Story::new();
    let token = Token("tok".into());
    assert_eq!(story.feed(Input::Restored(None)), []);
    assert_eq!(story.feed(Input::PageChanged), []);

    let opened = Saved { open: true, ..Saved::default() };
    let body = SessionRequest::default();
    assert_eq!(
        story.feed(Input::Opened),
        [
            Effect::Persist(opened.clone()),
            Effect::Call {
                ticket: Ticket(1),
                call: Call::StartSession { resume: None, body, tells_page: true }
            },
        ]
    );
    assert_eq!(story.machine.connection(), Connection::Connecting);
    assert!(story.machine.is_open());

    let with_token = Saved { token: Some(token.clone()), ..opened };
    assert_eq!(
        story.after(100, Input::Answered { ticket: Ticket(1), result: Ok(session("tok", 7, 1)) }),
        [
            Effect::Persist(with_token.clone()),
            Effect::Call {
                ticket: Ticket(2),
                call: Call::ReadHistory { token: token.clone(), after: None, wait: None }
            },
        ]
    );
    assert_eq!(story.machine.conversation_id(), Some(7));

    let greeting = bot(1, vec![Action::text("Hello!"), Action::suggested_replies(["Tents", "Boots"])]);
    let now = story.now;
    assert_eq!(
        story.answer(2, page(vec![greeting], 1)),
        [
            Effect::Announce { text: "Hello!".into() },
            Effect::OpenStream { ticket: Ticket(3), token: token.clone(), after: cursor(1) },
            Effect::Wake { at: now + 3_000 },
        ]
    );
    assert_eq!(story.feed(Input::StreamOpened { ticket: Ticket(3) }), []);
    assert_eq!(story.machine.connection(), Connection::Online);
    assert_eq!(story.screen(), ["Bot: Hello!"]);
    assert_eq!(story.machine.choices(), ["Tents", "Boots"]);
    assert!(!story.machine.typing());

    let body = VisitorSend {
        id: "m1".into(),
        actions: vec![SentAction { kind: "text".into(), text: "Tents".into() }],
        reference: String::new(),
        attachments: vec![],
        user_profile: None,
    };
    assert_eq!(
        story.say("m1", "Tents"),
        [Effect::Call { ticket: Ticket(4), call: Call::SendMessage { token, body, tells_page: false } },]
    );
    assert_eq!(story.kept(), ["m1 Tents"]);
    assert_eq!(story.screen(), ["Bot: Hello!", "me: Tents [sending]"]);
    assert!(story.machine.typing());
    assert!(story.machine.choices().is_empty());

    assert_eq!(
        story.answer(4, turn(SendState::Sent, Some(2), &[(3, "We have two.")])),
        [Effect::Announce { text: "We have two.".into() }]
    );
    assert!(story.rows.is_empty());
    assert_eq!(story.screen(), ["Bot: Hello!", "me: Tents [sent]", "Bot: We have two."]);
    assert!(!story.machine.typing());
}

#[test]
fn a_conversation_starts_at_the_module_and_in_the_language_of_the_page() {
    let options = parlour_core::Options {
        bot: "b".into(),
        start_module: Some("returns".into()),
        locale: Some("de".into()),
        ..parlour_core::Options::default()
    };
    let mut machine = parlour_core::Machine::new(options);
    machine.handle(START, Input::Restored(None));
    let effects = machine.handle(START, Input::Opened);
    let [Call::StartSession { resume: None, body, tells_page: false }] = calls(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(body.reference.as_deref(), Some("returns"));
    assert_eq!(body.locale.as_deref(), Some("de"));
}

#[test]
fn a_changed_page_is_told_with_the_next_message_once() {
    let mut story = Story::online();
    story.feed(Input::PageChanged);
    let tells_page = |effects: &[Effect]| match calls(effects)[..] {
        [Call::SendMessage { tells_page, .. }] => *tells_page,
        _ => panic!("{effects:?}"),
    };
    let effects = story.say("m1", "a");
    assert!(tells_page(&effects));
    story.answer(4, turn(SendState::Sent, Some(1), &[]));
    let effects = story.say("m2", "b");
    assert!(!tells_page(&effects));
}

#[test]
fn a_message_before_the_window_opens_is_an_act() {
    let mut story = Story::new();
    story.feed(Input::Restored(None));
    let effects = story.say("m1", "Hi");
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]));
    assert_eq!(story.screen(), ["me: Hi [queued]"]);
    let effects = story.answer(1, session("tok", 7, 1));
    assert_eq!(sent(&effects), ["m1"]);
    // The answer is known before the log is: it waits for the greeting.
    story.answer(3, turn(SendState::Sent, Some(2), &[(3, "Yes?")]));
    assert_eq!(story.screen(), ["me: Hi [sent]"]);
    story.answer(2, page(vec![bot_says(1, "Hello!")], 1));
    assert_eq!(story.screen(), ["Bot: Hello!", "me: Hi [sent]", "Bot: Yes?"]);
}

#[test]
fn blank_and_repeated_messages_are_ignored() {
    let mut story = Story::online();
    assert_eq!(story.say("m1", " \n\t"), []);
    story.say("m2", "a");
    assert_eq!(story.say("m2", "b"), []);
    assert_eq!(story.screen(), ["me: a [sending]"]);
}
