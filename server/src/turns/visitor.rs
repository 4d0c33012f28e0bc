//! A visitor said something.

use std::sync::Arc;

use parlour_engine::{ModuleId, Remark};
use parlour_protocol::{SendState, Turn};
use serde_json::{Map, Value};

use super::profile::Profile;
use super::record::{Said, repeat, rest_of};
use super::work::{Hearing, Hears, Says, Step, Work, fold};
use crate::app::App;
use crate::channels::{SentFile, learn, wants_file};
use crate::client_address::Client;
use crate::clock;
use crate::config::Bot;
use crate::error::{ApiError, ApiResult};
use crate::handover::{Move, make_move};
use crate::identity::verified;
use crate::limits::{FLOW_FILE_URL_DAYS, REQUEST_PATIENCE};
use crate::store::{Attachment, Kept, Scope, Session, Write};
use crate::uploads;

/// A visitor's message, checked.
pub(crate) struct VisitorMessage {
    /// The visitor's own id of it.
    pub mid: String,
    /// What was typed; nothing beside a `module`.
    pub text: Option<String>,
    /// Files sent before, by their ids.
    pub attachments: Vec<String>,
    /// The module to move to.
    pub module: Option<ModuleId>,
    /// What the page said about the visitor.
    pub profile: Profile,
    /// Variables the page set.
    pub cvars: Map<String, Value>,
    /// Hash of what must be the same when the message comes again.
    pub fingerprint: Vec<u8>,
}

/// Stores the message, the bot's replies, the state they leave and the answer, all or nothing, and
/// returns the answer's bytes. The same message again gets the same bytes and is not evaluated.
///
/// Where the bot asks another server, the message is stored with what is left to be done, and the
/// answer for now says `sending`; it is replaced when that server has answered.
///
/// # Errors
/// `unauthorized` if the token was revoked meanwhile, `id_reused` for another body under the same id,
/// `field_invalid` for an attachment that is not the conversation's own or went with another message,
/// `rate_limited` if too many messages of the conversation wait already.
pub(crate) async fn take_visitor_message(
    app: Arc<App>,
    bot: Arc<Bot>,
    session: Session,
    message: VisitorMessage,
    address: Client,
) -> ApiResult<Said> {
    let VisitorMessage { mid, text, attachments, module, profile, cvars, fingerprint } = message;
    if text.is_none() && module.is_none() && attachments.is_empty() {
        return Err(ApiError::missing("actions"));
    }
    let mut hears = match (module, &text) {
        _ if bot.upstream().is_some() => Hears::Nothing,
        (Some(module), _) => Hears::MovedTo(module),
        (None, Some(text)) => Hears::Said(fold(text).await),
        (None, None) => Hears::Nothing,
    };
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    if !write.is_live(&session, now).await? {
        return Err(ApiError::unauthorized());
    }
    let mut again = None;
    if let Some(kept) = write.answer(&session.scope, &mid).await? {
        let is_lost = kept.waiting.is_none() && bot.upstream().is_some() && has_failed(&kept.body);
        let (body, waiting) = repeat(kept, &fingerprint, "This message id was used for another message.")?;
        // The bot never got it: sent again, it is another try.
        if is_lost {
            again = write.message_said(&session.scope, &mid).await?;
        }
        if again.is_none() {
            let rest = waiting.map(|id| app.requests.rest(&session.scope, id));
            // It may have been kept in this very batch.
            write.commit().await?;
            return Ok(rest_of(&app, body, rest, REQUEST_PATIENCE).await);
        }
    }
    let mut talk = write.talk(&session.scope).await?.ok_or_else(ApiError::unauthorized)?;
    profile.merge_into(&mut talk.meta, address)?;
    let vouched = verified(&talk.meta);
    let cvars: Map<_, _> = cvars.into_iter().filter(|(key, _)| !vouched.contains(key)).collect();
    talk.state = learn(&bot, talk.state, &cvars);
    talk.cvars.extend(cvars);
    talk.active_s = now / 1_000;
    let step = if module.is_some() { Move::Leave } else { Move::Speak };
    let moved = make_move(&mut write, &mut talk, &step, now).await?.unwrap_or_default();
    let files = take_files(&mut write, &session.scope, &attachments, &mid).await?;
    let address = |id: &str| app.uploads.address(&session.scope.bot, id, FLOW_FILE_URL_DAYS, now);
    if bot.upstream().is_some() {
        let files = files.iter().map(|file| sent_file(address(&file.id), file)).collect();
        hears = Hears::Sent { text: text.clone().unwrap_or_default(), files, module };
    } else if let Some(first) = attachments.first()
        && module.is_none()
        && (text.is_none() || wants_file(&bot, &talk.state))
    {
        hears = Hears::Said(Remark::new(&address(first)));
    }
    let is_said = again.is_none() && (text.is_some() || !files.is_empty());

    let files = files.iter().map(uploads::action).collect();
    let mut step = Step {
        says: is_said.then(|| Says { is_agents: false, text: text.unwrap_or_default(), files }),
        id: Some(mid.clone()),
        mid: Some(mid.clone()),
        ..Step::new(hears)
    };
    if let Some(said) = again {
        step.stands_at(said, app.store.epoch());
        write.note_fate(&session.scope, said.id, None)?;
    }
    let mut work = Work::new([step], true);
    let mut hearing =
        Hearing { write: &mut write, talk: &mut talk, app: &app, bot: &bot, now, hooks_came: false };
    let begun = work.begin(&mut hearing, Some(&mid), None).await?;
    let kept = Kept { fingerprint, body: work.answer()?, waiting: None };
    match again {
        Some(_) => write.replace_answer(&session.scope, &mid, &kept.body)?,
        None => write.keep_answer(&session.scope, &mid, &kept)?,
    }
    write.save(&talk)?;
    write.commit().await?;
    if begun.waits {
        app.requests.begin(&session.scope);
    }
    app.hub.ring(session.scope.conversation);
    for other in moved.others {
        app.hub.ring(other);
    }
    Ok(rest_of(&app, kept.body, begun.rest, REQUEST_PATIENCE).await)
}

/// Whether an answer says that the message did not reach the bot.
fn has_failed(body: &str) -> bool {
    let turns: Vec<Turn> = serde_json::from_str(body).unwrap_or_default();
    turns.first().is_some_and(|turn| turn.state == Some(SendState::Failed))
}

fn sent_file(url: String, file: &Attachment) -> SentFile {
    SentFile {
        url,
        kind: uploads::action(file).kind().to_owned(),
        name: file.name.clone(),
        media_type: Some(file.media_type.clone()),
        bytes: u64::try_from(file.bytes).ok(),
    }
}

/// The message's files, each of them from now on a part of it.
async fn take_files(
    write: &mut Write,
    scope: &Scope,
    ids: &[String],
    mid: &str,
) -> ApiResult<Vec<Attachment>> {
    let mut files = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let Some(file) = write.use_attachment(scope, id, mid).await? else {
            let must = "be a file of this conversation that was not sent yet";
            return Err(ApiError::invalid(format!("attachments[{index}]"), must));
        };
        files.push(file);
    }
    Ok(files)
}
