//! One turn of a bot that lives elsewhere: first what is to be written to it, then what its answer says.
//! No I/O: the letter is sent by `requests/`.

use parlour_protocol::Connections;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::addresses::without_dangerous;
use super::answer::{Answer, Asked, Fate, Heard, Reply, Sent, Told};
use super::letter::{Letter, Outcome, Read, Reading, Spoken};
use super::message::{Message, Says};
use super::turn::Turn;
use super::{aimylogic, api_medium, certainly, openai};
use crate::config::{Upstream, UpstreamApi};
use crate::handover::Hold;
use crate::limits::{UPSTREAM_ASKED, UPSTREAM_SEEN};

/// What is kept with a conversation.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Standing {
    /// The upstream's own name of the visitor, once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// The upstream's numbers of the last messages that were shown, so that none is shown twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seen: Vec<u64>,
    /// The upstream's names of the last messages that were answered, so that none is taken for another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asked: Vec<String>,
    /// Whether it has called people of its own.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(super) calls_people: bool,
    /// The one of them who came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<String>,
}

impl Standing {
    /// Whether the word is with people of the upstream's own, and not with one of this server's console.
    pub(super) fn is_theirs(&self, hold: &Hold) -> bool {
        self.calls_people
            && match hold {
                Hold::Waiting => true,
                Hold::Agent(agent) => self.agent.as_ref() == Some(&agent.name),
                Hold::Bot | Hold::Ended => false,
            }
    }

    pub(super) fn read(state: &str) -> Self {
        serde_json::from_str(state).unwrap_or_default()
    }

    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }
}

/// Writes what was heard, or reads what was answered.
pub(super) fn turn(upstream: &Upstream, turn: &Turn<'_>, heard: Heard<'_>) -> Answer {
    let (module, says);
    let says = match heard {
        Heard::Told(Asked::Upstream(letter), Told::Upstream(outcome)) => {
            return read(upstream, turn, letter, outcome);
        }
        Heard::Begun => Says::Begins,
        Heard::Noted(text) => Says::Noted(text),
        Heard::Sent(Sent { text, files, module: at }) => {
            module = at.map(|module| module.to_string()).unwrap_or_default();
            says = Says::This { text, files, reference: &module };
            says
        }
        Heard::MovedTo(at) => {
            module = at.to_string();
            says = Says::This { text: "", files: &[], reference: &module };
            says
        }
        // Of the embedded engine.
        Heard::Said(_) | Heard::TimedOut | Heard::Told(..) => {
            return Answer { state: turn.state.to_owned(), ..Answer::default() };
        }
    };
    let letter = write(upstream, turn, says);
    let mut standing = Standing::read(turn.state);
    // There the name is ours, and a webhook may be faster than the answer.
    let is_ours = upstream.api == UpstreamApi::Aimylogic && letter.is_some();
    let is_named = is_ours && standing.user.is_none();
    let known_as = is_named.then(|| user(turn));
    let state = match &known_as {
        Some(user) => {
            standing.user = Some(user.clone());
            standing.write()
        }
        None => turn.state.to_owned(),
    };
    Answer { state, known_as, asked: letter.map(Asked::Upstream), ..Answer::default() }
}

fn write(upstream: &Upstream, turn: &Turn<'_>, says: Says<'_>) -> Option<Letter> {
    let standing = Standing::read(turn.state);
    let user = user(turn);
    let message = Message {
        user: &user,
        known_as: standing.user.as_deref(),
        id: turn.message_id,
        says,
        profile: &profile(turn.meta),
        cvars: turn.cvars,
        now_s: turn.now_ms / 1_000,
    };
    let body = match upstream.api {
        UpstreamApi::Certainly => certainly::write(&message, &upstream.start_ref),
        UpstreamApi::Aimylogic => aimylogic::write(&message, &upstream.keyword),
        UpstreamApi::ApiMedium => api_medium::write(&message, &upstream.channel_id, &upstream.keyword),
        UpstreamApi::OpenAi => openai::write(&message),
    }?;
    Some(Letter {
        body,
        id: turn.message_id.map(str::to_owned),
        since_ms: turn.now_ms,
        is_resent: false,
        is_later: upstream.is_later,
        taken: None,
        known: standing.asked,
    })
}

/// The gateway's name of the visitor: one for each conversation, so that a new one is new there too.
pub(super) fn user(turn: &Turn<'_>) -> String {
    format!("parlour-{}-{}", turn.epoch, turn.conversation)
}

/// The visitor's address stays here.
fn profile(meta: &Map<String, Value>) -> Map<String, Value> {
    let mut profile = meta.clone();
    if let Some(Value::Object(web)) = profile.get_mut("web") {
        web.remove("current_ip");
        if web.is_empty() {
            profile.remove("web");
        }
    }
    profile
}

