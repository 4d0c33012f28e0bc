//! What of a message is drawn, and what is told in words.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use parlour_core::fit;
use parlour_core::limits::{CARD_BUTTONS, CARDS, CHOICES, OPTIONS};
use parlour_protocol::limits::FORM_FIELDS;
use parlour_protocol::{Action, Card, CardButton, ChoiceRules, FormField, MULTI_SELECT};

fn numbered(name: &str, count: usize) -> Vec<String> {
    (1..=count).map(|nth| format!("{name} {nth}")).collect()
}

fn card(title: &str, buttons: &[String]) -> Card {
    let button = |title: &String| CardButton { title: title.clone(), ..CardButton::default() };
    Card { title: title.into(), buttons: buttons.iter().map(button).collect(), ..Card::default() }
}

fn field(label: &str, options: Vec<String>) -> FormField {
    FormField { label: label.into(), kind: "multiple_choice".into(), options, ..FormField::default() }
}

fn choice(options: Vec<String>, options_type: &str, choices_only: bool) -> Action {
    let rules = ChoiceRules { choices_only, ..ChoiceRules::default() };
    Action::Choice { text: "Which?".into(), options_type: options_type.into(), options, rules }
}

fn options(action: &Action) -> &[String] {
    match action {
        Action::Choice { options, .. } => options,
        other => panic!("{other:?}"),
    }
}

/// What stands in the text behind an action.
fn words(action: &Action) -> Vec<&str> {
    match action {
        Action::Text { text } => text.split(" · ").collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_within_the_limits_is_as_it_came() {
    let countries = numbered("Country", OPTIONS - 20);
    let actions = vec![
        Action::text("Hello"),
        Action::Card { cards: vec![card("Tent", &numbered("Button", 3)); CARDS] },
        Action::Form { text: "You".into(), fields: vec![field("Country", countries); 1] },
        choice(numbered("Reply", 20), "suggested_replies", true),
    ];
    assert_eq!(fit(actions.clone()), actions);
}

#[test]
fn cards_beyond_the_limit_are_their_titles() {
    let cards = numbered("Tent", 2_000).iter().map(|title| card(title, &[])).collect();
    let fitting = fit(vec![Action::Card { cards }, Action::text("Well?")]);
    let [Action::Card { cards }, rest, Action::Text { .. }] = &fitting[..] else { panic!("{fitting:?}") };
    assert_eq!((cards.len(), cards[CARDS - 1].title.as_str()), (CARDS, "Tent 10"));
    let rest = words(rest);
    assert_eq!((rest.len(), rest[0], rest[1_989]), (1_990, "Tent 11", "Tent 2000"));
}

#[test]
fn buttons_beyond_the_limit_are_words_of_their_card() {
    let fitting = fit(vec![Action::Card { cards: vec![card("Tent", &numbered("Buy", CARD_BUTTONS + 2))] }]);
    let [Action::Card { cards }] = &fitting[..] else { panic!("{fitting:?}") };
    assert_eq!(cards[0].buttons.len(), CARD_BUTTONS);
    assert_eq!(cards[0].text, "Buy 11\nBuy 12");
}

#[test]
fn options_beyond_the_limit_may_be_typed() {
    for kind in ["suggested_replies", MULTI_SELECT] {
        let fitting = fit(vec![choice(numbered("Colour", 2_000), kind, true)]);
        assert_eq!(options(&fitting[0]).len(), CHOICES, "{kind}");
        assert_eq!(words(&fitting[1]).len(), 2_000 - CHOICES);
        let Action::Choice { rules, .. } = &fitting[0] else { panic!("{fitting:?}") };
        assert!(!rules.choices_only, "a text box is locked although not all can be pressed");
    }
}

#[test]
fn many_small_choices_are_no_more_than_a_large_one() {
    let fitting =
        fit((0..2_000).map(|_| choice(numbered("Colour", 10), "suggested_replies", false)).collect());
    let drawn: usize = fitting
        .iter()
        .filter(|action| matches!(action, Action::Choice { .. }))
        .map(|action| options(action).len())
        .sum();
    assert_eq!(drawn, OPTIONS);
}

#[test]
fn fields_beyond_the_limit_and_their_options_are_named() {
    let fields: Vec<FormField> =
        numbered("Field", 2_000).iter().map(|label| field(label, numbered("Option", 20))).collect();
    let fitting = fit(vec![Action::Form { text: "You".into(), fields }]);
    let [Action::Form { fields, .. }, rest] = &fitting[..] else { panic!("{fitting:?}") };
    assert_eq!(fields.len(), FORM_FIELDS);
    assert_eq!(fields.iter().map(|field| field.options.len()).sum::<usize>(), OPTIONS);
    let rest = words(rest);
    // Of the thirteenth only half of the options have room.
    assert_eq!(rest[0], format!("Field 13: {}", numbered("Option", 20)[10..].join(", ")));
    assert_eq!(rest[1_987], format!("Field 2000: {}", numbered("Option", 20).join(", ")));
    assert_eq!(rest.len(), 2_000 - 12);
}

#[test]
fn the_options_of_one_field_are_all_there_as_far_as_there_is_room() {
    let form =
        |count| Action::Form { text: String::new(), fields: vec![field("City", numbered("City", count))] };
    assert_eq!(fit(vec![form(OPTIONS)]), [form(OPTIONS)]);
    let fitting = fit(vec![form(2_000)]);
    assert_eq!(fitting[0], form(OPTIONS));
    let Action::Text { text } = &fitting[1] else { panic!("{fitting:?}") };
    assert!(text.starts_with("City: City 251, City 252, "), "{text}");
}

#[test]
fn of_several_controls_the_first_is_drawn_and_the_others_are_read() {
    let rating = Action::Rating { text: "How was it?".into(), min: 1, max: 5 };
    let date = Action::Date { text: "When were you here?".into(), min: None, max: None };
    let form = Action::Form {
        text: String::new(),
        fields: vec![field("Name", Vec::new()), field("Size", vec!["S".into(), "M".into()])],
    };
    let several = choice(vec!["Red".into(), "Blue".into()], MULTI_SELECT, true);
    let replies = choice(vec!["Skip".into()], "suggested_replies", false);
    let fitting = fit(vec![rating.clone(), date, form, several, replies.clone()]);
    assert_eq!(
        fitting,
        [
            rating,
            Action::text("When were you here?"),
            Action::text("Name · Size: S, M"),
            Action::text("Which?\nRed · Blue"),
            replies,
        ]
    );
}
