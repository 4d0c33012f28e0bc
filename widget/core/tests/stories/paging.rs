use parlour_core::{Call, Earlier, Effect, Failure, Input, Machine, Saved, StreamEvent, Token, limits};
use parlour_protocol::{Action, ResetEvent, SendState, StoredEvent};

use crate::story::*;

/// A conversation of `count` bot messages, of which the last `shown` were on the newest page.
fn resumed(count: u64, shown: u64) -> Story {
    let mut story = Story::opened(Some(Saved { token: Some(Token("old".into())), ..Saved::default() }));
    story.answer(1, session("tok", 7, count));
    story.answer(2, page_of_more(says(count - shown + 1..=count), count));
    story.feed(Input::StreamOpened { ticket: parlour_core::Ticket(3) });
    story.stream(3, StreamEvent::Heartbeat);
    story
}

fn says(seqs: std::ops::RangeInclusive<u64>) -> Vec<StoredEvent> {
    seqs.map(|seq| bot_says(seq, &seq.to_string())).collect()
}

fn bots(seqs: std::ops::RangeInclusive<u64>) -> Vec<String> {
    seqs.map(|seq| format!("Bot: {seq}")).collect()
}

/// The event before which these effects read.
fn read_before(effects: &[Effect]) -> Option<u64> {
    calls(effects).into_iter().find_map(|call| match call {
        Call::ReadEarlier { before, .. } => Some(before.seq),
        _ => None,
    })
}

fn keys(machine: &Machine) -> Vec<u64> {
    machine.entries().iter().map(|entry| entry.key.0).collect()
}

#[test]
fn a_resumed_conversation_shows_its_newest_page_and_asks_for_no_other() {
    let mut story = resumed(10_000, 50);
    assert_eq!(story.screen(), bots(9_951..=10_000));
    assert_eq!(story.machine.earlier(), Earlier::More);
    for _ in 0..100 {
        story.now += 15_000;
        assert_eq!(calls(&story.stream(3, StreamEvent::Heartbeat)), [] as [&Call; 0]);
    }
}

#[test]
fn scrolling_back_reads_the_page_before_and_puts_it_first() {
    let mut story = resumed(10, 3);
    let shown = keys(&story.machine);
    let effects = story.feed(Input::ScrolledNearTop);
    assert_eq!(read_before(&effects), Some(8));
    assert_eq!(story.machine.earlier(), Earlier::Loading);
    let effects = story.answer(4, page_of_more(says(5..=7), 7));
    assert_eq!(effects, []);
    assert_eq!(story.screen(), bots(5..=10));
    assert_eq!(story.machine.earlier(), Earlier::More);
    assert_eq!(keys(&story.machine)[3..], shown, "what was shown keeps its keys");
    assert_eq!(story.machine.changes(), [], "what was said long ago is no news");
}

#[test]
fn one_page_is_read_at_a_time_however_often_the_visitor_scrolls() {
    let mut story = resumed(10, 3);
    assert_eq!(read_before(&story.feed(Input::ScrolledNearTop)), Some(8));
    for _ in 0..50 {
        assert_eq!(story.feed(Input::ScrolledNearTop), []);
    }
    story.answer(4, page_of_more(says(6..=7), 7));
    assert_eq!(read_before(&story.feed(Input::ScrolledNearTop)), Some(6));
}

#[test]
fn at_the_beginning_of_the_conversation_nothing_more_is_asked_for() {
    let mut story = resumed(5, 3);
    story.feed(Input::ScrolledNearTop);
    story.answer(4, page(says(1..=2), 2));
    assert_eq!(story.screen(), bots(1..=5));
    assert_eq!(story.machine.earlier(), Earlier::None);
    assert_eq!(story.feed(Input::ScrolledNearTop), []);
    assert_eq!(story.feed(Input::EarlierRetried), []);
}

#[test]
fn before_the_log_is_known_scrolling_asks_for_nothing() {
    let mut story = Story::opened(None);
    assert_eq!(story.feed(Input::ScrolledNearTop), []);
    assert_eq!(story.machine.earlier(), Earlier::None);
}

