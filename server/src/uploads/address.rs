//! Addresses of files: signed, and over after a while. A picture in a page can send no token.

use std::path::PathBuf;
use std::sync::Arc;

use hmac::{Hmac, Mac as _};
use parlour_protocol::{Action, Author, StoredEvent};
use sha2::Sha256;
use tokio::sync::Semaphore;

use super::files::folder;
use crate::config::Config;
use crate::limits::{FILE_URL_DAYS, UPLOADS_AT_ONCE};
use crate::store::Store;
use crate::token::hex;

/// What an address begins with in the store, before it is written out for a reader.
pub(super) const STORED: &str = "attachment:";
/// Addresses change once in so many seconds, so that a page that looks again finds its picture.
const STEP_S: u64 = 3_600;

/// Where uploads lie, and how their addresses are written.
#[derive(Debug)]
pub(crate) struct Uploads {
    /// The folder beside the store.
    pub(crate) folder: PathBuf,
    /// Files that may be received at once.
    pub(crate) places: Arc<Semaphore>,
    base: String,
    key: String,
}

impl Uploads {
    pub(crate) fn new(config: &Config, store: &Store) -> Self {
        Self {
            folder: folder(config),
            places: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
            base: config.public_url.clone(),
            key: store.url_key().to_owned(),
        }
    }

    /// An address that opens the file for `days`, and up to an hour more.
    pub(crate) fn address(&self, bot: &str, id: &str, days: u64, now_ms: i64) -> String {
        let until_s =
            u64::try_from(now_ms / 1_000).unwrap_or_default().saturating_add(days.saturating_mul(86_400));
        let until_s = (until_s / STEP_S).saturating_add(1).saturating_mul(STEP_S);
        let signature =
            self.mac(bot, id, until_s).map(|mac| hex(&mac.finalize().into_bytes())).unwrap_or_default();
        format!("{}/api/webchat/bot/{bot}/attachments/{id}?until={until_s}&signature={signature}", self.base)
    }

    /// Whether the address is one of ours and not over; takes the same time whatever is wrong with the
    /// signature.
    pub(crate) fn is_signed(&self, bot: &str, id: &str, until: &str, signature: &str, now_ms: i64) -> bool {
        let now_s = u64::try_from(now_ms / 1_000).unwrap_or_default();
        let Some(until_s) = until.parse::<u64>().ok().filter(|until_s| *until_s > now_s) else {
            return false;
        };
        let (Some(mac), Some(bytes)) = (self.mac(bot, id, until_s), unhex(signature)) else { return false };
        mac.verify_slice(&bytes).is_ok()
    }

    /// Writes out the addresses in what a visitor sent.
    pub(crate) fn show(&self, bot: &str, event: &mut StoredEvent, now_ms: i64) {
        let StoredEvent::Message(message) = event else { return };
        // What a bot says is the flow's: a word of its own there is no file of ours.
        if message.author != Author::Visitor {
            return;
        }
        for action in &mut message.actions {
            if let Action::Media { url, .. } = action
                && let Some(id) = url.strip_prefix(STORED)
            {
                *url = self.address(bot, id, FILE_URL_DAYS, now_ms);
            }
        }
    }

    fn mac(&self, bot: &str, id: &str, until_s: u64) -> Option<Hmac<Sha256>> {
        // A store without a key signs nothing and knows no signature.
        if self.key.is_empty() {
            return None;
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).ok()?;
        mac.update(format!("{bot}/{id}/{until_s}").as_bytes());
        Some(mac)
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 {
        return None;
    }
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    Some(digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uploads(key: &str) -> Uploads {
        Uploads {
            folder: PathBuf::new(),
            places: Arc::new(Semaphore::new(1)),
            base: "https://chat.example".into(),
            key: key.into(),
        }
    }

    fn parts(address: &str) -> (String, String) {
        let query = address.split_once("?until=").unwrap().1;
        let (until, signature) = query.split_once("&signature=").unwrap();
        (until.to_owned(), signature.to_owned())
    }

    #[test]
    fn an_address_opens_its_own_file_until_it_is_over() {
        let uploads = uploads("k");
        let address = uploads.address("b", "f", 1, 0);
        assert!(address.starts_with("https://chat.example/api/webchat/bot/b/attachments/f?until=90000&"));
        let (until, signature) = parts(&address);
        assert!(uploads.is_signed("b", "f", &until, &signature, 86_400_000));
        assert!(!uploads.is_signed("b", "f", &until, &signature, 90_000_000), "it is over");
        assert!(!uploads.is_signed("b", "g", &until, &signature, 0));
        assert!(!uploads.is_signed("c", "f", &until, &signature, 0));
        assert!(!uploads.is_signed("b", "f", "90001", &signature, 0));
        assert!(!uploads.is_signed("b", "f", &until, &signature.replace(&signature[..1], "x"), 0));
        assert!(!uploads.is_signed("b", "f", &until, "", 0));
    }

    #[test]
    fn another_key_signs_otherwise_and_none_signs_nothing() {
        let (until, signature) = parts(&uploads("k").address("b", "f", 1, 0));
        assert!(!uploads("l").is_signed("b", "f", &until, &signature, 0));
        assert!(!uploads("").is_signed("b", "f", &until, "", 0));
    }

    #[test]
    fn an_address_stays_the_same_within_an_hour() {
        let uploads = uploads("k");
        assert_eq!(uploads.address("b", "f", 1, 0), uploads.address("b", "f", 1, 3_599_000));
        assert_ne!(uploads.address("b", "f", 1, 0), uploads.address("b", "f", 1, 3_600_000));
    }
}
