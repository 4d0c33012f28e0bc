//! What is seen of the rows, how high they are, and holding on to what the visitor reads.

use core::ops::Range;

use parlour_core::Entry;

use super::Projection;
use crate::limits::{AHEAD_ROWS, NEAR_TOP_ROOMS, ROOM_PX, SETTLE_ROUNDS};

impl Projection {
    /// Draws what is seen, measures it and holds the place the visitor reads: after rows, their
    /// heights or the room for them changed.
    pub fn settle(&mut self, entries: &[Entry]) {
        for _ in 0..SETTLE_ROUNDS {
            let has_drawn = self.draw(entries);
            if !self.measure() && !has_drawn {
                break;
            }
        }
        self.pad();
        self.scroll.hold(&self.nodes, &self.heights);
    }

    /// The transcript was scrolled.
    pub fn scrolled(&mut self, entries: &[Entry]) {
        self.scroll.scrolled(&self.nodes, &self.heights);
        self.settle(entries);
    }

    /// A row or the room for the rows has another size: the place is held before it is painted.
    /// Nothing is drawn, for what is drawn has a size of its own.
    pub fn resized(&mut self) {
        self.measure();
        self.pad();
        self.scroll.hold(&self.nodes, &self.heights);
    }

    /// Follows the end from here on.
    pub fn follow_end(&mut self) {
        self.scroll.follow_end();
    }

    /// Whether the visitor reads so far up that the end is out of sight.
    pub fn is_away(&self) -> bool {
        let below = self.heights.total().saturating_sub(self.top().saturating_add(self.scroll.room()));
        !self.scroll.is_following() && below > self.scroll.room() / 2
    }

    /// Whether the first row is not far above what is seen.
    pub fn is_near_top(&self) -> bool {
        self.scroll.room() > 0 && self.top() < self.scroll.room().saturating_mul(NEAR_TOP_ROOMS)
    }

    /// Draws all rows, for paper, or only what is seen again.
    pub fn print(&mut self, is_printing: bool, entries: &[Entry]) {
        self.is_printing = is_printing;
        self.draw(entries);
    }

    /// The rows to be drawn.
    pub(super) fn span(&self) -> Range<usize> {
        if self.is_printing {
            return 0..self.heights.len();
        }
        // A hidden window has no room; its end is drawn, so that it opens at once.
        let room = if self.scroll.room() > 0 { self.scroll.room() } else { ROOM_PX };
        let top =
            if self.scroll.is_following() { self.heights.total().saturating_sub(room) } else { self.top() };
        let (bottom, drawn) = (top.saturating_add(room), self.in_flow());
        // While half of what was drawn ahead is left, nothing is drawn: what is drawn is measured, and
        // a corrected scroll position may interrupt the visitor's own scrolling.
        let ahead = room.max(ROOM_PX);
        let needed = self.heights.span(top, bottom, ahead / 2, AHEAD_ROWS / 2);
        let is_enough = drawn.start <= needed.start && needed.end <= drawn.end;
        if is_enough && drawn.len() <= needed.len() * 3 {
            return drawn;
        }
        self.heights.span(top, bottom, ahead, AHEAD_ROWS)
    }

    /// The drawn rows, but for those that are only kept.
    fn in_flow(&self) -> Range<usize> {
        let mut flow = self.drawn.iter().filter(|row| !row.is_kept).map(|row| row.index);
        let Some(first) = flow.next() else { return 0..0 };
        first..flow.next_back().unwrap_or(first) + 1
    }

    fn top(&self) -> u64 {
        self.scroll.top(&self.heights)
    }

    /// Notes how high the drawn rows are; `true` if one was thought to be otherwise. Read from where
    /// the next one begins: whole pixels, whose roundings do not add up.
    fn measure(&mut self) -> bool {
        if !self.scroll.look(&self.nodes) {
            return false;
        }
        let (mut changed, mut sum, mut count) = (false, 0, 0);
        let mut after: Option<i32> = None;
        for row in self.drawn.iter().rev().filter(|row| !row.is_kept) {
            let top = row.node.offset_top();
            let end = after.unwrap_or_else(|| top.saturating_add(row.node.offset_height()));
            after = Some(top);
            let height = u32::try_from(end.saturating_sub(top)).unwrap_or(0);
            let known = self.heights.above(row.index + 1) - self.heights.above(row.index);
            if known != u64::from(height) {
                self.heights.set(row.index, height);
                changed = true;
            }
            sum += height;
            count += 1;
        }
        if let Some(average) = sum.checked_div(count).filter(|average| *average > 0) {
            self.guess = average;
        }
        changed
    }

    fn pad(&mut self) {
        let Some(list) = self.nodes.list.get() else { return };
        let flow = self.in_flow();
        let below = self.heights.total() - self.heights.above(flow.end);
        self.scroll.pad(&list, self.heights.above(flow.start), below);
    }
}
