//! What became of a letter that may have been heard, and the answer to one that is answered later: the upstream
//! is asked what it remembers (reliability 2.5).

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::deliver::Delivered;
use crate::app::App;
use crate::channels::{Letter, Memory, Outcome, Past, as_hook, missed, past_call, recall};
use crate::clock;
use crate::config::Upstream;
use crate::egress::Answer;
use crate::error::ApiResult;
use crate::hooks::settle;
use crate::limits::{UPSTREAM_ANSWER, UPSTREAM_LOOKS, UPSTREAM_POLL};
use crate::store::Scope;
use crate::turns::{take_answer, take_hooks};

/// Waits for the answer to a letter that was taken: a webhook brings it, or the sweep. At the latest after
/// [`UPSTREAM_ANSWER`] the conversation goes on without it; none if the server stops and it is waited for after
/// the restart. With `at_once` the first sweep does not wait.
pub(super) async fn await_answer(
    app: &Arc<App>,
    scope: &Scope,
    letter: &Letter,
    at_once: bool,
) -> ApiResult<Option<Delivered>> {
    let Some(upstream) = upstream_of(app, scope) else { return Ok(Some(Outcome::Silent.into())) };
    // Listen before looking: what is stored in between rings.
    let mut listener = app.hub.listen(scope.conversation);
    let mut draining = app.draining();
    let until = Instant::now() + left(letter, clock::now_ms());
    let mut next = if at_once { Instant::now() } else { Instant::now() + upstream.sweep };
    loop {
        if let Some(delivered) = arrived(app, scope, letter).await? {
            return Ok(Some(delivered));
        }
        if Instant::now() >= until {
            return give_up(app, scope, &upstream, letter).await.map(Some);
        }
        let swept = async {
            sleep_until(next).await;
            sweep(app, scope, &upstream, letter).await
        };
        tokio::select! {
            () = listener.rung() => {}
            swept = swept => {
                swept?;
                next = Instant::now() + upstream.sweep;
            }
            () = sleep_until(until) => {}
            _ = draining.wait_for(|draining| *draining) => return Ok(None),
        }
    }
}

/// How long the answer is still waited for: from when it was taken, not from when it was written.
fn left(letter: &Letter, now_ms: i64) -> Duration {
    let since = letter.taken.as_ref().map_or(letter.since_ms, |taken| taken.at_ms);
    let passed = u64::try_from(now_ms.saturating_sub(since)).unwrap_or_default();
    UPSTREAM_ANSWER.saturating_sub(Duration::from_millis(passed))
}

fn upstream_of(app: &App, scope: &Scope) -> Option<Arc<Upstream>> {
    app.bots.by_key(&scope.bot)?.upstream().cloned()
}

/// The first event that is the letter's.
async fn arrived(app: &App, scope: &Scope, letter: &Letter) -> ApiResult<Option<Delivered>> {
    for (id, body) in app.store.hooks_to_place(scope).await? {
        let event: Value = serde_json::from_str(&body).unwrap_or_default();
        if letter.claims(&event, false) {
            return Ok(Some(Delivered { outcome: Outcome::Answered(body.into_bytes()), hook: Some(id) }));
        }
    }
    Ok(None)
}

/// The last look, by the history: what it knows no event may tell any more.
async fn give_up(
    app: &Arc<App>,
    scope: &Scope,
    upstream: &Upstream,
    letter: &Letter,
) -> ApiResult<Delivered> {
    match ask(app, scope, upstream, letter, Past::History).await.and_then(|answer| memory(&answer, letter)) {
        Some(Memory::Answered(answer)) => found(app, scope, &answer).await,
        _ => Ok(Outcome::Silent.into()),
    }
}

/// An answer that was found counts as an event that came: what a webhook brings later is not said again, and
/// what one has brought before is not either.
pub(super) async fn found(app: &App, scope: &Scope, answer: &Value) -> ApiResult<Delivered> {
    let Some(hook) = as_hook(answer) else { return Ok(Outcome::Unknown.into()) };
    let row = take_answer(app, scope, &hook).await?;
    let outcome = if row.is_some() { Outcome::Answered(hook.body.into_bytes()) } else { Outcome::Silent };
    Ok(Delivered { outcome, hook: row })
}

