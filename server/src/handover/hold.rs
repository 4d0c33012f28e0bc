//! A move in the store: the state, its event, and the queue behind it, in the caller's transaction.

use parlour_protocol::HandoverState;

use super::machine::{Hold, Move, Refusal};
use crate::limits::QUEUE_TOLD;
use crate::store::{Changed, Scope, Talk, Write};

/// What a move did.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// Whether the conversation changed hands.
    pub(crate) is_news: bool,
    /// Other conversations that were told their new place: the bell is to be rung for them too.
    pub(crate) others: Vec<i64>,
}

/// Makes the move and appends its event. `talk` is still to be saved.
///
/// # Errors
/// Inside, what the machine refuses; outside, what the store does.
pub(crate) async fn make_move(
    write: &mut Write,
    talk: &mut Talk,
    step: &Move,
    now_ms: i64,
) -> Result<Result<Moved, Refusal>, sqlx::Error> {
    let after = match talk.hold.after(step) {
        Err(refusal) => return Ok(Err(refusal)),
        Ok(None) => return Ok(Ok(Moved::default())),
        Ok(Some(after)) => after,
    };
    let before = std::mem::replace(&mut talk.hold, after);
    // Something happened: the visitor is not the one who is silent.
    talk.wakes_ms = None;
    let queue = match &talk.hold {
        Hold::Waiting => Some(write.waiting_people(&talk.scope.bot).await?.saturating_add(1)),
        _ => None,
    };
    let changed = Changed { state: talk.hold.state(), queue };
    let seq = write.append_handover(talk, &changed, now_ms)?;
    let held_from = (talk.hold.silences_bot() && !before.silences_bot()).then_some(seq);
    write.keep_hold(talk, held_from, queue, now_ms).await?;
    let others =
        if before == Hold::Waiting { tell_queue(write, &talk.scope.bot, now_ms).await? } else { Vec::new() };
    Ok(Ok(Moved { is_news: true, others }))
}

/// Tells those at the head of a bot's queue their places, where these changed. Returns them.
pub(crate) async fn tell_queue(write: &mut Write, bot: &str, now_ms: i64) -> Result<Vec<i64>, sqlx::Error> {
    let mut told = Vec::new();
    for (place, (conversation, known)) in (1_u32..).zip(write.queue(bot, QUEUE_TOLD).await?) {
        if known == Some(i64::from(place)) {
            continue;
        }
        let scope = Scope { bot: bot.to_owned(), conversation };
        let Some(mut talk) = write.talk(&scope).await? else { continue };
        let changed = Changed { state: HandoverState::Waiting, queue: Some(place) };
        write.append_handover(&mut talk, &changed, now_ms)?;
        write.note_place(&scope, place).await?;
        write.save(&talk)?;
        told.push(conversation);
    }
    Ok(told)
}
