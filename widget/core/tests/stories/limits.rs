use parlour_core::{Input, SavedMessage, limits};

use crate::story::*;

fn row(mid: &str) -> SavedMessage {
    SavedMessage { mid: mid.into(), text: "x".into(), ..SavedMessage::default() }
}

#[test]
fn one_message_too_many_is_refused_visibly_is_kept_and_goes_when_it_is_tried_again() {
    let mut story = Story::online();
    story.feed(Input::WentOffline);
    for number in 0..=limits::OUTBOX_MESSAGES {
        story.say(&format!("m{number}"), "x");
    }
    let last = format!("m{}", limits::OUTBOX_MESSAGES);
    assert_eq!(story.screen().last().unwrap(), "me: x [Refused]");
    assert_eq!((story.rows.last().unwrap().mid.as_str(), story.rows.last().unwrap().failed), (&*last, true));
    // Also on the next page.
    let mut later = Story::new();
    later.rows = story.rows.clone();
    later.feed(Input::Restored(None));
    later.feed(Input::Opened);
    assert_eq!(later.screen().last().unwrap(), "me: x [Refused]");
    story.feed(Input::VisitorRetried { mid: last, again: "again".into() });
    assert!(!story.rows.last().unwrap().failed);
    assert_eq!(story.screen().last().unwrap(), "me: x [queued]");
}

#[test]
fn what_is_typed_beyond_all_rows_is_refused_until_there_is_room() {
    let mut story = Story::new();
    story.rows = (0..limits::OUTBOX_ROWS).map(|number| row(&format!("m{number:04}"))).collect();
    story.feed(Input::Restored(None));
    story.feed(Input::Opened);
    let retry = || Input::VisitorRetried { mid: "n".into(), again: "again".into() };
    story.say("n", "one more");
    story.feed(retry());
    assert_eq!(story.screen().last().unwrap(), "me: one more [Refused]");
    assert_eq!(story.rows.len(), limits::OUTBOX_ROWS);
    story.feed(Input::VisitorCancelled { mid: "m0007".into() });
    story.feed(retry());
    assert_eq!(story.screen().last().unwrap(), "me: one more [queued]");
}

#[test]
fn what_cannot_be_seen_is_no_message_and_goes_with_none() {
    let mut story = Story::online();
    assert!(sent(&story.say("m1", " \u{200b}\u{feff}\0")).is_empty());
    assert!(story.screen().is_empty());
    assert_eq!(sent(&story.say("m2", "a\0b")), ["m2"]);
    assert_eq!(story.screen(), ["me: ab [sending]"]);
}

#[test]
fn a_text_over_the_limit_is_never_sent_and_stays_visible() {
    let mut story = Story::online();
    let text = "ü".repeat(limits::TEXT_CHARS);
    assert_eq!(sent(&story.say("m1", &text)), ["m1"]);
    let longer = format!("{text}ü");
    assert!(sent(&story.say("m2", &longer)).is_empty());
    assert_eq!(story.screen()[1], format!("me: {longer} [TooLong]"));
    story.feed(Input::VisitorRetried { mid: "m2".into(), again: "again".into() });
    assert_eq!(story.screen()[1], format!("me: {longer} [TooLong]"));
}

#[test]
fn a_long_transcript_drops_its_oldest_and_never_what_is_unsent() {
    let mut story = Story::online();
    story.feed(Input::WentOffline);
    story.say("m1", "mine");
    let count = limits::TRANSCRIPT_ENTRIES as u64 + 100;
    for seq in 1..=count {
        story.event(3, bot_says(seq, &format!("{seq}")));
    }
    let screen = story.screen();
    // One more than there is room for: 200 go at once, and 100 have come since.
    assert_eq!(screen.len(), 19_901);
    assert_eq!(screen[0], "Bot: 201");
    assert_eq!(screen[screen.len() - 2], "Bot: 20100");
    assert_eq!(screen[screen.len() - 1], "me: mine [queued]");
}
