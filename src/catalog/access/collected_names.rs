//! All names of what an audience may not see, and all of what it may.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::hidden_name::CalledBy;
use super::{AudienceIx, HiddenName, HiddenNames, Level, NameForm, Seen};
use crate::catalog::{AssetIx, Catalog, Kind, Relation, Sym, small};

/// Characters that a picture has room for; it cuts longer names in the middle.
const IN_PICTURE: usize = 29;
/// Digits of the hash that tells two addresses apart, after a `~`.
const HASH_DIGITS: usize = 10;

impl HiddenNames {
    /// Names of all in `whole` that an audience may not see, but for those that something has as well
    /// that it may: `part` is what it sees, and its portals have these addresses.
    #[must_use]
    pub(crate) fn of(whole: &Catalog, seen: &Seen, part: &Catalog, addresses: &[&str]) -> Self {
        let mut names = Collected::default();
        for ix in (0..small(whole.assets.len())).map(AssetIx) {
            if seen.level(ix) == Level::Hidden {
                names.asset(whole, ix);
            }
        }
        names.columns(whole, seen);
        names.places(whole, seen);
        names.readers(whole, seen);
        names.images(whole, part);
        let mut visible = visible(part);
        for address in addresses {
            let host = address.split_once("://").map_or(*address, |(_, rest)| rest);
            let host = host.split('/').next().unwrap_or_default();
            // Whoever opens a portal reads it.
            visible.add(host, CalledBy::Warehouse);
        }
        Self::beside(names.names, &visible.names)
    }
}

#[derive(Default)]
struct Collected {
    names: Vec<HiddenName>,
}

impl Collected {
    fn add(&mut self, name: impl Into<String>, form: NameForm, id: &str) {
        let name = name.into();
        if !name.is_empty() {
            let id = id.to_owned();
            self.names.push(HiddenName { name, form, id });
        }
    }

    fn asset(&mut self, whole: &Catalog, ix: AssetIx) {
        let asset = whole.asset(ix);
        let id = whole.id(ix);
        let name = whole.name(ix);
        let mut shown = name.to_owned();
        match whole.relation(ix) {
            Some(relation) => shown = self.relation(whole, relation, &id),
            None => self.document(asset.kind, name, &id),
        }
        let title = asset.title.map_or("", |title| whole.str(title));
        let form = match asset.kind {
            Kind::Team | Kind::Dme => NameForm::Owner,
            _ => NameForm::Title,
        };
        self.add(title, form, &id);
        if whole.relation(ix).is_none() && !title.is_empty() {
            title.clone_into(&mut shown);
        }
        self.add(in_picture(&shown).unwrap_or_default(), NameForm::Slug, &id);
        self.address(whole.href(ix), &id);
    }

    /// Gives what pictures call it.
    fn relation(&mut self, whole: &Catalog, relation: &Relation, id: &str) -> String {
        let full = whole.name(relation.asset);
        let (dataset, table) = (whole.str(relation.dataset), whole.str(relation.table));
        self.add(full, NameForm::Full, id);
        self.add(table, NameForm::Bare, id);
        if dataset.is_empty() {
            return full.to_owned();
        }
        let short = [dataset, ".", table].concat();
        self.add(short.as_str(), NameForm::Full, id);
        match relation.is_described() {
            true => short,
            false => full.to_owned(),
        }
    }

    fn document(&mut self, kind: Kind, name: &str, id: &str) {
        self.add(id, NameForm::Id, id);
        let last = name.rsplit(['/', '.']).next().unwrap_or(name);
        if last.len() < name.len() {
            self.add(name, NameForm::Id, id);
        }
        let form = match kind {
            Kind::Team | Kind::Dme => NameForm::Owner,
            _ => NameForm::Bare,
        };
        self.add(last, form, id);
    }

    fn address(&mut self, href: &str, id: &str) {
        let stem = href.strip_suffix(".html").unwrap_or(href);
        self.add(stem, NameForm::Slug, id);
        for segment in stem.split('/') {
            let hash = segment.rsplit_once('~').map_or("", |(_, hash)| hash);
            if hash.len() == HASH_DIGITS {
                self.add(hash, NameForm::Hash, id);
            }
        }
    }

    /// Columns that are restricted.
    fn columns(&mut self, whole: &Catalog, seen: &Seen) {
        let relations = whole.relations.iter();
        for relation in relations.filter(|r| seen.level(r.asset) == Level::Open) {
            for column in whole.columns_of(relation) {
                if !seen.columns.contains(&(relation.asset, column.path)) {
                    continue;
                }
                let path = whole.str(column.path);
                let last = path.rsplit('.').next().unwrap_or(path);
                let id = format!("{}, column {path}", whole.id(relation.asset));
                self.add(last, NameForm::Bare, &id);
                if last.len() < path.len() {
                    // Fields of records are called alike, and SQL writes columns of an alias like it.
                    self.add(path, NameForm::Bare, &id);
                }
            }
        }
    }

