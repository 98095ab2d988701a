//! What is compared of an asset: facts, each a field of its page. They are kept as they are recorded,
//! so that an asset of which nothing changed is known by its bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Category;

macro_rules! fields {
    ($($variant:ident $word:literal $category:ident $appeared:literal $gone:literal $changed:literal)*) => {
        /// A field of a page. Some have members: a column is one of the field `column`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub(crate) enum Field { $(#[doc = $word] #[serde(rename = $word)] $variant),* }

        impl Field {
            /// The category of its changes.
            pub(super) const fn category(self) -> Category {
                match self { $(Self::$variant => Category::$category),* }
            }

            /// What a change is called when it appears, goes and changes; nothing where that is no change.
            pub(super) const fn rules(self) -> [&'static str; 3] {
                match self { $(Self::$variant => [$appeared, $gone, $changed]),* }
            }

            /// Its word in a record.
            pub(super) const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// All fields.
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant),*];
        }
    };
}

fields! {
    Kind "kind" Schema "" "" "kind-changed"
    Dialect "dialect" Schema "" "" ""
    ColumnsComplete "columns complete" Schema "" "" ""
    Column "column" Schema "column-added" "column-removed" "column-retyped"
    Required "required" Schema "column-required" "column-nullable" ""
    PolicyTag "policy tag" Schema "policy-tag-added" "policy-tag-removed" ""
    Title "title" Documentation "" "" "title-changed"
    Description "description" Documentation "description-changed" "description-changed" "description-changed"
    Text "text" Documentation "text-changed" "text-changed" "text-changed"
    ColumnDescription "column description" Documentation "column-description-changed" "column-description-changed" "column-description-changed"
    Owner "owner" Ownership "owner-changed" "owner-changed" "owner-changed"
    Team "team" Ownership "team-changed" "team-changed" "team-changed"
    Domain "domain" Ownership "domain-added" "domain-removed" ""
    Audience "audience" Ownership "audience-added" "audience-removed" ""
    TargetDmes "target DMEs" Pointer "" "" ""
    Targets "targets" Pointer "" "" "pointer-moved-within"
    ServiceLevel "service level" Service "service-level-added" "service-level-removed" "service-level-changed"
    Contract "contract" Service "contract-added" "contract-removed" "contract-version"
    EntryPoint "entry point" Lifecycle "joined-entry-point" "left-entry-point" ""
    Status "status" Lifecycle "" "" "status-changed"
    DeprecationDate "deprecation date" Lifecycle "deprecation-announced" "deprecation-withdrawn" "deprecation-moved"
    EndOfLife "end of life" Lifecycle "end-of-life-set" "end-of-life-withdrawn" "end-of-life-later"
    Replacement "replacement" Lifecycle "replacement-named" "replacement-withdrawn" "replacement-changed"
    Version "version" Lifecycle "version-changed" "version-changed" "version-changed"
    Release "release" Lifecycle "released" "" ""
    Level "level" Lifecycle "" "" ""
}

/// What stands between the names that are one value.
pub(crate) const LIST_SEPARATOR: &str = ", ";

/// A type with more room.
pub(super) const COLUMN_WIDENED: &str = "column-widened";
/// A type with less room, or one that the system converts the old one to.
pub(super) const COLUMN_NARROWED: &str = "column-narrowed";
/// It reads tables of another DME.
pub(super) const POINTER_MOVED_ACROSS: &str = "pointer-moved-across";
/// An end that comes sooner than was said.
pub(super) const END_OF_LIFE_EARLIER: &str = "end-of-life-earlier";
/// Its status says that it shouldn't be used any more.
pub(super) const DEPRECATED: &str = "deprecated";
/// Its status says that it isn't there any more.
pub(super) const RETIRED: &str = "retired";
/// It was deprecated or retired, and no longer is.
pub(super) const UNDEPRECATED: &str = "undeprecated";
/// It has another name.
pub(super) const RENAMED: &str = "renamed";

