//! The beginning of a text as a number, so that most comparisons need not look at the text.

/// The first sixteen bytes of `text`, ordered as the texts are: where two beginnings differ, the
/// texts differ the same way; where they are equal, the texts decide.
pub fn beginning(text: impl AsRef<[u8]>) -> u128 {
    let mut bytes = [0; size_of::<u128>()];
    for (place, byte) in bytes.iter_mut().zip(text.as_ref()) {
        *place = *byte;
    }
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_ordered_as_the_texts_are() {
        let sorted = ["", "1", "10", "2", "A", "A1", "AAAAAAAAAAAAAAAA", "B"];
        assert!(sorted.is_sorted_by_key(beginning));
        assert_eq!(
            beginning("AAAAAAAAAAAAAAAA1"),
            beginning("AAAAAAAAAAAAAAAA2")
        );
    }
}
