//! The demo's bot, talked to: the order desk of an outdoor shop.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may stop

use std::collections::BTreeSet;

use parlour_engine::{Conversation, Flow, Heard, Outcome, Piece, evaluate};
use parlour_protocol::Action;

const OUTDOOR: &str = include_str!("../../demo-site/flows/outdoor.toml");

fn outdoor() -> Flow {
    Flow::from_toml(OUTDOOR).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn say(flow: &Flow, module: u64, text: &str) -> Outcome {
    evaluate(flow, &Conversation { module: Some(module), ..Conversation::default() }, Heard::Said(text), 0, 0)
}

fn is_fallback(outcome: &Outcome) -> bool {
    outcome.spoken[0].connections.iter().any(|connection| connection.fallback)
}

/// Talks from the greeting on; each line must land at the module beside it.
fn story(lines: &[(&str, &str)]) {
    let flow = outdoor();
    let mut conversation = evaluate(&flow, &Conversation::default(), Heard::Begun, 0, 0).conversation;
    for (text, module) in lines {
        let outcome = evaluate(&flow, &conversation, Heard::Said(text), 0, 0);
        let landed = &outcome.spoken.last().unwrap().module.name;
        assert_eq!(landed, module, "after {text:?}");
        conversation = outcome.conversation;
    }
}

#[test]
fn it_is_worth_talking_to() {
    let flow = outdoor();
    assert_eq!(flow.name(), "Trail & Tent");
    assert!(flow.modules().len() >= 25, "{} modules", flow.modules().len());
    let with_replies = |module: &&parlour_engine::Module| {
        module.say.iter().any(|piece| matches!(piece, Piece::SuggestedReplies { .. }))
    };
    let asked = flow.modules().iter().filter(with_replies).count();
    assert!(asked * 10 >= flow.modules().len() * 9, "suggested replies on {asked} modules only");
}

/// A file being edited is cut off and broken in every way; none of them may stop the reader.
#[test]
fn a_broken_flow_is_a_mistake_and_never_a_stop() {
    let lines: Vec<&str> = OUTDOOR.lines().collect();
    for cut in (0..OUTDOOR.len()).step_by(701).filter(|cut| OUTDOOR.is_char_boundary(*cut)) {
        assert!(Flow::from_toml(&OUTDOOR[..cut]).is_err(), "cut at {cut}");
    }
    for left_out in (0..lines.len()).step_by(19) {
        let rest: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, line)| *line).collect();
        if let Err(mistakes) = Flow::from_toml(&rest.join("\n")) {
            assert!(
                mistakes.iter().all(|mistake| mistake.line <= lines.len() && mistake.column > 0),
                "{mistakes:?}"
            );
        }
    }
}

#[test]
fn the_modules_that_pages_and_callers_name_are_there() {
    let flow = outdoor();
    assert_eq!(flow.find("returns"), Some(123_456));
    assert_eq!(flow.find("123456"), Some(123_456));
    assert_eq!(flow.starting_module(), flow.find("greeting"));
}

