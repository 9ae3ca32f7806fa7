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

            /// Reads a canonical name or another spelling; `None` outside the list.
            pub fn parse(text: &str) -> Option<$name> {
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

/// What a member is to the organizer (与组建人关系).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    Spouse,
    Child,
    Parent,
    Sibling,
    Grandparent,
    Grandchild,
    ParentInLaw,
    /// The organizer's own row: counts for nothing.
    Self_,
    /// Everything the list does not know, nothing written included.
    Other,
}

impl Relation {
    /// Every relation, in the order of the contract.
    pub const ALL: &[Relation] = &[
        Relation::Spouse,
        Relation::Child,
        Relation::Parent,
        Relation::Sibling,
        Relation::Grandparent,
        Relation::Grandchild,
        Relation::ParentInLaw,
        Relation::Self_,
        Relation::Other,
    ];

    /// Reads a canonical name, a GB/T 4761 code or a label (section 9); anything else is
    /// [`Relation::Other`].
    pub fn parse(text: &str) -> Relation {
        match text {
            "self" | "本人" | "01" | "0" => Relation::Self_,
            "spouse" | "配偶" | "丈夫" | "妻子" | "10" | "11" | "12" | "1" => {
                Relation::Spouse
            }
            "child" | "子女" | "儿子" | "女儿" | "2" | "3" | "20" | "21" | "22" | "23" | "24"
            | "25" | "26" | "27" | "29" | "30" | "31" | "32" | "33" | "34" | "35" | "36" | "37"
            | "39" => Relation::Child,
            "grandchild" | "孙子女" | "外孙子女" | "孙子" | "孙女" | "外孙子" | "外孙女"
            | "外孙" | "4" | "40" | "41" | "42" | "43" | "44" | "49" => Relation::Grandchild,
            "parent" | "父母" | "父亲" | "母亲" | "5" | "50" | "51" | "52" | "57" | "58" | "59" => {
                Relation::Parent
            }
            "parent_in_law" | "配偶父母" | "53" | "54" | "55" | "56" => Relation::ParentInLaw,
            "grandparent" | "祖父母" | "外祖父母" | "祖父" | "祖母" | "外祖父" | "外祖母" | "6"
            | "60" | "61" | "62" | "63" | "64" | "69" => Relation::Grandparent,
            "sibling" | "兄弟姐妹" | "兄" | "弟" | "姐" | "妹" | "哥哥" | "弟弟" | "姐姐"
            | "妹妹" | "7" | "70" | "71" | "73" | "75" | "77" | "79" => Relation::Sibling,
            _ => Relation::Other,
        }
    }

    /// The canonical name, as policies and outputs write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Relation::Spouse => "spouse",
            Relation::Child => "child",
            Relation::Parent => "parent",
            Relation::Sibling => "sibling",
            Relation::Grandparent => "grandparent",
            Relation::Grandchild => "grandchild",
            Relation::ParentInLaw => "parent_in_law",
            Relation::Self_ => "self",
            Relation::Other => "other",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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

    /// Reads two digits, or one that is read as two (`1` → `01`); `None` outside the list.
    pub fn parse(text: &str) -> Option<IdType> {
        if !matches!(text.len(), 1 | 2) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let code: u8 = text.parse().ok()?;
        matches!(code, 1..=17 | 90 | 99).then_some(IdType(code))
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
    fn canonical_names_are_read_back() {
        for value in PaidChannel::ALL {
            assert_eq!(PaidChannel::parse(value.as_str()), Some(*value));
        }
        for value in Relation::ALL {
            assert_eq!(Relation::parse(value.as_str()), *value);
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
            assert_eq!(
                Relation::parse(&format!("{code:02}")),
                expected,
                "{code:02}"
            );
        }
    }

    #[test]
    fn id_types_have_two_digits() {
        assert_eq!(
            IdType::parse("1").map(|t| t.to_string()).as_deref(),
            Some("01")
        );
        for text in ["", "0", "00", "18", "89", "100", "+1", "a"] {
            assert_eq!(IdType::parse(text), None, "{text}");
        }
    }
}