/// Stores what webhooks should have brought since the letter.
async fn sweep(app: &Arc<App>, scope: &Scope, upstream: &Upstream, letter: &Letter) -> ApiResult<()> {
    let Some(answer) = ask(app, scope, upstream, letter, Past::Events).await else { return Ok(()) };
    let hooks = missed(&answer.body, letter);
    let Some(bot) = app.bots.by_key(&scope.bot).filter(|_| !hooks.is_empty()) else { return Ok(()) };
    for scope in take_hooks(Arc::clone(app), bot, hooks).await?.news {
        tracing::warn!(bot = scope.bot, "a webhook was lost, and its event repaired");
        settle(Arc::clone(app), scope);
    }
    Ok(())
}

/// What the upstream remembers of a letter that may have been heard: by its history, or by its events where it
/// has none. It is looked for again after a while before it counts as unknown, and for as long as an answer may
/// take if it is there without one; meanwhile lost webhooks are repaired. None if the server stops.
pub(super) async fn look_back(app: &Arc<App>, scope: &Scope, letter: &Letter) -> ApiResult<Option<Memory>> {
    let until = Instant::now() + UPSTREAM_ANSWER;
    let mut draining = app.draining();
    for look in 1_u32.. {
        let Some(upstream) = upstream_of(app, scope) else { return Ok(Some(Memory::Nothing)) };
        let looked = async {
            let history = ask(app, scope, &upstream, letter, Past::History).await?;
            match history.status {
                404 | 405 | 501 => memory(&ask(app, scope, &upstream, letter, Past::Events).await?, letter),
                _ => memory(&history, letter),
            }
        };
        let seen = tokio::select! {
            seen = looked => seen.unwrap_or(Memory::Nothing),
            _ = draining.wait_for(|draining| *draining) => return Ok(None),
        };
        match &seen {
            Memory::Answered(_) => return Ok(Some(seen)),
            Memory::Taken(_) if letter.is_later || Instant::now() >= until => return Ok(Some(seen)),
            Memory::Nothing if look >= UPSTREAM_LOOKS => return Ok(Some(seen)),
            Memory::Taken(_) | Memory::Nothing => {}
        }
        let next = Instant::now() + upstream.sweep;
        let swept = async {
            // It may hold its events back until there are any.
            if let Ok(swept) = timeout_at(next, sweep(app, scope, &upstream, letter)).await {
                swept?;
            }
            sleep_until(next).await;
            ApiResult::Ok(())
        };
        tokio::select! {
            swept = swept => swept?,
            _ = draining.wait_for(|draining| *draining) => return Ok(None),
        }
    }
    Ok(Some(Memory::Nothing))
}

fn memory(answer: &Answer, letter: &Letter) -> Option<Memory> {
    (200..300).contains(&answer.status).then(|| recall(&answer.body, letter)).flatten()
}

/// Asks what the upstream remembers; none if it does not say.
async fn ask(app: &App, scope: &Scope, upstream: &Upstream, letter: &Letter, past: Past) -> Option<Answer> {
    let call = past_call(upstream, letter, past, clock::now_ms())?;
    let places = app.requests.sweeps(&scope.bot)?;
    let _place = places.acquire().await.ok()?;
    let time = match past {
        Past::History => upstream.timeout,
        Past::Events => UPSTREAM_POLL,
    };
    match app.requests.egress.call_within(&call, time).await {
        Ok(answer) => {
            if !(200..300).contains(&answer.status) {
                tracing::warn!(
                    bot = scope.bot,
                    status = answer.status,
                    "the upstream does not say what it remembers"
                );
            }
            Some(answer)
        }
        Err(trouble) => {
            let fault = trouble.fault.word();
            tracing::warn!(bot = scope.bot, fault, "the upstream was not asked what it remembers");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_waited_for_from_when_the_message_was_taken() {
        let letter = r#"{"body":"{}","id":null,"since_ms":0,"taken":{"question":"q","at_ms":600000}}"#;
        let letter: Letter = serde_json::from_str(letter).unwrap();
        for (now_ms, wait_s) in [(600_000, 120), (660_000, 60), (720_000, 0), (900_000, 0), (0, 120)] {
            assert_eq!(left(&letter, now_ms), Duration::from_secs(wait_s), "{now_ms}");
        }
    }
}
