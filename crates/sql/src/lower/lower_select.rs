//! One SELECT and its list.

use sqlparser::ast::{
    ExcludeSelectItem, Expr, ObjectName, RenameSelectItem, Select, SelectFlavor, SelectItem,
    SelectItemQualifiedWildcardKind, ValueTableMode, WildcardAdditionalOptions,
};

use super::super::Dialect;
use super::super::form::{self, Changes, Generated, Item, Rows, Sym};
use super::lower_table_function::function_of;
use super::names::Lower;

impl Lower<'_> {
    pub(super) fn select(&mut self, select: &Select) -> form::Select {
        form::Select {
            from: select.from.iter().map(|table| self.joined(table)).collect(),
            views: select
                .lateral_views
                .iter()
                .map(|view| self.lateral_view(view))
                .collect(),
            windows: select
                .named_window
                .iter()
                .map(|window| self.named_window(window))
                .collect(),
            items: self.items(&select.projection),
            exclude: select
                .exclude
                .as_ref()
                .map(|exclude| self.excluded(exclude)),
            rows: match select.value_table_mode {
                None => Rows::Columns,
                Some(ValueTableMode::AsStruct | ValueTableMode::DistinctAsStruct) => Rows::Struct,
                Some(ValueTableMode::AsValue | ValueTableMode::DistinctAsValue) => Rows::Value,
            },
            terms: match &select.selection {
                Some(condition) => self.terms(condition, true),
                None => Vec::new(),
            },
            bare: select.flavor == SelectFlavor::FromFirstNoSelect,
        }
    }

    /// The items of a select list.
    pub(super) fn items(&mut self, items: &[SelectItem]) -> Vec<Item> {
        items
            .iter()
            .map(|item| match self.generator(item) {
                Some((call, names)) => Item::Generated(Box::new(Generated {
                    call,
                    names,
                    otherwise: self.item(item),
                })),
                None => self.item(item),
            })
            .collect()
    }

    fn item(&mut self, item: &SelectItem) -> Item {
        match item {
            SelectItem::UnnamedExpr(expr) => Item::Column {
                name: self.implied(expr),
                value: self.value(expr),
            },
            SelectItem::ExprWithAlias { expr, alias } => Item::Column {
                name: self.ident(alias),
                value: self.value(expr),
            },
            SelectItem::ExprWithAliases { expr, aliases } => Item::Columns {
                names: self.idents(aliases),
                value: self.gathered(&[expr]),
            },
            SelectItem::Wildcard(options) => Item::Star(self.changes(options)),
            SelectItem::QualifiedWildcard(kind, options) => match kind {
                SelectItemQualifiedWildcardKind::ObjectName(name) => {
                    Item::StarOfName(self.object(name), self.changes(options))
                }
                SelectItemQualifiedWildcardKind::Expr(expr) => {
                    Item::StarOfValue(self.value(expr), self.changes(options))
                }
            },
        }
    }

    /// `explode(x)`, `posexplode(x) AS (a, b)` and the like: Spark's functions that make rows.
    fn generator(&mut self, item: &SelectItem) -> Option<(form::Call, Vec<Sym>)> {
        if self.dialect != Dialect::Databricks {
            return None;
        }
        let (expr, names): (&Expr, _) = match item {
            SelectItem::UnnamedExpr(expr) => (expr, &[][..]),
            SelectItem::ExprWithAlias { expr, alias } => (expr, std::slice::from_ref(alias)),
            SelectItem::ExprWithAliases { expr, aliases } => (expr, aliases.as_slice()),
            _ => return None,
        };
        let (name, args) = function_of(expr)?;
        let known = [
            "EXPLODE",
            "EXPLODE_OUTER",
            "INLINE",
            "INLINE_OUTER",
            "POSEXPLODE",
            "POSEXPLODE_OUTER",
            "STACK",
        ];
        if !known.contains(&name.as_str()) {
            return None;
        }
        Some((self.call(&name, &args), self.idents(names)))
    }

    /// What a star is without, and what it holds instead.
    fn changes(&mut self, options: &WildcardAdditionalOptions) -> Option<Box<Changes>> {
        let mut removed: Vec<Sym> = Vec::new();
        if let Some(except) = &options.opt_except {
            let idents = std::iter::once(&except.first_element).chain(&except.additional_elements);
            for ident in idents {
                removed.push(self.sym(&ident.value.to_lowercase()));
            }
        }
        if let Some(exclude) = &options.opt_exclude {
            removed.extend(self.excluded(exclude));
        }
        let replaced = options
            .opt_replace
            .iter()
            .flat_map(|replace| &replace.items);
        let replaced = replaced.map(|item| (self.ident(&item.column_name), self.value(&item.expr)));
        let replaced = replaced.collect();
        let renames = match &options.opt_rename {
            Some(RenameSelectItem::Single(one)) => std::slice::from_ref(one),
            Some(RenameSelectItem::Multiple(many)) => many.as_slice(),
            None => &[],
        };
        let renamed = renames
            .iter()
            .map(|rename| (self.ident(&rename.ident), self.ident(&rename.alias)));
        let changes = Changes {
            like: options.opt_ilike.is_some(),
            removed,
            replaced,
            renamed: renamed.collect(),
        };
        let any = changes.like
            || !changes.removed.is_empty()
            || !changes.replaced.is_empty()
            || !changes.renamed.is_empty();
        any.then(|| Box::new(changes))
    }

    /// Names in lower case.
    fn excluded(&mut self, exclude: &ExcludeSelectItem) -> Vec<Sym> {
        let mut last = |name: &ObjectName| {
            let ident = name.0.last().and_then(|part| part.as_ident());
            let name = ident.map(|ident| ident.value.to_lowercase());
            self.sym(&name.unwrap_or_default())
        };
        match exclude {
            ExcludeSelectItem::Single(name) => vec![last(name)],
            ExcludeSelectItem::Multiple(names) => names.iter().map(last).collect(),
        }
    }
}
