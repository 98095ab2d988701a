//! HTML piece by piece: text is escaped, what is written here is not.

use crate::markdown::escape_into;
use crate::view::model::{Badge, Link, Part, Sentence};

/// HTML under construction, of a page at some depth.
pub(super) struct Markup {
    out: String,
    root: String,
}

impl Markup {
    /// Nothing yet; `root` leads from the page to the site's root.
    pub(super) fn new(root: String) -> Self {
        Self {
            out: String::with_capacity(12 << 10),
            root,
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Markup of ours.
    pub(super) fn raw(&mut self, html: &str) -> &mut Self {
        self.out.push_str(html);
        self
    }

    /// Text of anyone's.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape_into(text, &mut self.out);
        self
    }

    /// A dotted name of anyone's, which on a narrow line breaks after a dot.
    pub(super) fn name(&mut self, text: &str) -> &mut Self {
        for (i, part) in text.split('.').enumerate() {
            if i > 0 {
                self.raw(".<wbr>");
            }
            self.text(part);
        }
        self
    }

    /// An address within the site.
    pub(super) fn address(&mut self, href: &str) -> &mut Self {
        let root = std::mem::take(&mut self.root);
        self.raw(&root).text(href);
        self.root = root;
        self
    }

    pub(super) fn number(&mut self, n: usize) -> &mut Self {
        append!(self.out, "{n}");
        self
    }

    /// `before`, the text and `after`, where there is any text.
    pub(super) fn some(&mut self, before: &str, text: Option<&String>, after: &str) -> &mut Self {
        if let Some(text) = text.filter(|t| !t.is_empty()) {
            self.raw(before).text(text).raw(after);
        }
        self
    }

    /// A link to an asset, or its name where it has no page; or a moment, whose age the script tells.
    pub(super) fn link(&mut self, link: &Link) -> &mut Self {
        let mono = matches!(link.kind, "view" | "table");
        match &link.href {
            Some(href) => {
                self.raw("<a href=\"");
                let root = std::mem::take(&mut self.root);
                self.raw(&root).text(href);
                self.root = root;
                if mono {
                    self.raw("\" class=\"mono\">").name(&link.text);
                } else {
                    self.raw("\">").text(&link.text);
                }
                self.raw("</a>");
            }
            None if link.kind == "moment" => {
                return self
                    .raw("<time datetime=\"")
                    .text(link.note.as_deref().unwrap_or_default())
                    .raw("\" data-age>")
                    .text(&link.text)
                    .raw("</time>");
            }
            None => {
                let mono = mono || link.kind == "external";
                self.raw(if mono {
                    "<span class=\"mono\">"
                } else {
                    "<span>"
                })
                .text(&link.text)
                .raw("</span>");
            }
        }
        self.some(" <small>", link.note.as_ref(), "</small>")
    }

    /// A link without its kind and remark.
    pub(super) fn crumb(&mut self, link: &Link) -> &mut Self {
        match &link.href {
            Some(href) => {
                self.raw("<a href=\"");
                let root = std::mem::take(&mut self.root);
                self.raw(&root).text(href);
                self.root = root;
                self.raw("\">").text(&link.text).raw("</a>")
            }
            None => self.text(&link.text),
        }
    }

    /// Links in a sentence.
    pub(super) fn comma_links(&mut self, links: &[Link]) -> &mut Self {
        for (i, link) in links.iter().enumerate() {
            if i > 0 {
                self.raw(", ");
            }
            self.link(link);
        }
        self
    }

    /// A list of links, and how many more there are.
    pub(super) fn links(&mut self, links: &[Link], more: usize) -> &mut Self {
        self.raw("<ul class=\"links\">");
        for link in links {
            self.raw("\n<li>").link(link).raw("</li>");
        }
        if more > 0 {
            self.raw("\n<li class=\"soft\">and ")
                .number(more)
                .raw(" more</li>");
        }
        self.raw("\n</ul>\n")
    }

    pub(super) fn badges(&mut self, badges: &[Badge]) -> &mut Self {
        for badge in badges {
            self.raw(" <span class=\"tag ")
                .raw(badge.tone)
                .raw("\">")
                .text(&badge.text)
                .raw("</span>");
        }
        self
    }

    /// A sentence with names in backticks.
    pub(super) fn sentence(&mut self, text: &str) -> &mut Self {
        for (i, part) in text.split('`').enumerate() {
            if i % 2 == 1 {
                self.raw("<code>").text(part).raw("</code>");
            } else {
                self.text(part);
            }
        }
        self
    }

    /// A sentence, each part as what it is.
    pub(super) fn said(&mut self, sentence: &Sentence) -> &mut Self {
        for part in &sentence.parts {
            match part {
                Part::Text(text) => self.text(text),
                Part::Name(name) => self.raw("<code>").text(name).raw("</code>"),
                Part::Link(link) => self.link(link),
                Part::Outside(text, url) => self
                    .raw("<a href=\"")
                    .text(url)
                    .raw("\">")
                    .text(text)
                    .raw("</a>"),
                Part::Time(text, datetime) => self
                    .raw("<time datetime=\"")
                    .text(datetime)
                    .raw("\">")
                    .text(text)
                    .raw("</time>"),
            };
        }
        self
    }

    /// Opens a section with a heading.
    pub(super) fn section(&mut self, id: &str, heading: &str) -> &mut Self {
        self.raw("\n<section id=\"")
            .raw(id)
            .raw("\">\n<h2>")
            .raw(heading)
            .raw("</h2>\n")
    }

    pub(super) fn end(&mut self) -> &mut Self {
        self.raw("\n</section>")
    }

    pub(super) fn empty(&mut self, html: &str) -> &mut Self {
        self.raw("<p class=\"empty\">").raw(html).raw("</p>\n")
    }
}
