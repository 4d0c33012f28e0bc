//! The conversation: what is typed is sent, what comes is shown.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use hyper::Method;
use parlour_protocol::{
    Action, Author, ErrorBody, FormField, HistoryPage, MessageEvent, SessionCreated, Turn,
};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::time::timeout;
use url::Url;

use super::link::Link;
use super::stream::listen;
use crate::cli::chat::{fill_in, read_line, tell_actions};
use crate::cli::exit::Exit;
use crate::limits;
use crate::token::new_uuid;

/// Talks to a bot that is served, until an empty line or the end of input: a session, messages, and the
/// events of the conversation, which are shown when they come.
pub(in crate::cli) fn run(bot: Url, origin: Option<String>) -> Exit {
    let runtime = match Builder::new_multi_thread().worker_threads(1).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return Exit::Unreachable;
        }
    };
    let link = Link::new(bot, origin);
    let ended = runtime.block_on(talk(&link));
    // The stream is left in the middle.
    runtime.shutdown_background();
    match ended {
        Ok(()) => Exit::Done,
        Err(Fault::Refused(sentence)) => {
            eprintln!("{sentence}");
            Exit::Wrong
        }
        Err(Fault::Unreachable(sentence)) => {
            eprintln!("the bot cannot be reached: {sentence}");
            Exit::Unreachable
        }
    }
}

/// Why a conversation with a bot that is served does not go on.
pub(in crate::cli) enum Fault {
    /// What the server said against it.
    Refused(String),
    /// Why there is no answer.
    Unreachable(String),
}

/// How far the conversation was shown, and how its stream ended.
#[derive(Clone, Default)]
struct Shown {
    seq: u64,
    over: Option<String>,
}

type Form = Arc<Mutex<Option<Vec<FormField>>>>;

async fn talk(link: &Link) -> Result<(), Fault> {
    let session: SessionCreated = asked(link.ask(Method::POST, "session", None, "{}").await)?;
    let token = session.token;
    let (telling, mut shown) = watch::channel(Shown::default());
    let form = Form::default();
    let listening = {
        let (link, token, form) = (link.clone(), token.clone(), Arc::clone(&form));
        async move {
            let cursor = session.cursor.to_string();
            let why = listen(&link, &token, cursor, |message| {
                show(&message, &form);
                telling.send_modify(|shown| shown.seq = message.seq);
            });
            let why = why.await;
            telling.send_modify(|shown| shown.over = Some(why));
        }
    };
    tokio::spawn(listening);
    let page: HistoryPage = asked(link.ask(Method::GET, "history", Some(&token), "").await)?;
    until(&mut shown, page.cursor.seq).await?;
    let prompts = io::stdin().is_terminal();
    loop {
        let line = typed(&form, prompts).map_err(|error| Fault::Unreachable(error.to_string()))?;
        if line.trim().is_empty() {
            return Ok(());
        }
        let id = new_uuid().ok_or_else(|| Fault::Unreachable("no random numbers".to_owned()))?;
        let body = json!({"id": id, "actions": [{"type": "text", "text": line.trim()}]}).to_string();
        match send(link, &token, &body).await {
            Ok(seq) => until(&mut shown, seq).await?,
            // The next one may be taken: too long, or too fast.
            Err(Fault::Refused(sentence)) => eprintln!("{sentence}"),
            Err(fault) => return Err(fault),
        }
    }
}

/// The place in the log that the answer ends at. The rest of a slow one is waited for.
async fn send(link: &Link, token: &str, body: &str) -> Result<u64, Fault> {
    let mut tries = 0;
    loop {
        let answer = link.ask(Method::POST, "messages/", Some(token), body).await;
        let is_whole = answer.as_ref().is_ok_and(|(status, _)| *status != 202);
        let turns: Vec<Turn> = asked(answer)?;
        tries += 1;
        if is_whole || tries >= limits::LIVE_TRIES {
            let replies = turns.iter().flat_map(|turn| turn.message.iter().filter_map(|reply| reply.seq));
            return Ok(turns.iter().filter_map(|turn| turn.seq).chain(replies).max().unwrap_or_default());
        }
    }
}

/// What a server answered, read.
///
/// # Errors
/// What it said against it, or why there is no answer.
pub(in crate::cli) fn asked<T: DeserializeOwned>(
    answer: Result<(u16, bytes::Bytes), String>,
) -> Result<T, Fault> {
    let (status, body) = answer.map_err(Fault::Unreachable)?;
    if (200..300).contains(&status) {
        return serde_json::from_slice(&body)
            .map_err(|error| Fault::Refused(format!("this is no bot's answer: {error}")));
    }
    let told = serde_json::from_slice::<ErrorBody>(&body).map(|refusal| refusal.error);
    let sentence = told.unwrap_or_else(|_| format!("the server answered {status}"));
    Err(if status >= 500 { Fault::Unreachable(sentence) } else { Fault::Refused(sentence) })
}

/// Waits until the log was shown up to here.
async fn until(shown: &mut watch::Receiver<Shown>, seq: u64) -> Result<(), Fault> {
    let arrived = shown.wait_for(|shown| shown.seq >= seq || shown.over.is_some());
    let arrived = match timeout(limits::LIVE_SILENCE, arrived).await {
        Ok(Ok(shown)) => shown.clone(),
        Ok(Err(_)) | Err(_) => return Err(Fault::Unreachable("its events do not come".to_owned())),
    };
    match arrived.over {
        Some(why) if arrived.seq < seq => Err(Fault::Unreachable(why)),
        _ => Ok(()),
    }
}

fn show(message: &MessageEvent, form: &Form) {
    if message.author == Author::Visitor {
        return;
    }
    let asks = match message.actions.last() {
        Some(Action::Form { fields, .. }) => Some(fields.clone()),
        _ => None,
    };
    *form.lock().unwrap_or_else(PoisonError::into_inner) = asks;
    let mut output = io::stdout().lock();
    // Whoever read along may have gone.
    let _ = tell_actions(&message.actions, &mut output).and_then(|()| output.flush());
}

fn typed(form: &Form, prompts: bool) -> io::Result<String> {
    let mut output = io::stdout();
    if prompts {
        write!(output, "> ")?;
        output.flush()?;
    }
    let fields = form.lock().unwrap_or_else(PoisonError::into_inner).take();
    match fields {
        Some(fields) => fill_in(&fields, prompts, &mut io::stdin().lock(), &mut output),
        None => read_line(&mut io::stdin().lock()),
    }
}
