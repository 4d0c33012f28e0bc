//! A visitor said something.

use std::net::IpAddr;
use std::sync::Arc;

use parlour_engine::{Heard, ModuleId};
use parlour_protocol::{Action, Cursor, SendState, Turn};
use serde_json::{Map, Value};

use super::profile::Profile;
use super::record::{Cause, append_replies, repeat, write_answer};
use crate::app::App;
use crate::channels::engine;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::store::{Kept, NewMessage, Session};

/// A visitor's message, checked.
pub(crate) struct VisitorMessage {
    /// The visitor's own id of it.
    pub mid: String,
    /// What was typed; nothing beside a `module`.
    pub text: Option<String>,
    /// The module to move to.
    pub module: Option<ModuleId>,
    /// What the page said about the visitor.
    pub profile: Profile,
    /// Variables the page set.
    pub cvars: Map<String, Value>,
    /// Hash of what must be the same when the message comes again.
    pub fingerprint: Vec<u8>,
}

/// Stores the message, the bot's replies, the state they leave and the answer, all or nothing, and
/// returns the answer's bytes. The same message again gets the same bytes and is not evaluated.
///
/// # Errors
/// `unauthorized` if the token was revoked meanwhile, `id_reused` for another body under the same id.
pub(crate) async fn take_visitor_message(
    app: Arc<App>,
    bot: Arc<Bot>,
    session: Session,
    message: VisitorMessage,
    address: IpAddr,
) -> ApiResult<String> {
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    if !write.is_live(&session, now).await? {
        return Err(ApiError::unauthorized());
    }
    let VisitorMessage { mid, text, module, profile, cvars, fingerprint } = message;
    if let Some(kept) = write.answer(&session.scope, &mid).await? {
        let body = repeat(kept, &fingerprint, "This message id was used for another message.")?;
        // It may have been kept in this very batch.
        write.commit().await?;
        return Ok(body);
    }
    let mut talk = write.talk(&session.scope).await?.ok_or_else(ApiError::unauthorized)?;
    profile.merge_into(&mut talk.meta, address)?;
    talk.state = engine::learn(talk.state, &cvars);
    talk.cvars.extend(cvars);
    talk.active_s = now / 1_000;

    let mut cause = Cause { row: None, mid: Some(&mid) };
    let mut seq = None;
    if let Some(text) = &text {
        let said = [Action::text(text.as_str())];
        let message = NewMessage {
            author: "visitor",
            mid: Some(&mid),
            actions: &said,
            at_ms: now,
            ..NewMessage::default()
        };
        let appended = write.append(&mut talk, &message)?;
        cause.row = Some(appended.id);
        seq = Some(appended.seq.unsigned_abs());
    }
    let heard = match (module, &text) {
        (Some(module), _) => Heard::MovedTo(module),
        (None, Some(text)) => Heard::Said(text),
        (None, None) => return Err(ApiError::missing("actions")),
    };
    let answer = engine::turn(&bot, &talk.state, heard, Some(&mid), now);
    talk.state = answer.state;
    let replies = append_replies(&mut write, &mut talk, answer.replies, cause, now)?;
    let turn = Turn {
        error: None,
        message: replies,
        seq,
        cursor: seq.map(|seq| Cursor { epoch: app.store.epoch().to_owned(), seq }),
        state: Some(SendState::Sent),
    };
    let body = write_answer(&[turn])?;
    let kept = Kept { fingerprint, body };
    write.keep_answer(&session.scope, &mid, &kept)?;
    write.save(&talk)?;
    write.commit().await?;
    app.hub.ring(session.scope.conversation);
    Ok(kept.body)
}
