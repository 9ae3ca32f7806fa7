//! The columns of every file, in the order of section 2 of the contract: the reader, the template
//! for providers, its data package and `docs/extracts.md` are made of these tables.

use super::column::Column;
use super::kind::Kind::{
    AccountStatus, Category, Channel, Count, Day, Digest, District, FileName, HoldRole, IdType,
    Identifier, Instant, InstitutionCode, InsuranceStatus, Name, PaidChannel, Person, Relation,
    SignedMoney, Text, Year,
};
use crate::domain::reject::ExtractFile;

/// The columns of a file of the extract.
pub(crate) const fn columns_of(file: ExtractFile) -> &'static [Column] {
    match file {
        ExtractFile::Enrollments => &ENROLLMENTS,
        ExtractFile::Networks => &NETWORKS,
        ExtractFile::Accounts => &ACCOUNTS,
        ExtractFile::Payments => &PAYMENTS,
        ExtractFile::Holds => &HOLDS,
    }
}

/// Place of `enrollment_id` in [`ENROLLMENTS`].
pub(super) const ENROLLMENT_ID: usize = 0;

/// `enrollments.csv`: the students to judge.
pub(super) const ENROLLMENTS: [Column; 14] = [
    Column::required("enrollment_id", &["参保登记流水号"])
        .is(Identifier)
        .about(
            "参保登记流水号，不得重复",
            "number of the registration, unique",
        )
        .such_as("R2500001", "R2500002"),
    Column::required("insurance_year", &["参保年度"])
        .is(Year)
        .about("参保年度", "insurance year")
        .such_as("2025", "2025"),
    Column::required("insured_id_type", &["psn_cert_type", "证件类型"])
        .is(IdType)
        .about(
            "学生的证件类型：代码或名称",
            "type of the student's document: code or label",
        )
        .such_as("01", "01"),
    Column::required("insured_id", &["certno", "证件号码"])
        .is(Person)
        .about("学生的证件号码", "number of the student's document")
        .such_as("310101201503070015", "310101201609120025"),
    Column::required("insured_name", &["psn_name", "姓名"])
        .is(Name)
        .about("学生姓名", "name of the student")
        .such_as("示例学生甲", "示例学生乙"),
    Column::required("category", &["人员类别"])
        .is(Category)
        .about(
            "人员类别：政策中的类别或其别名",
            "a category of the policy or one of its aliases",
        )
        .such_as("student", "中小学生"),
    Column::optional("subsidy", &["资助类别", "医疗救助对象类别"])
        .may_be(Text)
        .about(
            "代缴全部或部分保费的资助类别，没有则留空",
            "public aid that pays the fee or part of it, empty without",
        )
        .such_as("", ""),
    Column::required("channel", &["申报渠道"])
        .is(Channel)
        .about("申报渠道", "where the registration was applied for")
        .such_as("school", "社区"),
    Column::required("district_code", &["insu_admdvs", "参保区划"])
        .is(District)
        .about("参保区划，GB/T 2260 六位代码", "district, GB/T 2260")
        .such_as("310101", "310104"),
    Column::required("institution_code", &["学校代码"])
        .is(InstitutionCode)
        .about("学校或社区的代码", "code of the school or centre")
        .such_as("2131000001", "2131000002"),
    Column::required("institution_name", &["学校名称"])
        .may_be(Text)
        .about("学校或社区的名称", "name of the school or centre")
        .such_as("示例小学", "示例社区事务受理服务中心"),
    Column::required("applied_at", &["申报时间"])
        .is(Instant)
        .about("申报时间", "when the registration was applied for")
        .such_as("2024-10-08 09:30:00", "2024/10/09 14:05:00"),
    Column::required("paid_channel", &["已缴方式", "缴费方式"])
        .may_be(PaidChannel)
        .about(
            "已缴方式；尚未缴费的留空",
            "how the fee was paid; empty while it is not",
        )
        .such_as("", ""),
    Column::required("paid_at", &["缴费时间"])
        .may_be(Instant)
        .about(
            "缴费时间；尚未缴费的留空",
            "when the fee was paid; empty while it is not",
        )
        .such_as("", ""),
];

