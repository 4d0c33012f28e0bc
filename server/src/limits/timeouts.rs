//! Of conversations that go on by themselves.

use std::time::Duration;

/// A look at the first moment to come, at the latest: a machine that slept has another time.
pub(crate) const TIMEOUT_LOOK: Duration = Duration::from_mins(1);
/// Conversations that go on at once: as many as share a commit well, and no more than a burst of visitors.
pub(crate) const TIMEOUTS_AT_ONCE: u32 = 32;
/// How long a conversation rests that could not go on; the others take their turn meanwhile.
pub(crate) const TIMEOUT_REST: Duration = Duration::from_secs(30);
