//! What of a flow conversations have come through.
//!
//! A module is reached if a conversation comes to it, also if it says nothing. Of the connections there are:
//! each of the flow's (global ones, a module with `is_global` among them) once, wherever it is followed from;
//! each of a module's own; a module's `next`; its `timeout`; its own `fallback`; and the flow's `fallback` once
//! for all modules that have none of their own.

use std::collections::BTreeSet;

use parlour_protocol::BotModule;
use serde::Serialize;

use crate::{Flow, Module, ModuleId, Trail};

/// The parts of a flow that were come through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    modules: BTreeSet<ModuleId>,
    ways: BTreeSet<Way>,
}

/// A connection of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// With its number, which no other connection has: the module's or the flow's.
    Connection(u64),
    Next(ModuleId),
    Timeout(ModuleId),
    Fallback(ModuleId),
    /// The flow's.
    LastFallback,
}

/// How much of a flow was come through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// Its modules.
    pub modules: CoveredModules,
    /// Its connections.
    pub connections: CoveredConnections,
}

/// How many modules were reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveredModules {
    /// Modules of the flow.
    pub total: usize,
    /// Of them those that were reached.
    pub reached: usize,
    /// The others, in the order of the file.
    pub uncovered: Vec<MissedModule>,
}

/// How many connections were followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveredConnections {
    /// Connections of the flow.
    pub total: usize,
    /// Of them those that were followed.
    pub reached: usize,
    /// The others: global ones, those of each module, the flow's fallback.
    pub uncovered: Vec<MissedConnection>,
}

/// A module that no conversation came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissedModule {
    /// Its number.
    pub id: ModuleId,
    /// Its name.
    pub name: String,
}

/// A connection that no conversation followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissedConnection {
    /// `local` or `global`, as the API names it.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whether it is followed for want of a match, as the API says it.
    pub fallback: bool,
    /// The key of the flow file that makes it: `connection` (or `is_global`), `next`, `timeout` or
    /// `fallback`.
    pub key: &'static str,
    /// Its number, which reports call `through_connection_id`; a fallback has none.
    pub id: Option<u64>,
    /// From 1, among those that are looked at with it; a fallback has none.
    pub position: Option<u64>,
    /// The module it leads from; a global one, and the flow's fallback, lead from anywhere.
    pub from: Option<String>,
    /// The module it leads to.
    pub to: String,
}

impl Coverage {
    /// Notes a turn: `from` is the module that was asked, `module` the one where the conversation stands
    /// afterwards.
    pub(super) fn note(
        &mut self,
        flow: &Flow,
        from: Option<ModuleId>,
        trail: &Trail,
        module: Option<ModuleId>,
    ) {
        self.modules.extend(trail.through_bot_modules.iter().copied().chain(module));
        let mut here = from;
        for evaluated in &trail.evaluated {
            let fallback = || {
                let module = flow.module(here?)?;
                Some(if flow.onward_of(module).is_some() {
                    Way::Next(module.card.id)
                } else if flow.own_fallback_of(module).is_some() {
                    Way::Fallback(module.card.id)
                } else {
                    Way::LastFallback
                })
            };
            self.ways.extend(evaluated.id.map(Way::Connection).or_else(fallback));
            self.modules.insert(evaluated.to);
            here = Some(evaluated.to);
        }
    }

    /// Notes that the visitor said nothing for as long as this module waits.
    pub(super) fn timed_out(&mut self, module: ModuleId) {
        self.ways.insert(Way::Timeout(module));
    }

    /// Adds what another conversation came through.
    pub fn add(&mut self, other: &Self) {
        self.modules.extend(&other.modules);
        self.ways.extend(&other.ways);
    }

    /// Whether a conversation came to this module.
    pub fn has_module(&self, id: ModuleId) -> bool {
        self.modules.contains(&id)
    }

