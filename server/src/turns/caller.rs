//! Another server said something with the bot's API token.

use std::sync::Arc;

use parlour_engine::{Heard, ModuleId};
use parlour_protocol::{Action, BotMessage, Turn};
use serde_json::{Map, Value};

use super::profile::merge;
use super::record::{Cause, append_replies, repeat, write_answer};
use crate::app::App;
use crate::channels::engine;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::limits::CALLER_DATA_BYTES;
use crate::store::{Kept, NewConversation, NewMessage, Talk, Write};

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
/// one element for each action, or one for a mere move.
///
/// # Errors
/// `id_reused` for another body under the same `Idempotency-Key`, `field_invalid` if profile or
/// variables outgrow their limit.
pub(crate) async fn take_caller_message(
    app: Arc<App>,
    bot: Arc<Bot>,
    message: CallerMessage,
) -> ApiResult<String> {
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let key = bot.key();
    if let Some((name, fingerprint)) = &message.key
        && let Some(kept) = write.keyed_answer(&key, name).await?
    {
        let body = repeat(kept, fingerprint, "This Idempotency-Key was used for another body.")?;
        // It may have been kept in this very batch.
        write.commit().await?;
        return Ok(body);
    }
    let mut talk = find_or_begin(&mut write, &bot, &message, now).await?;
    // The seed: both can be used as custom variables. A profile that comes with every message takes
    // back nothing that was learned since.
    let is_new = |(key, value): &(&String, &Value)| talk.meta.get(*key) != Some(value);
    let new = message.profile.iter().filter(is_new);
    let mut told: Map<_, _> = new.map(|(key, value)| (key.clone(), value.clone())).collect();
    told.extend(message.cvars.clone());
    merge(&mut talk.meta, message.profile)?;
    refuse_large(&talk.meta, "user_profile")?;
    talk.cvars.extend(message.cvars);
    refuse_large(&talk.cvars, "user_cvars")?;
    talk.state = engine::learn(talk.state, &told);
    talk.active_s = talk.active_s.max(message.timestamp_s);

    let id = message.id.as_deref();
    let mut turns = Vec::new();
    let mut module = message.module;
    for action in &message.actions {
        let said = [Action::text(action.text.as_str())];
        let recorded = NewMessage {
            author: action.author,
            caller_id: id,
            actions: &said,
            at_ms: now,
            ..NewMessage::default()
        };
        let appended = write.append(&mut talk, &recorded)?;
        let heard = match (module.take(), action.standby) {
            (Some(module), _) => Heard::MovedTo(module),
            (None, false) => Heard::Said(&action.text),
            (None, true) => {
                turns.push(Turn::default());
                continue;
            }
        };
        let mut answer = engine::turn(&bot, &talk.state, heard, id, now);
        if action.standby {
            // The conversation moves, but a person has the word.
            answer.replies.clear();
        }
        talk.state = answer.state;
        let cause = Cause { row: Some(appended.id), mid: None };
        turns.push(turn(append_replies(&mut write, &mut talk, answer.replies, cause, now)?));
    }
    if let Some(module) = module {
        let answer = engine::turn(&bot, &talk.state, Heard::MovedTo(module), id, now);
        talk.state = answer.state;
        let cause = Cause::default();
        turns.push(turn(append_replies(&mut write, &mut talk, answer.replies, cause, now)?));
    }
    let body = write_answer(&turns)?;
    let body = match message.key {
        Some((name, fingerprint)) => {
            let kept = Kept { fingerprint, body };
            write.keep_keyed_answer(&talk.scope, &name, &kept, now)?;
            kept.body
        }
        None => body,
    };
    write.save(&talk)?;
    write.commit().await?;
    app.hub.ring(talk.scope.conversation);
    Ok(body)
}

fn refuse_large(kept: &Map<String, Value>, field: &str) -> ApiResult<()> {
    let bytes: usize = kept.iter().map(|(key, value)| key.len() + value.to_string().len()).sum();
    if bytes > CALLER_DATA_BYTES {
        return Err(ApiError::invalid(field, &format!("hold at most {CALLER_DATA_BYTES} bytes in all")));
    }
    Ok(())
}

/// `seq` stands in a visitor's answer only.
fn turn(mut message: Vec<BotMessage>) -> Turn {
    for reply in &mut message {
        reply.seq = None;
    }
    Turn { message, ..Turn::default() }
}

/// The user's conversation, unless its time is over by the caller's clock. A new one stands at the
/// starting module as if that had spoken, so that the first text is evaluated against it.
async fn find_or_begin(
    write: &mut Write,
    bot: &Bot,
    message: &CallerMessage,
    now: i64,
) -> Result<Talk, sqlx::Error> {
    let key = bot.key();
    let user_id = Some(message.user_id.as_str()).filter(|user_id| !user_id.is_empty());
    let known = match user_id {
        Some(user_id) => {
            let lives_s = i64::try_from(bot.session_minutes.saturating_mul(60)).unwrap_or(i64::MAX);
            let is_over = |talk: &Talk| message.timestamp_s.saturating_sub(talk.active_s) > lives_s;
            match write.newest_talk(&key, user_id).await? {
                Some(talk) if !is_over(&talk) => return Ok(talk),
                _ => write.botuser(&key, user_id).await?,
            }
        }
        None => None,
    };
    let botuser = match known {
        Some(botuser) => botuser,
        None => write.create_botuser(&key, user_id, now).await?,
    };
    let new =
        NewConversation { bot: &key, botuser, locale: None, active_s: message.timestamp_s, created_ms: now };
    let mut talk = write.create_conversation(&new).await?;
    talk.state = engine::turn(bot, &talk.state, Heard::Begun, None, now).state;
    // The profile is the user's, not the conversation's.
    talk.state = engine::learn(talk.state, &talk.meta);
    Ok(talk)
}
