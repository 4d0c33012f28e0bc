//! What the server wrote, and what was stored. `None`: a field that must be there is not.
//!
//! Fields the conversation never reads (KPI tags, colours, evaluated connections) are left empty.

use js_sys::{Array, JSON};
use parlour_core::{Attachment, Saved, SavedMessage, Token, fit};
use parlour_protocol::{
    Action, AgentCard, Author, BotMessage, BotModule, ByeEvent, Capabilities, Card, CardButton,
    CardButtonOptions, Connections, Cursor, HandoverEvent, HandoverState, HistoryPage, MediaKind, MediaSize,
    MessageEvent, ModuleCard, PartialEvent, ResetEvent, SendState, SessionCreated, StatusEvent, StoredEvent,
    Turn, TypingEvent,
};
use wasm_bindgen::{JsCast as _, JsValue};

use super::ask;
use crate::caught::get;

/// JSON as a value of the page.
pub fn parse(json: &str) -> Option<JsValue> {
    JSON::parse(json).ok()
}

/// Answer of `POST …/session`.
pub fn session(told: &JsValue) -> Option<SessionCreated> {
    let can = get(told, "capabilities");
    Some(SessionCreated {
        token: text(told, "token").filter(|token| !token.is_empty())?,
        expires_at: text(told, "expires_at").unwrap_or_default(),
        conversation_id: number(told, "conversation_id")?,
        cursor: cursor(told)?,
        protocol: small(told, "protocol").unwrap_or_default(),
        capabilities: Capabilities {
            uploads: flag(&can, "uploads"),
            history: flag(&can, "history"),
            receipts: flag(&can, "receipts"),
            unread: flag(&can, "unread"),
            handover: flag(&can, "handover"),
            streaming: flag(&can, "streaming"),
            emulated: texts(&can, "emulated"),
            max_delay_s: small(&can, "max_delay_s").unwrap_or_default(),
            types: texts(&can, "types"),
        },
    })
}

/// Answer of `POST …/messages/`.
pub fn turns(told: &JsValue) -> Option<Vec<Turn>> {
    let turns = told.dyn_ref::<Array>()?;
    let mut read = Vec::new();
    each(turns, &mut |one| read.extend(turn(&one)));
    (read.len() == turns.length() as usize).then_some(read)
}

fn turn(told: &JsValue) -> Option<Turn> {
    if !told.is_object() {
        return None;
    }
    let state = match text(told, "state").as_deref() {
        Some("sent") => Some(SendState::Sent),
        Some("sending") => Some(SendState::Sending),
        Some("unknown") => Some(SendState::Unknown),
        Some("failed") => Some(SendState::Failed),
        _ => None,
    };
    let mut message = Vec::new();
    each(&list(told, "message"), &mut |one| message.extend(bot_message(&one)));
    Some(Turn { error: text(told, "error"), message, seq: number(told, "seq"), cursor: cursor(told), state })
}

fn bot_message(told: &JsValue) -> Option<BotMessage> {
    let module = get(told, "bot_module");
    Some(BotMessage {
        bot_module: BotModule {
            id: number(&module, "id").unwrap_or_default(),
            name: text(&module, "name").unwrap_or_default(),
            group_colour: None,
            kpi_tags: Vec::new(),
        },
        connections: Connections { id_message_evaluate: None, reply_to_module_id: None, data: Vec::new() },
        from: text(told, "from").unwrap_or_default(),
        actions: actions(told),
        id: number(told, "id")?,
        conversation_id: number(told, "conversation_id").unwrap_or_default(),
        seq: number(told, "seq"),
        lang: text(told, "lang"),
    })
}

/// Answer of `GET …/history`. An item this version cannot read does not hide the others.
pub fn history(told: &JsValue) -> Option<HistoryPage> {
    let (mut items, mut statuses) = (Vec::new(), Vec::new());
    each(&list(told, "items"), &mut |item| items.extend(stored(&item)));
    each(&list(told, "statuses"), &mut |item| statuses.extend(status(&item)));
    Some(HistoryPage {
        epoch: text(told, "epoch")?,
        items,
        cursor: cursor(told)?,
        has_more: flag(told, "has_more"),
        statuses,
        states: number(told, "states").unwrap_or_default(),
    })
}

