//! Sizes and limits of the map. Lengths are units of the drawing, pixels where it is not zoomed.

/// A module that more modules than these lead to by lines keeps those of one of them; the others name it.
pub(super) const HUB_LINES: usize = 6;
/// Bends of all lines together: a line over many layers has one for each of them. What is beyond is named.
pub(super) const BENDS: usize = 3_000;
/// Rows of a card, beyond which the last one counts the rest.
pub(super) const CARD_ROWS: usize = 6;
/// Letters of a name in a card, and of a row; the whole of it is in the table and told of the card.
pub(super) const NAME_LETTERS: usize = 22;
/// Width of a card: [`NAME_LETTERS`] of its letters.
pub(super) const CARD_WIDTH: f64 = 176.0;
/// Height of a card's name.
pub(super) const NAME_HEIGHT: f64 = 30.0;
/// Height of a row of a card.
pub(super) const ROW_HEIGHT: f64 = 16.0;
/// Below the last row of a card.
pub(super) const ROWS_END: f64 = 5.0;
/// Between two cards of a layer, and two lines that pass.
pub(super) const GAP: f64 = 14.0;
/// Between two layers, in which the lines bend.
pub(super) const LAYER_GAP: f64 = 72.0;
/// Length of the head of an arrow; half of it is its width to each side.
pub(super) const HEAD: f64 = 7.0;
/// Between two parts of the drawing that no line joins.
pub(super) const PART_GAP: f64 = 40.0;
/// Around the drawing.
pub(super) const MARGIN: f64 = 24.0;
/// Width of a drawing for its height, if its parts allow it: that of a screen.
pub(super) const ASPECT: f64 = 1.6;
/// Vertices, bends of lines among them, up to which neighbours are exchanged to save crossings; what is larger is drawn
/// without, so that nobody waits for it.
pub(super) const EXCHANGED: usize = 1_500;
/// Side of the squares of which those that are out of sight are left out.
pub(super) const TILE: f64 = 1_000.0;
/// The farthest zoom: pixels for a unit. All of 500 modules fit into a window so.
pub(super) const FARTHEST: f64 = 0.05;
/// The nearest zoom.
pub(super) const NEAREST: f64 = 2.5;
/// Below this zoom words are specks: they are left out.
pub(super) const LEGIBLE: f64 = 0.35;
