//! `GET /chat/{bot}`: the conversation as it stands, or the door to one.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use parlour_protocol::{Action, Author, ErrorCode, HandoverState, StoredEvent};

use super::asks::Asking;
use super::cookie::{proof, token};
use super::page::{Sheet, door, talk};
use crate::apis::chat::{Address, OfBot, live_session, parameter};
use crate::app::App;
use crate::clock;
use crate::config::Bot;
use crate::error::ApiError;
use crate::limits::{HISTORY_DEFAULT, LOCALE_CHARS, PLAIN_PATIENCE, REF_CHARS};
use crate::store::Session;
use crate::token::TokenHash;
use crate::words::Words;

/// Pictures, sounds and films may come from anywhere a bot's words may name; nothing here runs.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data: https: http:; media-src 'self' https: http:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the page's address asks for.
#[derive(Default)]
pub(super) struct Asked {
    /// A language by name.
    pub(super) locale: Option<String>,
    /// The module a new conversation starts at.
    pub(super) reference: Option<String>,
    /// Only what was said before this `seq`.
    before: Option<u64>,
    /// What is known already: wait for more.
    after: Option<u64>,
}

impl Asked {
    pub(super) fn of(query: Option<&str>) -> Self {
        let read = |name, most| {
            let found = parameter(query, name).ok().flatten();
            found.filter(|text| !text.is_empty() && text.len() <= most)
        };
        let number = |name| read(name, 20).and_then(|text| text.parse().ok());
        Self {
            locale: read("locale", LOCALE_CHARS),
            reference: read("ref", REF_CHARS),
            before: number("before"),
            after: number("after"),
        }
    }

    /// The page's address, relative to itself; `after`: it is to wait for more.
    pub(super) fn address(&self, bot: &Bot, after: Option<u64>) -> String {
        self.with(bot, [("after", after)], "#latest")
    }

    /// The page before the one that begins with `seq`.
    pub(super) fn earlier(&self, bot: &Bot, seq: u64) -> String {
        self.with(bot, [("before", Some(seq))], "")
    }

    fn with(&self, bot: &Bot, numbers: [(&str, Option<u64>); 1], fragment: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(locale) = &self.locale {
            query.append_pair("locale", locale);
        }
        for (name, number) in numbers {
            if let Some(number) = number {
                query.append_pair(name, &number.to_string());
            }
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        [&bot.key(), mark, &query, fragment].concat()
    }
}

/// Why the page is shown instead of what was wanted.
pub(super) struct Trouble {
    /// The refusal.
    pub(super) status: StatusCode,
    /// The sentence for it.
    pub(super) word: &'static str,
    /// What was typed.
    pub(super) draft: Option<String>,
    retry_after_s: Option<u64>,
}

impl Trouble {
    pub(super) fn of(error: ApiError, draft: Option<String>) -> Self {
        let word = match error.code() {
            ErrorCode::TextTooLong | ErrorCode::BodyTooLarge => "failedTooLong",
            ErrorCode::Internal | ErrorCode::Unavailable | ErrorCode::RequestTimeout => "failedUnreachable",
            ErrorCode::IdentityInvalid => "unavailableLong",
            _ => "failedRefused",
        };
        Self { status: error.status(), word, draft, retry_after_s: error.retry_after_s() }
    }

    pub(super) fn of_file(error: ApiError) -> Self {
        let word = match error.code() {
            ErrorCode::UnsupportedMediaType => "fileRefused",
            ErrorCode::BodyTooLarge => "fileTooLarge",
            _ => "uploadFailed",
        };
        Self { word, ..Self::of(error, None) }
    }
}

/// Shows the page. Asked for `after` what is known, it waits a while for more.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    Address(address): Address,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = Asked::of(query.as_deref());
    if let (Some(known), Some(session)) = (asked.after, of_cookie(&app, &bot, &headers).await) {
        // A wait takes the place of a stream; where there is none, the page is shown at once.
        if let Ok(_place) = app.throttle.streams.enter(session.family, address.household()) {
            wait(&app, &session, known).await;
        }
    }
    page(&app, &bot, &headers, &asked, None).await
}

async fn of_cookie(app: &App, bot: &Bot, headers: &HeaderMap) -> Option<Session> {
    live_session(app, bot, &TokenHash::of(token(headers)?)).await.ok()
}

async fn wait(app: &App, session: &Session, known: u64) {
    let mut listener = app.hub.listen(session.scope.conversation);
    let mut draining = app.draining();
    let news = async {
        while app.store.last_seq(&session.scope).await.is_ok_and(|last| last <= known) {
            listener.rung().await;
        }
    };
    tokio::select! {
        () = news => {}
        () = tokio::time::sleep(PLAIN_PATIENCE) => {}
        _ = draining.wait_for(|draining| *draining) => {}
    }
}

