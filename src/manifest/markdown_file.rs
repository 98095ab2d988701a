//! Markdown files: text, front matter and what they point to.

use super::front_matter::{self, FrontMatter};
use crate::diagnostic::{FileId, Finding, Pos};
use crate::markdown::{self, Address, ReferenceKind, Survey};

/// A Markdown file.
#[derive(Debug, Clone)]
pub(crate) struct Markdown {
    /// Which file.
    pub file: FileId,
    /// Its path under the root.
    pub path: String,
    /// Its text, without front matter.
    pub text: String,
    /// Lines of the file before the text.
    pub lines_before: u32,
    /// Its front matter.
    pub front: FrontMatter,
    /// What is wrong with the front matter.
    pub problems: Vec<Finding>,
    /// What the text says and points to.
    pub survey: Survey,
}

impl Markdown {
    pub(super) fn read(file: FileId, path: &str, mut text: String) -> Self {
        let mut problems = Vec::new();
        let (front, lines_before) = front_matter::take(&mut text, file, &mut problems);
        Self {
            file,
            path: path.to_owned(),
            survey: markdown::survey(&text),
            text,
            lines_before,
            front,
            problems,
        }
    }

    /// Where it may say for whom it is, in a way that can't be read.
    pub(super) fn unread_audience(&self) -> Option<Pos> {
        let unread = self.front.unread_audience;
        unread.then_some(Pos::start(self.file))
    }

    /// Paths of the images that it shows.
    pub(super) fn images(&self) -> impl Iterator<Item = String> {
        let images = self.survey.references.iter();
        images
            .filter(|r| r.kind == ReferenceKind::Image)
            .filter_map(move |r| match Address::of(&r.target) {
                Address::File(address, _) => markdown::path_from(&self.path, address),
                _ => None,
            })
    }
}