#[test]
fn a_message_that_arrives_while_a_page_is_read_stands_at_the_end() {
    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    story.event(3, bot_says(11, "11"));
    story.say("m1", "mine");
    story.answer(4, page_of_more(says(5..=7), 7));
    let mut expected = bots(5..=11);
    expected.push("me: mine [sending]".into());
    assert_eq!(story.screen(), expected);
    story.answer(5, turn(SendState::Sent, Some(12), &[(13, "13")]));
    assert_eq!(story.screen().len(), 9);
    assert_eq!(story.screen()[8], "Bot: 13");
}

#[test]
fn a_page_that_overlaps_what_is_shown_doubles_nothing() {
    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    story.answer(4, page_of_more(says(5..=9), 9));
    assert_eq!(story.screen(), bots(5..=10));
}

#[test]
fn a_page_without_news_ends_the_reading() {
    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    story.answer(4, page_of_more(vec![], 7));
    assert_eq!(story.machine.earlier(), Earlier::None);
}

#[test]
fn a_page_that_failed_is_read_again_on_a_later_scroll_and_never_by_itself() {
    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    story.fail(4, refused(503, "overloaded", Some(2_000)));
    assert_eq!(story.machine.earlier(), Earlier::Failed);
    assert_eq!(calls(&story.feed(Input::ScrolledNearTop)), [] as [&Call; 0], "not before the server asked");
    assert_eq!(calls(&story.after(10_000, Input::Woke)), [] as [&Call; 0]);
    assert_eq!(read_before(&story.feed(Input::ScrolledNearTop)), Some(8));
    assert_eq!(story.machine.earlier(), Earlier::Loading);
    story.answer(5, page_of_more(says(5..=7), 7));
    assert_eq!(story.screen(), bots(5..=10));
}

#[test]
fn the_visitor_need_not_wait_to_try_a_failed_page_again() {
    for failure in [Failure::NoAnswer, Failure::Unreadable, refused(400, "field_invalid", None)] {
        let mut story = resumed(10, 3);
        story.feed(Input::ScrolledNearTop);
        story.fail(4, failure);
        assert_eq!(story.machine.earlier(), Earlier::Failed);
        assert_eq!(read_before(&story.feed(Input::EarlierRetried)), Some(8));
    }
}

#[test]
fn a_page_refused_for_its_token_is_read_with_the_next_one() {
    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    let effects = story.fail(4, refused(401, "token_expired", None));
    assert!(matches!(calls(&effects)[..], [Call::StartSession { .. }]), "{effects:?}");
    assert_eq!(story.machine.earlier(), Earlier::Loading);
    let effects = story.answer(5, session("new", 7, 10));
    let [Call::ReadEarlier { token, before }] = calls(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((token.0.as_str(), before.seq), ("new", 8));
}

#[test]
fn a_reset_while_a_page_is_read_forgets_the_page() {
    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    let effects =
        story.stream(3, StreamEvent::Reset(ResetEvent { epoch: "e1".into(), reason: "restored".into() }));
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: None, .. }]), "{effects:?}");
    story.answer(4, page_of_more(says(5..=7), 7));
    assert_eq!(story.screen(), ["-- reset"], "an answer from before the reset");
    story.answer(5, page_of_more(says(3..=4), 4));
    assert_eq!(story.screen(), ["Bot: 3", "Bot: 4", "-- reset"]);
    assert_eq!(read_before(&story.feed(Input::ScrolledNearTop)), Some(3));
}

#[test]
fn a_page_of_another_epoch_or_a_stale_cursor_is_a_reset() {
    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    let effects = story.fail(4, refused(410, "stale_cursor", None));
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: None, .. }]), "{effects:?}");
    assert_eq!(story.screen(), ["-- reset"]);

    let mut story = resumed(10, 3);
    story.feed(Input::ScrolledNearTop);
    let effects = story.answer(
        4,
        parlour_core::Answer::History(parlour_protocol::HistoryPage {
            epoch: "e2".into(),
            items: says(1..=3),
            cursor: parlour_protocol::Cursor { epoch: "e2".into(), seq: 3 },
            has_more: false,
            statuses: vec![],
            states: 0,
        }),
    );
    assert!(matches!(calls(&effects)[..], [Call::ReadHistory { after: None, .. }]), "{effects:?}");
    assert_eq!(story.screen(), ["-- reset"]);
}

