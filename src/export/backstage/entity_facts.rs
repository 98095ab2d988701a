//! From entities to facts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::diagnostic::{Pos, text};
use crate::export::email_address;
use crate::export::fact::{AssetFact, Fact, FactSink};
use crate::export::input::Input;
use crate::export::repeated_rows::Repeated;
use crate::export::row_problems::Unusable;
use crate::export::table_name::TableName;

/// An entity as a file has it, in YAML or in JSON.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entity {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) annotations: Vec<(String, String)>,
    /// `spec.type`.
    pub(super) class: String,
    pub(super) owner: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) subdomain_of: Option<String>,
    /// `spec.profile.displayName`.
    pub(super) display_name: Option<String>,
}

/// Entities of all files.
#[derive(Debug, Default)]
pub(super) struct Entities {
    /// By kind and name.
    known: BTreeMap<(Kind, String), Entity>,
    repeated: Repeated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Domain,
    Group,
    Resource,
}

impl Entities {
    /// Hands the facts of an entity to the sink. The same one told twice counts once.
    pub(super) fn take(
        &mut self,
        entity: Entity,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        if entity.kind.is_empty() {
            return Err(Unusable::row(
                "the entity has no `kind`",
                "write apiVersion, kind, metadata and spec, or leave the file out of the export",
            ));
        }
        let kind = match entity.kind.to_lowercase().as_str() {
            "domain" => Kind::Domain,
            "group" => Kind::Group,
            "resource" if is_data(&entity.class) => Kind::Resource,
            _ => return Ok(()),
        };
        let Some(id) = bare(&entity.name) else {
            return Err(Unusable::row(
                text!("the {kind} has no `metadata.name`", kind = entity.kind),
                "give each entity a name",
            ));
        };
        match self.known.entry((kind, id)) {
            Entry::Occupied(held) if *held.get() == entity => {
                self.repeated.note(pos);
                Ok(())
            }
            Entry::Occupied(_) => Err(Unusable::row(
                text!(
                    "the {kind} `{name}` stands twice, each time otherwise; the first one is used",
                    kind = entity.kind,
                    name = entity.name
                ),
                "keep one of them",
            )),
            Entry::Vacant(place) => {
                let (_, id) = place.key();
                emit(kind, id, &entity, pos, sink);
                place.insert(entity);
                Ok(())
            }
        }
    }

    /// Says what is to say of a file as a whole.
    pub(super) fn end_file(&mut self, input: &Input<'_>, sink: &mut dyn FactSink) {
        std::mem::take(&mut self.repeated).finish(input, sink);
    }
}

fn emit(kind: Kind, id: &str, entity: &Entity, pos: Pos, sink: &mut dyn FactSink) {
    let title = plain(entity.title.as_deref());
    let description = plain(entity.description.as_deref());
    match kind {
        Kind::Domain => {
            let parent = entity.subdomain_of.as_deref().and_then(bare);
            let owner = entity.owner.as_deref().filter(|o| !is_user(o));
            let owner = owner.and_then(bare);
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Domain {
                    id,
                    title: title.as_deref(),
                    description: description.as_deref(),
                    parent: parent.as_deref(),
                    owner: owner.as_deref(),
                }),
            );
        }
        Kind::Group => {
            let parent = entity.parent.as_deref().and_then(bare);
            let shown = plain(entity.display_name.as_deref()).or(title);
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Team {
                    id,
                    title: shown.as_deref(),
                    description: description.as_deref(),
                    parent: parent.as_deref(),
                }),
            );
        }
        Kind::Resource => {
            let owner = entity.owner.as_deref().and_then(bare);
            if let (Some(owner), Some(table)) = (owner, table(entity)) {
                sink.fact(
                    pos,
                    Fact::Asset(AssetFact::Owner {
                        name: table.name(),
                        owner: &owner,
                    }),
                );
            }
        }
    }
}

/// A text without e-mail addresses.
fn plain(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.map(email_address::without)
}

/// Whether a type of resource, of which Backstage fixes none, is one of tables.
fn is_data(class: &str) -> bool {
    let class = class.to_lowercase();
    ["table", "view", "dataset", "bigquery"]
        .iter()
        .any(|word| class.contains(word))
}

/// The table that a resource is: an annotation says so, or its name or title is the full name.
fn table(entity: &Entity) -> Option<TableName> {
    let annotated = entity.annotations.iter().filter(|(key, _)| {
        let key = key.to_lowercase();
        ["table", "bigquery", "dataset"]
            .iter()
            .any(|word| key.contains(word))
    });
    annotated
        .map(|(_, value)| value)
        .chain([&entity.name])
        .chain(&entity.title)
        .find_map(|text| TableName::parse(text))
}

/// The name of `[kind:][namespace/]name`, of which case doesn't matter; nothing where it is an
/// e-mail address.
fn bare(reference: &str) -> Option<String> {
    let rest = reference
        .split_once(':')
        .map_or(reference, |(_, rest)| rest);
    let name = rest.rsplit_once('/').map_or(rest, |(_, name)| name).trim();
    (!name.is_empty() && !name.contains('@')).then(|| name.to_lowercase())
}

/// Whether a reference names a person; an owner is a group unless its kind is given.
fn is_user(reference: &str) -> bool {
    let kind = reference.split_once(':').map_or("", |(kind, _)| kind);
    kind.trim().eq_ignore_ascii_case("user")
}