/// The page of whoever has the cookie.
pub(super) async fn page(
    app: &App,
    bot: &Bot,
    headers: &HeaderMap,
    asked: &Asked,
    trouble: Option<Trouble>,
) -> Response {
    let words = Words::wanted(asked.locale.as_deref(), headers);
    let session = of_cookie(app, bot, headers).await;
    let sheet = Sheet { words: &words, bot, base: &app.config.public_url, asked, trouble: trouble.as_ref() };
    let drawn = if let Some((session, proof)) = session.zip(token(headers).and_then(proof)) {
        let files = bot.upload_types.as_ref().map(|types| types.join(","));
        let asking = Asking { proof, locale: asked.locale.clone(), files, page: bot.key() };
        match conversation(app, bot, &session, asked).await {
            Ok(found) => talk(&sheet, &found, &asking),
            Err(error) => return error.into_response(),
        }
    } else {
        door(&sheet)
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        // Forms name their page to this server, links to no other.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::VARY, HeaderValue::from_static("Accept-Language, Cookie")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    let status = trouble.as_ref().map_or(StatusCode::OK, |trouble| trouble.status);
    let mut response = (status, headers, drawn.into_string()).into_response();
    if let Some(seconds) = trouble.and_then(|trouble| trouble.retry_after_s) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page of a conversation.
pub(super) struct Found {
    /// In their order.
    pub(super) events: Vec<StoredEvent>,
    /// The first `seq` shown, if something stands before it.
    pub(super) earlier: Option<u64>,
    /// Whether this is the end of the conversation.
    pub(super) is_end: bool,
    /// The `seq` of the conversation's last event.
    pub(super) last: u64,
    /// Whether the bot is asking another server.
    pub(super) is_at_work: bool,
    /// Whether a person was asked for, or answers.
    pub(super) is_with_agent: bool,
}

impl Found {
    /// The message whose questions can be answered: the last one, if it is not the visitor's.
    pub(super) fn open(&self) -> Option<u64> {
        let last = self.events.iter().rev().find_map(|event| match event {
            StoredEvent::Message(message) => Some(message),
            StoredEvent::Handover(_) => None,
        });
        last.filter(|message| self.is_end && message.author != Author::Visitor).map(|message| message.seq)
    }

    /// Where the reading goes on: at what the visitor said last, for the answer stands below it.
    pub(super) fn latest(&self) -> Option<u64> {
        let messages = || {
            self.events.iter().rev().filter_map(|event| match event {
                StoredEvent::Message(message) => Some(message),
                StoredEvent::Handover(_) => None,
            })
        };
        let own = messages().find(|message| message.author == Author::Visitor);
        own.or_else(|| messages().next()).map(|message| message.seq)
    }

    /// Whether the bot takes nothing but what it offers.
    pub(super) fn takes_only_choices(&self) -> bool {
        let Some(open) = self.open() else { return false };
        self.events.iter().any(|event| match event {
            StoredEvent::Message(message) if message.seq == open => message
                .actions
                .iter()
                .any(|action| matches!(action, Action::Choice { rules, .. } if rules.choices_only)),
            _ => false,
        })
    }
}

async fn conversation(app: &App, bot: &Bot, session: &Session, asked: &Asked) -> Result<Found, ApiError> {
    let scope = &session.scope;
    let last = app.store.last_seq(scope).await?;
    let before = asked.before.filter(|before| *before <= last);
    let until = before.unwrap_or(last.saturating_add(1));
    let mut events = app.store.events_before(scope, until, HISTORY_DEFAULT.saturating_add(1)).await?;
    let most = usize::try_from(HISTORY_DEFAULT).unwrap_or(usize::MAX);
    let has_earlier = events.len() > most;
    if has_earlier {
        events.remove(0);
    }
    let now = clock::now_ms();
    for event in &mut events {
        app.uploads.show(&bot.key(), event, now);
    }
    let changed = events.iter().rev().find_map(|event| match event {
        StoredEvent::Handover(change) => Some(change.state),
        StoredEvent::Message(_) => None,
    });
    Ok(Found {
        earlier: events.first().filter(|_| has_earlier).map(StoredEvent::seq),
        events,
        is_end: before.is_none(),
        last,
        is_at_work: app.requests.is_at_work(scope),
        is_with_agent: matches!(changed, Some(HandoverState::Waiting | HandoverState::Agent)),
    })
}
