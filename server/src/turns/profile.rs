//! What is known of a user: kept as reports show it (`botuser_meta`).

use parlour_protocol::limits::PROFILE_BYTES;
use serde_json::{Map, Value};

use crate::client_address::Client;
use crate::error::{ApiError, ApiResult};
use crate::identity::{VERIFIED, verified};

/// What a visitor's page said about the visitor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    /// The page the widget stands in; absent keeps what was known.
    pub web: Option<Map<String, Value>>,
    /// Any other key: plain data, never trusted.
    pub rest: Map<String, Value>,
}

impl Profile {
    /// Writes the profile over what was known, and the address the request came from.
    ///
    /// # Errors
    /// `field_invalid` if all that pages said together is over the limit of one profile.
    pub(super) fn merge_into(self, meta: &mut Map<String, Value>, address: Client) -> ApiResult<()> {
        merge(meta, self.rest)?;
        let known =
            meta.remove("web").and_then(|web| if let Value::Object(web) = web { Some(web) } else { None });
        let mut web = self.web.or(known).unwrap_or_default();
        match address.address() {
            Some(address) => web.insert("current_ip".to_owned(), Value::String(address.to_string())),
            None => web.remove("current_ip"),
        };
        meta.insert("web".to_owned(), Value::Object(web));
        Ok(())
    }
}

/// Writes `new` over `known`, key by key, but over nothing that a back end vouches for. Who says nothing new
/// is never refused for what is known.
pub(super) fn merge(known: &mut Map<String, Value>, new: Map<String, Value>) -> ApiResult<()> {
    if new.is_empty() {
        return Ok(());
    }
    let vouched = verified(known);
    known.extend(new.into_iter().filter(|(key, _)| !vouched.contains(key)));
    if bytes_of_pages(known) > PROFILE_BYTES {
        return Err(ApiError::invalid("user_profile", &format!("hold at most {PROFILE_BYTES} bytes in all")));
    }
    Ok(())
}

/// Adds what is said of the same visitor elsewhere, where nothing else is known and as far as there is room.
pub(super) fn add(known: &mut Map<String, Value>, said: Map<String, Value>) {
    let mut bytes = bytes_of_pages(known);
    for (key, value) in said {
        let more = weight(&key, &value);
        if key == "web" || bytes.saturating_add(more) <= PROFILE_BYTES {
            bytes = bytes.saturating_add(if known.contains_key(&key) { 0 } else { more });
            known.entry(key).or_insert(value);
        }
    }
}

/// What pages said: neither their address nor what a back end vouches for.
fn bytes_of_pages(known: &Map<String, Value>) -> usize {
    let vouched = verified(known);
    let said = known.iter().filter(|(key, _)| *key != "web" && *key != VERIFIED && !vouched.contains(key));
    said.map(|(key, value)| weight(key, value)).sum()
}

fn weight(key: &str, value: &Value) -> usize {
    key.len() + value.to_string().len() + 4
}
