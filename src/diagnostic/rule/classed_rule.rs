//! Rules that say what something is to consumers: those of changes and of plans. What each is stands
//! in a file, which is part of the program.

use super::rule_file::{body, class_of};
use super::rule_info::Example;
use crate::lines::ChangeClass;

/// What such a rule is: its file. Texts are Markdown.
#[derive(Debug)]
pub(crate) struct ClassedRuleInfo {
    /// Stable id, used in output and in entries that accept a change.
    pub(crate) id: &'static str,
    /// What it is to consumers, unless something is known that raises or lowers it.
    pub(crate) class: ChangeClass,
    /// What it means, in a sentence without marks.
    pub(crate) summary: &'static str,
    /// The summary, and more where there is more to say.
    pub(crate) what: &'static str,
    /// Why it matters.
    pub(crate) why: &'static str,
    /// What to do about it.
    pub(crate) mend: &'static str,
    /// What shows it. Of a change: two mesh roots, below `old/` and `new/`, that differ by it alone. Of a
    /// plan: a mesh root in which the view `shop.unified.orders` can't move to `shop.sales.orders` without.
    pub(crate) fails: Example,
    /// The same without it.
    pub(crate) passes: Example,
}

impl ClassedRuleInfo {
    /// Of the rule `id`, from its file. A test reads every file; of one that is wrong all the same, the id
    /// is left.
    pub(crate) fn of((id, text): &(&'static str, &'static str)) -> Self {
        Self::read(id, text).unwrap_or_else(|_| Self {
            id,
            class: ChangeClass::Breaking,
            summary: id,
            what: id,
            why: "",
            mend: "",
            fails: Example::default(),
            passes: Example::default(),
        })
    }

    /// Reads the text of the rule `id`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the text.
    pub(crate) fn read(id: &'static str, text: &'static str) -> Result<Self, String> {
        let class = class_of(text)
            .and_then(ChangeClass::parse)
            .ok_or("it doesn't begin with its class between two lines of `---`")?;
        let body = body(text, "What to do")?;
        Ok(Self {
            id,
            class,
            summary: body.summary,
            what: body.what,
            why: body.why,
            mend: body.mend,
            fails: body.fails,
            passes: body.passes,
        })
    }
}

/// An enum of such rules: each variant by its id, whose file stands in the folder.
macro_rules! classed_rules {
    ($(#[$of:meta])* $name:ident in $folder:literal { $($variant:ident $id:literal)* }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $(#[doc = concat!("`", $id, "`")] $variant),* }

        /// Id and file of each rule, in their order.
        const TEXTS: &[(&str, &str)] = &[
            $(($id, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $folder, "/", $id, ".md")))),*
        ];

        static INFOS: std::sync::LazyLock<Vec<$crate::diagnostic::rule::ClassedRuleInfo>> =
            std::sync::LazyLock::new(|| {
                TEXTS.iter().map($crate::diagnostic::rule::ClassedRuleInfo::of).collect()
            });

        impl $name {
            /// All of them.
            pub(crate) const ALL: &'static [$name] = &[$($name::$variant),*];

            /// What its file says.
            pub(crate) fn info(self) -> &'static $crate::diagnostic::rule::ClassedRuleInfo {
                // There is one for each rule, in the same order.
                &INFOS[self as usize]
            }

            /// The rule with this id.
            pub(crate) fn parse(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.info().id == id)
            }
        }
    };
}

pub(crate) use classed_rules;
