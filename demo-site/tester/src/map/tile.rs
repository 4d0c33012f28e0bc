//! The drawing cut into squares: those that are out of sight are not drawn.

use std::collections::BTreeMap;

use super::drawing::{Area, Drawing, Point};
use super::graph::Place;
use super::sizes::TILE;

/// What is shown and left out together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tile {
    /// All of what is in it; more than a square, where lines reach out of it.
    pub area: Area,
    /// Cards whose middle is in the square.
    pub cards: Vec<Place>,
    /// Lines, by their place in the drawing, that begin in the square.
    pub lines: Vec<usize>,
}

/// All squares that hold something, from the upper left.
pub fn tiles(drawing: &Drawing) -> Vec<Tile> {
    let mut tiles: BTreeMap<(u64, u64), Tile> = BTreeMap::new();
    for (place, card) in drawing.cards.iter().enumerate() {
        let tile = tiles.entry(square(card.area.middle())).or_default();
        tile.area = reach(tile, card.area);
        tile.cards.push(place);
    }
    for (nth, line) in drawing.lines.iter().enumerate() {
        let tile = tiles.entry(square(line.points.first().copied().unwrap_or_default())).or_default();
        tile.area = reach(tile, line.area());
        tile.lines.push(nth);
    }
    tiles.into_values().collect()
}

fn reach(tile: &Tile, area: Area) -> Area {
    if tile.cards.is_empty() && tile.lines.is_empty() { area } else { tile.area.with(area) }
}

/// The row and column of a point.
fn square(point: Point) -> (u64, u64) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a conversion to an integer stops at its bounds, and a drawing is far within them"
    )]
    let nth = |length: f64| (length / TILE) as u64;
    (nth(point.y), nth(point.x))
}
