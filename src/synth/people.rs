//! Who lives in the city: numbers that pass their check and names that families share.

use super::random::{Draw, Shuffle, Stream};
use super::schools::DISTRICTS;
use crate::domain::identity_number;
use chrono::{Datelike, Days, NaiveDate};
use compact_str::{CompactString, format_compact};

/// Sequence numbers within one area and one day of birth.
const SEQUENCES: u64 = 1_000;
/// Days of birth of pupils and infants, from [`FIRST_CHILD`] on.
const CHILD_DAYS: u64 = 6_300;
/// Days of birth of grown-ups, from [`FIRST_ADULT`] on.
const ADULT_DAYS: u64 = 14_600;
const FIRST_CHILD: NaiveDate = NaiveDate::from_ymd_opt(2007, 3, 1).expect("a date");
const FIRST_ADULT: NaiveDate = NaiveDate::from_ymd_opt(1956, 1, 1).expect("a date");
/// From this day of birth on, a child is too young for school.
const FIRST_INFANT: NaiveDate = NaiveDate::from_ymd_opt(2018, 9, 1).expect("a date");

/// Areas besides today's districts that live on in numbers: abolished ones and other provinces.
const OTHER_AREAS: [&str; 16] = [
    "310103", "310108", "310111", "310119", "310225", "310226", "310230", "320583", "320621",
    "330226", "340123", "341226", "350181", "360102", "410105", "420106",
];
const PERMIT_AREAS: [&str; 3] = ["810000", "820000", "830000"];
/// Province and country of a foreign permanent resident's card.
const FOREIGN_AREAS: [&str; 6] = ["31840", "31392", "31410", "31276", "31826", "31156"];
const OLD_CARD_COUNTRIES: [&str; 6] = ["USA", "JPN", "KOR", "DEU", "GBR", "FRA"];

const AREAS: u64 = (DISTRICTS.len() + OTHER_AREAS.len()) as u64;
/// Most children that a city can have.
pub const MOST_CHILDREN: u64 = AREAS * CHILD_DAYS * SEQUENCES;
/// Most grown-ups that a city can have.
pub const MOST_ADULTS: u64 = AREAS * ADULT_DAYS * SEQUENCES;

/// A child's identity document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Type of the document (证件类型).
    pub kind: &'static str,
    /// Its number.
    pub number: CompactString,
    /// Whether its holder is too young for school.
    pub is_infant: bool,
}

/// Everybody's numbers: no two persons share one.
#[derive(Debug)]
pub struct People {
    children: Shuffle,
    adults: Shuffle,
}

impl People {
    /// The people of one seed.
    pub fn new(seed: u64) -> People {
        People {
            children: Shuffle::new(MOST_CHILDREN, seed, 1),
            adults: Shuffle::new(MOST_ADULTS, seed, 2),
        }
    }

    /// The number of a grown-up, below [`MOST_ADULTS`].
    pub fn adult(&self, index: u64) -> CompactString {
        let place = self.adults.at(index % MOST_ADULTS);
        let (area, day, sequence) = split(place, ADULT_DAYS);
        numbered(area_code(area), FIRST_ADULT + Days::new(day), sequence)
    }

    /// The document of a child, below [`MOST_CHILDREN`]: nearly always an identity card, now and
    /// then one of those that pupils from elsewhere hold.
    pub fn child(&self, index: u64) -> Document {
        let index = index % MOST_CHILDREN;
        let (area, day, sequence) = split(self.children.at(index), CHILD_DAYS);
        let birth = FIRST_CHILD + Days::new(day);
        let (kind, number) = match index % 1024 {
            r if r % 64 == 63 => ("17", permit(index / 64)),
            r if r % 256 == 100 => ("07", foreign_card(index / 256)),
            500 => ("07", old_foreign_card(index / 1024)),
            r if r % 512 == 200 => ("08", format_compact!("E{:08}", index / 512)),
            _ => ("01", numbered(area_code(area), birth, sequence)),
        };
        Document {
            kind,
            number,
            is_infant: birth >= FIRST_INFANT,
        }
    }
}

/// The same number as it was written before eighteen characters came; `None` where there was none.
pub fn fifteen_digits(number: &str) -> Option<CompactString> {
    let is_old = number.len() == 18 && number.get(6..8) == Some("19");
    is_old.then(|| format_compact!("{}{}", &number[..6], &number[8..17]))
}

/// The same text in full-width characters.
pub fn full_width(text: &str) -> CompactString {
    text.chars()
        .map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c))
        .collect()
}

fn split(place: u64, days: u64) -> (u64, u64, u64) {
    let (rest, sequence) = (place / SEQUENCES, place % SEQUENCES);
    (rest / days, rest % days, sequence)
}

fn area_code(area: u64) -> &'static str {
    let area = area as usize;
    match DISTRICTS.get(area) {
        Some((code, _)) => code,
        None => OTHER_AREAS[area - DISTRICTS.len()],
    }
}

