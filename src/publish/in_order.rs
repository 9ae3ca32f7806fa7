//! Lines rendered on all threads and written in their order.

use rayon::prelude::*;
use std::io;

/// Items that one thread renders at a time.
const CHUNK: usize = 4096;

/// Chunks that are held in memory at once.
const WINDOW: usize = 16;

/// Renders `items` in chunks and passes the bytes to `write` in the order of the items, while
/// the next ones are being rendered. `render` is given the position of its first item.
///
/// # Errors
/// The first error of either.
pub fn write_in_order<T: Sync>(
    items: &[T],
    render: impl Fn(usize, &[T]) -> io::Result<Vec<u8>> + Sync,
    mut write: impl FnMut(&[u8]) -> io::Result<()> + Send,
) -> io::Result<()> {
    let mut ready: Vec<Vec<u8>> = Vec::new();
    for (index, window) in items.chunks(CHUNK * WINDOW).enumerate() {
        let first = index * CHUNK * WINDOW;
        let (rendered, written) = rayon::join(
            || render_window(first, window, &render),
            || ready.iter().try_for_each(|bytes| write(bytes)),
        );
        written?;
        ready = rendered?;
    }
    ready.iter().try_for_each(|bytes| write(bytes))
}

fn render_window<T: Sync>(
    first: usize,
    window: &[T],
    render: &(impl Fn(usize, &[T]) -> io::Result<Vec<u8>> + Sync),
) -> io::Result<Vec<Vec<u8>>> {
    window
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, items)| render(first + chunk * CHUNK, items))
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
                |first, chunk| {
                    assert_eq!(first, chunk[0]);
                    Ok(chunk.iter().flat_map(|n| n.to_le_bytes()).collect())
                },
                |bytes| {
                    written.extend_from_slice(bytes);
                    Ok(())
                },
            )
            .unwrap();
            let expected: Vec<u8> = items.iter().flat_map(|n| n.to_le_bytes()).collect();
            assert_eq!(written, expected, "{count} items");
        }
    }

    #[test]
    fn an_error_of_either_side_ends_it() {
        let items = vec![0_u8; CHUNK * WINDOW + 1];
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let rendering = write_in_order(&items, |_, _| Err(full()), |_| Ok(()));
        let writing = write_in_order(&items, |_, _| Ok(vec![0]), |_| Err(full()));
        for result in [rendering, writing] {
            assert_eq!(result.unwrap_err().kind(), io::ErrorKind::StorageFull);
        }
    }
}
