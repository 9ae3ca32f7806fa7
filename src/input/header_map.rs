//! Where the columns of a file stand.

use super::column::Column;

/// Stands for a column that the file does not have.
pub(super) const ABSENT: usize = usize::MAX;

/// Where the declared columns stand in one file.
#[derive(Debug, Clone)]
pub(super) struct HeaderMap {
    /// Field of each declared column.
    pub(super) places: Vec<usize>,
    /// The header's cells, trimmed.
    pub(super) cells: Vec<String>,
}

impl HeaderMap {
    /// The field of the declared column at `index`; past every record's end if it is absent.
    #[inline(always)]
    pub(super) fn place(&self, index: usize) -> usize {
        self.places.get(index).copied().unwrap_or(ABSENT)
    }

    /// Number of fields that each record must have.
    pub(super) fn width(&self) -> usize {
        self.cells.len()
    }

    /// The header's name of a field.
    pub(super) fn cell(&self, field: usize) -> Option<&str> {
        self.cells.get(field).map(String::as_str)
    }

    /// What the file calls the declared columns that it has.
    pub(super) fn headings(&self, columns: &[Column]) -> Vec<(&'static str, String)> {
        let found = columns.iter().zip(&self.places);
        found
            .filter_map(|(column, place)| Some((column.name, self.cell(*place)?.to_owned())))
            .collect()
    }

    /// The declared columns that the file does not have.
    pub(super) fn absent<'c>(&self, columns: &'c [Column]) -> impl Iterator<Item = &'c Column> {
        let found = columns.iter().zip(&self.places);
        found
            .filter(|(_, place)| **place == ABSENT)
            .map(|(column, _)| column)
    }

    /// Header cells that are no declared column.
    pub(super) fn extra(&self) -> Vec<&str> {
        let is_extra = |field: &usize| !self.places.contains(field);
        (0..self.cells.len())
            .filter(is_extra)
            .map(|field| self.cells[field].as_str())
            .collect()
    }
}
