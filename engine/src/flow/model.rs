//! A bot, read and found whole.

use std::collections::BTreeMap;

use parlour_protocol::BotModule;

use super::mistake::{Mistake, Mistakes};
use super::{read, resolve, toml};
use crate::words::Words;

/// Number of a module, unique in its flow; the seeds' "Module ID".
pub type ModuleId = u64;

/// Index into [`Flow::modules`]; made by the reader only, so it always leads somewhere.
pub(crate) type Place = usize;

/// A bot, read and found whole.
#[derive(Clone, Debug)]
pub struct Flow {
    pub(super) name: String,
    pub(super) modules: Vec<Module>,
    pub(super) starting: Place,
    /// Looked at after a module's own connections, in order.
    pub(super) global_connections: Vec<Connection>,
    /// Where the conversation goes when nothing matches and the module names no fallback of its own.
    pub(super) fallback: Option<Place>,
    pub(super) by_id: BTreeMap<ModuleId, Place>,
    pub(super) by_name: BTreeMap<String, Place>,
}

/// One module: what it says, and where the visitor's answer leads.
#[derive(Clone, Debug)]
pub struct Module {
    /// As the API shows it.
    pub card: BotModule,
    /// What it says, in order; empty for a module that only leads on.
    pub say: Vec<Piece>,
    /// Looked at in order; the first whose condition holds is followed.
    pub connections: Vec<Connection>,
    pub(super) fallback: Option<Place>,
    pub(super) next: Option<Place>,
}

/// One piece of what a module says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A bubble, in one of several wordings (never none).
    Text {
        /// The wordings; the seed of a turn chooses.
        variations: Vec<String>,
    },
    /// A pause before the next bubble.
    Wait {
        /// Milliseconds.
        wait: u32,
    },
    /// Buttons whose label is what the visitor says by pressing one.
    SuggestedReplies {
        /// Shown above the buttons; may be empty.
        text: String,
        /// Labels.
        options: Vec<String>,
    },
}

/// Leads to another module if its condition holds.
#[derive(Clone, Debug)]
pub struct Connection {
    /// When it is followed.
    pub condition: Condition,
    pub(super) to: Place,
}

/// When a connection is followed: any of the phrases.
#[derive(Clone, Debug)]
pub struct Condition {
    pub(super) contains: Vec<Words>,
    pub(super) exactly: Vec<Words>,
}

impl Condition {
    /// Whether it holds for what was said.
    pub(crate) fn holds(&self, said: &Words) -> bool {
        self.exactly.contains(said) || self.contains.iter().any(|phrase| said.hold(phrase))
    }
}

impl Connection {
    pub(crate) fn to(&self) -> Place {
        self.to
    }
}

impl Module {
    pub(crate) fn fallback(&self) -> Option<Place> {
        self.fallback
    }

    pub(crate) fn next(&self) -> Option<Place> {
        self.next
    }
}

impl Flow {
    /// Reads a flow file (TOML); on failure every mistake in the order of the file. A file that is
    /// not TOML is told that alone: what it means is not known.
    pub fn from_toml(text: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::default();
        let node = toml::parse(text, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(mistakes.in_order(text));
        }
        let draft = read::flow(&node, &mut mistakes);
        match resolve::flow(draft, &mut mistakes) {
            Some(flow) if mistakes.is_empty() => Ok(flow),
            _ => Err(mistakes.in_order(text)),
        }
    }

    /// The bot's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All modules, in the order of the file.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The module with this number.
    pub fn module(&self, id: ModuleId) -> Option<&Module> {
        self.at(self.place(id)?)
    }

    /// The module where conversations begin.
    pub fn starting_module(&self) -> Option<ModuleId> {
        self.at(self.starting).map(|module| module.card.id)
    }

    /// The module that a `ref` names, by number or by name.
    pub fn find(&self, reference: &str) -> Option<ModuleId> {
        let place = find(&self.by_id, &self.by_name, reference)?;
        self.at(place).map(|module| module.card.id)
    }

    pub(crate) fn at(&self, place: Place) -> Option<&Module> {
        self.modules.get(place)
    }

    pub(crate) fn place(&self, id: ModuleId) -> Option<Place> {
        self.by_id.get(&id).copied()
    }

    pub(crate) fn starting(&self) -> Place {
        self.starting
    }

    pub(crate) fn fallback(&self) -> Option<Place> {
        self.fallback
    }

    pub(crate) fn global_connections(&self) -> &[Connection] {
        &self.global_connections
    }
}

pub(super) fn find(
    by_id: &BTreeMap<ModuleId, Place>,
    by_name: &BTreeMap<String, Place>,
    reference: &str,
) -> Option<Place> {
    let is_number = !reference.is_empty() && reference.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { by_id.get(&reference.parse().ok()?).copied() } else { by_name.get(reference).copied() }
}
