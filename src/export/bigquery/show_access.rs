//! Who has access to a dataset, as the API lists it: `access` of `bq show`.

use std::borrow::Cow;

use serde::Deserialize;

use super::show_reference::Reference;
use crate::diagnostic::Pos;
use crate::export::fact::{AssetFact, AuthorizedReader, Fact, FactSink, PropertyFact};
use crate::export::json_values::Scalar;
use crate::system::is_service_account;

/// An entry of the list: someone with a role, or something that reads for whoever asks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Access<'a> {
    #[serde(default)]
    role: Scalar<'a>,
    #[serde(default)]
    group_by_email: Scalar<'a>,
    #[serde(default)]
    user_by_email: Scalar<'a>,
    #[serde(default)]
    domain: Scalar<'a>,
    #[serde(default)]
    special_group: Scalar<'a>,
    #[serde(default)]
    iam_member: Scalar<'a>,
    #[serde(default)]
    view: Option<Reference<'a>>,
    #[serde(default)]
    routine: Option<Reference<'a>>,
    #[serde(default)]
    dataset: Option<Views<'a>>,
}

/// Objects of a dataset.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Views<'a> {
    #[serde(default)]
    dataset: Option<Reference<'a>>,
    #[serde(default)]
    target_types: Option<Vec<Scalar<'a>>>,
}

/// Hands the facts of a dataset's list to the sink.
pub(super) fn emit(
    list: &[Access<'_>],
    (project, dataset): (&str, &str),
    pos: Pos,
    sink: &mut dyn FactSink,
) {
    for access in list {
        if let Some(reader) = access.reader() {
            sink.fact(
                pos,
                Fact::Property(PropertyFact::Authorized {
                    project,
                    dataset,
                    reader,
                }),
            );
        } else if let (Some(grantee), Some(role)) = (access.grantee(project), access.role.get()) {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Privilege {
                    project,
                    dataset,
                    table: None,
                    privilege: role_name(role),
                    grantee: &grantee,
                }),
            );
        }
    }
}

impl Access<'_> {
    fn reader(&self) -> Option<AuthorizedReader<'_>> {
        if let Some(view) = &self.view {
            return view.name().map(AuthorizedReader::View);
        }
        if let Some(routine) = &self.routine {
            return routine.name().map(AuthorizedReader::Routine);
        }
        let views = self.dataset.as_ref()?;
        let types = views.target_types.as_deref().unwrap_or_default();
        let holds_views = types.is_empty() || types.iter().any(|t| t.get() == Some("VIEWS"));
        let (project, dataset) = views.dataset.as_ref().filter(|_| holds_views)?.dataset()?;
        Some(AuthorizedReader::Dataset(project, dataset))
    }

    /// The grantee in the form in which OBJECT_PRIVILEGES writes it.
    fn grantee(&self, project: &str) -> Option<Cow<'_, str>> {
        if let Some(group) = self.group_by_email.get() {
            return Some(Cow::Owned(format!("group:{group}")));
        }
        if let Some(user) = self.user_by_email.get() {
            let form = if is_service_account(user) {
                "serviceAccount"
            } else {
                "user"
            };
            return Some(Cow::Owned(format!("{form}:{user}")));
        }
        if let Some(domain) = self.domain.get() {
            return Some(Cow::Owned(format!("domain:{domain}")));
        }
        if let Some(group) = self.special_group.get() {
            let form = match group {
                "projectOwners" => "projectOwner",
                "projectWriters" => "projectEditor",
                "projectReaders" => "projectViewer",
                other => return Some(Cow::Borrowed(other)),
            };
            return Some(Cow::Owned(format!("{form}:{project}")));
        }
        self.iam_member.get().map(Cow::Borrowed)
    }
}

/// The API writes three roles by their former names.
fn role_name(role: &str) -> &str {
    match role {
        "READER" => "roles/bigquery.dataViewer",
        "WRITER" => "roles/bigquery.dataEditor",
        "OWNER" => "roles/bigquery.dataOwner",
        other => other,
    }
}
