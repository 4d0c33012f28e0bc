//! The page.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde_json::json;
use uuid::Uuid;

use super::found::{run, told};
use super::served::{APIS, is_served, takes, title};
use super::written::written;
use crate::apis::analysts::door::Analyst;
use crate::apis::analysts::frame::{Frame, Place, headers, page};
use crate::apis::analysts::refused::Refused;
use crate::apis::chat::parameter;
use crate::app::App;
use crate::config::Bot;
use crate::conform::{Api, count};
use crate::error::{ApiError, ApiResult};
use crate::limits::{BEARER_CHARS, TRIAL_SAY_CHARS, TRIAL_SAYS};

/// `GET /conformance`.
pub(crate) async fn conformance(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let bot = chosen(&app, &analyst, query.as_deref())?;
    Ok(shown(&app, &analyst, &bot, None))
}

/// `GET /conformance/run`: how far a run of the bot is, for the bar.
pub(crate) async fn progress(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let bot = chosen(&app, &analyst, query.as_deref())?;
    let trial = app.trials.of(bot.id).ok_or_else(ApiError::not_found)?;
    let told = json!({
        "is_open": trial.is_open,
        "rows_done": trial.checks.len(),
        "rows_total": trial.total,
        "told": told(&trial),
    });
    Ok((headers("application/json"), told.to_string()).into_response())
}

/// The bot that a query or form names, of the analyst's; their first where it names none.
///
/// # Errors
/// `not_found` for one that is not theirs.
pub(super) fn chosen(app: &App, analyst: &Analyst, query: Option<&str>) -> ApiResult<Arc<Bot>> {
    let bots = analyst.bots(app);
    let bot = match parameter(query, "bot")?.filter(|id| !id.is_empty()) {
        None => bots.first().cloned(),
        Some(id) => {
            let id = Uuid::try_parse(&id).ok();
            bots.iter().find(|bot| Some(bot.id) == id).cloned()
        }
    };
    bot.ok_or_else(ApiError::not_found)
}

/// The page of a bot; `trouble` is why no run began.
pub(super) fn shown(app: &App, analyst: &Analyst, bot: &Bot, trouble: Option<&ApiError>) -> Response {
    let trial = app.trials.of(bot.id);
    let bots = analyst.bots(app);
    let inside = html! {
        h1 { "Conformance" }
        @if let Some(trouble) = trouble { p.trouble role="alert" { (trouble.sentence()) } }
        @if bots.len() > 1 {
            form.filter action="/conformance" {
                label { "Bot"
                    select name="bot" {
                        @for one in &bots { option value=(one.key()) selected[one.id == bot.id] { (one.name) } }
                    }
                }
                button { "Show" }
            }
        }
        @if let Some(trial) = &trial { (run(trial, &format!("/conformance?bot={}", bot.key()))) }
        h2 { "Check this server" }
        p.meaning {
            "The checks of " code { "parlour conform" } " against " bdi { (bot.name) } " as it runs here, by real requests: one run at a time, within the rate limits of the APIs. "
            "They talk to the bot as users of their own (" code { "conform-…" } ") and leave their conversations behind: a bot that is there for trying is the best one. "
            "Checks that need a webhook are not made here; " code { "parlour conform --webhook-listen" } " makes them."
        }
        div.figures.apis { @for api in APIS { (one(bot, api)) } }
        h2.later { "What the tests of this version found" }
        (written())
    };
    let status = trouble.map_or(StatusCode::OK, ApiError::status);
    let is_open = trial.is_some_and(|trial| trial.is_open);
    page(
        status,
        &Frame::of("Conformance · Reports".to_owned(), analyst, Place::Conformance(is_open), None),
        &inside,
    )
}

/// An API: the button, or what it takes.
fn one(bot: &Bot, api: Api) -> Markup {
    html! {
        section {
            h3 { (title(api)) }
            @if is_served(bot, api) { (form(bot, api)) } @else {
                p.hint { bdi { (bot.name) } " is not served by this API. In the server's configuration that takes " code { (takes(api)) } " in its " code { "[[bot]]" } "." }
            }
        }
    }
}

fn form(bot: &Bot, api: Api) -> Markup {
    let about = format!("{}-about", api.name());
    html! {
        form.trial method="post" action="/conformance" {
            input type="hidden" name="bot" value=(bot.key());
            input type="hidden" name="api" value=(api.name());
            @if api == Api::Certainly {
                label { span { "The bot's " code { "api_token" } }
                    input type="password" name="token" required autocomplete="off" maxlength=(BEARER_CHARS) aria-describedby=(about);
                }
                label { span { "The " code { "token" } " of an account, for message reports (may be left out)" }
                    input type="password" name="account_token" autocomplete="off" maxlength=(BEARER_CHARS);
                }
                p.hint id=(about) { "The server keeps a hash of it only. It is used for this run and forgotten." }
            }
            label { "What a visitor says to hear every kind of answer, a line each"
                textarea name="say" rows="3" required maxlength=(TRIAL_SAYS * (TRIAL_SAY_CHARS + 1)) { "hello" }
            }
            button { "Make the " (count(api)) " checks" span.unseen { " of " (title(api)) } }
        }
    }
}
