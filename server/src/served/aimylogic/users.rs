//! Clients are users of their own: who has this API's token reads nobody else's conversations.

use crate::served::names::AIMYLOGIC;

/// The user whom a client is.
pub(crate) fn user_of(client: &str) -> String {
    format!("{AIMYLOGIC}{client}")
}

/// The client who is this user; none if it is another API's.
pub(crate) fn client_of(user: &str) -> Option<&str> {
    user.strip_prefix(AIMYLOGIC)
}
