//! JSON Schemas generated from the types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::bitol::{DataContract, StandardProduct};
use super::kinds::{DataMeshEnvironment, DataProduct, Domain, GlossaryTerm, Team};

/// `apiVersion` of our own kinds.
pub const API_VERSION: &str = "vitrina/v1";

/// Our kinds, in the order of the documentation.
pub const KINDS: [&str; 5] = [
    "Domain",
    "DataMeshEnvironment",
    "DataProduct",
    "Team",
    "GlossaryTerm",
];

/// The schemas that documents are checked against.
pub(super) struct Schemas {
    pub domain: Value,
    pub environment: Value,
    pub product: Value,
    pub team: Value,
    pub term: Value,
    pub contract: Value,
    pub standard_product: Value,
}

impl Schemas {
    pub(super) fn new() -> Self {
        Self {
            domain: ours::<Domain>("Domain"),
            environment: ours::<DataMeshEnvironment>("DataMeshEnvironment"),
            product: ours::<DataProduct>("DataProduct"),
            team: ours::<Team>("Team"),
            term: ours::<GlossaryTerm>("GlossaryTerm"),
            contract: standard::<DataContract>(),
            standard_product: standard::<StandardProduct>(),
        }
    }
}

/// The JSON Schema (draft 2020-12) of one of [`KINDS`].
#[must_use]
pub fn json_schema(kind: &str) -> Option<Value> {
    Some(match kind {
        "Domain" => ours::<Domain>(kind),
        "DataMeshEnvironment" => ours::<DataMeshEnvironment>(kind),
        "DataProduct" => ours::<DataProduct>(kind),
        "Team" => ours::<Team>(kind),
        "GlossaryTerm" => ours::<GlossaryTerm>(kind),
        _ => return None,
    })
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
fn ours<T: JsonSchema>(kind: &str) -> Value {
    let mut schema = of::<T>();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(
            "apiVersion".into(),
            json!({ "const": API_VERSION, "description": "Version of this format." }),
        );
        properties.insert(
            "kind".into(),
            json!({ "const": kind, "description": "What the document describes." }),
        );
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.splice(0..0, [json!("apiVersion"), json!("kind")]);
    }
    schema
}
