//! One word of a bot's: what it heard, what it says to it, and what becomes of the message.

use parlour_engine::Response;
use parlour_protocol::BotMessage;
use serde_json::Value;

use super::record::{Cause, append_replies};
use super::work::{Hearing, Step};
use crate::channels::{Asked, Fate, Heard, Outcome, Reply, Told, Turn, turn as answer_turn};
use crate::error::ApiResult;
use crate::handover::{Move, make_move};
use crate::test_wire::{came, note};
use crate::waiting::BUSY;

/// One turn of the bot, and more where a request is refused at once because too many wait. Returns what
/// is to be asked of another server before the turn goes on.
pub(super) async fn hear(
    turn: &mut Hearing<'_>,
    step: &mut Step,
    heard: Heard<'_>,
    is_visitors: bool,
) -> ApiResult<Option<Asked>> {
    let epoch = turn.app.store.epoch();
    let stands = Turn::of(turn.bot, turn.talk, epoch, step.id.as_deref(), turn.now);
    let mut answer = answer_turn(turn.bot, &stands, heard);
    loop {
        turn.talk.state = answer.state;
        if let Some(user) = &answer.known_as {
            // Its webhook may have been faster than its answer.
            let claimed = turn.write.know_as(&turn.talk.scope, user, turn.now).await?;
            turn.hooks_came |= !claimed.is_empty();
            for (at_ms, body) in claimed.iter().filter(|_| turn.talk.is_test) {
                note(turn.app, &turn.talk.scope, &came(&turn.talk.scope.bot, *at_ms, true, body));
            }
        }
        turn.talk.wakes_ms = wakes(turn, step, answer.wakes_in_s, is_visitors);
        if answer.takes_back {
            let _ = make_move(turn.write, turn.talk, &Move::HandBack, turn.now).await?;
        }
        if !step.is_mute {
            for reply in answer.replies {
                say(turn, step, reply, is_visitors).await?;
            }
        }
        // An API caller reads the module in the answer, and has agents of its own.
        if answer.hands_over && is_visitors && !step.is_mute {
            let moved = make_move(turn.write, turn.talk, &Move::Ask, turn.now).await?;
            if let Some(asking) = &mut step.question {
                asking.hands_over |= moved.is_ok_and(|moved| moved.is_news);
            }
        }
        tell_fate(turn, step, answer.fate, is_visitors)?;
        let Some(asked) = answer.asked else { return Ok(None) };
        if turn.app.requests.has_room(&turn.talk.scope) {
            return Ok(Some(asked));
        }
        let busy = match &asked {
            Asked::Flow(_) => Told::Flow(Response::failed(BUSY)),
            Asked::Upstream(_) => Told::Upstream(Outcome::Undelivered),
        };
        let stands = Turn::of(turn.bot, turn.talk, epoch, step.id.as_deref(), turn.now);
        answer = answer_turn(turn.bot, &stands, Heard::Told(&asked, &busy));
    }
}

/// When the conversation goes on by itself. An API caller of the chat REST API cannot be told, and nobody is
/// who hears a person.
fn wakes(turn: &Hearing<'_>, step: &Step, in_s: Option<u32>, is_visitors: bool) -> Option<i64> {
    let is_told = is_visitors && !step.is_mute && !turn.talk.hold.silences_bot();
    let in_ms = i64::from(in_s.filter(|_| is_told)?).saturating_mul(1_000);
    Some(turn.now.saturating_add(in_ms))
}

/// Appends what one module said. What answers an earlier message of the conversation, whose outcome was
/// not known, stands with that one.
async fn say(turn: &mut Hearing<'_>, step: &mut Step, reply: Reply, is_visitors: bool) -> ApiResult<()> {
    if let Some(asking) = &mut step.question {
        asking.has_ended |= reply.trail.pointer("/session/ended") == Some(&Value::Bool(true));
    }
    let earlier = match reply.connections.id_message_evaluate.clone() {
        Some(id) if turn.bot.upstream().is_some() && step.id.as_ref() != Some(&id) => {
            turn.write.message_said(&turn.talk.scope, &id).await?.map(|said| (id, said))
        }
        _ => None,
    };
    let cause = match &earlier {
        Some((id, said)) => Cause { row: Some(said.id), mid: Some(id) },
        None => Cause { row: step.row, mid: step.mid.as_deref() },
    };
    let shown = append_replies(turn.write, turn.talk, vec![reply], cause, turn.now).await?;
    match earlier {
        Some((_, said)) => turn.write.note_fate(&turn.talk.scope, said.id, None)?,
        None => step.turn.message.extend(shown.into_iter().map(|reply| shown_to(reply, is_visitors))),
    }
    Ok(())
}

fn tell_fate(turn: &mut Hearing<'_>, step: &mut Step, fate: Fate, is_visitors: bool) -> ApiResult<()> {
    if fate == Fate::Taken {
        return Ok(());
    }
    step.turn.state = Some(fate.state());
    if fate == Fate::Failed || !is_visitors {
        step.turn.error = fate.sentence();
    }
    if let Some(row) = step.row.filter(|_| step.is_answered) {
        turn.write.note_fate(&turn.talk.scope, row, fate.word())?;
    }
    Ok(())
}

fn shown_to(mut reply: BotMessage, is_visitors: bool) -> BotMessage {
    if !is_visitors {
        reply.seq = None;
        reply.lang = None;
    }
    reply
}
