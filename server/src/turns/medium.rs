//! Another system passes on what one of its users said, through the served API medium.

use std::sync::Arc;

use parlour_engine::Remark;
use parlour_protocol::Action;

use super::caller::begin_unheard;
use super::work::{Hearing, Hears, Says, Step, Work, fold};
use crate::app::App;
use crate::channels::{Asked, SentFile, learn, wants_file};
use crate::clock;
use crate::config::{Bot, ServedApi, ServedMedium};
use crate::error::{ApiError, ApiResult};
use crate::handover::{Move, make_move};
use crate::limits::{
    FLOW_FILE_URL_DAYS, MEDIUM_USER_TRIES, MEDIUM_USERS, UPLOADS_PER_CONVERSATION, UPLOADS_PER_HOUR,
};
use crate::served::medium::is_keyword;
use crate::served::names::API_MEDIUM;
use crate::store::{Attachment, MediumUser, NewAttachment, NewConversation, Scope, Talk, Write};
use crate::token::{new_uuid, random_seed};
use crate::uploads;

/// A message of the served API medium, checked.
pub(crate) struct MediumMessage {
    /// The user's number; none for somebody new.
    pub user: Option<i64>,
    /// What was written; may be empty beside files.
    pub text: String,
    /// Files beside it.
    pub files: Vec<MediumFile>,
}

/// A file beside a message.
pub(crate) enum MediumFile {
    /// It came with the message, and lies in the folder of uploads.
    Kept(Attachment),
    /// It lies elsewhere, and is not fetched.
    Linked(Action),
}

/// Stores the message with what the bot answers, all or nothing, and returns the user's number. The
/// answers go out as webhooks: those of this server's own bot are queued by then, those of a bot that lives
/// elsewhere once they come.
///
/// # Errors
/// `unavailable` if too many webhooks of the channel wait, `rate_limited` if too many messages or files
/// of the conversation do.
pub(crate) async fn take_medium_message(
    app: Arc<App>,
    bot: Arc<Bot>,
    served: Arc<ServedMedium>,
    message: MediumMessage,
) -> ApiResult<i64> {
    let MediumMessage { user, text, files } = message;
    let begins = is_keyword(&text, &served.keyword);
    let text = if begins { String::new() } else { text };
    let remark = fold(&text).await;
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    if write.is_webhook_queue_full(&bot.key(), ServedApi::ApiMedium).await? {
        return Err(ApiError::unavailable());
    }
    let user = match user {
        Some(user) => user,
        None => new_user(&mut write, &bot.key()).await?,
    };
    let Found { mut talk, asked, mut others } =
        find_or_begin(&mut write, &app, &bot, user, begins, now).await?;
    let told_ms = talk.medium.as_ref().map_or(0, |medium| medium.told_ms);
    let medium = MediumUser { channel: served.channel_id.clone(), user, told_ms };
    write.lead_by_medium(&mut talk, medium).await?;
    let begin = begins.then(|| Step::new(Hears::Begun));
    let says = if text.is_empty() && files.is_empty() {
        None
    } else {
        let files = take_files(&mut write, &app, &talk.scope, files, now).await?;
        Some(message_step(&bot, &talk, text, remark, files))
    };
    let mut work = Work::new(begin.into_iter().chain(says), true);
    if let Some(asked) = asked {
        work.wait_first(Step { is_mute: true, is_answered: false, ..Step::new(Hears::Begun) }, asked);
    }
    talk.active_s = now / 1_000;
    let moved = make_move(&mut write, &mut talk, &Move::Speak, now).await?.unwrap_or_default();
    others.extend(moved.others);
    let mut hearing =
        Hearing { write: &mut write, talk: &mut talk, app: &app, bot: &bot, now, hooks_came: false };
    let begun = work.begin(&mut hearing, None, None).await?;
    write.save(&talk)?;
    write.commit().await?;
    if begun.waits {
        app.requests.begin(&talk.scope);
    }
    app.hub.ring(talk.scope.conversation);
    for other in others {
        app.hub.ring(other);
    }
    Ok(user)
}

/// The name of a user among those of other API callers.
fn name_of(user: i64) -> String {
    format!("{API_MEDIUM}{user}")
}

/// A number nobody has, and nobody guesses from another.
async fn new_user(write: &mut Write, bot: &str) -> ApiResult<i64> {
    for _ in 0..MEDIUM_USER_TRIES {
        let user = i64::try_from(random_seed() % MEDIUM_USERS).unwrap_or_default().saturating_add(1);
        if write.botuser(bot, &name_of(user)).await?.is_none() {
            return Ok(user);
        }
    }
    Err(ApiError::unavailable())
}

