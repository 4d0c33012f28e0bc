//! What all turns do alike.

use std::time::Duration;

use parlour_protocol::{BotMessage, ErrorCode};

use super::tell::tell;
use crate::app::App;
use crate::channels::Reply;
use crate::error::{ApiError, ApiResult};
use crate::store::{Kept, NewMessage, Talk, Write};
use crate::waiting::Rest;

/// The message replies belong to.
#[derive(Clone, Copy, Default)]
pub(super) struct Cause<'a> {
    /// Its row.
    pub(super) row: Option<i64>,
    /// The visitor's own id of it.
    pub(super) mid: Option<&'a str>,
}

/// Appends what the bot said and returns it as an answer shows it, `seq` included. Of a module that
/// said nothing there is a row for reports, and nothing to be shown.
pub(super) async fn append_replies(
    write: &mut Write,
    talk: &mut Talk,
    replies: Vec<Reply>,
    cause: Cause<'_>,
    at_ms: i64,
) -> Result<Vec<BotMessage>, sqlx::Error> {
    let mut shown = Vec::with_capacity(replies.len());
    for reply in replies {
        let message = NewMessage {
            author: if reply.agent.is_some() { "agent" } else { "bot" },
            agent: reply.agent.as_ref(),
            actions: &reply.actions,
            module: Some(&reply.module),
            connections: Some(&reply.connections),
            trail: Some(&reply.trail),
            answers: cause.row,
            in_reply_to: cause.mid,
            lang: reply.lang.as_deref(),
            at_ms,
            ..NewMessage::default()
        };
        if reply.actions.is_empty() {
            write.append_silent(talk, &message)?;
            continue;
        }
        let appended = write.append(talk, &message)?;
        tell(write, talk, &reply.actions, reply.agent.as_ref(), at_ms).await?;
        shown.push(BotMessage {
            bot_module: reply.module,
            connections: reply.connections,
            from: "bot".to_owned(),
            actions: reply.actions,
            id: appended.id.unsigned_abs(),
            conversation_id: talk.scope.conversation.unsigned_abs(),
            seq: Some(appended.seq.unsigned_abs()),
            lang: reply.lang,
        });
    }
    Ok(shown)
}

/// What is answered to a message.
#[derive(Debug)]
pub(crate) struct Said {
    /// The answer's bytes.
    pub body: String,
    /// Whether that is all: else the rest comes when another server has answered.
    pub is_whole: bool,
}

/// The kept answer's bytes, if it answers this very request, and whether they are still to change.
pub(super) fn repeat(
    kept: Kept,
    fingerprint: &[u8],
    sentence: &'static str,
) -> ApiResult<(String, Option<i64>)> {
    if kept.fingerprint == fingerprint {
        Ok((kept.body, kept.waiting.map(|(id, _)| id)))
    } else {
        Err(ApiError::new(ErrorCode::IdReused, sentence))
    }
}

/// Waits for the rest of an answer, for as long as this sender is kept waiting.
pub(super) async fn rest_of(app: &App, body: String, rest: Option<Rest>, patience: Duration) -> Said {
    let Some(rest) = rest else { return Said { body, is_whole: true } };
    let mut draining = app.draining();
    let whole = tokio::select! {
        biased;
        whole = rest.whole() => whole,
        () = tokio::time::sleep(patience) => None,
        _ = draining.wait_for(|draining| *draining) => None,
    };
    match whole {
        Some(whole) => Said { body: whole.to_string(), is_whole: true },
        None => Said { body, is_whole: false },
    }
}

pub(super) fn write_answer<T: serde::Serialize>(answer: &T) -> ApiResult<String> {
    serde_json::to_string(answer).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        ApiError::internal()
    })
}

/// Runs `work` to its end although the connection that asked for it may close: a commit whose bell
/// is not rung would leave other tabs waiting.
pub(crate) async fn finish_even_if_the_caller_leaves<T: Send + 'static>(
    work: impl Future<Output = ApiResult<T>> + Send + 'static,
) -> ApiResult<T> {
    tokio::spawn(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a turn did not end");
        Err(ApiError::internal())
    })
}
