//! A headless Chromium, where there is one.

use crate::notice::skipped;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Width of a telephone, in CSS pixels.
pub const PHONE: u32 = 390;
/// Width of a desk's screen, in CSS pixels.
pub const DESK: u32 = 1280;

/// How long the browser may take for a page.
const PATIENCE: &str = "120";

const INSPECTION: &str = include_str!("inspection.js");

/// The browser's name; without one it says so.
fn chromium() -> Option<&'static str> {
    let starts = |name: &&str| {
        Command::new(name)
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(starts);
    if found.is_none() {
        skipped("there is no Chromium here, the page was not looked at");
    }
    found
}

fn show(browser: &str, page: &Path) -> Output {
    let profile = tempfile::tempdir().expect("a profile");
    let output = Command::new("timeout")
        .args([PATIENCE, browser])
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--allow-file-access-from-files",
            "--enable-logging=stderr",
            "--window-size=1600,1000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("the browser starts");
    let ended = output.status.code();
    assert_eq!(
        ended,
        Some(0),
        "{}: {}",
        page.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// What the browser has to say of a page: what stood in its console, and what the inspection
/// found at each width. `None` where there is no browser.
pub struct Look {
    /// Lines of the console.
    pub console: Vec<String>,
    /// Findings by width, `[390: nothing][1280: nothing]` where all is well.
    pub found: String,
}

/// Shows a page as it is, and a copy that looks at itself, in frames of the two widths: the
/// narrowest window of the browser itself is wider than a telephone.
pub fn look_at(page: &str) -> Option<Look> {
    let browser = chromium()?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("report.html");
    fs::write(&file, page).expect("the page");
    let log = show(browser, &file).stderr;
    let console = String::from_utf8_lossy(&log)
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .map(str::to_owned)
        .collect();

    fs::write(&file, looking_at_itself(page)).expect("the copy");
    let frames = [PHONE, DESK].map(|width| {
        format!("<iframe src=report.html style='border:0;width:{width}px;height:900px'></iframe>")
    });
    let around = folder.path().join("around.html");
    fs::write(&around, format!("<title></title>{}", frames.concat())).expect("the frames");
    let dom = show(browser, &around).stdout;
    let mut found: Vec<String> = title(&String::from_utf8_lossy(&dom))
        .split_inclusive(']')
        .map(str::to_owned)
        .collect();
    // The frames are ready in any order.
    found.sort_by_key(|finding| finding.len());
    found.sort_by_key(|finding| !finding.starts_with(&format!("[{PHONE}:")));
    Some(Look {
        console,
        found: found.concat(),
    })
}

/// The page with the inspection at its end, and without the policy that forbids all scripts.
fn looking_at_itself(page: &str) -> String {
    let policy = "<meta http-equiv=\"Content-Security-Policy\"";
    let without = match page.split_once(policy) {
        Some((before, rest)) => {
            let (_, after) = rest.split_once('>').expect("the end of the policy");
            format!("{before}{after}")
        }
        None => page.to_owned(),
    };
    without.replace("</body>", &format!("<script>{INSPECTION}</script></body>"))
}

fn title(dom: &str) -> String {
    dom.split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"))
        .map(|(title, _)| title.to_owned())
        .unwrap_or_default()
}
