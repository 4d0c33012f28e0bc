//! `parlour graph`: a flow as a picture.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::path::Path;

use parlour_engine::{Flow, Module, ModuleId};

use super::exit::{Exit, print_mistakes};
use crate::config;

/// Writes the picture on stdout, or into `output`.
pub(super) fn run(path: &Path, output: Option<&Path>) -> Exit {
    let flow = match config::load_flow(path) {
        Ok(flow) => flow,
        Err(mistakes) => {
            print_mistakes(&mistakes);
            return Exit::Wrong;
        }
    };
    let picture = draw(&flow);
    match output {
        None => print!("{picture}"),
        Some(file) => {
            if let Err(error) = std::fs::write(file, picture) {
                eprintln!("{}: {error}", file.display());
                return Exit::Unreachable;
            }
        }
    }
    Exit::Done
}

/// Measures of the picture, in its own units.
const BOX: (usize, usize) = (180, 48);
const GAP: (usize, usize) = (28, 64);
const MARGIN: usize = 20;
/// Boxes beside each other before a layer breaks into another row.
const ROW: usize = 12;
/// Letters that fit a box.
const LETTERS: usize = 24;

/// An arrow from one module to another.
struct Arrow {
    from: ModuleId,
    to: ModuleId,
    kind: &'static str,
}

fn draw(flow: &Flow) -> String {
    let arrows = arrows(flow);
    let places = places(flow, &arrows);
    let columns = places.values().map(|place| place.0).max().unwrap_or_default().saturating_add(1);
    let rows = places.values().map(|place| place.1).max().unwrap_or_default().saturating_add(1);
    let (width, height) = (MARGIN + columns * (BOX.0 + GAP.0), MARGIN + rows * (BOX.1 + GAP.1));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n\
         <title>{}</title>\n\
         <style>text{{font:14px sans-serif;fill:#1c2321}}.box{{fill:#fff;stroke:#44514c;stroke-width:2}}\
         .starting{{stroke-width:4}}path{{fill:none;stroke:#6b7873;stroke-width:1.5;marker-end:url(#tip)}}\
         .fallback{{stroke-dasharray:5 4}}.next{{stroke-width:3}}</style>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto\"><polygon points=\"0,0 8,4 0,8\" fill=\"#6b7873\"/></marker></defs>\n",
        escaped(flow.name())
    );
    for arrow in &arrows {
        if let (Some(from), Some(to)) = (places.get(&arrow.from), places.get(&arrow.to)) {
            let _ = writeln!(svg, "<path class=\"{}\" d=\"{}\"/>", arrow.kind, curve(*from, *to));
        }
    }
    for module in flow.modules() {
        if let Some(place) = places.get(&module.card.id) {
            node(&mut svg, flow, module, *place);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn node(svg: &mut String, flow: &Flow, module: &Module, place: (usize, usize)) {
    let (x, y) = corner(place);
    let class = if flow.starting_module() == Some(module.card.id) { "box starting" } else { "box" };
    let name: String = module.card.name.chars().take(LETTERS).collect();
    let colour = module.card.group_colour.as_deref().filter(|colour| {
        colour.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    let _ = writeln!(
        svg,
        "<g><title>{} · {}</title><rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"8\"{}/>\
         <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>",
        module.card.id,
        escaped(module.instruction()),
        BOX.0,
        BOX.1,
        colour.map(|colour| format!(" stroke=\"{colour}\"")).unwrap_or_default(),
        x + BOX.0 / 2,
        y + BOX.1 / 2 + 5,
        escaped(&name),
    );
}

/// Local connections, what leads on without asking, and the module's own fallback. Global connections
/// lead from everywhere and would hide everything else.
fn arrows(flow: &Flow) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for module in flow.modules() {
        let from = module.card.id;
        for to in module.connections.iter().filter_map(|connection| flow.target(connection)) {
            arrows.push(Arrow { from, to: to.card.id, kind: "local" });
        }
        if let Some(to) = flow.onward_of(module) {
            arrows.push(Arrow { from, to: to.card.id, kind: "next" });
        } else if let Some(to) = flow.own_fallback_of(module) {
            arrows.push(Arrow { from, to: to.card.id, kind: "fallback" });
        }
    }
    arrows
}

/// Column and row of each module: rows by the fewest steps from the starting module, what is found
/// otherwise below.
fn places(flow: &Flow, arrows: &[Arrow]) -> BTreeMap<ModuleId, (usize, usize)> {
    let mut ways: BTreeMap<ModuleId, Vec<ModuleId>> = BTreeMap::new();
    for arrow in arrows {
        ways.entry(arrow.from).or_default().push(arrow.to);
    }
    let mut layers: Vec<Vec<ModuleId>> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let globals = flow.global_connections().iter().filter_map(|connection| flow.target(connection));
    let roots = flow.starting_module().into_iter().chain(globals.map(|module| module.card.id));
    for first in roots.chain(flow.modules().iter().map(|module| module.card.id)) {
        let mut queue = VecDeque::from([(first, usize::from(!layers.is_empty()))]);
        while let Some((module, layer)) = queue.pop_front() {
            if !seen.insert(module) {
                continue;
            }
            while layers.len() <= layer {
                layers.push(Vec::new());
            }
            if let Some(layer) = layers.get_mut(layer) {
                layer.push(module);
            }
            let ahead = ways.get(&module).into_iter().flatten();
            queue.extend(ahead.map(|to| (*to, layer.saturating_add(1))));
        }
    }
    let mut places = BTreeMap::new();
    let mut row = 0;
    for layer in layers {
        for part in layer.chunks(ROW) {
            places.extend(part.iter().enumerate().map(|(column, module)| (*module, (column, row))));
            row += 1;
        }
    }
    places
}

fn corner((column, row): (usize, usize)) -> (usize, usize) {
    (MARGIN + column * (BOX.0 + GAP.0), MARGIN + row * (BOX.1 + GAP.1))
}

/// From the lower edge of one box to the upper edge of another.
fn curve(from: (usize, usize), to: (usize, usize)) -> String {
    let ((from_x, from_y), (to_x, to_y)) = (corner(from), corner(to));
    let (from_x, from_y, to_x) = (from_x + BOX.0 / 2, from_y + BOX.1, to_x + BOX.0 / 2);
    let bend = GAP.1 / 2;
    format!(
        "M{from_x} {from_y} C{from_x} {} {to_x} {} {to_x} {to_y}",
        from_y + bend,
        to_y.saturating_sub(bend)
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_has_a_box_and_every_way_an_arrow() {
        let flow = Flow::from_toml(
            "name = \"A <b>\"\nfallback = 1\n[[module]]\nid = 1\nname = \"one\"\nstarting = true\nsay = \"<script>\"\n\
             connection = [{ any_of = \"go\", to = 2 }]\n[[module]]\nid = 2\nname = \"two\"\nsay = \"2\"\nnext = 3\n\
             [[module]]\nid = 3\nname = \"three\"\nsay = \"3\"\nfallback = 1\n",
        )
        .unwrap();
        let svg = draw(&flow);
        assert_eq!(svg.matches("<rect").count(), 3);
        for kind in ["local", "next", "fallback"] {
            assert_eq!(svg.matches(&format!("<path class=\"{kind}\"")).count(), 1, "{kind}");
        }
        assert!(svg.contains("A &lt;b&gt;") && svg.contains("&lt;script&gt;") && !svg.contains("<script>"));
        assert_eq!(svg, draw(&flow));
    }
}
