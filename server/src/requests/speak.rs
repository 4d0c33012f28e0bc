//! One try to have a model's answer, word by word.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout};

use super::deliver::breaker;
use crate::app::App;
use crate::channels::{Ending, Growth, Letter, Outcome, Verdict, call, judge, request, told};
use crate::clock;
use crate::config::{Model, Upstream};
use crate::egress::{Answer, Breaker, Fault, Opened, Trouble};
use crate::error::ApiResult;
use crate::growing::Grows;
use crate::limits::{
    MODEL_ANSWER, MODEL_BODY_BYTES, MODEL_CODE_CHARS, PARTIAL_PAUSE, WAITING_PER_CONVERSATION,
};
use crate::store::Scope;
use crate::words::Words;

/// Asks, and reads until the answer ends, is stopped or breaks off; none if the server stops and it is asked
/// again after the restart. Once a word was said, what was said is the answer.
pub(super) async fn speak(
    app: &App,
    scope: &Scope,
    upstream: &Upstream,
    model: &Model,
    letter: &Letter,
    grows: &mut Grows<'_>,
) -> ApiResult<Option<Verdict>> {
    let waiting = u32::try_from(WAITING_PER_CONVERSATION).unwrap_or_default();
    // The newest, each with its answer; and those behind this one.
    let events = model.history_messages.saturating_mul(2).saturating_add(waiting);
    let log = app.store.events_before(scope, u64::MAX, events).await?;
    let Some(body) = request(model, &log, letter) else {
        return Ok(Some(Verdict::GivenUp(Outcome::Undelivered)));
    };
    let letter = Letter { body, ..letter.clone() };
    let mut draining = app.draining();
    let opened = tokio::select! {
        opened = open(app, upstream, &letter) => Some(opened),
        () = grows.stopped() => None,
        _ = draining.wait_for(|draining| *draining) => return Ok(None),
    };
    let mut opened = match opened {
        None => return Ok(Some(Verdict::GivenUp(stopped(app, scope).await))),
        Some(Ok(opened)) => opened,
        Some(Err(trouble)) => {
            let fault = trouble.fault.word();
            tracing::warn!(bot = scope.bot, fault, "a try to reach the model failed");
            return Ok(Some(match trouble.fault {
                // It had its time.
                Fault::Timeout if trouble.has_left => Verdict::GivenUp(Outcome::Undelivered),
                _ => again(judge(Err(trouble), clock::now_ms())),
            }));
        }
    };
    if !(200..300).contains(&opened.status) {
        return Ok(Some(refused(scope, upstream, opened).await));
    }
    // It answers, however long that takes: nobody else need wait for the end.
    breaker(app, scope, Breaker::succeed);
    let mut growth = Growth::new(opened.is_events);
    let Some((ending, fault)) = read(app, scope, upstream.timeout, &mut opened, &mut growth, grows).await
    else {
        return Ok(None);
    };
    // Its connection ends here, and with it the work of the model.
    drop(opened);
    if growth.unread() > 0 {
        tracing::warn!(
            bot = scope.bot,
            pieces = growth.unread(),
            "pieces of the model's answer cannot be read"
        );
    }
    if ending == Ending::Broken {
        let (chars, fault) = (growth.text().chars().count(), fault.map(Fault::word));
        tracing::warn!(bot = scope.bot, chars, fault, "an answer of the model broke off");
        if chars == 0 {
            return Ok(Some(match fault {
                // The connection broke, and another one may not.
                Some("unreachable") => Verdict::Later(None),
                _ => Verdict::Over(Outcome::Undelivered),
            }));
        }
    }
    Ok(Some(Verdict::Over(answer(app, scope, growth.text(), ending).await)))
}

/// What becomes of a message whose answer is not wanted any more before there is any.
pub(super) async fn stopped(app: &App, scope: &Scope) -> Outcome {
    answer(app, scope, "", Ending::Stopped).await
}

