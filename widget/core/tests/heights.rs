//! The tree of heights against plain sums.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use parlour_core::Heights;
use proptest::prelude::*;

fn built(rows: &[u32]) -> Heights {
    let mut heights = Heights::default();
    for row in rows {
        let end = heights.len();
        heights.splice(end..end, 1, *row);
    }
    heights
}

fn agree(heights: &Heights, rows: &[u32]) {
    assert_eq!(heights.len(), rows.len());
    let mut top = 0;
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(heights.above(at), top, "row {at} of {rows:?}");
        if *row > 0 {
            assert_eq!(heights.at(top), at);
            assert_eq!(heights.at(top + u64::from(*row) - 1), at);
        }
        top += u64::from(*row);
    }
    assert_eq!(heights.total(), top);
    assert_eq!(heights.at(top + 1), rows.len().saturating_sub(1));
}

#[test]
fn no_rows_have_no_height() {
    let heights = Heights::default();
    assert_eq!((heights.total(), heights.at(10), heights.above(3)), (0, 0, 0));
    assert_eq!(heights.span(0, 100, 100, 10), 0..0);
}

#[test]
fn the_rows_that_are_seen_and_some_around_them_are_drawn() {
    let heights = built(&[100; 1_000]);
    assert_eq!(heights.span(50_000, 50_600, 600, 50), 494..513);
    assert_eq!(heights.span(0, 600, 600, 50), 0..13);
    assert_eq!(heights.span(99_400, 100_000, 600, 50), 988..1_000);
    assert_eq!(heights.span(1_000_000, 1_000_600, 600, 50), 994..1_000);
    // Rows without height, as in a window that is hidden, do not all stand in the page.
    assert_eq!(built(&[0; 1_000]).span(0, 600, 600, 50), 999..1_000);
}

proptest! {
    #[test]
    fn the_tree_says_what_plain_sums_say(
        rows in prop::collection::vec(0_u32..5_000, 0..200),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u32..2_000_000), 0..40),
    ) {
        let mut heights = built(&rows);
        agree(&heights, &rows);
        let mut rows = rows;
        for (at, height) in changes {
            if !rows.is_empty() {
                let at = at.index(rows.len());
                rows[at] = height;
                heights.set(at, height);
            }
        }
        agree(&heights, &rows);
    }

    #[test]
    fn rows_come_and_go_anywhere(
        rows in prop::collection::vec(1_u32..500, 0..60),
        cuts in prop::collection::vec((0_usize..70, 0_usize..70, 0_usize..30), 1..8),
    ) {
        let (mut heights, mut rows) = (built(&rows), rows);
        for (from, length, added) in cuts {
            let from = from.min(rows.len());
            let to = (from + length).min(rows.len());
            rows.splice(from..to, std::iter::repeat_n(7, added));
            heights.splice(from..to, added, 7);
        }
        agree(&heights, &rows);
    }

    #[test]
    fn what_is_seen_is_always_drawn(
        rows in prop::collection::vec(0_u32..400, 1..300),
        top in 0_u64..40_000,
        room in 1_u64..2_000,
    ) {
        let heights = built(&rows);
        let span = heights.span(top, top + room, room, 40);
        prop_assert!(!span.is_empty() && span.end <= rows.len());
        prop_assert!(heights.above(span.start) <= top.min(heights.total()));
        prop_assert!(heights.above(span.end) >= (top + room).min(heights.total()));
    }
}
