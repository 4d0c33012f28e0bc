//! One sort for whatever is sorted: each type of item has its own copy of the standard library's, 4 KB of
//! wasm in a page.

/// The items by ascending key; those of the same key stay as they were.
pub(crate) fn by<T>(items: Vec<T>, key: impl Fn(&T) -> u64) -> Vec<T> {
    let keys = items.iter().map(key).zip(0..).collect();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    sorted(keys).into_iter().filter_map(|(_, nth)| items.get_mut(nth)?.take()).collect()
}

fn sorted(mut keys: Vec<(u64, usize)>) -> Vec<(u64, usize)> {
    keys.sort_unstable();
    keys
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_has_the_same_key_stays_in_its_order() {
        let items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        let sorted = super::by(items, |(key, _)| *key);
        assert_eq!(sorted, [(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')]);
    }
}
