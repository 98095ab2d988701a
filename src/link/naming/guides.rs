//! Guides.

use super::described::{Described, Names};
use super::unknown_names;
use crate::catalog::{Audience, Guide, Kind, Status};
use crate::diagnostic::Pos;
use crate::manifest::Markdown;

/// `guides/**/*.md`; the title is that of the front matter, or the first heading.
pub(in crate::link) fn guides(
    names: &mut Names<'_>,
    audiences: &[Audience],
    texts: &[Markdown],
) -> Vec<Guide> {
    let mut guides = Vec::new();
    for guide in texts {
        names.findings.extend(guide.problems.iter().cloned());
        let path = guide.path.strip_prefix("guides/").unwrap_or(&guide.path);
        let name = path.strip_suffix(".md").unwrap_or(path);
        let front = &guide.front;
        let title = front.title.as_deref().or(guide.survey.title.as_deref());
        let added = names.add(&Described {
            kind: Kind::Guide,
            name,
            title,
            description: front.description.as_deref(),
            status: Status::Active,
            detail: guides.len(),
            pos: Pos::start(guide.file),
        });
        let Some(asset) = added else { continue };
        let subject = names.registry.subject(asset);
        let unknown = unknown_names::audiences_of_text(audiences, &front.audience, guide.file);
        let unknown = unknown.map(|finding| finding.about(subject.clone()));
        names.findings.extend(unknown);
        guides.push(Guide {
            asset,
            file: guide.file,
            text: guide.text.clone(),
            lines_before: guide.lines_before,
            order: front.order,
            audiences: front.audience.iter().map(|a| a.value.clone()).collect(),
        });
    }
    guides
}
