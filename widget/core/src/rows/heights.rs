//! How high the rows are, and what follows from it.

use core::ops::Range;

/// Heights of rows in CSS pixels, measured or guessed, under a tree of sums (Fenwick 1994): where a
/// row begins and which row stands at a place are found in `O(log n)`.
#[derive(Clone, Debug, Default)]
pub struct Heights {
    rows: Vec<u32>,
    /// At `n`, counted from 1, the sum of the `n & -n` rows that end with row `n`.
    sums: Vec<u64>,
}

impl Heights {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Pixels of all rows together.
    pub fn total(&self) -> u64 {
        self.above(self.len())
    }

    /// Pixels of the rows before `row`; of all of them if there are not so many.
    pub fn above(&self, row: usize) -> u64 {
        let (mut place, mut sum) = (row.min(self.len()), 0_u64);
        while place > 0 {
            sum = sum.wrapping_add(self.sum(place));
            place &= place - 1;
        }
        sum
    }

    /// The row that stands `pixels` below the top; the last one for what lies beyond the end, and 0
    /// where there is no row.
    pub fn at(&self, pixels: u64) -> usize {
        let (mut place, mut left) = (0, pixels);
        let mut step = self.len().checked_ilog2().map_or(0, |power| 1 << power);
        while step > 0 {
            let next = place + step;
            if next <= self.len() && self.sum(next) <= left {
                place = next;
                left -= self.sum(next);
            }
            step >>= 1;
        }
        place.min(self.len().saturating_sub(1))
    }

    /// The rows between `top` and `bottom`, and those within `ahead` pixels on both sides, of which
    /// `most` are taken on each side at most. What lies beyond the end counts as the end.
    pub fn span(&self, top: u64, bottom: u64, ahead: u64, most: usize) -> Range<usize> {
        if self.is_empty() {
            return 0..0;
        }
        let bottom = bottom.min(self.total());
        let top = top.min(bottom);
        let (first, last) = (self.at(top), self.at(bottom));
        let before = self.at(top.saturating_sub(ahead)).max(first.saturating_sub(most));
        let after = self.at(bottom.saturating_add(ahead)).min(last.saturating_add(most));
        before..after + 1
    }

    /// Gives `row` another height.
    pub fn set(&mut self, row: usize, height: u32) {
        let Some(known) = self.rows.get_mut(row) else { return };
        // Sums are taken modulo 2^64, so that what a row loses can be added.
        let difference = u64::from(height).wrapping_sub(u64::from(*known));
        *known = height;
        let mut place = row + 1;
        while let Some(sum) = self.sums.get_mut(place - 1) {
            *sum = sum.wrapping_add(difference);
            place += place & place.wrapping_neg();
        }
    }

    /// Takes the rows of `range` out and puts `added` rows of `height` in their place, at `O(log n)` for
    /// each of them and each row after them.
    pub fn splice(&mut self, range: Range<usize>, added: usize, height: u32) {
        let rest = self.rows.get(range.end..).unwrap_or_default().to_vec();
        // A sum is one of rows before its place, so those before the change stay right.
        self.rows.truncate(range.start);
        self.sums.truncate(range.start);
        for _ in 0..added {
            self.push(height);
        }
        for height in rest {
            self.push(height);
        }
    }

    fn push(&mut self, height: u32) {
        self.rows.push(height);
        let place = self.rows.len();
        let (mut sum, mut step) = (u64::from(height), 1);
        while step < place & place.wrapping_neg() {
            sum = sum.wrapping_add(self.sum(place - step));
            step <<= 1;
        }
        self.sums.push(sum);
    }

    fn sum(&self, place: usize) -> u64 {
        self.sums.get(place - 1).copied().unwrap_or(0)
    }
}
