//! Parts that pages share, each of which exists once: pages of tables and views are made of them
//! here, the templates call them by name (`template_functions.rs`).

use memchr::memchr_iter;

use super::writer::Writer;
use crate::view::model::{
    Badge, Fact, FindingRow, Link, LinkKind, Notice, Pair, Part, Sentence, SlaRow, SupportRow,
};

impl Writer {
    /// A link to an asset, or its name where it has no page; or a moment, whose age the script tells.
    pub(super) fn link(&mut self, link: &Link) -> &mut Self {
        let mono = link.kind.is_relation();
        match &link.href {
            Some(href) => {
                self.raw("<a href=\"").address(href);
                if mono {
                    self.raw("\" class=\"mono\">").name(&link.text);
                } else {
                    self.raw("\">").text(&link.text);
                }
                self.raw("</a>");
            }
            None if link.kind == LinkKind::Moment => {
                return self
                    .raw("<time datetime=\"")
                    .text(link.note.as_deref().unwrap_or_default())
                    .raw("\" data-age>")
                    .text(&link.text)
                    .raw("</time>");
            }
            None => {
                self.raw(match mono || link.kind == LinkKind::External {
                    true => "<span class=\"mono\">",
                    false => "<span>",
                })
                .text(&link.text)
                .raw("</span>");
            }
        }
        self.some(" <small>", link.note.as_deref(), "</small>")
    }

