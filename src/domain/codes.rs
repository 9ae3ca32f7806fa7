//! Coded values: canonical names, national platform codes and Chinese labels.

use std::fmt;

/// Declares a closed code list: its variants, canonical names and the other spellings.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $canonical:literal $(| $alias:literal)*,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// Canonical name and other spellings of every value, in the order of the contract.
            pub const SPELLINGS: &[(&str, &[&str])] = &[$(($canonical, &[$($alias),*])),+];

            /// Reads a canonical name or another spelling, in any case; `None` outside the list.
            pub fn parse(text: &str) -> Option<$name> {
                $name::parse_exactly(text)
                    .or_else(|| $name::parse_exactly(&text.to_ascii_lowercase()))
            }

            fn parse_exactly(text: &str) -> Option<$name> {
                match text {
                    $($canonical $(| $alias)* => Some($name::$variant),)+
                    _ => None,
                }
            }

            /// The canonical name, as outputs write it.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $canonical,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

codes! {
    /// Where the enrollment was applied for (申报渠道).
    Channel {
        /// By the school for all its pupils.
        School = "school" | "学校",
        /// By the family at a community service centre.
        Community = "community" | "社区",
    }
}

codes! {
    /// How a fee was paid (已缴方式).
    PaidChannel {
        Cash = "cash" | "现金",
        QrCode = "qr_code" | "扫码",
        SchoolTransfer = "school_transfer" | "学校代扣",
        /// From an organizer's account: what this program does.
        MutualAid = "mutual_aid" | "共济缴费" | "个账代扣" | "31",
        Other = "other" | "其他",
    }
}

codes! {
    /// As whom a person is not to be charged (暂缓对象).
    HoldRole {
        /// As the student whose fee is taken.
        Insured = "insured" | "参保人",
        /// As the organizer who would pay.
        Organizer = "organizer" | "组建人",
    }
}

codes! {
    /// Insurance status of an account's holder (参保状态).
    InsuranceStatus {
        Active = "active" | "1" | "正常" | "正常参保",
        Suspended = "suspended" | "2" | "暂停" | "暂停参保",
        Invalid = "invalid" | "3" | "无效",
        Terminated = "terminated" | "4" | "终止" | "终止参保",
    }
}

codes! {
    /// Status of an account (账户状态).
    AccountStatus {
        Normal = "normal" | "正常",
        Frozen = "frozen" | "冻结",
        Closed = "closed" | "注销",
        Deceased = "deceased" | "死亡",
    }
}

codes! {
    /// What a member is to the organizer (与组建人关系), with the codes and labels of GB/T 4761
    /// (section 9 of the contract).
    Relation {
        Spouse = "spouse" | "配偶" | "丈夫" | "妻子" | "10" | "11" | "12" | "1",
        Child = "child" | "子女" | "儿子" | "女儿" | "20" | "21" | "22" | "23" | "24" | "25" | "26"
            | "27" | "29" | "30" | "31" | "32" | "33" | "34" | "35" | "36" | "37" | "39" | "2" | "3",
        Parent = "parent" | "父母" | "父亲" | "母亲" | "50" | "51" | "52" | "57" | "58" | "59" | "5",
        Sibling = "sibling" | "兄弟姐妹" | "兄" | "弟" | "姐" | "妹" | "哥哥" | "弟弟" | "姐姐"
            | "妹妹" | "70" | "71" | "73" | "75" | "77" | "79" | "7",
        Grandparent = "grandparent" | "祖父母" | "外祖父母" | "祖父" | "祖母" | "外祖父" | "外祖母"
            | "60" | "61" | "62" | "63" | "64" | "69" | "6",
        Grandchild = "grandchild" | "孙子女" | "外孙子女" | "孙子" | "孙女" | "外孙子" | "外孙女"
            | "外孙" | "40" | "41" | "42" | "43" | "44" | "49" | "4",
        ParentInLaw = "parent_in_law" | "配偶父母" | "53" | "54" | "55" | "56",
        /// The organizer's own row: counts for nothing.
        Self_ = "self" | "本人" | "01" | "0",
        /// Everything the list does not know, nothing written included.
        Other = "other",
    }
}

impl Relation {
    /// Reads a relation as a row of networks writes it: whatever is outside the list is
    /// [`Relation::Other`].
    pub fn read(text: &str) -> Relation {
        Relation::parse(text).unwrap_or(Relation::Other)
    }
}