#[test]
fn pauses_replies_and_moves_of_long_ago_are_not_shown() {
    let mut story = resumed(10, 1);
    story.feed(Input::ScrolledNearTop);
    let items = vec![
        visitor(6, "old", "mine"),
        visitor(7, "move", ""),
        bot(8, vec![Action::text("one"), Action::Wait { wait: 5_000 }, Action::text("")]),
        bot(9, vec![Action::text("two"), Action::suggested_replies(["Tents"])]),
    ];
    story.answer(4, page_of_more(items, 9));
    assert_eq!(story.screen(), ["me: mine [sent]", "Bot: one", "Bot: two", "Bot: 10"]);
    assert_eq!(story.machine.choices(), [] as [&str; 0]);
    assert!(!story.machine.typing());
}

#[test]
fn a_kept_message_that_is_stored_far_above_leaves_the_end_and_comes_with_its_page() {
    let kept = parlour_core::SavedMessage {
        mid: "m1".into(),
        text: "mine".into(),
        at: START,
        ..parlour_core::SavedMessage::default()
    };
    let saved = Saved { token: Some(Token("old".into())), outbox: vec![kept], ..Saved::default() };
    let mut story = Story::opened(Some(saved));
    story.answer(1, session("tok", 7, 10));
    // Sent again before history is read, and answered as it was then.
    story.answer(3, turn(SendState::Sent, Some(2), &[(3, "3")]));
    story.answer(2, page_of_more(says(8..=10), 10));
    assert_eq!(story.screen(), bots(8..=10), "no hole between what was said then and now");
    story.feed(Input::ScrolledNearTop);
    let mut items = says(1..=7);
    items[1] = visitor(2, "m1", "mine");
    story.answer(5, page(items, 7));
    let mut expected = bots(1..=10);
    expected[1] = "me: mine [sent]".into();
    assert_eq!(story.screen(), expected);
}

#[test]
fn what_was_let_go_to_make_room_can_be_read_again_and_no_more_than_there_is_room_for() {
    let mut story = Story::online();
    let count = limits::TRANSCRIPT_ENTRIES as u64;
    for seq in 1..=count {
        story.event(3, bot_says(seq, &seq.to_string()));
    }
    assert_eq!(story.machine.earlier(), Earlier::None);
    story.event(3, bot_says(count + 1, "one too many"));
    assert_eq!(story.screen()[0], "Bot: 201");
    assert_eq!(story.machine.earlier(), Earlier::Full);
    assert_eq!(story.feed(Input::ScrolledNearTop), []);
}

#[test]
fn what_is_asked_now_and_who_holds_the_conversation_outlive_reading_back() {
    let hands = |seq, state, name: Option<&str>| {
        let agent = name.map(|name| parlour_protocol::AgentCard { name: name.into(), avatar: None });
        StoredEvent::Handover(parlour_protocol::HandoverEvent { seq, state, queue: None, agent })
    };
    let mut story = Story::opened(None);
    story.answer(1, session("tok", 7, 5));
    let asked = bot(5, vec![Action::Input { text: "Your email?".into(), wanted: "email".into() }]);
    story.answer(2, page_of_more(vec![asked], 5));
    assert_eq!(story.machine.wanted(), Some("email"));
    let effects = story.feed(Input::ScrolledNearTop);
    let ticket = effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Call { ticket, call: Call::ReadEarlier { .. } } => Some(ticket.0),
            _ => None,
        })
        .unwrap();
    let earlier = vec![
        bot_says(1, "Hello"),
        hands(2, parlour_protocol::HandoverState::Agent, Some("Ann")),
        hands(3, parlour_protocol::HandoverState::Bot, None),
    ];
    story.answer(ticket, page(earlier, 3));
    assert_eq!(story.screen()[..3], ["Bot: Hello", "-- Ann joined", "-- Ann left"]);
    assert_eq!(story.machine.wanted(), Some("email"));
    assert!(story.machine.handover().is_none());
}