    /// A link without its kind and remark.
    pub(super) fn bare_link(&mut self, link: &Link, mono: bool) -> &mut Self {
        match &link.href {
            Some(href) => self
                .raw("<a href=\"")
                .address(href)
                .raw(if mono { "\" class=\"mono\">" } else { "\">" })
                .text(&link.text)
                .raw("</a>"),
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
        self.raw("\n</ul>")
    }

    /// An address outside, checked, or the text alone where there is none.
    pub(super) fn outside(&mut self, text: &str, url: Option<&str>) -> &mut Self {
        match url {
            Some(url) => self
                .raw("<a href=\"")
                .text(url)
                .raw("\">")
                .text(text)
                .raw("</a>"),
            None => self.text(text),
        }
    }

    /// The way down to a page.
    pub(super) fn breadcrumbs(&mut self, crumbs: &[Link]) -> &mut Self {
        if crumbs.is_empty() {
            return self;
        }
        self.raw("<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><ol>");
        for crumb in crumbs {
            self.raw("\n<li>").bare_link(crumb, false).raw("</li>");
        }
        self.raw("\n</ol></nav>\n")
    }

    /// A button that copies the text of the element with this id; `what` is for screen readers.
    pub(super) fn copy_button(
        &mut self,
        id: (&'static str, usize),
        what: &'static str,
    ) -> &mut Self {
        self.raw("<button class=\"copy js-only\" type=\"button\" data-copy=\"")
            .id(id)
            .raw("\">Copy<span class=\"vh\"> ")
            .raw(what)
            .raw("</span></button>")
    }

    /// An id, with a number where it isn't the first of its kind.
    pub(super) fn id(&mut self, (id, n): (&'static str, usize)) -> &mut Self {
        self.raw(id);
        if n > 0 {
            self.raw("-").number(n);
        }
        self
    }

    /// A box that filters the rows of a table; shown by the script, useless without it.
    pub(super) fn filter_box(&mut self, target: &str, label: &str) -> &mut Self {
        self.raw("<input class=\"js-only\" type=\"search\" data-filter=\"")
            .text(target)
            .raw("\" placeholder=\"")
            .text(label)
            .raw("\" aria-label=\"")
            .text(label)
            .raw("\" autocomplete=\"off\" spellcheck=\"false\"><span class=\"soft small\" role=\"status\"></span>")
    }

    /// A sentence with names in backticks.
    pub(super) fn sentence(&mut self, text: &str) -> &mut Self {
        let ends = memchr_iter(b'`', text.as_bytes()).chain([text.len()]);
        let mut start = 0;
        for (i, end) in ends.enumerate() {
            match (i % 2, &text[start..end]) {
                (1, name) => self.raw("<code>").text(name).raw("</code>"),
                (_, words) => self.text(words),
            };
            start = end + 1;
        }
        self
    }

    /// A sentence, each part as what it is.
    pub(super) fn sentence_parts(&mut self, sentence: &Sentence) -> &mut Self {
        for part in &sentence.parts {
            match part {
                Part::Text(text) => self.text(text),
                Part::Name(name) => self.raw("<code>").text(name).raw("</code>"),
                Part::Link(link) => self.link(link),
                Part::Outside(text, url) => self.outside(text, Some(url)),
            };
        }
        self
    }

    /// Head of an asset's page: name, kind, badges, full name to copy.
    pub(super) fn title(&mut self, title: &Title<'_>) -> &mut Self {
        self.raw("<div class=\"title\">\n");
        match title.mono {
            true => self.raw("<h1 class=\"mono\">").name(title.heading),
            false => self.raw("<h1>").text(title.heading),
        };
        self.raw("</h1>\n<span class=\"tags\">")
            .plain_tag(title.kind)
            .badges(title.badges)
            .raw("</span>\n</div>\n<p class=\"id\"><code id=\"id\">")
            .text(title.copy)
            .raw("</code> ")
            .copy_button(("id", 0), "name")
            .some(" · ", title.also, "")
            .raw("</p>\n")
    }

    /// Bars across the head of a page.
    pub(super) fn notices(&mut self, notices: &[Notice]) -> &mut Self {
        for notice in notices {
            self.raw("\n<p class=\"notice ")
                .raw(notice.tone.as_str())
                .raw("\"><span><b>")
                .text(&notice.title)
                .raw("</b> ")
                .text(&notice.text);
            if let Some(link) = &notice.link {
                self.raw(" ").link(link);
            }
            self.raw("</span></p>");
        }
        self
    }

    /// Labelled values near the top of a page.
    pub(super) fn facts(&mut self, facts: &[Fact]) -> &mut Self {
        if facts.is_empty() {
            return self;
        }
        self.raw("\n<dl class=\"facts\">");
        for fact in facts {
            self.raw(match fact.empty {
                true => "\n<div class=\"none\"><dt>",
                false => "\n<div><dt>",
            })
            .text(&fact.label)
            .raw("</dt><dd>")
            .comma_links(&fact.values);
            if fact.note.is_some() || fact.note_link.is_some() {
                self.raw("<small class=\"below\">")
                    .some("", fact.note.as_deref(), "");
                if let Some(link) = &fact.note_link {
                    self.raw(" ").link(link);
                }
                self.raw("</small>");
            }
            self.raw("</dd></div>");
        }
        self.raw("\n</dl>")
    }

    /// Names with values.
    pub(super) fn pairs(&mut self, rows: &[Pair]) -> &mut Self {
        self.raw("<dl class=\"pairs\">");
        for pair in rows {
            self.raw("\n<div><dt>")
                .dated(&pair.name)
                .raw("</dt><dd>")
                .outside(&pair.value, pair.url.as_deref())
                .raw("</dd></div>");
        }
        self.raw("\n</dl>")
    }

    /// Service levels; `said_by` where not all of them are the page's own.
    pub(super) fn sla(&mut self, rows: &[SlaRow], said_by: bool) -> &mut Self {
        if rows.is_empty() {
            return self.missing(
                "No SLA declared",
                "Add <code>slaProperties</code> to the product's manifest or to its contract.",
            );
        }
        self.raw("<table class=\"stack\">\n<thead><tr><th scope=\"col\">Property</th><th scope=\"col\">Value</th><th scope=\"col\">About</th>");
        if said_by {
            self.raw("<th scope=\"col\">Said by</th>");
        }
        self.raw("</tr></thead>\n<tbody>");
        for row in rows {
            self.raw("\n<tr><th scope=\"row\">")
                .text(&row.property)
                .raw("</th><td><b>")
                .text(&row.value)
                .raw("</b>")
                .some(" <small class=\"below\">", row.note.as_deref(), "</small>")
                .raw("</td><td>");
            match &row.element {
                Some(element) => self.raw("<code>").text(element).raw("</code>"),
                None => self.raw("<span class=\"soft\">all of it</span>"),
            };
            self.raw("</td>");
            if said_by {
                self.raw("<td>");
                if let Some(source) = &row.source {
                    // Product and contract often have one name.
                    self.link(source).raw(match source.kind.is_contract() {
                        true => " <small>contract</small>",
                        false => " <small>product</small>",
                    });
                }
                self.raw("</td>");
            }
            self.raw("</tr>");
        }
        self.raw("\n</tbody>\n</table>")
    }

    /// Where to ask.
    pub(super) fn support(&mut self, rows: &[SupportRow]) -> &mut Self {
        self.raw("<ul class=\"links\">");
        for row in rows {
            self.raw("\n<li>")
                .outside(&row.channel, row.url.as_deref())
                .some(" <small>", row.note.as_deref(), "</small>")
                .raw("</li>");
        }
        self.raw("\n</ul>")
    }

    /// Findings, and how many more there are. `before` stands before each sentence.
    pub(super) fn findings(
        &mut self,
        rows: &[FindingRow],
        more: usize,
        before: &'static str,
    ) -> &mut Self {
        self.raw("<ul class=\"findings\">");
        for finding in rows.iter().filter(|row| row.let_be.is_none()) {
            self.finding(finding, before);
        }
        // What may stay is folded, after the others.
        let may_stay = rows.iter().filter(|row| row.let_be.is_some());
        let count = may_stay.clone().count();
        if count > 0 {
            self.raw("\n<li><span></span><details><summary>")
                .number(count)
                .raw(" that may stay for now</summary><ul class=\"findings\">");
            for finding in may_stay {
                self.finding(finding, before);
            }
            self.raw("\n</ul></details></li>");
        }
        if more > 0 {
            self.raw("\n<li class=\"soft\"><span></span><div>and ")
                .number(more)
                .raw(" more</div></li>");
        }
        self.raw("\n</ul>")
    }

    fn finding(&mut self, finding: &FindingRow, before: &'static str) {
        self.raw("\n<li>")
            .severity(finding.severity, None)
            .raw("<div>")
            .raw(before)
            .sentence(&finding.message);
        if let Some(help) = finding.help.as_deref() {
            self.raw("<small class=\"below\">")
                .sentence(help)
                .raw("</small>");
        }
        if let Some(let_be) = finding.let_be.as_deref() {
            self.raw("<small class=\"below\">")
                .sentence(let_be)
                .raw("</small>");
        }
        self.raw("\n<small class=\"below\"><a href=\"")
            .address("rules/")
            .text(&finding.page)
            .raw(".html\"><code>")
            .text(&finding.rule)
            .raw("</code></a>")
            .some(" · reported by ", finding.tool.as_deref(), "")
            .some(" · <code class=\"at\">", finding.at.as_deref(), "</code>");
        if let Some(asset) = &finding.asset {
            self.raw(" · ").link(asset);
        }
        self.raw("</small></div></li>");
    }

    /// Opens a section with a heading.
    pub(super) fn section(&mut self, id: &'static str, heading: &'static str) -> &mut Self {
        self.raw("\n<section id=\"")
            .raw(id)
            .raw("\">\n<h2>")
            .raw(heading)
            .raw("</h2>\n")
    }

    pub(super) fn end(&mut self) -> &mut Self {
        self.raw("\n</section>")
    }
}

/// What stands at the head of an asset's page.
pub(super) struct Title<'a> {
    pub(super) heading: &'a str,
    /// Whether the heading is a technical name.
    pub(super) mono: bool,
    pub(super) kind: &'a str,
    pub(super) badges: &'a [Badge],
    /// Full name or id, to copy.
    pub(super) copy: &'a str,
    /// Another name.
    pub(super) also: Option<&'a str>,
}
