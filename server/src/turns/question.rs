//! A caller of the served Aimylogic API asks something.

use std::sync::Arc;

use parlour_engine::{ModuleId, Remark};
use parlour_protocol::{Action, AgentCard, SendState};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::caller::{Caller, Found, find_or_begin, refuse_large};
use super::profile::merge;
use super::record::{Said, rest_of};
use super::work::{Hearing, Hears, Says as Recorded, Step, Work, fold};
use crate::app::App;
use crate::channels::{SentFile, hears_while_held, learn, wants_file};
use crate::clock;
use crate::config::{Bot, ServedApi};
use crate::error::{ApiError, ApiResult};
use crate::handover::{Move, Moved, make_move};
use crate::limits::KEYLESS_PATIENCE;
use crate::served::aimylogic::{self as served, is_matched};
use crate::store::{Done, NewQuestion, Outgoing, Scope, Talk, Write};
use crate::token::new_uuid;

/// A question, checked.
pub(crate) struct Question {
    /// Its name.
    pub name: String,
    /// Who asks, as the caller calls them.
    pub client: String,
    /// What is said.
    pub says: Says,
    /// The connection it came by.
    pub cid: Option<String>,
    /// Profile of the client.
    pub profile: Map<String, Value>,
    /// Custom variables.
    pub cvars: Map<String, Value>,
    /// Whether the caller does not wait for the answer.
    pub is_later: bool,
}

/// What is said.
pub(crate) enum Says {
    /// The conversation begins, or begins again: the bot greets.
    Begins,
    /// What was typed.
    Text(String),
    /// An event that is a module's name: the conversation moves there.
    Module(ModuleId),
    /// An event nobody hears.
    Unheard,
    /// Files, and what was typed beside them.
    Files {
        /// May be empty.
        text: String,
        /// One at least.
        files: Vec<SentFile>,
        /// The same as the log has them.
        shown: Vec<Action>,
    },
}

/// A question that is stored.
pub(crate) struct Answered {
    /// Its conversation.
    pub scope: Scope,
    /// The answer's turns, as far as they have come; for a caller who does not wait, whatever there is.
    pub said: Said,
}

/// What is told of a question when its turn is whole.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Asking {
    /// Whether it is told by a webhook.
    pub(super) is_later: bool,
    /// The connection it came by.
    pub(super) cid: Option<String>,
    /// Whether the conversation began with it.
    pub(super) is_new: bool,
    /// Whether a person was asked for.
    pub(super) hands_over: bool,
    /// Whether the bot ended its session.
    pub(super) has_ended: bool,
}

/// Stores the question with the bot's replies, all or nothing. Where the bot asks another server, the rest
/// comes when that has answered; a caller who waits is kept waiting for as long as one who could not ask again.
///
/// # Errors
/// `field_invalid` if profile or variables outgrow their limit, `rate_limited` if too many messages of the
/// conversation wait already, `unavailable` if too many webhooks do and the answer would be one more.
pub(crate) async fn take_question(app: Arc<App>, bot: Arc<Bot>, asked: Question) -> ApiResult<Answered> {
    let folded = match &asked.says {
        Says::Text(text) | Says::Files { text, .. } if bot.upstream().is_none() => Some(fold(text).await),
        _ => None,
    };
    let mut write = app.store.write().await?;
    let now = clock::now_ms();
    let is_told = bot.serve_as.webhook(ServedApi::Aimylogic).is_some();
    if asked.is_later && is_told && write.is_webhook_queue_full(&bot.key(), ServedApi::Aimylogic).await? {
        return Err(ApiError::unavailable());
    }
    let is_begun_aloud = matches!(asked.says, Says::Begins);
    let user = served::user_of(&asked.client);
    let caller = Caller { user_id: &user, timestamp_s: now / 1_000, begins_unheard: !is_begun_aloud };
    let Found { mut talk, asked: unheard, is_new } =
        find_or_begin(&mut write, &bot, &caller, app.store.epoch(), now).await?;
    let mut told = asked.profile.clone();
    told.extend(asked.cvars.clone());
    merge(&mut talk.meta, asked.profile)?;
    refuse_large(&talk.meta, "data.profile")?;
    talk.cvars.extend(asked.cvars);
    refuse_large(&talk.cvars, "data")?;
    talk.state = learn(&bot, talk.state, &told);
    talk.active_s = talk.active_s.max(now / 1_000);
    let step = match &asked.says {
        Says::Begins | Says::Module(_) => Some(Move::Leave),
        Says::Text(_) | Says::Files { .. } => Some(Move::Speak),
        Says::Unheard => None,
    };
    let moved = match step {
        Some(step) => make_move(&mut write, &mut talk, &step, now).await?.unwrap_or_default(),
        None => Moved::default(),
    };
    let (hears, says) = heard(&bot, &talk, is_new, asked.says, folded);
    let new = NewQuestion { question: &asked.name, cid: asked.cid.as_deref(), at_ms: now, is_new };
    write.ask_question(&talk.scope, &new).await?;

    let step = Step {
        says,
        id: Some(asked.name),
        question: Some(Asking { is_later: asked.is_later, cid: asked.cid, is_new, ..Asking::default() }),
        ..Step::new(hears)
    };
    let mut work = Work::new([step], true);
    if let Some(unheard) = unheard {
        let first = Step { is_mute: true, is_answered: false, ..Step::new(Hears::Begun) };
        work.wait_first(first, unheard);
    }
    let mut hearing =
        Hearing { write: &mut write, talk: &mut talk, app: &app, bot: &bot, now, hooks_came: false };
    let begun = work.begin(&mut hearing, None, None).await?;
    let body = work.answer()?;
    write.save(&talk)?;
    write.commit().await?;
    if begun.waits {
        app.requests.begin(&talk.scope);
    }
    app.hub.ring(talk.scope.conversation);
    if is_new {
        app.hub.ring_user(&talk.scope.bot, &user);
    }
    for other in moved.others {
        app.hub.ring(other);
    }
    let said = match begun.rest {
        rest if !asked.is_later => rest_of(&app, body, rest, KEYLESS_PATIENCE).await,
        rest => Said { body, is_whole: rest.is_none() },
    };
    Ok(Answered { scope: talk.scope, said })
}

