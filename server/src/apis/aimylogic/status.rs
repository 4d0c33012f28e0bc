//! Statuses of turns, one by one or many, and how many are unread (seed, protocols.md 3.9; the bodies are
//! PROPOSED but for the fields `status` and `statuses`).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::channel::Channel;
use super::refusal::Answer;
use crate::apis::chat::{require_json, require_json_within};
use crate::app::App;
use crate::error::{ApiError, ApiResult, json as answer};
use crate::limits::{CHAT_BODY_BYTES, CHAT_STATUSES};
use crate::store::Write;
use crate::strict_json::{Bounds, Fields};
use crate::turns::finish_even_if_the_caller_leaves;

/// A hundred of them have more keys than a message may.
const STATUSES: Bounds = Bounds { depth: 4, keys: 2 * CHAT_STATUSES + 1 };
/// The seed's words.
const WORDS: [&str; 4] = ["SENT", "DELIVERED", "READ", "NOT_SENT"];

/// `GET …/message/{question}/status`.
pub(crate) async fn status(State(app): State<Arc<App>>, channel: Channel) -> Answer {
    let (bot, botuser) = (channel.bot.key(), channel.person(&app).await?);
    let told = app.store.question_status(&bot, botuser, &channel.question).await?;
    let told = told.ok_or_else(ApiError::not_found)?;
    Ok(answer(&shown(&channel.question, &told.status)))
}

/// `POST …/message/{question}/status`.
pub(crate) async fn set_status(
    State(app): State<Arc<App>>,
    channel: Channel,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let body = require_json(&app, &headers, body, CHAT_BODY_BYTES).await?;
    let word = word(&Fields::of_body(&body)?)?;
    let (bot, botuser) = (channel.bot.key(), channel.person(&app).await?);
    let told = tell_all(app, bot, botuser, vec![(channel.question, word)]).await?;
    Ok(answer(&told.first()))
}

/// `POST …/message-statuses`: all of them or none.
pub(crate) async fn set_statuses(
    State(app): State<Arc<App>>,
    channel: Channel,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let body = require_json_within(&headers, body, CHAT_BODY_BYTES, STATUSES).await?;
    let fields = Fields::of_body(&body)?;
    let list = fields.list("statuses")?.ok_or_else(|| ApiError::missing("statuses"))?;
    if list.len() > CHAT_STATUSES {
        return Err(ApiError::invalid("statuses", &format!("hold at most {CHAT_STATUSES}")).into());
    }
    let read = |(index, item)| -> ApiResult<(String, &'static str)> {
        let fields = Fields::of_value(format!("statuses[{index}]"), item)?;
        Ok((fields.required_string("questionId")?.to_owned(), word(&fields)?))
    };
    let wanted = list.iter().enumerate().map(read).collect::<ApiResult<Vec<_>>>()?;
    let (bot, botuser) = (channel.bot.key(), channel.person(&app).await?);
    let told = tell_all(app, bot, botuser, wanted).await?;
    Ok(answer(&json!({"statuses": told})))
}

/// `GET …/message-not-read-count`: turns, not bubbles.
pub(crate) async fn unread(State(app): State<Arc<App>>, channel: Channel) -> Answer {
    let botuser = channel.person(&app).await?;
    let count = app.store.unread(&channel.bot.key(), botuser).await?;
    Ok(answer(&json!({"count": count})))
}

fn shown(question: &str, status: &str) -> Value {
    json!({"questionId": question, "status": status})
}

fn word(fields: &Fields<'_>) -> ApiResult<&'static str> {
    let told = fields.required_string("status")?;
    let known = WORDS.into_iter().find(|word| *word == told);
    known.ok_or_else(|| ApiError::invalid(fields.path_of("status"), "be SENT, DELIVERED, READ or NOT_SENT"))
}

async fn tell_all(
    app: Arc<App>,
    bot: String,
    botuser: i64,
    wanted: Vec<(String, &'static str)>,
) -> ApiResult<Vec<Value>> {
    finish_even_if_the_caller_leaves(async move {
        let mut write = app.store.write().await?;
        let mut told = Vec::with_capacity(wanted.len());
        for (question, word) in &wanted {
            // Dropped, the turn never happened.
            told.push(tell(&mut write, &bot, botuser, question, word).await?);
        }
        write.commit().await?;
        Ok(told)
    })
    .await
}

async fn tell(
    write: &mut Write,
    bot: &str,
    botuser: i64,
    question: &str,
    word: &'static str,
) -> ApiResult<Value> {
    let told = write.question_status(bot, botuser, question).await?.ok_or_else(ApiError::not_found)?;
    if !comes_after(&told.status, word) {
        return Ok(shown(question, &told.status));
    }
    write.tell_status(bot, question, &told, word).await?;
    Ok(shown(question, word))
}

/// SENT, DELIVERED, READ; what was never sent is not sent from there only, and what arrived was.
fn comes_after(status: &str, word: &str) -> bool {
    matches!(
        (status, word),
        ("SENT", "DELIVERED" | "READ" | "NOT_SENT")
            | ("DELIVERED", "READ")
            | ("NOT_SENT", "DELIVERED" | "READ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every status under every word: `+` for one that takes its place.
    #[test]
    fn no_status_goes_back_and_not_sent_comes_from_sent_only() {
        let row = |word| WORDS.map(|status| if comes_after(status, word) { '+' } else { '.' });
        assert_eq!(WORDS.map(|word| String::from_iter(row(word))), ["....", "+..+", "++.+", "+..."]);
    }
}
