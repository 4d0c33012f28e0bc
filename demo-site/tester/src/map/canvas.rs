//! The drawing in SVG. Its elements are made once for a flow; a frame sets the view box and shows other tiles.

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::camera::Camera;
use super::drawing::{Area, Card, Drawing, Line};
use super::graph::{Kind, Place};
use super::mark::{Mark, Marks};
use super::sizes::{CARD_WIDTH, NAME_HEIGHT, ROW_HEIGHT};
use super::svg::{Svg, ViewBox, element, put, text};
use super::tile::tiles;

/// Attribute of a card that tells its place.
pub(super) const PLACE: &str = "data-place";

/// The drawing in SVG.
pub(super) struct Canvas {
    svg: Svg,
    shown: ViewBox,
    tiles: Vec<Square>,
    cards: Vec<Element>,
    rows: Vec<Vec<Element>>,
    lines: Vec<Element>,
    marks: Marks,
    is_legible: bool,
    chosen: Option<Place>,
}

/// What is shown and left out together.
struct Square {
    area: Area,
    groups: [Element; 2],
    is_shown: bool,
}

impl Canvas {
    /// Makes all elements of `drawing`; nothing if there is no page.
    pub(super) fn new(drawing: &Drawing) -> Option<Self> {
        let svg: Svg = element("svg", &[("class", "drawing"), ("aria-hidden", "true")])?.unchecked_into();
        let cards: Vec<(Element, Vec<Element>)> =
            drawing.cards.iter().enumerate().filter_map(|(place, drawn)| card(place, drawn)).collect();
        let (cards, rows): (Vec<_>, Vec<_>) = cards.into_iter().unzip();
        let lines: Vec<Element> = drawing.lines.iter().filter_map(line).collect();
        // Lines lie below all cards.
        let (below, above) = (element("g", &[])?, element("g", &[])?);
        let mut squares = Vec::new();
        for tile in tiles(drawing) {
            let groups = [element("g", &[])?, element("g", &[])?];
            let [of_lines, of_cards] = &groups;
            tile.lines.iter().filter_map(|nth| lines.get(*nth)).for_each(|line| put(of_lines, line));
            tile.cards.iter().filter_map(|place| cards.get(*place)).for_each(|card| put(of_cards, card));
            put(&below, of_lines);
            put(&above, of_cards);
            squares.push(Square { area: tile.area, groups, is_shown: true });
        }
        put(&svg, &below);
        put(&svg, &above);
        let (marks, view_box) = (plain(drawing), svg.shown());
        let canvas = Self {
            svg,
            shown: view_box,
            tiles: squares,
            cards,
            rows,
            lines,
            marks,
            is_legible: true,
            chosen: None,
        };
        Some(canvas)
    }

    /// The element that holds it.
    pub(super) fn root(&self) -> &Element {
        &self.svg
    }

    /// Shows what `camera` sees.
    pub(super) fn look(&mut self, camera: &Camera) {
        let view = camera.view();
        self.shown.set(view.x, view.y, view.width, view.height);
        for tile in &mut self.tiles {
            let is_shown = tile.area.meets(&view);
            if is_shown != tile.is_shown {
                tile.is_shown = is_shown;
                for group in &tile.groups {
                    let _ = if is_shown {
                        group.remove_attribute("display")
                    } else {
                        group.set_attribute("display", "none")
                    };
                }
            }
        }
        if camera.is_legible() != self.is_legible {
            self.is_legible = camera.is_legible();
            self.svg.set_attribute("class", if self.is_legible { "drawing" } else { "drawing far" }).ok();
        }
    }

    /// Draws `marks`; only what changed is touched.
    pub(super) fn mark(&mut self, marks: Marks) {
        let old = core::mem::replace(&mut self.marks, marks);
        changed(&old.cards, &self.marks.cards, &self.cards);
        changed(&old.lines, &self.marks.lines, &self.lines);
        for ((old, new), rows) in old.rows.iter().zip(&self.marks.rows).zip(&self.rows) {
            changed(old, new, rows);
        }
    }