/// Type of an identity document (证件类型): `01`–`17`, `90`, `99`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdType(u8);

impl IdType {
    /// ID card 居民身份证.
    pub const ID_CARD: IdType = IdType(1);
    /// Foreign permanent resident card 外国人永久居留身份证.
    pub const FOREIGN_PERMANENT: IdType = IdType(7);
    /// Foreign passport 外国护照.
    pub const FOREIGN_PASSPORT: IdType = IdType(8);
    /// HK/Macao/Taiwan residence permit 港澳台居民居住证.
    pub const RESIDENCE_PERMIT: IdType = IdType(17);

    /// Codes and their labels (section 9 of the contract), brackets in half width.
    pub const LABELS: &[(IdType, &[&str])] = &[
        (
            IdType(1),
            &[
                "居民身份证",
                "身份证",
                "居民身份证(户口簿)",
                "户口簿",
                "居民户口簿",
            ],
        ),
        (IdType(2), &["军官证", "中国人民解放军军官证"]),
        (IdType(3), &["武警警官证", "中国人民武装警察警官证"]),
        (
            IdType(4),
            &[
                "香港特区护照/港澳居民来往内地通行证",
                "港澳居民来往内地通行证",
                "回乡证",
                "香港特区护照/身份证明",
            ],
        ),
        (
            IdType(5),
            &[
                "澳门特区护照/港澳居民来往内地通行证",
                "澳门特区护照/身份证明",
            ],
        ),
        (IdType(6), &["台湾居民来往大陆通行证", "台胞证"]),
        (IdType(7), &["外国人永久居留身份证", "外国人永久居留证"]),
        (IdType(8), &["外国护照", "外国人护照", "护照"]),
        (IdType(16), &["中国护照"]),
        (
            IdType(17),
            &[
                "港澳台居民居住证",
                "港澳台居住证",
                "港澳居民居住证",
                "台湾居民居住证",
            ],
        ),
        (IdType(90), &["社会保障卡"]),
        (IdType(99), &["其他", "其他身份证件"]),
    ];

    /// Every type, in the order of its code.
    pub fn all() -> impl Iterator<Item = IdType> {
        (1..=17).chain([90, 99]).map(IdType)
    }

    /// Reads two digits, one that is read as two (`1` → `01`), or a label, with brackets of either
    /// width; `None` outside the list.
    pub fn parse(text: &str) -> Option<IdType> {
        let code = match *text.as_bytes() {
            [ones @ b'0'..=b'9'] => ones - b'0',
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => (tens - b'0') * 10 + (ones - b'0'),
            _ => return IdType::of_label(text),
        };
        matches!(code, 1..=17 | 90 | 99).then_some(IdType(code))
    }

    fn of_label(text: &str) -> Option<IdType> {
        let label = text.replace('（', "(").replace('）', ")");
        let (id_type, _) = IdType::LABELS
            .iter()
            .find(|(_, labels)| labels.contains(&&*label))?;
        Some(*id_type)
    }

    /// The labels of this code.
    pub fn labels(self) -> &'static [&'static str] {
        let mut all = IdType::LABELS.iter();
        all.find(|(of, _)| *of == self)
            .map_or(&[], |(_, labels)| *labels)
    }

    /// The two digits that outputs write.
    pub fn digits(self) -> [u8; 2] {
        [b'0' + self.0 / 10, b'0' + self.0 % 10]
    }
}

impl fmt::Display for IdType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// Group of persons that a fee is set for (人员类别).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Pupils 中小学生.
    Student,
    /// Infants 婴幼儿.
    Infant,
    /// A word of the extract that is kept and that the policy may or may not know.
    Other(Box<str>),
}

impl Category {
    /// Reads a canonical name, or keeps any other word. What else means a category is for the
    /// policy to say.
    pub fn parse(text: &str) -> Category {
        match text {
            "student" => Category::Student,
            "infant" => Category::Infant,
            other => Category::Other(other.into()),
        }
    }