    /// Projects and datasets with nothing visible in them.
    fn places(&mut self, whole: &Catalog, seen: &Seen) {
        let of = |visible: bool| {
            let all = whole.relations.iter();
            all.filter(move |r| (seen.level(r.asset) > Level::Hidden) == visible)
        };
        let (mut projects, mut datasets) = (FxHashSet::default(), FxHashSet::default());
        for relation in of(true) {
            projects.insert(relation.project);
            datasets.insert((relation.project, relation.dataset));
        }
        for relation in of(false) {
            let (project, dataset) = (whole.str(relation.project), whole.str(relation.dataset));
            if projects.insert(relation.project) {
                self.add(project, NameForm::Bare, &format!("project {project}"));
            }
            if datasets.insert((relation.project, relation.dataset)) {
                let full = [project, ".", dataset].concat();
                let id = format!("dataset {full}");
                self.add(full, NameForm::Full, &id);
                self.add(dataset, NameForm::Bare, &id);
            }
        }
    }

    /// Other audiences, who belongs to them, and service accounts.
    fn readers(&mut self, whole: &Catalog, seen: &Seen) {
        // Readers are told of the audiences that they are of as well.
        let own = whole.access.included(seen.of);
        let others = (0..small(whole.audiences.len())).map(AudienceIx);
        for other in others.filter(|ix| *ix != seen.of && !own.contains(ix)) {
            let Some(audience) = whole.audiences.get(other.0 as usize) else {
                continue;
            };
            let id = format!("audience {}", audience.id);
            self.add(audience.id.as_str(), NameForm::Owner, &id);
            self.add(audience.label.as_str(), NameForm::Owner, &id);
            for grantee in &audience.grantees {
                let bare = grantee.split_once(':').map_or(grantee.as_str(), |(_, g)| g);
                self.add(bare, NameForm::Owner, &id);
            }
        }
        for account in &whole.operations.service_accounts {
            self.add(account.as_str(), NameForm::Owner, "a service account");
        }
    }

    /// Images are called by a hash of their content.
    fn images(&mut self, whole: &Catalog, part: &Catalog) {
        let kept: FxHashSet<&str> = part.images.iter().map(|i| i.href.as_str()).collect();
        let others = whole.images.iter();
        for image in others.filter(|image| !kept.contains(image.href.as_str())) {
            let file = image.href.rsplit('/').next().unwrap_or_default();
            let hash = file.split('.').next().unwrap_or_default();
            self.add(hash, NameForm::Hash, &format!("image {}", image.path));
        }
    }
}

/// Names of what is visible, and who gave them.
#[derive(Default)]
struct Visible {
    names: BTreeMap<String, CalledBy>,
}

impl Visible {
    fn add(&mut self, name: impl Into<String>, by: CalledBy) {
        let known = self.names.entry(name.into()).or_insert(by);
        *known = (*known).max(by);
    }

    fn asset(&mut self, part: &Catalog, ix: AssetIx) {
        let mut all = Collected::default();
        all.asset(part, ix);
        let kind = part.asset(ix).kind;
        let is_relation = part.relation(ix).is_some();
        for HiddenName { name, form, id } in all.names {
            let by = match form {
                NameForm::Title => CalledBy::Author,
                _ if is_relation => CalledBy::Warehouse,
                // What kind it is, is vitrina's own word, and so are addresses.
                NameForm::Slug | NameForm::Hash => CalledBy::Tool,
                _ if name == id || kind.is_of_tools() => CalledBy::Tool,
                _ => CalledBy::Author,
            };
            self.add(name, by);
        }
    }
}

/// All names of what is visible, in the forms that hidden ones have; and what owners publish.
fn visible(part: &Catalog) -> Visible {
    let mut all = Visible::default();
    for ix in (0..small(part.assets.len())).map(AssetIx) {
        all.asset(part, ix);
    }
    let paths: FxHashSet<Sym> = part.columns.iter().map(|column| column.path).collect();
    #[allow(
        clippy::iter_over_hash_type,
        reason = "they are put into a map that is sorted"
    )]
    for path in paths {
        let path = part.str(path);
        all.add(path.rsplit('.').next().unwrap_or(path), CalledBy::Tool);
        all.add(path, CalledBy::Tool);
    }
    for relation in &part.relations {
        let (project, dataset) = (part.str(relation.project), part.str(relation.dataset));
        all.add(project, CalledBy::Warehouse);
        all.add(dataset, CalledBy::Warehouse);
        all.add([project, ".", dataset].concat(), CalledBy::Warehouse);
    }
    let named = part.grants.iter().filter(|grant| !grant.person);
    let grantees: BTreeSet<Sym> = named.map(|grant| grant.grantee).collect();
    for grantee in grantees {
        all.add(part.str(grantee), CalledBy::Tool);
    }
    for name in part
        .stubs
        .published()
        .into_iter()
        .map(|name| part.str(name))
    {
        // Whoever may read a name may read its parts, and those in the middle of it.
        let starts = name.match_indices('.').map(|(at, _)| at + 1);
        for from in std::iter::once(0).chain(starts) {
            let rest = &name[from..];
            for (at, _) in rest.match_indices('.') {
                all.add(&rest[..at], CalledBy::Warehouse);
            }
            all.add(rest, CalledBy::Warehouse);
            let cut = in_picture(rest).into_iter();
            cut.for_each(|cut| all.add(cut, CalledBy::Warehouse));
        }
    }
    all
}

/// What the picture of a page makes of a long name.
fn in_picture(name: &str) -> Option<String> {
    let count = name.chars().count();
    (count > IN_PICTURE).then(|| {
        let head: String = name.chars().take(IN_PICTURE / 2).collect();
        let left = IN_PICTURE - IN_PICTURE / 2 - 1;
        let tail: String = name.chars().skip(count - left).collect();
        format!("{head}…{tail}")
    })
}
