//! How much a bot in a page takes and keeps, with the reason beside each. What a visitor may send is
//! limited in [`parlour_protocol::limits`] and as the server limits it.

/// Items of a history page when the client names no number; the server's.
pub(crate) const HISTORY_DEFAULT: usize = 50;
/// Events a stream reads at once; the server's.
pub(crate) const STREAM_BATCH: usize = 50;
/// Characters of a BCP 47 tag; the server's.
pub(crate) const LOCALE_CHARS: usize = 35;
/// Characters of a `ref`; the server's.
pub(crate) const REF_CHARS: usize = 255;
/// Characters of a stranger's key that a refusal repeats; the server's.
pub(crate) const ECHOED_CHARS: usize = 64;
/// Bytes of one upload, as the composer is told; the server's default.
pub(crate) const UPLOAD_BYTES: u64 = 10 * 1024 * 1024;
/// Milliseconds until a token is said to expire; the server's default. Here it opens the conversation as
/// long as this is kept: who reads the token reads the conversation beside it.
pub(crate) const TOKEN_MS: u64 = 24 * 60 * 60 * 1_000;
/// Conversations that are kept: the visitor sees the last one, and a browser's storage is not ours to fill.
pub(crate) const CONVERSATIONS: u64 = 20;
/// Digits of the numbers in a row's key: of the largest number a JavaScript reader holds exactly.
pub(crate) const KEY_DIGITS: usize = 16;
/// Hexadecimal digits of a log's epoch.
pub(crate) const EPOCH_DIGITS: usize = 16;