/// Changes of a value that have a name of their own, by what the values are.
const OF_VALUES: [(&str, Field); 7] = [
    (COLUMN_WIDENED, Field::Column),
    (COLUMN_NARROWED, Field::Column),
    (POINTER_MOVED_ACROSS, Field::Targets),
    (END_OF_LIFE_EARLIER, Field::EndOfLife),
    (DEPRECATED, Field::Status),
    (RETIRED, Field::Status),
    (UNDEPRECATED, Field::Status),
];

impl Field {
    /// The field that a change is about; nothing where it is about the asset as a whole.
    pub(super) fn of_rule(rule: &str) -> Option<Self> {
        let of_values = OF_VALUES.iter().find(|(word, _)| *word == rule);
        let fields = Self::ALL.iter().copied();
        of_values.map(|(_, field)| *field).or_else(|| {
            fields
                .into_iter()
                .find(|field| field.rules().contains(&rule))
        })
    }

    /// All that changes of fields are called, each with its category, in the order of the fields.
    #[cfg(test)]
    pub(super) fn words() -> Vec<(&'static str, Category)> {
        let mut words = Vec::new();
        for field in Self::ALL {
            let of_values = OF_VALUES.iter().filter(|(_, of)| of == field);
            let rules = field.rules().into_iter().filter(|rule| !rule.is_empty());
            words.extend(
                rules
                    .chain(of_values.map(|(word, _)| *word))
                    .map(|word| (word, field.category())),
            );
        }
        words.dedup();
        words
    }

    /// Whether its absence means that nothing tells it, not that it is nothing.
    pub(super) const fn is_untold_where_absent(self) -> bool {
        matches!(
            self,
            Self::Kind | Self::Title | Self::Targets | Self::TargetDmes | Self::Status
        )
    }

    /// Whether exports tell it, so that it comes and goes with them.
    pub(super) const fn is_of_exports(self) -> bool {
        matches!(
            self,
            Self::Description | Self::Owner | Self::Audience | Self::Targets | Self::TargetDmes
        ) || self.is_of_columns()
    }

    /// Whether manifests tell it, alone or before exports.
    pub(super) const fn is_of_manifests(self) -> bool {
        !self.is_of_columns()
            && !matches!(
                self,
                Self::Kind
                    | Self::Dialect
                    | Self::ColumnsComplete
                    | Self::Targets
                    | Self::TargetDmes
            )
    }

    /// Its place in a set of fields.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// The fields of which something holds, a bit each.
    pub(super) fn set(holds: impl Fn(Self) -> bool) -> u32 {
        let fields = Self::ALL.iter().filter(|field| holds(**field));
        fields.fold(0, |set, field| set | field.bit())
    }

    /// Whether its members are columns.
    pub(super) const fn is_of_columns(self) -> bool {
        matches!(
            self,
            Self::Column | Self::Required | Self::ColumnDescription | Self::PolicyTag
        )
    }

    /// Whether files that are there all along may begin to tell it of a further project.
    pub(super) const fn is_told_by_project(self) -> bool {
        matches!(
            self,
            Self::Description | Self::ColumnDescription | Self::PolicyTag | Self::Audience
        )
    }

    /// Whether a record has it in its lines of columns, not by itself.
    pub(super) const fn is_of_every_column(self) -> bool {
        matches!(
            self,
            Self::Column | Self::Required | Self::ColumnDescription
        )
    }
}

/// By field and member, the value; `""` is the member of a field that has none.
pub(super) type Members<'a> = BTreeMap<Cow<'a, str>, Cow<'a, str>>;

/// What pages show of an asset, as far as changes of it are told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts<'a> {
    by_field: BTreeMap<Field, Members<'a>>,
    /// Columns as a build sees them; what is read of a record has them by field.
    columns: Vec<Column<'a>>,
}

/// A column as a build sees it, in the order of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column<'a> {
    pub(super) is_required: bool,
    pub(super) data_type: &'a str,
    pub(super) path: &'a str,
    /// A number made of its text; 0 where it has none.
    pub(super) text: u32,
}

