//! What speaks against a policy, and loading one that nothing speaks against.

use super::finding::{Finding, FindingKind, Severity};
use super::{Policy, PolicyError, consistency};

impl Policy {
    /// Reads a preset by its name, else a file by its path, and puts each `--set` in place of
    /// the whole series of its key.
    ///
    /// # Errors
    /// Whatever keeps the file from answering exactly once for every key and day, all
    /// faults together. Values that the file asks the operator for may still be open:
    /// [`Policy::in_force`] names them.
    pub fn load(name_or_path: &str, sets: &[String]) -> Result<Policy, PolicyError> {
        let policy = Policy::examine(name_or_path, sets)?;
        let faults: Vec<Finding> = policy
            .findings()
            .into_iter()
            .filter(|finding| finding.severity() == Severity::Error)
            .collect();
        if faults.is_empty() {
            Ok(policy)
        } else {
            Err(PolicyError::Faulty {
                origin: policy.origin().to_owned(),
                findings: faults,
            })
        }
    }

    /// Everything that a check of the file has to say: faults, open questions, remarks.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.contents.findings.clone();
        for (key, question) in &self.contents.asked {
            findings.push(Finding::of_key(key, FindingKind::Asked(question.clone())));
        }
        for (key, series) in &self.contents.series {
            let unconfirmed = series.entries().iter().filter_map(|entry| {
                let day = entry.confirmed.filter(|day| *day < entry.interval.end)?;
                let kind = FindingKind::Unconfirmed(day);
                Some(Finding::of_entry(key, entry.interval.clone(), kind))
            });
            findings.extend(unconfirmed);
        }
        findings.extend(consistency::check(self));
        findings.sort_by_key(Finding::severity);
        findings
    }
}