/// What the bot hears of it, and what the log is told.
fn heard(
    bot: &Bot,
    talk: &Talk,
    is_new: bool,
    says: Says,
    folded: Option<Remark>,
) -> (Hears, Option<Recorded>) {
    let is_held = talk.hold.silences_bot() && !hears_while_held(bot, talk);
    let recorded = |text: &str, files| Some(Recorded { is_agents: false, text: text.to_owned(), files });
    let starting = bot.flow_bot().and_then(|own| own.starting_module);
    match (says, folded) {
        (Says::Begins, _) => match starting.filter(|_| !is_new) {
            _ if is_held => (Hears::Nothing, None),
            Some(module) => (Hears::MovedTo(module), None),
            None => (Hears::Begun, None),
        },
        (Says::Module(module), _) => (Hears::MovedTo(module), None),
        (Says::Unheard, _) => (Hears::Nothing, None),
        (Says::Text(text), Some(remark)) => (Hears::Said(remark), recorded(&text, Vec::new())),
        (Says::Text(text), None) => {
            let says = recorded(&text, Vec::new());
            (Hears::Sent { text, files: Vec::new(), module: None }, says)
        }
        (Says::Files { text, files, shown }, Some(remark)) => {
            let wants = text.is_empty() || wants_file(bot, &talk.state);
            let address = files.first().filter(|_| wants).map(|file| Remark::new(&file.url));
            (Hears::Said(address.unwrap_or(remark)), recorded(&text, shown))
        }
        (Says::Files { text, files, shown }, None) => {
            let says = recorded(&text, shown);
            (Hears::Sent { text, files, module: None }, says)
        }
    }
}

/// A question nobody asked, for what the bot says by itself to a client of the served Aimylogic API: told by a
/// webhook, and among the events of the connection the client last asked by. None for anybody else.
pub(super) async fn ask_for(
    write: &mut Write,
    bot: &Bot,
    scope: &Scope,
    now: i64,
) -> ApiResult<Option<(String, Asking)>> {
    let user = write.chat_user(scope).await?;
    let is_client = user.as_deref().and_then(served::client_of).is_some();
    if bot.serve_as.aimylogic.is_none() || !is_client {
        return Ok(None);
    }
    let name = new_uuid().ok_or_else(ApiError::internal)?;
    let cid = write.last_connection(scope).await?;
    let new = NewQuestion { question: &name, cid: cid.as_deref(), at_ms: now, is_new: false };
    write.ask_question(scope, &new).await?;
    Ok(Some((name, Asking { is_later: true, cid, ..Asking::default() })))
}

/// The step's turn is whole: its question is answered, or never will be. Whoever did not wait is told.
pub(super) async fn finish(turn: &mut Hearing<'_>, step: &Step) -> ApiResult<()> {
    let (Some(asking), Some(question)) = (&step.question, &step.id) else { return Ok(()) };
    let done = Done {
        at_ms: turn.now,
        hands_over: asking.hands_over,
        has_ended: asking.has_ended,
        is_lost: step.turn.state == Some(SendState::Failed),
    };
    turn.write.finish_question(&turn.talk.scope, question, done).await?;
    if asking.is_later {
        let mut told = served::Turn::of(question.clone(), turn.now);
        told.cid.clone_from(&asking.cid);
        told.is_new = asking.is_new;
        told.has_ended = asking.has_ended;
        told.hands_over = asking.hands_over;
        for reply in &step.turn.message {
            told.say(&reply.actions, &reply.bot_module.name, is_matched(&reply.connections));
        }
        tell(turn.write, turn.bot, &turn.talk.scope, &told).await?;
    }
    Ok(())
}

/// What nobody asked for is told, if it is said to a client of the served Aimylogic API: what a person says, and
/// what a bot that lives elsewhere says by itself. `id` is its row.
pub(super) async fn tell_unasked(
    write: &mut Write,
    bot: &Bot,
    scope: &Scope,
    id: i64,
    actions: &[Action],
    agent: Option<&AgentCard>,
    now: i64,
) -> ApiResult<()> {
    let mut told = served::Turn::of(id.to_string(), now);
    told.agent = agent.cloned();
    told.say(actions, "", false);
    tell(write, bot, scope, &told).await
}

/// Queues the webhook of the turn (seed "Webhook for asynchronous requests"), where there is somebody to be told.
async fn tell(write: &mut Write, bot: &Bot, scope: &Scope, turn: &served::Turn) -> ApiResult<()> {
    let Some(own) = bot.serve_as.aimylogic.as_ref().filter(|own| own.webhook.is_some()) else {
        return Ok(());
    };
    let user = write.chat_user(scope).await?;
    let Some(client) = user.as_deref().and_then(served::client_of) else { return Ok(()) };
    let body = Value::Array(vec![turn.object(client, own.block_form)]).to_string();
    let api = ServedApi::Aimylogic;
    Ok(write.enqueue_webhook(&Outgoing { scope, api, body: &body, now_ms: turn.at_ms })?)
}
