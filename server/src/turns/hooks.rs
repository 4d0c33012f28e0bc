//! A bot that lives elsewhere says something by itself.

use std::sync::Arc;

use super::question::tell_unasked;
use super::record::{Cause, append_replies};
use super::work::Work;
use crate::app::App;
use crate::channels::{Asked, Hook, Letter, Turn, unasked};
use crate::clock;
use crate::config::Bot;
use crate::error::ApiResult;
use crate::handover::make_move;
use crate::store::{Named, NewHook, Scope, Write};

/// What became of events.
#[derive(Debug, Default)]
pub(crate) struct TakenHooks {
    /// The conversations of those that are new.
    pub news: Vec<Scope>,
    /// Those of tests, each with whether it is new.
    pub of_tests: Vec<(Scope, Hook, bool)>,
}

/// Stores events of the bot's upstream. One that was stored before is not stored again, one for nobody is a dead
/// letter, one for a forgotten visitor is dropped.
pub(crate) async fn take_hooks(app: Arc<App>, bot: Arc<Bot>, hooks: Vec<Hook>) -> ApiResult<TakenHooks> {
    let key = bot.key();
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let mut taken = TakenHooks::default();
    let mut for_nobody = 0_usize;
    for hook in &hooks {
        let (scope, is_test) = match write.named(&key, &hook.user).await? {
            Named::Lives(scope, is_test) => (Some(scope), is_test),
            Named::Nobody => (None, false),
            Named::Forgotten => continue,
        };
        let Hook { user, dedupe, said_ms, body } = hook;
        let new = NewHook { user, dedupe, said_ms: said_ms.unwrap_or(now), body };
        let is_new = write.keep_hook(&key, scope.as_ref().map(|scope| scope.conversation), &new, now).await?;
        for_nobody += usize::from(is_new && scope.is_none());
        taken.of_tests.extend(scope.clone().filter(|_| is_test).map(|scope| (scope, hook.clone(), is_new)));
        taken.news.extend(scope.filter(|_| is_new));
    }
    if for_nobody > 0 {
        write.trim_dead_hooks(&key).await?;
    }
    write.commit().await?;
    if for_nobody > 0 {
        tracing::warn!(bot = key, events = for_nobody, "a webhook names users nobody knows");
    }
    Ok(taken)
}

/// Stores an answer that was found as an event of the conversation; none if it stands in the log already.
pub(crate) async fn take_answer(app: &App, scope: &Scope, hook: &Hook) -> ApiResult<Option<i64>> {
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let Hook { user, dedupe, said_ms, body } = hook;
    let new = NewHook { user, dedupe, said_ms: said_ms.unwrap_or(now), body };
    write.keep_hook(&scope.bot, Some(scope.conversation), &new, now).await?;
    let row = write.hook_to_place(scope, dedupe).await?;
    write.commit().await?;
    Ok(row)
}

/// Writes the conversation's events into its log.
pub(crate) async fn place_hooks(app: &App, scope: &Scope) -> ApiResult<()> {
    let Some(bot) = app.bots.by_key(&scope.bot) else { return Ok(()) };
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let open = open_letter(&mut write, scope).await?;
    let mut others = Vec::new();
    if let Some(mut talk) = write.talk(scope).await? {
        for (id, body) in write.hooks_to_place(scope).await? {
            let is_claimed = |(letter, is_begun): &(Letter, bool)| {
                letter.claims(&serde_json::from_str(&body).unwrap_or_default(), *is_begun)
            };
            if open.as_ref().is_some_and(is_claimed) {
                continue;
            }
            if !write.place_hook(scope, id).await? {
                continue;
            }
            let turn = Turn::of(&bot, &talk, app.store.epoch(), None, now);
            let answer = unasked(&bot, &turn, talk.hold.clone(), &body);
            talk.state = answer.state;
            for step in &answer.moves {
                let moved = make_move(&mut write, &mut talk, step, now).await?.unwrap_or_default();
                others.extend(moved.others);
            }
            let spoken = answer.replies.iter().filter(|reply| !reply.actions.is_empty());
            let agents: Vec<_> = spoken.map(|reply| reply.agent.clone()).collect();
            let said = append_replies(&mut write, &mut talk, answer.replies, Cause::default(), now).await?;
            for (said, agent) in said.iter().zip(agents) {
                let id = i64::try_from(said.id).unwrap_or(i64::MAX);
                tell_unasked(&mut write, &bot, scope, id, &said.actions, agent.as_ref(), now).await?;
            }
        }
        write.save(&talk)?;
    }
    write.commit().await?;
    app.requests.stop_expecting(scope);
    app.hub.ring(scope.conversation);
    for other in others {
        app.hub.ring(other);
    }
    Ok(())
}

/// The letter whose answer the conversation waits for, and whether it is on its way.
async fn open_letter(write: &mut Write, scope: &Scope) -> ApiResult<Option<(Letter, bool)>> {
    let Some(waiting) = write.first_waiting(scope).await? else { return Ok(None) };
    let work = serde_json::from_str::<Work>(&waiting.work).ok();
    Ok(match work.as_ref().and_then(Work::asked) {
        Some(Asked::Upstream(letter)) => Some((letter.clone(), waiting.is_begun)),
        _ => None,
    })
}
