//! From card to card by the arrow keys.

use super::drawing::Drawing;
use super::graph::Place;

/// An arrow key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Along a connection.
    Onward,
    /// Against a connection.
    Back,
    /// To the card above in the same column.
    Up,
    /// To the card below in the same column.
    Down,
}

/// The card that an arrow leads to from the one at `at`; none if there is nothing in that direction.
///
/// `Onward` is along the first line, else along the first connection that a row names; `Back` against the first line
/// that arrives, else to a card that names this one.
pub fn step(drawing: &Drawing, at: Place, direction: Direction) -> Option<Place> {
    match direction {
        Direction::Onward => {
            let mut lines: Vec<Place> =
                drawing.lines.iter().filter(|line| line.from == at).map(|line| line.to).collect();
            lines.sort_by(|one, other| top(drawing, *one).total_cmp(&top(drawing, *other)));
            lines.first().copied().or_else(|| {
                let rows = drawing.cards.get(at)?.rows.iter().filter(|row| !row.is_port);
                rows.flat_map(|row| &row.ways).map(|(_, to)| *to).find(|to| *to != at)
            })
        }
        Direction::Back => {
            let line = drawing.lines.iter().find(|line| line.to == at).map(|line| line.from);
            line.or_else(|| {
                drawing.cards.iter().enumerate().find_map(|(place, card)| {
                    let mut ways = card.rows.iter().filter(|row| !row.is_port).flat_map(|row| &row.ways);
                    (place != at && ways.any(|(_, to)| *to == at)).then_some(place)
                })
            })
        }
        Direction::Up | Direction::Down => {
            let here = drawing.cards.get(at)?.area;
            let is_beside = |left: f64| (left - here.x).abs() < here.width / 2.0;
            let column = drawing.cards.iter().enumerate().filter(|(_, card)| is_beside(card.area.x));
            let nearest = |below: f64| {
                let beyond = column
                    .map(|(place, card)| (place, (card.area.y - here.y) * below))
                    .filter(|(_, distance)| *distance > 0.0);
                beyond.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(place, _)| place)
            };
            nearest(if direction == Direction::Down { 1.0 } else { -1.0 })
        }
    }
}

fn top(drawing: &Drawing, place: Place) -> f64 {
    drawing.cards.get(place).map_or(0.0, |card| card.area.y)
}
