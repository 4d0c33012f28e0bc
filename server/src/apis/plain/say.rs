//! `POST /chat/{bot}`: something is said, stored, and the page shown anew.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use parlour_protocol::ErrorCode;
use serde_json::{Map, Value};

use super::body::Sent;
use super::cookie::{keep, proves, token};
use super::show::{Asked, Trouble, page};
use crate::apis::chat::{
    Address, OfBot, fingerprint, is_mid, live_session, origin, origin_refused, parameter, resumable,
    take_file,
};
use crate::app::App;
use crate::client_address::Client;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits::PLAIN_TURN;
use crate::store::Session;
use crate::token::{TokenHash, new_uuid};
use crate::turns::{
    Begin, Profile, VisitorMessage, finish_even_if_the_caller_leaves, open_conversation, take_visitor_message,
};

/// A visitor of the page, and what the browser is to keep of it if that is new.
struct Visit {
    session: Session,
    cookie: Option<HeaderValue>,
}

/// Says what the form holds; a visitor without a conversation begins one.
pub(crate) async fn say(
    State(app): State<Arc<App>>,
    OfBot(bot): OfBot,
    Address(address): Address,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Body,
) -> Response {
    let mut asked = Asked::of(query.as_deref());
    if is_file(&headers) {
        return match send_file(&app, &bot, (address, &headers), query.as_deref(), body).await {
            Ok((visit, is_whole)) => see_other(&app, &bot, &asked, &visit, is_whole).await,
            Err(error) => page(&app, &bot, &headers, &asked, Some(Trouble::of_file(error))).await,
        };
    }
    let sent = match refuse_other_pages(&app, &headers) {
        Ok(()) => Sent::read(&app, &headers, body).await,
        Err(error) => Err(error),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(error) => return page(&app, &bot, &headers, &asked, Some(Trouble::of(error, None))).await,
    };
    asked.locale = sent.get("locale").map(str::to_owned).or(asked.locale);
    let come = come(&app, &bot, &headers, address, &sent).await;
    let said = match come {
        Ok(visit) => tell(&app, &bot, &visit, &sent, address).await.map(|is_whole| (visit, is_whole)),
        Err(error) => Err(error),
    };
    match said {
        Ok((visit, is_whole)) => see_other(&app, &bot, &asked, &visit, is_whole).await,
        // What was typed stands in the text box again.
        Err(error) => {
            let trouble = Trouble::of(error, sent.get("text").map(str::to_owned));
            page(&app, &bot, &headers, &asked, Some(trouble)).await
        }
    }
}

/// Takes a file and says it. What its form would hide stands in the address: the body is the file alone.
async fn send_file(
    app: &Arc<App>,
    bot: &Arc<Bot>,
    (address, headers): (Client, &HeaderMap),
    query: Option<&str>,
    body: Body,
) -> ApiResult<(Visit, bool)> {
    refuse_other_pages(app, headers)?;
    let read = |name| parameter(query, name).map(Option::unwrap_or_default);
    let (mid, proof) = (read("mid")?, read("proof")?);
    let session = proven(app, bot, headers, &proof).await?.ok_or_else(ApiError::unauthorized)?;
    let visit = Visit { session, cookie: None };
    app.throttle.messages.count(&address.household())?;
    let file = take_file(app, bot, &visit.session, address, headers, body).await?;
    let is_whole = send(app, bot, &visit, (mid, None, vec![file.id]), address).await?;
    Ok((visit, is_whole))
}

