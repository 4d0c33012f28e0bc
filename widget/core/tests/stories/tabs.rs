use parlour_core::{
    Call, Connection, Effect, Input, Leaving, Overheard, Role, SavedMessage, StreamEnd, StreamEvent, Ticket,
};
use parlour_protocol::{Author, Cursor, SendState, StatusEvent, TypingEvent};

use crate::story::*;

/// A tab level with an empty log, another one of which keeps the stream: session is ticket 1, history 2.
fn following() -> Story {
    let mut story = Story::opened(None);
    story.answer(1, session("tok", 7, 0));
    story.feed(Input::Role(Role::Follows));
    let effects = story.answer(2, page(vec![], 0));
    assert_eq!(opened_after(&effects), None);
    told(&mut story, 0, None);
    assert_eq!(story.machine.connection(), Connection::Online);
    story
}

fn told(story: &mut Story, seq: u64, event: Option<StreamEvent>) -> Vec<Effect> {
    tell(story, cursor(seq), Connection::Online, event)
}

fn tell(
    story: &mut Story,
    cursor: Cursor,
    connection: Connection,
    event: Option<StreamEvent>,
) -> Vec<Effect> {
    story.feed(Input::Overheard(Overheard { cursor, connection, event }))
}

fn said(seq: u64, text: &str) -> StreamEvent {
    StreamEvent::Stored(bot_says(seq, text))
}

/// The `seq` after which history is asked for.
fn read_after(effects: &[Effect]) -> Vec<u64> {
    let read = |call: &Call| match call {
        Call::ReadHistory { after: Some(cursor), .. } => Some(cursor.seq),
        _ => None,
    };
    calls(effects).into_iter().filter_map(read).collect()
}

#[test]
fn a_tab_that_follows_shows_what_the_one_that_leads_hears_and_has_no_stream() {
    let mut story = following();
    for (seq, text) in [(1, "one"), (2, "two")] {
        let effects = told(&mut story, seq, Some(said(seq, text)));
        assert_eq!(opened_after(&effects), None);
        assert_eq!(read_after(&effects), [0u64; 0]);
    }
    assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
}

#[test]
fn a_tab_whose_stream_kept_failing_is_online_once_it_follows_one_that_is() {
    let mut story = Story::online();
    let end = || Input::StreamClosed { ticket: Ticket(3), end: StreamEnd::Broken };
    let mut effects = story.feed(end());
    for ticket in [4, 5] {
        effects = story.wake(&effects);
        assert_eq!(opened_after(&effects), Some((ticket, 0)));
        effects = story.feed(Input::StreamClosed { ticket: Ticket(ticket), end: StreamEnd::Broken });
    }
    assert_eq!(story.machine.connection(), Connection::Delayed);
    story.feed(Input::Role(Role::Follows));
    told(&mut story, 0, None);
    assert_eq!(story.machine.connection(), Connection::Online);
}

#[test]
fn what_is_told_twice_or_late_is_shown_once() {
    let mut story = following();
    for seq in [1, 2, 1, 2, 1] {
        told(&mut story, 2, Some(said(seq, if seq == 1 { "one" } else { "two" })));
    }
    assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
    let effects = story.after(5_000, Input::Woke);
    assert_eq!(read_after(&effects), [0u64; 0]);
}

#[test]
fn a_word_that_was_lost_costs_a_request_and_no_message() {
    let mut story = following();
    // Of event 1 nothing was heard; that it is there, of the cursor.
    let effects = told(&mut story, 1, None);
    assert_eq!(read_after(&effects), [0u64; 0]);
    let effects = story.wake(&effects);
    assert_eq!(read_after(&effects), [0]);
    story.answer(3, page(vec![bot_says(1, "one")], 1));
    assert_eq!(story.screen(), ["Bot: one"]);
    // The same where the event after it came.
    let effects = told(&mut story, 3, Some(said(3, "three")));
    let effects = story.wake(&effects);
    assert_eq!(read_after(&effects), [1]);
    story.answer(4, page(vec![bot_says(2, "two"), bot_says(3, "three")], 3));
    assert_eq!(story.screen(), ["Bot: one", "Bot: two", "Bot: three"]);
}

#[test]
fn an_unreadable_event_of_the_one_that_leads_hides_nothing_that_was_lost() {
    let mut story = following();
    told(&mut story, 0, Some(StreamEvent::Unreadable));
    let effects = told(&mut story, 2, Some(said(2, "two")));
    assert_eq!(story.screen(), [""; 0]);
    let effects = story.wake(&effects);
    assert_eq!(read_after(&effects), [0]);
    story.answer(3, page(vec![bot_says(1, "one"), bot_says(2, "two")], 2));
    assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
}

#[test]
fn events_of_another_log_are_not_shown_and_the_server_is_asked() {
    let mut story = following();
    told(&mut story, 1, Some(said(1, "one")));
    let other = Cursor { epoch: "e2".into(), seq: 2 };
    let effects = tell(&mut story, other, Connection::Online, Some(said(2, "of another log")));
    assert_eq!(story.screen(), ["Bot: one"]);
    let effects = story.wake(&effects);
    assert_eq!(read_after(&effects), [1]);
    // It was the other tab that was wrong.
    story.answer(3, page(vec![], 1));
    assert_eq!(story.screen(), ["Bot: one"]);
    assert_eq!(read_after(&story.after(5_000, Input::Woke)), [0u64; 0]);
}

#[test]
fn what_is_told_before_the_log_is_known_is_read() {
    let mut story = Story::opened(None);
    story.answer(1, session("tok", 7, 0));
    story.feed(Input::Role(Role::Follows));
    let effects = told(&mut story, 1, Some(said(1, "one")));
    // The page was written before the event.
    story.answer(2, page(vec![], 0));
    assert_eq!(story.screen(), [""; 0]);
    let effects = story.wake(&effects);
    assert_eq!(read_after(&effects), [0]);
}

