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
/// Cards of one carousel: more are not swiped through.
pub const CARDS: usize = 10;
/// Buttons of one card (protocols.md 1.3.3).
pub const CARD_BUTTONS: usize = 3;
/// Characters of a module's name; it stands in reports and in the `ref` of a page.
pub const NAME_CHARS: usize = 100;
/// Largest module number: what a JavaScript reader of the API still holds exactly.
pub const MODULE_ID: u64 = (1 << 53) - 1;
/// Tables and lists within one another, in a JSON flow and in conditions.
pub const DEPTH: usize = 32;
/// Times a module says its `error_instruction` before its fallback speaks, unless it says otherwise.
pub const RETRIES: u32 = 3;
/// Most retries a module may ask for.
pub const RETRIES_MAX: u32 = 20;
/// Bytes a compiled regular expression may take.
pub const REGEX_BYTES: usize = 256 * 1024;
/// Bytes of the text a regular expression or a typed input looks at; what lies behind is not looked at.
pub const HEARD_BYTES: usize = 16 * 1024;
/// Words of a message that are compared fuzzily.
pub const FUZZY_WORDS: usize = 64;
/// Letters that may differ in a fuzzy comparison.
pub const FUZZY_DISTANCE: u64 = 3;
/// Steps of one template.
pub const TEMPLATE_FUEL: u64 = 20_000;
/// Signs in one template that join or repeat (`~`, `+`, `*`): each may double a text in one step.
pub const TEMPLATE_JOINS: usize = 32;
/// Bytes of one text after its template was filled in.
pub const TEXT_BYTES: usize = 16 * 1024;
/// Custom variables of a conversation that modules set.
pub const CVARS: usize = 200;
/// Bytes, as JSON, of one value that a request's answer gives to a variable: it is read and written at
/// every turn.
pub const SAVED_BYTES: usize = 16 * 1024;
/// Characters of an e-mail address (RFC 5321).
pub const EMAIL_CHARS: usize = 254;
/// Days a flow may count from today: a century, beyond which it names the year.
pub const DAYS_FROM_TODAY: i32 = 36_525;
/// Mistakes of a flow that are told, the first: who has more mends these before reading on.
pub const MISTAKES: usize = 200;
/// Languages of a flow: more than a widget has words for.
pub const LANGUAGES: usize = 50;
/// Digits of a telephone number (E.164), and the fewest anywhere.
pub const PHONE_DIGITS: core::ops::RangeInclusive<usize> = 5..=15;
/// Longest a module waits for the visitor, in seconds: 99 hours, the most the Aimylogic API documents for its
/// `timeout`.
pub const TIMEOUT_SECONDS: u64 = 99 * 60 * 60;
/// Times in a row that a conversation goes on without the visitor: nobody is there to read more, and each is
/// a row in the log.
pub const TIMEOUTS: u32 = 10;
/// Steps of one conversation that is written down: longer ones are two.
#[cfg(feature = "chats")]
pub const STEPS: usize = 1_000;
