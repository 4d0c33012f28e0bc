//! `parlour token`: API tokens beside those of the configuration.

use std::path::Path;

use serde_json::{Value, json};
use uuid::Uuid;

use super::exit::Exit;
use super::store::{Stored, with_store};
use crate::clock;
use crate::limits::API_TOKEN_NAME_CHARS;
use crate::store::ApiToken;
use crate::token::{TokenHash, mint};

/// Makes a token and prints it, this once: only its hash is kept.
pub(super) fn new(config: &Path, bot: Uuid, name: &str, json: bool) -> Exit {
    if name.chars().count() > API_TOKEN_NAME_CHARS || name.chars().any(char::is_control) {
        eprintln!("a token's name has at most {API_TOKEN_NAME_CHARS} characters and no control characters");
        return Exit::Usage;
    }
    with_store(config, async |Stored { config, store }| {
        let Some(bot) = config.bots.get(&bot) else {
            eprintln!("the configuration has no bot {bot}");
            return Ok(Exit::Usage);
        };
        let Some(token) = mint() else {
            eprintln!("the system gives no random numbers");
            return Ok(Exit::Unreachable);
        };
        let mut write = store.write().await?;
        let id = write.create_api_token(&bot.key(), name, &TokenHash::of(&token), clock::now_ms()).await?;
        write.commit().await?;
        if json {
            println!("{}", json!({"id": id, "bot": bot.key(), "name": name, "token": token}));
        } else {
            eprintln!("token {id} for {}; it is shown this once:", bot.name);
            println!("{token}");
        }
        Ok(Exit::Done)
    })
}

/// Prints every token but its text.
pub(super) fn list(config: &Path, bot: Option<Uuid>, json: bool) -> Exit {
    with_store(config, async |Stored { store, .. }| {
        let bot = bot.map(|bot| bot.hyphenated().to_string());
        let tokens = store.api_tokens(bot.as_deref()).await?;
        if json {
            println!("{}", Value::Array(tokens.iter().map(shown).collect()));
            return Ok(Exit::Done);
        }
        for ApiToken { id, bot, name, created_ms, used_ms, revoked_ms } in &tokens {
            let used =
                used_ms.map_or_else(|| "never used".to_owned(), |ms| format!("used {}", clock::rfc3339(ms)));
            let state = revoked_ms.map_or(used, |ms| format!("revoked {}", clock::rfc3339(ms)));
            println!(
                "{id}\t{bot}\t{}\tmade {}\t{state}",
                if name.is_empty() { "-" } else { name },
                clock::rfc3339(*created_ms)
            );
        }
        Ok(Exit::Done)
    })
}

/// Revokes a token; a running server refuses it from the next request on.
pub(super) fn revoke(config: &Path, id: i64, json: bool) -> Exit {
    with_store(config, async |Stored { store, .. }| {
        let mut write = store.write().await?;
        let revoked = write.revoke_api_token(id, clock::now_ms()).await?;
        write.commit().await?;
        if json {
            println!("{}", json!({"id": id, "revoked": revoked}));
        } else if revoked {
            println!("token {id} is revoked");
        } else {
            eprintln!("there is no live token {id}");
        }
        Ok(if revoked { Exit::Done } else { Exit::Wrong })
    })
}

fn shown(token: &ApiToken) -> Value {
    json!({
        "id": token.id,
        "bot": token.bot,
        "name": token.name,
        "created_at": clock::rfc3339(token.created_ms),
        "last_used_at": token.used_ms.map(clock::rfc3339),
        "revoked_at": token.revoked_ms.map(clock::rfc3339),
    })
}
