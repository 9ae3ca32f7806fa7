//! Names of districts (GB/T 2260), for people: files write the code.

use super::plan::Language;

/// Code, 中文, English of the districts of Shanghai.
const SHANGHAI: [(&str, &str, &str); 16] = [
    ("310101", "黄浦区", "Huangpu"),
    ("310104", "徐汇区", "Xuhui"),
    ("310105", "长宁区", "Changning"),
    ("310106", "静安区", "Jing'an"),
    ("310107", "普陀区", "Putuo"),
    ("310109", "虹口区", "Hongkou"),
    ("310110", "杨浦区", "Yangpu"),
    ("310112", "闵行区", "Minhang"),
    ("310113", "宝山区", "Baoshan"),
    ("310114", "嘉定区", "Jiading"),
    ("310115", "浦东新区", "Pudong"),
    ("310116", "金山区", "Jinshan"),
    ("310117", "松江区", "Songjiang"),
    ("310118", "青浦区", "Qingpu"),
    ("310120", "奉贤区", "Fengxian"),
    ("310151", "崇明区", "Chongming"),
];

/// The name of a district; `None` for a code that this table does not know.
pub fn district_name(language: Language, code: &str) -> Option<&'static str> {
    let at = SHANGHAI.binary_search_by_key(&code, |row| row.0).ok()?;
    let (_, zh, en) = SHANGHAI[at];
    Some(match language {
        Language::Zh => zh,
        Language::En => en,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_district_of_the_city_has_its_name() {
        for (code, zh, en) in SHANGHAI {
            assert_eq!(district_name(Language::Zh, code), Some(zh));
            assert_eq!(district_name(Language::En, code), Some(en));
        }
        for code in ["310100", "310103", "320101", "", "31010"] {
            assert_eq!(district_name(Language::Zh, code), None, "{code}");
        }
    }
}
