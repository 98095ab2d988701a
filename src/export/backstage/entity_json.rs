//! JSON: what the catalog's API answers, an array of entities or one a line.

use serde_json::value::RawValue;

use super::entity_facts::{Entities, Entity};
use crate::diagnostic::Pos;
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::json_object::{Object, Places, list, text};
use crate::export::json_records::{self, Next};
use crate::export::row_problems::{Problems, Unusable};

const HELP: &str = "write entities as the catalog's API answers them, or one a line";

/// Reads a JSON file. `lines` says that its name promises one object a line.
pub(super) fn read(
    input: &Input<'_>,
    lines: bool,
    entities: &mut Entities,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    json_records::each(
        input,
        lines,
        HELP,
        problems,
        sink,
        &mut |text, pos, problems, sink| {
            let raw: &RawValue = serde_json::from_str(text)?;
            let Some(object) = Object::read(raw) else {
                return Err(Unusable::row("the row isn't an entity", HELP).into());
            };
            // A page of entities.
            let items = object.get("items").and_then(list);
            let Some(items) = items.filter(|_| object.get("kind").is_none()) else {
                entities.take(entity(&object), pos, sink)?;
                return Ok(Next::GoOn);
            };
            let mut places = Places::new(text, pos);
            for item in items {
                let pos = places.of(item);
                if let Err(unusable) = one(item, pos, entities, sink) {
                    problems.row(sink, || unusable.finding(item.get(), pos));
                }
            }
            Ok(Next::GoOn)
        },
    );
}

fn one(
    raw: &RawValue,
    pos: Pos,
    entities: &mut Entities,
    sink: &mut dyn FactSink,
) -> Result<(), Box<Unusable>> {
    match Object::read(raw) {
        Some(object) => entities.take(entity(&object), pos, sink),
        None => Err(Unusable::row("the item isn't an entity", HELP)),
    }
}

fn entity(object: &Object<'_>) -> Entity {
    let metadata = object.object("metadata");
    let spec = object.object("spec");
    let profile = spec.as_ref().and_then(|s| s.object("profile"));
    let annotations = metadata.as_ref().and_then(|m| m.object("annotations"));
    Entity {
        kind: string(Some(object), "kind").unwrap_or_default(),
        name: string(metadata.as_ref(), "name").unwrap_or_default(),
        title: string(metadata.as_ref(), "title"),
        description: string(metadata.as_ref(), "description"),
        annotations: annotations.map_or_else(Vec::new, |a| pairs(&a)),
        class: string(spec.as_ref(), "type").unwrap_or_default(),
        owner: string(spec.as_ref(), "owner"),
        parent: string(spec.as_ref(), "parent"),
        subdomain_of: string(spec.as_ref(), "subdomainOf"),
        display_name: string(profile.as_ref(), "displayName"),
    }
}

fn string(object: Option<&Object<'_>>, key: &str) -> Option<String> {
    let text = object?.text(key)?;
    Some(text.trim().to_owned())
}

fn pairs(object: &Object<'_>) -> Vec<(String, String)> {
    object
        .entries()
        .iter()
        .filter_map(|(key, value)| Some((key.as_ref().to_owned(), text(value)?.into_owned())))
        .collect()
}
