//! `identity` of a bot.

use std::sync::Arc;

use uuid::Uuid;

use super::node::{At, Node};
use super::secret::secret;
use crate::identity::{Identity, Key};
use crate::limits::{IDENTITY_KEYS, KID_CHARS};

/// Reads the keys of the site's back end. A bot that promises to check who a visitor is does not run without.
pub(super) fn identity(node: &Node<'_>, bot: Option<&Uuid>) -> Option<Arc<Identity>> {
    let table = node.table("identity")?;
    let mistake = |at, code, message: String| table.source.mistake(at, code, message);
    let mut keys: Vec<Key> = Vec::new();
    table.require("keys");
    let given = table.tables("keys");
    if table.has("keys") && !(1..=IDENTITY_KEYS).contains(&given.len()) {
        let message =
            format!("`keys` must hold 1 to {IDENTITY_KEYS}: one, and another while it takes the place of it");
        mistake(table.span(), "bad_value", message);
    }
    for one in given {
        let Some(key) = key(&one) else { continue };
        if keys.iter().any(|known| known.kid == key.kid) {
            mistake(one.span(), "duplicate_kid", format!("`kid`: another key is named {:?} too", key.kid));
        } else {
            keys.push(key);
        }
    }
    let audience = table.parsed("audience", "a text", |text| (!text.is_empty()).then_some(text.to_owned()));
    let required = table.boolean("required").unwrap_or_default();
    table.finish();
    let audience = audience.map(|at| at.value).or_else(|| Some(bot?.hyphenated().to_string()))?;
    Some(Arc::new(Identity { keys, audience, required }))
}

fn key(node: &Node<'_>) -> Option<Key> {
    node.require("kid");
    let kid = node.parsed("kid", "a name of at most 64 characters", |text| {
        (1..=KID_CHARS).contains(&text.chars().count()).then_some(text)
    });
    let secret = secret(node, "secret");
    let public = node.string("public_key");
    if node.has("secret") == node.has("public_key") {
        let message = "a key is either a `secret` (HS256) or a `public_key` (Ed25519)";
        node.source.mistake(node.span(), "bad_key", message);
    }
    node.finish();
    let At { value: kid, .. } = kid?;
    let made = match (secret, public) {
        (Some(secret), None) => Key::secret(kid, &secret),
        (None, Some(public)) => Key::public(kid, public.value),
        _ => return None,
    };
    made.map_err(|why| node.source.mistake(node.span(), "bad_key", why.to_string())).ok()
}
