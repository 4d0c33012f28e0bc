//! How much of a flow was come through, in words: the same on a terminal and on a page.

use core::fmt::Write as _;

use super::coverage::{Covered, MissedConnection, MissedModule};

impl Covered {
    /// Two lines that count, and below each what is missing.
    pub fn told(&self) -> String {
        let (modules, connections) = (&self.modules, &self.connections);
        let mut text = counted("modules", modules.tenths(), modules.reached, modules.total);
        // Writing to a string does not fail.
        for missed in &modules.uncovered {
            let _ = writeln!(text, "      {}", missed.told());
        }
        text += &counted("connections", connections.tenths(), connections.reached, connections.total);
        for missed in &connections.uncovered {
            let _ = writeln!(text, "      {}", missed.told());
        }
        text
    }
}

fn counted(what: &str, tenths: usize, reached: usize, total: usize) -> String {
    format!("{what:<11}  {:>6}  {reached} of {total}\n", percent(tenths))
}

impl MissedModule {
    /// `boots (12)`.
    pub fn told(&self) -> String {
        format!("{} ({})", self.name, self.id)
    }
}

impl MissedConnection {
    /// `boots → boots-alpine  (local 1, id 27)`.
    pub fn told(&self) -> String {
        let from = self.from.as_deref().unwrap_or("anywhere");
        let how = match (self.position, self.id) {
            (Some(position), Some(id)) => format!("{} {position}, id {id}", self.kind),
            _ => self.key.to_owned(),
        };
        format!("{from} → {}  ({how})", self.to)
    }
}

/// A percentage that is given in tenths: `98 %`, `97.5 %`.
pub fn percent(tenths: usize) -> String {
    if tenths.is_multiple_of(10) {
        format!("{} %", tenths / 10)
    } else {
        format!("{}.{} %", tenths / 10, tenths % 10)
    }
}
