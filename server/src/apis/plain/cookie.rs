//! The visitor's token in a cookie of this one page: no script can read it, no other site can send it along with
//! a form.

use axum::http::{HeaderMap, HeaderValue, header};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::app::App;
use crate::config::Bot;
use crate::limits::{BEARER_CHARS, TOKEN_DAYS};
use crate::token::hex;

const NAME: &str = "parlour_chat";
/// What a proof proves: that who sends a form has read the page of this conversation.
const PURPOSE: &[u8] = b"plain page form";

/// The visitor's token, if the browser sent one.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    // A browser sends the cookie of the longest path first: ours.
    let mut values = pairs.filter(|(name, _)| *name == NAME).map(|(_, value)| value);
    values.next().filter(|token| !token.is_empty() && token.len() <= BEARER_CHARS)
}

/// `Set-Cookie` for this bot's page only.
pub(super) fn keep(app: &App, bot: &Bot, token: &str) -> Option<HeaderValue> {
    let url = &app.config.public_url;
    let (scheme, rest) = url.split_once("://")?;
    let prefix = rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or_default();
    let secure = if scheme == "https" { "; Secure" } else { "" };
    let seconds = TOKEN_DAYS.saturating_mul(86_400);
    let bot = bot.key();
    let line = format!(
        "{NAME}={token}; Path={prefix}/chat/{bot}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    );
    HeaderValue::from_str(&line).ok()
}

/// What the forms of a conversation's page carry. It opens nothing.
pub(super) fn proof(token: &str) -> Option<String> {
    Some(hex(&mac(token)?.finalize().into_bytes()))
}

/// Whether `proof` is that of this token; takes the same time either way.
pub(super) fn proves(token: &str, proof: &str) -> bool {
    let bytes: Option<Vec<u8>> =
        (0..proof.len() / 2).map(|at| u8::from_str_radix(proof.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
    proof.len() == 64 && mac(token).zip(bytes).is_some_and(|(mac, bytes)| mac.verify_slice(&bytes).is_ok())
}

fn mac(token: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(token.as_bytes()).ok()?;
    mac.update(PURPOSE);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_of_its_own_token_only() {
        let proof = proof("a").unwrap();
        assert!(proves("a", &proof));
        assert!(!proves("b", &proof));
        for wrong in ["", "00", "é", &"0".repeat(64), &proof[..62]] {
            assert!(!proves("a", wrong), "{wrong}");
        }
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let found = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(line));
            token(&headers).map(str::to_owned)
        };
        assert_eq!(found("a=b; parlour_chat=xyz; c=d").as_deref(), Some("xyz"));
        assert_eq!(found("xparlour_chat=xyz"), None);
        assert_eq!(found("parlour_chat="), None);
    }
}
