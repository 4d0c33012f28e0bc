//! One letter to a bot that lives elsewhere, until it is known what became of it.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::reconcile::{await_answer, found, look_back};
use super::speak::{speak, stopped};
use crate::app::App;
use crate::channels::{
    Asked, Letter, Memory, Outcome, Taken, Verdict, back_off, call, is_readable, judge, name, remembers,
};
use crate::clock;
use crate::config::Upstream;
use crate::egress::{Breaker, Trouble};
use crate::error::ApiResult;
use crate::growing::Grows;
use crate::hooks::settle;
use crate::limits::UPSTREAM_KEPT;
use crate::store::{Scope, Waiting};
use crate::test_wire::note_letter;
use crate::token::random_seed;
use crate::turns::Work;

/// What became of a letter.
pub(super) struct Delivered {
    pub(super) outcome: Outcome,
    /// The event that brought its answer.
    pub(super) hook: Option<i64>,
}

impl From<Outcome> for Delivered {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, hook: None }
    }
}

/// Sends what the message waits for; none if the server stops and it is sent after the restart.
///
/// What was not heard is sent again after a while, for as long as [`UPSTREAM_KEPT`]. What may have been
/// heard is not, unless the bot's owner says that its upstream knows a repeated `id`, and then once. An upstream
/// that remembers is asked first what became of it; one that answers later is waited for.
/// A model may be asked twice: nothing happens but an answer.
pub(super) async fn deliver(
    app: &Arc<App>,
    scope: &Scope,
    waiting: &Waiting,
    work: &mut Work,
) -> ApiResult<Option<Delivered>> {
    let Some(Asked::Upstream(mut letter)) = work.asked().cloned() else { return Ok(None) };
    // Before a restart.
    let mut may_have_been_heard = waiting.is_begun;
    let (mut tries, mut has_failed) = (0, false);
    if letter.taken.is_some() {
        // What came for it while the server was away may be lost.
        return await_answer(app, scope, &letter, true).await;
    }
    let mut grows = None;
    loop {
        let Some(bot) = app.bots.by_key(&scope.bot) else { return Ok(None) };
        let Some(upstream) = bot.upstream() else { return Ok(Some(Outcome::Undelivered.into())) };
        if upstream.model.is_some() && grows.is_none() {
            grows = Some(app.growing.begin(scope, letter.id.as_deref().unwrap_or_default()));
        }
        if may_have_been_heard && remembers(upstream) {
            let Some(seen) = look_back(app, scope, &letter).await? else { return Ok(None) };
            return match seen {
                Memory::Answered(answer) => Ok(Some(found(app, scope, &answer).await?)),
                Memory::Taken(question) if letter.is_later => {
                    take(app, scope, waiting, work, &mut letter, question).await?;
                    await_answer(app, scope, &letter, true).await
                }
                // It has it, and nothing more will come of it.
                Memory::Taken(_) => Ok(Some(Outcome::Silent.into())),
                Memory::Nothing => Ok(Some(Outcome::Unknown.into())),
            };
        }
        if may_have_been_heard && upstream.model.is_none() {
            if !upstream.resend_on_unknown || letter.id.is_none() || letter.is_resent {
                return Ok(Some(Outcome::Unknown.into()));
            }
            letter.is_resent = true;
            work.ask_by(letter.clone());
            keep(app, scope, waiting, work).await?;
            may_have_been_heard = false;
        }
        let kept = i64::try_from(UPSTREAM_KEPT.as_millis()).unwrap_or(i64::MAX);
        if clock::now_ms().saturating_sub(letter.since_ms) > kept {
            return Ok(Some(last(Outcome::Undelivered, &letter).into()));
        }
        let left_alone = breaker(app, scope, |breaker| breaker.enter(Instant::now()));
        if let Err(wait) = left_alone {
            match pause(app, grows.as_mut(), wait).await {
                Paused::Over => continue,
                Paused::Draining => return Ok(None),
                Paused::Stopped => return Ok(Some(stopped(app, scope).await.into())),
            }
        }
        let sent = send(app, scope, waiting, (upstream, &letter), tries + 1, grows.as_mut()).await;
        if !matches!(sent, Ok(Some(_))) {
            breaker(app, scope, Breaker::leave);
        }
        let Some(verdict) = sent? else { return Ok(None) };
        breaker(app, scope, |breaker| tell(breaker, &verdict, !has_failed, Instant::now()));
        has_failed |= verdict.is_trouble();
        let wait = match verdict {
            Verdict::Over(Outcome::Answered(body)) if letter.is_later => {
                if let Some(question) = name(&body) {
                    take(app, scope, waiting, work, &mut letter, question).await?;
                    return await_answer(app, scope, &letter, false).await;
                }
                may_have_been_heard = true;
                Duration::ZERO
            }
            Verdict::Over(Outcome::Answered(body)) if !is_readable(upstream, &body) => {
                tracing::warn!(bot = scope.bot, "an upstream's answer cannot be read");
                may_have_been_heard = true;
                Duration::ZERO
            }
            Verdict::Over(outcome) | Verdict::GivenUp(outcome) => {
                return Ok(Some(last(outcome, &letter).into()));
            }
            Verdict::Unknown => {
                may_have_been_heard = true;
                Duration::ZERO
            }
            Verdict::Later(wait) => {
                keep(app, scope, waiting, work).await?;
                wait.unwrap_or_default()
            }
        };
        match pause(app, grows.as_mut(), wait.max(back_off(tries, random_seed()))).await {
            Paused::Over => {}
            Paused::Draining => return Ok(None),
            Paused::Stopped => return Ok(Some(stopped(app, scope).await.into())),
        }
        tries = tries.saturating_add(1);
    }
}

