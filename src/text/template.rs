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

/// Puts the values in their places: `{name}` becomes the value of `name`. A name without a value
/// stays as it is.
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(2 * template.len());
    let mut rest = template;
    while let Some((before, inside)) = rest.split_once('{') {
        filled.push_str(before);
        let known = inside.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match known {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = inside;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_their_names_stand() {
        let values = [("fee", "355.00".to_owned()), ("day", "{fee}".to_owned())];
        for (template, filled) in [
            ("", ""),
            ("{fee}", "355.00"),
            ("pay {fee} by {day}, {fee}!", "pay 355.00 by {fee}, 355.00!"),
            ("{unknown} {fee", "{unknown} {fee"),
            ("}{{fee}}", "}{355.00}"),
        ] {
            assert_eq!(fill(template, &values), filled, "{template}");
        }
    }
}
