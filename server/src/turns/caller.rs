//! Another server said something with the bot's API token.

use std::sync::Arc;

use parlour_engine::ModuleId;
use serde_json::{Map, Value};

use super::profile::merge;
use super::record::{Said, repeat, rest_of};
use super::work::{Hearing, Hears, Says, Step, Work, fold};
use crate::app::App;
use crate::channels::{Answer, Asked, Heard, Turn, begins_unheard, keeps_record, learn, turn};
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::handover::{Move, Moved, make_move};
use crate::limits::{CALLER_DATA_BYTES, KEYLESS_PATIENCE, REQUEST_PATIENCE};
use crate::store::{Kept, NewConversation, Scope, Talk, Write};

/// An API caller's message, checked.
pub(crate) struct CallerMessage {
    /// Who speaks; empty joins nobody's conversation.
    pub user_id: String,
    /// Echoed as `id_message_evaluate`.
    pub id: Option<String>,
    /// Seconds since 1970; expiry counts from it.
    pub timestamp_s: i64,
    /// What was said, in order.
    pub actions: Vec<CallerAction>,
    /// The module to move to before anything is heard.
    pub module: Option<ModuleId>,
    /// Profile of the user.
    pub profile: Map<String, Value>,
    /// Custom variables.
    pub cvars: Map<String, Value>,
    /// The `Idempotency-Key` and the hash of the body it came with.
    pub key: Option<(String, Vec<u8>)>,
}

/// One action of an API caller.
pub(crate) struct CallerAction {
    /// What was typed.
    pub text: String,
    /// `visitor`, or `agent` for what a person wrote for the bot.
    pub author: &'static str,
    /// Recorded, not answered.
    pub standby: bool,
}

/// Stores everything said with the bot's replies, all or nothing, and returns the answer's bytes:
/// one element for each action, or one for a mere move. Where the bot asks another server, the rest is
/// heard when that has answered.
///
/// # Errors
/// `id_reused` for another body under the same `Idempotency-Key`, `field_invalid` if profile or
/// variables outgrow their limit, `rate_limited` if too many messages of the conversation wait already.
pub(crate) async fn take_caller_message(
    app: Arc<App>,
    bot: Arc<Bot>,
    mut message: CallerMessage,
) -> ApiResult<Said> {
    let steps = steps(&bot, &mut message).await;
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let key = bot.key();
    if let Some((name, fingerprint)) = &message.key
        && let Some(kept) = write.keyed_answer(&key, name).await?
    {
        let sentence = "This Idempotency-Key was used for another body.";
        let scope = kept.waiting.map(|(_, conversation)| Scope { bot: key, conversation });
        let (body, waiting) = repeat(kept, fingerprint, sentence)?;
        let rest = waiting.zip(scope).map(|(id, scope)| app.requests.rest(&scope, id));
        // It may have been kept in this very batch.
        write.commit().await?;
        return Ok(rest_of(&app, body, rest, REQUEST_PATIENCE).await);
    }
    let caller = Caller { user_id: &message.user_id, timestamp_s: message.timestamp_s, begins_unheard: true };
    let Found { mut talk, asked, is_new } =
        find_or_begin(&mut write, &bot, &caller, app.store.epoch(), now).await?;
    // The seed: both can be used as custom variables. A profile that comes with every message takes
    // back nothing that was learned since.
    let is_told = |(key, value): &(&String, &Value)| talk.meta.get(*key) != Some(value);
    let new = message.profile.iter().filter(is_told);
    let mut told: Map<_, _> = new.map(|(key, value)| (key.clone(), value.clone())).collect();
    told.extend(message.cvars.clone());
    merge(&mut talk.meta, message.profile)?;
    refuse_large(&talk.meta, "user_profile")?;
    talk.cvars.extend(message.cvars);
    refuse_large(&talk.cvars, "user_cvars")?;
    talk.state = learn(&bot, talk.state, &told);
    talk.active_s = talk.active_s.max(message.timestamp_s);
    let moved = match steps
        .iter()
        .any(|step| matches!(step.hears, Hears::MovedTo(_) | Hears::Sent { module: Some(_), .. }))
    {
        true => make_move(&mut write, &mut talk, &Move::Leave, now).await?,
        false if steps.iter().any(|step| !step.is_mute) => {
            make_move(&mut write, &mut talk, &Move::Speak, now).await?
        }
        false => Ok(Moved::default()),
    };
    let moved = moved.unwrap_or_default();

    let mut work = Work::new(steps, false);
    if let Some(asked) = asked {
        work.wait_first(Step { is_mute: true, is_answered: false, ..Step::new(Hears::Begun) }, asked);
    }
    let mut hearing =
        Hearing { write: &mut write, talk: &mut talk, app: &app, bot: &bot, now, hooks_came: false };
    let begun = work.begin(&mut hearing, None, message.key.as_ref().map(|(name, _)| name.as_str())).await?;
    let body = work.answer()?;
    // Who cannot ask again is kept waiting for the whole of it.
    let patience = if message.key.is_some() { REQUEST_PATIENCE } else { KEYLESS_PATIENCE };
    let body = match message.key {
        Some((name, fingerprint)) => {
            let kept = Kept { fingerprint, body, waiting: None };
            write.keep_keyed_answer(&talk.scope, &name, &kept, now)?;
            kept.body
        }
        None => body,
    };
    write.save(&talk)?;
    write.commit().await?;
    if begun.waits {
        app.requests.begin(&talk.scope);
    }
    app.hub.ring(talk.scope.conversation);
    if is_new {
        app.hub.ring_user(&key, &message.user_id);
    }
    for other in moved.others {
        app.hub.ring(other);
    }
    Ok(rest_of(&app, body, begun.rest, patience).await)
}

