//! The policy and the rules as pages for people: what is in force, where it stands, what a file
//! lacks. Nothing here decides anything.

mod check;
mod list;
mod show;
mod table;
pub mod wording;

pub use check::{Checked, check};
pub use list::{list_json, list_page};
pub use show::{Page, show_page};

#[cfg(test)]
mod tests;