    /// How much of `flow` that is, and what is missing.
    pub fn of(&self, flow: &Flow) -> Covered {
        let is_missed = |module: &&Module| !self.modules.contains(&module.card.id);
        let missed = flow.modules().iter().filter(is_missed);
        let missed: Vec<MissedModule> = missed.map(|module| MissedModule::of(&module.card)).collect();
        let total = flow.modules().len();
        let ways = ways(flow);
        let all = ways.len();
        let uncovered: Vec<MissedConnection> =
            ways.into_iter().filter(|(way, _)| !self.ways.contains(way)).map(|(_, shown)| shown).collect();
        Covered {
            modules: CoveredModules { total, reached: total.saturating_sub(missed.len()), uncovered: missed },
            connections: CoveredConnections {
                total: all,
                reached: all.saturating_sub(uncovered.len()),
                uncovered,
            },
        }
    }
}

impl MissedModule {
    fn of(card: &BotModule) -> Self {
        Self { id: card.id, name: card.name.clone() }
    }
}

impl Covered {
    /// The lesser of both percentages, in tenths, rounded down: 1,000 is everything.
    pub fn tenths(&self) -> usize {
        self.modules.tenths().min(self.connections.tenths())
    }
}

impl CoveredModules {
    /// Percent in tenths, rounded down.
    pub fn tenths(&self) -> usize {
        tenths(self.reached, self.total)
    }
}

impl CoveredConnections {
    /// Percent in tenths, rounded down.
    pub fn tenths(&self) -> usize {
        tenths(self.reached, self.total)
    }
}

/// Percent in tenths, rounded down, so that only everything is 100; everything of nothing is everything.
fn tenths(reached: usize, total: usize) -> usize {
    reached.saturating_mul(1_000).checked_div(total).unwrap_or(1_000)
}

/// All connections of a flow, the flow's own first.
fn ways(flow: &Flow) -> Vec<(Way, MissedConnection)> {
    let name = |module: Option<&Module>| module.map(|module| module.card.name.clone()).unwrap_or_default();
    let mut ways = Vec::new();
    for connection in flow.global_connections() {
        let to = flow.target(connection);
        ways.push((
            Way::Connection(connection.id),
            MissedConnection {
                kind: "global",
                fallback: false,
                key: "connection",
                id: Some(connection.id),
                position: Some(connection.position),
                from: None,
                to: name(to),
            },
        ));
    }
    let fallback = |key, from: Option<&Module>, to| MissedConnection {
        kind: "local",
        fallback: true,
        key,
        id: None,
        position: None,
        from: from.map(|module| module.card.name.clone()),
        to: name(to),
    };
    for module in flow.modules() {
        let from = Some(module.card.name.clone());
        for connection in &module.connections {
            ways.push((
                Way::Connection(connection.id),
                MissedConnection {
                    kind: "local",
                    fallback: false,
                    key: "connection",
                    id: Some(connection.id),
                    position: Some(connection.position),
                    from: from.clone(),
                    to: name(flow.target(connection)),
                },
            ));
        }
        if let Some(to) = flow.timed_out_of(module) {
            let waited = MissedConnection { fallback: false, ..fallback("timeout", Some(module), Some(to)) };
            ways.push((Way::Timeout(module.card.id), waited));
        }
        let onward = flow.onward_of(module);
        if onward.is_some() {
            ways.push((Way::Next(module.card.id), fallback("next", Some(module), onward)));
        } else if let Some(to) = flow.own_fallback_of(module) {
            ways.push((Way::Fallback(module.card.id), fallback("fallback", Some(module), Some(to))));
        }
    }
    let has_none =
        |module: &Module| flow.onward_of(module).is_none() && flow.own_fallback_of(module).is_none();
    if let Some(to) = flow.fallback_module().filter(|_| flow.modules().iter().any(has_none)) {
        ways.push((Way::LastFallback, fallback("fallback", None, Some(to))));
    }
    ways
}
