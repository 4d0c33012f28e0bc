//! Who is a user of which API: what stands before the name that a caller of a served API gives a user. Nobody else
//! may give such a name: who has one API's token reads and writes no conversation of another's.

/// Before the clients of the API of Aimylogic.
pub(crate) const AIMYLOGIC: &str = "aimylogic:";
/// Before the users of the API medium.
pub(crate) const API_MEDIUM: &str = "api_medium:";

/// Of all served APIs.
pub(crate) const PREFIXES: [&str; 2] = [AIMYLOGIC, API_MEDIUM];

/// Which served API's users are named so, by its prefix.
pub(crate) fn prefix_of(user: &str) -> Option<&'static str> {
    PREFIXES.into_iter().find(|prefix| user.starts_with(prefix))
}
