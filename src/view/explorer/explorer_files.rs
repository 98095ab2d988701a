//! The explorer's files as JSON.

use std::borrow::Cow;

use serde::Serialize;

/// A DME at the outermost zoom.
#[derive(Debug, Serialize)]
pub(super) struct DmeLine<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// Path of its home domain.
    pub(super) domain: Option<&'a str>,
    pub(super) href: &'a str,
    /// Number of its assets that have lineage.
    pub(super) assets: usize,
}

/// A domain at the outermost zoom.
#[derive(Debug, Serialize)]
pub(super) struct DomainLine<'a> {
    pub(super) path: &'a str,
    pub(super) title: &'a str,
    pub(super) href: &'a str,
}

/// A column, how it is made, of which columns of which assets; and why that isn't known.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum ColumnRow<'a> {
    Known(&'a str, &'static str, Vec<(String, &'a str)>),
    Unknown(&'a str, &'static str, Vec<(String, &'a str)>, Cow<'a, str>),
}

#[derive(Debug, Serialize)]
pub(super) struct Head<'a> {
    pub(super) blocks: u32,
    pub(super) assets: usize,
    pub(super) dmes: Vec<DmeLine<'a>>,
    pub(super) domains: Vec<DomainLine<'a>>,
    /// From, to, number of edges.
    pub(super) dme_edges: Vec<(i64, i64, usize)>,
}

#[derive(Debug, Serialize)]
pub(super) struct ProductLine<'a> {
    pub(super) id: String,
    pub(super) title: &'a str,
    pub(super) href: &'a str,
    pub(super) assets: Vec<String>,
}

/// A DME, opened.
#[derive(Debug, Serialize)]
pub(super) struct Dme<'a> {
    pub(super) products: Vec<ProductLine<'a>>,
    /// Assets of no product.
    pub(super) other: Vec<String>,
    /// From, to, number of edges; -1 stands for `other`.
    pub(super) product_edges: Vec<(i64, i64, usize)>,
}

/// An asset with its neighbours: id, how the edge is known, index of the DME.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    #[serde(rename = "t")]
    pub(super) title: &'a str,
    #[serde(rename = "h")]
    pub(super) href: &'a str,
    #[serde(rename = "k")]
    pub(super) kind: &'static str,
    #[serde(rename = "d")]
    pub(super) dme: i64,
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub(super) product: Option<String>,
    #[serde(rename = "u")]
    pub(super) upstream: usize,
    #[serde(rename = "n")]
    pub(super) downstream: usize,
    pub(super) up: Vec<(String, String, i64)>,
    pub(super) down: Vec<(String, String, i64)>,
    #[serde(rename = "v", skip_serializing_if = "Option::is_none")]
    pub(super) verdict: Option<&'static str>,
    /// That its SQL also names what the reader may not see, with the names that are published.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub(super) unseen: Option<Vec<&'a str>>,
}
