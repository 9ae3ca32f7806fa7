//! What is wrong with a command line, in Chinese; in English the parser says it itself.

/// What a command line that cannot be understood holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// An option or argument that the command does not have.
    UnknownArgument,
    /// A command that there is not.
    UnknownCommand,
    /// A value of another shape, or none.
    Value,
    /// Something that must be given is not there.
    Missing,
    /// Two things that exclude each other.
    Conflict,
    /// Anything else.
    Other,
}

/// The mistake in one sentence: `name` is the argument concerned, `value` what was given, `other`
/// the argument it conflicts with, `expected` what can be given, `nearest` what may have been meant.
pub fn chinese(
    mistake: Mistake,
    name: &str,
    value: &str,
    other: &str,
    expected: &str,
    nearest: &str,
) -> String {
    let says = match (mistake, value) {
        (Mistake::UnknownArgument, _) => format!("没有选项或参数 {name}"),
        (Mistake::UnknownCommand, _) => format!("没有命令 {name}"),
        (Mistake::Value, "") => format!("{name} 缺少取值"),
        (Mistake::Value, value) => format!("{name} 的取值“{value}”无效"),
        (Mistake::Missing, _) => format!("缺少 {name}"),
        (Mistake::Conflict, _) => format!("{name} 不能与 {other} 同时使用"),
        (Mistake::Other, _) => format!("命令无法理解 {name}"),
    };
    let expected = match expected {
        "" => String::new(),
        expected => format!("；应为{expected}"),
    };
    let nearest = match nearest {
        "" => String::new(),
        nearest => format!("；是否应为 {nearest}？"),
    };
    format!("{}{expected}{nearest}", says.trim_end())
}

/// What is missing where no command was given.
pub const COMMAND: &str = "<命令>";
/// Where to read on.
pub const SEE_HELP: &str = "更多说明见 --help";
/// What stands before the form of a command.
pub const USAGE: &str = "用法：";
/// A value of a number.
pub const NUMBER: &str = "范围之内的整数";
/// A value of a day.
pub const DAY: &str = " 2024-12-21 这样的日期";
