//! What the chat tells, and what follows from it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::closure::Closure;

use super::begin::renew_pass;
use super::session::{Session, Source};
use crate::builders;
use crate::driver;
use crate::limits::TURNS;
use crate::stage::verbs;
use crate::why::{Did, Turn};
use crate::wire::{Entry, Kind, keep};

/// What is remembered between two things that are told.
#[derive(Default)]
struct Ear {
    /// How many entries there were.
    count: u64,
    /// Of requests that are under way, the message each carries.
    messages: BTreeMap<u64, String>,
    /// Whether where it stands is being read, and whether it has to be read once more.
    reading: Option<bool>,
    /// Whether another pass was asked for, and none has been taken since.
    renews: bool,
}

thread_local! {
    static EAR: RefCell<Ear> = RefCell::default();
}

/// Hears the chat for as long as the page is there.
pub(crate) fn start_hearing(session: Session) {
    let heard: Closure<dyn Fn(String, String)> =
        Closure::new(move |name: String, detail: String| hear(session, &name, &detail));
    verbs::listen(&heard);
    heard.forget();
}

fn hear(session: Session, name: &str, detail: &str) {
    let told = || serde_json::from_str::<Value>(detail).unwrap_or_default();
    match name {
        "wire" => {
            if let Some(entry) = Entry::read(detail) {
                wire(session, entry);
            }
        }
        "conversation" => {
            let id = told().get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
            session.conversation.set(id);
            refresh(session);
        }
        "handover" => {
            let state = told().get("state").and_then(Value::as_str).unwrap_or_default().to_owned();
            session.handover.set(state);
        }
        "error" => {
            if let Some(message) = told().get("message").and_then(Value::as_str) {
                session.say(message);
            }
        }
        "scale" => session.scale.set(told().as_f64().unwrap_or(1.0)),
        "message" => refresh(session),
        _ => {}
    }
}

fn wire(session: Session, entry: Entry) {
    match entry.kind {
        Kind::Request => asked(session, &entry),
        Kind::Answer => answered(session, &entry),
        _ => {}
    }
    hold(session, entry);
}

/// Shows an entry of the wire among the others.
pub(super) fn hold(session: Session, entry: Entry) {
    let number = EAR.with_borrow_mut(|ear| {
        ear.count += 1;
        ear.count
    });
    session.wire.update(|wire| keep(wire, number, entry));
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
fn asked(session: Session, entry: &Entry) {
    let body = entry.body.as_deref().unwrap_or_default();
    let at_ms = entry.at as u64;
    let path = entry.path().trim_end_matches('/');
    let turn = match (entry.method.as_str(), path) {
        ("POST", "messages") => Turn::of_message(body, at_ms),
        ("POST", "session") => Some(Turn::of_session(body, at_ms)),
        _ => None,
    };
    let Some(turn) = turn else { return };
    EAR.with_borrow_mut(|ear| ear.messages.insert(entry.id, turn.mid.clone()));
    let mid = turn.mid.clone();
    // A message that is sent once more is the same turn, and so is a beginning that was asked for once more. One
    // behind other turns is another conversation, which the visitor wants.
    let is_beginning = matches!(turn.did, Did::Began(_));
    let is_known = session.turns.with_untracked(|turns| match turns.last() {
        Some(last) if is_beginning => matches!(last.did, Did::Began(_)),
        _ => turns.iter().any(|turn| turn.mid == mid),
    });
    if is_known {
        return;
    }
    if is_beginning {
        session.turns.set(Vec::new());
    }
    session.turns.update(|turns| {
        turns.push(turn);
        let over = turns.len().saturating_sub(TURNS);
        turns.drain(..over);
    });
    before(session, mid);
}

/// Keeps where the conversation stands before the turn: as it was read after the turn before; if that is still being
/// read, as the bot in the page has it stored now.
fn before(session: Session, mid: String) {
    let keep = move |state| of(session, &mid, |turn| turn.before = state);
    let is_read = EAR.with_borrow(|ear| ear.reading.is_none())
        && session
            .turns
            .with_untracked(|turns| turns.iter().nth_back(1).is_some_and(|turn| turn.after.is_some()));
    match session.rows().filter(|_| !is_read) {
        Some(rows) => {
            let stands = verbs::stands(&rows);
            driver::run(async move { keep(stands.await) });
        }
        None => keep(session.state.get_untracked()),
    }
}

fn of(session: Session, mid: &str, change: impl FnOnce(&mut Turn)) {
    session.turns.update(|turns| {
        if let Some(turn) = turns.iter_mut().rev().find(|turn| turn.mid == mid) {
            change(turn);
        }
    });
}

fn answered(session: Session, entry: &Entry) {
    let Some(mid) = EAR.with_borrow_mut(|ear| ear.messages.remove(&entry.id)) else { return };
    if entry.refuses_pass() {
        // Once: a server that knows none of its own has another fault.
        let renews = EAR.with_borrow_mut(|ear| std::mem::replace(&mut ear.renews, true));
        if !renews {
            renew_pass(session);
        }
    }
    if entry.is_wrong() {
        return;
    }
    EAR.with_borrow_mut(|ear| ear.renews = false);
    let body = entry.body.clone().unwrap_or_default();
    of(session, &mid, |turn| turn.answered(&body));
    refresh(session);
}

/// Reads where the conversation stands. Who asks while it is read has it read once more.
pub(crate) fn refresh(session: Session) {
    let is_under_way = EAR.with_borrow_mut(|ear| {
        let was = ear.reading.is_some();
        ear.reading = Some(was);
        was
    });
    if is_under_way {
        return;
    }
    driver::run(async move {
        loop {
            look(session).await;
            let again = EAR.with_borrow_mut(|ear| {
                let again = ear.reading == Some(true);
                ear.reading = again.then_some(false);
                again
            });
            if !again {
                break;
            }
        }
    });
}

async fn look(session: Session) {
    let conversation = session.conversation.get_untracked();
    match (session.source.get_untracked(), conversation) {
        (Some(Source::File { .. }), _) => {
            let Some(rows) = session.rows() else { return };
            let state = verbs::stands(&rows).await;
            if state.is_some() {
                session.turns.update(|turns| {
                    if let Some(last) = turns.last_mut() {
                        last.after.clone_from(&state);
                    }
                });
                session.state.set(state);
            }
        }
        (Some(Source::Server(bot)), Some(conversation)) => {
            let told = match builders::conversation(&bot.id, &conversation).await {
                Ok(told) => told,
                Err(refusal) => return session.say(refusal.sentence),
            };
            // Another conversation may have begun meanwhile.
            if session.conversation.get_untracked() != Some(conversation) {
                return;
            }
            session.handover.set(told.handover);
            session.known.set(Some(json!({ "profile": told.profile, "host": told.host }).to_string()));
            session.turns.update(|turns| {
                for turn in
                    turns.iter_mut().filter(|turn| turn.trail.is_none() && turn.did != Did::Began(None))
                {
                    let own = told.turns.iter().find(|told| told.mid.as_deref() == Some(turn.mid.as_str()));
                    turn.trail = own.and_then(|own| own.trail.clone());
                }
                if let Some(last) = turns.last_mut() {
                    last.after.clone_from(&told.state);
                }
            });
            session.state.set(told.state);
        }
        _ => {}
    }
}
