//! Who may read reports, and where: `[[account]]`, `reports_path`.

use std::collections::BTreeMap;
use std::sync::Arc;

use lettre::Address;
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use super::Bot;
use super::model::Account;
use super::node::{At, Node};
use super::secret::secret;
use crate::limits;
use crate::token::TokenHash;

/// Where message reports are offered unless the file says otherwise (protocols.md 1.5.1).
const REPORTS_PATH: &str = "/api/frontend/reports/messages/";
/// Paths below which something else is offered.
const TAKEN: &[&str] = &["/api/webchat/", "/api/frontend/reports/jobs/", "/api/medium/"];

/// The path of message reports, without its last slash.
pub(super) fn reports_path(root: &Node<'_>) -> String {
    let expected = "a path of letters, digits, `-`, `_` and `.` below /api/ that nothing else has";
    let written = root.parsed("reports_path", expected, |text| is_free(text).then_some(text));
    let path = written.map_or(REPORTS_PATH, |at| at.value);
    path.trim_end_matches('/').to_owned()
}

fn is_free(path: &str) -> bool {
    let whole = format!("{}/", path.trim_end_matches('/'));
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let mut parts = whole.strip_prefix("/api/").unwrap_or_default().trim_end_matches('/').split('/');
    parts.all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_letter))
        && !TAKEN.iter().any(|taken| whole.starts_with(taken))
}

/// The accounts; their bots must be those of the file.
pub(super) fn accounts(root: &Node<'_>, bots: &BTreeMap<Uuid, Arc<Bot>>) -> Vec<Account> {
    let mut accounts: Vec<Account> = Vec::new();
    for node in root.tables("account") {
        node.require("email");
        node.require("token");
        node.require("bots");
        let email = node.parsed("email", "an e-mail address", |text| text.parse::<Address>().ok());
        let token = secret(&node, "token").map(|token| token.expose_secret().to_owned());
        let own = own_bots(&node, bots);
        node.finish();
        let (Some(At { value: email, span }), Some(token)) = (email, token) else { continue };
        if token.len() > limits::BEARER_CHARS {
            let message = format!("`token` must have at most {} characters", limits::BEARER_CHARS);
            node.source.mistake(node.span(), "bad_secret", message);
        }
        let token = TokenHash::of(&token);
        if accounts.iter().any(|other| other.email == email || other.token.matches(&token)) {
            let message = format!("the account {email} has the e-mail address or the token of another");
            node.source.mistake(span, "duplicate_account", message);
        }
        accounts.push(Account { email, token, bots: own });
    }
    if !accounts.is_empty() && !root.has("mail") {
        let message = "there is an [[account]] but no [mail]: exports are made, but not mailed";
        root.source.warning(0..0, "no_mail", message);
    }
    accounts
}

fn own_bots(node: &Node<'_>, bots: &BTreeMap<Uuid, Arc<Bot>>) -> Vec<Uuid> {
    let mut own = Vec::new();
    for At { value, span } in node.strings("bots") {
        let Ok(id) = Uuid::try_parse(value) else {
            let message = format!("`bots` must hold deployment ids (UUIDs), not {value:?}");
            node.source.mistake(span, "bad_value", message);
            continue;
        };
        if !bots.contains_key(&id) {
            // Its rows may still be stored, but no one may read them until it is back.
            let message = format!("`bots`: there is no bot with the id {id}");
            node.source.warning(span, "unknown_bot", message);
        }
        own.push(id);
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_stand_where_nothing_else_does() {
        for path in [REPORTS_PATH, "/api/frontend/reports/messages", "/api/x", "/api/a.b/c-d/"] {
            assert!(is_free(path), "{path}");
        }
        for path in [
            "",
            "/",
            "/api",
            "/api/",
            "api/x",
            "/reports/",
            "/api//x",
            "/api/{x}",
            "/api/*x",
            "/api/../x",
            "/api/webchat/bot/",
            "/api/webchat",
            "/api/frontend/reports/jobs",
            "/api/frontend/reports/jobs/x/",
        ] {
            assert!(!is_free(path), "{path}");
        }
    }
}
