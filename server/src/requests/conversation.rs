//! One task for a conversation that waits: its messages in order, its calls one after the other.

use std::sync::Arc;

use parlour_engine::{Effect, Response};
use tokio::time::{Instant, sleep};

use super::deliver::deliver;
use super::perform::perform;
use crate::app::App;
use crate::channels::{Asked, Outcome, Told, answers_later};
use crate::clock;
use crate::error::ApiResult;
use crate::hooks::settle_all;
use crate::limits::{MEDIUM_ANSWER, REQUEST_REST};
use crate::store::{Scope, Waiting};
use crate::test_wire::note_request;
use crate::turns::{Work, go_on_waiting};

/// `request_error` of a call that may have been made before a restart, and must not be made twice.
const INTERRUPTED: &str = "interrupted";

/// Works at every conversation that waits, those that were left waiting when the server ended among
/// them. While the server stops, each is let go at once: this ends when it is aborted.
pub(crate) async fn work(app: Arc<App>) {
    tokio::spawn(resume_all(Arc::clone(&app)));
    tokio::spawn(settle_all(Arc::clone(&app)));
    while let Some(scope) = app.requests.next().await {
        let app = Arc::clone(&app);
        tokio::spawn(async move { run(&app, scope).await });
    }
}

async fn resume_all(app: Arc<App>) {
    loop {
        match app.store.waiting_conversations().await {
            Ok(scopes) => {
                for scope in &scopes {
                    app.requests.begin(scope);
                }
                return;
            }
            Err(error) => tracing::warn!(%error, "what waits was not read"),
        }
        if rest(&app).await {
            return;
        }
    }
}

/// How a look at the conversation ended.
enum Looked {
    Worked,
    NothingWaits,
    MustStop,
}

async fn run(app: &Arc<App>, scope: Scope) {
    let mut running = app.requests.hold(scope);
    loop {
        match look(app, running.scope()).await {
            Ok(Looked::NothingWaits) if running.is_over() => break,
            Ok(Looked::MustStop) => return,
            Err(_) if rest(app).await => return,
            // A failure was logged where it was made.
            Ok(_) | Err(_) => {}
        }
    }
    // Whoever listens is told that nobody writes any more.
    app.hub.ring(running.scope().conversation);
}

/// Waits a little after a failure; `true` if the server is stopping.
async fn rest(app: &App) -> bool {
    let mut draining = app.draining();
    tokio::select! {
        () = sleep(REQUEST_REST) => false,
        _ = draining.wait_for(|draining| *draining) => true,
    }
}

async fn look(app: &Arc<App>, scope: &Scope) -> ApiResult<Looked> {
    if *app.draining().borrow() {
        return Ok(Looked::MustStop);
    }
    let Some(waiting) = app.store.first_waiting(scope).await? else { return Ok(Looked::NothingWaits) };
    let mut work = serde_json::from_str::<Work>(&waiting.work).ok();
    let asked = work.as_ref().and_then(Work::asked).cloned();
    let mut hook = None;
    let told = match (asked, &mut work) {
        (Some(Asked::Flow(effect)), Some(work)) => {
            let numbers = (scope.conversation, waiting.id, work.requests);
            let key = format!("{}-{}-{}-{}", app.store.epoch(), numbers.0, numbers.1, numbers.2);
            call(app, scope, &waiting, &effect, &key).await?.map(Told::Flow)
        }
        (Some(Asked::Upstream(_)), Some(work)) => {
            let delivered = deliver(app, scope, &waiting, work).await?;
            delivered.map(|delivered| {
                hook = delivered.hook;
                Told::Upstream(delivered.outcome)
            })
        }
        _ => return hear(app, scope, &waiting, None, None).await,
    };
    match told {
        Some(told) => hear(app, scope, &waiting, Some(told), hook).await,
        None => Ok(Looked::MustStop),
    }
}

/// Lets the message go on until the store has taken what came of it.
async fn hear(
    app: &Arc<App>,
    scope: &Scope,
    waiting: &Waiting,
    told: Option<Told>,
    hook: Option<i64>,
) -> ApiResult<Looked> {
    loop {
        // The flow as it is now: it may have been reloaded while the call was made.
        let Some(bot) = app.bots.by_key(&scope.bot) else { return Ok(Looked::MustStop) };
        match go_on_waiting(app, &bot, scope, waiting, told.clone(), hook).await {
            Ok(()) => {
                if matches!(told, Some(Told::Upstream(Outcome::Answered(_)))) && answers_later(&bot) {
                    app.requests.expect(scope, Instant::now() + MEDIUM_ANSWER);
                    wake(app, scope);
                }
                return Ok(Looked::Worked);
            }
            Err(_) if rest(app).await => return Ok(Looked::MustStop),
            // What was answered is kept in hand until the store takes it.
            Err(_) => {}
        }
    }
}

/// Whoever listens is told when nothing is expected any more.
fn wake(app: &Arc<App>, scope: &Scope) {
    let (app, scope) = (Arc::clone(app), scope.clone());
    tokio::spawn(async move {
        sleep(MEDIUM_ANSWER).await;
        app.hub.ring(scope.conversation);
    });
}

/// Makes the call; none if the server stops and the call is made after the restart.
async fn call(
    app: &App,
    scope: &Scope,
    waiting: &Waiting,
    effect: &Effect,
    key: &str,
) -> ApiResult<Option<Response>> {
    let Effect::Request { module, method, .. } = effect else { return Ok(Some(Response::default())) };
    // Calls that may be made twice without harm (RFC 9110, 9.2.2).
    let may_repeat = matches!(method.as_str(), "GET" | "PUT" | "DELETE");
    if waiting.is_begun {
        return Ok(Some(Response::failed(INTERRUPTED)));
    }
    let Some(places) = app.requests.places(&scope.bot) else { return Ok(None) };
    let mut draining = app.draining();
    let place = tokio::select! {
        place = places.acquire() => place.ok(),
        _ = draining.wait_for(|draining| *draining) => None,
    };
    let Some(_place) = place else { return Ok(None) };
    if !may_repeat {
        let mut write = app.store.write().await?;
        write.note_call(scope, waiting.id).await?;
        write.commit().await?;
    }
    let Some(bot) = app.bots.by_key(&scope.bot) else { return Ok(None) };
    let Some(own) = bot.flow_bot() else { return Ok(Some(Response::default())) };
    let at_ms = clock::now_ms();
    let response = tokio::select! {
        response = perform(&app.requests.egress, effect, Some(key), &own.secrets) => response,
        _ = draining.wait_for(|draining| *draining), if may_repeat => return Ok(None),
    };
    note_request(app, scope, effect, at_ms, &response).await;
    if let Some(error) = &response.error {
        tracing::warn!(bot = scope.bot, module, error, status = response.status, "a request failed");
    }
    Ok(Some(response))
}
