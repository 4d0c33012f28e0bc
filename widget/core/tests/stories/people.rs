//! Agents: waiting for one, and their coming and going.

use parlour_core::{Input, StreamEvent, Wait};
use parlour_protocol::{AgentCard, HandoverEvent, HandoverState, StatusEvent, StoredEvent};

use crate::story::*;

fn hands(seq: u64, state: HandoverState, queue: Option<u32>, name: Option<&str>) -> StoredEvent {
    let agent = name.map(|name| AgentCard { name: name.into(), avatar: None });
    StoredEvent::Handover(HandoverEvent { seq, state, queue, agent })
}

#[test]
fn an_agents_coming_and_going_stand_in_the_conversation() {
    let mut story = Story::online();
    story.event(3, hands(1, HandoverState::Waiting, Some(2), None));
    assert_eq!(story.machine.handover().unwrap().queue, Some(2));
    assert!(story.screen().is_empty(), "a place in the queue is no message");
    story.event(3, hands(2, HandoverState::Agent, None, Some("Ann")));
    story.event(3, bot_says(3, "Hello, Ann here."));
    story.event(3, hands(4, HandoverState::Bot, None, None));
    assert_eq!(story.screen(), ["-- Ann joined", "Bot: Hello, Ann here.", "-- Ann left"]);
    assert!(story.machine.handover().unwrap().agent.is_none());
}

#[test]
fn an_agent_who_hands_on_to_another_is_followed_by_name() {
    let mut story = Story::online();
    story.event(3, hands(1, HandoverState::Agent, None, Some("Ann")));
    story.event(3, hands(2, HandoverState::Agent, None, Some("Ann")));
    story.event(3, hands(3, HandoverState::Agent, None, Some("Bob")));
    assert_eq!(story.screen(), ["-- Ann joined", "-- Bob joined"]);
}

#[test]
fn a_change_of_hands_after_a_gap_keeps_its_place() {
    let mut story = Story::online();
    story.event(3, hands(2, HandoverState::Agent, None, Some("Ann")));
    assert!(story.screen().is_empty());
    story.event(3, bot_says(1, "One moment."));
    assert_eq!(story.screen(), ["Bot: One moment.", "-- Ann joined"]);
}

#[test]
fn an_ended_conversation_says_so_until_somebody_takes_it_up() {
    let mut story = Story::online();
    story.event(3, hands(1, HandoverState::Agent, None, Some("Ann")));
    story.event(3, hands(2, HandoverState::Ended, None, None));
    assert_eq!(story.screen(), ["-- Ann joined", "-- ended"]);
    assert!(story.machine.is_ended());
    story.event(3, hands(3, HandoverState::Bot, None, None));
    assert!(!story.machine.is_ended());
}

#[test]
fn waiting_for_a_person_is_not_named_by_the_clock() {
    let mut story = Story::online();
    story.event(3, hands(1, HandoverState::Waiting, None, None));
    story.say("m1", "Hello?");
    story.after(20_000, Input::Woke);
    assert_eq!(story.machine.wait(), Wait::None);
}

#[test]
fn marks_of_delivery_only_go_further() {
    let mut story = Story::online();
    story.say("m1", "Hi");
    let mut mark = |state: &str| {
        let status = StatusEvent { mid: "m1".into(), seq: Some(1), state: state.into() };
        story.stream(3, StreamEvent::Status(status));
        story.screen()
    };
    assert_eq!(mark("sent"), ["me: Hi [sent]"]);
    assert_eq!(mark("delivered"), ["me: Hi [delivered]"]);
    assert_eq!(mark("read"), ["me: Hi [read]"]);
    assert_eq!(mark("delivered"), ["me: Hi [read]"]);
    assert_eq!(mark("sent"), ["me: Hi [read]"]);
    assert_eq!(mark("failed"), ["me: Hi [BotFailed]"]);
}
