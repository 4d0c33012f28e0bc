//! Of signed identities.

/// Keys a back end may sign identities with at once: one, and another while it takes the place of it.
pub(crate) const IDENTITY_KEYS: usize = 2;
/// Bytes of a secret that signs identities, at least (RFC 7518 §3.2: as long as the hash).
pub(crate) const IDENTITY_SECRET_BYTES: usize = 32;
/// Bytes of a signed identity (threat row A3); one with every claim has a fifth.
pub(crate) const IDENTITY_TOKEN_BYTES: usize = 4 * 1024;
/// Hours ahead that the end of a signed identity may lie: what leaks is of use for no longer.
pub(crate) const IDENTITY_HOURS: u64 = 24;
/// Seconds that the clocks of a back end and of this server may differ.
pub(crate) const IDENTITY_LEEWAY_S: u64 = 60;
/// Characters of a back end's word for a person.
pub(crate) const SUBJECT_CHARS: usize = 255;
/// Characters of what a signed identity says of a person, each; an e-mail address has at most 254.
pub(crate) const IDENTITY_CLAIM_CHARS: usize = 254;
/// Characters of a key's name.
pub(crate) const KID_CHARS: usize = 64;
