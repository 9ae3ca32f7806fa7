//! Coded values: the words of sections 2 and 9 that mean one thing.

/// Canonical word, the other words for it.
type Words = &'static [(&'static str, &'static str)];

pub const CHANNELS: Words = &[("school", "学校"), ("community", "社区")];
pub const PAID: Words = &[
    ("cash", "现金"),
    ("qr_code", "扫码"),
    ("school_transfer", "学校代扣"),
    ("mutual_aid", "共济缴费 个账代扣 31"),
    ("other", "其他"),
];
pub const INSURANCE: Words = &[
    ("active", "1 正常 正常参保"),
    ("suspended", "2 暂停 暂停参保"),
    ("invalid", "3 无效"),
    ("terminated", "4 终止 终止参保"),
];
pub const STATUS: Words = &[
    ("normal", "正常"),
    ("frozen", "冻结"),
    ("closed", "注销"),
    ("deceased", "死亡"),
];
pub const ROLES: Words = &[("insured", "参保人"), ("organizer", "组建人")];
pub const CATEGORIES: Words = &[
    ("student", "中小学生 学生 1403"),
    ("infant", "婴幼儿 新生儿 学龄前儿童 1401 1402"),
];
pub const RELATIONS: Words = &[
    ("self", "本人 01 0"),
    ("spouse", "配偶 丈夫 妻子 10 11 12 1"),
    (
        "child",
        "子女 儿子 女儿 20 21 22 23 24 25 26 27 29 30 31 32 33 34 35 36 37 39 2 3",
    ),
    (
        "grandchild",
        "孙子女 外孙子女 孙子 孙女 外孙子 外孙女 外孙 40 41 42 43 44 49 4",
    ),
    ("parent", "父母 父亲 母亲 50 51 52 57 58 59 5"),
    (
        "grandparent",
        "祖父母 外祖父母 祖父 祖母 外祖父 外祖母 60 61 62 63 64 69 6",
    ),
    (
        "sibling",
        "兄弟姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 70 71 73 75 77 79 7",
    ),
    ("parent_in_law", "配偶父母 53 54 55 56"),
    ("other", "other"),
];
pub const ID_TYPES: Words = &[
    (
        "01",
        "居民身份证 身份证 居民身份证(户口簿) 户口簿 居民户口簿",
    ),
    ("02", "军官证 中国人民解放军军官证"),
    ("03", "武警警官证 中国人民武装警察警官证"),
    (
        "04",
        "香港特区护照/港澳居民来往内地通行证 港澳居民来往内地通行证 回乡证 香港特区护照/身份证明",
    ),
    (
        "05",
        "澳门特区护照/港澳居民来往内地通行证 澳门特区护照/身份证明",
    ),
    ("06", "台湾居民来往大陆通行证 台胞证"),
    ("07", "外国人永久居留身份证 外国人永久居留证"),
    ("08", "外国护照 外国人护照 护照"),
    ("16", "中国护照"),
    (
        "17",
        "港澳台居民居住证 港澳台居住证 港澳居民居住证 台湾居民居住证",
    ),
    ("90", "社会保障卡"),
    ("99", "其他 其他身份证件"),
];

/// The canonical word.
pub fn meaning(text: &str, words: Words) -> Option<String> {
    words
        .iter()
        .find(|(name, others)| {
            name.eq_ignore_ascii_case(text)
                || others
                    .split(' ')
                    .any(|other| other.eq_ignore_ascii_case(text))
        })
        .map(|(name, _)| (*name).to_string())
}

/// The two digits of a type of document.
pub fn id_type(text: &str) -> Option<String> {
    let two = if text.len() == 1 {
        format!("0{text}")
    } else {
        text.to_string()
    };
    let is_number = (1..=17).chain([90, 99]).any(|n| format!("{n:02}") == two);
    let halved = text.replace('（', "(").replace('）', ")");
    is_number
        .then_some(two)
        .or_else(|| meaning(&halved, ID_TYPES))
}
