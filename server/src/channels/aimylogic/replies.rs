//! Replies of every documented type (protocols.md 3.4) as actions.

use parlour_protocol::{
    Action, BotModule, Card, CardButton, CardButtonOptions, ChoiceRules, MediaKind, Position,
};
use serde_json::Value;

use super::html;
use crate::channels::letter::Spoken;
use crate::limits::{CAROUSEL_BUTTON_CHARS, CAROUSEL_CARDS, UPSTREAM_ACTIONS};

/// What the replies of one answer come to.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// One for each state that spoke, in order.
    pub(super) spoken: Vec<Spoken>,
    /// Whether a person is called.
    pub(super) hands_over: bool,
}

/// Reads `data`. With `blocks_form` the last buttons are all that may be answered with (the seed's
/// "Disable text input when using buttons").
pub(super) fn said(data: &Value, blocks_form: bool) -> Said {
    let mut said = Said::default();
    let Some(replies) = data.get("replies").and_then(Value::as_array) else {
        // Texts of all replies in one.
        if let Some(answer) = text(data, "answer") {
            said.spoken.push(spoken("", vec![Action::text(answer)]));
        }
        return said;
    };
    for reply in replies.iter().take(UPSTREAM_ACTIONS) {
        said.hands_over |= reply.get("type").and_then(Value::as_str) == Some("switch");
        let actions = actions(reply);
        if actions.is_empty() {
            continue;
        }
        let state = reply.get("state").and_then(Value::as_str).unwrap_or_default();
        match said.spoken.last_mut().filter(|last| state.is_empty() || last.module.name == state) {
            Some(last) => last.actions.extend(actions),
            None => said.spoken.push(spoken(state, actions)),
        }
    }
    let choices = said.spoken.iter_mut().flat_map(|spoken| &mut spoken.actions).rev();
    if blocks_form
        && let Some(Action::Choice { rules, .. }) =
            choices.into_iter().find(|action| matches!(action, Action::Choice { .. }))
    {
        rules.choices_only = true;
    }
    said
}

/// A state of the script is what a module is here; it has a path and no number (PROPOSED: 0).
fn spoken(state: &str, actions: Vec<Action>) -> Spoken {
    let module = BotModule { id: 0, name: state.to_owned(), group_colour: None, kpi_tags: Vec::new() };
    Spoken {
        id: None,
        answers: None,
        module,
        actions,
        reply_to_module_id: None,
        data: Vec::new(),
        agent: None,
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// What is for the visitor. A `timeout` is the server's to run, `hangup` and `raw` are other channels',
/// of a `switch` the words are the agent's; the trace of an error is nobody's.
fn actions(reply: &Value) -> Vec<Action> {
    let kind = reply.get("type").and_then(Value::as_str).unwrap_or_default();
    let words = |names: &[&str]| names.iter().find_map(|name| text(reply, name)).map(str::to_owned);
    let media = |kind, urls: &[&str], names: &[&str]| {
        let url = words(urls)?;
        Some(vec![Action::Media { kind, url, text: words(names), size: None }])
    };
    let read = match kind {
        "text" => text(reply, "text").map(|words| match text(reply, "markup") {
            Some("html") => vec![Action::text(html::as_text(words))],
            _ => vec![Action::text(words)],
        }),
        "buttons" => Some(vec![Action::suggested_replies(titles(reply))]),
        "inlineButtons" => inline_buttons(reply),
        "image" => media(MediaKind::Image, &["imageUrl", "url"], &["text", "caption"]),
        "audio" => media(MediaKind::Audio, &["audioUrl", "url"], &["audioName", "text", "caption"]),
        // PROPOSED by analogy: no public definition of these two was found.
        "video" => media(MediaKind::Video, &["videoUrl", "url"], &["videoName", "name", "text", "caption"]),
        "file" => media(MediaKind::File, &["fileUrl", "url"], &["fileName", "name", "text", "caption"]),
        "location" => location(reply),
        "carousel" => carousel(reply),
        "switch" => Some(goodbye(reply)),
        "timeout" | "hangup" | "raw" => return Vec::new(),
        _ => None,
    };
    read.unwrap_or_else(|| {
        let text = words(&["text", "title", "caption", "name", "url"]).unwrap_or_default();
        vec![Action::Other { kind: kind.to_owned(), text }]
    })
}

fn buttons(reply: &Value) -> &[Value] {
    reply.get("buttons").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn titles(reply: &Value) -> Vec<String> {
    buttons(reply)
        .iter()
        .filter_map(|button| text(button, "text").or(button.as_str()))
        .map(str::to_owned)
        .collect()
}

/// They stay in the message, and one may lead to a page or say other words than it shows.
fn inline_buttons(reply: &Value) -> Option<Vec<Action>> {
    let button = |button: &Value| {
        let title = text(button, "text")?.to_owned();
        let said = text(button, "callback_data").unwrap_or(&title).to_owned();
        Some(card_button(title, text(button, "url"), said))
    };
    let buttons: Vec<CardButton> = buttons(reply).iter().filter_map(button).collect();
    let text = text(reply, "text").unwrap_or_default().to_owned();
    (!buttons.is_empty())
        .then(|| vec![Action::Card { cards: vec![Card { text, buttons, ..Card::default() }] }])
}

fn card_button(title: String, url: Option<&str>, said: String) -> CardButton {
    let (kind, options) = match url {
        Some(url) => ("web_url", CardButtonOptions { url: Some(url.to_owned()), message: None }),
        None => ("postback", CardButtonOptions { message: Some(said), url: None }),
    };
    CardButton { is_active: true, title, kind: kind.to_owned(), options }
}

fn carousel(reply: &Value) -> Option<Vec<Action>> {
    let content = reply.get("content").and_then(Value::as_array)?;
    let card = |card: &Value| {
        let words = |name| text(card, name).unwrap_or_default().to_owned();
        let label: String = words("btnText").chars().take(CAROUSEL_BUTTON_CHARS).collect();
        let url = text(card, "url");
        let button = (!label.is_empty()).then(|| card_button(label.clone(), url, label));
        Card {
            title: words("title"),
            text: words("description"),
            image_source_url: words("image"),
            image_destination_url: None,
            buttons: button.into_iter().collect(),
        }
    };
    let cards: Vec<Card> = content.iter().take(CAROUSEL_CARDS).map(card).collect();
    let heading = text(reply, "text").map(Action::text);
    Some(heading.into_iter().chain([Action::Card { cards }]).collect())
}

fn location(reply: &Value) -> Option<Vec<Action>> {
    let degrees = |name| reply.get(name).and_then(Value::as_f64);
    let position = Position::of(degrees("lat")?, degrees("lon")?)?;
    Some(vec![Action::Location { position, text: text(reply, "text").map(str::to_owned) }])
}

/// The one thing a visitor needs of a `switch`: a way back.
fn goodbye(reply: &Value) -> Vec<Action> {
    let wanted = reply.get("appendCloseChatButton").and_then(Value::as_bool).unwrap_or_default();
    let phrases = reply.get("closeChatPhrases").and_then(Value::as_array);
    let phrase = phrases.and_then(|phrases| phrases.first()?.as_str()).filter(|_| wanted);
    let choice = |phrase: &str| Action::Choice {
        text: String::new(),
        options_type: "suggested_replies".to_owned(),
        options: vec![phrase.to_owned()],
        rules: ChoiceRules::default(),
    };
    phrase.map(choice).into_iter().collect()
}