async fn open(app: &App, upstream: &Upstream, letter: &Letter) -> Result<Opened, Trouble> {
    match call(upstream, letter) {
        Ok(call) => app.requests.egress.open(&call, upstream.timeout).await,
        Err(fault) => Err(Trouble { fault, has_left: false }),
    }
}

/// Nothing is done twice by asking a model twice.
fn again(verdict: Verdict) -> Verdict {
    if verdict == Verdict::Unknown { Verdict::Later(None) } else { verdict }
}

/// Of a refusal the log tells the code only: its sentence may name the key.
async fn refused(scope: &Scope, upstream: &Upstream, mut opened: Opened) -> Verdict {
    let mut body = Vec::new();
    let read = async {
        while body.len() < MODEL_BODY_BYTES
            && let Ok(Some(bytes)) = opened.next().await
        {
            body.extend_from_slice(&bytes);
        }
    };
    let _ = timeout(upstream.timeout, read).await;
    let told: Value = serde_json::from_slice(&body).unwrap_or_default();
    let word = |name: &str| {
        let text = told.get("error").and_then(|error| error.get(name)?.as_str()).unwrap_or_default();
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
        // Nothing that holds what it was asked with.
        let key = upstream.token.expose_secret();
        let text = if !key.is_empty() && text.contains(key) { "" } else { text };
        text.chars().filter(is_plain).take(MODEL_CODE_CHARS).collect::<String>()
    };
    let (status, code, kind) = (opened.status, word("code"), word("type"));
    tracing::warn!(bot = scope.bot, status, code, kind, "the model refused a message");
    let answer = Answer { status, body: bytes::Bytes::new(), retry_after: opened.retry_after };
    again(judge(Ok(answer), clock::now_ms()))
}

/// Reads the answer, and tells who listens what it has grown by; none if the server stops.
async fn read(
    app: &App,
    scope: &Scope,
    silence: Duration,
    opened: &mut Opened,
    growth: &mut Growth,
    grows: &mut Grows<'_>,
) -> Option<(Ending, Option<Fault>)> {
    let mut draining = app.draining();
    let ends_at = Instant::now() + MODEL_ANSWER;
    let (mut silent_at, mut told_at) = (Instant::now() + silence, Instant::now());
    let mut has_grown = false;
    loop {
        tokio::select! {
            piece = opened.next() => {
                silent_at = Instant::now() + silence;
                let ending = match piece {
                    Ok(Some(bytes)) => growth.push(&bytes),
                    Ok(None) => {
                        let ending = growth.end();
                        let is_cut = ending == Ending::Broken && opened.is_events;
                        return Some((ending, is_cut.then_some(Fault::Unreachable)));
                    }
                    Err(fault) => return Some((Ending::Broken, Some(fault))),
                };
                if let Some(ending) = ending {
                    return Some((ending, None));
                }
                grows.is(growth.text());
                has_grown = true;
            }
            () = sleep_until(told_at + PARTIAL_PAUSE), if has_grown => {
                (told_at, has_grown) = (Instant::now(), false);
                app.hub.tell_growth(scope.conversation);
            }
            () = sleep_until(silent_at) => return Some((Ending::Broken, Some(Fault::Timeout))),
            () = sleep_until(ends_at) => return Some((Ending::CutShort, Some(Fault::Timeout))),
            () = grows.stopped() => return Some((Ending::Stopped, None)),
            _ = draining.wait_for(|draining| *draining) => return None,
        }
    }
}

/// What was said, with a sentence in the visitor's language if it is not whole.
async fn answer(app: &App, scope: &Scope, text: &str, ending: Ending) -> Outcome {
    let mut notice = None;
    if let Some(key) = ending.sentence() {
        // In English where the store cannot tell.
        let locale = app.store.locale(scope).await.ok().flatten();
        notice = Some(Words::of(locale.as_deref()).get(key).to_owned());
    }
    Outcome::Answered(told(text, ending, notice))
}
