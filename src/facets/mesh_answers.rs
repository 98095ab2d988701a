//! What is told of a mesh as a whole, and answers to questions by name, fed into a fingerprint.

use super::feed::Feed;
use super::mesh_facts::MeshFacts;
use super::{Derived, Question, Set};
use crate::catalog::{Catalog, Image};
use crate::system::Topic;

impl MeshFacts<'_> {
    /// Feeds something of the mesh as a whole.
    pub(super) fn set(&self, set: Set, derived: &dyn Derived, to: &mut Feed<'_>) {
        let c = self.of.catalog;
        let operations = &c.operations;
        match set {
            Set::Clock => to.add(&operations.clock.named()),
            Set::Week => to.add(&operations.clock.monday()),
            Set::AsOf => to.add(&operations.as_of),
            Set::Exports => to.add(&operations.exports),
            Set::Today => to.add(&operations.clock.today()),
            Set::ExportNames => operations.exports.iter().for_each(|of| {
                to.add(&(&of.format, of.stale, of.newest.is_some()));
            }),
            Set::OldExports => {
                let old = operations.exports.iter().filter(|of| of.stale);
                old.for_each(|of| to.add(of));
            }
            Set::Part => to.add(&c.part.as_ref().map(|part| (&part.audience, &part.label))),
            Set::Audiences => to.add(&c.audiences),
            Set::Statements => to.add(&operations.statements),
            Set::Tells => self.tells(to),
            Set::Everything | Set::Known | Set::Unified | Set::Tables | Set::Days => {
                derived.set(set, to)
            }
        }
    }

    fn tells(&self, to: &mut Feed<'_>) {
        let tells = &self.of.catalog.tells;
        let of = |project| Topic::ALL.map(|topic| tells.of(project, topic));
        let mut projects: Vec<_> = tells.in_project.keys().copied().collect();
        let name = |project| self.of.catalog.str(project);
        projects.sort_unstable_by(|a, b| name(*a).cmp(name(*b)));
        to.add(&Topic::ALL.map(|topic| tells.everywhere.has(topic)));
        for project in projects {
            to.add(&(project, of(project)));
        }
    }

    /// Feeds the answer to a question.
    pub(super) fn answer(
        &self,
        question: Question,
        text: &str,
        derived: &dyn Derived,
        to: &mut Feed<'_>,
    ) {
        let c = self.of.catalog;
        match question {
            Question::Relation => to.add(&c.find_relation(text)),
            Question::Symbol => to.add(&c.strings.get(text).is_some()),
            Question::Document => {
                to.add(&c.file(text).and_then(|file| c.documents.get(&file)));
            }
            Question::Image => to.add(&image_at(c, text).map(|image| &image.href)),
            Question::Dataset => {
                let named = dataset_of(text);
                to.add(
                    &named.and_then(|(project, dataset)| c.dataset_properties(project, dataset)),
                );
            }
            Question::Grantee => to.add(c.audience_name(text)),
            Question::Id | Question::Key | Question::ListPage => {
                derived.answer(question, text, to);
            }
        }
    }
}

/// How a dataset is asked for: neither name may hold a sign that parts the two.
#[must_use]
pub(crate) fn dataset_question(project: &str, dataset: &str) -> String {
    format!("{} {project}{dataset}", project.len())
}

/// The project and the dataset of a question.
fn dataset_of(question: &str) -> Option<(&str, &str)> {
    let (length, names) = question.split_once(' ')?;
    names.split_at_checked(length.parse().ok()?)
}

/// The image at a path.
fn image_at<'c>(c: &'c Catalog, path: &str) -> Option<&'c Image> {
    let found = c.images.binary_search_by(|of| of.path.as_str().cmp(path));
    c.images.get(found.ok()?)
}
