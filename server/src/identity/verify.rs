//! From a token to a person.

use std::borrow::Cow;

use hmac::{Hmac, Mac as _};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::Sha256;

use super::keys::Identity;
use crate::invisible::is_seen;
use crate::limits::{
    IDENTITY_CLAIM_CHARS, IDENTITY_HOURS, IDENTITY_LEEWAY_S, IDENTITY_TOKEN_BYTES, SUBJECT_CHARS,
};

/// A person that a token proves.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// What is kept of the back end's word for the person ([`subject`]).
    pub subject: [u8; 32],
    /// The key that proved it.
    pub kid: String,
    /// What the token says of the person: `name`, `email`, `phone_number`, as far as it does.
    pub claims: Map<String, Value>,
}

/// What is read of a token's body. A field that stands twice is refused by the reader.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    /// Seconds since 1970; the standard allows fractions.
    exp: f64,
    name: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
}

impl Identity {
    /// The person a token proves to this bot at `now_ms`.
    ///
    /// # Errors
    /// What is wrong with it, for the log: whoever sent it is not told.
    pub(crate) fn verify(
        &self,
        token: &str,
        store_key: &str,
        bot: &str,
        now_ms: i64,
    ) -> Result<Known, Cow<'static, str>> {
        if token.len() > IDENTITY_TOKEN_BYTES {
            return Err("it is too long".into());
        }
        let kid = decode_header(token).map_err(words)?.kid.ok_or("its header has no `kid`")?;
        let key = self.key(&kid).ok_or("no key has its `kid`")?;
        let mut wanted = Validation::new(key.algorithm);
        wanted.set_required_spec_claims(&["exp", "aud", "sub"]);
        wanted.set_audience(&[&self.audience]);
        wanted.validate_nbf = true;
        wanted.leeway = IDENTITY_LEEWAY_S;
        let claims = decode::<Claims>(token, &key.checks, &wanted).map_err(words)?.claims;
        #[allow(clippy::cast_precision_loss, reason = "milliseconds of this century are exact")]
        let latest_s = now_ms as f64 / 1_000.0 + (IDENTITY_HOURS * 3_600 + IDENTITY_LEEWAY_S) as f64;
        if claims.exp > latest_s {
            return Err("its `exp` is too far ahead".into());
        }
        if !claims.sub.contains(is_seen) || claims.sub.chars().count() > SUBJECT_CHARS {
            return Err("its `sub` is blank or too long".into());
        }
        let subject = subject(store_key, bot, &claims.sub).ok_or("it cannot be hashed")?;
        let said = [("name", claims.name), ("email", claims.email), ("phone_number", claims.phone_number)];
        let mut claims = Map::new();
        for (name, text) in said {
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else { continue };
            if text.chars().count() > IDENTITY_CLAIM_CHARS {
                return Err("a claim is too long".into());
            }
            claims.insert(name.to_owned(), Value::String(text));
        }
        Ok(Known { subject, kid, claims })
    }
}

fn words(error: jsonwebtoken::errors::Error) -> Cow<'static, str> {
    match error.kind() {
        // The reader's own words may repeat what the token says of somebody.
        ErrorKind::Json(_) | ErrorKind::Utf8(_) | ErrorKind::Base64(_) => "it cannot be read".into(),
        _ => error.to_string().into(),
    }
}

/// What is kept of the back end's word for a person: nobody can tell the word from it, nor find the same person
/// at another bot, without the key of this store.
pub(crate) fn subject(store_key: &str, bot: &str, sub: &str) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(store_key.as_bytes()).ok()?;
    mac.update(b"subject\0");
    mac.update(bot.as_bytes());
    mac.update(b"\0");
    mac.update(sub.as_bytes());
    Some(mac.finalize().into_bytes().into())
}