/// What is to be heard, its texts folded before the writer is asked for its turn.
async fn steps(bot: &Bot, message: &mut CallerMessage) -> Vec<Step> {
    let mut module = message.module.take();
    let mut steps = Vec::with_capacity(message.actions.len().max(1));
    for action in message.actions.drain(..) {
        let text = action.text.clone();
        let hears = match (module.take(), action.standby) {
            (None, true) if keeps_record(bot) => Hears::Noted(text),
            (module, false) if bot.upstream().is_some() => Hears::Sent { text, files: Vec::new(), module },
            (Some(module), _) => Hears::MovedTo(module),
            (None, false) => Hears::Said(fold(&action.text).await),
            (None, true) => Hears::Nothing,
        };
        steps.push(Step {
            says: Some(Says { is_agents: action.author == "agent", text: action.text, files: Vec::new() }),
            // The conversation may move, but a person has the word.
            is_mute: action.standby,
            ..Step::new(hears)
        });
    }
    steps.extend(module.map(|module| Step::new(Hears::MovedTo(module))));
    for step in &mut steps {
        step.id.clone_from(&message.id);
    }
    steps
}

pub(super) fn refuse_large(kept: &Map<String, Value>, field: &str) -> ApiResult<()> {
    let bytes: usize = kept.iter().map(|(key, value)| key.len() + value.to_string().len()).sum();
    if bytes > CALLER_DATA_BYTES {
        return Err(ApiError::invalid(field, &format!("hold at most {CALLER_DATA_BYTES} bytes in all")));
    }
    Ok(())
}

/// Who speaks.
pub(super) struct Caller<'a> {
    /// Their name; the empty one joins nobody's conversation.
    pub(super) user_id: &'a str,
    /// The caller's clock, in seconds.
    pub(super) timestamp_s: i64,
    /// Whether the bot has the first word of a new conversation, and nobody hears it.
    pub(super) begins_unheard: bool,
}

/// A conversation that was found or begun.
pub(super) struct Found {
    pub(super) talk: Talk,
    /// What another server is to be asked before anything is heard.
    pub(super) asked: Option<Asked>,
    pub(super) is_new: bool,
}

/// The user's conversation, unless its time is over by the caller's clock. A new one stands at the
/// starting module as if that had spoken, so that the first text is evaluated against it; it may have
/// to ask another server first.
pub(super) async fn find_or_begin(
    write: &mut Write,
    bot: &Bot,
    caller: &Caller<'_>,
    epoch: &str,
    now: i64,
) -> Result<Found, sqlx::Error> {
    let key = bot.key();
    let user_id = Some(caller.user_id).filter(|user_id| !user_id.is_empty());
    let known = match user_id {
        Some(user_id) => {
            let lives_s = i64::try_from(bot.session_minutes.saturating_mul(60)).unwrap_or(i64::MAX);
            let is_over = |talk: &Talk| caller.timestamp_s.saturating_sub(talk.active_s) > lives_s;
            match write.newest_talk(&key, user_id).await? {
                Some(talk) if !is_over(&talk) => return Ok(Found { talk, asked: None, is_new: false }),
                _ => write.botuser(&key, user_id).await?,
            }
        }
        None => None,
    };
    let botuser = match known {
        Some(botuser) => botuser,
        None => write.create_botuser(&key, user_id, now).await?,
    };
    let (talk, asked) = if caller.begins_unheard {
        begin_unheard(write, bot, botuser, caller.timestamp_s, epoch, now).await?
    } else {
        let active_s = caller.timestamp_s;
        let new =
            NewConversation { bot: &key, botuser, locale: None, active_s, created_ms: now, is_test: false };
        let mut talk = write.create_conversation(&new).await?;
        talk.state = learn(bot, talk.state, &talk.meta);
        (talk, None)
    };
    Ok(Found { talk, asked, is_new: true })
}

/// A new conversation of the user's that stands at the starting module as if that had spoken.
pub(super) async fn begin_unheard(
    write: &mut Write,
    bot: &Bot,
    botuser: i64,
    active_s: i64,
    epoch: &str,
    now: i64,
) -> Result<(Talk, Option<Asked>), sqlx::Error> {
    let key = bot.key();
    let new = NewConversation { bot: &key, botuser, locale: None, active_s, created_ms: now, is_test: false };
    let mut talk = write.create_conversation(&new).await?;
    let begun = if begins_unheard(bot) {
        turn(bot, &Turn::of(bot, &talk, epoch, None, now), Heard::Begun)
    } else {
        Answer { state: talk.state.clone(), ..Answer::default() }
    };
    // The profile is the user's, not the conversation's.
    talk.state = learn(bot, begun.state, &talk.meta);
    Ok((talk, begun.asked))
}
