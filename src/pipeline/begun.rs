//! A run as it begins: the settings, which files there are, and whether anything of what a build would
//! read, or of the site that it would replace, is different from what a former build left. And as it
//! ends: what the next one gets to know.

use std::path::{Path, PathBuf};

use super::build_error::BuildError;
use super::former_history::past_of_audience;
use super::kept::{CacheUse, Kept};
use super::kept_facts::KeptFacts;
use super::kept_portal::KeptPortal;
use super::told_stages::{Stage, Step};
use super::{clock, settings};
use crate::cache::{Key, KeyHasher, LeftSite, hash_of, real_place};
use crate::catalog::Clock;
use crate::config::Settings;
use crate::diagnostic::Finding;
use crate::history;
use crate::link::{NoneSaved, SavedReadings};
use crate::manifest::{NothingSaved, SavedDocuments};
use crate::output::{self, Durability};
use crate::source::SourceTree;

/// Of whom a site is asked for, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The output folder.
    pub(crate) out: &'a Path,
    /// Where the history of former builds is, if it isn't that of the site that is replaced.
    pub(crate) previous: Option<&'a Path>,
    /// The audience that it is for; nothing where it is for all, or holds a portal for each.
    pub(crate) audience: Option<&'a str>,
    /// How sure it is to be on disk when the build ends.
    pub(crate) durability: Durability,
}

impl Asked<'_> {
    /// Where the history of former builds of a site for all, or for the audience, is.
    pub(super) fn past(&self) -> Option<PathBuf> {
        let previous = self.previous?;
        Some(past_of_audience(previous, self.audience).into_owned())
    }

    pub(super) fn is_durable(&self) -> bool {
        matches!(self.durability, Durability::Disk)
    }
}

/// Settings, and what the walk had to say.
pub(super) struct Opened {
    pub(super) settings: Settings,
    pub(super) findings: Vec<Finding>,
}

/// A run that has begun.
pub(crate) struct Begun {
    opened: Opened,
    ended: Ended,
}

/// The files of a run, and what is kept for it.
pub(crate) struct Ended {
    /// The moment that is stated, and until when what is made of it holds.
    clock: Clock,
    root: PathBuf,
    skip: Option<PathBuf>,
    tree: SourceTree,
    kept: Option<Kept>,
}

/// What a build reads, as hashes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made {
    /// Which build it is: of which folder into which.
    build: Key,
    /// All that it reads but the clock, and the site that it replaces.
    inputs: Key,
}

/// Reads the settings of the mesh at `root`, lists its files but for those in the folder `skip`, and
/// opens `cache`, where there is one.
///
/// # Errors
/// Where the root can't be opened or the settings are at fault.
pub(crate) fn begin(
    root: &Path,
    skip: Option<&Path>,
    cache: Option<&CacheUse<'_>>,
    stage: Stage<'_>,
) -> Result<Begun, BuildError> {
    let now = clock::now()?.map(jiff::Timestamp::as_second);
    stage(Step::Begins("read manifests"));
    let mut findings = Vec::new();
    let (settings, tree) = settings::open(root, skip, &mut findings)?;
    let kept = cache.and_then(|cache| Kept::open(cache, &tree));
    Ok(Begun {
        opened: Opened { settings, findings },
        ended: Ended {
            clock: Clock::at(now),
            root: root.to_path_buf(),
            skip: skip.map(Path::to_path_buf),
            tree,
            kept,
        },
    })
}

impl Begun {
    pub(super) const fn ended(&self) -> &Ended {
        &self.ended
    }

    pub(super) fn opened(self) -> (Opened, Ended) {
        (self.opened, self.ended)
    }

    /// The settings of the mesh.
    #[must_use]
    pub(crate) fn settings(&self) -> &Settings {
        &self.opened.settings
    }

    /// What a build that is `asked` for reads, where that can be kept and all of it can be read.
    /// `each` says that it has a portal for each audience.
    #[must_use]
    pub(crate) fn made_of(&self, asked: &Asked<'_>, each: bool) -> Option<Made> {
        made_of(&self.ended, &self.opened.findings, asked, each)
    }

    /// What the build left that made the site in `asked.out`, where this one would read the same, but for
    /// the clock, and the site is as it was left.
    #[must_use]
    pub(crate) fn unchanged(&self, asked: &Asked<'_>, made: &Made) -> Option<LeftSite> {
        let kept = self.ended.kept.as_ref()?;
        // What is to be looked at again has to be kept first.
        if kept.sample().is_some() {
            return None;
        }
        let left = LeftSite::load(kept.folder(), &made.build, &made.inputs)?;
        let is_sure = left.is_durable() || !asked.is_durable();
        // What a killed build left behind goes with the next one.
        let is_sure = is_sure && !output::is_unfinished(asked.out, &self.ended.root);
        is_sure.then(|| left.unchanged(kept.folder(), &made.build, asked.out))?
    }
}

/// A key of a build: of which folder, into which, and of whose portals.
fn named(hasher: KeyHasher, tree: &SourceTree, asked: &Asked<'_>, each: bool) -> KeyHasher {
    let (root, out) = (tree.root().as_os_str(), real_place(asked.out));
    let whose = format!("{:?} {each}", asked.audience);
    hasher
        .bytes(root.as_encoded_bytes())
        .bytes(out.as_os_str().as_encoded_bytes())
        .bytes(whose.as_bytes())
}

