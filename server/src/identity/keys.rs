//! The keys of a site's back end, and what a token signed with one must say.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use secrecy::{ExposeSecret as _, SecretString};

use super::pem;
use super::provider;
use crate::limits::IDENTITY_SECRET_BYTES;

/// `identity` of a bot.
pub struct Identity {
    /// The live keys, each with a name of its own.
    pub keys: Vec<Key>,
    /// What a token's `aud` must name.
    pub audience: String,
    /// Whether nobody else is spoken with.
    pub required: bool,
}

/// One key. What it is fixes how tokens are signed; their header is not asked.
pub struct Key {
    /// Its name, the `kid` of the tokens it signs.
    pub kid: String,
    pub(super) algorithm: Algorithm,
    pub(super) checks: DecodingKey,
}

/// Why something is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakKey {
    /// Who guesses the secret signs what they like.
    #[error("a secret must have at least {IDENTITY_SECRET_BYTES} bytes (RFC 7518 §3.2)")]
    Short,
    /// Everybody knows a public key: as a secret it would let anybody sign.
    #[error("this is a public key, which goes under `public_key`")]
    Public,
    /// Neither PEM nor the `x` of a JWK.
    #[error("this is no Ed25519 public key, as PEM or as the `x` of a JWK")]
    Unreadable,
}

impl Identity {
    /// Whether a session may go on that was opened by the key of this name, or by nobody's.
    pub(crate) fn honours(&self, kid: Option<&str>) -> bool {
        kid.map_or(!self.required, |kid| self.key(kid).is_some())
    }

    pub(super) fn key(&self, kid: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.kid == kid)
    }
}

impl Key {
    /// A secret that both sides know (HS256).
    ///
    /// # Errors
    /// [`WeakKey::Short`], and [`WeakKey::Public`] for what is no secret.
    pub fn secret(kid: &str, secret: &SecretString) -> Result<Self, WeakKey> {
        let text = secret.expose_secret();
        if text.contains("-----BEGIN ") {
            return Err(WeakKey::Public);
        }
        if text.len() < IDENTITY_SECRET_BYTES {
            return Err(WeakKey::Short);
        }
        let key = DecodingKey::from_secret(text.as_bytes()).map_err(|_| WeakKey::Short)?;
        Ok(Self::new(kid, Algorithm::HS256, key))
    }

    /// The public half of a key that the back end alone has (`EdDSA` with Ed25519): PEM, or the `x` of a JWK.
    ///
    /// # Errors
    /// [`WeakKey::Unreadable`].
    pub fn public(kid: &str, text: &str) -> Result<Self, WeakKey> {
        let bytes = if text.contains("-----BEGIN ") {
            pem::ed25519(text)
        } else {
            URL_SAFE_NO_PAD.decode(text.trim()).ok().filter(|bytes| bytes.len() == pem::ED25519_BYTES)
        };
        let bytes = bytes.ok_or(WeakKey::Unreadable)?;
        Ok(Self::new(kid, Algorithm::EdDSA, DecodingKey::from_ed_der(&bytes)))
    }

    fn new(kid: &str, algorithm: Algorithm, key: DecodingKey) -> Self {
        provider::install();
        Self { kid: kid.to_owned(), algorithm, checks: key }
    }
}