impl<'a> Facts<'a> {
    /// Facts that were read.
    pub(super) const fn from_fields(by_field: BTreeMap<Field, Members<'a>>) -> Self {
        Self {
            by_field,
            columns: Vec::new(),
        }
    }

    /// Says how many columns come.
    pub(crate) fn reserve_columns(&mut self, count: usize) {
        self.columns.reserve(count);
    }

    /// States a column, once each; an empty text is none.
    pub(crate) fn column(
        &mut self,
        path: &'a str,
        data_type: &'a str,
        is_required: bool,
        text: &str,
    ) {
        let text = match text {
            "" => 0,
            text => crc32fast::hash(text.as_bytes()).max(1),
        };
        self.columns.push(Column {
            is_required,
            data_type,
            path,
            text,
        });
    }

    pub(super) fn columns(&self) -> &[Column<'a>] {
        &self.columns
    }

    /// The fields that it has, a bit each.
    pub(super) fn set_of_fields(&self) -> u32 {
        let of_columns = self.columns.iter().fold(0, |set, column| {
            let required = Field::Required.bit() * u32::from(column.is_required);
            let text = Field::ColumnDescription.bit() * u32::from(column.text != 0);
            set | Field::Column.bit() | required | text
        });
        self.fields()
            .fold(of_columns, |set, field| set | field.bit())
    }

    /// By field, its members.
    pub(super) fn by_field(&self) -> impl Iterator<Item = (&Field, &Members<'a>)> {
        self.by_field.iter()
    }

    /// States a fact; what was stated first of a member counts.
    pub(crate) fn add(
        &mut self,
        field: Field,
        member: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) {
        let members = self.by_field.entry(field).or_default();
        members.entry(member.into()).or_insert_with(|| value.into());
    }

    /// States the value of a field without members.
    pub(crate) fn set(&mut self, field: Field, value: impl Into<Cow<'a, str>>) {
        self.add(field, "", value);
    }

    /// States a fact in the place of what was stated of the member.
    pub(super) fn replace(&mut self, field: Field, member: String, value: String) {
        let members = self.by_field.entry(field).or_default();
        members.insert(Cow::Owned(member), Cow::Owned(value));
    }

    /// States a text by a number made of it: it is compared and never shown.
    pub(crate) fn add_text(&mut self, field: Field, member: impl Into<Cow<'a, str>>, text: &str) {
        if !text.is_empty() {
            let number = crc32fast::hash(text.as_bytes()).max(1);
            self.add(field, member, text_number(number));
        }
    }

    /// The value of a field without members.
    pub(super) fn value(&self, field: Field) -> Option<&str> {
        self.members(field)?.get("").map(AsRef::as_ref)
    }

    /// Takes back what was stated of a member.
    pub(super) fn remove(&mut self, field: Field, member: &str) {
        if let Some(members) = self.by_field.get_mut(&field) {
            members.remove(member);
            if members.is_empty() {
                self.by_field.remove(&field);
            }
        }
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.by_field.contains_key(&field)
    }

    /// The value of a member.
    pub(super) fn of(&self, field: Field, member: &str) -> Option<&str> {
        self.members(field)?.get(member).map(AsRef::as_ref)
    }

    /// Members of a field with their values, sorted.
    pub(super) fn all(&self, field: Field) -> impl Iterator<Item = (&str, &str)> {
        let members = self.members(field).into_iter().flatten();
        members.map(|(member, value)| (member.as_ref(), value.as_ref()))
    }

    /// The fields that it has, sorted.
    pub(super) fn fields(&self) -> impl Iterator<Item = Field> {
        self.by_field.keys().copied()
    }

    fn members(&self, field: Field) -> Option<&Members<'a>> {
        self.by_field.get(&field)
    }
}

/// The number made of a text, as a value.
pub(super) fn text_number(number: u32) -> String {
    format!("{number:08x}")
}
