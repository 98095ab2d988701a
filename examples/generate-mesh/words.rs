//! The vocabulary: business and data words in three languages, the most frequent first, and the
//! sentences that they go into.
//!
//! Slots in sentences: `{e}` a thing, `{f}` another thing, `{q}` a qualifier, `{m}` a measure,
//! `{p}` a period, `{s}` a system, `{n}` a small number, `{k}` a large one, `{t}` a
//! technical name.

/// Words and sentences of one language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) things: &'static [&'static str],
    pub(crate) qualifiers: &'static [&'static str],
    pub(crate) measures: &'static [&'static str],
    pub(crate) periods: &'static [&'static str],
    /// Of tables and views.
    pub(crate) summaries: &'static [&'static str],
    /// What follows a summary.
    pub(crate) remarks: &'static [&'static str],
    /// Of columns.
    pub(crate) meanings: &'static [&'static str],
}

/// Source systems; they have the same names in each language.
pub(crate) const SYSTEMS: &[&str] = &[
    "core",
    "ledger",
    "gateway",
    "kafka",
    "salesforce",
    "sap",
    "oracle",
    "zendesk",
    "segment",
    "workday",
    "netsuite",
    "adjust",
    "braze",
    "stripe",
    "hubspot",
    "jira",
    "datastream",
    "looker",
    "tableau",
    "airflow",
    "dataflow",
    "mainframe",
];

/// Suffixes of columns and the type that goes with each.
pub(crate) const SUFFIXES: &[(&str, &str)] = &[
    ("id", "STRING"),
    ("date", "DATE"),
    ("amount", "NUMERIC"),
    ("at", "TIMESTAMP"),
    ("count", "INT64"),
    ("type", "STRING"),
    ("status", "STRING"),
    ("name", "STRING"),
    ("flag", "BOOL"),
    ("code", "STRING"),
    ("total", "INT64"),
    ("rate", "FLOAT64"),
    ("key", "INT64"),
    ("usd", "NUMERIC"),
    ("desc", "STRING"),
    ("hash", "BYTES"),
    ("score", "FLOAT64"),
    ("payload", "JSON"),
    ("days", "INT64"),
    ("url", "STRING"),
];

/// Columns that tables share, with their type; keys that joins use come first.
pub(crate) const SHARED_COLUMNS: &[(&str, &str)] = &[
    ("submission_date", "DATE"),
    ("country", "STRING"),
    ("created_at", "TIMESTAMP"),
    ("updated_at", "TIMESTAMP"),
    ("site_id", "STRING"),
    ("user_id", "INT64"),
    ("customer_id", "INT64"),
    ("order_id", "INT64"),
    ("status", "STRING"),
    ("channel", "STRING"),
    ("currency", "STRING"),
    ("item_id", "STRING"),
    ("seller_id", "INT64"),
    ("amount", "NUMERIC"),
    ("source_system", "STRING"),
    ("is_test", "BOOL"),
    ("load_ts", "TIMESTAMP"),
    ("platform", "STRING"),
    ("app_version", "STRING"),
    ("quantity", "INT64"),
    ("shipment_id", "INT64"),
    ("payment_id", "INT64"),
    ("campaign_id", "STRING"),
    ("tags", "ARRAY<STRING>"),
];
