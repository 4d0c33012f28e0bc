//! Visitor tokens and API tokens: made here, hashed here, compared here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// SHA-256 of a token: all that is kept of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash")
    }
}

impl TokenHash {
    /// The hash of what a caller presented, or of a configured secret.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// Whether both are of one token; takes the same time either way.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// As stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A new token of 256 random bits in base64url, or nothing if the system gives no randomness.
pub(crate) fn mint() -> Option<String> {
    random::<32>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// Lower-case hex of `N` random bytes.
pub(crate) fn random_hex<const N: usize>() -> Option<String> {
    random::<N>().map(|bytes| hex(&bytes))
}

/// A message id of a visitor's: a random UUID.
pub(crate) fn new_uuid() -> Option<String> {
    random::<16>().map(|bytes| uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0_u8; N];
    #[cfg(feature = "simulation")]
    if crate::simulation::throw(&mut bytes) {
        return Some(bytes);
    }
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// A number to choose among variations; 0 where there is no randomness.
pub(crate) fn random_seed() -> u64 {
    random::<8>().map_or(0, u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let (one, other) = (mint().unwrap(), mint().unwrap());
        assert_eq!(one.len(), 43);
        assert_ne!(one, other);
    }

    #[test]
    fn a_hash_matches_its_own_token_only() {
        assert!(TokenHash::of("a").matches(&TokenHash::of("a")));
        assert!(!TokenHash::of("a").matches(&TokenHash::of("b")));
    }
}
