//! Everything authored, by kind.

use super::bitol::{DataContract, StandardProduct};
use super::images::Images;
use super::kind::{DocumentKind, OwnKind};
use super::kinds::{DataMeshEnvironment, DataProduct, Domain, GlossaryTerm, Team};
use super::markdown_file::Markdown;
use crate::diagnostic::{FileId, Pos};
use crate::document::{DecodeError, Node, decode};

/// A manifest with the place of its document.
#[derive(Debug, Clone)]
pub(crate) struct Document<T> {
    /// Its first key.
    pub pos: Pos,
    /// What it says.
    pub body: T,
}

/// Everything authored.
#[derive(Debug, Default)]
pub(crate) struct Manifests {
    /// `kind: Domain`.
    pub domains: Vec<Document<Domain>>,
    /// `kind: DataMeshEnvironment`.
    pub environments: Vec<Document<DataMeshEnvironment>>,
    /// `kind: DataProduct`, ours.
    pub products: Vec<Document<DataProduct>>,
    /// `kind: DataProduct` of the standard.
    pub standard_products: Vec<Document<StandardProduct>>,
    /// `kind: DataContract`.
    pub contracts: Vec<Document<DataContract>>,
    /// `kind: Team`.
    pub teams: Vec<Document<Team>>,
    /// `kind: GlossaryTerm`.
    pub terms: Vec<Document<GlossaryTerm>>,
    /// `guides/**/*.md`.
    pub guides: Vec<Markdown>,
    /// `dme.md`, `product.md` … and `README.md` beside manifests.
    pub descriptions: Vec<Markdown>,
    /// Images of guides and of texts beside manifests.
    pub images: Images,
    /// Where something may be said of who may see what that can't be read, each with a finding.
    pub unread_access: Vec<Pos>,
}

impl Manifests {
    /// Number of documents of all kinds.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.domains.len()
            + self.environments.len()
            + self.products.len()
            + self.standard_products.len()
            + self.contracts.len()
            + self.teams.len()
            + self.terms.len()
            + self.guides.len()
    }

    /// Whether nothing was authored.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the documents of others.
    pub(super) fn append(&mut self, mut others: Self) {
        self.domains.append(&mut others.domains);
        self.environments.append(&mut others.environments);
        self.products.append(&mut others.products);
        let standard = &mut self.standard_products;
        standard.append(&mut others.standard_products);
        self.contracts.append(&mut others.contracts);
        self.teams.append(&mut others.teams);
        self.terms.append(&mut others.terms);
    }

    /// Adds a document that is as its schema has it.
    ///
    /// # Errors
    /// Where it doesn't fit its type all the same.
    pub(super) fn add(
        &mut self,
        kind: DocumentKind,
        node: &Node,
        file: FileId,
    ) -> Result<(), DecodeError> {
        fn of<T: for<'n> serde::Deserialize<'n>>(
            node: &Node,
            file: FileId,
            to: &mut Vec<Document<T>>,
        ) -> Result<(), DecodeError> {
            let pos = node.pos(file);
            to.push(Document {
                pos,
                body: decode(node)?,
            });
            Ok(())
        }
        match kind {
            DocumentKind::Own(OwnKind::Domain) => of(node, file, &mut self.domains),
            DocumentKind::Own(OwnKind::DataMeshEnvironment) => {
                of(node, file, &mut self.environments)
            }
            DocumentKind::Own(OwnKind::DataProduct) => of(node, file, &mut self.products),
            DocumentKind::Own(OwnKind::Team) => of(node, file, &mut self.teams),
            DocumentKind::Own(OwnKind::GlossaryTerm) => of(node, file, &mut self.terms),
            DocumentKind::StandardProduct => of(node, file, &mut self.standard_products),
            DocumentKind::Contract => of(node, file, &mut self.contracts),
        }
    }
}
