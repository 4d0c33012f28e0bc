//! A request, read field by field before any row is looked at.

use parlour_protocol::limits::{HISTORY_PAGE, PROFILE_BYTES, TEXT_CHARS};
use parlour_protocol::{Cursor, ErrorCode};
use serde_json::{Map, Value};

use crate::fields::{Fields, json, required_json};
use crate::limits::{self, HISTORY_DEFAULT, STREAM_BATCH};
use crate::refusal::{Refusal, Step};
use crate::rows::{Span, Wanted, event_key, kept_key, talk_key};

/// A request whose form was looked at.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) bearer: Bearer,
    /// Whether anyone may ask it; else who asks is looked at before what is asked.
    pub(crate) is_open: bool,
    pub(crate) what: Step<What>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// No token came, or none of ours.
    Nobody,
    /// The holder of this token; the number of its conversation stands in it.
    Visitor { conversation: u64, token: String },
}

/// What is asked.
#[derive(Debug)]
pub(crate) enum What {
    Begin { reference: String, locale: String, is_fresh: bool },
    End,
    Say(Said),
    History { after: Option<Cursor>, before: Option<Cursor>, limit: usize },
    Events { after: Option<Cursor> },
    Read { up_to: u64 },
    Forget,
    Config,
}

/// A visitor's message.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) mid: String,
    pub(crate) text: Option<String>,
    pub(crate) reference: String,
    pub(crate) cvars: Map<String, Value>,
    /// What must be the same when the message comes again.
    pub(crate) sameness: String,
}

const WEB: [&str; 9] = [
    "host",
    "hostPageUrl",
    "title",
    "referrer",
    "language",
    "timezone",
    "screen",
    "viewport",
    "userAgentData",
];

/// Reads a request. `path` is what follows `/api/webchat/bot/<bot>/`, with its query; `bearer` is the token.
pub(crate) fn ask(method: &str, path: &str, bearer: Option<&str>, body: &str) -> Asked {
    let who = bearer.and_then(visitor).unwrap_or(Bearer::Nobody);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut is_open = false;
    let what = match (path, method) {
        ("session", "POST") => {
            is_open = bearer.is_none();
            begin(body)
        }
        ("session", "DELETE") => Ok(What::End),
        ("messages" | "messages/", "POST") => say(body).map(What::Say),
        ("history", "GET") => history(query),
        ("events", "GET") => cursor_of(query, "after").map(|after| What::Events { after }),
        ("status", "PUT") => read_up_to(body).map(|up_to| What::Read { up_to }),
        ("conversation", "DELETE") => Ok(What::Forget),
        _ => {
            is_open = true;
            match path {
                "config" if method == "GET" => Ok(What::Config),
                "session" | "messages" | "messages/" | "history" | "events" | "status" | "conversation"
                | "config" => Err(Refusal::method_not_allowed()),
                _ => Err(Refusal::not_found()),
            }
        }
    };
    Asked { bearer: who, is_open, what }
}

impl Asked {
    /// The rows to be answered from.
    pub(crate) fn wanted(&self) -> Wanted {
        let Bearer::Visitor { conversation, .. } = self.bearer else { return Wanted::default() };
        let (kept, log) = match &self.what {
            Ok(What::Say(said)) => (Some(kept_key(conversation, &said.mid)), None),
            // One more than asked for tells whether there is more.
            Ok(What::History { after: Some(after), limit, .. }) => {
                (None, Some(forward(conversation, after.seq, limit + 1)))
            }
            Ok(What::History { before, limit, .. }) => {
                let to = before.as_ref().map_or(u64::MAX, |before| before.seq).saturating_sub(1);
                let (from, to) = (event_key(conversation, 0), event_key(conversation, to.min(LAST_SEQ)));
                (None, Some(Span { from, to, limit: limit + 1, is_backward: true }))
            }
            Ok(What::Events { after }) => {
                let after = after.as_ref().map_or(0, |after| after.seq);
                (None, Some(forward(conversation, after, STREAM_BATCH)))
            }
            _ => (None, None),
        };
        Wanted { talk: Some(talk_key(conversation)), kept, log }
    }
}

/// What a JavaScript reader still holds exactly; its digits fill a key.
const LAST_SEQ: u64 = (1 << 53) - 1;

fn forward(conversation: u64, after: u64, limit: usize) -> Span {
    let from = event_key(conversation, after.min(LAST_SEQ - 1) + 1);
    Span { from, to: event_key(conversation, LAST_SEQ), limit, is_backward: false }
}

/// `<conversation>.<chance>`.
fn visitor(token: &str) -> Option<Bearer> {
    let (number, _) = token.split_once('.')?;
    let conversation = number.parse().ok().filter(|number| (1..=LAST_SEQ).contains(number))?;
    Some(Bearer::Visitor { conversation, token: token.to_owned() })
}

fn begin(body: &str) -> Step<What> {
    let body = json(body)?.unwrap_or_else(|| Value::Object(Map::new()));
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["user_token", "ref", "locale", "fresh", "user_profile"])?;
    if fields.string("user_token")?.is_some() {
        let sentence = "This bot does not take signed identities.";
        return Err(Refusal::of_field(ErrorCode::IdentityInvalid, "user_token", sentence));
    }
    let locale = fields.string_within("locale", limits::LOCALE_CHARS)?.unwrap_or_default();
    if !locale.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Refusal::invalid("locale", "be a language tag such as \"en-GB\""));
    }
    let reference = fields.string_within("ref", limits::REF_CHARS)?.unwrap_or_default().to_owned();
    let is_fresh = fields.flag("fresh")?;
    profile(&fields)?;
    Ok(What::Begin { reference, locale: locale.to_owned(), is_fresh })
}

