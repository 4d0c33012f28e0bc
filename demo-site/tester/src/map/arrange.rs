//! Where cards stand and lines bend: rust-sugiyama saves crossings and finds the coordinates (Brandes and Köpf).
//!
//! It tells where vertices are, not where lines go; so each line over several layers is given to it as a chain of
//! vertices of our own, which are the points it bends at. With them, and with no cycle left, its layers are ours, and
//! its network simplex is not needed: that one did not end within two minutes on 500 vertices with cycles.

use std::collections::BTreeMap;

use rust_sugiyama::configure::{Config, CrossingMinimization, RankingType};
use rust_sugiyama::from_vertices_and_edges;

use super::drawing::Point;
use super::graph::Place;
use super::sizes::{ASPECT, CARD_WIDTH, EXCHANGED, GAP, LAYER_GAP, MARGIN, PART_GAP};

/// What is to be arranged.
#[derive(Clone, Debug)]
pub(super) struct Order<'a> {
    /// Of each card.
    pub(super) heights: &'a [f64],
    /// Of each card.
    pub(super) layers: &'a [usize],
    /// Of each card: parts of the drawing stand in the order of what is met first in them.
    pub(super) met: &'a [usize],
    /// From card to card, to a later layer; each pair once.
    pub(super) lines: &'a [(Place, Place)],
}

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Arranged {
    /// Upper left corners of the cards.
    pub(super) corners: Vec<Point>,
    /// For each line the middle points of its bends, in its direction.
    pub(super) bends: Vec<Vec<Point>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A vertex, as the library has it: number, and how much room it takes across and along the layers.
type Vertex = (u32, (f64, f64));
/// Numbers and middle points across and along the layers, width and height, as the library gives them.
type Found = (Vec<(usize, (f64, f64))>, f64, f64);
/// Middle points by number.
type Part = BTreeMap<usize, Point>;

/// Arranges all of it.
pub(super) fn arrange(order: &Order<'_>) -> Arranged {
    let Chained { vertices, edges, chains } = chained(order);
    let config = Config {
        minimum_length: 1,
        vertex_spacing: GAP,
        dummy_vertices: true,
        dummy_size: 1.0,
        ranking_type: RankingType::Up,
        c_minimization: CrossingMinimization::Barycenter,
        transpose: vertices.len() <= EXCHANGED,
    };
    let found = from_vertices_and_edges(&vertices, &edges, &config);
    // Its layers lie below each other, ours beside each other.
    let part = |(points, _, _): Found| {
        points.into_iter().map(|(number, (across, along))| (number, Point { x: along, y: across })).collect()
    };
    let mut parts: Vec<Part> = found.into_iter().map(part).collect();
    parts.sort_by_key(|part| part.keys().filter_map(|number| order.met.get(*number)).min().copied());
    let mut placed = Part::new();
    let (width, height) = pack(order, parts, &mut placed);
    let corner = |(place, height): (Place, &f64)| {
        let middle = placed.get(&place).copied().unwrap_or_default();
        Point { x: middle.x - CARD_WIDTH / 2.0, y: middle.y - height / 2.0 }
    };
    let corners = order.heights.iter().enumerate().map(corner).collect();
    let bends = chains.iter().map(|chain| chain.iter().filter_map(|number| placed.get(number).copied()));
    Arranged { corners, bends: bends.map(Iterator::collect).collect(), width, height }
}

/// Lines cut at each layer they pass.
struct Chained {
    /// Cards, then bends.
    vertices: Vec<Vertex>,
    /// From layer to layer.
    edges: Vec<(u32, u32)>,
    /// Of each line the numbers of its bends.
    chains: Vec<Vec<usize>>,
}

fn chained(order: &Order<'_>) -> Chained {
    let number = |nth: usize| u32::try_from(nth).unwrap_or(u32::MAX);
    let card = |(place, height): (Place, &f64)| (number(place), (*height, CARD_WIDTH + LAYER_GAP - GAP));
    let mut vertices: Vec<Vertex> = order.heights.iter().enumerate().map(card).collect();
    let (mut edges, mut chains) = (Vec::new(), Vec::new());
    for &(from, to) in order.lines {
        let layer = |place: Place| order.layers.get(place).copied().unwrap_or_default();
        let mut chain = Vec::new();
        let mut last = number(from);
        for _ in layer(from) + 1..layer(to) {
            let bend = vertices.len();
            vertices.push((number(bend), (0.0, 0.0)));
            edges.push((last, number(bend)));
            chain.push(bend);
            last = number(bend);
        }
        edges.push((last, number(to)));
        chains.push(chain);
    }
    Chained { vertices, edges, chains }
}

/// Puts parts beside each other, and where a row of them is full below it; the size of all.
fn pack(order: &Order<'_>, parts: Vec<Part>, placed: &mut Part) -> (f64, f64) {
    let sized: Vec<(Part, f64, f64)> = parts.into_iter().map(|part| levelled(order, part)).collect();
    let room: f64 =
        sized.iter().map(|(_, width, height)| (width + PART_GAP) * (height + PART_GAP)).sum::<f64>();
    let widest = sized.iter().map(|(_, width, _)| *width).fold(0.0, f64::max);
    let full = widest.max((room * ASPECT).sqrt());
    let (mut left, mut top, mut tallest, mut right) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for (part, width, height) in sized {
        if left > 0.0 && left + width > full {
            top += tallest + PART_GAP;
            (left, tallest) = (0.0, 0.0);
        }
        let moved = part
            .into_iter()
            .map(|(number, at)| (number, Point { x: at.x + left + MARGIN, y: at.y + top + MARGIN }));
        placed.extend(moved);
        right = right.max(left + width);
        left += width + PART_GAP;
        tallest = tallest.max(height);
    }
    (right + 2.0 * MARGIN, top + tallest + 2.0 * MARGIN)
}

/// A part with its upper left corner at 0, and its size.
fn levelled(order: &Order<'_>, part: Part) -> (Part, f64, f64) {
    let (mut left, mut top) = (f64::INFINITY, f64::INFINITY);
    let (mut right, mut bottom) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (number, at) in &part {
        let (width, height) =
            order.heights.get(*number).map_or((0.0, 0.0), |height| (CARD_WIDTH / 2.0, height / 2.0));
        (left, right) = (left.min(at.x - width), right.max(at.x + width));
        (top, bottom) = (top.min(at.y - height), bottom.max(at.y + height));
    }
    let moved = part.into_iter().map(|(number, at)| (number, Point { x: at.x - left, y: at.y - top }));
    (moved.collect(), right - left, bottom - top)
}