fn numbered(area: &str, birth: NaiveDate, sequence: u64) -> CompactString {
    let (year, month, day) = (birth.year(), birth.month(), birth.day());
    let mut number = format_compact!("{area}{year:04}{month:02}{day:02}{sequence:03}");
    number.push(identity_number::check_character(&number).unwrap_or('0'));
    number
}

fn permit(index: u64) -> CompactString {
    let area = PERMIT_AREAS[(index % 3) as usize];
    let (_, day, sequence) = split((index / 3) % (CHILD_DAYS * SEQUENCES), CHILD_DAYS);
    numbered(area, FIRST_CHILD + Days::new(day), sequence)
}

fn foreign_card(index: u64) -> CompactString {
    let area = FOREIGN_AREAS[(index % 6) as usize];
    let (_, day, sequence) = split((index / 6) % (CHILD_DAYS * SEQUENCES), CHILD_DAYS);
    numbered(
        &format_compact!("9{area}"),
        FIRST_CHILD + Days::new(day),
        sequence,
    )
}

fn old_foreign_card(index: u64) -> CompactString {
    let country = OLD_CARD_COUNTRIES[(index % 6) as usize];
    format_compact!("{country}{:012}", 310_000_000_000 + index)
}

const SURNAMES: [&str; 64] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
    "萧", "田", "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜", "叶", "程", "魏", "苏", "吕", "丁",
    "任", "沈", "姚", "卢", "姜", "崔", "钟", "谭", "陆", "汪", "范", "金", "石", "欧阳", "诸葛",
    "上官",
];
const GIVEN: [&str; 72] = [
    "梓", "涵", "浩", "宇", "轩", "子", "诺", "雨", "欣", "怡", "佳", "思", "睿", "泽", "晨", "阳",
    "嘉", "懿", "一", "诗", "语", "沐", "辰", "亦", "可", "心", "悦", "俊", "杰", "博", "文", "明",
    "哲", "瑞", "霖", "天", "佑", "安", "琪", "萱", "彤", "瑶", "若", "曦", "月", "清", "妍", "希",
    "君", "皓", "铭", "远", "景", "行", "星", "辉", "乐", "然", "之", "航", "家", "豪", "承", "志",
    "恩", "慧", "敏", "芸", "芷", "兰", "竹", "菲",
];
const LONG_NAMES: [&str; 6] = [
    "阿依古丽·买买提",
    "古丽娜尔·艾合买提",
    "扎西·多吉",
    "ANNA MARIA SCHMIDT",
    "Kim Min-jun",
    "JOHN O'NEIL",
];

/// The names of one family: one surname, no given name twice.
#[derive(Debug, Clone)]
pub struct Names {
    surname: &'static str,
    first: u64,
    second: Option<u64>,
}

impl Names {
    /// The names of one family.
    pub fn of(seed: u64, family: u64) -> Names {
        let mut draw = Draw::new(seed, Stream::Name, family);
        Names {
            surname: draw.pick(&SURNAMES),
            first: draw.below(GIVEN.len() as u64),
            second: (!draw.one_in(4)).then(|| draw.below(GIVEN.len() as u64)),
        }
    }

    /// The name of the `place`-th person of the family, holder of a document of `kind`.
    pub fn name(&self, place: u64, kind: &str) -> CompactString {
        if kind == "08" {
            let long = LONG_NAMES[(self.first % LONG_NAMES.len() as u64) as usize];
            return if place == 0 {
                long.into()
            } else {
                format_compact!("{long} {place}")
            };
        }
        let given = |start: u64| GIVEN[((start + place) % GIVEN.len() as u64) as usize];
        let second = self.second.map_or("", given);
        format_compact!("{}{}{second}", self.surname, given(self.first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nobody_shares_a_number_and_every_number_passes_its_check() {
        let people = People::new(3);
        let mut seen = BTreeSet::new();
        let mut kinds = BTreeSet::new();
        for index in 0..20_000 {
            let document = people.child(index);
            kinds.insert(document.kind);
            if document.number.len() == 18 {
                assert!(identity_number::has_valid_check_character(&document.number));
            }
            assert!(seen.insert(document.number), "child {index}");
            assert!(seen.insert(people.adult(index)), "grown-up {index}");
        }
        assert_eq!(
            kinds.into_iter().collect::<Vec<_>>(),
            ["01", "07", "08", "17"]
        );
    }

    #[test]
    fn a_number_of_the_last_century_has_fifteen_digits_too() {
        let old = fifteen_digits("11010519491231002X");
        assert_eq!(old.as_deref(), Some("110105491231002"));
        assert_eq!(fifteen_digits("310101201503070015"), None);
        assert_eq!(full_width("31X").as_str(), "３１Ｘ");
    }

    #[test]
    fn siblings_have_different_names() {
        for family in 0..500 {
            let names = Names::of(1, family);
            for kind in ["01", "08"] {
                assert_ne!(names.name(0, kind), names.name(1, kind));
                assert_ne!(names.name(1, kind), names.name(2, kind));
            }
        }
    }
}
