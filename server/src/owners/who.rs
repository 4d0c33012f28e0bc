//! Whose bots somebody may see.

use uuid::Uuid;

use crate::config::Config;

/// Whom exports belong to that no account asked for. No account has this name: each has an e-mail address.
pub(crate) const DESK: &str = "desk";

/// Somebody who owns bots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Whoever may see every bot: at this machine, or with the admin token.
    Desk,
    /// An account, by its e-mail address.
    Account(String),
}

impl Who {
    /// Under which name the store keeps what is theirs.
    pub(crate) fn key(&self) -> &str {
        match self {
            Self::Desk => DESK,
            Self::Account(email) => email,
        }
    }

    /// Whether the bot is theirs, as the configuration says.
    pub(crate) fn owns(&self, config: &Config, bot: Uuid) -> bool {
        let Self::Account(email) = self else { return true };
        let own = config.accounts.iter().find(|account| account.email.to_string() == *email);
        own.is_some_and(|account| account.bots.contains(&bot))
    }
}
