use parlour_core::{Effect, Input, StreamEnd, StreamEvent, Ticket, Wait, limits};
use parlour_protocol::{Action, MessageEvent, PartialEvent, SendState, StoredEvent};

use crate::story::*;

/// A piece of the answer to `mid`.
fn piece(story: &mut Story, mid: &str, offset: u64, text: &str) -> Vec<Effect> {
    let event = PartialEvent { in_reply_to: mid.into(), offset, text: text.into() };
    story.stream(3, StreamEvent::Partial(event))
}

/// The whole answer to `mid`.
fn whole(seq: u64, mid: &str, actions: Vec<Action>) -> StoredEvent {
    let StoredEvent::Message(message) = bot(seq, actions) else { panic!("no message") };
    StoredEvent::Message(MessageEvent { in_reply_to: Some(mid.into()), ..message })
}

/// A message that is stored, whose answer is being made.
fn asked() -> Story {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sending, Some(1), &[]));
    story
}

#[test]
fn an_answer_grows_beside_the_log_and_gives_way_to_the_whole_of_it() {
    let mut story = asked();
    assert_eq!(story.machine.partial(), "");
    piece(&mut story, "m1", 0, "Grüß 🙂");
    piece(&mut story, "m1", 7, " dich");
    assert_eq!(story.machine.partial(), "Grüß 🙂 dich");
    assert_eq!(story.screen(), ["me: Hi [sent]"]);
    story.event(3, whole(2, "m1", vec![Action::text("Grüß 🙂 dich.")]));
    assert_eq!(story.machine.partial(), "");
    assert_eq!(story.screen(), ["me: Hi [sent]", "Bot: Grüß 🙂 dich."]);
}

#[test]
fn a_screen_reader_hears_each_sentence_once_and_the_rest_at_the_end() {
    let mut story = asked();
    let mut heard = Vec::new();
    for (offset, text) in [(0, "**Su"), (4, "re.** The"), (13, " boots run small. Tak"), (34, "e one size")] {
        let effects = piece(&mut story, "m1", offset, text);
        heard.extend(announced(&effects).into_iter().map(str::to_owned));
    }
    assert_eq!(heard, ["Sure.", "The boots run small."]);
    let text = "**Sure.** The boots run small. Take one size more.";
    let stopped = Action::Notice { text: "You stopped this answer.".into() };
    let effects = story.event(3, whole(2, "m1", vec![Action::text(text), stopped]));
    assert_eq!(announced(&effects), ["Take one size more.", "You stopped this answer."]);
}

#[test]
fn what_was_told_to_its_end_is_not_told_again() {
    let mut story = asked();
    let effects = piece(&mut story, "m1", 0, "Sure.\n");
    assert_eq!(announced(&effects), ["Sure."]);
    let effects = story.event(3, whole(2, "m1", vec![Action::text("Sure.\n")]));
    assert_eq!(announced(&effects), Vec::<&str>::new());
}

#[test]
fn pieces_that_come_after_the_whole_are_late() {
    let mut story = asked();
    piece(&mut story, "m1", 0, "Yes");
    story.event(3, whole(2, "m1", vec![Action::text("Yes, sure.")]));
    let effects = piece(&mut story, "m1", 3, ", sure.\n");
    assert_eq!((story.machine.partial(), announced(&effects)), ("", vec![]));
    let effects = piece(&mut story, "m1", 0, "Yes, sure.\n");
    assert_eq!((story.machine.partial(), announced(&effects)), ("", vec![]));
}

#[test]
fn pieces_that_come_after_the_answer_to_the_post_are_late() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sent, Some(1), &[(2, "Yes, sure.")]));
    piece(&mut story, "m1", 0, "Yes");
    assert_eq!(story.machine.partial(), "");
}

#[test]
fn a_piece_behind_a_lost_one_is_left_to_the_whole() {
    let mut story = asked();
    piece(&mut story, "m1", 0, "One. ");
    piece(&mut story, "m1", 10, "three. ");
    assert_eq!(story.machine.partial(), "One. ");
    let effects = story.event(3, whole(2, "m1", vec![Action::text("One. Two. three. ")]));
    assert_eq!(announced(&effects), ["Two. three."]);
}

#[test]
fn the_answer_to_another_message_begins_anew_and_one_that_is_over_leaves_it() {
    let mut story = asked();
    piece(&mut story, "m1", 0, "First");
    story.event(3, whole(2, "m1", vec![Action::text("First.")]));
    piece(&mut story, "m2", 0, "Second");
    assert_eq!(story.machine.partial(), "Second");
    story.event(3, whole(3, "m1", vec![Action::text("First, more.")]));
    assert_eq!(story.machine.partial(), "Second");
    piece(&mut story, "m2", 0, "");
    assert_eq!(story.machine.partial(), "", "it is not made any more");
}

#[test]
fn after_a_reconnection_it_comes_from_its_beginning_and_nothing_is_told_twice() {
    let mut story = asked();
    piece(&mut story, "m1", 0, "One. Two");
    story.feed(Input::StreamClosed { ticket: Ticket(3), end: StreamEnd::Broken });
    assert_eq!(story.machine.partial(), "One. Two", "what was said is seen on");
    story.after(limits::BACKOFF_CAP_MS, Input::Woke);
    story.feed(Input::StreamOpened { ticket: Ticket(5) });
    assert_eq!(story.machine.partial(), "");
    let again = |text: &str| {
        StreamEvent::Partial(PartialEvent { in_reply_to: "m1".into(), offset: 0, text: text.into() })
    };
    let effects = story.stream(5, again("One. Two. Th"));
    assert_eq!((story.machine.partial(), announced(&effects)), ("One. Two. Th", vec!["Two."]));
    // The server was started anew, and the model says something else.
    let effects = story.stream(5, again("Uno. D"));
    assert_eq!(announced(&effects), ["Uno."]);
    let effects = story.event(5, whole(2, "m1", vec![Action::text("Un. Deux.")]));
    assert_eq!(announced(&effects), ["Un. Deux."]);
}

#[test]
fn who_is_being_answered_does_not_wait() {
    let mut story = asked();
    story.after(3_000, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::Working);
    piece(&mut story, "m1", 0, "Well");
    story.after(15_000, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::None);
}

#[test]
fn an_answer_without_end_is_shown_as_far_as_there_is_room() {
    let mut story = asked();
    let text = "x".repeat(100_000);
    for nth in 0..10 {
        piece(&mut story, "m1", nth * 100_000, &text);
    }
    assert_eq!(story.machine.partial().len(), 300_000);
}

#[test]
fn what_is_shown_says_which_message_it_answers() {
    let mut story = asked();
    piece(&mut story, "m1", 0, "One");
    assert_eq!((story.machine.partial_of(), story.machine.partial()), ("m1", "One"));
    piece(&mut story, "m2", 0, "One");
    assert_eq!((story.machine.partial_of(), story.machine.partial()), ("m2", "One"));
}