fn say(body: &str) -> Step<Said> {
    let body = required_json(body)?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["id", "actions", "ref", "user_profile", "user_cvars", "attachments", "from"])?;
    if fields.string("from")?.is_some_and(|from| from != "human") {
        return Err(Refusal::refused("from"));
    }
    let mid = fields.required_string("id")?;
    if !is_uuid(mid) {
        return Err(Refusal::invalid("id", "be a UUID"));
    }
    let text = text(&fields)?;
    let reference = fields.string_within("ref", limits::REF_CHARS)?.unwrap_or_default();
    if text.is_none() && reference.is_empty() {
        return Err(Refusal::invalid(
            "actions",
            "hold one action, or be empty beside a `ref` or `attachments`",
        ));
    }
    if fields.list("attachments")?.is_some_and(|items| !items.is_empty()) {
        return Err(Refusal::invalid("attachments", "be empty: attachments are not supported"));
    }
    profile(&fields)?;
    let cvars = match fields.value("user_cvars") {
        Some(value) => {
            let cvars = Fields::of("user_cvars.", value)?;
            refuse_large(cvars.map, "user_cvars")?;
            cvars.map.clone()
        }
        None => Map::new(),
    };
    Ok(Said {
        mid: mid.to_owned(),
        text: text.map(str::to_owned),
        reference: reference.to_owned(),
        cvars,
        sameness: serde_json::to_string(&(text, reference)).unwrap_or_default(),
    })
}

fn text<'a>(fields: &Fields<'a>) -> Step<Option<&'a str>> {
    let actions = fields.list("actions")?.ok_or_else(|| Refusal::missing("actions"))?;
    let action = match actions {
        [] => return Ok(None),
        [action] => Fields::of("actions[0].", action)?,
        _ => return Err(Refusal::invalid("actions", "hold one action")),
    };
    if action.required_string("type")? != "text" {
        return Err(Refusal::refused("actions[0].type"));
    }
    action.refuse_others(&["type", "text"])?;
    let text = action.required_string("text")?;
    if text.chars().count() > TEXT_CHARS {
        let sentence = format!("A message may have at most {TEXT_CHARS} characters.");
        return Err(Refusal::of_field(ErrorCode::TextTooLong, "actions[0].text", sentence));
    }
    if text.trim().is_empty() {
        return Err(Refusal::invalid("actions[0].text", "say something"));
    }
    Ok(Some(text))
}

/// Looked at, not kept: nobody in a page reads reports.
fn profile(fields: &Fields<'_>) -> Step<()> {
    let Some(profile) = fields.value("user_profile") else { return Ok(()) };
    let profile = Fields::of("user_profile.", profile)?;
    refuse_large(profile.map, "user_profile")?;
    let Some(web) = profile.value("web") else { return Ok(()) };
    let web = Fields::of("user_profile.web.", web)?;
    web.refuse_others(&WEB)?;
    WEB.iter().try_for_each(|name| web.string(name).map(drop))
}

fn refuse_large(map: &Map<String, Value>, name: &str) -> Step<()> {
    if serde_json::to_string(map).is_ok_and(|text| text.len() <= PROFILE_BYTES) {
        return Ok(());
    }
    let sentence = format!("The field `{name}` may have at most {PROFILE_BYTES} bytes.");
    Err(Refusal::of_field(ErrorCode::FieldInvalid, name, sentence))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn history(query: &str) -> Step<What> {
    let limit = match parameter(query, "limit")? {
        None => HISTORY_DEFAULT,
        Some(text) => {
            let number = text.parse::<u32>().ok().filter(|number| (1..=HISTORY_PAGE).contains(number));
            let why =
                || Refusal::parameter("limit", &format!("must be a whole number from 1 to {HISTORY_PAGE}"));
            usize::try_from(number.ok_or_else(why)?).unwrap_or(HISTORY_DEFAULT)
        }
    };
    let (after, before) = (cursor_of(query, "after")?, cursor_of(query, "before")?);
    Ok(What::History { after, before, limit })
}

/// The one value of a query parameter. The widget writes none that would have to be percent-decoded.
fn parameter<'a>(query: &'a str, name: &str) -> Step<Option<&'a str>> {
    let mut values = query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(key, _)| *key == name);
    let first = values.next().map(|(_, value)| value);
    match values.next() {
        Some(_) => Err(Refusal::parameter(name, "may stand there once only")),
        None => Ok(first),
    }
}

fn cursor_of(query: &str, name: &str) -> Step<Option<Cursor>> {
    let Some(text) = parameter(query, name)? else { return Ok(None) };
    text.parse().map(Some).map_err(|error| {
        let sentence = format!("`{name}` is malformed: {error}.");
        Refusal::of_field(ErrorCode::MalformedCursor, name, sentence)
    })
}

fn read_up_to(body: &str) -> Step<u64> {
    let body = required_json(body)?;
    let fields = Fields::of_body(&body)?;
    fields.refuse_others(&["read_up_to"])?;
    let read = fields.value("read_up_to").ok_or_else(|| Refusal::missing("read_up_to"))?;
    read.as_u64().ok_or_else(|| Refusal::invalid("read_up_to", "be a whole number from 0"))
}