fn made_of(ended: &Ended, walk: &[Finding], asked: &Asked<'_>, each: bool) -> Option<Made> {
    let kept = ended.kept.as_ref()?;
    let tree = &ended.tree;
    let named = |hasher: KeyHasher| named(hasher, tree, asked, each);
    let former = match asked.past() {
        Some(path) => match output::previous(&path, history::FILE) {
            Ok(Some(bytes)) => format!("{:?} {:?}", path, hash_of(&bytes[..]).ok()?.0),
            // What isn't there, or can't be read, is told of by the build.
            _ => return None,
        },
        None => String::new(),
    };
    let inputs = named(kept.hasher("inputs"))
        .bytes(&kept.all_files(tree)?)
        .bytes(format!("{walk:?}").as_bytes())
        .bytes(former.as_bytes());
    Some(Made {
        build: named(KeyHasher::new("build")).key(),
        inputs: inputs.key(),
    })
}

impl Made {
    pub(super) const fn build(&self) -> &Key {
        &self.build
    }
}

impl Ended {
    /// The moment that is stated.
    pub(super) const fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps what was read though nothing was built, so that it needn't be read once that is mended;
    /// where that was of no use, throws away what is kept.
    pub(super) fn failed(self, error: BuildError) -> BuildError {
        match error {
            BuildError::KeptPages(mut error) => {
                error.is_discarded = self.kept.is_some_and(Kept::discard);
                error.into()
            }
            error => {
                self.keep_facts(None);
                error
            }
        }
    }

    pub(super) fn tree(&self) -> &SourceTree {
        &self.tree
    }

    pub(super) fn kept_facts(&self) -> KeptFacts<'_> {
        KeptFacts::new(self.kept.as_ref())
    }

    pub(super) fn saved_documents(&self) -> &dyn SavedDocuments {
        match &self.kept {
            Some(kept) => kept,
            None => &NothingSaved,
        }
    }

    pub(super) fn saved_readings(&self) -> &dyn SavedReadings {
        match &self.kept {
            Some(kept) => kept,
            None => &NoneSaved,
        }
    }

    pub(super) const fn kept(&self) -> Option<&Kept> {
        self.kept.as_ref()
    }

    /// What is kept of a portal.
    pub(super) fn kept_portal(&self, settings: &Settings) -> KeptPortal<'_> {
        KeptPortal::new(self.kept.as_ref(), settings)
    }

    /// Whether anything is kept for the next run.
    #[must_use]
    pub(crate) fn keeps(&self) -> bool {
        self.kept.is_some()
    }

    /// What was used again, in words; nothing where nothing was.
    #[must_use]
    pub(crate) fn reused(&self) -> Option<String> {
        self.kept.as_ref()?.reused()
    }

    /// What came of looking at kept pages again, in words; nothing where that wasn't asked.
    #[must_use]
    pub(crate) fn verified(&self) -> Option<String> {
        self.kept.as_ref()?.verified()
    }

    /// Keeps what was read, where its files still are what they were; `whose` run it was, where it ended
    /// well.
    fn keep_facts(self, whose: Option<&Key>) {
        if let Some(kept) = self.kept {
            kept.close(&self.tree, whose);
        }
    }

    /// Keeps what a run read that ended well and built nothing.
    pub(super) fn keep_checked(self) {
        let root = self.tree.root().as_os_str().as_encoded_bytes();
        let whose = KeyHasher::new("check").bytes(root).key();
        self.keep_facts(Some(&whose));
    }

    /// Keeps what was read, and what a build that ended well was `made` of, left and `told`.
    pub(crate) fn keep(
        mut self,
        settings: &Settings,
        asked: &Asked<'_>,
        each: bool,
        made: Option<&Made>,
        told: Vec<u8>,
    ) {
        // Changes against a record that stands elsewhere are told anew by each build.
        let until = match asked.previous {
            Some(_) => i64::MIN,
            None => self.clock.holds_until(),
        };
        let clock = (self.clock.named(), until);
        let again = made.and_then(|made| {
            let mut findings = Vec::new();
            let skip = self.skip.as_deref();
            let tree = settings::walk(settings, &self.root, skip, &mut findings).ok()?;
            (tree.paths() == self.tree.paths()).then_some(())?;
            let again = made_of(&self, &findings, asked, each)?;
            (again.inputs == made.inputs).then_some(again)
        });
        let Some(kept) = self.kept.take() else {
            return;
        };
        let folder = std::sync::Arc::clone(kept.folder());
        let whose = named(KeyHasher::new("build"), &self.tree, asked, each).key();
        let is_still = kept.close(&self.tree, Some(&whose));
        match again.filter(|_| is_still) {
            Some(Made { build, inputs }) => {
                let durable = asked.is_durable();
                LeftSite::keep(&folder, &build, inputs, clock, asked.out, durable, told);
            }
            None => {
                if let Some(made) = made {
                    LeftSite::forget(&folder, &made.build);
                }
            }
        }
    }
}
