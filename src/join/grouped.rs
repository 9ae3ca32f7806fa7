//! Rows grouped by a key, in their own order within each group.

use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::hash::Hash;

/// Which items belong to which key: two flat lists instead of one list per key.
#[derive(Debug)]
pub struct Grouped<K> {
    groups: FxHashMap<K, u32>,
    /// Start of each group in `items`, and the end of the last.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl<K: Eq + Hash + Copy> Grouped<K> {
    /// Groups the positions `0..count` by `key_of`; positions without a key are in no group.
    pub fn build(count: usize, key_of: impl Fn(usize) -> Option<K>) -> Grouped<K> {
        const NO_GROUP: u32 = u32::MAX;
        let mut groups = FxHashMap::default();
        let mut sizes: Vec<u32> = Vec::new();
        let group_of: Vec<u32> = (0..count)
            .map(|item| {
                let Some(key) = key_of(item) else {
                    return NO_GROUP;
                };
                let group = *groups.entry(key).or_insert_with(|| {
                    sizes.push(0);
                    sizes.len() as u32 - 1
                });
                sizes[group as usize] += 1;
                group
            })
            .collect();
        let starts = running_total(&sizes);
        let mut next = starts.clone();
        let mut items = vec![0; *starts.last().unwrap_or(&0) as usize];
        for (item, group) in group_of
            .into_iter()
            .enumerate()
            .filter(|(_, g)| *g != NO_GROUP)
        {
            let place = &mut next[group as usize];
            items[*place as usize] = item as u32;
            *place += 1;
        }
        Grouped {
            groups,
            starts,
            items,
        }
    }

    /// The positions with this key, ascending.
    pub fn of<Q>(&self, key: &Q) -> &[u32]
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        match self.groups.get(key) {
            Some(group) => self.group(*group),
            None => &[],
        }
    }

    /// Every group.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.groups.len() as u32).map(|group| self.group(group))
    }

    fn group(&self, group: u32) -> &[u32] {
        let (start, end) = (self.starts[group as usize], self.starts[group as usize + 1]);
        &self.items[start as usize..end as usize]
    }
}

fn running_total(sizes: &[u32]) -> Vec<u32> {
    let mut total = 0;
    std::iter::once(0)
        .chain(sizes.iter().map(|size| {
            total += size;
            total
        }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_order_of_their_items() {
        let keys = [Some("b"), None, Some("a"), Some("b")];
        let grouped = Grouped::build(keys.len(), |i| keys[i]);
        assert_eq!(grouped.of("b"), [0, 3]);
        assert_eq!(grouped.of("a"), [2]);
        assert_eq!(grouped.of("c"), [0_u32; 0]);
        assert_eq!(grouped.iter().count(), 2);
    }
}
