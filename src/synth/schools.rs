//! Districts, schools and community centres.

use super::random::Draw;
use compact_str::{CompactString, format_compact};

/// The districts of the city with the share of its families, in parts of 100.
pub const DISTRICTS: [(&str, &str); 16] = [
    ("310101", "黄浦区"),
    ("310104", "徐汇区"),
    ("310105", "长宁区"),
    ("310106", "静安区"),
    ("310107", "普陀区"),
    ("310109", "虹口区"),
    ("310110", "杨浦区"),
    ("310112", "闵行区"),
    ("310113", "宝山区"),
    ("310114", "嘉定区"),
    ("310115", "浦东新区"),
    ("310116", "金山区"),
    ("310117", "松江区"),
    ("310118", "青浦区"),
    ("310120", "奉贤区"),
    ("310151", "崇明区"),
];

/// How many families of a hundred live in each district.
const SHARES: [u64; 16] = [3, 5, 3, 4, 5, 3, 5, 11, 9, 8, 24, 3, 8, 5, 3, 1];

/// Kinds of schools: first two digits of the code, word in the name, how many there are.
const KINDS: [(&str, &str, u64); 6] = [
    ("11", "幼儿园", 1_560),
    ("21", "小学", 740),
    ("31", "初级中学", 620),
    ("34", "高级中学", 290),
    ("36", "职业技术学校", 130),
    ("51", "辅读学校", 60),
];

/// Schools of the city, kindergartens included.
pub const SCHOOLS: u64 = 3_400;

/// A school or a community centre, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A school or kindergarten, below [`SCHOOLS`].
    School(u64),
    /// A community centre of a district, with its number there.
    Centre(usize, u64),
}

impl Place {
    /// A school in which a child may be: infants go to kindergartens.
    pub fn school_for(is_infant: bool, draw: &mut Draw) -> Place {
        let kindergartens = KINDS[0].2;
        Place::School(if is_infant {
            draw.below(kindergartens)
        } else {
            kindergartens + draw.below(SCHOOLS - kindergartens)
        })
    }

    /// A community centre.
    pub fn centre(draw: &mut Draw) -> Place {
        Place::Centre(district_of(draw.below(100)), 1 + draw.below(14))
    }

    /// `district_code`.
    pub fn district(self) -> &'static str {
        match self {
            Place::School(school) => DISTRICTS[school_district(school)].0,
            Place::Centre(district, _) => DISTRICTS[district].0,
        }
    }

    /// `institution_code`.
    pub fn code(self) -> CompactString {
        match self {
            Place::School(school) => format_compact!("{}31{school:06}", kind(school).0),
            Place::Centre(district, number) => {
                format_compact!("SQ_{}-{number:02}", DISTRICTS[district].0)
            }
        }
    }

    /// `institution_name`: now and then one with a comma, quotes or a line feed in it.
    pub fn name(self) -> CompactString {
        match self {
            Place::School(school) => school_name(school),
            Place::Centre(district, number) => {
                format_compact!("{}第{number}社区事务受理服务中心", DISTRICTS[district].1)
            }
        }
    }
}

fn school_name(school: u64) -> CompactString {
    let district = DISTRICTS[school_district(school)].1;
    let word = kind(school).1;
    match school % 97 {
        13 => format_compact!("{district}\"新世纪\"第{school}{word}"),
        29 => format_compact!("{district}实验{word},第{school}校区"),
        53 => format_compact!("{district}外国语{word}\n第{school}分校"),
        71 => String::new().into(),
        _ => format_compact!("{district}第{school}{word}"),
    }
}

fn kind(school: u64) -> (&'static str, &'static str) {
    let mut first = 0;
    for (digits, word, count) in KINDS {
        first += count;
        if school < first {
            return (digits, word);
        }
    }
    let (digits, word, _) = KINDS[KINDS.len() - 1];
    (digits, word)
}

fn school_district(school: u64) -> usize {
    district_of(school * 37 % 100)
}

fn district_of(percent: u64) -> usize {
    let mut below = 0;
    for (district, share) in SHARES.iter().enumerate() {
        below += share;
        if percent < below {
            return district;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_add_up() {
        assert_eq!(SHARES.iter().sum::<u64>(), 100);
        assert_eq!(
            KINDS.iter().map(|(_, _, count)| count).sum::<u64>(),
            SCHOOLS
        );
    }

    #[test]
    fn codes_tell_the_kind_of_school() {
        assert_eq!(Place::School(0).code(), "1131000000");
        assert_eq!(Place::School(SCHOOLS - 1).code(), "5131003399");
        assert_eq!(Place::Centre(10, 3).code(), "SQ_310115-03");
    }
}
