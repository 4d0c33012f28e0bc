//! The visitor has said nothing for too long.

use std::sync::Arc;

use super::question::ask_for;
use super::work::{Begun, Hearing, Hears, Step, Work};
use crate::app::App;
use crate::channels::times_out;
use crate::clock;
use crate::config::Bot;
use crate::error::ApiResult;
use crate::store::{Scope, Talk, Write};

/// Lets the bot go on without the visitor, if it is still time. What it says is an event of the conversation; a
/// client of the served Aimylogic API is told besides (seed "Webhook for asynchronous requests": a timeout that
/// elapsed), and a user of the served API medium as of everything that is said.
pub(crate) async fn time_out(app: &Arc<App>, scope: &Scope) -> ApiResult<()> {
    let bot = app.bots.by_key(&scope.bot);
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let talk = write.talk(scope).await?.filter(|talk| talk.wakes_ms.is_some());
    let (Some(bot), Some(mut talk)) = (bot, talk) else {
        // Of a bot the configuration does not have any more.
        write.forget_timeout(scope).await?;
        return Ok(write.commit().await?);
    };
    if talk.wakes_ms.is_some_and(|at| at > now) {
        // Something was heard meanwhile.
        return Ok(());
    }
    talk.wakes_ms = None;
    let begun = if is_to_go_on(&mut write, &bot, &talk).await? {
        // Who answers it answers this conversation, also where its silence was longer than `session_minutes`.
        talk.active_s = talk.active_s.max(now / 1_000);
        let question = ask_for(&mut write, &bot, scope, now).await?;
        let (id, question) = question.unzip();
        let step = Step { is_answered: false, id, question, ..Step::new(Hears::TimedOut) };
        let mut hearing =
            Hearing { write: &mut write, talk: &mut talk, app, bot: &bot, now, hooks_came: false };
        Work::new([step], true).begin(&mut hearing, None, None).await?
    } else {
        Begun::default()
    };
    write.save(&talk)?;
    write.commit().await?;
    if begun.waits {
        app.requests.begin(scope);
    }
    app.hub.ring(scope.conversation);
    Ok(())
}

/// Not where a person has the word, where messages wait for their turn, where the person went on in another
/// conversation, or where the bot is another by now.
async fn is_to_go_on(write: &mut Write, bot: &Bot, talk: &Talk) -> ApiResult<bool> {
    let is_free = times_out(bot, &talk.state) && !talk.hold.silences_bot() && !talk.waits;
    Ok(is_free && write.is_latest(talk).await?)
}