    /// The canonical name, as policies and outputs write it.
    pub fn as_str(&self) -> &str {
        match self {
            Category::Student => "student",
            Category::Infant => "infant",
            Category::Other(word) => word,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read_in_any_case() {
        macro_rules! check {
            ($($list:ty),+) => { $(
                for ((canonical, aliases), value) in <$list>::SPELLINGS.iter().zip(<$list>::ALL) {
                    assert_eq!(value.as_str(), *canonical);
                    for spelling in std::iter::once(canonical).chain(*aliases) {
                        for text in [spelling.to_string(), spelling.to_uppercase()] {
                            assert_eq!(<$list>::parse(&text), Some(*value), "{text}");
                        }
                    }
                }
                for text in ["", "x", "９９", "98", "其它"] {
                    assert_eq!(<$list>::parse(text), None, "{text}");
                }
            )+ };
        }
        check!(
            Channel,
            PaidChannel,
            InsuranceStatus,
            AccountStatus,
            Relation
        );
        assert_eq!(Channel::parse("ſchool"), None, "a long s is no ASCII");
    }

    #[test]
    fn a_relation_outside_the_list_is_another_one() {
        for (text, expected) in [
            ("", Relation::Other),
            ("friend", Relation::Other),
            ("儿媳", Relation::Other),
            ("8", Relation::Other),
            ("9", Relation::Other),
            ("0", Relation::Self_),
            ("1", Relation::Spouse),
            ("2", Relation::Child),
            ("3", Relation::Child),
            ("4", Relation::Grandchild),
            ("5", Relation::Parent),
            ("6", Relation::Grandparent),
            ("7", Relation::Sibling),
            ("001", Relation::Other),
            ("Child", Relation::Child),
            ("外孙", Relation::Grandchild),
        ] {
            assert_eq!(Relation::read(text), expected, "{text}");
        }
    }

    /// Section 9 of the contract, code by code.
    #[test]
    fn gb_t_4761_codes_mean_what_the_contract_says() {
        let table: [(&[u32], Relation); 8] = [
            (&[1], Relation::Self_),
            (&[10, 11, 12], Relation::Spouse),
            (
                &[
                    20, 21, 22, 23, 24, 25, 26, 27, 29, 30, 31, 32, 33, 34, 35, 36, 37, 39,
                ],
                Relation::Child,
            ),
            (&[40, 41, 42, 43, 44, 49], Relation::Grandchild),
            (&[50, 51, 52, 57, 58, 59], Relation::Parent),
            (&[60, 61, 62, 63, 64, 69], Relation::Grandparent),
            (&[70, 71, 73, 75, 77, 79], Relation::Sibling),
            (&[53, 54, 55, 56], Relation::ParentInLaw),
        ];
        for code in 0..100_u32 {
            let expected = table
                .iter()
                .find(|(codes, _)| codes.contains(&code))
                .map_or(Relation::Other, |(_, relation)| *relation);
            assert_eq!(Relation::read(&format!("{code:02}")), expected, "{code:02}");
        }
    }

    #[test]
    fn id_types_are_codes_or_labels() {
        for (text, expected) in [
            ("1", Some("01")),
            ("01", Some("01")),
            ("9", Some("09")),
            ("17", Some("17")),
            ("90", Some("90")),
            ("99", Some("99")),
            ("居民身份证", Some("01")),
            ("居民身份证（户口簿）", Some("01")),
            ("居民身份证(户口簿)", Some("01")),
            ("居民身份证（户口簿)", Some("01")),
            ("香港特区护照/港澳居民来往内地通行证", Some("04")),
            ("回乡证", Some("04")),
            ("台胞证", Some("06")),
            ("护照", Some("08")),
            ("中国护照", Some("16")),
            ("台湾居民居住证", Some("17")),
            ("其他身份证件", Some("99")),
            ("", None),
            ("0", None),
            ("00", None),
            ("18", None),
            ("89", None),
            ("91", None),
            ("100", None),
            ("001", None),
            ("+1", None),
            ("1a", None),
            ("１", None),
            ("学生证", None),
            ("居民身份证(", None),
        ] {
            let found = IdType::parse(text).map(|t| t.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        for (id_type, labels) in IdType::LABELS {
            for label in *labels {
                assert_eq!(IdType::parse(label), Some(*id_type), "{label}");
            }
            assert!(IdType::all().any(|t| t == *id_type));
        }
        assert!(IdType::all().all(|t| IdType::parse(&t.to_string()) == Some(t)));
    }
}
