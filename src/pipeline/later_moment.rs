//! A build that would read what the build before it read, at a later moment with which nothing changes:
//! only what names the moment is made anew.

use crate::cache::{LeftSite, Passed};
use crate::output::{Portal, Publication};
use crate::render::Sink as _;
use crate::{history, view};

use super::begun::{Asked, Begun, Made};
use super::built::Built;

/// What has changed since a build that read the same.
#[derive(Debug)]
pub(crate) enum Since {
    /// Nothing, not even the clock.
    Nothing,
    /// Only the moment, which the site that is there names now.
    Moment(Built),
    /// Perhaps what is made of the moment.
    More,
}

/// How many files of each portal name the moment.
const NAMING: usize = 3;

impl Begun {
    /// What has changed since the build that `left` the site that is there; of a later moment, with which
    /// nothing else changes, that site is made. `each` says that it has a portal for each audience.
    #[must_use]
    pub(crate) fn since(&self, left: &LeftSite, asked: &Asked<'_>, each: bool) -> Since {
        match left.passed(self.ended().clock().named()) {
            Passed::Nothing => Since::Nothing,
            // What goes wrong here is told by the whole build that follows.
            Passed::Time { from, to } => {
                let made = self.at_a_later_moment(asked, each, (from, to));
                made.map_or(Since::More, Since::Moment)
            }
            Passed::TooMuch => Since::More,
        }
    }

    fn at_a_later_moment(
        &self,
        asked: &Asked<'_>,
        each: bool,
        moments: (i64, i64),
    ) -> Option<Built> {
        let ended = self.ended();
        let kept = ended.kept_portal(self.settings());
        let site = Publication::begin(asked.out, ended.root(), asked.durability).ok()?;
        let site = if each { site.at_once() } else { site };
        let former = kept.site(asked.out)?;
        let site = site.trusting(Some(kept.left(&former)));
        let folders = put_files(&site.portal(), each, moments)?;
        let published = site.publish().ok()?;
        if let Some(now) = kept.site(asked.out) {
            for folder in &folders {
                let kept = kept.within(folder);
                let traces = kept.traces(&former);
                traces
                    .iter()
                    .for_each(|traces| kept.keep_traces(&now, traces));
            }
            let left = published.left.iter();
            left.for_each(|left| kept.keep_left(&now, left));
        }
        Some(published.into())
    }

    /// Keeps what a build of this moment left, of which only that is another, and what it `told`.
    pub(crate) fn keep_later(
        &self,
        left: &LeftSite,
        asked: &Asked<'_>,
        made: &Made,
        told: Vec<u8>,
    ) {
        let now = self.ended().clock().named();
        if let (Some(kept), Some(now)) = (self.ended().kept(), now) {
            let durable = asked.is_durable();
            left.keep_later(kept.folder(), made.build(), now, asked.out, durable, told);
        }
    }
}

/// Puts all files of the former site in the place of the new one, those that name the moment made anew.
/// Gives the folders of its portals.
fn put_files(portal: &Portal<'_>, each: bool, (from, to): (i64, i64)) -> Option<Vec<String>> {
    let former = portal.former();
    let mut same: Vec<&str> = Vec::with_capacity(former.files().len());
    let mut naming: Vec<&str> = Vec::new();
    for path in former.files() {
        let (folder, name) = match each {
            true => path.split_once('/')?,
            false => ("", path.as_str()),
        };
        let bytes = || portal.former_bytes(path).ok();
        let bytes = match name {
            view::BUILT | view::HOME => view::at_a_later_moment(name, &bytes()?, from, to)?,
            history::FILE => history::at_a_later_moment(&bytes()?, from, to)?,
            _ => {
                same.push(path);
                continue;
            }
        };
        portal.put(path, &bytes).ok()?;
        naming.push(folder);
    }
    portal.keep_all(&same).ok()?;
    naming.sort_unstable();
    let portals = naming.chunk_by(|a, b| a == b);
    let mut folders = Vec::new();
    for portal in portals {
        // One that is missing would be written by a whole build.
        let folder = portal.first().filter(|_| portal.len() == NAMING)?;
        folders.push((*folder).to_owned());
    }
    (!folders.is_empty()).then_some(folders)
}
