//! Components as functions of the templates: `{{ link(of=owner) }}` is what [`Writer::link`] draws,
//! for the page at hand. Their arguments are parts of page models, read as what they are.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tera::{Function, Kwargs, State, Tera, TeraResult, Value};

use super::components::Title;
use super::template_values;
use super::writer::Writer;
use crate::diagnostic::Severity;
use crate::markdown::Prose;
use crate::view::model::{
    AssetRow, Badge, Cell, ContractCard, Fact, FindingRow, Link, Notice, Pair, Plot, SheetCell,
    SlaRow, SupportRow, Tone, TreeNode,
};

/// A component with the arguments that it takes.
struct Component<A> {
    draw: fn(&mut Writer, A),
}

impl<A: DeserializeOwned + 'static> Function<TeraResult<Value>> for Component<A> {
    fn call(&self, arguments: Kwargs, state: &State<'_>) -> TeraResult<Value> {
        let root: Option<String> = state.get("root")?;
        let in_part: Option<bool> = state.get("in_part")?;
        let mut m = Writer::new(root.as_deref().unwrap_or_default(), 256)
            .in_part(in_part.unwrap_or_default());
        (self.draw)(&mut m, template_values::arguments(&arguments)?);
        Ok(Value::safe_string(m.finish().as_str()))
    }
}

fn function<A: DeserializeOwned + 'static>(
    tera: &mut Tera,
    name: &'static str,
    draw: fn(&mut Writer, A),
) {
    tera.register_function(name, Component { draw });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of<T> {
    of: T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct First<T> {
    of: Vec<T>,
    /// Those that aren't shown.
    #[serde(default)]
    more: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    of: Vec<SlaRow>,
    #[serde(default)]
    said_by: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assets {
    of: Vec<AssetRow>,
    id: String,
    /// Address of the DME that owns all of them.
    #[serde(default)]
    own: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    of: Vec<AssetRow>,
    owned: bool,
    counted: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    target: String,
    label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    heading: String,
    copy: String,
    kind: String,
    badges: Vec<Badge>,
    also: Option<String>,
    #[serde(default)]
    mono: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tag {
    text: String,
    class: Option<Tone>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeverityTag {
    of: Severity,
    /// How many findings are that loud.
    count: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {
    text: String,
    /// The place that the text leads to.
    at: Option<String>,
}

/// Gives the components to the templates.
pub(crate) fn register(tera: &mut Tera) {
    function(tera, "link", |m, a: Of<Link>| {
        m.link(&a.of);
    });
    function(tera, "links", |m, a: First<Link>| {
        m.links(&a.of, a.more);
    });
    function(tera, "breadcrumbs", |m, a: Of<Vec<Link>>| {
        m.breadcrumbs(&a.of);
    });
    function(tera, "badges", |m, a: Of<Vec<Badge>>| {
        m.badges(&a.of);
    });
    function(tera, "tag", |m, a: Tag| {
        match a.class {
            Some(tone) => m.tag(tone.as_str(), &a.text),
            None => m.plain_tag(&a.text),
        };
    });
    function(tera, "severity", |m, a: SeverityTag| {
        m.severity(a.of, a.count);
    });
    function(tera, "empty", |m, a: Empty| {
        m.empty_sentence(&a.text, a.at.as_deref());
    });
    function(tera, "sentence", |m, a: Of<String>| {
        m.sentence(&a.of);
    });
    function(tera, "prose", |m, a: Of<Option<Prose>>| {
        if let Some(prose) = &a.of {
            m.prose(prose);
        }
    });
    function(tera, "filter", |m, a: Filter| {
        m.filter_box(&a.target, &a.label);
    });
    function(tera, "title", |m, a: Head| {
        m.title(&Title {
            heading: &a.heading,
            mono: a.mono,
            kind: &a.kind,
            badges: &a.badges,
            copy: &a.copy,
            also: a.also.as_deref(),
        });
    });
    function(tera, "notices", |m, a: Of<Vec<Notice>>| {
        m.notices(&a.of);
    });
    function(tera, "facts", |m, a: Of<Vec<Fact>>| {
        m.facts(&a.of);
    });
    function(tera, "pairs", |m, a: Of<Vec<Pair>>| {
        m.pairs(&a.of);
    });
    function(tera, "sla", |m, a: Levels| {
        m.sla(&a.of, a.said_by);
    });
    function(tera, "contracts", |m, a: Of<Vec<ContractCard>>| {
        if a.of.is_empty() {
            m.raw("\n").no_contract();
        }
        for contract in &a.of {
            m.raw("\n").contract(contract);
        }
    });
    function(tera, "support", |m, a: Of<Vec<SupportRow>>| {
        match a.of.is_empty() {
            true => m.missing(
                "No support channel",
                "Add <code>support</code> to the product's or the team's manifest.",
            ),
            false => m.support(&a.of),
        };
    });
    function(tera, "findings", |m, a: First<FindingRow>| {
        m.findings(&a.of, a.more, "\n");
    });
    function(tera, "assets", |m, a: Assets| {
        m.assets(&a.of, &a.id, &a.own);
    });
    function(tera, "list_rows", |m, a: Rows| {
        m.list_rows(&a.of, a.owned, a.counted);
    });
    function(tera, "sheet_rows", |m, a: Of<Vec<Vec<SheetCell>>>| {
        m.sheet_rows(&a.of);
    });
    function(tera, "cell_rows", |m, a: Of<Vec<Vec<Cell>>>| {
        m.cell_rows(&a.of);
    });
    function(tera, "tree", |m, a: Of<Vec<TreeNode>>| {
        m.tree(&a.of);
    });
    function(tera, "chart", |m, a: Of<Plot>| {
        m.plot(&a.of);
    });
}
