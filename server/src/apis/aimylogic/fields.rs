//! What a question may say (seed, protocols.md 3.2 and 3.5). Unknown fields are passed over.

use parlour_protocol::{Action, ErrorCode, MediaKind};
use serde_json::{Map, Value};
use url::Url;

use crate::apis::chat::parameter;
use crate::channels::SentFile;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits::{CHAT_ID_CHARS, FILE_ADDRESS_CHARS, FILE_NAME_CHARS, Limits, REF_CHARS};
use crate::strict_json::Fields;
use crate::turns::Says;

/// Texts and events that begin a conversation: the platform's word, and the names of its event (PROPOSED).
const BEGINNINGS: [&str; 3] = ["/start", "start", "newClient"];
/// The event that brings files.
const FILES: &str = "fileEvent";

/// A question as it came.
pub(super) struct Asked {
    pub(super) client: String,
    pub(super) says: Says,
    pub(super) cid: Option<String>,
    /// `data.profile` (PROPOSED: what `data` says is the script's own).
    pub(super) profile: Map<String, Value>,
    /// The rest of `data`.
    pub(super) cvars: Map<String, Value>,
    /// What is sent back with the answer.
    pub(super) query: Option<String>,
    pub(super) event: Option<String>,
}

/// The body of a `POST`.
pub(super) fn of_body(bot: &Bot, limits: &Limits, body: &Value) -> ApiResult<Asked> {
    let fields = Fields::of_body(body)?;
    let text = |name| fields.string(name);
    let parts = Parts {
        client: text("clientId")?,
        query: text("query")?,
        event: text("event")?,
        cid: text("cid")?,
        data: fields.value("data"),
    };
    read(bot, limits, &parts)
}

/// The query of the simplified `GET`.
pub(super) fn of_query(bot: &Bot, limits: &Limits, query: Option<&str>) -> ApiResult<Asked> {
    let read_one = |name| parameter(query, name);
    let (client, said) = (read_one("clientId")?, read_one("query")?);
    let (event, cid) = (read_one("event")?, read_one("cid")?);
    let parts = Parts {
        client: client.as_deref(),
        query: said.as_deref(),
        event: event.as_deref(),
        cid: cid.as_deref(),
        data: None,
    };
    read(bot, limits, &parts)
}

/// The connection of a query: none is all of them.
pub(super) fn cid_of(query: Option<&str>) -> ApiResult<Option<String>> {
    let cid = parameter(query, "cid")?.filter(|cid| !cid.is_empty());
    match cid {
        Some(cid) => Ok(Some(id("cid", Some(&cid))?)),
        None => Ok(None),
    }
}

struct Parts<'a> {
    client: Option<&'a str>,
    query: Option<&'a str>,
    event: Option<&'a str>,
    cid: Option<&'a str>,
    data: Option<&'a Value>,
}

/// A name of 1 to 255 characters.
pub(super) fn id(name: &str, text: Option<&str>) -> ApiResult<String> {
    let text = text.filter(|text| !text.is_empty()).ok_or_else(|| ApiError::missing(name))?;
    if text.chars().count() > CHAT_ID_CHARS || text.contains('\0') {
        return Err(ApiError::invalid(name, &format!("have 1 to {CHAT_ID_CHARS} characters")));
    }
    Ok(text.to_owned())
}

