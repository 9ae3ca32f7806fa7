//! The sections of the page: each turns the plan into lines of text and lengths of bars.

mod cutoff;
mod evidence;
mod headline;
mod outcomes;
mod places;

pub use cutoff::{NearTable, NoticeLine};
pub use evidence::{EquationLine, FileLine, InputLine, PolicyTable, RejectTable};
pub use headline::{Attention, Headline};
pub use outcomes::{OutcomeChart, ReasonTable};
pub use places::{DistrictLine, InstitutionTable};
