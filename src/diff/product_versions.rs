//! Products of which something breaks though their version doesn't say so. Only semantic versions say
//! anything.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::semantic_version::says_break;
use super::side::UnreadableLine;
use super::side_pair::Sides;
use crate::lines::{AssetLine, ChangeClass};

/// A product of which something breaks though its version doesn't say so.
#[derive(Debug)]
pub(crate) struct UnraisedVersion {
    /// `product:ID`, as it is called now.
    pub(crate) key: String,
    /// Its version before.
    pub(crate) old: String,
    /// Its version now.
    pub(crate) new: String,
    /// Names of what breaks, each once, sorted.
    pub(crate) breaking: Vec<String>,
}

/// Products by their key before, with the keys that they have now, where these differ.
struct Renames(BTreeMap<String, String>);

impl Renames {
    fn of(changes: &[Change]) -> Self {
        let renamed = changes.iter().filter(|change| {
            change.rule == ChangeRule::Renamed && change.key.starts_with("product:")
        });
        let keys = renamed.map(|change| (change.key.clone(), format!("product:{}", change.new)));
        Self(keys.collect())
    }

    /// A product, as long as nothing is said to break.
    fn unraised(
        &self,
        sides: &Sides<'_>,
        product: &str,
    ) -> Result<Option<UnraisedVersion>, UnreadableLine> {
        let was = format!("product:{product}");
        let is = self.0.get(&was).unwrap_or(&was);
        let version = |line: Option<Cow<'_, AssetLine>>| line?.version.clone();
        let old = version(sides.old.products.get(&was)?);
        let new = version(sides.new.products.get(is)?);
        let (Some(old), Some(new)) = (old, new) else {
            return Ok(None);
        };
        let is_unraised = says_break(&old, &new) == Some(false);
        Ok(is_unraised.then(|| UnraisedVersion {
            key: is.clone(),
            old,
            new,
            breaking: Vec::new(),
        }))
    }
}

/// Notes at what breaks that the version of its product doesn't say so.
pub(super) fn note(sides: &Sides<'_>, changes: &mut [Change]) -> Result<(), UnreadableLine> {
    let renames = Renames::of(changes);
    for change in changes {
        let (ChangeClass::Breaking, Some(product)) = (change.class, &change.product) else {
            continue;
        };
        let Some(UnraisedVersion { old, new, .. }) = renames.unraised(sides, product)? else {
            continue;
        };
        let note = match old == new {
            true => format!("the version of {product} stays {new}"),
            false => {
                format!("the version of {product}, {old} before and {new} now, doesn't say so")
            }
        };
        change.note(note);
    }
    Ok(())
}

/// Products of which something breaks though their version doesn't say so, by their keys before.
pub(super) fn unraised(
    sides: &Sides<'_>,
    changes: &[Change],
) -> Result<Vec<UnraisedVersion>, UnreadableLine> {
    let renames = Renames::of(changes);
    let mut breaking: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for change in changes {
        if let (ChangeClass::Breaking, Some(product)) = (change.class, change.product())
            && is_versioned(change.rule)
        {
            let name = match &change.column {
                Some(column) => format!("{}.{column}", change.name),
                None => change.name.clone(),
            };
            breaking.entry(product).or_default().push(name);
        }
    }
    let mut out = Vec::new();
    for (product, mut names) in breaking {
        if let Some(mut version) = renames.unraised(sides, product)? {
            names.sort_unstable();
            names.dedup();
            version.breaking = names;
            out.push(version);
        }
    }
    Ok(out)
}

/// Whether a version tells of such a change: not of who may read something, nor of who answers for it.
const fn is_versioned(rule: ChangeRule) -> bool {
    !matches!(
        rule,
        ChangeRule::GrantRemoved
            | ChangeRule::AudienceRemoved
            | ChangeRule::OwnerChanged
            | ChangeRule::TeamChanged
            | ChangeRule::VerdictWorse
    )
}
