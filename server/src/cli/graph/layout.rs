//! Where the boxes of the picture stand: a column for each step away from where conversations begin.

use std::collections::{BTreeMap, VecDeque};

use parlour_engine::{Flow, Module, ModuleId};

/// Measures of the picture, in its own units.
pub(super) const WIDTH: usize = 240;
pub(super) const HEAD: usize = 54;
pub(super) const ROW: usize = 20;
pub(super) const MARGIN: usize = 32;
/// Above the boxes: the flow's name and what the lines mean.
pub(super) const TOP: usize = 72;
const FOOT: usize = 8;
const GAP: (usize, usize) = (110, 22);

/// A module's box, or the one of what is understood everywhere.
pub(super) struct Node<'a> {
    pub(super) module: Option<&'a Module>,
    pub(super) rows: Vec<Row<'a>>,
    pub(super) column: usize,
    pub(super) x: usize,
    pub(super) y: usize,
}

/// A way out of a module.
pub(super) struct Row<'a> {
    /// When it is taken.
    pub(super) when: String,
    pub(super) to: &'a Module,
    pub(super) kind: Kind,
    /// Whether a line leads there: to the next column. Other ways are told by name.
    pub(super) is_drawn: bool,
}

/// What kind of way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Connection,
    Fallback,
    Next,
    Timeout,
}

impl Node<'_> {
    pub(super) fn height(&self) -> usize {
        HEAD.saturating_add(self.rows.len().saturating_mul(ROW)).saturating_add(FOOT)
    }

    /// The middle of a row.
    pub(super) fn port(&self, row: usize) -> usize {
        self.y.saturating_add(HEAD).saturating_add(row.saturating_mul(ROW)).saturating_add(ROW / 2)
    }
}

/// All boxes in their places.
pub(super) fn layout(flow: &Flow) -> Vec<Node<'_>> {
    let mut nodes = vec![everywhere(flow)];
    nodes.extend(flow.modules().iter().map(|module| node(flow, module)));
    nodes.retain(|node| node.module.is_some() || !node.rows.is_empty());
    let by_id: BTreeMap<ModuleId, usize> =
        nodes.iter().enumerate().filter_map(|(at, node)| Some((node.module?.card.id, at))).collect();
    let order = columns(flow, &mut nodes, &by_id);
    let column_of: BTreeMap<ModuleId, usize> =
        nodes.iter().filter_map(|node| Some((node.module?.card.id, node.column))).collect();
    for node in &mut nodes {
        let next = node.column.saturating_add(1);
        for row in &mut node.rows {
            row.is_drawn = column_of.get(&row.to.card.id) == Some(&next);
        }
    }
    let last = nodes.iter().map(|node| node.column).max().unwrap_or_default();
    for column in 0..=last {
        place(column, &order, &mut nodes, &by_id);
    }
    nodes
}

fn everywhere(flow: &Flow) -> Node<'_> {
    let mut rows: Vec<Row<'_>> = flow
        .global_connections()
        .iter()
        .filter_map(|way| Some(row(way.condition.to_string(), flow.target(way)?, Kind::Connection)))
        .collect();
    rows.extend(flow.fallback_module().map(|to| row(String::new(), to, Kind::Fallback)));
    Node { module: None, rows, column: 0, x: 0, y: 0 }
}

fn node<'a>(flow: &'a Flow, module: &'a Module) -> Node<'a> {
    let mut rows: Vec<Row<'a>> = module
        .connections
        .iter()
        .filter_map(|way| Some(row(way.condition.to_string(), flow.target(way)?, Kind::Connection)))
        .collect();
    match flow.onward_of(module) {
        Some(to) => rows.push(row(String::new(), to, Kind::Next)),
        None => rows.extend(flow.own_fallback_of(module).map(|to| row(String::new(), to, Kind::Fallback))),
    }
    if let (Some(timeout), Some(to)) = (module.timeout, flow.timed_out_of(module)) {
        rows.push(row(format!("after {} s of silence", timeout.seconds), to, Kind::Timeout));
    }
    Node { module: Some(module), rows, column: 0, x: 0, y: 0 }
}

fn row(when: String, to: &Module, kind: Kind) -> Row<'_> {
    Row { when, to, kind, is_drawn: false }
}

/// Gives each box its column, the fewest steps from the first one, and tells the order in which the
/// boxes were come to. What nothing leads to stands in the first column.
fn columns(flow: &Flow, nodes: &mut [Node<'_>], by_id: &BTreeMap<ModuleId, usize>) -> Vec<usize> {
    let starting = flow.starting_module().and_then(|id| by_id.get(&id).copied());
    let everywhere = nodes.iter().position(|node| node.module.is_none());
    let roots: Vec<usize> = starting.into_iter().chain(everywhere).collect();
    let mut order = Vec::new();
    let mut seen = vec![false; nodes.len()];
    let mut queue: VecDeque<(usize, usize)> = roots.into_iter().map(|root| (root, 0)).collect();
    let mut others = 0..nodes.len();
    loop {
        let Some((at, column)) = queue.pop_front().or_else(|| others.next().map(|at| (at, 0))) else {
            return order;
        };
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        order.push(at);
        if let Some(node) = nodes.get_mut(at) {
            node.column = column;
            let ahead = node.rows.iter().filter_map(|row| by_id.get(&row.to.card.id));
            queue.extend(ahead.map(|to| (*to, column.saturating_add(1))));
        }
    }
}

/// Boxes stand as near as they can to the rows that lead to them, in the order of those.
fn place(column: usize, order: &[usize], nodes: &mut [Node<'_>], by_id: &BTreeMap<ModuleId, usize>) {
    let mut wished: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in nodes.iter().filter(|node| node.column.saturating_add(1) == column) {
        for (at, row) in node.rows.iter().enumerate().filter(|(_, row)| row.is_drawn) {
            if let Some(to) = by_id.get(&row.to.card.id) {
                wished.entry(*to).or_default().push(node.port(at));
            }
        }
    }
    let middle = |at: usize| {
        let ports = wished.get(&at)?;
        ports.iter().sum::<usize>().checked_div(ports.len())
    };
    let here = |at: &&usize| nodes.get(**at).is_some_and(|node| node.column == column);
    let mut boxes: Vec<(usize, usize)> =
        order.iter().filter(here).map(|at| (middle(*at).unwrap_or(TOP), *at)).collect();
    if column > 0 {
        boxes.sort_by_key(|(wish, _)| *wish);
    }
    let mut free = TOP;
    for (wish, at) in boxes {
        if let Some(node) = nodes.get_mut(at) {
            node.x = MARGIN.saturating_add(column.saturating_mul(WIDTH.saturating_add(GAP.0)));
            node.y = free.max(wish.saturating_sub(HEAD / 2));
            free = node.y.saturating_add(node.height()).saturating_add(GAP.1);
        }
    }
}