struct Found {
    talk: Talk,
    /// What another server is to be asked before anything is heard.
    asked: Option<Asked>,
    /// Conversations the bell is to be rung for too.
    others: Vec<i64>,
}

/// The user's conversation, or another one: with the keyword, and after a long silence. Who waits in the one
/// before waits no more.
async fn find_or_begin(
    write: &mut Write,
    app: &App,
    bot: &Bot,
    user: i64,
    begins: bool,
    now: i64,
) -> Result<Found, sqlx::Error> {
    let (key, name) = (bot.key(), name_of(user));
    let known = write.newest_talk(&key, &name).await?;
    let lives_s = i64::try_from(bot.session_minutes.saturating_mul(60)).unwrap_or(i64::MAX);
    let is_over = |talk: &Talk| now / 1_000 - talk.active_s > lives_s;
    let mut others = Vec::new();
    let before = match known {
        Some(talk) if !begins && !is_over(&talk) => return Ok(Found { talk, asked: None, others }),
        before => before,
    };
    let botuser = match (&before, write.botuser(&key, &name).await?) {
        (Some(before), _) => before.botuser,
        (None, Some(botuser)) => botuser,
        (None, None) => write.create_botuser(&key, Some(&name), now).await?,
    };
    let told_by = before.as_ref().and_then(|before| before.medium.clone());
    if let Some(mut before) = before {
        let moved = make_move(write, &mut before, &Move::Leave, now).await?.unwrap_or_default();
        if moved.is_news {
            write.save(&before)?;
            others.push(before.scope.conversation);
            others.extend(moved.others);
        }
    }
    let (mut talk, asked) = if begins {
        let active_s = now / 1_000;
        let new =
            NewConversation { bot: &key, botuser, locale: None, active_s, created_ms: now, is_test: false };
        let mut talk = write.create_conversation(&new).await?;
        talk.state = learn(bot, talk.state, &talk.meta);
        (talk, None)
    } else {
        begin_unheard(write, bot, botuser, now / 1_000, app.store.epoch(), now).await?
    };
    // Moments of webhooks go on from those of the conversation before.
    talk.medium = told_by;
    Ok(Found { talk, asked, others })
}

/// Files as the log has them, and as they are told to a bot.
async fn take_files(
    write: &mut Write,
    app: &App,
    scope: &Scope,
    files: Vec<MediumFile>,
    now: i64,
) -> ApiResult<Vec<(Action, SentFile)>> {
    let kept = files.iter().filter(|file| matches!(file, MediumFile::Kept(_))).count();
    if kept > 0 {
        let kept = i64::try_from(kept).unwrap_or(i64::MAX);
        let (in_all, in_this_hour) = write.count_attachments(scope, now - clock::minutes(60)).await?;
        if in_all + kept > UPLOADS_PER_CONVERSATION || in_this_hour + kept > UPLOADS_PER_HOUR {
            return Err(ApiError::rate_limited("too many attachments of this user", 600));
        }
    }
    // They go with this message, which has no id of its sender's.
    let with = new_uuid().ok_or_else(ApiError::internal)?;
    let mut taken = Vec::with_capacity(files.len());
    for file in files {
        let (action, url, media_type, bytes) = match file {
            MediumFile::Kept(file) => {
                write.add_attachment(&NewAttachment { scope, file: &file, created_ms: now }).await?;
                write.use_attachment(scope, &file.id, &with).await?;
                let url = app.uploads.address(&scope.bot, &file.id, FLOW_FILE_URL_DAYS, now);
                let bytes = u64::try_from(file.bytes).ok();
                (uploads::action(&file), url, Some(file.media_type), bytes)
            }
            MediumFile::Linked(action) => {
                let url = if let Action::Media { url, .. } = &action { url.clone() } else { String::new() };
                (action, url, None, None)
            }
        };
        let name =
            if let Action::Media { text: Some(name), .. } = &action { name.clone() } else { String::new() };
        let sent = SentFile { url, kind: action.kind().to_owned(), name, media_type, bytes };
        taken.push((action, sent));
    }
    Ok(taken)
}

fn message_step(
    bot: &Bot,
    talk: &Talk,
    text: String,
    remark: Remark,
    files: Vec<(Action, SentFile)>,
) -> Step {
    let (files, sent): (Vec<Action>, Vec<SentFile>) = files.into_iter().unzip();
    let hears = match sent.first() {
        _ if bot.upstream().is_some() => Hears::Sent { text: text.clone(), files: sent, module: None },
        Some(first) if text.is_empty() || wants_file(bot, &talk.state) => {
            Hears::Said(Remark::new(&first.url))
        }
        _ => Hears::Said(remark),
    };
    // A bot that lives elsewhere may know a repeated message by it.
    Step { says: Some(Says { is_agents: false, text, files }), id: new_uuid(), ..Step::new(hears) }
}
