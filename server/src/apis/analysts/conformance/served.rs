//! Which APIs a bot is served by here, and what their checks take.

use std::collections::BTreeMap;

use secrecy::SecretString;

use crate::app::App;
use crate::config::Bot;
use crate::conform::Api;

/// In the order of the page.
pub(super) const APIS: [Api; 3] = [Api::Certainly, Api::Aimylogic, Api::ApiMedium];

/// For people.
pub(super) fn title(api: Api) -> &'static str {
    match api {
        Api::Certainly => "Certainly: chat REST API",
        Api::Aimylogic => "Aimylogic: Chat API",
        Api::ApiMedium => "API medium",
    }
}

/// What a configuration must have for a bot to be served so.
pub(super) fn takes(api: Api) -> &'static str {
    match api {
        Api::Certainly => "api_token",
        Api::Aimylogic => "serve_as.aimylogic",
        Api::ApiMedium => "serve_as.api_medium",
    }
}

/// Whether the bot is.
pub(super) fn is_served(bot: &Bot, api: Api) -> bool {
    match api {
        Api::Certainly => bot.api_token.is_some(),
        Api::Aimylogic => bot.serve_as.aimylogic.is_some(),
        Api::ApiMedium => bot.serve_as.api_medium.is_some(),
    }
}

/// What checks name, in the open and in secret.
pub(super) type Given = (BTreeMap<String, String>, BTreeMap<String, SecretString>);

/// What the configuration says of a bot that is served so. Of the chat API it keeps no token but a hash: whoever
/// asks for a run tells it.
pub(super) fn given(app: &App, bot: &Bot, api: Api) -> Given {
    let (mut names, mut secrets) = Given::default();
    let mut name = |key: &str, value: &str| {
        if !value.is_empty() {
            names.insert(key.to_owned(), value.to_owned());
        }
    };
    match api {
        Api::Certainly => {
            name("bot", &bot.key());
            name("reports_path", &format!("{}/", app.config.reports_path));
        }
        Api::Aimylogic => {
            let token = bot.serve_as.aimylogic.as_ref().map(|served| served.token.clone());
            secrets.extend(token.map(|token| ("token".to_owned(), token)));
        }
        Api::ApiMedium => {
            if let Some(served) = &bot.serve_as.api_medium {
                name("channel_id", &served.channel_id);
                name("keyword", &served.keyword);
                secrets.insert("token".to_owned(), served.token.clone());
            }
        }
    }
    (names, secrets)
}
