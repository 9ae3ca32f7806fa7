//! What a reader may see of a number or a name.

const SHOWN_IN_FRONT: usize = 3;
const SHOWN_BEHIND: usize = 4;

/// Keeps the first three and the last four characters, one `*` for each between; a text of fewer
/// than eight characters is all `*`.
pub fn mask_number(number: &str) -> String {
    let length = number.chars().count();
    let shown = if length > SHOWN_IN_FRONT + SHOWN_BEHIND {
        SHOWN_IN_FRONT..length - SHOWN_BEHIND
    } else {
        0..length
    };
    number
        .chars()
        .enumerate()
        .map(|(i, c)| if shown.contains(&i) { '*' } else { c })
        .collect()
}

/// Keeps the first character, one `*` for each other.
pub fn mask_name(name: &str) -> String {
    name.chars()
        .enumerate()
        .map(|(i, c)| if i == 0 { c } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_and_four() {
        assert_eq!(mask_number("310101201503070015"), "310***********0015");
        assert_eq!(mask_number("12345678"), "123*5678");
        assert_eq!(mask_number("1234567"), "*******");
        assert_eq!(mask_number(""), "");
    }

    #[test]
    fn names_keep_the_first_character() {
        assert_eq!(mask_name("欧阳小明"), "欧***");
        assert_eq!(mask_name("王"), "王");
    }
}
