//! Texts with places for values of the policy.

/// The texts of one reason. `{…}` stands for a value of the policy, so that no date and no
/// amount is written here.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// A few words, for tables and charts.
    pub label: &'static str,
    /// What is wrong.
    pub message: &'static str,
    /// What to do, and until when.
    pub action: &'static str,
}

/// Writes the table of one language as a `match` without a wildcard, so that a new reason does
/// not compile before it has its texts.
macro_rules! templates {
    ($($reason:ident: $label:literal, $message:literal, $action:literal;)+) => {
        /// The texts of a reason.
        pub const fn template(reason: $crate::domain::Reason) -> Template {
            match reason {
                $($crate::domain::Reason::$reason => Template {
                    label: $label,
                    message: $message,
                    action: $action,
                },)+
            }
        }
    };
}
pub(super) use templates;

/// Puts the values in their places: `{name}` becomes the value of `name`.
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}
