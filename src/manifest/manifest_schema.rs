//! JSON Schemas generated from the types.

use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::bitol::{DataContract, StandardProduct};
use super::kind::{API_VERSION, DocumentKind, OwnKind};
use super::kinds::{DataMeshEnvironment, DataProduct, Domain, GlossaryTerm, Suppression, Team};

/// The schema that documents of a kind are checked against. Each is made when the first one is met: most
/// meshes have no document of some kinds, and where nothing changed none is checked.
pub(super) fn checked(kind: DocumentKind) -> &'static Value {
    type Made = LazyLock<Value>;
    static DOMAIN: Made = Made::new(|| json_schema(OwnKind::Domain));
    static ENVIRONMENT: Made = Made::new(|| json_schema(OwnKind::DataMeshEnvironment));
    static PRODUCT: Made = Made::new(|| json_schema(OwnKind::DataProduct));
    static TEAM: Made = Made::new(|| json_schema(OwnKind::Team));
    static TERM: Made = Made::new(|| json_schema(OwnKind::GlossaryTerm));
    static CONTRACT: Made = Made::new(standard::<DataContract>);
    static STANDARD_PRODUCT: Made = Made::new(standard::<StandardProduct>);
    match kind {
        DocumentKind::Own(OwnKind::Domain) => &DOMAIN,
        DocumentKind::Own(OwnKind::DataMeshEnvironment) => &ENVIRONMENT,
        DocumentKind::Own(OwnKind::DataProduct) => &PRODUCT,
        DocumentKind::Own(OwnKind::Team) => &TEAM,
        DocumentKind::Own(OwnKind::GlossaryTerm) => &TERM,
        DocumentKind::Contract => &CONTRACT,
        DocumentKind::StandardProduct => &STANDARD_PRODUCT,
    }
}

/// The JSON Schema (draft 2020-12) of a kind of ours.
#[must_use]
pub(crate) fn json_schema(kind: OwnKind) -> Value {
    match kind {
        OwnKind::Domain => ours::<Domain>(kind),
        OwnKind::DataMeshEnvironment => ours::<DataMeshEnvironment>(kind),
        OwnKind::DataProduct => ours::<DataProduct>(kind),
        OwnKind::Team => ours::<Team>(kind),
        OwnKind::GlossaryTerm => ours::<GlossaryTerm>(kind),
    }
}

/// Of a list of suppressions that stands where no kind of ours has it.
pub(super) fn suppressions() -> Value {
    of::<Vec<Suppression>>()
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// The schema of a kind of the standards, with the dates and addresses that aren't shown, but checked.
fn standard<T: JsonSchema>() -> Value {
    let mut schema = of::<T>();
    let checked = [
        ("/properties", "contractCreatedTs", "date-time"),
        ("/$defs/Member/properties", "dateIn", "date"),
        ("/$defs/Member/properties", "dateOut", "date"),
        ("/$defs/Support/properties", "invitationUrl", "uri"),
    ];
    for (place, key, format) in checked {
        if let Some(properties) = schema.pointer_mut(place).and_then(Value::as_object_mut) {
            properties.insert(key.into(), json!({ "format": format }));
        }
    }
    schema
}

/// The schema of a kind of ours, with the envelope that the reader takes off.
fn ours<T: JsonSchema>(kind: OwnKind) -> Value {
    let mut schema = of::<T>();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(
            "apiVersion".into(),
            json!({ "const": API_VERSION, "description": "Version of this format." }),
        );
        properties.insert(
            "kind".into(),
            json!({ "const": kind.name(), "description": "What the document describes." }),
        );
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.splice(0..0, [json!("apiVersion"), json!("kind")]);
    }
    schema
}
