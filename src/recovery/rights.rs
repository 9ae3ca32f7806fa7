//! Outputs that became open to others are closed again (section 6 of the contract).

use crate::domain::BatchId;
use crate::log;
use crate::outputs::staging::ANSWER_FOLDERS;
use crate::text::folders as text;
use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;
/// Of a folder that many use, like the system's for temporary files: its rights are not ours.
const STICKY: u32 = 0o1000;

/// Closes the output folder and what it holds of batches, plans and answers, and says so. What
/// cannot be changed, somebody else's folder, stays as it is.
pub(super) fn tighten(out: &Path) {
    if let Ok(found) = fs::metadata(out)
        && found.permissions().mode() & STICKY == 0
    {
        close(out, &found);
    }
    for entry in fs::read_dir(out).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let batch = name.strip_prefix("plan-").unwrap_or(&name);
        let is_answers = ANSWER_FOLDERS.contains(&&*name);
        if is_answers || batch.parse::<BatchId>().is_ok() {
            tighten_below(&entry.path());
        }
    }
}

fn tighten_below(path: &Path) {
    // A link leads to what is not ours.
    let Ok(found) = fs::symlink_metadata(path) else {
        return;
    };
    close(path, &found);
    if found.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            tighten_below(&entry.path());
        }
    }
}

fn close(path: &Path, found: &Metadata) {
    let right = match (found.is_dir(), found.is_file()) {
        (true, _) => FOLDER,
        (_, true) => FILE,
        _ => return,
    };
    let mode = found.permissions().mode() & 0o7777;
    let is_open = mode & 0o077 != 0;
    let set = || -> io::Result<()> { fs::set_permissions(path, Permissions::from_mode(right)) };
    if is_open && set().is_ok() {
        log::warn(&text::tightened(&path.display(), mode, right));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn what_became_open_is_closed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let paths = [
            ("2025-20241221-01/by-institution/1.csv", FILE),
            ("plan-2025-20241222-01/plan-results.csv", FILE),
            ("reversals/2025-20241221-01-01.csv", FILE),
            ("differences/0123456789abcdef.csv", FILE),
            ("somebody/notes.txt", 0o644),
        ];
        for (path, _) in paths {
            let path = out.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
            let folder = path.parent().unwrap();
            fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
        }
        let read_only = out.join("2025-20241221-01/results.csv");
        fs::write(&read_only, "").unwrap();
        fs::set_permissions(&read_only, Permissions::from_mode(0o400)).unwrap();
        fs::set_permissions(&out, Permissions::from_mode(0o755)).unwrap();
        tighten(&out);
        for (path, expected) in paths {
            assert_eq!(mode(&out.join(path)), expected, "{path}");
        }
        assert_eq!(mode(&out.join("2025-20241221-01")), FOLDER);
        assert_eq!(mode(&out.join("somebody")), 0o755);
        assert_eq!(mode(&read_only), 0o400, "tighter than asked for");
        assert_eq!(mode(&out), FOLDER);
    }

    #[test]
    fn a_folder_that_many_use_stays_open() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o1777)).unwrap();
        tighten(folder.path());
        assert_eq!(mode(folder.path()), 0o1777);
    }
}
