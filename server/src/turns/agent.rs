//! What a person does who answers for the bot.

use std::sync::Arc;

use parlour_protocol::{Action, AgentCard, ErrorCode};

use tokio::time::Instant;

use super::question::tell_unasked;
use super::record::write_answer;
use super::tell::tell;
use super::work::Work;
use crate::app::App;
use crate::channels::keeps_record;
use crate::clock;
use crate::error::{ApiError, ApiResult};
use crate::handover::{Hold, Move, Moved, Refusal, make_move};
use crate::limits::WAITING_PER_CONVERSATION;
use crate::store::{NewMessage, NewWaiting, Scope, Talk, Write};

/// Where a person's message stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    /// The row; the `id` of reports.
    pub id: u64,
    /// The place in the conversation.
    pub seq: u64,
}

/// Makes the move, and tells everyone it is news for.
///
/// # Errors
/// `not_found` for a conversation that is not this bot's, `handover_conflict` for what the machine
/// refuses.
pub(crate) async fn change_hands(app: Arc<App>, scope: Scope, step: Move) -> ApiResult<()> {
    let mut write = app.store.write().await?;
    let mut talk = write.talk(&scope).await?.ok_or_else(ApiError::not_found)?;
    let moved = moved(&mut write, &mut talk, &step).await?;
    if moved.is_news {
        write.save(&talk)?;
    }
    write.commit().await?;
    ring(&app, &scope, &moved);
    Ok(())
}

/// A person is asked for in the newest conversation of an API caller's user; returns it.
///
/// # Errors
/// `not_found` for a user the bot does not know.
pub(crate) async fn ask_for_a_person(app: Arc<App>, bot: String, user_id: String) -> ApiResult<Scope> {
    let mut write = app.store.write().await?;
    let mut talk = write.newest_talk(&bot, &user_id).await?.ok_or_else(ApiError::not_found)?;
    let moved = moved(&mut write, &mut talk, &Move::Ask).await?;
    if moved.is_news {
        write.save(&talk)?;
    }
    write.commit().await?;
    ring(&app, &talk.scope, &moved);
    Ok(talk.scope)
}

/// Stores what a person says. `id` is the person's own: the same one again is the same message. With
/// `taking`, whoever holds the conversation, this person takes it first unless a person has it.
///
/// # Errors
/// `not_found` for a conversation that is not this bot's, `handover_conflict` if nobody took it.
pub(crate) async fn agent_says(
    app: Arc<App>,
    scope: Scope,
    text: String,
    id: Option<String>,
    taking: Option<AgentCard>,
) -> ApiResult<Placed> {
    let mut write = app.store.write().await?;
    let mut talk = write.talk(&scope).await?.ok_or_else(ApiError::not_found)?;
    if let Some(id) = &id
        && let Some((row, seq)) = write.agent_message(&scope, id).await?
    {
        // It may have been stored in this very batch.
        write.commit().await?;
        return Ok(Placed { id: row.unsigned_abs(), seq: seq.unsigned_abs() });
    }
    let mut others = Moved::default();
    if let Some(agent) = taking.filter(|_| talk.hold.agent().is_none()) {
        others = moved(&mut write, &mut talk, &Move::Take(agent)).await?;
    }
    let Hold::Agent(agent) = talk.hold.clone() else { return Err(conflict(Refusal::NotHeld)) };
    let actions = [Action::text(text.clone())];
    let now = clock::now_ms();
    let message = NewMessage {
        author: "agent",
        caller_id: id.as_deref(),
        agent: Some(&agent),
        actions: &actions,
        at_ms: now,
        ..NewMessage::default()
    };
    let appended = write.append(&mut talk, &message)?;
    tell(&mut write, &mut talk, &actions, Some(&agent), now).await?;
    if let Some(bot) = app.bots.by_key(&scope.bot) {
        tell_unasked(&mut write, &bot, &scope, appended.id, &actions, Some(&agent), now).await?;
    }
    // Who answers has read.
    write.save(&talk)?;
    write.note_agent(&scope, appended.seq, appended.seq).await?;
    let is_noted = app.bots.by_key(&scope.bot).is_some_and(|bot| keeps_record(&bot));
    if is_noted && write.count_waiting(&scope).await? < WAITING_PER_CONVERSATION {
        let work = write_answer(&Work::note(text))?;
        write.wait(&scope, &NewWaiting { mid: None, key: None, work: &work }).await?;
    }
    write.commit().await?;
    if is_noted {
        app.requests.begin(&scope);
    }
    app.typing.tell(&scope, false, Instant::now());
    ring(&app, &scope, &others);
    app.hub.ring(scope.conversation);
    Ok(Placed { id: appended.id.unsigned_abs(), seq: appended.seq.unsigned_abs() })
}

/// Notes how far the person has fetched and read what the visitor said.
pub(crate) async fn note_agent(app: Arc<App>, scope: Scope, fetched: u64, read: u64) -> ApiResult<()> {
    let number = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX);
    let mut write = app.store.write().await?;
    let is_news = write.note_agent(&scope, number(fetched), number(read)).await?;
    write.commit().await?;
    if is_news {
        app.hub.ring(scope.conversation);
    }
    Ok(())
}

async fn moved(write: &mut Write, talk: &mut Talk, step: &Move) -> ApiResult<Moved> {
    make_move(write, talk, step, clock::now_ms()).await?.map_err(conflict)
}

fn conflict(refusal: Refusal) -> ApiError {
    ApiError::new(ErrorCode::HandoverConflict, refusal.sentence())
}

fn ring(app: &App, scope: &Scope, moved: &Moved) {
    if moved.is_news {
        app.typing.tell(scope, false, Instant::now());
        app.hub.ring(scope.conversation);
    }
    for other in &moved.others {
        app.hub.ring(*other);
    }
}
