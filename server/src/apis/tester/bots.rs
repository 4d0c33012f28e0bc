//! `GET /tester/api/bots`: which bots there are to try.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::builder::Builder;
use crate::app::App;
use crate::config::{Bot, Channel, UpstreamApi};
use crate::error::{ApiResult, json as answer};

/// The builder's bots, by name.
pub(crate) async fn bots(State(app): State<Arc<App>>, builder: Builder) -> ApiResult<Response> {
    let mut bots = app.bots.all();
    bots.retain(|bot| builder.who.owns(&app.config, bot.id));
    bots.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
    let bots: Vec<Value> = bots.iter().map(|bot| shown(bot)).collect();
    Ok(answer(&json!({ "bots": bots })))
}

fn shown(bot: &Bot) -> Value {
    json!({
        "id": bot.key(),
        "name": bot.name,
        "channel": channel(bot),
        "languages": bot.languages(),
        "start_modules": start_modules(bot),
        "has_flow": bot.flow_bot().is_some(),
    })
}

fn channel(bot: &Bot) -> &'static str {
    match &bot.channel {
        Channel::Engine(_) => "flow",
        Channel::Upstream(upstream) => match upstream.api {
            UpstreamApi::Certainly => "certainly",
            UpstreamApi::Aimylogic => "aimylogic",
            UpstreamApi::ApiMedium => "api_medium",
            UpstreamApi::OpenAi => "openai",
        },
    }
}

/// What a visitor's `ref` may name: of a flow the starting module first, each by its name; of a bot elsewhere
/// numbers.
fn start_modules(bot: &Bot) -> Vec<String> {
    match &bot.channel {
        Channel::Engine(own) => {
            let others = own.refs.iter().copied().filter(|id| Some(*id) != own.starting_module);
            let modules = own.starting_module.into_iter().chain(others);
            let name = |id| own.flow.module(id).map(|module| module.card.name.clone());
            modules.filter_map(name).collect()
        }
        Channel::Upstream(upstream) => upstream.refs.iter().map(ToString::to_string).collect(),
    }
}
