//! Lines rendered on all threads and written in their order.

use rayon::prelude::*;
use std::io;

/// Items that one thread renders at a time.
pub const CHUNK: usize = 4096;

/// Chunks that are held in memory at once.
const WINDOW: usize = 16;

/// Renders `items` in chunks and passes what comes of them to `write` in the order of the items,
/// while the next ones are being rendered. `render` is given the number of its chunk.
///
/// # Errors
/// The first error of either.
pub fn write_in_order<T: Sync, R: Send>(
    items: &[T],
    render: impl Fn(usize, &[T]) -> io::Result<R> + Sync,
    mut write: impl FnMut(R) -> io::Result<()> + Send,
) -> io::Result<()> {
    let mut ready = Vec::new();
    for (index, window) in items.chunks(CHUNK * WINDOW).enumerate() {
        let (rendered, written) = rayon::join(
            || render_window(index * WINDOW, window, &render),
            || ready.into_iter().try_for_each(&mut write),
        );
        written?;
        ready = rendered?;
    }
    ready.into_iter().try_for_each(write)
}

fn render_window<T: Sync, R: Send>(
    first: usize,
    window: &[T],
    render: &(impl Fn(usize, &[T]) -> io::Result<R> + Sync),
) -> io::Result<Vec<R>> {
    window
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, items)| render(first + chunk, items))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_items() {
        for count in [
            0,
            1,
            CHUNK,
            CHUNK + 1,
            CHUNK * WINDOW,
            CHUNK * WINDOW * 2 + 7,
        ] {
            let items: Vec<usize> = (0..count).collect();
            let mut written = Vec::new();
            write_in_order(
                &items,
                |number, chunk| {
                    assert_eq!(number * CHUNK, chunk[0]);
                    Ok(chunk.to_vec())
                },
                |chunk| {
                    written.extend(chunk);
                    Ok(())
                },
            )
            .unwrap();
            assert_eq!(written, items, "{count} items");
        }
    }

    #[test]
    fn an_error_of_either_side_ends_it() {
        let items = vec![0_u8; CHUNK * WINDOW + 1];
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let rendering = write_in_order(&items, |_, _| Err(full()), |()| Ok(()));
        let writing = write_in_order(&items, |_, _| Ok(()), |()| Err(full()));
        for result in [rendering, writing] {
            assert_eq!(result.unwrap_err().kind(), io::ErrorKind::StorageFull);
        }
    }
}
