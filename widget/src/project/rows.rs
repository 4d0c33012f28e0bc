//! Keeping the rows level with the machine's entries.

use core::ops::Range;

use parlour_core::{Content, Entry, EntryKey, Heights, stands_with};
use parlour_protocol::Author;

use super::drawn::Drawn;
use crate::clock::now;
use crate::limits::ROW_PX;
use crate::view::{Asks, Frame, Nodes, Screen, Scroll};
use crate::words::local_day;

/// The rows of the transcript, oldest first; of these the ones near what is seen stand in the list.
pub struct Projection {
    pub(super) nodes: Nodes,
    pub(super) screen: Screen,
    pub(super) asks: Asks,
    pub(super) scroll: Scroll,
    pub(super) heights: Heights,
    /// In order, and never a row twice.
    #[allow(clippy::vec_box, reason = "rows are moved about often; a pointer is, in fewer bytes of code")]
    pub(super) drawn: Vec<Box<Drawn>>,
    /// Height of a row that was never drawn: the average of those that are.
    pub(super) guess: u32,
    /// Whether all rows are drawn, for paper.
    pub(super) is_printing: bool,
    keys: Vec<EntryKey>,
    /// The machine's revision that was shown, and whether more can be read from earlier.
    shown: Option<(u32, bool)>,
    size: Option<usize>,
    last_visitor: Option<usize>,
    today: f64,
    /// Messages that came since the end was last seen.
    missed: u32,
    /// The first of the rows that have just come.
    fresh: usize,
}

impl Projection {
    /// Rows go into the list of `nodes`; `screen` has the bot's name and picture.
    pub fn new(nodes: Nodes, screen: Screen, asks: Asks) -> Self {
        Self {
            scroll: Scroll::default(),
            nodes,
            screen,
            asks,
            heights: Heights::default(),
            drawn: Vec::new(),
            guess: ROW_PX,
            is_printing: false,
            keys: Vec::new(),
            shown: None,
            size: None,
            last_visitor: None,
            today: 0.0,
            missed: 0,
            fresh: usize::MAX,
        }
    }

    /// Brings the rows level with `entries`, which are those of `revision`; `has_earlier` if they do
    /// not begin where the conversation begins. `true` if anything changed. Heights and scroll
    /// position are [`Self::settle`]'s.
    pub fn show(&mut self, entries: &[Entry], revision: u32, has_earlier: bool) -> bool {
        if self.shown == Some((revision, has_earlier)) {
            return false;
        }
        self.shown = Some((revision, has_earlier));
        self.size = (!has_earlier).then_some(entries.len());
        self.last_visitor =
            entries.iter().rposition(|entry| matches!(entry.content, Content::Visitor { .. }));
        self.level(entries);
        for row in &mut self.drawn {
            if let Some(entry) = entries.get(row.index) {
                row.update(entry);
            }
        }
        self.draw(entries);
        self.fresh = usize::MAX;
        true
    }

    /// How many messages came while the visitor read further up.
    pub fn missed(&mut self) -> u32 {
        if self.scroll.is_following() {
            self.missed = 0;
        }
        self.missed
    }

    fn level(&mut self, entries: &[Entry]) {
        // What was let go at the beginning, then what stands between the common beginning and end.
        let first = entries.first().map(|entry| entry.key);
        let gone = self.keys.iter().position(|key| Some(*key) == first).unwrap_or(0);
        self.splice(0..gone, &[]);
        self.keys.drain(..gone);
        let is_same = |(key, entry): &(&EntryKey, &Entry)| **key == entry.key;
        let same = self.keys.iter().zip(entries).take_while(is_same).count();
        let rest = self.keys.len().min(entries.len()) - same;
        let tail = self.keys.iter().rev().zip(entries.iter().rev()).take(rest).take_while(is_same).count();
        let added = entries.get(same..entries.len() - tail).unwrap_or_default();
        self.splice(same..self.keys.len() - tail, added);
        self.keys.clear();
        self.keys.extend(entries.iter().map(|entry| entry.key));
    }

    fn splice(&mut self, range: Range<usize>, added: &[Entry]) {
        if range.is_empty() && added.is_empty() {
            return;
        }
        let is_at_the_end = range.end == self.keys.len() && !self.keys.is_empty();
        if is_at_the_end && range.start == 0 {
            // Another conversation, or the same one loaded anew.
            self.scroll.follow_end();
        } else if is_at_the_end && self.scroll.is_following() {
            self.fresh = range.start;
        } else if is_at_the_end {
            let said = |entry: &&Entry| matches!(&entry.content, Content::Received { author, .. } if *author != Author::Visitor);
            let count = u32::try_from(added.iter().filter(said).count()).unwrap_or(u32::MAX);
            self.missed = self.missed.saturating_add(count);
        }
        let move_on = |index: usize| index - range.len() + added.len();
        self.drawn.retain(|row| !range.contains(&row.index));
        for row in self.drawn.iter_mut().filter(|row| row.index >= range.end) {
            row.is_stale |= row.index == range.end;
            row.index = move_on(row.index);
        }
        self.scroll.spliced(&range, added.len());
        self.heights.splice(range, added.len(), self.guess);
    }

    /// Draws the rows near what is seen and takes the others out. `true` if any was drawn.
    pub(super) fn draw(&mut self, entries: &[Entry]) -> bool {
        let Some(list) = self.nodes.list.get() else { return false };
        let (now, span) = (milliseconds(now()), self.span());
        let today = local_day(now);
        let is_new_day = core::mem::replace(&mut self.today, today) < today;
        self.drawn.retain_mut(|row| {
            let is_stale = (row.is_stale || is_new_day) && !row.is_held();
            !is_stale && (span.contains(&row.index) || row.is_held())
        });
        let mut has_drawn = false;
        let mut place = 0;
        for index in span.clone() {
            while self.drawn.get(place).is_some_and(|row| row.index < index) {
                place += 1;
            }
            if self.drawn.get(place).is_some_and(|row| row.index == index) {
                continue;
            }
            let next = self.drawn.get(place).map(|row| &row.node);
            let Some(entry) = entries.get(index) else { break };
            let frame = Frame { is_new: index >= self.fresh, ..frame(entries, index, now) };
            if let Some(row) = Drawn::new((&list, next), entry, (index, frame), &self.screen, &self.asks) {
                self.drawn.insert(place, row);
                has_drawn = true;
            }
        }
        for row in &mut self.drawn {
            let kept_at = (!span.contains(&row.index)).then(|| self.heights.above(row.index));
            if kept_at.is_some() || row.is_kept {
                row.keep(kept_at);
            }
            row.tell(self.size, self.last_visitor == Some(row.index));
        }
        self.scroll.pad(
            &list,
            self.heights.above(span.start),
            self.heights.total() - self.heights.above(span.end),
        );
        has_drawn
    }
}

/// How a row stands among its neighbours.
fn frame(entries: &[Entry], index: usize, now: f64) -> Frame {
    let before = index.checked_sub(1).and_then(|before| entries.get(before));
    let (Some(entry), Some(before)) = (entries.get(index), before) else {
        return Frame { now, opens_day: true, opens_group: true, is_new: false };
    };
    let opens_day = local_day(milliseconds(before.at)) < local_day(milliseconds(entry.at));
    let opens_group = opens_day || !stands_with(before, entry);
    Frame { now, opens_day, opens_group, is_new: false }
}

/// As the browser counts.
#[allow(clippy::cast_precision_loss)]
fn milliseconds(at: u64) -> f64 {
    at as f64
}
