//! What of a drawing is lit, and what is not covered.

use std::collections::BTreeSet;

use parlour_engine::chats::Coverage;
use parlour_engine::{Flow, ModuleId};

use super::drawing::{Drawing, Row};
use super::graph::{Place, Way};
use crate::why::Turn;

/// How a part of the drawing is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The conversation has come through it.
    pub is_walked: bool,
    /// The conversation stands there.
    pub is_here: bool,
    /// No written conversation came through it: of several connections drawn as one, through one of them.
    pub is_missed: bool,
}

/// The way of a conversation: the modules that spoke, in order, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Modules in the order in which it came to them.
    pub path: Vec<ModuleId>,
    /// Where it stands.
    pub here: Option<ModuleId>,
}

/// A mark for each part of a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Of the cards.
    pub cards: Vec<Mark>,
    /// Of the rows of each card.
    pub rows: Vec<Vec<Mark>>,
    /// Of the lines.
    pub lines: Vec<Mark>,
}

impl Walked {
    /// Of a conversation's turns, which stands at `here`. Modules that only lead on are known where the server wrote
    /// its way down.
    pub fn of(turns: &[Turn], here: Option<ModuleId>) -> Self {
        let mut path: Vec<ModuleId> = Vec::new();
        for turn in turns {
            let before = turn.before.as_ref().and_then(|before| before.module);
            let through = turn.trail.as_ref().map_or(&turn.spoke, |trail| &trail.through_bot_modules);
            let came = before
                .filter(|before| path.last() != Some(before))
                .into_iter()
                .chain(through.iter().copied());
            path.extend(came);
        }
        path.extend(here.filter(|here| path.last() != Some(here)));
        Self { path, here }
    }
}

impl Mark {
    /// As the classes of an element, behind that of its kind.
    pub fn classes(self, kind: &str) -> String {
        let words = [(self.is_walked, "walked"), (self.is_here, "here"), (self.is_missed, "missed")];
        let words = words.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word);
        [kind].into_iter().chain(words).collect::<Vec<_>>().join(" ")
    }
}

impl Marks {
    /// Marks `drawing`, which is of `flow`. Without a coverage nothing is missed.
    pub fn of(drawing: &Drawing, flow: &Flow, walked: &Walked, coverage: Option<&Coverage>) -> Self {
        let missed: BTreeSet<Way> = coverage
            .map(|coverage| coverage.of(flow).connections.uncovered.iter().map(Way::from).collect())
            .unwrap_or_default();
        let steps = steps(drawing, walked);
        let is_walked = |from: Place, to: Place| steps.contains(&(from, to));
        let cards = drawing.cards.iter().map(|card| Mark {
            is_walked: walked.path.contains(&card.module),
            is_here: walked.here == Some(card.module),
            is_missed: coverage.is_some_and(|coverage| !coverage.has_module(card.module)),
        });
        let lines = drawing.lines.iter().map(|line| Mark {
            is_walked: is_walked(line.from, line.to),
            is_here: false,
            is_missed: line.ways.iter().any(|way| missed.contains(way)),
        });
        let joined: BTreeSet<(Place, Place)> =
            drawing.lines.iter().map(|line| (line.from, line.to)).collect();
        let named = |from: Place, to: Place| {
            drawing.cards.get(from).is_some_and(|card| {
                card.rows.iter().any(|row| !row.is_port && row.ways.iter().any(|(_, leads)| *leads == to))
            })
        };
        let row = |place: Place, row: &Row| Mark {
            // Where no other connection is drawn, it came from anywhere.
            is_walked: if row.is_port {
                let mut arrivals = steps.iter().filter(|(_, to)| *to == place);
                arrivals.any(|(from, to)| !joined.contains(&(*from, *to)) && !named(*from, *to))
            } else {
                row.ways.iter().any(|(_, to)| is_walked(place, *to))
            },
            is_here: false,
            is_missed: row.ways.iter().any(|(way, _)| missed.contains(way)),
        };
        let rows = drawing.cards.iter().enumerate();
        let rows = rows.map(|(place, card)| card.rows.iter().map(|shown| row(place, shown)).collect());
        Self { cards: cards.collect(), rows: rows.collect(), lines: lines.collect() }
    }
}

/// From where to where the conversation went.
fn steps(drawing: &Drawing, walked: &Walked) -> BTreeSet<(Place, Place)> {
    let place = |id: &ModuleId| drawing.cards.iter().position(|card| card.module == *id);
    let places: Vec<Option<Place>> = walked.path.iter().map(place).collect();
    let pairs = places.iter().zip(places.iter().skip(1));
    pairs.filter_map(|(from, to)| Some(((*from)?, (*to)?))).collect()
}