/// `networks.csv`: who is in whose network.
pub(super) const NETWORKS: [Column; 10] = [
    Column::required("network_id", &["共济网编号"])
        .is(Identifier)
        .about("家庭共济网的编号，每名成员一行", "number of the network, one row per member")
        .such_as("GJ0001", "GJ0002"),
    Column::required("organizer_id", &["组建人证件号码"])
        .is(Person)
        .about("组建人（出资人）的证件号码", "the organizer, who pays")
        .such_as("310101198403033028", "310104198606062020"),
    Column::required("member_id", &["成员证件号码"])
        .is(Person)
        .about("成员的证件号码", "the member")
        .such_as("310101201503070015", "310101201609120025"),
    Column::optional("member_name", &["成员姓名"])
        .may_be(Text)
        .about("成员姓名；留空则不核对姓名", "name of the member; empty is no check")
        .such_as("示例学生甲", "示例学生乙"),
    Column::required("relation", &["与组建人关系"])
        .may_be(Relation)
        .about("成员是组建人的什么人：名称、GB/T 4761 代码或中文称谓；其他写法按 other 处理", "what the member is to the organizer: name, GB/T 4761 code or label; anything else is other")
        .such_as("child", "女儿"),
    Column::required("joined_at", &["加入时间"])
        .is(Instant)
        .about("加入时间", "when the member joined")
        .such_as("2024-03-01 10:00:00", "2024-10-08T19:30:00+08:00"),
    Column::required("left_at", &["退出时间"])
        .may_be(Instant)
        .about("退出时间，不早于加入时间", "when the member left, not before joined_at")
        .such_as("", ""),
    Column::required("contribution_selected_at", &["共济缴费选择时间"])
        .may_be(Instant)
        .about("选择共济缴费的时间", "when the contribution was elected")
        .such_as("2024-11-05 12:00:00", "20241112201500"),
    Column::required("contribution_cancelled_at", &["共济缴费取消时间"])
        .may_be(Instant)
        .about("取消共济缴费的时间", "when the election was cancelled")
        .such_as("", ""),
    Column::required("dissolved_at", &["撤销组网时间"])
        .may_be(Instant)
        .about("撤销组网的时间，不早于加入时间", "when the network was dissolved, not before joined_at")
        .such_as("", ""),
];

/// `accounts.csv`: the money of the organizers.
pub(super) const ACCOUNTS: [Column; 6] = [
    Column::required("holder_id", &["账户人证件号码"])
        .is(Person)
        .about("账户人的证件号码", "the holder of the account")
        .such_as("310101198403033028", "310104198606062020"),
    Column::required("insurance_status", &["psn_insu_stas", "参保状态"])
        .is(InsuranceStatus)
        .about("账户人的参保状态", "insurance status of the holder")
        .such_as("active", "正常参保"),
    Column::required("account_status", &["账户状态"])
        .is(AccountStatus)
        .about("账户状态", "status of the account")
        .such_as("normal", "正常"),
    Column::required("current_balance", &["crt_year_balc", "当年账户余额"])
        .is(SignedMoney)
        .about(
            "当年账户余额（元）：只读取和检查，从不使用",
            "current-year balance in yuan: read and checked, never used",
        )
        .such_as("640.00", "120.50"),
    Column::required("accumulated_balance", &["cal_year_balc", "历年账户余额"])
        .is(SignedMoney)
        .about(
            "历年账户余额（元）：唯一可以划扣的钱",
            "accumulated balance in yuan: the only money that may be deducted",
        )
        .such_as("2186.40", "1310.00"),
    Column::required("balance_as_of", &["余额时点"])
        .is(Instant)
        .about("余额时点", "when the balances were so")
        .such_as("2024-12-20 22:00:00", "2024-12-20 22:00:00"),
];

