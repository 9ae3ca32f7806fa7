//! Rows grouped by a number, in their own order within each group.

use rayon::prelude::*;

/// The number of no key.
pub(super) const NONE: u32 = u32::MAX;

/// Which items, mostly rows, belong to which number: two flat lists instead of one list per group.
#[derive(Debug)]
pub struct Grouped<T = u32> {
    /// Start of each group in `items`, and the end of the last.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl Grouped {
    /// Groups the rows `0..count` by `number_of`, which is below `limit` or [`NONE`]; the latter
    /// are in no group. Quick where numbers hardly go up and down from row to row.
    pub(super) fn build(limit: usize, count: usize, number_of: impl Fn(usize) -> u32) -> Grouped {
        let numbers = (0..count).map(&number_of).zip(0..);
        Grouped::lay(limit, numbers.filter(|(number, _)| *number != NONE))
    }
}

impl<T: Copy + Default + Sync> Grouped<T> {
    /// Lays items group by group, given with numbers below `limit`.
    pub(super) fn lay(
        limit: usize,
        numbered: impl Iterator<Item = (u32, T)> + Clone,
    ) -> Grouped<T> {
        // Counts stand two places further until the items are in place: each start is then moved
        // to the end of its group, which is the start of the next.
        let mut starts = vec![0_u32; limit + 2];
        for (number, _) in numbered.clone() {
            starts[number as usize + 2] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut items = vec![T::default(); total as usize];
        for (number, item) in numbered {
            let place = &mut starts[number as usize + 1];
            items[*place as usize] = item;
            *place += 1;
        }
        starts.pop();
        Grouped { starts, items }
    }

    /// The items of a number, in the order in which they were given: rows ascend.
    #[inline]
    pub(super) fn of(&self, number: u32) -> &[T] {
        if number == NONE {
            return &[];
        }
        let (start, end) = (
            self.starts[number as usize],
            self.starts[number as usize + 1],
        );
        &self.items[start as usize..end as usize]
    }

    /// The items of every group; groups may be without any.
    pub fn groups(&self) -> impl IndexedParallelIterator<Item = &[T]> {
        self.starts
            .par_windows(2)
            .map(|bounds| &self.items[bounds[0] as usize..bounds[1] as usize])
    }
}

/// The rows `0..count` in the order of their numbers, those of one number in their own order,
/// those of no number behind all others. Quick where numbers go up and down: sorting whole numbers
/// looks at less memory at random than counting and laying them.
pub(super) fn order_of(count: usize, number_of: impl Fn(usize) -> u32 + Sync) -> Vec<u32> {
    let mut numbered: Vec<u64> = (0..count)
        .into_par_iter()
        .map(|row| u64::from(number_of(row)) << u32::BITS | row as u64)
        .collect();
    numbered.par_sort_unstable();
    numbered.into_par_iter().map(|row| row as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_order_of_their_rows() {
        let numbers = [3, NONE, 0, 3];
        let grouped = Grouped::build(5, numbers.len(), |i| numbers[i]);
        assert_eq!(grouped.of(3), [0, 3]);
        assert_eq!(grouped.of(0), [2]);
        for nobody in [1, 4, NONE] {
            assert_eq!(grouped.of(nobody), [0_u32; 0], "{nobody}");
        }
        let sizes: Vec<usize> = grouped.groups().map(<[u32]>::len).collect();
        assert_eq!(sizes, [1, 0, 0, 2, 0]);
        assert_eq!(order_of(numbers.len(), |i| numbers[i]), [2, 0, 3, 1]);
        assert_eq!(Grouped::build(0, 0, |_| NONE).groups().count(), 0);
    }
}