/// The reader refuses unreachable modules; this walks the same flow by talking only.
#[test]
fn every_module_is_reached_by_pressing_buttons_and_typing() {
    let flow = outdoor();
    let typed = ["broken zip", "my order", "xyzzy", "hello", "goodbye", "complaint", "gift card", "thanks"];
    let mut reached = BTreeSet::new();
    let mut ahead = vec![evaluate(&flow, &Conversation::default(), Heard::Begun, 0, 0)];
    while let Some(outcome) = ahead.pop() {
        let new = outcome.spoken.iter().filter(|spoken| reached.insert(spoken.module.name.clone())).count();
        if new == 0 {
            continue;
        }
        let pressed =
            outcome.spoken.iter().flat_map(|spoken| &spoken.actions).filter_map(|action| match action {
                Action::Choice { options, .. } => Some(options),
                _ => None,
            });
        let texts: Vec<&str> = pressed.flatten().map(String::as_str).chain(typed).collect();
        let here = outcome.conversation.clone();
        ahead.extend(texts.iter().map(|text| evaluate(&flow, &here, Heard::Said(text), 0, 0)));
    }
    let all: BTreeSet<String> = flow.modules().iter().map(|module| module.card.name.clone()).collect();
    assert_eq!(all.difference(&reached).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_suggested_reply_is_understood_and_leads_on() {
    let flow = outdoor();
    for module in flow.modules() {
        for piece in &module.say {
            let Piece::SuggestedReplies { options, .. } = piece else { continue };
            assert!((1..=7).contains(&options.len()), "{}", module.card.name);
            for option in options {
                assert!(option.source().chars().count() <= 40, "{option:?} is long for a button");
                let outcome = say(&flow, module.card.id, option.source());
                assert!(!is_fallback(&outcome), "{option:?} of {} is not understood", module.card.name);
                assert_ne!(outcome.spoken[0].module.id, module.card.id, "{option:?} stays where it is");
            }
        }
    }
}

#[test]
fn waits_are_short_enough_to_be_pleasant() {
    for module in outdoor().modules() {
        for piece in &module.say {
            if let Piece::Wait { wait } = piece {
                assert!((600..=1500).contains(wait), "{} waits {wait} ms", module.card.name);
            }
        }
    }
}

#[test]
fn a_parcel_is_tracked() {
    story(&[
        ("Track my order", "track-order"),
        ("No e-mail yet", "no-dispatch-mail"),
        ("It has been longer", "parcel-late"),
        ("Talk to a person", "person"),
    ]);
    story(&[
        ("where is my parcel?!", "track-order"),
        ("it says delivered but nothing there", "says-delivered"),
    ]);
    story(&[("my order hasn't arrived", "parcel-late")]);
}

#[test]
fn things_go_back() {
    story(&[
        ("Returns", "returns"),
        ("How do I send it?", "return-steps"),
        ("When do I get my money?", "refund"),
        ("thank you!", "thanks"),
        ("No, that's all", "goodbye"),
    ]);
    story(&[
        ("I'd like to return my boots", "returns"),
        ("Exchange for another size", "exchange"),
        ("Size guide", "sizing"),
    ]);
    story(&[("My tent arrived damaged", "damaged")]);
}

#[test]
fn delivery_is_explained() {
    story(&[("What does delivery cost?", "delivery"), ("abroad", "delivery-abroad")]);
    story(&[("do you ship", "delivery"), ("can I pick it up", "not-understood")]);
    story(&[("delivery", "delivery"), ("can I collect it", "collect"), ("opening hours", "store-hours")]);
}

#[test]
fn gear_is_recommended() {
    story(&[
        ("Gear advice", "gear-advice"),
        ("Tents", "tents"),
        ("Summer", "tent-party"),
        ("just me", "tent-solo"),
    ]);
    story(&[("a tent for winter", "tents"), ("for the snow", "tent-winter")]);
    story(&[("tents", "tents"), ("spring", "tent-party"), ("we are 4", "tent-family")]);
    story(&[("boots", "boots"), ("hills with a heavy pack", "boots-trek")]);
    story(&[("How warm is a bag?", "sleeping-bags"), ("Below -5 °C", "bag-cold")]);
    story(&[("SLEEPING BAG", "sleeping-bags"), ("Around 0 °C", "bag-mild"), ("Tents", "tents")]);
    story(&[("sleeping bag", "sleeping-bags"), ("Above 10 °C", "bag-warm")]);
}

#[test]
fn a_summer_tent_falls_through_to_the_next_question() {
    let outcome = say(&outdoor(), 41, "Summer");
    let names: Vec<&str> = outcome.spoken.iter().map(|spoken| spoken.module.name.as_str()).collect();
    assert_eq!(names, ["tent-summer", "tent-party"]);
}

#[test]
fn things_are_mended() {
    story(&[
        ("the zip of my jacket is torn", "repairs"),
        ("A jacket", "repair-clothes"),
        ("How do I send it?", "repair-send"),
    ]);
    story(&[("repairs", "repairs"), ("Boots need new soles", "repair-boots")]);
}

#[test]
fn gift_cards_hours_people_and_complaints_are_answered() {
    story(&[("gift card", "gift-cards"), ("I lost mine", "gift-card-lost"), ("something else", "what-else")]);
    story(&[("when are you open?", "store-hours")]);
    story(&[("can I speak to someone", "person")]);
    story(&[("I am really disappointed", "complaint"), ("My parcel is late", "parcel-late")]);
}

#[test]
fn being_misunderstood_twice_leads_to_people() {
    story(&[("qwertz", "not-understood"), ("asdf", "still-not-understood"), ("yxcv", "person")]);
    story(&[("qwertz", "not-understood"), ("Returns", "returns")]);
}
