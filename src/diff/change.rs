//! A change, and what is looked at when changes of one asset are found.

use std::borrow::Cow;

use super::change_rule::ChangeRule;
use crate::lines::{ChangeClass, ChangeLine};

/// What differs between two states of a mesh.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) rule: ChangeRule,
    pub(crate) class: ChangeClass,
    /// Key of the asset.
    pub(crate) key: String,
    /// Its name.
    pub(crate) name: String,
    pub(crate) column: Option<String>,
    /// What was there; empty where nothing was.
    pub(crate) old: String,
    /// What is there now; empty where nothing is.
    pub(crate) new: String,
    pub(crate) message: String,
    pub(crate) notes: Vec<String>,
    /// Id of the DME that owned the asset.
    pub(crate) owner_before: Option<String>,
    /// Id of the DME that owns it.
    pub(crate) owner_after: Option<String>,
    /// What is known to depend on it.
    pub(crate) named_by: Vec<String>,
    /// Id of the data product that the asset is of.
    pub(super) product: Option<String>,
    /// Why it was agreed to.
    pub(crate) accepted: Option<String>,
}

impl Change {
    /// The owner to talk to: who had it, or else who has it.
    pub(crate) fn owner(&self) -> Option<&str> {
        self.owner_before.as_deref().or(self.owner_after.as_deref())
    }

    /// Whether it says that data got worse.
    pub(crate) fn is_worse_data(&self) -> bool {
        self.rule == ChangeRule::VerdictWorse
    }

    /// The same in each run: of rule, asset, column, old and new.
    pub(crate) fn id(&self) -> String {
        let mut hash = blake3::Hasher::new();
        let column = self.column.as_deref().unwrap_or_default();
        for part in [self.rule.info().id, &self.key, column, &self.old, &self.new] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let hex = hash.finalize().to_hex();
        hex.as_str().chars().take(32).collect()
    }

    /// Its external form.
    pub(crate) fn line(&self) -> ChangeLine {
        let by_rule = self.rule.info().class;
        ChangeLine {
            id: self.id(),
            rule: self.rule.info().id.to_owned(),
            class: self.class,
            was: (by_rule != self.class).then_some(by_rule),
            asset: self.key.clone(),
            name: self.name.clone(),
            column: self.column.clone(),
            old: self.old.clone(),
            new: self.new.clone(),
            message: self.message.clone(),
            notes: self.notes.clone(),
            owner_before: self.owner_before.clone(),
            owner_after: self.owner_after.clone(),
            named_by: self.named_by.clone(),
            accepted: self.accepted.clone(),
        }
    }

    pub(super) fn column(&mut self, path: &str) -> &mut Self {
        self.column = Some(path.to_owned());
        self
    }

    pub(super) fn class(&mut self, class: ChangeClass) -> &mut Self {
        self.class = class;
        self
    }

    pub(super) fn note(&mut self, note: impl Into<String>) -> &mut Self {
        self.notes.push(note.into());
        self
    }

    /// One class lower, for the reason that `note` gives: what breaks is never safe by that.
    pub(super) fn lower(&mut self, note: &str) {
        let lower = match self.class {
            ChangeClass::Breaking => ChangeClass::Risky,
            ChangeClass::Risky => ChangeClass::Safe,
            ChangeClass::Unknown | ChangeClass::Safe => return,
        };
        self.class(lower).note(note);
    }
}

/// An asset and its changes, as they are found.
pub(super) struct Asset<'a> {
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    pub(super) owner_before: Option<&'a str>,
    pub(super) owner_after: Option<&'a str>,
    pub(super) product: Option<&'a str>,
    pub(super) changes: Vec<Change>,
}

impl Asset<'_> {
    /// Says that something changed from `old` to `new`, in the class of its rule.
    pub(super) fn changed<'t>(
        &mut self,
        rule: ChangeRule,
        old: impl Into<Cow<'t, str>>,
        new: impl Into<Cow<'t, str>>,
        message: String,
    ) -> &mut Change {
        let change = Change {
            rule,
            class: rule.info().class,
            key: self.key.to_owned(),
            name: self.name.to_owned(),
            column: None,
            old: old.into().into_owned(),
            new: new.into().into_owned(),
            message,
            notes: Vec::new(),
            owner_before: self.owner_before.map(str::to_owned),
            owner_after: self.owner_after.map(str::to_owned),
            named_by: Vec::new(),
            product: self.product.map(str::to_owned),
            accepted: None,
        };
        self.changes.push(change);
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }
}

/// Breaking ones first, then by owner, asset, column and rule.
pub(super) fn sort(changes: &mut [Change]) {
    changes.sort_by(|a, b| order(a).cmp(&order(b)));
}

fn order(change: &Change) -> impl Ord + '_ {
    let class = match change.class {
        ChangeClass::Breaking => 0,
        ChangeClass::Risky => 1,
        ChangeClass::Unknown => 2,
        ChangeClass::Safe => 3,
    };
    (
        class,
        change.owner(),
        &change.name,
        &change.key,
        &change.column,
        change.rule,
        &change.old,
        &change.new,
    )
}