/// The upstream has it under this name: after a restart it is waited for and not sent.
async fn take(
    app: &Arc<App>,
    scope: &Scope,
    waiting: &Waiting,
    work: &mut Work,
    letter: &mut Letter,
    question: String,
) -> ApiResult<()> {
    letter.taken = Some(Taken { question, at_ms: clock::now_ms() });
    work.ask_by(letter.clone());
    keep(app, scope, waiting, work).await?;
    // What came meanwhile was held back.
    settle(Arc::clone(app), scope.clone());
    Ok(())
}

/// Of a letter that was sent twice the first may have been heard, whatever became of the second.
fn last(outcome: Outcome, letter: &Letter) -> Outcome {
    match outcome {
        Outcome::Refused(_) | Outcome::Undelivered if letter.is_resent => Outcome::Unknown,
        outcome => outcome,
    }
}

/// One try; none if the server stops before.
async fn send(
    app: &App,
    scope: &Scope,
    waiting: &Waiting,
    (upstream, letter): (&Upstream, &Letter),
    attempt: u32,
    mut grows: Option<&mut Grows<'_>>,
) -> ApiResult<Option<Verdict>> {
    let Some(places) = app.requests.places(&scope.bot) else { return Ok(None) };
    let mut draining = app.draining();
    let place = tokio::select! {
        place = places.acquire() => Some(place.ok()),
        () = is_stopped(grows.as_deref_mut()) => None,
        _ = draining.wait_for(|draining| *draining) => Some(None),
    };
    let Some(place) = place else { return Ok(Some(Verdict::GivenUp(stopped(app, scope).await))) };
    let Some(_place) = place else { return Ok(None) };
    let mut write = app.store.write().await?;
    write.note_call(scope, waiting.id).await?;
    write.commit().await?;
    let at_ms = clock::now_ms();
    if let Some((model, grows)) = upstream.model.as_ref().zip(grows) {
        let spoken = speak(app, scope, upstream, model, letter, grows).await;
        let answer = match &spoken {
            Ok(Some(Verdict::Over(Outcome::Answered(body)))) => std::str::from_utf8(body).ok(),
            _ => None,
        };
        let outcome = if answer.is_some() { "answered" } else { "not_answered" };
        note_letter(app, scope, (upstream, letter), (at_ms, attempt), (None, outcome, answer)).await;
        return spoken;
    }
    let tried = match call(upstream, letter) {
        Ok(call) => app.requests.egress.call_within(&call, upstream.timeout).await,
        Err(fault) => Err(Trouble { fault, has_left: false }),
    };
    let (status, fault) = (tried.as_ref().ok().map(|answer| answer.status), tried.as_ref().err());
    let fault = fault.map(|trouble| trouble.fault.word());
    let is_taken = status.is_some_and(|status| (200..300).contains(&status));
    if !is_taken {
        tracing::warn!(bot = scope.bot, status, fault, "a try to reach the upstream failed");
    }
    let answer = tried.as_ref().ok().and_then(|answer| std::str::from_utf8(&answer.body).ok());
    let outcome = fault.unwrap_or(if is_taken { "answered" } else { "status" });
    let came = (status, outcome, answer.filter(|answer| !answer.is_empty()));
    note_letter(app, scope, (upstream, letter), (at_ms, attempt), came).await;
    Ok(Some(judge(tried, clock::now_ms())))
}

/// Nothing is under way any more: after a restart it is sent.
async fn keep(app: &App, scope: &Scope, waiting: &Waiting, work: &Work) -> ApiResult<()> {
    let Ok(work) = serde_json::to_string(work) else { return Ok(()) };
    let mut write = app.store.write().await?;
    write.wait_on(scope, waiting.id, &work).await?;
    Ok(write.commit().await?)
}

pub(super) fn breaker<T>(app: &App, scope: &Scope, use_it: impl FnOnce(&mut Breaker) -> T) -> T {
    match app.requests.breaker(&scope.bot) {
        Some(breaker) => use_it(&mut breaker.lock().unwrap_or_else(PoisonError::into_inner)),
        None => use_it(&mut Breaker::default()),
    }
}

/// What the try says of how the upstream does. `is_first`: the message has not failed before.
fn tell(breaker: &mut Breaker, verdict: &Verdict, is_first: bool, now: Instant) {
    match verdict {
        Verdict::GivenUp(_) => breaker.leave(),
        Verdict::Later(Some(wait)) => breaker.rest(now + *wait),
        verdict if verdict.is_trouble() => breaker.fail(now, is_first),
        _ => breaker.succeed(),
    }
}

/// How a wait ended.
enum Paused {
    Over,
    Draining,
    /// The visitor wants no answer any more.
    Stopped,
}

async fn pause(app: &App, grows: Option<&mut Grows<'_>>, wait: Duration) -> Paused {
    let mut draining = app.draining();
    tokio::select! {
        () = sleep(wait) => Paused::Over,
        () = is_stopped(grows) => Paused::Stopped,
        _ = draining.wait_for(|draining| *draining) => Paused::Draining,
    }
}

/// Ends when the visitor does not want the answer any more; never for answers that do not grow.
async fn is_stopped(grows: Option<&mut Grows<'_>>) {
    match grows {
        Some(grows) => grows.stopped().await,
        None => std::future::pending().await,
    }
}