/// `payments.csv`: what the tax bureau has already received.
pub(super) const PAYMENTS: [Column; 7] = [
    Column::required("receipt_no", &["缴费凭证号"])
        .is(Text)
        .about("缴费凭证号", "number of the receipt")
        .such_as("SW20241130-0001", "SW20241201-0002"),
    Column::required("insurance_year", &["参保年度"])
        .is(Year)
        .about("参保年度", "insurance year")
        .such_as("2025", "2025"),
    Column::required("insured_id", &["certno", "证件号码"])
        .is(Person)
        .about("参保人的证件号码", "the insured person")
        .such_as("310101201402021011", "310101201402021011"),
    Column::required("paid_channel", &["缴费方式", "已缴方式"])
        .is(PaidChannel)
        .about("缴费方式", "how it was paid")
        .such_as("扫码", "qr_code"),
    Column::required("amount", &["缴费金额"])
        .is(SignedMoney)
        .about(
            "缴费金额（元）；负数是退费",
            "amount in yuan; a negative one is a refund",
        )
        .such_as("355.00", "-355.00"),
    Column::required("paid_at", &["缴费时间"])
        .is(Instant)
        .about("缴费时间", "when it was paid")
        .such_as("2024-11-30 10:20:30", "2024-12-01 11:00:00"),
    Column::optional("refunded_at", &["退费时间"])
        .may_be(Instant)
        .about(
            "退费时间；没有退费的留空",
            "when it was given back; empty if it was not",
        )
        .such_as("", ""),
];

/// `holds.csv`: whom the bureau has ordered not to be charged.
pub(super) const HOLDS: [Column; 6] = [
    Column::required("person_id", &["证件号码"])
        .is(Person)
        .about("暂缓对象的证件号码", "the person not to be charged")
        .such_as("310101201402021011", "310101195504043010"),
    Column::required("role", &["暂缓对象"])
        .may_be(HoldRole)
        .about(
            "暂缓的是参保人还是组建人；留空则两者都是",
            "whether as insured or as organizer; empty: both",
        )
        .such_as("insured", "组建人"),
    Column::required("from", &["起始日"])
        .is(Day)
        .about("起始日：从这一天起暂缓", "first day held")
        .such_as("2024-12-01", "2024/12/01"),
    Column::required("until", &["截止日"])
        .may_be(Day)
        .about(
            "截止日：从这一天起不再暂缓；留空则没有期限",
            "first day no longer held; empty: without end",
        )
        .such_as("2025-03-01", ""),
    Column::required("reason", &["暂缓原因"])
        .is(Text)
        .about("暂缓原因", "why")
        .such_as("账户争议", "身份核查中"),
    Column::required("ordered_by", &["文号"])
        .may_be(Text)
        .about("文号", "number of the order")
        .such_as("示例〔2024〕1号", ""),
];

/// `control.csv`: what the deliverer says he delivered.
pub(crate) const CONTROL: [Column; 4] = [
    Column::required("file", &[])
        .is(FileName)
        .about(
            "数据文件名；除本文件外每个文件一行",
            "name of a file of the extract, one row for each but this",
        )
        .such_as("enrollments.csv", "networks.csv"),
    Column::required("rows", &[])
        .may_be(Count)
        .about("行数（不含表头）", "records after the header")
        .such_as("2", "2"),
    Column::required("sha256", &[])
        .may_be(Digest)
        .about("文件的 SHA-256，十六进制", "SHA-256 of the file, hex")
        .such_as("", ""),
    Column::optional("taken_at", &[])
        .may_be(Instant)
        .about("数据提取时间", "when the data were taken")
        .such_as("2024-12-20 22:30:00", "2024-12-20 22:30:00"),
];
