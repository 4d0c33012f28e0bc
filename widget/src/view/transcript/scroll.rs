//! Where the visitor reads: at the end, which is followed, or further up, which is held.

use core::ops::Range;

use parlour_core::Heights;
use web_sys::HtmlElement;

use crate::limits::STICK_PX;
use crate::view::element::set_length;
use crate::view::screen::Nodes;

/// The place the visitor reads, and what is known of the room there is.
pub(crate) struct Scroll {
    is_following: bool,
    /// The row at the upper edge of what is seen, and how far the edge lies below the row's top.
    row: usize,
    below: i32,
    /// Height of the content and of what is seen of it, when the scroll position was last looked at.
    heights: (i32, i32),
    /// Pixels that stand for the rows before and after those that are drawn.
    padding: (u64, u64),
}

impl Default for Scroll {
    fn default() -> Self {
        Self { is_following: true, row: 0, below: 0, heights: (0, 0), padding: (0, 0) }
    }
}

impl Scroll {
    pub(crate) fn is_following(&self) -> bool {
        self.is_following
    }

    pub(crate) fn follow_end(&mut self) {
        self.is_following = true;
    }

    /// Pixels of height that are seen; 0 while the window is hidden.
    pub(crate) fn room(&self) -> u64 {
        u64::try_from(self.heights.1).unwrap_or(0)
    }

    /// Pixels from the first row's top to the upper edge of what is seen.
    pub(crate) fn top(&self, rows: &Heights) -> u64 {
        rows.above(self.row).saturating_add_signed(i64::from(self.below))
    }

    /// Rows came or went.
    pub(crate) fn spliced(&mut self, range: &Range<usize>, added: usize) {
        if self.row >= range.end {
            self.row = self.row - range.len() + added;
        } else if self.row >= range.start {
            self.row = range.start;
            self.below = 0;
        }
    }

    /// The transcript was scrolled: by the visitor, or by the browser because it or its content
    /// shrank or grew. Only with the same heights as before was it the visitor.
    pub(crate) fn scrolled(&mut self, nodes: &Nodes, rows: &Heights) {
        let (Some(log), Some(list)) = (nodes.log.get::<HtmlElement>(), nodes.list.get::<HtmlElement>())
        else {
            return;
        };
        let was_hidden = self.heights.1 == 0;
        let heights = (log.scroll_height(), log.client_height());
        let top = log.scroll_top();
        if was_hidden || heights.1 == 0 {
            // A browser may forget where a hidden element was scrolled to.
            return;
        }
        let is_at_the_end = heights.0 - top - heights.1 <= STICK_PX;
        if is_at_the_end || heights == self.heights {
            self.is_following = is_at_the_end;
        }
        self.heights = heights;
        let top = top.saturating_sub(list.offset_top());
        self.row = rows.at(u64::try_from(top).unwrap_or(0));
        self.below = top.saturating_sub(pixels(rows.above(self.row)));
    }

    /// Looks how much room there is; `false` if nothing is seen at all.
    pub(crate) fn look(&mut self, nodes: &Nodes) -> bool {
        let room = nodes.log.get::<HtmlElement>().map_or(0, |log| log.client_height());
        if self.heights.1 != room {
            self.heights = (0, room);
        }
        room > 0
    }

    /// Scrolls to where the visitor read before the rows changed.
    pub(crate) fn hold(&mut self, nodes: &Nodes, rows: &Heights) {
        let (Some(log), Some(list)) = (nodes.log.get::<HtmlElement>(), nodes.list.get::<HtmlElement>())
        else {
            return;
        };
        let height = log.scroll_height();
        self.heights = (height, log.client_height());
        let held = list.offset_top().saturating_add(pixels(rows.above(self.row))).saturating_add(self.below);
        let top = if self.is_following && !is_filled_in(&log) { height - self.heights.1 } else { held };
        // A position that is right already may have a fraction, which writing would take away.
        if log.scroll_top() != top {
            log.set_scroll_top(top);
        }
    }

    /// Lets `above` and `below` pixels stand for the rows that are not drawn.
    pub(crate) fn pad(&mut self, list: &HtmlElement, above: u64, below: u64) {
        if self.padding == (above, below) {
            return;
        }
        self.padding = (above, below);
        set_length(list, "padding-block-start", above);
        set_length(list, "padding-block-end", below);
    }
}

/// A form grows by what is wrong in it: its visitor is left at the field that has the focus.
fn is_filled_in(log: &HtmlElement) -> bool {
    matches!(log.query_selector("form:focus-within"), Ok(Some(_)))
}

fn pixels(length: u64) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}
