//! Cells of tables.

use super::writer::Writer;
use crate::view::model::{Cell, SheetCell};

impl Writer {
    /// Rows of a table of figures; the first cell of each names it.
    pub(super) fn sheet_rows(&mut self, rows: &[Vec<SheetCell>]) -> &mut Self {
        for row in rows {
            self.raw("\n<tr>");
            for (i, cell) in row.iter().enumerate() {
                self.raw(match (i, cell.numeric) {
                    (0, _) => "<th scope=\"row\">",
                    (_, true) => "<td class=\"num\">",
                    (_, false) => "<td>",
                })
                .sheet_cell(cell)
                .raw(if i == 0 { "</th>" } else { "</td>" });
            }
            self.raw("</tr>");
        }
        self
    }

    fn sheet_cell(&mut self, cell: &SheetCell) -> &mut Self {
        if !cell.links.is_empty() {
            self.comma_links(&cell.links);
            return match cell.more {
                0 => self,
                more => self.raw(" <small>and ").number(more).raw(" more</small>"),
            };
        }
        match cell.tone {
            Some(tone) => self.tag(tone.as_str(), &cell.text),
            None => self.dated(&cell.text),
        }
    }

    /// Rows of a table of details.
    pub(super) fn cell_rows(&mut self, rows: &[Vec<Cell>]) -> &mut Self {
        for row in rows {
            self.raw("\n<tr>");
            for cell in row {
                self.cell(cell);
            }
            self.raw("</tr>");
        }
        self
    }

    fn cell(&mut self, cell: &Cell) {
        self.raw(match cell.mono {
            true => "<td class=\"mono\">",
            false => "<td>",
        });
        match (&cell.href, cell.links.is_empty()) {
            (_, false) => self.comma_links(&cell.links),
            (Some(href), true) => self
                .raw("<a href=\"")
                .address(href)
                .raw("\">")
                .text(&cell.text)
                .raw("</a>"),
            (None, true) if cell.url.is_none() => self.dated(&cell.text),
            (None, true) => self.outside(&cell.text, cell.url.as_deref()),
        };
        self.some(
            " <small class=\"below\">",
            cell.small.as_deref(),
            "</small>",
        )
        .some(
            "<details><summary>Show</summary><pre><code>",
            cell.code.as_deref(),
            "</code></pre></details>",
        )
        .raw("</td>");
    }
}
