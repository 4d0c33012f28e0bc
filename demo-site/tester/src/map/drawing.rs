//! A flow as it is drawn.

use core::fmt::Write as _;

use parlour_engine::ModuleId;

use super::graph::{Kind, Place, Way};
use super::sizes::{CARD_WIDTH, HEAD, NAME_HEIGHT};

/// A point of the drawing, from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A part of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// To the right of the left edge.
    pub width: f64,
    /// Below the upper edge.
    pub height: f64,
}

/// A flow as it is drawn: the same flow is drawn in the same way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// One for each module, in the order of the flow.
    pub cards: Vec<Card>,
    /// Between cards, each pair once.
    pub lines: Vec<Line>,
    /// Of the whole.
    pub width: f64,
    /// Of the whole.
    pub height: f64,
}

/// A module.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its number.
    pub module: ModuleId,
    /// Its whole name.
    pub name: String,
    /// Its name, as long as a card is wide.
    pub shown: String,
    /// Where it stands.
    pub area: Area,
    /// From above: where it is led to from, then where it leads without a line.
    pub rows: Vec<Row>,
    /// How many columns stand before its own in its part of the drawing.
    pub layer: usize,
    /// Whether conversations begin here.
    pub is_start: bool,
    /// Whether anything leads here.
    pub is_led_to: bool,
}

/// Connections that are named in a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What stands there.
    pub text: String,
    /// The connections, and where each leads.
    pub ways: Vec<(Way, Place)>,
    /// Whether they lead to the card, from anywhere.
    pub is_port: bool,
}

/// Connections from one card to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The card it leads from.
    pub from: Place,
    /// The card it leads to.
    pub to: Place,
    /// The connections.
    pub ways: Vec<Way>,
    /// Of the first of them.
    pub kind: Kind,
    /// For people, a line for each connection.
    pub told: String,
    /// From the right edge of a card to the left edge of the other.
    pub points: Vec<Point>,
}

impl Card {
    /// Where lines arrive.
    pub fn inlet(&self) -> Point {
        Point { x: self.area.x, y: self.area.y + NAME_HEIGHT / 2.0 }
    }

    /// Where lines begin.
    pub fn outlet(&self) -> Point {
        Point { x: self.area.x + CARD_WIDTH, y: self.area.y + NAME_HEIGHT / 2.0 }
    }
}

impl Line {
    /// As the `d` of an SVG path, with the head of its arrow: level at each point, so that it bends between them only.
    pub fn path(&self) -> String {
        let mut path = String::new();
        let Some(first) = self.points.first() else { return path };
        // Writing to a string does not fail.
        let _ = write!(path, "M{:.1} {:.1}", first.x, first.y);
        for (from, to) in self.points.iter().zip(self.points.iter().skip(1)) {
            let middle = f64::midpoint(from.x, to.x);
            let _ =
                write!(path, "C{middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}", from.y, to.y, to.x, to.y);
        }
        if let Some(end) = self.points.last() {
            let _ = write!(
                path,
                "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}",
                end.x - HEAD,
                end.y - HEAD / 2.0,
                end.x,
                end.y,
                end.x - HEAD,
                end.y + HEAD / 2.0
            );
        }
        path
    }

    /// What it reaches over.
    pub fn area(&self) -> Area {
        self.points.iter().fold(None, |area, point| Some(Area::around(area, *point))).unwrap_or_default()
    }
}

impl Area {
    /// The least area with `point` in it, and in `area`.
    fn around(area: Option<Self>, point: Point) -> Self {
        let dot = Self { x: point.x, y: point.y, width: 0.0, height: 0.0 };
        area.map_or(dot, |area| area.with(dot))
    }

    /// The least area with both in it.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// Whether both share a point.
    pub fn meets(&self, other: &Self) -> bool {
        self.x <= other.x + other.width
            && other.x <= self.x + self.width
            && self.y <= other.y + other.height
            && other.y <= self.y + self.height
    }

    /// Its middle.
    pub fn middle(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }
}
