//! What a build says at its end, kept so that it can be said again where nothing changed.

use std::io::{self, IsTerminal, Write};

use serde::{Deserialize, Serialize};

use super::arguments::{AllArg, Threshold};
use super::outcome::counts;
use crate::diagnostic;
use crate::mesh::Mesh;
use crate::neutral;
use crate::pipeline::{Asked, Begun, Built, Made, Since};

/// What a build says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ToldBuild {
    /// Number of files.
    pub(super) files: usize,
    /// Bytes of all of them.
    pub(super) bytes: u64,
    /// The largest one, and its bytes.
    pub(super) largest: Option<(String, u64)>,
    /// Number of assets.
    pub(super) assets: usize,
    /// Lines in place of the printed findings, and beside them.
    pub(super) notes: Vec<String>,
    /// How many findings there are, in words.
    pub(super) counts: String,
    /// The findings, plain and in colour.
    findings: [Vec<u8>; 2],
    /// Whether each of them is among those, and not the first few of each rule.
    all: bool,
    /// From which severities on the exit status is 1.
    fails: [bool; 3],
}

/// In the order of [`ToldBuild::fails`].
pub(super) const THRESHOLDS: [Threshold; 3] =
    [Threshold::Info, Threshold::Warning, Threshold::Error];

impl ToldBuild {
    /// What a build of a mesh says of it. Findings are drawn as they are to be printed now, and, where
    /// it is `kept`, as they may be printed another time.
    pub(super) fn of(
        mesh: &Mesh,
        built: &Built,
        notes: Vec<String>,
        all: AllArg,
        kept: bool,
    ) -> io::Result<Self> {
        let mut told = Self {
            files: built.files,
            bytes: built.bytes,
            largest: built.largest.clone(),
            assets: mesh.catalog.assets.len(),
            notes,
            counts: counts(&mesh.findings),
            findings: [Vec::new(), Vec::new()],
            all: all.all,
            fails: THRESHOLDS.map(|threshold| threshold.is_met_by(&mesh.findings)),
        };
        let paths = &mesh.catalog.files;
        let now = io::stderr().is_terminal();
        for (colour, text) in [false, true].into_iter().zip(&mut told.findings) {
            if !kept && colour != now {
                continue;
            }
            diagnostic::print_human(&mesh.findings, paths, colour, all.all, text)?;
        }
        Ok(told)
    }

    /// What builds of several portals say together: only notes.
    pub(super) fn of_several(
        built: &Built,
        assets: usize,
        notes: Vec<String>,
        fails: [bool; 3],
    ) -> Self {
        Self {
            files: built.files,
            bytes: built.bytes,
            largest: built.largest.clone(),
            assets,
            notes,
            counts: String::new(),
            findings: [Vec::new(), Vec::new()],
            all: true,
            fails,
        }
    }

    /// The site of which it was said, none of whose files had to be written.
    fn site(&self) -> Built {
        Built {
            files: self.files,
            unchanged: self.files,
            bytes: self.bytes,
            largest: self.largest.clone(),
        }
    }

    /// What the former build said, and the site, where a build that is `asked` for would make the same, but
    /// for the moment that is named in it; that is made then. `each` says that it has a portal for each
    /// audience.
    pub(super) fn of_former(
        begun: &Begun,
        asked: &Asked<'_>,
        made: &Made,
        each: bool,
        all: AllArg,
    ) -> Option<(Self, Built)> {
        let left = begun.unchanged(asked, made)?;
        let mut told = Self::from_bytes(left.told(), all)?;
        match begun.since(&left, asked, each) {
            Since::Nothing => {
                let built = told.site();
                Some((told, built))
            }
            Since::Moment(built) => {
                told.is_now_of(&built);
                begun.keep_later(&left, asked, made, told.to_bytes());
                Some((told, built))
            }
            Since::More => None,
        }
    }

    /// Says it of a site that is the same but for the moment that it names.
    fn is_now_of(&mut self, built: &Built) {
        self.files = built.files;
        self.bytes = built.bytes;
        self.largest.clone_from(&built.largest);
    }

    /// Written down.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // What can't be written can't be read back, which is as if nothing were kept.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// What was written down, where it holds the findings that are asked for.
    fn from_bytes(bytes: &[u8], all: AllArg) -> Option<Self> {
        let told: Self = postcard::from_bytes(bytes).ok()?;
        let is_empty = told.findings.iter().all(Vec::is_empty);
        (told.all == all.all || is_empty).then_some(told)
    }

    /// Prints the findings on stderr.
    pub(super) fn print_findings(&self) -> io::Result<()> {
        let [plain, coloured] = &self.findings;
        let text = match io::stderr().is_terminal() {
            true => coloured,
            false => plain,
        };
        anstream::stderr().lock().write_all(text)
    }

    /// Prints the notes on stderr.
    pub(super) fn print_notes(&self) -> io::Result<()> {
        let mut err = anstream::stderr().lock();
        self.notes
            .iter()
            .try_for_each(|note| writeln!(err, "{}", neutral::line(note)))
    }

    /// Whether the exit status is 1.
    pub(super) fn fails(&self, threshold: Threshold) -> bool {
        let mut all = THRESHOLDS.iter().zip(&self.fails);
        all.any(|(own, fails)| *own == threshold && *fails)
    }
}
