//! A column as the API describes it, in the words of INFORMATION_SCHEMA.

use serde::Deserialize;

use crate::export::json_values::Scalar;

/// A column, or a field of one; only what is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Field<'a> {
    #[serde(default)]
    pub(super) name: Scalar<'a>,
    #[serde(default, rename = "type")]
    kind: Scalar<'a>,
    #[serde(default)]
    mode: Scalar<'a>,
    #[serde(default)]
    pub(super) description: Scalar<'a>,
    #[serde(default)]
    policy_tags: Option<PolicyTags<'a>>,
    #[serde(default)]
    pub(super) collation: Scalar<'a>,
    #[serde(default)]
    max_length: Scalar<'a>,
    #[serde(default)]
    precision: Scalar<'a>,
    #[serde(default)]
    scale: Scalar<'a>,
    #[serde(default)]
    pub(super) fields: Option<Vec<Field<'a>>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct PolicyTags<'a> {
    #[serde(default)]
    names: Option<Vec<Scalar<'a>>>,
}

impl Field<'_> {
    /// Its type as INFORMATION_SCHEMA writes it; the API has its older names.
    pub(super) fn data_type(&self) -> String {
        let mut out = String::new();
        self.write_type(&mut out);
        out
    }

    fn write_type(&self, out: &mut String) {
        let repeated = self.mode.get() == Some("REPEATED");
        if repeated {
            out.push_str("ARRAY<");
        }
        match self.kind.get().unwrap_or_default() {
            "INTEGER" => out.push_str("INT64"),
            "FLOAT" => out.push_str("FLOAT64"),
            "BOOLEAN" => out.push_str("BOOL"),
            "RECORD" | "STRUCT" => {
                out.push_str("STRUCT<");
                for (i, child) in self.fields.iter().flatten().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    out.push_str(child.name.get().unwrap_or_default());
                    out.push(' ');
                    child.write_type(out);
                }
                out.push('>');
            }
            other => out.push_str(other),
        }
        match (self.precision.get(), self.scale.get()) {
            (Some(precision), Some(scale)) => append!(out, "({precision}, {scale})"),
            (Some(length), None) => append!(out, "({length})"),
            (None, _) => {
                if let Some(length) = self.max_length.get() {
                    append!(out, "({length})");
                }
            }
        }
        if repeated {
            out.push('>');
        }
    }

    /// Whether it may be NULL, which an array never is. A column without a mode may; of fields within
    /// one INFORMATION_SCHEMA doesn't tell, so only what is said counts.
    pub(super) fn is_nullable(&self, is_column: bool) -> Option<bool> {
        match self.mode.get() {
            Some(mode) => Some(!matches!(mode, "REQUIRED" | "REPEATED")),
            None => is_column.then_some(true),
        }
    }

    /// The policy tags that it carries.
    pub(super) fn policy_tags(&self) -> Vec<&str> {
        let tags = self.policy_tags.as_ref();
        let names = tags.and_then(|tags| tags.names.as_deref());
        let names = names.unwrap_or_default().iter();
        names.filter_map(Scalar::get).collect()
    }
}
