//! The connections of a flow as links between its modules.

use std::collections::BTreeMap;

use parlour_engine::Flow;
use parlour_engine::chats::{Coverage, MissedConnection};

/// Index into [`Flow::modules`].
pub type Place = usize;

/// Names a connection of a flow, also one without a number; no two have the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By its number.
    Connection(u64),
    /// By the key of the flow file that makes it, and the module it leads from; the flow's own leads from anywhere.
    Key(&'static str, Option<String>),
}

/// What makes a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `[[connection]]`, `[[module.connection]]`, `is_global`.
    Connection,
    /// `next`.
    Next,
    /// `timeout`.
    Timeout,
    /// `fallback`.
    Fallback,
}

/// A connection, by the places of its modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub way: Way,
    /// What makes it.
    pub kind: Kind,
    /// Where it leads from; from anywhere, if nowhere.
    pub from: Option<Place>,
    /// Where it leads to.
    pub to: Place,
    /// For people: `boots → boots-alpine  (local 1, id 27)`.
    pub told: String,
}

impl From<&MissedConnection> for Way {
    fn from(connection: &MissedConnection) -> Self {
        connection.id.map_or_else(|| Self::Key(connection.key, connection.from.clone()), Self::Connection)
    }
}

impl Kind {
    fn of(connection: &MissedConnection) -> Self {
        match connection.key {
            "next" => Self::Next,
            "timeout" => Self::Timeout,
            "fallback" => Self::Fallback,
            _ => Self::Connection,
        }
    }
}

/// Every connection of `flow`, the flow's own first: those that coverage counts, as whoever has come through nothing
/// lacks all of them.
pub fn links(flow: &Flow) -> Vec<Link> {
    let named: BTreeMap<&str, Place> =
        flow.modules().iter().enumerate().map(|(place, module)| (module.card.name.as_str(), place)).collect();
    let all = Coverage::default().of(flow).connections.uncovered;
    let link = |connection: &MissedConnection| {
        let from = match &connection.from {
            Some(name) => Some(*named.get(name.as_str())?),
            None => None,
        };
        Some(Link {
            way: Way::from(connection),
            kind: Kind::of(connection),
            from,
            to: *named.get(connection.to.as_str())?,
            told: connection.told(),
        })
    };
    all.iter().filter_map(link).collect()
}
