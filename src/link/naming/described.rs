//! Assets described one by one, and the ones that manifests name.

use crate::catalog::{Asset, AssetIx, Kind, Namespace, Registry, Status};
use crate::diagnostic::{Argument, FileId, Finding, Guesses, Pos, Rule, text};
use crate::document::Located;
use crate::link::facts::RawNamed;
use crate::link::resolver::Resolver;

/// The assets as they are named one by one.
pub(in crate::link) struct Names<'a> {
    pub(in crate::link) registry: Registry,
    pub(in crate::link) resolver: Resolver<'a>,
    pub(in crate::link) findings: Vec<Finding>,
    /// For names that nothing goes by.
    guesses: Guesses,
}

/// What a manifest or export says of an asset that all assets have.
pub(in crate::link) struct Described<'d> {
    pub(in crate::link) kind: Kind,
    pub(in crate::link) name: &'d str,
    pub(in crate::link) title: Option<&'d str>,
    pub(in crate::link) description: Option<&'d str>,
    pub(in crate::link) status: Status,
    /// Index among its kind.
    pub(in crate::link) detail: usize,
    pub(in crate::link) pos: Pos,
}

impl<'d> Described<'d> {
    /// A team or domain of another catalog, the `detail`th of its kind.
    pub(in crate::link) fn outside(raw: &'d RawNamed, kind: Kind, detail: usize) -> Self {
        Self {
            kind,
            name: &raw.id,
            title: raw.title.as_deref(),
            description: raw.description.as_deref(),
            status: Status::Active,
            detail,
            pos: raw.pos,
        }
    }
}

impl<'a> Names<'a> {
    /// None yet but what `registry` has.
    pub(in crate::link) fn new(registry: Registry, resolver: Resolver<'a>) -> Self {
        Self {
            registry,
            resolver,
            findings: Vec::new(),
            guesses: Guesses::default(),
        }
    }

    /// Adds an asset; `None` with a finding where its id is taken.
    pub(in crate::link) fn add(&mut self, described: &Described<'_>) -> Option<AssetIx> {
        let Described {
            kind, name, pos, ..
        } = *described;
        if name.trim().is_empty() {
            self.findings.push(
                Finding::new(
                    Rule::MissingField,
                    text!("this {kind} has an empty id", kind = kind.as_str()),
                )
                .at(pos)
                .help("give it an id of letters, digits, `-` and `_`"),
            );
            return None;
        }
        let registry = &mut self.registry;
        let sym = registry.intern(name);
        if let Some(first) = registry.by_name.get(&(Namespace::of(kind), sym)) {
            let first_at = match registry.asset(*first).pos {
                Some(pos) => Argument::Place(registry.path(pos.file).to_owned(), pos.line),
                None => Argument::Words(String::new()),
            };
            self.findings.push(
                Finding::new(
                    Rule::DuplicateId,
                    text!(
                        "{kind} `{name}` is described twice; the first one, at {first_at}, is used",
                        kind = kind.as_str(),
                        name,
                        first_at
                    ),
                )
                .at(pos)
                .about(kind.subject(name))
                .help("give one of the two another id, or remove it"),
            );
            return None;
        }
        let title = described
            .title
            .filter(|t| !t.trim().is_empty() && *t != name);
        let description = described.description.filter(|d| !d.trim().is_empty());
        let title = title.map(|t| registry.intern(t));
        let description = description.map(|d| registry.intern(d));
        Some(registry.push(Asset {
            kind,
            name: sym,
            title,
            description,
            detail: u32::try_from(described.detail).unwrap_or(u32::MAX),
            pos: Some(pos),
            status: described.status,
            href: sym,
        }))
    }

    /// The asset of a manifest; nothing where another one has its id.
    pub(in crate::link) fn described(
        &self,
        kind: Kind,
        id: &Located<String>,
        file: FileId,
    ) -> Option<AssetIx> {
        let asset = self.registry.find(kind, id.as_str())?;
        (self.registry.asset(asset).pos == Some(id.pos(file))).then_some(asset)
    }

    /// The asset that a manifest names; a finding with the nearest id where there is none.
    pub(in crate::link) fn named(
        &mut self,
        kind: Kind,
        id: &str,
        pos: Pos,
        field: &str,
    ) -> Option<AssetIx> {
        let registry = &self.registry;
        let found = registry.find(kind, id);
        if found.is_none() {
            let known = registry
                .assets
                .iter()
                .filter(|a| a.kind == kind)
                .map(|a| registry.str(a.name));
            let help = match self.guesses.nearest(id, known) {
                Some(near) => text!("did you mean `{near}`?", near),
                None => text!("add a manifest for it, or correct `{field}`", field),
            };
            self.findings.push(
                Finding::new(
                    Rule::UnknownId,
                    text!(
                        "`{field}` names {kind} `{id}`, which no manifest describes",
                        field,
                        kind = kind.as_str(),
                        id
                    ),
                )
                .at(pos)
                .help(help),
            );
        }
        found
    }

    /// The relation of this full name, made where no export describes it.
    pub(in crate::link) fn relation(&mut self, full: &str) -> AssetIx {
        self.resolver.relation(&mut self.registry, full)
    }

    /// Of a wildcard, the newest table, which stands for the others.
    pub(in crate::link) fn relation_or_newest(&mut self, full: &str) -> AssetIx {
        self.resolver.relation_or_newest(&mut self.registry, full).0
    }
}