fn read(bot: &Bot, limits: &Limits, parts: &Parts<'_>) -> ApiResult<Asked> {
    let client = id("clientId", parts.client)?;
    let cid = parts.cid.filter(|cid| !cid.is_empty()).map(|cid| id("cid", Some(cid))).transpose()?;
    let (query, event) =
        (parts.query.filter(|text| !text.is_empty()), parts.event.filter(|text| !text.is_empty()));
    if query.is_some() == event.is_some() {
        return Err(ApiError::invalid("query", "stand there, or `event` in its place, and not both"));
    }
    let told = |data: Option<&Value>| -> ApiResult<(Map<String, Value>, Map<String, Value>)> {
        let Some(data) = data else { return Ok(Default::default()) };
        let data = Fields::of_value("data", data)?;
        let profile = data.object("profile")?.map(|profile| profile.as_map().clone()).unwrap_or_default();
        let mut cvars = data.as_map().clone();
        cvars.remove("profile");
        cvars.remove("eventData");
        Ok((profile, cvars))
    };
    let (profile, cvars) = match parts.data {
        Some(Value::Array(_)) if event == Some(FILES) => Default::default(),
        data => told(data)?,
    };
    let says = match (query, event) {
        (_, Some(FILES)) => files(limits, parts.data)?,
        (Some(word), _) | (_, Some(word)) if is_beginning(word, event.is_some()) => Says::Begins,
        (_, Some(event)) if event.chars().count() > REF_CHARS || event.contains('\0') => {
            return Err(ApiError::invalid("event", &format!("have at most {REF_CHARS} characters")));
        }
        (_, Some(event)) => bot.find(event).map_or(Says::Unheard, Says::Module),
        (Some(text), None) => Says::Text(within(limits, "query", text)?),
        (None, None) => Says::Unheard,
    };
    let echo = |text: Option<&str>| text.map(str::to_owned);
    Ok(Asked { client, says, cid, profile, cvars, query: echo(query), event: echo(event) })
}

/// A visitor may say "start"; only the word of the platform begins a conversation when it is said.
fn is_beginning(word: &str, is_event: bool) -> bool {
    BEGINNINGS.first() == Some(&word) || (is_event && BEGINNINGS.contains(&word))
}

fn within(limits: &Limits, name: &str, text: &str) -> ApiResult<String> {
    let most = limits.text_chars;
    if text.chars().count() > most {
        let sentence = format!("A text may have at most {most} characters.");
        return Err(ApiError::of_field(ErrorCode::TextTooLong, name, sentence));
    }
    if text.contains('\0') {
        return Err(ApiError::invalid(name, "hold no NUL character"));
    }
    Ok(text.to_owned())
}

/// A list in `data`, or in `data.eventData` (PROPOSED: callers differ).
fn files(limits: &Limits, data: Option<&Value>) -> ApiResult<Says> {
    let list = match data {
        Some(Value::Array(list)) => list.as_slice(),
        Some(data) => Fields::of_value("data", data)?.list("eventData")?.unwrap_or_default(),
        None => &[],
    };
    let most = limits.uploads_per_message;
    if list.is_empty() || list.len() > most {
        return Err(ApiError::invalid("data", &format!("be a list of 1 to {most} files")));
    }
    let (mut text, mut files, mut shown) = (String::new(), Vec::new(), Vec::new());
    for (index, item) in list.iter().enumerate() {
        let file = Fields::of_value(format!("data[{index}]"), item)?;
        let url = file.required_string("url")?;
        if url.len() > FILE_ADDRESS_CHARS || !is_page(url) {
            return Err(ApiError::invalid(file.path_of("url"), "be an address that begins with http"));
        }
        let name = file.string_within("name", FILE_NAME_CHARS)?.unwrap_or_default();
        let media_type = file.string_within("mimeType", FILE_NAME_CHARS)?;
        let kind = kind(file.string("type")?, media_type);
        if let Some(caption) = file.string("message")?.filter(|caption| !caption.is_empty()) {
            text.extend((!text.is_empty()).then_some('\n'));
            text.push_str(caption);
        }
        let label = Some(name).filter(|name| !name.is_empty()).map(str::to_owned);
        shown.push(Action::Media { kind, url: url.to_owned(), text: label, size: None });
        files.push(SentFile {
            url: url.to_owned(),
            kind: kind.as_str().to_owned(),
            name: name.to_owned(),
            media_type: media_type.map(str::to_owned),
            // A size that is no number is nothing to refuse a file for.
            bytes: item.get("size").and_then(Value::as_u64),
        });
    }
    Ok(Says::Files { text: within(limits, "data", &text)?, files, shown })
}

fn is_page(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty())
}

fn kind(kind: Option<&str>, media_type: Option<&str>) -> MediaKind {
    let named = kind.or_else(|| media_type.and_then(|line| line.split('/').next()));
    match named {
        Some("image") => MediaKind::Image,
        Some("audio") => MediaKind::Audio,
        Some("video") => MediaKind::Video,
        _ => MediaKind::File,
    }
}