#[test]
fn a_tab_that_takes_over_goes_on_where_it_is_itself() {
    let mut story = following();
    told(&mut story, 1, Some(said(1, "one")));
    let effects = story.feed(Input::Role(Role::Leads));
    assert_eq!(opened_after(&effects), Some((3, 1)));
    story.feed(Input::StreamOpened { ticket: Ticket(3) });
    story.event(3, bot_says(2, "two"));
    // What the other one had still to tell is known already.
    assert_eq!(told(&mut story, 2, Some(said(2, "two"))), []);
    assert_eq!(story.screen(), ["Bot: one", "Bot: two"]);
}

#[test]
fn a_tab_that_yields_closes_its_stream_and_sends_its_message_to_the_end() {
    let mut story = Story::online();
    story.say("m1", "mine");
    let effects = story.feed(Input::Role(Role::Follows));
    assert_eq!(effects.first(), Some(&Effect::CloseStream { ticket: Ticket(3) }));
    assert_eq!(opened_after(&effects), None);
    story.answer(4, turn(SendState::Sent, Some(1), &[(2, "answered")]));
    assert_eq!(story.screen(), ["me: mine [sent]", "Bot: answered"]);
    assert_eq!(story.machine.connection(), Connection::Online);
}

#[test]
fn a_tab_that_follows_sends_its_own_message_and_learns_its_fate_from_the_one_that_leads() {
    let mut story = following();
    let effects = story.say("m1", "mine");
    assert_eq!(sent(&effects), ["m1"]);
    assert_eq!(story.screen(), ["me: mine [sending]"]);
    told(&mut story, 1, Some(StreamEvent::Stored(visitor(1, "m1", "mine"))));
    assert_eq!(story.screen(), ["me: mine [sent]"]);
    let read = StatusEvent { mid: "m1".into(), state: "read".into(), seq: Some(1) };
    told(&mut story, 1, Some(StreamEvent::Status(read)));
    assert_eq!(story.screen(), ["me: mine [read]"]);
}

#[test]
fn who_writes_and_how_the_line_is_are_those_of_the_one_that_leads() {
    let mut story = following();
    let typing = |active| Some(StreamEvent::Typing(TypingEvent { author: Author::Agent, active }));
    told(&mut story, 0, typing(true));
    assert!(story.machine.typing());
    told(&mut story, 0, typing(false));
    assert!(!story.machine.typing());
    for line in [Connection::Connecting, Connection::Delayed, Connection::Online] {
        tell(&mut story, cursor(0), line, None);
        assert_eq!(story.machine.connection(), line);
    }
}

#[test]
fn where_the_one_that_leads_says_nothing_the_server_is_asked() {
    let mut story = following();
    let effects = story.after(39_999, Input::Woke);
    assert_eq!(read_after(&effects), [0u64; 0]);
    let effects = story.wake(&effects);
    assert_eq!(read_after(&effects), [0]);
    // A sign of life is enough.
    story.answer(3, page(vec![], 0));
    story.now += 30_000;
    told(&mut story, 0, Some(StreamEvent::Heartbeat));
    assert_eq!(read_after(&story.after(39_999, Input::Woke)), [0u64; 0]);
}

#[test]
fn a_tab_that_comes_back_after_a_while_asks_what_it_has_missed() {
    let mut story = following();
    assert_eq!(read_after(&story.after(10_000, Input::WentOnline)), [0u64; 0]);
    assert_eq!(read_after(&story.after(15_000, Input::WentOnline)), [0]);
}

#[test]
fn a_message_that_was_given_up_in_another_tab_is_not_sent_from_here_and_its_text_stays_there() {
    let mut story = following();
    story.say("m1", "first");
    story.say("m2", "second");
    story.feed(Input::CancelledElsewhere { mid: "m2".into() });
    // This one is under way.
    story.feed(Input::CancelledElsewhere { mid: "m1".into() });
    assert_eq!(story.screen(), ["me: first [sending]"]);
    assert_eq!(story.machine.draft(), "");
    assert_eq!(sent(&story.answer(3, turn(SendState::Sent, Some(1), &[]))), [""; 0]);
    assert_eq!(story.screen(), ["me: first [sent]"]);
}

#[test]
fn a_visitor_who_left_in_another_tab_is_gone_here_and_nothing_of_it_is_sent_or_stored() {
    let mut story = following();
    told(&mut story, 1, Some(said(1, "one")));
    story.feed(Input::DraftChanged { text: "half a".into() });
    story.say("m1", "mine");
    // Its row may come to stand after that tab has emptied the storage; of others', that tab knows more.
    story.rows.push(SavedMessage { mid: "n1".into(), ..SavedMessage::default() });
    let effects = story.feed(Input::LeftElsewhere);
    assert_eq!((effects, story.kept()), (vec![], vec!["n1 ".to_owned()]));
    assert_eq!(story.screen(), [""; 0]);
    assert_eq!((story.machine.draft(), story.machine.conversation_id()), ("", None));
    assert_eq!(story.machine.connection(), Connection::Idle);
    // What was on its way comes back to nobody.
    assert_eq!(story.answer(3, turn(SendState::Sent, Some(2), &[(3, "late")])), []);
    assert_eq!(told(&mut story, 4, Some(said(4, "later"))), []);
    assert_eq!(story.screen(), [""; 0]);
    // Where the visitor leaves, the storage is emptied.
    let mut there = Story::online();
    assert!(there.feed(Input::Left(Leaving::Logout)).contains(&Effect::Wipe));
}
