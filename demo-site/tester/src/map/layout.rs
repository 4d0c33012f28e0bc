//! From a flow to its drawing.

use std::collections::BTreeMap;

use parlour_engine::Flow;

use super::arrange::{Order, arrange};
use super::drawing::{Area, Card, Drawing, Line, Point, Row};
use super::graph::{Kind, Link, Place, Way, links};
use super::shape::{Shape, shape};
use super::sizes::{CARD_ROWS, CARD_WIDTH, NAME_HEIGHT, NAME_LETTERS, ROW_HEIGHT, ROWS_END};

/// Two cards, and the connections that lead from one to the other by a line.
type Joined<'a> = ((Place, Place), Vec<&'a Link>);
/// Connections, and where each leads.
type Ways = Vec<(Way, Place)>;

/// Draws `flow`. It is as much work as the flow has modules and bends of lines: once for each flow, not for each
/// frame.
pub fn draw(flow: &Flow) -> Drawing {
    let links = links(flow);
    let names: Vec<&str> = flow.modules().iter().map(|module| module.card.name.as_str()).collect();
    let begins = flow.starting_module();
    let start = flow.modules().iter().position(|module| Some(module.card.id) == begins).unwrap_or_default();
    let shaped = shape(names.len(), start, &links);
    let mut joined: BTreeMap<(Place, Place), Vec<&Link>> = BTreeMap::new();
    let mut named: Vec<Vec<(&Link, Shape)>> = vec![Vec::new(); names.len()];
    for (link, shape) in links.iter().zip(&shaped.shapes) {
        match (shape, link.from) {
            (Shape::Line, Some(from)) => joined.entry((from, link.to)).or_default().push(link),
            (_, from) => {
                if let Some(named) = named.get_mut(from.unwrap_or(link.to)) {
                    named.push((link, *shape));
                }
            }
        }
    }
    let rows: Vec<Vec<Row>> = named.iter().map(|links| rows(links, &names)).collect();
    let heights: Vec<f64> = rows.iter().map(|rows| height(rows)).collect();
    let lines: Vec<(Place, Place)> = joined.keys().copied().collect();
    let order = Order { heights: &heights, layers: &shaped.layers, met: &shaped.met, lines: &lines };
    let arranged = arrange(&order);
    let cards: Vec<Card> = flow
        .modules()
        .iter()
        .zip(rows)
        .zip(arranged.corners.iter().zip(&heights))
        .zip(shaped.layers.iter().zip(&shaped.is_led_to))
        .enumerate()
        .map(|(place, (((module, rows), (corner, height)), (layer, is_led_to)))| Card {
            module: module.card.id,
            name: module.card.name.clone(),
            shown: clipped(&module.card.name),
            area: Area { x: corner.x, y: corner.y, width: CARD_WIDTH, height: *height },
            rows,
            layer: *layer,
            is_start: place == start,
            is_led_to: *is_led_to,
        })
        .collect();
    let line = |((ends, links), bends): (Joined<'_>, Vec<Point>)| {
        let (from, to) = ends;
        let (begins, ends) = (cards.get(from)?.outlet(), cards.get(to)?.inlet());
        Some(Line {
            from,
            to,
            ways: links.iter().map(|link| link.way.clone()).collect(),
            kind: links.first()?.kind,
            told: links.iter().map(|link| link.told.as_str()).collect::<Vec<_>>().join("\n"),
            points: [begins].into_iter().chain(bends).chain([ends]).collect(),
        })
    };
    let lines = joined.into_iter().zip(arranged.bends).filter_map(line).collect();
    Drawing { lines, cards, width: arranged.width, height: arranged.height }
}

fn height(rows: &[Row]) -> f64 {
    let end = if rows.is_empty() { 0.0 } else { ROWS_END };
    rows.iter().fold(NAME_HEIGHT + end, |height, _| height + ROW_HEIGHT)
}

/// One row for everything that leads here from anywhere, then one for each module it leads to in each manner.
fn rows(links: &[(&Link, Shape)], names: &[&str]) -> Vec<Row> {
    let ways = |link: &Link| (link.way.clone(), link.to);
    let ports: Ways =
        links.iter().filter(|(_, shape)| *shape == Shape::Port).map(|(link, _)| ways(link)).collect();
    let mut rows = Vec::new();
    if !ports.is_empty() {
        let text = if ports.len() == 1 {
            "from anywhere".to_owned()
        } else {
            format!("from anywhere, {} ways", ports.len())
        };
        rows.push(Row { text, ways: ports, is_port: true });
    }
    let mut ordered: Vec<((Kind, Place), Ways)> = Vec::new();
    for (link, _) in links.iter().filter(|(_, shape)| *shape == Shape::Row) {
        let key = (link.kind, link.to);
        match ordered.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => known.push(ways(link)),
            None => ordered.push((key, vec![ways(link)])),
        }
    }
    let from = links.iter().find_map(|(link, _)| link.from);
    for ((kind, to), ways) in ordered {
        let name = if Some(to) == from { "itself" } else { names.get(to).copied().unwrap_or_default() };
        let word = match kind {
            Kind::Connection => "",
            Kind::Next => "next ",
            Kind::Timeout => "timeout ",
            Kind::Fallback => "fallback ",
        };
        rows.push(Row { text: clipped(&format!("{word}→ {name}")), ways, is_port: false });
    }
    if rows.len() > CARD_ROWS {
        let rest = rows.split_off(CARD_ROWS - 1);
        let text = format!("and {} more", rest.len());
        rows.push(Row { text, ways: rest.into_iter().flat_map(|row| row.ways).collect(), is_port: false });
    }
    rows
}

/// Not longer than a card is wide.
fn clipped(name: &str) -> String {
    if name.chars().count() <= NAME_LETTERS {
        return name.to_owned();
    }
    name.chars().take(NAME_LETTERS - 1).chain(['…']).collect()
}
