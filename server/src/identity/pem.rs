//! An Ed25519 public key as `openssl pkey -pubout` writes it (RFC 8410 §4): the same twelve bytes, then the key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes of the key itself.
pub(super) const ED25519_BYTES: usize = 32;
const HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key's bytes, if the text is one such key and nothing else.
pub(super) fn ed25519(text: &str) -> Option<Vec<u8>> {
    let body = text.trim().strip_prefix("-----BEGIN PUBLIC KEY-----")?;
    let body = body.strip_suffix("-----END PUBLIC KEY-----")?;
    let body: String = body.split_whitespace().collect();
    let bytes = STANDARD.decode(body).ok()?;
    bytes.strip_prefix(&HEAD).filter(|key| key.len() == ED25519_BYTES).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 8410 §10.1.
    const EXAMPLE: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn the_example_of_the_standard_is_read() {
        let key = ed25519(EXAMPLE).unwrap();
        assert_eq!((key.len(), key[..4].to_vec(), key[31]), (32, vec![0x19, 0xbf, 0x44, 0x09], 0xe1));
    }

    #[test]
    fn another_kind_of_key_is_none_of_ours() {
        let other = EXAMPLE.replace("MCowBQYDK2VwAyEA", "MCowBQYDK2VuAyEA");
        assert_eq!(ed25519(&other), None, "X25519");
        assert_eq!(ed25519(&EXAMPLE.replace("PUBLIC", "PRIVATE")), None);
        assert_eq!(ed25519(&EXAMPLE.replace("rXAxZuE=", "rXA=")), None);
    }
}