fn stored(item: &JsValue) -> Option<StoredEvent> {
    match text(item, "event").as_deref() {
        Some("message") => message(item).map(StoredEvent::Message),
        Some("handover") => handover(item).map(StoredEvent::Handover),
        _ => None,
    }
}

/// Data of `event: message`.
pub fn message(told: &JsValue) -> Option<MessageEvent> {
    let module = get(told, "bot_module");
    Some(MessageEvent {
        seq: number(told, "seq")?,
        mid: text(told, "mid"),
        author: author(told)?,
        at: text(told, "at").unwrap_or_default(),
        actions: actions(told),
        bot_module: number(&module, "id")
            .map(|id| ModuleCard { id, name: text(&module, "name").unwrap_or_default() }),
        in_reply_to: text(told, "in_reply_to"),
        agent: agent(told),
        lang: text(told, "lang"),
    })
}

/// Data of `event: handover`.
pub(crate) fn handover(told: &JsValue) -> Option<HandoverEvent> {
    let state = match text(told, "state")?.as_str() {
        "bot" => HandoverState::Bot,
        "waiting" => HandoverState::Waiting,
        "agent" => HandoverState::Agent,
        "ended" => HandoverState::Ended,
        _ => return None,
    };
    Some(HandoverEvent { seq: number(told, "seq")?, state, queue: small(told, "queue"), agent: agent(told) })
}

/// Data of `event: status`.
pub(crate) fn status(told: &JsValue) -> Option<StatusEvent> {
    Some(StatusEvent { mid: text(told, "mid")?, seq: number(told, "seq"), state: text(told, "state")? })
}

/// Data of `event: typing`.
pub(crate) fn typing(told: &JsValue) -> Option<TypingEvent> {
    Some(TypingEvent { active: flag(told, "active"), author: author(told)? })
}

/// Data of `event: partial`.
pub(crate) fn partial(told: &JsValue) -> Option<PartialEvent> {
    let (in_reply_to, offset) = (text(told, "in_reply_to")?, number(told, "offset")?);
    Some(PartialEvent { in_reply_to, offset, text: text(told, "text")? })
}

/// Data of `event: reset`.
pub(crate) fn reset(told: &JsValue) -> Option<ResetEvent> {
    Some(ResetEvent { epoch: text(told, "epoch")?, reason: text(told, "reason").unwrap_or_default() })
}

/// Data of `event: bye`.
pub(crate) fn bye(told: &JsValue) -> Option<ByeEvent> {
    Some(ByeEvent { retry_ms: small(told, "retry_ms")? })
}

/// What survived a reload. What is missing is empty.
pub fn saved(told: &JsValue) -> Saved {
    let mut outbox = Vec::new();
    each(&list(told, "outbox"), &mut |one| outbox.extend(saved_message(&one)));
    Saved {
        token: text(told, "token").map(Token),
        outbox,
        draft: text(told, "draft").unwrap_or_default(),
        open: flag(told, "open"),
        consent: text(told, "consent"),
    }
}

/// A list of `{id, name, picture}`.
pub(crate) fn attachments(told: &JsValue) -> Vec<Attachment> {
    let mut files = Vec::new();
    each_of(told, &mut |one| {
        let (id, name) = (text(&one, "id"), text(&one, "name"));
        let picture = text(&one, "picture").unwrap_or_default();
        files.extend(id.zip(name).map(|(id, name)| Attachment { id, name, picture }));
    });
    files
}

/// A row of the browser's.
pub fn row(json: &str) -> Option<SavedMessage> {
    saved_message(&parse(json)?)
}

fn saved_message(told: &JsValue) -> Option<SavedMessage> {
    Some(SavedMessage {
        mid: text(told, "mid")?,
        text: text(told, "text")?,
        at: number(told, "at")?,
        failed: flag(told, "failed"),
        reference: text(told, "reference").unwrap_or_default(),
        attachments: attachments(&get(told, "attachments")),
        is_earlier: false,
    })
}

fn actions(told: &JsValue) -> Vec<Action> {
    let mut actions = Vec::new();
    each(&list(told, "actions"), &mut |one| actions.push(action(&one)));
    fit(actions)
}

