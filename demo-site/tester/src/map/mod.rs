//! The flow as a graph.

mod arrange;
mod camera;
#[cfg(target_family = "wasm")]
mod canvas;
mod drawing;
#[cfg(target_family = "wasm")]
mod flow_map;
mod graph;
mod layout;
mod mark;
#[cfg(target_family = "wasm")]
mod pointer;
mod shape;
#[cfg(target_family = "wasm")]
pub(crate) mod sheet;
mod sizes;
#[cfg(target_family = "wasm")]
mod svg;
#[cfg(target_family = "wasm")]
mod table;
#[cfg(test)]
mod tests;
mod tile;
mod told;
mod walk;

pub use camera::Camera;
pub use drawing::{Area, Card, Drawing, Line, Point, Row};
#[cfg(target_family = "wasm")]
pub use flow_map::FlowMap;
pub use graph::{Kind, Link, Place, Way, links};
pub use layout::draw;
pub use mark::{Mark, Marks, Walked};
pub use tile::{Tile, tiles};
pub use told::{Told, told};
pub use walk::{Direction, step};
