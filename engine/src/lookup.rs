//! What is found by a key.

use core::borrow::Borrow;

/// Values by key, in the order of the keys.
///
/// The standard library's sorted map costs a page 4 KB of wasm for each pair of types, and flows are read
/// once: putting in is linear, finding is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lookup<K, V>(Vec<(K, V)>);

impl<K, V> Default for Lookup<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Lookup<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(other, _)| other.borrow().cmp(key))
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(self.place(key).ok()?).map(|(_, value)| value)
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Whether the key is new; else the value it had stays.
    pub(crate) fn add(&mut self, key: K, value: V) -> bool {
        let place = self.place(&key);
        if let Err(place) = place {
            self.0.insert(place, (key, value));
        }
        place.is_err()
    }

    /// The value of a key, to be changed; it has one afterwards.
    pub(crate) fn of(&mut self, key: K) -> Option<&mut V>
    where
        V: Default,
    {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.0.insert(place, (key, V::default()));
            place
        });
        self.0.get_mut(place).map(|(_, value)| value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_in_any_order_is_found_and_comes_out_in_order() {
        let mut lookup = Lookup::default();
        for (key, value) in [(5, "five"), (1, "one"), (9, "nine"), (3, "three")] {
            assert!(lookup.add(key, value));
        }
        assert!(!lookup.add(5, "cinq"));
        assert_eq!((lookup.get(&5), lookup.get(&4)), (Some(&"five"), None));
        assert_eq!(lookup.values().copied().collect::<Vec<_>>(), ["one", "three", "five", "nine"]);
        *lookup.of(4).unwrap() = "four";
        *lookup.of(1).unwrap() = "un";
        assert_eq!(lookup.values().copied().collect::<Vec<_>>(), ["un", "three", "four", "five", "nine"]);
    }
}
