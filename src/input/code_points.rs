//! Characters that had no code point of their own when a database was filled.

use memchr::memchr;
use std::borrow::Cow;

/// The first private-use character that stands for one assigned since, U+E815; its byte pair in the
/// old tables of GBK is FE50.
const FIRST: u32 = 0xE815;

/// What U+E815 to U+E864 stand for, in that order: the assignments that GB 18030 has made up to its
/// edition of 2022.
const ASSIGNED: [char; 80] = [
    '\u{2E81}',
    '\u{20087}',
    '\u{20089}',
    '\u{200CC}',
    '\u{2E84}',
    '\u{3473}',
    '\u{3447}',
    '\u{2E88}',
    '\u{2E8B}',
    '\u{9FB4}',
    '\u{359E}',
    '\u{361A}',
    '\u{360E}',
    '\u{2E8C}',
    '\u{2E97}',
    '\u{396E}',
    '\u{3918}',
    '\u{9FB5}',
    '\u{39CF}',
    '\u{39DF}',
    '\u{3A73}',
    '\u{39D0}',
    '\u{9FB6}',
    '\u{9FB7}',
    '\u{3B4E}',
    '\u{3C6E}',
    '\u{3CE0}',
    '\u{2EA7}',
    '\u{215D7}',
    '\u{9FB8}',
    '\u{2EAA}',
    '\u{4056}',
    '\u{415F}',
    '\u{2EAE}',
    '\u{4337}',
    '\u{2EB3}',
    '\u{2EB6}',
    '\u{2EB7}',
    '\u{2298F}',
    '\u{43B1}',
    '\u{43AC}',
    '\u{2EBB}',
    '\u{43DD}',
    '\u{44D6}',
    '\u{4661}',
    '\u{464C}',
    '\u{9FB9}',
    '\u{4723}',
    '\u{4729}',
    '\u{477C}',
    '\u{478D}',
    '\u{2ECA}',
    '\u{4947}',
    '\u{497A}',
    '\u{497D}',
    '\u{4982}',
    '\u{4983}',
    '\u{4985}',
    '\u{4986}',
    '\u{499F}',
    '\u{499B}',
    '\u{49B7}',
    '\u{49B6}',
    '\u{9FBA}',
    '\u{241FE}',
    '\u{4CA3}',
    '\u{4C9F}',
    '\u{4CA0}',
    '\u{4CA1}',
    '\u{4C77}',
    '\u{4CA2}',
    '\u{4D13}',
    '\u{4D14}',
    '\u{4D15}',
    '\u{4D16}',
    '\u{4D17}',
    '\u{4D18}',
    '\u{4D19}',
    '\u{4DAE}',
    '\u{9FBB}',
];

/// First byte of every private-use character here, and of no other character.
const LEAD: u8 = 0xEE;

/// The text with the characters that have been assigned since for the private-use ones that
/// GBK-era databases hold (section 2 of the contract).
pub(super) fn with_assigned(text: Cow<'_, str>) -> Cow<'_, str> {
    match memchr(LEAD, text.as_bytes()) {
        Some(_) => Cow::Owned(text.chars().map(assigned).collect()),
        None => text,
    }
}

/// Whether bytes in UTF-8 may hold such a private-use character. `false` is certain.
pub(super) fn may_hold_old(bytes: &[u8]) -> bool {
    memchr(LEAD, bytes).is_some()
}

fn assigned(c: char) -> char {
    let index = u32::from(c).checked_sub(FIRST);
    index
        .and_then(|index| ASSIGNED.get(index as usize).copied())
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;

    #[test]
    fn old_code_points_are_read_as_the_assigned_characters() {
        for (text, expected) in [
            ("\u{E863}小明", "䶮小明"),
            ("王\u{E816}", "王\u{20087}"),
            ("\u{E815}\u{E864}", "\u{2E81}\u{9FBB}"),
            ("\u{E814}\u{E865}\u{E5E5}", "\u{E814}\u{E865}\u{E5E5}"),
            ("王小明", "王小明"),
            ("", ""),
        ] {
            assert_eq!(with_assigned(text.into()), expected, "{text:?}");
        }
    }

    /// The old byte pairs, FE50 to FEA0, are these characters in the edition of 2022, but for the
    /// six of the supplementary planes, which have other bytes there.
    #[test]
    fn the_table_is_that_of_the_standard() {
        let trails = (0x50..=0x7E_u8).chain(0x80..=0xA0);
        let mut decoded = trails.filter_map(|trail| {
            let pair = [0xFE, trail];
            let text = GB18030.decode_without_bom_handling_and_without_replacement(&pair)?;
            let c = text.chars().next()?;
            Some(if u32::from(assigned(c)) > 0xFFFF {
                assigned(c)
            } else {
                c
            })
        });
        for (index, expected) in (FIRST..).zip(ASSIGNED) {
            assert_eq!(decoded.next(), Some(expected), "U+{index:04X}");
        }
        assert_eq!(decoded.next(), None);
    }
}
