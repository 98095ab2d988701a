//! Guides.

use super::described::{Described, Names};
use crate::catalog::{AssetIx, Audience, Guide, Kind, Status};
use crate::diagnostic::{Finding, Pos, Rule, nearest, text};
use crate::document::Located;
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
        for audience in &front.audience {
            known_audience(names, audiences, audience, guide, asset);
        }
        guides.push(Guide {
            asset,
            file: guide.file,
            text: guide.text.clone(),
            order: front.order,
            audiences: front.audience.iter().map(|a| a.value.clone()).collect(),
        });
    }
    guides
}

fn known_audience(
    names: &mut Names<'_>,
    audiences: &[Audience],
    audience: &Located<String>,
    guide: &Markdown,
    asset: AssetIx,
) {
    let known = audiences.iter().map(|a| a.id.as_str());
    if known.clone().any(|id| id == audience.as_str()) {
        return;
    }
    let help = match nearest(audience.as_str(), known) {
        Some(near) => text!("did you mean `{near}`?", near),
        None => "add it under [[audiences]] in vitrina.toml, or correct it".into(),
    };
    names.findings.push(
        Finding::new(
            Rule::UnknownId,
            text!(
                "`audience` names `{audience}`, which no [[audiences]] of the settings describes",
                audience = audience.as_str()
            ),
        )
        .at(audience.pos(guide.file))
        .about(names.registry.subject(asset))
        .help(help),
    );
}