fn is_file(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

/// 403 for a form of another site's page. A browser too old to name its page names none.
fn refuse_other_pages(app: &App, headers: &HeaderMap) -> ApiResult<()> {
    let site = headers.get("sec-fetch-site").and_then(|line| line.to_str().ok());
    let is_own = match (origin(headers), site) {
        (Some(origin), site) => app.config.public_origin() == origin || site == Some("same-origin"),
        (None, site) => site.is_none_or(|site| site == "same-origin"),
    };
    if is_own { Ok(()) } else { Err(origin_refused()) }
}

/// The live session of the cookie, if the form was read from its page.
async fn proven(app: &App, bot: &Bot, headers: &HeaderMap, proof: &str) -> ApiResult<Option<Session>> {
    let Some(token) = token(headers) else { return Ok(None) };
    match live_session(app, bot, &TokenHash::of(token)).await {
        Ok(session) if proves(token, proof) => Ok(Some(session)),
        Ok(_) => Err(origin_refused()),
        Err(error) if error.code() == ErrorCode::Unauthorized => Ok(None),
        Err(error) => Err(error),
    }
}

/// The conversation of the cookie, or a new one.
async fn come(
    app: &Arc<App>,
    bot: &Arc<Bot>,
    headers: &HeaderMap,
    address: Client,
    sent: &Sent,
) -> ApiResult<Visit> {
    let found = proven(app, bot, headers, sent.get("proof").unwrap_or_default()).await?;
    let wants_another = sent.get("do") == Some("again");
    if let (Some(session), false) = (&found, wants_another) {
        return Ok(Visit { session: session.clone(), cookie: None });
    }
    app.throttle.sessions.count(&address.household())?;
    let earlier = match (found, token(headers)) {
        (Some(session), _) => Some(session),
        (None, Some(token)) => resumable(app, bot, &TokenHash::of(token)).await.ok(),
        (None, None) => None,
    };
    let words = crate::words::Words::wanted(sent.get("locale"), headers);
    let module = sent.get("ref").and_then(|reference| bot.find_for_visitor(reference));
    let begin = Begin {
        module,
        locale: Some(words.tag.to_owned()),
        profile: profile(app, bot, headers),
        earlier,
        is_fresh: wants_another,
        known: None,
        merges: false,
        is_test: false,
    };
    let begun =
        finish_even_if_the_caller_leaves(open_conversation(Arc::clone(app), Arc::clone(bot), begin, address))
            .await?;
    let session = live_session(app, bot, &TokenHash::of(&begun.token)).await?;
    Ok(Visit { session, cookie: keep(app, bot, &begun.token) })
}

/// What is known of where the visitor is: this page, and the language of the browser.
fn profile(app: &App, bot: &Bot, headers: &HeaderMap) -> Profile {
    let language =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let language = language.split([',', ';']).next().unwrap_or_default();
    let host = app.config.public_origin().split_once("://").map_or("", |(_, host)| host).to_owned();
    let address = format!("{}/chat/{}", app.config.public_url, bot.key());
    let told = [("host", host.as_str()), ("hostPageUrl", address.as_str()), ("language", language)];
    let web: Map<String, Value> = told
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    Profile { web: Some(web), rest: Map::new() }
}

/// Sends what the form says; whether everything the bot has to say is there.
async fn tell(
    app: &Arc<App>,
    bot: &Arc<Bot>,
    visit: &Visit,
    sent: &Sent,
    address: Client,
) -> ApiResult<bool> {
    let Some(text) = sent.text(app, Some(&visit.session.scope)).await? else { return Ok(true) };
    if text.chars().count() > app.config.limits.text_chars {
        return Err(ApiError::of_field(ErrorCode::TextTooLong, "text", "The message is too long."));
    }
    app.throttle.messages.count(&address.household())?;
    let mid = sent.get("mid").unwrap_or_default().to_owned();
    let said = send(app, bot, visit, (mid, Some(text.clone()), Vec::new()), address).await;
    match said {
        Err(error) if error.code() == ErrorCode::IdReused => {
            // Back, and another text in the same form: that is another message. Another answer to the same
            // question is not: the first one stands.
            if sent.get("text").is_none() {
                return Ok(true);
            }
            let mid = new_uuid().ok_or_else(ApiError::internal)?;
            send(app, bot, visit, (mid, Some(text), Vec::new()), address).await
        }
        said => said,
    }
}

/// Waits for room in the visitor's own budget, if there will be some soon: a page has nobody who tries again.
async fn in_turn(app: &App, bot: &Bot, conversation: i64) -> ApiResult<()> {
    let Some(budget) = app.visitors(bot) else { return Ok(()) };
    let Err(refusal) = budget.count(&conversation) else { return Ok(()) };
    let wait = refusal.retry_after_s().map(Duration::from_secs).filter(|wait| *wait <= PLAIN_TURN);
    tokio::time::sleep(wait.ok_or(refusal)?).await;
    budget.count(&conversation)
}

async fn send(
    app: &Arc<App>,
    bot: &Arc<Bot>,
    visit: &Visit,
    (mid, text, attachments): (String, Option<String>, Vec<String>),
    address: Client,
) -> ApiResult<bool> {
    if !is_mid(&mid) {
        return Err(ApiError::invalid("mid", "be a UUID"));
    }
    in_turn(app, bot, visit.session.scope.conversation).await?;
    let message = VisitorMessage {
        fingerprint: fingerprint(text.as_deref(), "", &attachments),
        mid,
        text,
        attachments,
        module: None,
        profile: Profile::default(),
        cvars: Map::new(),
    };
    let work =
        take_visitor_message(Arc::clone(app), Arc::clone(bot), visit.session.clone(), message, address);
    Ok(finish_even_if_the_caller_leaves(work).await?.is_whole)
}

/// To the page, which a reload then asks for without sending anything again.
async fn see_other(app: &App, bot: &Bot, asked: &Asked, visit: &Visit, is_whole: bool) -> Response {
    let last = app.store.last_seq(&visit.session.scope).await.unwrap_or_default();
    let address = asked.address(bot, (!is_whole).then_some(last));
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(address) = HeaderValue::from_str(&address) {
        headers.insert(header::LOCATION, address);
    }
    if let Some(cookie) = &visit.cookie {
        headers.insert(header::SET_COOKIE, cookie.clone());
    }
    response
}
