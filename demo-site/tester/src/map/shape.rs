//! Which links are drawn as lines, and which are named in the card of their module.
//!
//! A line leads from a module that is met earlier to one that is met later, counted by breadth from where
//! conversations begin: so all lines go one way, and what is near the beginning stands near it. What leads back, to
//! the same module, or from anywhere would cross all others: it is a row in a card.

use std::collections::{BTreeSet, VecDeque};

use super::graph::{Link, Place};
use super::sizes::{BENDS, HUB_LINES};

/// How a link is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// From card to card.
    Line,
    /// A row in the card it leads from, which names where it leads.
    Row,
    /// A row in the card it leads to: it leads there from anywhere.
    Port,
}

/// Links, each with how it is drawn, and the modules in the order in which they are met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shaped {
    /// One for each link.
    pub(super) shapes: Vec<Shape>,
    /// For each module, when it is met: 0 where conversations begin.
    pub(super) met: Vec<usize>,
    /// For each module, how many lines lie before it on the longest way to it.
    pub(super) layers: Vec<usize>,
    /// Whether anything leads to the module; nothing need lead to the one where conversations begin.
    pub(super) is_led_to: Vec<bool>,
}

/// Decides for all `links` between `count` modules, of which conversations begin at `start`.
pub(super) fn shape(count: usize, start: Place, links: &[Link]) -> Shaped {
    let out = outward(count, links);
    let met = meet(count, start, links, &out);
    let is_after = |from: Place, to: Place| met.get(from) < met.get(to);
    let mut shapes: Vec<Shape> = links
        .iter()
        .map(|link| match link.from {
            None => Shape::Port,
            Some(from) if is_after(from, link.to) => Shape::Line,
            Some(_) => Shape::Row,
        })
        .collect();
    spare_hubs(count, links, &met, &mut shapes);
    let layers = layers(count, links, &met, &shapes);
    spare_bends(links, &layers, &mut shapes);
    let mut is_led_to = vec![false; count];
    for to in links.iter().filter(|link| link.from != Some(link.to)).map(|link| link.to).chain([start]) {
        if let Some(is_led_to) = is_led_to.get_mut(to) {
            *is_led_to = true;
        }
    }
    Shaped { shapes, met, layers, is_led_to }
}

/// For each module the links that lead from it, in their order.
fn outward(count: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); count];
    for (nth, link) in links.iter().enumerate() {
        if let Some(out) = link.from.and_then(|from| out.get_mut(from)) {
            out.push(nth);
        }
    }
    out
}

/// By breadth from `start`, then from what is understood everywhere, then from what nothing leads to.
fn meet(count: usize, start: Place, links: &[Link], out: &[Vec<usize>]) -> Vec<usize> {
    let everywhere = links.iter().filter(|link| link.from.is_none()).map(|link| link.to);
    let mut is_met = vec![false; count];
    let mut met = vec![0; count];
    let mut next = 0;
    for root in [start].into_iter().chain(everywhere).chain(0..count) {
        let mut waiting = VecDeque::from([root]);
        while let Some(place) = waiting.pop_front() {
            let (Some(is_met), Some(when)) = (is_met.get_mut(place), met.get_mut(place)) else { continue };
            if core::mem::replace(is_met, true) {
                continue;
            }
            *when = next;
            next += 1;
            let links = out.get(place).into_iter().flatten().filter_map(|nth| links.get(*nth));
            waiting.extend(links.map(|link| link.to));
        }
    }
    met
}

/// A module that many lead to keeps the lines from the one that is met first; the others name it.
fn spare_hubs(count: usize, links: &[Link], met: &[usize], shapes: &mut [Shape]) {
    let mut sources = vec![BTreeSet::new(); count];
    for (link, _) in links.iter().zip(shapes.iter()).filter(|(_, shape)| **shape == Shape::Line) {
        if let (Some(sources), Some(from)) = (sources.get_mut(link.to), link.from) {
            sources.insert((met.get(from), from));
        }
    }
    for (link, shape) in links.iter().zip(shapes.iter_mut()).filter(|(_, shape)| **shape == Shape::Line) {
        let sources = sources.get(link.to).filter(|sources| sources.len() > HUB_LINES);
        if sources.is_some_and(|sources| sources.first().map(|(_, from)| *from) != link.from) {
            *shape = Shape::Row;
        }
    }
}

/// Lines that set the layer of a module have no bend, so that layers stay as they are.
fn spare_bends(links: &[Link], layers: &[usize], shapes: &mut [Shape]) {
    let layer = |place: Place| layers.get(place).copied().unwrap_or_default();
    let mut left = BENDS;
    for (link, shape) in links.iter().zip(shapes).filter(|(_, shape)| **shape == Shape::Line) {
        let bends = link.from.map_or(0, |from| layer(link.to).saturating_sub(layer(from) + 1));
        match left.checked_sub(bends) {
            Some(rest) => left = rest,
            None => *shape = Shape::Row,
        }
    }
}

/// The longest way by lines; they lead from what is met earlier, so one pass in that order sees all of them.
fn layers(count: usize, links: &[Link], met: &[usize], shapes: &[Shape]) -> Vec<usize> {
    let mut lines: Vec<(usize, Place, Place)> = links
        .iter()
        .zip(shapes)
        .filter(|(_, shape)| **shape == Shape::Line)
        .filter_map(|(link, _)| Some((*met.get(link.from?)?, link.from?, link.to)))
        .collect();
    lines.sort_unstable();
    let mut layers = vec![0; count];
    for (_, from, to) in lines {
        let least = layers.get(from).map_or(0, |layer| layer + 1);
        if let Some(layer) = layers.get_mut(to) {
            *layer = least.max(*layer);
        }
    }
    layers
}
