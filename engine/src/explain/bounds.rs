//! How a number or a day stands to its bounds.

use crate::condition::{DateTest, NumberTest};
use crate::date::Date;

/// "is at least 3 and below 10", or the first bound that does not hold: "is not below 10".
pub(super) fn of_number(number: f64, test: &NumberTest) -> String {
    let NumberTest { equals, above, below, at_least, at_most } = *test;
    let none = NumberTest::default;
    let tests = [
        ("exactly", equals, NumberTest { equals, ..none() }),
        ("above", above, NumberTest { above, ..none() }),
        ("at least", at_least, NumberTest { at_least, ..none() }),
        ("below", below, NumberTest { below, ..none() }),
        ("at most", at_most, NumberTest { at_most, ..none() }),
    ];
    let told = tests.into_iter().filter_map(|(word, bound, test)| {
        let bound = bound?;
        Some((test.holds(number), format!("{word} {bound}")))
    });
    stands(told)
}

/// The same for a day; days that are counted from the day of the turn are named.
pub(super) fn of_day(day: Date, test: &DateTest, now_ms: u64) -> String {
    let DateTest { on, before, after } = *test;
    let none = DateTest::default;
    let tests = [
        ("on", on, DateTest { on, ..none() }),
        ("before", before, DateTest { before, ..none() }),
        ("after", after, DateTest { after, ..none() }),
    ];
    let told = tests.into_iter().filter_map(|(word, bound, test)| {
        let bound = bound?.at(now_ms);
        Some((test.holds(day, now_ms), format!("{word} {bound}")))
    });
    stands(told)
}

fn stands(bounds: impl Iterator<Item = (bool, String)>) -> String {
    let bounds: Vec<(bool, String)> = bounds.collect();
    if let Some((_, failed)) = bounds.iter().find(|(holds, _)| !holds) {
        return format!("is not {failed}");
    }
    let all: Vec<&str> = bounds.iter().map(|(_, told)| told.as_str()).collect();
    format!("is {}", all.join(" and "))
}
