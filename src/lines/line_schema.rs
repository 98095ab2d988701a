//! The JSON Schema of all lines.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::{
    AddressLine, AssetLine, ChangeLine, DatasetLine, EdgeLine, FileLine, FindingLine, HistoryLine,
    IdsLine, LineageAnswer, MeshLine, MovePlan, RelationLine, SearchAnswer,
};

/// JSON Schema of the lines, by the kind that `vitrina list` takes; `lineage`, `search` and `queries`
/// are what those commands print as JSON. What several share stands once, in `$defs`.
#[must_use]
pub fn schema() -> Value {
    // What a line has is what is written: a field is required where it is always there, whether or
    // not reading a line of an older version does without it.
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(without_default));
    let mut types = settings.into_generator();
    let mut schema = Map::new();
    let mut set = |key: &str, value: Value| schema.insert(key.to_owned(), value);
    set(
        "$schema",
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    set("title", json!("Lines of /api/v1/*.ndjson"));
    let relation = of::<RelationLine>(&mut types);
    for kind in ["views", "tables"] {
        set(kind, relation.clone());
    }
    let asset = of::<AssetLine>(&mut types);
    for kind in [
        "products",
        "dmes",
        "domains",
        "contracts",
        "exposures",
        "jobs",
        "models",
        "teams",
        "terms",
        "guides",
    ] {
        set(kind, asset.clone());
    }
    set("mesh", of::<MeshLine>(&mut types));
    set("datasets", of::<DatasetLine>(&mut types));
    set("files", of::<FileLine>(&mut types));
    set("history", of::<HistoryLine>(&mut types));
    set("moved", of::<AddressLine>(&mut types));
    set("changes", of::<ChangeLine>(&mut types));
    set("plan", of::<MovePlan>(&mut types));
    set("edges", of::<EdgeLine>(&mut types));
    set("findings", of::<FindingLine>(&mut types));
    set("lineage", of::<LineageAnswer>(&mut types));
    set("search", of::<SearchAnswer>(&mut types));
    set("queries", of::<IdsLine>(&mut types));
    set("$defs", Value::Object(types.take_definitions(true)));
    Value::Object(schema)
}

/// What an older line lacks is unknown, and not what it is read as.
fn without_default(schema: &mut Schema) {
    schema.remove("default");
}

fn of<T: JsonSchema>(types: &mut SchemaGenerator) -> Value {
    types.subschema_for::<T>().to_value()
}
