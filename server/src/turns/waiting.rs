//! A message that waited goes on.

use std::sync::Arc;

use parlour_protocol::{SendState, Turn};

use super::record::write_answer;
use super::work::{Hearing, Work};
use crate::app::App;
use crate::channels::{Outcome, Told};
use crate::clock;
use crate::config::Bot;
use crate::error::ApiResult;
use crate::hooks::settle;
use crate::store::{Scope, Waiting};

/// Hears the rest of a waiting message: with what another server answered, or for the first time. Its
/// answer is kept when it is whole, or it waits again. `hook` is the event that brought what was answered.
pub(crate) async fn go_on_waiting(
    app: &Arc<App>,
    bot: &Bot,
    scope: &Scope,
    waiting: &Waiting,
    told: Option<Told>,
    hook: Option<i64>,
) -> ApiResult<()> {
    let mut write = app.store.write().await?;
    if !write.is_waiting(scope, waiting.id).await? {
        // The visitor was forgotten while the call was made.
        return Ok(());
    }
    let now = clock::now_ms();
    let talk = write.talk(scope).await?;
    let work = serde_json::from_str::<Work>(&waiting.work).ok();
    let (Some(mut talk), Some(mut work)) = (talk, work) else {
        tracing::error!(bot = scope.bot, conversation = scope.conversation, "a waiting message was given up");
        let body = write_answer(&[Turn {
            error: Some("The bot could not answer.".to_owned()),
            state: Some(SendState::Failed),
            ..Turn::default()
        }])?;
        write.end_waiting(scope, waiting, &body).await?;
        write.commit().await?;
        app.requests.answer(scope, waiting.id, &body);
        return Ok(());
    };
    let told = match hook {
        // It was said already, and is not said twice.
        Some(hook) if !write.place_hook(scope, hook).await? => Some(Told::Upstream(Outcome::Silent)),
        _ => told,
    };
    // Others may have come behind it.
    let hooks_came = hook.is_some();
    let mut hearing = Hearing { write: &mut write, talk: &mut talk, app, bot, now, hooks_came };
    work.go_on(&mut hearing, told).await?;
    let hooks_came = hearing.hooks_came;
    write.save(&talk)?;
    if !work.is_done() {
        write.wait_on(scope, waiting.id, &write_answer(&work)?).await?;
        write.commit().await?;
        app.hub.ring(scope.conversation);
        return Ok(());
    }
    let body = work.answer()?;
    write.end_waiting(scope, waiting, &body).await?;
    write.commit().await?;
    app.requests.answer(scope, waiting.id, &body);
    app.hub.ring(scope.conversation);
    if hooks_came {
        settle(Arc::clone(app), scope.clone());
    }
    Ok(())
}
