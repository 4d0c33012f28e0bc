//! A key that webhooks are signed with.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice};
use sha2::Sha256;

use crate::limits::SIGNING_KEY_BYTES;

/// What a key in base64 begins with (Standard Webhooks).
const PREFIX: &str = "whsec_";

/// A key of HMAC-SHA256.
#[derive(Clone, Debug)]
pub struct SigningKey(Arc<SecretSlice<u8>>);

impl SigningKey {
    /// The key of a Standard Webhooks secret: `whsec_` and base64, or else the text's own bytes. None if
    /// it cannot be read or has fewer than [`SIGNING_KEY_BYTES`].
    pub(crate) fn standard(secret: &str) -> Option<Self> {
        let bytes = match secret.strip_prefix(PREFIX) {
            Some(encoded) => STANDARD.decode(encoded).or_else(|_| STANDARD_NO_PAD.decode(encoded)).ok()?,
            None => secret.as_bytes().to_vec(),
        };
        Self::of(bytes)
    }

    /// The key of a Stripe secret: the text's own bytes, whatever it begins with.
    pub(crate) fn stripe(secret: &str) -> Option<Self> {
        Self::of(secret.as_bytes().to_vec())
    }

    fn of(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() >= SIGNING_KEY_BYTES).then(|| Self(Arc::new(SecretSlice::from(bytes))))
    }

    /// HMAC-SHA256 over the parts, one behind the other.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).ok()?;
        for part in parts {
            mac.update(part);
        }
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_and_a_short_or_broken_one_is_not() {
        for good in ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a text of twenty-four by"] {
            assert!(SigningKey::standard(good).is_some(), "{good}");
        }
        for bad in
            ["", "whsec_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", "whsec_AAAA", "twenty-three bytes long"]
        {
            assert!(SigningKey::standard(bad).is_none(), "{bad}");
        }
        assert!(!format!("{:?}", SigningKey::standard("a text of twenty-four by")).contains("twenty"));
    }
}
