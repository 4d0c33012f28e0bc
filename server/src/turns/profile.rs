//! What is known of a user: kept as reports show it (`botuser_meta`).

use parlour_protocol::limits::PROFILE_BYTES;
use serde_json::{Map, Value};

use crate::client_address::Client;
use crate::error::{ApiError, ApiResult};
use crate::identity::verified;

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

/// Writes `new` over `known`, key by key, but over nothing that a back end vouches for.
pub(super) fn merge(known: &mut Map<String, Value>, new: Map<String, Value>) -> ApiResult<()> {
    let vouched = verified(known);
    known.extend(new.into_iter().filter(|(key, _)| !vouched.contains(key)));
    let others = known.iter().filter(|(key, _)| *key != "web");
    let bytes: usize = others.map(|(key, value)| key.len() + value.to_string().len() + 4).sum();
    if bytes > PROFILE_BYTES {
        return Err(ApiError::invalid("user_profile", &format!("hold at most {PROFILE_BYTES} bytes in all")));
    }
    Ok(())
}
