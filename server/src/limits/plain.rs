//! Of the plain page, for browsers without scripts (`/chat/{bot}`).

use std::time::Duration;

/// Languages of an `Accept-Language` that are looked for; browsers send fewer than ten.
pub(crate) const ACCEPTED_LANGUAGES: usize = 20;
/// Fields of a form of the plain page: twenty of a form, some of them with many options.
pub(crate) const FORM_PAIRS: usize = 500;
/// Time the plain page waits for something new when it is asked to: less than proxies wait for it.
pub(crate) const PLAIN_PATIENCE: Duration = Duration::from_secs(10);
/// Time a message of the plain page waits for room in its visitor's budget, before it is refused.
pub(crate) const PLAIN_TURN: Duration = Duration::from_secs(5);
/// Characters of a CSS colour in the plain page's style.
pub(crate) const COLOUR_CHARS: usize = 100;
