use super::{
    Address, Bound, ReferenceKind, Targets, anchor_named, document, path_from, summary, survey,
    to_html,
};

fn none(_: &str) -> Option<(String, String)> {
    None
}

fn some(target: &str) -> Option<(String, String)> {
    Some((format!("../x/{}.html", target.len()), format!("T {target}")))
}

/// A document whose links to `*.md` and images `*.png` are found.
fn html(text: &str) -> String {
    let targets = Targets {
        wiki: &some,
        page: &|path| path.strip_suffix(".md").map(|p| format!("../{p}.html")),
        image: &|path| {
            path.strip_suffix(".png")
                .map(|p| format!("../media/{p}.png"))
        },
    };
    document(text, &targets).0.trim().to_owned()
}

/// The ids of a page's HTML, in order.
fn ids(html: &str) -> Vec<&str> {
    html.split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn references_are_found_with_their_places_but_not_in_code() {
    let text = "See [[dme:a]]\nand [[b|the b]], [c](c.md#x).\n\n```\n[[not]]\n```\n`[[nor]]` ![é](d.png) [w](https://w.example)\n[r]\n\n[r]: e.md\n";
    let found: Vec<_> = survey(text)
        .references
        .into_iter()
        .map(|l| (l.kind, l.target, l.line, l.column))
        .collect();
    assert_eq!(
        found,
        [
            (ReferenceKind::Wiki, "dme:a".to_owned(), 1, 5),
            (ReferenceKind::Wiki, "b".to_owned(), 2, 5),
            (ReferenceKind::Link, "c.md#x".to_owned(), 2, 18),
            (ReferenceKind::Image, "d.png".to_owned(), 7, 11),
            (ReferenceKind::Link, "e.md".to_owned(), 8, 1),
        ]
    );
}

#[test]
fn resolved_links_show_title_or_given_text() {
    assert_eq!(
        to_html("[[dme:a]] and [[b|the b]].", &some).trim(),
        "<p><a href=\"../x/5.html\" rel=\"noopener noreferrer\">T dme:a</a> and <a href=\"../x/1.html\" rel=\"noopener noreferrer\">the b</a>.</p>"
    );
}

#[test]
fn unresolved_links_keep_their_text() {
    assert_eq!(
        to_html("[[x|the x]] and [[y]] *z*", &none).trim(),
        "<p><em>the x</em> and <em>y</em> <em>z</em></p>"
    );
}

#[test]
fn links_to_files_lead_to_pages_or_stay_text() {
    assert_eq!(
        html("[a](a.md) [b](b.md#Wörter%20und-mehr) [c](c.pdf) [d](//evil.example) [e](\\\\x)"),
        "<p><a href=\"../a.html\" rel=\"noopener noreferrer\">a</a> <a href=\"../b.html#h-w%C3%B6rter-und-mehr\" rel=\"noopener noreferrer\">b</a> c d e</p>"
    );
    // A description on a page of many has no place to look from.
    assert_eq!(to_html("[a](a.md) ![b](b.png)", &none).trim(), "<p>a b</p>");
}

#[test]
fn images_are_shown_or_told_by_their_text() {
    assert_eq!(
        html("![A *map*](a.png \"T\") ![gone](b.tiff)"),
        "<p><img src=\"../media/a.png\" alt=\"A map\" title=\"T\"> gone</p>"
    );
    assert_eq!(
        html("![x](https://x.example/a.png)"),
        "<p><a href=\"https://x.example/a.png\" rel=\"noopener noreferrer\">x</a></p>"
    );
}

#[test]
fn nothing_executes() {
    let html = to_html(
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) <b onclick=x>b</b> ![i](https://t/x.png)",
        &none,
    );
    for bad in ["<script", "onerror", "onclick", "javascript:", "<img"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
}

#[test]
fn html_of_authors_has_no_ids_images_or_dead_addresses() {
    let html = html(
        "<h2 id=\"q\">A</h2>\n\n<div id=results>B</div>\n\n<IMG src=a.png><image src=b.png>\n\n<a href=\"other.md\">c</a> <a href=\"https://w.example\">w</a> <a id=main name=q href=#x>d</a>\n\n## Real\n\n[e](e.md)\n",
    );
    assert_eq!(ids(&html), ["h-real"]);
    assert!(!html.contains("img"), "{html}");
    assert!(!html.contains("other.md"), "{html}");
    assert!(html.contains("href=\"https://w.example\""), "{html}");
    assert!(html.contains("href=\"../e.html\""), "{html}");
}

#[test]
fn plain_text_is_escaped_and_split() {
    assert_eq!(
        &*to_html("One.\n\nTwo \"q\".", &none),
        "<p>One.</p>\n<p>Two &quot;q&quot;.</p>\n"
    );
}

#[test]
fn a_document_loses_its_title_and_lists_its_headings() {
    let targets = Targets {
        wiki: &none,
        page: &|_| None,
        image: &|_| None,
    };
    let text = "# Title\n\nText [b](#a-b)\n\n## A `b`\n\n## A b\n\n## A b-2\n";
    let (html, headings) = document(text, &targets);
    assert!(!html.contains("Title"), "{html}");
    let found: Vec<_> = headings
        .iter()
        .map(|h| (h.text.as_str(), h.id.as_str(), h.level))
        .collect();
    assert_eq!(
        found,
        [
            ("A b", "h-a-b", 2),
            ("A b", "h-a-b-2", 2),
            ("A b-2", "h-a-b-2-2", 2)
        ]
    );
    assert!(html.contains("<h2 id=\"h-a-b-2\">"), "{html}");
    assert!(html.contains("href=\"#h-a-b\""), "{html}");
    assert_eq!(survey(text).anchors, ["a-b", "a-b-2", "a-b-2-2"]);
    assert_eq!(survey("# The `x`\n").title.as_deref(), Some("The x"));
}

#[test]
fn headings_of_a_description_have_no_ids() {
    let html = to_html("# Results\n\n[a](#results) b[^1]\n\n[^1]: c\n", &none);
    assert!(
        html.contains("<h2>Results</h2>") && html.contains("a b[1]"),
        "{html}"
    );
    assert!(!html.contains(" id=") && !html.contains("href"), "{html}");
}

#[test]
fn footnotes_lead_to_their_texts() {
    let html = html("a[^q] b[^x]\n\n[^q]: One\n\n[^x]: Two\n");
    assert_eq!(ids(&html), ["hn-1", "hn-2"]);
    assert!(html.contains("href=\"#hn-1\""), "{html}");
    let beside_html = self::html("<b>x</b> a[^q]\n\n[^q]: One\n");
    assert!(beside_html.contains("href=\"#hn-1\""), "{beside_html}");
}

#[test]
fn columns_of_tables_keep_their_alignment() {
    let table = "| a | b | c |\n|---|:-:|--:|\n| x | y | 1 style=\"text-align: left\">2 |\n";
    for text in [table.to_owned(), format!("<b>x</b>\n\n{table}")] {
        let html = html(&text);
        for cell in [
            "<th>a</th>",
            "<th align=\"center\">b</th>",
            "<td align=\"right\">1 style=\"text-align: left\"&gt;2</td>",
        ] {
            assert!(html.contains(cell), "{cell}: {html}");
        }
    }
}

#[test]
fn anchors_are_found_as_other_tools_write_them() {
    for (heading, written) in [
        ("A & B", "a--b"),
        ("order_id, again", "order_id-again"),
        ("What's new?", "whats-new"),
        ("Größe", "gr%C3%B6%C3%9Fe"),
        ("!", "section"),
    ] {
        let text = format!("## {heading}\n");
        assert_eq!(survey(&text).anchors, [anchor_named(written)]);
    }
}

#[test]
fn addresses_are_told_apart() {
    for (address, is) in [
        ("https://x.example/a.md", Address::External),
        ("MAILTO:a@x.example", Address::External),
        ("javascript:alert(1)", Address::Forbidden),
        ("//evil.example/a.md", Address::Forbidden),
        ("\\\\evil", Address::Forbidden),
        ("data:text/html,x", Address::Forbidden),
        ("#a", Address::Heading("a")),
        ("../a.md?x#b:c", Address::File("../a.md", Some("b:c"))),
        ("a/b:c.md", Address::File("a/b:c.md", None)),
        ("", Address::File("", None)),
    ] {
        assert_eq!(Address::of(address), is, "{address}");
    }
    let from = |address: &str| path_from("guides/a/b.md", address);
    assert_eq!(from("c.md").as_deref(), Some("guides/a/c.md"));
    assert_eq!(from("./../%C3%A9%20f.md").as_deref(), Some("guides/é f.md"));
    assert_eq!(from("/dmes/x.md").as_deref(), Some("dmes/x.md"));
    assert_eq!(from("../../../etc/passwd"), None);
    assert_eq!(from("%2e%2e/%2E%2E/%2e%2e/x"), None);
    assert_eq!(from("%ff"), None);
}

#[test]
fn deep_nesting_is_flattened() {
    for deep in [
        format!("{}a\n", ">".repeat(5000)),
        format!("{}a\n", "* ".repeat(5000)),
        format!("{}a\n", "1. ".repeat(5000)),
        (0..200)
            .map(|i| format!("{}- a\n", "  ".repeat(i)))
            .collect(),
    ] {
        let html = html(&deep);
        let depth = html
            .split('<')
            .skip(1)
            .scan(0_i32, |depth, tag| {
                *depth += if tag.starts_with('/') { -1 } else { 1 };
                Some(*depth)
            })
            .max();
        assert!(depth.is_some_and(|d| d <= 80), "{depth:?} in {html:.200}");
        let bounds = survey(&deep).beyond;
        assert!(
            bounds
                .iter()
                .any(|(b, line, _)| *b != Bound::Html && *line < 100),
            "{bounds:?}"
        );
    }
    // What people write is far from it.
    let usual = "> - a\n>   1. *b **c** `d`*\n\n| a |\n|---|\n| *b* |\n\n- - - - - - -\n";
    assert!(survey(usual).beyond.is_empty());
}

#[test]
fn a_very_long_text_is_laid_out_in_part() {
    let line = "*a* ñ\n";
    let text = line.repeat(super::MAX_LAID_OUT / line.len() + 10);
    let html = html(&text);
    let (laid_out, rest) = html.split_once("<pre>").unwrap();
    assert!(laid_out.ends_with("</p>\n"), "{}", laid_out.len());
    assert_eq!(rest.matches(line).count(), 10);
    let lines = u32::try_from(super::MAX_LAID_OUT / line.len()).unwrap();
    assert_eq!(survey(&text).beyond, [(Bound::Length, lines + 1, 1)]);
    // One line alone is cut between two characters.
    let one = format!("a{}", "ñ".repeat(super::MAX_LAID_OUT));
    assert_eq!(survey(&one).beyond.len(), 1);
}

#[test]
fn much_html_is_text() {
    let many = format!("<b>{}</b>\n", "<i>x</i>".repeat(2000));
    assert!(html(&many).contains("&lt;i&gt;"));
    assert_eq!(survey(&many).beyond, [(Bound::Html, 1, 4000)]);
    // Elements that are never closed begin again in every paragraph.
    let open = format!("{}\n\n{}", "<b>".repeat(100), "a\n\n".repeat(2000));
    assert!(html(&open).len() < 2000 * 300);
    let table = format!("<table>\n\n{}", "a\n\n".repeat(50_000));
    assert!(html(&table).contains("&lt;table&gt;"));
}

/// The serializer takes quadratic time on one run of text, so a long one is cut and joined again.
#[test]
fn long_runs_of_text_stay_whole() {
    let n = 20_000;
    let shown = "x &amp; y · ".repeat(n);
    let text = "x & y · ".repeat(n);
    assert_eq!(html(&text), format!("<p>{}</p>", shown.trim_end()));
    assert_eq!(
        html(&format!("```\n{text}\n```\n")),
        format!("<pre><code>{shown}\n</code></pre>")
    );
    let dense = "&·".repeat(n);
    assert_eq!(html(&dense), format!("<p>{}</p>", "&amp;·".repeat(n)));
    // What an author writes of it is text, or a mark of his own.
    assert_eq!(
        html(&format!("`<wbr>` {text}")),
        format!("<p><code>&lt;wbr&gt;</code> {}</p>", shown.trim_end())
    );
}

#[test]
fn summaries_are_short_and_plain() {
    assert_eq!(summary("A *b* `c`\nd.\n\nMore", 80), "A b c d.");
    assert_eq!(summary("one two three four", 9), "one two…");
}

proptest::proptest! {
    #[test]
    fn no_id_stands_twice_and_none_is_the_pages(
        parts in proptest::collection::vec(
            proptest::prop_oneof![
                "# [a-c]{1,2}", "## (a|a-2|results|q|main|h-a|!)", "<h2 id=(q|h-a)>x</h2>",
                "<div id=(hn-1|h-a-2)>x</div>", "\\[\\^[ab]\\]: x", "y\\[\\^[ab]\\]", "> ## a", "- ### a",
            ],
            0..12,
        )
    ) {
        let text = parts.join("\n\n");
        let html = html(&text);
        let all = ids(&html);
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        proptest::prop_assert_eq!(once.len(), all.len(), "{}", html);
        proptest::prop_assert!(all.iter().all(|id| id.starts_with("h-") || id.starts_with("hn-")));
    }
}

#[test]
fn boxes_of_task_lists_are_told_to_who_cannot_see_them() {
    let html = to_html("- [x] read\n- [ ] write\n", &none);
    for part in ["aria-label=\"done\"", "aria-label=\"to do\""] {
        assert!(html.contains(part), "{html}");
    }
    assert_eq!(html.matches("<input").count(), 2, "{html}");
    assert_eq!(html.matches("checked").count(), 1, "{html}");
}