    /// The card the keyboard is at.
    pub(super) fn choose(&mut self, place: Option<Place>) {
        let element = |place: Option<Place>| place.and_then(|place| self.cards.get(place));
        if let Some(old) = element(self.chosen) {
            old.remove_attribute("data-chosen").ok();
        }
        if let Some(new) = element(place) {
            new.set_attribute("data-chosen", "").ok();
        }
        self.chosen = place;
    }

    /// The card the keyboard is at.
    pub(super) fn chosen(&self) -> Option<Place> {
        self.chosen
    }

    /// What is drawn of each part.
    pub(super) fn marks(&self) -> &Marks {
        &self.marks
    }
}

/// The card that `element` belongs to.
pub(super) fn place_of(element: &Element) -> Option<Place> {
    let card = element.closest(&["[", PLACE, "]"].concat()).ok()??;
    card.get_attribute(PLACE)?.parse().ok()
}

/// Nothing lit and nothing missed.
fn plain(drawing: &Drawing) -> Marks {
    let rows = drawing.cards.iter().map(|card| vec![Mark::default(); card.rows.len()]);
    Marks {
        cards: vec![Mark::default(); drawing.cards.len()],
        rows: rows.collect(),
        lines: vec![Mark::default(); drawing.lines.len()],
    }
}

fn changed(old: &[Mark], new: &[Mark], elements: &[Element]) {
    for ((_, mark), element) in old.iter().zip(new).zip(elements).filter(|((old, new), _)| old != new) {
        // What stands before the marks is the kind of the part.
        let kind = element.get_attribute("data-kind").unwrap_or_default();
        element.set_attribute("class", &mark.classes(&kind)).ok();
    }
}

fn part(tag: &str, kind: &str) -> Option<Element> {
    element(tag, &[("class", kind), ("data-kind", kind)])
}

fn card(place: Place, drawn: &Card) -> Option<(Element, Vec<Element>)> {
    let kind = match (drawn.is_start, drawn.is_led_to) {
        (true, _) => "card start",
        (false, true) => "card",
        (false, false) => "card apart",
    };
    let card = part("g", kind)?;
    card.set_attribute(PLACE, &place.to_string()).ok()?;
    card.set_attribute("transform", &format!("translate({:.1} {:.1})", drawn.area.x, drawn.area.y)).ok()?;
    put(&card, &*text("title", &[], &format!("{} ({})", drawn.name, drawn.module))?);
    let (width, height) = (format!("{:.0}", drawn.area.width), format!("{:.0}", drawn.area.height));
    put(&card, &*element("rect", &[("class", "box"), ("rx", "7"), ("width", &width), ("height", &height)])?);
    put(&card, &*text("text", &[("class", "name"), ("x", "12"), ("y", "20")], &drawn.shown)?);
    let mut rows = Vec::new();
    let mut bottom = NAME_HEIGHT;
    for shown in &drawn.rows {
        let row = part("g", if shown.is_port { "row port" } else { "row" })?;
        let (line, middle) =
            (format!("{:.0}", bottom + 11.0), format!("{:.0}", bottom + ROW_HEIGHT / 2.0 - 1.0));
        let edge = format!("{:.0}", if shown.is_port { 0.0 } else { CARD_WIDTH });
        put(&row, &*element("circle", &[("cx", &edge), ("cy", &middle), ("r", "3")])?);
        put(&row, &*text("text", &[("x", "12"), ("y", &line)], &shown.text)?);
        put(&card, &row);
        rows.push(row);
        bottom += ROW_HEIGHT;
    }
    Some((card, rows))
}

fn line(drawn: &Line) -> Option<Element> {
    let kind = match drawn.kind {
        Kind::Connection => "line",
        Kind::Next => "line next",
        Kind::Timeout => "line timeout",
        Kind::Fallback => "line fallback",
    };
    let line = part("path", kind)?;
    line.set_attribute("d", &drawn.path()).ok()?;
    put(&line, &*text("title", &[], &drawn.told)?);
    Some(line)
}
