//! A card in words, for who does not see the drawing.

use parlour_engine::ModuleId;

use super::drawing::Drawing;
use super::graph::{Kind, Place};
use super::mark::{Mark, Marks};

/// A card in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub module: ModuleId,
    /// Its name.
    pub name: String,
    /// Where it leads: names, and how where it is no connection that the visitor's words follow.
    pub leads: Vec<String>,
    /// What is to be said of it: where conversations begin, what is lit, what is not covered.
    pub states: Vec<&'static str>,
}

impl Told {
    /// In one sentence after the other.
    pub fn sentence(&self) -> String {
        let leads = if self.leads.is_empty() {
            "leads nowhere by itself".to_owned()
        } else {
            format!("leads to {}", self.leads.join(", "))
        };
        let mut sentence = format!("{} ({}) {leads}.", self.name, self.module);
        if !self.states.is_empty() {
            sentence.extend([" ", &capital(&self.states.join(", ")), "."]);
        }
        sentence
    }
}

/// The card at `place` in words; none if there is none.
pub fn told(drawing: &Drawing, marks: &Marks, place: Place) -> Option<Told> {
    let card = drawing.cards.get(place)?;
    let mark = marks.cards.get(place).copied().unwrap_or_default();
    let ways = marks.rows.get(place).into_iter().flatten();
    let name = |to: Place| {
        if to == place {
            return "itself".to_owned();
        }
        drawing.cards.get(to).map(|card| card.name.clone()).unwrap_or_default()
    };
    let lines =
        drawing.lines.iter().zip(marks.lines.iter().copied().chain(core::iter::repeat(Mark::default())));
    let mut leads: Vec<String> = Vec::new();
    let mut is_part_missed = ways.into_iter().any(|mark| mark.is_missed);
    for (line, mark) in lines.filter(|(line, _)| line.from == place) {
        is_part_missed |= mark.is_missed;
        let how = match (line.ways.len(), line.kind) {
            (1, Kind::Connection) => String::new(),
            (1, Kind::Next) => " (next)".to_owned(),
            (1, Kind::Timeout) => " (timeout)".to_owned(),
            (1, Kind::Fallback) => " (fallback)".to_owned(),
            (count, _) => format!(" ({count} connections)"),
        };
        leads.push([name(line.to), how].concat());
    }
    for (_, to) in card.rows.iter().filter(|row| !row.is_port).flat_map(|row| &row.ways) {
        let name = name(*to);
        if !leads.contains(&name) {
            leads.push(name);
        }
    }
    let is_port = card.rows.iter().any(|row| row.is_port);
    let states = [
        (card.is_start, "conversations begin here"),
        (is_port, "reached from anywhere"),
        (!card.is_led_to, "reached by ref only"),
        (mark.is_here, "the conversation stands here"),
        (mark.is_walked && !mark.is_here, "the conversation came through"),
        (mark.is_missed, "not covered"),
        (!mark.is_missed && is_part_missed, "not all of its connections are covered"),
    ];
    Some(Told {
        module: card.module,
        name: card.name.clone(),
        leads,
        states: states.into_iter().filter(|(is_so, _)| *is_so).map(|(_, words)| words).collect(),
    })
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
