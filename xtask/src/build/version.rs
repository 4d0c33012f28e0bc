//! The version in the address of immutable files, and the hashes the loader checks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::build::fingerprint::Fingerprint;

/// Hexadecimal digits of the content hash in a version.
const HASH_DIGITS: usize = 8;

/// `0.1.0-1a2b3c4d`: the crate's version and the hash of everything that is shipped under it.
pub(crate) fn of(shipped: &[&[u8]]) -> String {
    let mut hash = Fingerprint::new();
    for bytes in shipped {
        hash.add(bytes);
    }
    let digits: String = hash.hex().chars().take(HASH_DIGITS).collect();
    format!("{}-{digits}", env!("CARGO_PKG_VERSION"))
}

/// How our files name one another: `sha256-…`. No attacker finds another file with it, and each of the hundred
/// hashes that a visitor's browser is sent is a third shorter than a published one.
pub(crate) fn pin(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// The value of an `integrity` attribute, as a page's owner copies it: `sha384-…`.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_changes_with_what_is_shipped() {
        let first = of(&[b"wasm", b"glue"]);
        assert_eq!(first, of(&[b"wasm", b"glue"]));
        assert_ne!(first, of(&[b"wasm", b"Glue"]));
        assert_eq!(first.len(), "0.1.0-12345678".len());
    }

    #[test]
    fn a_pin_is_the_published_example() {
        // SHA-256 of the three bytes "abc": FIPS 180-4, example of NIST.
        assert_eq!(pin(b"abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn integrity_is_the_published_example() {
        // SHA-384 of the three bytes "abc": FIPS 180-4, example of NIST.
        assert_eq!(
            integrity(b"abc"),
            "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"
        );
    }
}
