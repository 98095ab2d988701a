//! `[access]`: what the portal of an audience shows of what its readers may not query.

use std::collections::BTreeMap;
use std::path::Path;

use globset::{GlobMatcher, GlobSet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::Located;
use crate::manifest::kinds::PublishedFact;

/// Keys of labels that say that something is hidden, where the settings name none.
pub(super) const HIDDEN_LABELS: [&str; 3] = ["hidden", "visibility", "access"];

/// Those of them that have other values beside `hidden`.
const OF_SEVERAL_VALUES: [&str; 2] = ["visibility", "access"];

/// `[access]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessSettings {
    /// Datasets whose tables and views are hidden from who may not query them: `project.dataset`, or a
    /// dataset alone; globs allowed.
    #[serde(default)]
    pub hidden: Vec<Located<String>>,
    /// Roles that let read data, beside those that vitrina knows: an organization's own, such as
    /// `projects/p/roles/reader`. A grant of another role opens nothing to an audience.
    #[serde(default)]
    pub reading_roles: Vec<String>,
    /// What readers of a view learn of the tables behind it that they may not query, where the DME of
    /// such a table doesn't say: `owner`, `freshness`, `state`, `sql`, `columns`. The first three where
    /// missing.
    pub publish: Option<Vec<PublishedFact>>,
    /// Whether names that an audience may not see are taken out of its authored texts, instead of
    /// being errors.
    #[serde(default)]
    pub redact: bool,
    /// Whether portals of audiences are built though rows of exports can't be read that may say who
    /// may see what: what they would hide is then shown.
    #[serde(default)]
    pub skip_unread_rows: bool,
    /// Where the host has its list of the portals that a reader may switch to: a path from the top of
    /// the host, such as `/audiences.json`. No switch where missing.
    pub audience_list: Option<Located<String>>,
    /// Resource names of policy tags, globs allowed, to ids of the audiences that may read columns that
    /// have them. The longest pattern that a tag fits decides; a tag that fits none is for nobody.
    #[serde(default)]
    pub policy_tags: BTreeMap<String, Located<Vec<String>>>,
}

/// The same, ready to use.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(super) hidden: Option<GlobSet>,
    /// Roles of the organization's own that let read data.
    pub reading_roles: Vec<String>,
    /// What DMEs publish that don't say.
    pub publish: Vec<PublishedFact>,
    /// Patterns of policy tags with ids of audiences, longer ones first.
    pub(super) policy_tags: Vec<(GlobMatcher, Vec<String>)>,
}

impl Access {
    /// Which patterns of `[access] hidden` a dataset fits, by their place.
    #[must_use]
    pub(crate) fn hiding(&self, project: &str, dataset: &str) -> Vec<usize> {
        let name = || format!("{project}.{dataset}");
        let set = self.hidden.as_ref();
        set.map_or_else(Vec::new, |set| set.matches(Path::new(&name())))
    }

    /// Ids of the audiences that may read columns with a policy tag.
    #[must_use]
    pub(crate) fn readers_of(&self, tag: &str) -> &[String] {
        let mut all = self.policy_tags.iter();
        all.find(|(pattern, _)| pattern.is_match(tag))
            .map_or(&[], |(_, audiences)| audiences)
    }
}

/// Whether the value of such a label says so.
pub(super) fn says_hidden(key: &str, value: &str) -> bool {
    let value = value.trim();
    let is = |word: &str| value.eq_ignore_ascii_case(word);
    is("hidden")
        || !OF_SEVERAL_VALUES.contains(&key)
            && (value.is_empty() || ["true", "yes"].into_iter().any(is))
}

#[cfg(test)]
mod tests {
    use super::says_hidden;

    #[test]
    fn a_label_hides_by_its_value() {
        for (key, value, hides) in [
            ("hidden", "", true),
            ("hidden", "true", true),
            ("hidden", "Yes", true),
            ("hidden", "false", false),
            ("hidden", "no", false),
            ("visibility", "hidden", true),
            ("visibility", "Hidden ", true),
            ("visibility", "public", false),
            ("access", "", false),
            ("access", "true", false),
            ("catalog-off", "true", true),
        ] {
            assert_eq!(says_hidden(key, value), hides, "{key}={value}");
        }
    }
}