/// The same degradation as `parlour_protocol::Action` has for serde.
fn action(told: &JsValue) -> Action {
    let kind = text(told, "type").unwrap_or_default();
    let words = text(told, "text");
    if let (Some(kind), Some(url)) = (MediaKind::of(&kind), text(told, "url")) {
        let size = MediaSize::of(small(told, "width"), small(told, "height"));
        return Action::Media { kind, url, text: words, size };
    }
    match (kind.as_str(), small(told, "wait")) {
        ("text", _) => Action::Text { text: words.unwrap_or_default() },
        ("choice", _) => Action::Choice {
            text: words.unwrap_or_default(),
            options_type: text(told, "options_type").unwrap_or_else(|| "suggested_replies".to_owned()),
            options: texts(told, "options"),
            rules: ask::rules(told),
        },
        ("wait", Some(wait)) => Action::Wait { wait },
        ("card", _) if get(told, "cards").is_instance_of::<Array>() => {
            let mut cards = Vec::new();
            each(&list(told, "cards"), &mut |one| cards.push(card(&one)));
            Action::Card { cards }
        }
        _ => ask::asks_or_points(&kind, told).unwrap_or_else(|| {
            let readable = words.or_else(|| text(told, "title")).or_else(|| text(told, "url"));
            Action::Other { kind, text: readable.unwrap_or_default() }
        }),
    }
}

fn card(told: &JsValue) -> Card {
    let mut buttons = Vec::new();
    each(&list(told, "buttons"), &mut |one| {
        let does = get(&one, "options");
        buttons.push(CardButton {
            is_active: flag(&one, "is_active"),
            title: text(&one, "title").unwrap_or_default(),
            kind: text(&one, "type").unwrap_or_default(),
            options: CardButtonOptions { message: text(&does, "message"), url: text(&does, "url") },
        });
    });
    Card {
        title: text(told, "title").unwrap_or_default(),
        text: text(told, "text").or_else(|| text(told, "subtitle")).unwrap_or_default(),
        image_source_url: text(told, "image_source_url").unwrap_or_default(),
        image_destination_url: text(told, "image_destination_url"),
        buttons,
    }
}

fn author(told: &JsValue) -> Option<Author> {
    match text(told, "author")?.as_str() {
        "visitor" => Some(Author::Visitor),
        "bot" => Some(Author::Bot),
        "agent" => Some(Author::Agent),
        "system" => Some(Author::System),
        _ => None,
    }
}

fn agent(told: &JsValue) -> Option<AgentCard> {
    let card = get(told, "agent");
    Some(AgentCard { name: text(&card, "name")?, avatar: text(&card, "avatar") })
}

pub(crate) fn cursor(told: &JsValue) -> Option<Cursor> {
    text(told, "cursor")?.parse().ok()
}

pub(super) fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

pub(super) fn flag(object: &JsValue, key: &str) -> bool {
    get(object, key).is_truthy()
}

/// A whole number that a double holds exactly.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn number(object: &JsValue, key: &str) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    let value = get(object, key).as_f64()?;
    ((0.0..=EXACT).contains(&value) && value.trunc() >= value).then_some(value as u64)
}

pub(super) fn small(object: &JsValue, key: &str) -> Option<u32> {
    number(object, key)?.try_into().ok()
}

pub(super) fn list(object: &JsValue, key: &str) -> Array {
    get(object, key).dyn_into().unwrap_or_default()
}

pub(super) fn texts(object: &JsValue, key: &str) -> Vec<String> {
    let mut texts = Vec::new();
    each(&list(object, key), &mut |one| texts.extend(one.as_string()));
    texts
}

/// Reads each item, if `told` is a list.
pub(crate) fn each_of(told: &JsValue, read: &mut dyn FnMut(JsValue)) {
    if let Some(list) = told.dyn_ref() {
        each(list, read);
    }
}

/// One loop for all lists: an iterator chain for each would be a copy for each.
pub(super) fn each(list: &Array, read: &mut dyn FnMut(JsValue)) {
    for at in 0..list.length() {
        read(list.get(at));
    }
}