fn read(upstream: &Upstream, turn: &Turn<'_>, letter: &Letter, outcome: &Outcome) -> Answer {
    let state = turn.state.to_owned();
    let lost = |fate| Answer { state: state.clone(), fate, ..Answer::default() };
    let bot = turn.bot;
    let body = match outcome {
        Outcome::Answered(body) => body,
        Outcome::Refused(status) => {
            tracing::warn!(%bot, status, "the upstream refused a message");
            return lost(Fate::Failed);
        }
        Outcome::Unknown => {
            tracing::warn!(%bot, "it is not known whether the upstream heard a message");
            return lost(Fate::Unknown);
        }
        Outcome::Silent => {
            tracing::warn!(%bot, "the upstream took a message and did not answer it in time");
            return lost(Fate::Taken);
        }
        Outcome::Undelivered => {
            tracing::warn!(%bot, "a message did not reach the upstream");
            return lost(Fate::Failed);
        }
    };
    let read = match upstream.api {
        UpstreamApi::Certainly => certainly::read(body),
        UpstreamApi::Aimylogic => aimylogic::read(body),
        UpstreamApi::ApiMedium => api_medium::read(body),
        UpstreamApi::OpenAi => openai::read(body),
    };
    match read {
        Read::Taken(reading) => taken(turn, letter, reading),
        Read::Refused(error) => {
            let error: String = error.chars().take(crate::limits::UPSTREAM_ERROR_CHARS).collect();
            tracing::warn!(%bot, error, "the upstream took a message and says that it failed");
            lost(Fate::Failed)
        }
        Read::Unreadable => {
            tracing::warn!(%bot, "an upstream's answer cannot be read");
            lost(Fate::Unknown)
        }
    }
}

fn taken(turn: &Turn<'_>, letter: &Letter, reading: Reading) -> Answer {
    let mut standing = Standing::read(turn.state);
    // By its own name, or by the one it was told.
    let user = reading.user.unwrap_or_else(|| user(turn));
    let known_as = (standing.user.as_ref() != Some(&user)).then(|| user.clone());
    standing.user = Some(user);
    let takes_back = standing.calls_people && !reading.hands_over && !reading.spoken.is_empty();
    standing.calls_people = reading.hands_over || (standing.calls_people && !takes_back);
    standing.agent = standing.agent.take().filter(|_| standing.calls_people);
    let mut replies = Vec::with_capacity(reading.spoken.len());
    let session = json!({"began": reading.began, "ended": reading.ended});
    for spoken in reading.spoken {
        if let Some(id) = spoken.id {
            if standing.seen.contains(&id) {
                continue;
            }
            standing.seen.push(id);
        }
        let mut reply = reply(spoken, letter.id.as_deref());
        if reading.began || reading.ended {
            reply.trail = json!({"session": session});
        }
        replies.push(reply);
    }
    standing.asked.extend(reading.question);
    let excess = standing.asked.len().saturating_sub(UPSTREAM_ASKED);
    standing.asked.drain(..excess);
    let excess = standing.seen.len().saturating_sub(UPSTREAM_SEEN);
    standing.seen.drain(..excess);
    Answer {
        state: standing.write(),
        replies,
        takes_back,
        known_as,
        hands_over: reading.hands_over,
        ..Answer::default()
    }
}

/// What was said elsewhere, as the chat has it. `id` is our id of the message it was said to.
pub(super) fn reply(spoken: Spoken, id: Option<&str>) -> Reply {
    let connections = Connections {
        id_message_evaluate: spoken.answers.or_else(|| id.map(str::to_owned)),
        reply_to_module_id: spoken.reply_to_module_id,
        data: spoken.data,
    };
    Reply {
        module: spoken.module,
        actions: without_dangerous(spoken.actions),
        connections,
        trail: json!({}),
        lang: None,
        agent: spoken.agent,
    }
}

#[cfg(test)]
mod tests {
    use parlour_protocol::AgentCard;

    use super::*;

    #[test]
    fn an_agent_of_the_console_is_none_of_the_upstreams() {
        let agent = |name: &str| Hold::Agent(AgentCard { name: name.to_owned(), avatar: None });
        let called = Standing { calls_people: true, agent: Some("Ann".into()), ..Standing::default() };
        let held = [Hold::Waiting, agent("Ann"), agent("Bob"), Hold::Bot, Hold::Ended];
        assert_eq!(held.each_ref().map(|hold| called.is_theirs(hold)), [true, true, false, false, false]);
        assert_eq!(held.each_ref().map(|hold| Standing::default().is_theirs(hold)), [false; 5]);
    }
}
