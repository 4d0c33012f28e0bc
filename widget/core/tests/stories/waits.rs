use parlour_core::{Connection, Input, StreamEvent, Wait};
use parlour_protocol::{Capabilities, SendState};

use crate::story::*;

/// Lets time pass on a stream that lives.
fn pass(story: &mut Story, seconds: u64) {
    for _ in 0..seconds / 15 {
        story.now += 15_000;
        story.stream(3, StreamEvent::Heartbeat);
    }
}

#[test]
fn a_wait_of_fifteen_seconds_is_named() {
    let mut story = Story::online();
    story.after(3_000, Input::Woke);
    let effects = story.say("m1", "Hi");
    assert_eq!(wake_time(&effects), Some(story.now + 3_000));
    assert_eq!(story.machine.wait(), Wait::None);
    story.after(3_000, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::Working);
    let effects = story.after(11_999, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::Working);
    assert_eq!(wake_time(&effects), Some(story.now + 1));
    story.after(1, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::Long);
}

#[test]
fn a_minute_without_an_answer_is_named_until_there_is_one() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sending, Some(1), &[]));
    pass(&mut story, 60);
    assert_eq!(story.machine.wait(), Wait::VeryLong);
    assert!(!story.machine.typing(), "nobody types for so long");
    pass(&mut story, 600);
    assert_eq!(story.machine.wait(), Wait::VeryLong);
    story.event(3, bot_says(2, "Yes?"));
    assert_eq!(story.machine.wait(), Wait::None);
}

#[test]
fn an_answer_within_three_seconds_is_no_wait() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sent, Some(1), &[(2, "Yes?")]));
    story.after(600_000, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::None);
}

#[test]
fn a_message_that_is_tried_again_is_a_matter_of_the_connection() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.fail(4, refused(503, "unavailable", Some(60_000)));
    story.after(20_000, Input::Woke);
    assert_eq!((story.machine.wait(), story.machine.connection()), (Wait::None, Connection::Delayed));
}

#[test]
fn the_next_message_is_a_wait_of_its_own() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    story.answer(4, turn(SendState::Sending, Some(1), &[]));
    story.after(15_000, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::Long);
    story.say("m2", "Hello?");
    assert_eq!(story.machine.wait(), Wait::None);
}

#[test]
fn a_bot_that_may_take_a_minute_is_not_called_late_before_it() {
    for (max_delay_s, [long, very_long]) in
        [(0, [15, 60]), (10, [15, 60]), (30, [30, 75]), (60, [60, 105]), (120, [60, 105])]
    {
        let mut story = Story::online_that(Capabilities { max_delay_s, ..Capabilities::default() });
        story.say("m1", "Hi");
        story.answer(4, turn(SendState::Sending, Some(1), &[]));
        let mut named = vec![];
        for second in 1..=120 {
            story.now += 1_000;
            story.stream(3, StreamEvent::Heartbeat);
            named.push((story.machine.wait(), second));
        }
        let first = |wait| named.iter().find(|(named, _)| *named == wait).map(|(_, second)| *second);
        let found = [first(Wait::Working), first(Wait::Long), first(Wait::VeryLong)];
        assert_eq!(found, [Some(3), Some(long), Some(very_long)], "{max_delay_s}");
    }
}

#[test]
fn a_page_is_woken_when_the_wait_of_a_slow_bot_is_named() {
    let mut story = Story::online_that(Capabilities { max_delay_s: 30, ..Capabilities::default() });
    story.say("m1", "Hi");
    story.after(3_000, Input::Woke);
    let effects = story.after(26_999, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::Working);
    assert_eq!(wake_time(&effects), Some(story.now + 1));
}
