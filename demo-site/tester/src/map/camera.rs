//! The part of the drawing that is in sight.

use super::drawing::{Area, Point};
use super::sizes::{FARTHEST, LEGIBLE, NEAREST};

/// The part of the drawing that is in sight, and how large. Lengths on the screen are pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Point of the drawing in the upper left corner of the window.
    corner: Point,
    /// Pixels for a unit of the drawing.
    zoom: f64,
    /// Size of the window in pixels.
    window: (f64, f64),
}

impl Camera {
    /// All of a drawing of this size in a window of that, in its middle; nothing is drawn larger than it is.
    pub fn fit(width: f64, height: f64, window: (f64, f64)) -> Self {
        let zoom = (window.0 / width.max(1.0)).min(window.1 / height.max(1.0));
        let zoom = zoom.min(1.0).clamp(FARTHEST, NEAREST);
        let corner = Point { x: (width - window.0 / zoom) / 2.0, y: (height - window.1 / zoom) / 2.0 };
        Self { corner, zoom, window }
    }

    /// What is in sight.
    pub fn view(&self) -> Area {
        let (width, height) = (self.window.0 / self.zoom, self.window.1 / self.zoom);
        Area { x: self.corner.x, y: self.corner.y, width, height }
    }

    /// Pixels for a unit of the drawing.
    pub fn zoom(&self) -> f64 {
        self.zoom
    }

    /// Whether words can be read.
    pub fn is_legible(&self) -> bool {
        self.zoom >= LEGIBLE
    }

    /// The drawing follows a hand that moves by so many pixels.
    pub fn drag(&mut self, right: f64, down: f64) {
        self.corner.x -= right / self.zoom;
        self.corner.y -= down / self.zoom;
    }

    /// Larger or smaller by `factor`; what is at this point of the window, in pixels, stays there.
    pub fn scale(&mut self, factor: f64, at: Point) {
        let zoom = (self.zoom * factor).clamp(FARTHEST, NEAREST);
        self.corner.x += at.x / self.zoom - at.x / zoom;
        self.corner.y += at.y / self.zoom - at.y / zoom;
        self.zoom = zoom;
    }

    /// Larger or smaller by `factor`, around the middle of the window.
    pub fn scale_middle(&mut self, factor: f64) {
        self.scale(factor, Point { x: self.window.0 / 2.0, y: self.window.1 / 2.0 });
    }

    /// Whether its window has this size.
    pub fn is_of(&self, window: (f64, f64)) -> bool {
        self.window == window
    }

    /// The window has another size; its middle shows what it showed.
    pub fn resize(&mut self, window: (f64, f64)) {
        let middle = self.view().middle();
        self.window = window;
        self.look_at(middle);
    }

    /// This point comes into the middle.
    pub fn look_at(&mut self, point: Point) {
        let view = self.view();
        self.corner = Point { x: point.x - view.width / 2.0, y: point.y - view.height / 2.0 };
    }

    /// Moves no more than is needed to have `area` in sight; words become legible.
    pub fn reveal(&mut self, area: Area) {
        if !self.is_legible() {
            self.zoom = 1.0;
            self.look_at(area.middle());
            return;
        }
        let view = self.view();
        let moved = |start: f64, length: f64, from: f64, size: f64| {
            if from < start { from - start } else { (from + size - start - length).max(0.0) }
        };
        self.corner.x += moved(view.x, view.width, area.x, area.width);
        self.corner.y += moved(view.y, view.height, area.y, area.height);
    }
}
