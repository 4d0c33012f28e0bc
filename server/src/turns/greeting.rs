//! A visitor's conversation begins, or is found again.

use std::sync::Arc;

use parlour_engine::{LOCALE_CVAR, ModuleId};
use serde_json::{Map, Value};

use super::known::{Found, find};
use super::profile::Profile;
use super::work::{Hearing, Hears, Step, Work};
use crate::app::App;
use crate::channels::learn;
use crate::client_address::Client;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::identity::{Known, vouch};
use crate::limits::TOKEN_DAYS;
use crate::store::{NewConversation, NewSession, Scope, Session, Talk, Write};
use crate::token::{TokenHash, mint};

/// What a session is opened with.
pub(crate) struct Begin {
    /// The module that greets in a new conversation, if not the starting one.
    pub module: Option<ModuleId>,
    /// BCP 47 tag the visitor reads.
    pub locale: Option<String>,
    /// What the page said about the visitor.
    pub profile: Profile,
    /// The visitor's earlier session.
    pub earlier: Option<Session>,
    /// Whether another conversation is wanted although there is one.
    pub is_fresh: bool,
    /// Who the visitor is, if their site's back end says so.
    pub known: Option<Known>,
    /// Whether the earlier conversation, if it is anonymous, becomes that user's.
    pub merges: bool,
    /// Whether somebody tries their bot: what they said to it as visitors does not go on then.
    pub is_test: bool,
}

/// A token, and what it opens.
pub(crate) struct Begun {
    /// For the visitor; stored as a hash only.
    pub token: String,
    /// When it expires unless it is used, in milliseconds.
    pub expires_ms: i64,
    /// The conversation.
    pub conversation: i64,
    /// The log's end: 0 for a new conversation, whose greeting comes as an event.
    pub seq: u64,
}

/// Opens the conversation that is the visitor's to go on with, or begins one.
///
/// # Errors
/// As of [`find`], and `field_invalid` for a profile that outgrows its limit.
pub(crate) async fn open_conversation(
    app: Arc<App>,
    bot: Arc<Bot>,
    begin: Begin,
    address: Client,
) -> ApiResult<Begun> {
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let mut found = find(&mut write, &bot, &begin, now).await?;
    let ends = std::mem::take(&mut found.ends);
    let begun = match found {
        Found { talk: Some(talk), family, is_merged, .. } => {
            go_on(&app, &bot, write, begin, (talk, family, is_merged), address, now).await?
        }
        Found { botuser, family, .. } => {
            begin_conversation(&app, &bot, write, begin, (botuser, family), address, now).await?
        }
    };
    for conversation in ends {
        app.hub.ring(conversation);
    }
    Ok(begun)
}

/// The bot speaks first. The session joins those of the conversation before it, if there is one: whoever signs out
/// leaves both.
async fn begin_conversation(
    app: &Arc<App>,
    bot: &Arc<Bot>,
    mut write: Write,
    begin: Begin,
    (botuser, family): (Option<i64>, Option<i64>),
    address: Client,
    now: i64,
) -> ApiResult<Begun> {
    let key = bot.key();
    let botuser = match botuser {
        Some(botuser) => botuser,
        None => write.create_botuser(&key, None, now).await?,
    };
    let locale = begin.locale.as_deref();
    let new = NewConversation {
        bot: &key,
        botuser,
        locale,
        active_s: now / 1_000,
        created_ms: now,
        is_test: begin.is_test,
    };
    let mut talk = write.create_conversation(&new).await?;
    begin.profile.merge_into(&mut talk.meta, address)?;
    if let Some(known) = &begin.known {
        take_word(bot, &mut talk, known, true);
    }
    read_in(begin.locale, bot, &mut talk);
    let hears = begin.module.map_or(Hears::Begun, Hears::MovedTo);
    let mut work = Work::new([Step::new(hears)], true);
    let mut hearing = Hearing { write: &mut write, talk: &mut talk, app, bot, now, hooks_came: false };
    let begun = work.begin(&mut hearing, None, None).await?;
    write.save(&talk)?;
    let kid = begin.known.as_ref().map(|known| known.kid.as_str());
    let (token, expires_ms) = create_session(&mut write, app, &talk.scope, family, kid, now).await?;
    write.commit().await?;
    if begun.waits {
        app.requests.begin(&talk.scope);
    }
    Ok(Begun { token, expires_ms, conversation: talk.scope.conversation, seq: 0 })
}

/// What the back end says of the visitor stands, over what a page said by the same names. The bot learns all of it
/// where it has heard none; else what is new, so that what it learned since is not taken back.
fn take_word(bot: &Bot, talk: &mut Talk, known: &Known, is_first: bool) {
    let new = vouch(&mut talk.meta, &known.claims);
    talk.cvars.retain(|name, _| !known.claims.contains_key(name));
    let state = std::mem::take(&mut talk.state);
    talk.state = learn(bot, state, if is_first { &known.claims } else { &new });
}

/// From now on the bot speaks this language, if its flow has several.
fn read_in(locale: Option<String>, bot: &Bot, talk: &mut Talk) {
    if let Some(locale) = locale.filter(|_| !bot.languages().is_empty()) {
        let told = Map::from_iter([(LOCALE_CVAR.to_owned(), Value::from(locale))]);
        let state = std::mem::take(&mut talk.state);
        talk.state = learn(bot, state, &told);
    }
}

/// Gives a new token for a conversation. An old one of the same visitor lives on until it expires: another
/// tab may hold it. The page may have changed its language meanwhile.
async fn go_on(
    app: &App,
    bot: &Bot,
    mut write: Write,
    begin: Begin,
    (mut talk, family, is_merged): (Talk, Option<i64>, bool),
    address: Client,
    now: i64,
) -> ApiResult<Begun> {
    begin.profile.merge_into(&mut talk.meta, address)?;
    if let Some(known) = &begin.known {
        take_word(bot, &mut talk, known, is_merged);
    }
    read_in(begin.locale, bot, &mut talk);
    write.save(&talk)?;
    let kid = begin.known.as_ref().map(|known| known.kid.as_str());
    let (token, expires_ms) = create_session(&mut write, app, &talk.scope, family, kid, now).await?;
    write.commit().await?;
    let seq = talk.last_seq.unsigned_abs();
    Ok(Begun { token, expires_ms, conversation: talk.scope.conversation, seq })
}

async fn create_session(
    write: &mut Write,
    app: &App,
    scope: &Scope,
    family: Option<i64>,
    kid: Option<&str>,
    now: i64,
) -> ApiResult<(String, i64)> {
    let token = mint().ok_or_else(ApiError::internal)?;
    let lives = clock::minutes(app.config.token_minutes).min(clock::days(TOKEN_DAYS));
    let expires_ms = now.saturating_add(lives);
    let hash = TokenHash::of(&token);
    write.create_session(&NewSession { hash, scope, family, created_ms: now, expires_ms, kid }).await?;
    Ok((token, expires_ms))
}
