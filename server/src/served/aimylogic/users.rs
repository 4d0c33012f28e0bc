//! Clients are users of their own: who has this API's token reads nobody else's conversations.

/// What stands before a client in the name of a user.
const PREFIX: &str = "aimylogic:";

/// The user whom a client is.
pub(crate) fn user_of(client: &str) -> String {
    format!("{PREFIX}{client}")
}

/// The client who is this user; none if it is another API's.
pub(crate) fn client_of(user: &str) -> Option<&str> {
    user.strip_prefix(PREFIX)
}
