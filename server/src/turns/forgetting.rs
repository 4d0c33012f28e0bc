//! A visitor is forgotten, or what is old.

use std::sync::Arc;

use crate::app::App;
use crate::clock;
use crate::error::{ApiError, ApiResult};
use crate::handover::tell_queue;
use crate::limits::PURGE_CONVERSATIONS;
use crate::reports::forget_files;
use crate::store::{Session, Store};
use crate::uploads;

/// Forgets the visitor with all they said to this bot. Open streams of other tabs are told, and files
/// of exports that hold the visitor are gone.
///
/// # Errors
/// `unauthorized` if the token was revoked meanwhile.
pub(crate) async fn forget_visitor(app: Arc<App>, session: Session) -> ApiResult<()> {
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    if !write.is_live(&session, now).await? {
        return Err(ApiError::unauthorized());
    }
    let talk = write.talk(&session.scope).await?.ok_or_else(ApiError::unauthorized)?;
    let files = write.attachments_of_person(&session.scope.bot, talk.botuser).await?;
    let mut forgotten = write.forget_person(&session.scope.bot, talk.botuser, now).await?;
    app.growing.stop_all(&forgotten);
    let own = forgotten.clone();
    forgotten.extend(tell_queue(&mut write, &session.scope.bot, now).await?);
    write.commit().await?;
    app.test_wire.forget(&session.scope.bot, &own);
    for conversation in forgotten {
        app.hub.ring(conversation);
    }
    uploads::remove(&app.uploads.folder, &files).await;
    tokio::spawn(async move {
        // The sweep tries again.
        if let Err(error) = forget_files(&app.config, &app.store).await {
            tracing::warn!(%error, "files of exports were not removed");
        }
        app.exports.ring();
        app.store.wipe_log().await;
    });
    Ok(())
}

/// Removes the conversations of a bot that have been silent since `before_ms`, some at a time, so that
/// nobody waits long at the writer. Returns how many.
pub(crate) async fn purge(store: &Store, bot: &str, before_ms: i64) -> Result<usize, sqlx::Error> {
    let mut purged = 0;
    loop {
        let mut write = store.write().await?;
        let some = write.purge(bot, before_ms, PURGE_CONVERSATIONS).await?;
        write.commit().await?;
        purged += some;
        if some < PURGE_CONVERSATIONS as usize {
            return Ok(purged);
        }
    }
}
