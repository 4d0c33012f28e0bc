//! A request and the rows it asked for, answered.

use std::fmt::Write as _;

use parlour_engine::{Heard, LOCALE_CVAR};
use parlour_protocol::{Cursor, ErrorCode, PROTOCOL, ResetEvent, SendState, SessionCreated, Turn};
use serde::Serialize;

use crate::bot::{Bot, Chance, capabilities};
use crate::limits::{CONVERSATIONS, EPOCH_DIGITS, TOKEN_MS};
use crate::refusal::{Refusal, Step};
use crate::request::{Asked, Bearer, Said, What};
use crate::rows::{COUNTERS, Counters, Found, Kept, Talk, kept_key, of_conversations, talk_key};
use crate::time::rfc3339;
use crate::turn::Writing;

/// An answer, and what must be stored before it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// Keys and their new rows.
    pub(crate) puts: Vec<(String, String)>,
    /// First and last keys of rows to be deleted, before anything is put.
    pub(crate) drops: Vec<(String, String)>,
    /// Where a stream goes on; the body is what it says first. Without one, the stream ends behind it.
    pub(crate) next: Option<Cursor>,
    /// What the flow's author should know, one sentence each.
    pub(crate) faults: Vec<String>,
}

/// Answers a request from the rows it wanted.
pub(crate) fn answer(bot: &Bot, asked: Asked, found: Found, chance: Chance<'_>) -> Reply {
    reply(bot, asked, found, chance).unwrap_or_else(|refusal| Reply {
        status: refusal.status(),
        body: refusal.body(),
        ..Reply::default()
    })
}

fn reply(bot: &Bot, asked: Asked, found: Found, chance: Chance<'_>) -> Step<Reply> {
    let counters = counters(found.counters.as_deref(), chance)?;
    let Asked { bearer, is_open, what } = asked;
    let visitor = known(&bearer, found.talk.as_deref());
    if visitor.is_none() && !is_open {
        // Tokens are given for conversations that are stored: this one was, and is gone.
        let is_gone = found.talk.is_none() && bearer != Bearer::Nobody;
        return match what {
            Ok(What::Events { .. }) if is_gone => farewell(&counters),
            _ => Err(Refusal::unauthorized()),
        };
    }
    let what = what?;
    let is_unknown = visitor.is_none();
    let (conversation, talk) = visitor.unwrap_or_default();
    let mut writing =
        Writing { bot, chance, counters, conversation, talk, puts: Vec::new(), faults: Vec::new() };
    match what {
        What::Begin { reference, locale, is_fresh } => {
            begin(writing, &reference, &locale, is_fresh || is_unknown)
        }
        What::Say(said) => say(writing, said, found.kept.as_deref()),
        What::History { after, before, limit } => {
            history(&writing, after.as_ref(), before.as_ref(), limit, found.log)
        }
        What::Events { after } => events(&writing, after.as_ref(), &found.log),
        What::Read { up_to } => {
            writing.talk.read = writing.talk.read.max(up_to.min(writing.talk.last));
            done(writing)
        }
        What::End => {
            writing.talk.token.clear();
            done(writing)
        }
        What::Forget => {
            let drops = of_conversations(0, writing.counters.conversations).to_vec();
            Ok(Reply { status: 204, drops, ..Reply::default() })
        }
        What::Config => Ok(Reply { status: 200, body: written(&bot.config())?, ..Reply::default() }),
    }
}

fn counters(row: Option<&str>, chance: Chance<'_>) -> Step<Counters> {
    if let Some(row) = row {
        return serde_json::from_str(row).map_err(|_| Refusal::internal());
    }
    let epoch = chance.digits.get(..EPOCH_DIGITS).unwrap_or("0").to_owned();
    Ok(Counters { epoch, ..Counters::default() })
}

/// The conversation whose token came.
fn known(bearer: &Bearer, row: Option<&str>) -> Option<(u64, Talk)> {
    let Bearer::Visitor { conversation, token } = bearer else { return None };
    let talk: Talk = serde_json::from_str(row?).ok()?;
    (talk.token == *token).then_some((*conversation, talk))
}

fn begin(mut writing: Writing<'_>, reference: &str, locale: &str, is_new: bool) -> Step<Reply> {
    let module = writing.bot.module(reference)?;
    let (mut seq, mut drops) = (writing.talk.last, Vec::new());
    if is_new {
        let number = writing.counters.conversations + 1;
        writing.counters.conversations = number;
        let chance = writing.chance.digits.get(EPOCH_DIGITS..).unwrap_or_default();
        let token = [&number.to_string(), ".", chance].concat();
        (writing.conversation, writing.talk, seq) = (number, Talk { token, ..Talk::default() }, 0);
        if !locale.is_empty() && !writing.bot.languages().is_empty() {
            writing.talk.state.cvars.insert(LOCALE_CVAR.to_owned(), locale.into());
        }
        writing.answer(module.map_or(Heard::Begun, Heard::MovedTo), None)?;
        if let Some(oldest) = number.checked_sub(CONVERSATIONS).filter(|oldest| *oldest > 0) {
            drops = of_conversations(oldest, oldest).to_vec();
        }
    }
    let body = written(&SessionCreated {
        token: writing.talk.token.clone(),
        expires_at: rfc3339(writing.chance.now_ms.saturating_add(TOKEN_MS)),
        conversation_id: writing.conversation,
        cursor: Cursor { epoch: writing.counters.epoch.clone(), seq },
        protocol: PROTOCOL,
        capabilities: capabilities(),
    })?;
    stored(writing, Reply { status: 201, body, drops, ..Reply::default() })
}

