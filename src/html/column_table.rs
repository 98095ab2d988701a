//! Columns of a view or table, nested fields below their parents. Their rows are most of a
//! portal's bytes.

use super::writer::Writer;
use crate::view::UNSEEN;
use crate::view::model::{ColumnRow, ColumnSource, Derived};

impl Writer {
    pub(super) fn column_rows(&mut self, rows: &[ColumnRow<'_>], with_sources: bool) -> &mut Self {
        for row in rows {
            self.column_row(row, with_sources);
        }
        self.raw("\n")
    }

    fn column_row(&mut self, row: &ColumnRow<'_>, with_source: bool) {
        if row.depth > 0 {
            self.raw("\n<tr class=\"d")
                .number(usize::from(row.depth.min(9)))
                .raw("\" title=\"")
                .text(row.path)
                .raw("\"><th scope=\"row\">");
        } else {
            self.raw("\n<tr><th scope=\"row\">");
        }
        self.text(row.name)
            .raw("</th><td>")
            .text(&row.data_type)
            .raw("</td><td>")
            .text(row.description);
        for tag in &row.tags {
            self.badge(tag.tone, tag.text);
        }
        self.policy_tags(&row.policy_tags).some(
            "<small class=\"below\">",
            row.feeds.as_deref(),
            "</small>",
        );
        if with_source {
            self.raw("</td><td>");
            if let Some(source) = &row.source {
                self.column_source(source);
            }
        }
        self.raw("</td></tr>");
    }

    /// That a column needs fine-grained access, and by which policy tags: by the last part of their
    /// names, which is all that tells two tags of one taxonomy apart; the whole name is a hover
    /// away.
    fn policy_tags(&mut self, tags: &[&str]) -> &mut Self {
        if tags.is_empty() {
            return self;
        }
        self.raw(" <span class=\"tag warn\" title=\"policy tags: ");
        for (i, tag) in tags.iter().enumerate() {
            if i > 0 {
                self.raw(", ");
            }
            self.text(tag);
        }
        self.raw("\">needs fine-grained access</span><small class=\"below\">policy tag");
        if tags.len() > 1 {
            self.raw("s");
        }
        for tag in tags {
            self.raw(" <code title=\"")
                .text(tag)
                .raw("\">")
                .text(tag.rsplit('/').next().unwrap_or(tag))
                .raw("</code>");
        }
        self.raw("</small>")
    }

    /// Where a column comes from.
    fn column_source(&mut self, source: &ColumnSource<'_>) {
        let (how, columns, more) = match source {
            ColumnSource::Unknown { why } => {
                self.raw("<span class=\"soft\">unknown: ")
                    .text(why)
                    .raw("</span>");
                return;
            }
            ColumnSource::Unseen { names } if names.is_empty() => {
                self.raw("<span class=\"soft\">").raw(UNSEEN).raw("</span>");
                return;
            }
            ColumnSource::Unseen { names } => {
                for (i, name) in names.iter().enumerate() {
                    self.raw(if i > 0 { ", " } else { "" }).name(name);
                }
                return;
            }
            ColumnSource::Constant => {
                self.raw("<span class=\"soft\">constant</span>");
                return;
            }
            ColumnSource::RowCount => {
                self.raw("<span class=\"soft\">counts rows</span>");
                return;
            }
            ColumnSource::Columns { how, columns, more } => (how, columns, *more),
        };
        self.raw(match how {
            Derived::Same => "",
            Derived::Computed => "computed from ",
            Derived::Aggregated => "aggregated from ",
        });
        for (i, column) in columns.iter().enumerate() {
            self.raw(match i {
                0 => "<a href=\"",
                _ => ", <a href=\"",
            })
            .address(column.href)
            .raw("#columns\">");
            if let Some(dataset) = column.dataset {
                self.text(dataset).raw(".<wbr>");
            }
            self.text(column.table)
                .raw(".<wbr>")
                .text(column.column)
                .raw("</a>");
        }
        if more > 0 {
            self.raw(" and ").number(more).raw(" more");
        }
    }
}
