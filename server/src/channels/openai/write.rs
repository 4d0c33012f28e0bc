//! What a model is told: who it is, the conversation within limits, and what was said last.

use parlour_protocol::{Action, Author, MessageEvent, StoredEvent};
use serde::{Deserialize, Serialize};

use crate::channels::letter::Letter;
use crate::channels::message::{Message, Says};
use crate::config::Model;
use crate::limits::MODEL_HISTORY_CHARS;

/// What waits in the store: the conversation is read when the letter is sent.
#[derive(Serialize, Deserialize)]
struct Said {
    said: String,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: Vec<Line>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Line {
    role: &'static str,
    content: String,
}

/// Nothing is asked of a model before somebody has said something to it.
pub(crate) fn write(message: &Message<'_>) -> Option<String> {
    let Says::This { text, .. } = message.says else { return None };
    let said = Said { said: Some(text).filter(|text| !text.is_empty())?.to_owned() };
    serde_json::to_string(&said).ok()
}

/// The body: `log` holds the newest events of the conversation, oldest first.
pub(crate) fn request(model: &Model, log: &[StoredEvent], letter: &Letter) -> Option<String> {
    let Said { said } = serde_json::from_str(&letter.body).ok()?;
    let system = model.system.as_ref().map(|prompt| Line { role: "system", content: prompt.text.clone() });
    let mut messages: Vec<Line> = system.into_iter().collect();
    let most = usize::try_from(model.history_messages).unwrap_or(usize::MAX);
    messages.extend(history(log, letter.id.as_deref(), &said, most));
    messages.push(Line { role: "user", content: said });
    let request = Request {
        model: &model.name,
        messages: by_turns(messages),
        stream: true,
        max_tokens: model.max_tokens,
        temperature: model.temperature,
    };
    serde_json::to_string(&request).ok()
}

/// Lines of one role in a row are one: templates of models ask that roles take turns.
fn by_turns(lines: Vec<Line>) -> Vec<Line> {
    let mut turns: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match turns.last_mut().filter(|last| last.role == line.role) {
            Some(last) => last.content.extend(["\n", &line.content]),
            None => turns.push(line),
        }
    }
    turns
}

/// The messages, each answer behind what it answers: visitors may have written more before it came.
fn by_question(log: &[StoredEvent]) -> Vec<&MessageEvent> {
    let messages = || {
        log.iter()
            .filter_map(|event| if let StoredEvent::Message(message) = event { Some(message) } else { None })
    };
    let is_asked = |answer: &MessageEvent| {
        messages().any(|other| {
            other.author == Author::Visitor && other.mid.is_some() && other.mid == answer.in_reply_to
        })
    };
    let mut ordered = Vec::new();
    for message in messages() {
        if message.author == Author::Visitor {
            ordered.push(message);
            let of_it = |answer: &&MessageEvent| message.mid.is_some() && answer.in_reply_to == message.mid;
            ordered.extend(messages().filter(of_it));
        } else if !is_asked(message) {
            ordered.push(message);
        }
    }
    ordered
}

/// The messages before this one: `most` of them and [`MODEL_HISTORY_CHARS`], the newest. What visitors said
/// after it waits for its own turn.
fn history(log: &[StoredEvent], id: Option<&str>, said: &str, most: usize) -> Vec<Line> {
    let messages = by_question(log);
    let is_visitors = |message: &MessageEvent| message.author == Author::Visitor;
    let own = messages
        .iter()
        .rposition(|message| is_visitors(message) && id.is_some() && message.mid.as_deref() == id)
        // An API caller's own id of it is in no event.
        .or_else(|| messages.iter().rposition(|message| is_visitors(message) && words(message) == said))
        .unwrap_or(messages.len());
    let (mut lines, mut chars) = (Vec::new(), 0);
    for (place, message) in messages.iter().enumerate().rev() {
        let role = match message.author {
            Author::Visitor if place >= own => continue,
            Author::Visitor => "user",
            Author::Bot | Author::Agent => "assistant",
            Author::System => continue,
        };
        let content = words(message);
        chars += content.chars().count();
        if content.is_empty() {
            continue;
        }
        if lines.len() >= most || chars > MODEL_HISTORY_CHARS {
            break;
        }
        lines.push(Line { role, content });
    }
    lines.reverse();
    lines
}

/// What was said in words; what the chat itself noted is not told.
fn words(message: &MessageEvent) -> String {
    let texts = message.actions.iter().filter_map(|action| match action {
        Action::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(author: Author, mid: Option<&str>, text: &str) -> StoredEvent {
        StoredEvent::Message(MessageEvent {
            seq: 1,
            mid: mid.map(str::to_owned),
            author,
            at: String::new(),
            actions: vec![Action::text(text.to_owned()), Action::Notice { text: "Stopped.".to_owned() }],
            bot_module: None,
            in_reply_to: None,
            agent: None,
            lang: None,
        })
    }

    fn lines(log: &[StoredEvent], id: Option<&str>, said: &str, most: usize) -> Vec<(&'static str, String)> {
        history(log, id, said, most).into_iter().map(|line| (line.role, line.content)).collect()
    }

    #[test]
    fn what_comes_behind_a_message_waits_for_its_own_turn() {
        let log = [
            event(Author::Visitor, Some("a"), "one"),
            event(Author::Visitor, Some("b"), "two"),
            event(Author::Bot, None, "first"),
            event(Author::Visitor, Some("c"), "three"),
        ];
        assert_eq!(lines(&log[..2], Some("a"), "one", 20), []);
        let told = [("user", "one".to_owned()), ("assistant", "first".to_owned())];
        assert_eq!(lines(&log, Some("b"), "two", 20), told);
        assert_eq!(lines(&log, None, "two", 20), told, "an API caller's, told by its words");
        assert_eq!(lines(&log, Some("b"), "two", 1), told[1..]);
        assert_eq!(lines(&log, Some("b"), "two", 0), []);
    }

    #[test]
    fn each_answer_follows_its_question_and_roles_take_turns() {
        let answer = |text: &str, of: &str| {
            let StoredEvent::Message(message) = event(Author::Bot, None, text) else { unreachable!() };
            StoredEvent::Message(MessageEvent { in_reply_to: Some(of.to_owned()), ..message })
        };
        let log = [
            event(Author::Bot, None, "hello"),
            event(Author::Visitor, Some("a"), "one"),
            event(Author::Visitor, Some("b"), "two"),
            event(Author::Visitor, Some("c"), "three"),
            answer("first", "a"),
            answer("second", "b"),
        ];
        let told: Vec<String> =
            lines(&log, Some("c"), "three", 20).into_iter().map(|(_, content)| content).collect();
        assert_eq!(told, ["hello", "one", "first", "two", "second"]);
        let line = |role, content: &str| Line { role, content: content.to_owned() };
        let turns = by_turns(vec![line("user", "a"), line("user", "b"), line("assistant", "c")]);
        assert_eq!(turns, [line("user", "a\nb"), line("assistant", "c")]);
    }

    #[test]
    fn a_long_conversation_is_told_from_its_end_in_whole_messages() {
        let long = "x".repeat(20_000);
        let log = [
            event(Author::Bot, None, &long),
            event(Author::Agent, None, &long),
            event(Author::Bot, None, "short"),
        ];
        let told = lines(&log, Some("z"), "now", 20);
        assert_eq!(told, [("assistant", long.clone()), ("assistant", "short".to_owned())]);
    }
}
