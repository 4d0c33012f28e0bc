//! How large a flow may get, in one place, with the reason beside it.

/// Modules of a flow: fifty times the largest bot its author can still oversee.
pub const MODULES: usize = 10_000;
/// Modules that may fall through one after another before the visitor is asked: longer is a mistake
/// of the author, and each one is a bubble.
pub const FALL_THROUGHS: usize = 50;
/// Pieces of one module.
pub const PIECES: usize = 50;
/// Suggested replies of one module: more do not fit a phone.
pub const SUGGESTED_REPLIES: usize = 20;
/// Characters of a module's name; it stands in reports and in the `ref` of a page.
pub const NAME_CHARS: usize = 100;
/// Largest module number: what a JavaScript reader of the API still holds exactly.
pub const MODULE_ID: u64 = (1 << 53) - 1;