fn say(mut writing: Writing<'_>, said: Said, kept: Option<&str>) -> Step<Reply> {
    let module = writing.bot.module(&said.reference)?;
    if let Some(kept) = kept {
        let kept: Kept = serde_json::from_str(kept).map_err(|_| Refusal::internal())?;
        if kept.sameness != said.sameness {
            let sentence = "This message id was used for another message.";
            return Err(Refusal::new(ErrorCode::IdReused, sentence));
        }
        return Ok(Reply { status: 200, body: kept.body, ..Reply::default() });
    }
    let Said { mid, text, cvars, sameness, .. } = said;
    writing.talk.state.cvars.extend(cvars);
    let seq = text.as_deref().map(|text| writing.hear(&mid, text)).transpose()?;
    let heard = match (module, text.as_deref()) {
        (Some(module), _) => Heard::MovedTo(module),
        (None, text) => Heard::Said(text.unwrap_or_default()),
    };
    let message = writing.answer(heard, Some(&mid))?;
    let cursor = seq.map(|seq| Cursor { epoch: writing.counters.epoch.clone(), seq });
    let body = written(&[Turn { error: None, message, seq, cursor, state: Some(SendState::Sent) }])?;
    let kept = written(&Kept { sameness, body: body.clone() })?;
    writing.puts.push((kept_key(writing.conversation, &mid), kept));
    stored(writing, Reply { status: 200, body, ..Reply::default() })
}

fn history(
    writing: &Writing<'_>,
    after: Option<&Cursor>,
    before: Option<&Cursor>,
    limit: usize,
    mut log: Vec<String>,
) -> Step<Reply> {
    let epoch = &writing.counters.epoch;
    let last = writing.talk.last;
    let is_stale = |cursor: Option<&Cursor>, end| {
        cursor.is_some_and(|cursor| cursor.epoch != *epoch || cursor.seq > end)
    };
    if is_stale(after, last) || is_stale(before, last + 1) {
        return Err(Refusal::stale_cursor());
    }
    if after.is_some() && before.is_some() {
        return Err(Refusal::parameter("before", "cannot stand beside `after`"));
    }
    let has_more = log.len() > limit;
    if has_more && after.is_some() {
        log.truncate(limit);
    } else if has_more {
        log.remove(0);
    }
    let seq = match log.last() {
        Some(row) => seq_of(row)?,
        None => after.map_or(0, |after| after.seq),
    };
    // A row is an event's data; an item of history names the event in it.
    let items: Vec<String> = log.iter().map(|row| item(row)).collect();
    let body = format!(
        r#"{{"epoch":"{epoch}","items":[{}],"cursor":"{epoch}.{seq}","has_more":{has_more}}}"#,
        items.join(",")
    );
    Ok(Reply { status: 200, body, ..Reply::default() })
}

fn item(row: &str) -> String {
    ["{\"event\":\"message\",", row.strip_prefix('{').unwrap_or_default()].concat()
}

fn events(writing: &Writing<'_>, after: Option<&Cursor>, log: &[String]) -> Step<Reply> {
    let (epoch, last) = (&writing.counters.epoch, writing.talk.last);
    let is_known = |cursor: &&Cursor| cursor.epoch == *epoch && cursor.seq <= last;
    let (mut body, mut seq) = (String::new(), after.map_or(0, |after| after.seq));
    if after.is_some_and(|cursor| !is_known(&cursor)) {
        body = reset(epoch, "The log is not the one this cursor was read from.")?;
        seq = last;
    } else {
        for row in log {
            seq = seq_of(row)?;
            // Writing into a String cannot fail.
            let _ = write!(body, "event: message\nid: {epoch}.{seq}\ndata: {row}\n\n");
        }
    }
    Ok(Reply { status: 200, body, next: Some(Cursor { epoch: epoch.clone(), seq }), ..Reply::default() })
}

/// What a tab is told whose visitor was forgotten from another one.
fn farewell(counters: &Counters) -> Step<Reply> {
    let body = reset(&counters.epoch, "The conversation was deleted.")?;
    Ok(Reply { status: 200, body, ..Reply::default() })
}

fn reset(epoch: &str, reason: &str) -> Step<String> {
    let data = written(&ResetEvent { epoch: epoch.to_owned(), reason: reason.to_owned() })?;
    Ok(["event: reset\ndata: ", &data, "\n\n"].concat())
}

/// `seq` is the first field of an event.
fn seq_of(row: &str) -> Step<u64> {
    let digits = row.strip_prefix("{\"seq\":").and_then(|rest| rest.split(',').next());
    digits.and_then(|digits| digits.parse().ok()).ok_or_else(Refusal::internal)
}

fn done(writing: Writing<'_>) -> Step<Reply> {
    stored(writing, Reply { status: 204, ..Reply::default() })
}

/// The reply with what the turn leaves.
fn stored(writing: Writing<'_>, reply: Reply) -> Step<Reply> {
    let Writing { counters, conversation, talk, mut puts, faults, .. } = writing;
    puts.push((COUNTERS.to_owned(), written(&counters)?));
    puts.push((talk_key(conversation), written(&talk)?));
    Ok(Reply { puts, faults, ..reply })
}

fn written<T: Serialize + ?Sized>(value: &T) -> Step<String> {
    serde_json::to_string(value).map_err(|_| Refusal::internal())
}
