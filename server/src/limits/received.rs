//! Limits of what other systems send: messages of the served API medium, webhooks.

/// Bodies of the served API medium read at once that are larger than a visitor's: each is held whole until its
/// token, which stands in it, is looked at.
pub(crate) const MEDIUM_BODIES: usize = 16;
/// Of them from one address: strangers who send slowly hold no others' places.
pub(crate) const MEDIUM_BODIES_PER_ADDRESS: usize = 4;
/// Events of one webhook: they are stored in one transaction, for which every other writer waits.
pub(crate) const HOOK_EVENTS: usize = 500;
