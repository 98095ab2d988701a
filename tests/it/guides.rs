//! Guides: what they show and point to, their front matter, their bounds.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::html::{Token, tokens};
use crate::support::{Mesh, Site};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";

/// `rule file:line:column message` of every finding about texts.
fn told(mesh: &Mesh) -> String {
    let mut out = String::new();
    for f in mesh.list("findings") {
        if f["rule"] == "no-base-url" {
            continue; // of the settings, not of guides
        }
        let text = |key: &str| f[key].as_str().unwrap_or("-").to_owned();
        writeln!(
            out,
            "{} {}:{}:{} {}",
            text("rule"),
            text("file"),
            f["line"],
            f["column"],
            text("message")
        )
        .unwrap();
    }
    out
}

/// The values of an attribute of all elements of a name.
fn values(page: &str, element: &str, attribute: &str) -> Vec<String> {
    tokens(page, "page")
        .iter()
        .filter(|t| matches!(t, Token::Open { name, .. } if name == element))
        .filter_map(|t| t.attribute(attribute).map(str::to_owned))
        .collect()
}

fn media(site: &Site) -> Vec<String> {
    let mut files = site.files();
    files.retain(|f| f.starts_with("media/"));
    files
}

#[test]
fn images_are_published_once_and_found_from_every_page() {
    let mesh = Mesh::new()
        .file(
            "guides/a.md",
            "# A\n\n![A map](b/Map%20of%20it.png \"Title\")\n",
        )
        .file("guides/b/c.md", "# C\n\n![The map][m]\n\n[m]: ../same.PNG\n")
        .file("guides/b/Map of it.png", PNG)
        .file("guides/same.PNG", PNG)
        .file("guides/unused.png", [PNG, b"more"].concat())
        .file(
            "dmes/x/dme.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: x\nteam: {name: menders, members: [{username: kit}]}\n",
        )
        .file("dmes/x/README.md", "![plan](plan.svg)\n")
        .file(
            "dmes/x/plan.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><a href=\"https://example.com\"><rect fill=\"url(#g)\"/></a></svg>",
        );
    assert_eq!(told(&mesh), "");
    let site = mesh.build();
    let published = media(&site);
    assert_eq!(published.len(), 2, "{published:?}");
    let png = published.iter().find(|f| f.ends_with(".png")).unwrap();
    assert_eq!(std::fs::read(site.dir.join(png)).unwrap(), PNG);
    let a = site.page("guides/a.html");
    assert_eq!(values(&a, "img", "src"), [format!("../{png}")]);
    assert_eq!(values(&a, "img", "alt"), ["A map"]);
    let c = site.page("guides/b/c.html");
    assert_eq!(values(&c, "img", "src"), [format!("../../{png}")]);
    let dme = site.page("dmes/x.html");
    assert!(values(&dme, "img", "src")[0].ends_with(".svg"), "{dme}");
}

#[test]
fn what_is_no_harmless_image_is_refused() {
    let svg = |inner: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inner}</svg>"
        )
    };
    let files: Vec<(&str, String)> = vec![
        (
            "page.png",
            "<!doctype html><script>alert(1)</script>".into(),
        ),
        ("empty.gif", String::new()),
        ("text.svg", "just text".into()),
        ("page.svg", "<html><script/></html>".into()),
        ("script.svg", svg("<script>alert(1)</script>")),
        (
            "prefix.svg",
            svg("<s:script xmlns:s=\"http://www.w3.org/2000/svg\">alert(1)</s:script>"),
        ),
        ("on.svg", svg("<rect onload=\"alert(1)\"/>")),
        ("html.svg", svg("<foreignObject><p/></foreignObject>")),
        (
            "link.svg",
            svg("<a xlink:href=\"java&#115;cript:alert(1)\"><rect/></a>"),
        ),
        (
            "use.svg",
            svg("<use href=\"https://evil.example/x.svg#a\"/>"),
        ),
        (
            "import.svg",
            svg("<style>@import 'https://evil.example/x.css';</style>"),
        ),
        (
            "paint.svg",
            svg("<rect fill=\"&#117;rl(https://evil.example/x.svg#p)\"/>"),
        ),
        (
            "set.svg",
            svg("<a href=\"#\"><set attributeName=\"href\" to=\"javascript:alert(1)\"/></a>"),
        ),
        (
            "entity.svg",
            format!("<!DOCTYPE svg [<!ENTITY x \"y\">]>{}", svg("&x;")),
        ),
        (
            "sheet.svg",
            format!(
                "<?xml-stylesheet href=\"https://evil.example/x.css\"?>{}",
                svg("")
            ),
        ),
        ("broken.svg", "<svg><g></svg>".into()),
        ("bare.svg", "<svg><rect/></svg>".into()),
        ("open.svg", svg("").replace("</svg>", "<g>")),
        ("two.svg", svg("") + &svg("")),
        ("after.svg", svg("") + "text"),
        ("undeclared.svg", svg("<text>&nope;</text>")),
        (
            "grammar.svg",
            "<!DOCTYPE svg SYSTEM \"https://evil.example/x.dtd\">".to_owned() + &svg(""),
        ),
        (
            "srcset.svg",
            svg(
                "<h:img xmlns:h=\"http://www.w3.org/1999/xhtml\" srcset=\"https://evil.example/x.png 1x\"/>",
            ),
        ),
        (
            "form.svg",
            svg(
                "<form xmlns=\"http://www.w3.org/1999/xhtml\" action=\"https://evil.example/\"><button/></form>",
            ),
        ),
        (
            "events.svg",
            svg(
                "<rect xmlns:ev=\"http://www.w3.org/2001/xml-events\" ev:event=\"load\" ev:handler=\"#x\"/>",
            ),
        ),
        (
            "ping.svg",
            svg("<a href=\"https://example.com\" ping=\"https://evil.example/\"/>"),
        ),
        (
            "mask.svg",
            svg("<rect mask=\"image-set('https://evil.example/x.png' 1x)\"/>"),
        ),
        (
            "src.svg",
            svg("<style>a{background:src('https://evil.example/x.png')}</style>"),
        ),
    ];
    let mut mesh = Mesh::new();
    let mut text = "# Images\n\n".to_owned();
    for (name, content) in &files {
        mesh = mesh.file(&format!("guides/{name}"), content);
        writeln!(text, "![the text of {name}]({name})\n").unwrap();
    }
    let mesh = mesh.file("guides/images.md", text);
    let told = told(&mesh);
    for (i, (name, _)) in files.iter().enumerate() {
        let place = format!(
            "broken-link guides/images.md:{}:1 `guides/{name}`",
            3 + 2 * i
        );
        assert!(told.contains(&place), "{name}: {told}");
    }
    let site = mesh.build();
    assert_eq!(media(&site), [""; 0]);
    let page = site.page("guides/images.html");
    assert_eq!(values(&page, "img", "src"), [""; 0]);
    assert!(page.contains("the text of on.svg"), "{page}");
}

/// Their bytes are no text of any encoding, even where they begin like one.
#[test]
fn images_are_published_as_they_are() {
    let avif = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf";
    let svg = "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<s:svg xmlns:s=\"http://www.w3.org/2000/svg\"><s:g transform=\"rotate(45)\"><s:text>a &amp; &#98;</s:text></s:g></s:svg>\n";
    let mesh = Mesh::new()
        .file("guides/a.md", "# A\n\n![a](a.avif) ![b](b.svg)\n")
        .file("guides/a.avif", avif)
        .file("guides/b.svg", svg);
    assert_eq!(told(&mesh), "");
    let site = mesh.build();
    let published: BTreeSet<Vec<u8>> = media(&site)
        .iter()
        .map(|f| std::fs::read(site.dir.join(f)).unwrap())
        .collect();
    assert_eq!(
        published,
        BTreeSet::from([avif.to_vec(), svg.as_bytes().to_vec()])
    );
}

#[test]
fn large_images_are_refused_with_the_limit() {
    let mesh = Mesh::new()
        .file("guides/a.md", "# A\n\n![big](big.png)\n")
        .file("guides/big.png", [PNG, &vec![0_u8; 8 << 20]].concat());
    assert!(told(&mesh).contains("larger than 8 MiB"), "{}", told(&mesh));
    assert_eq!(media(&mesh.build()), [""; 0]);
}

#[test]
fn what_leads_nowhere_is_told_and_shown_as_text() {
    let mesh = Mesh::new()
        .file(
            "guides/a.md",
            "\
---
title: A
---
# A

[gone](naminng.md) [ref][r] ![pic](naming.png) [head](naming.md#vews)
[own](#nowhere) [pdf](secret.pdf) [folder](sub/) [](naming.md) [none]()
<a href=\"naming.md\">html</a> <img src=\"x.png\">
[out](%2e%2e/%2e%2e/passwd) [no](%ff.md)

[r]: naming.html
",
        )
        .file("guides/naming.md", "# Names\n\n## Views\n")
        .file("guides/sub/x.md", "# X\n")
        .file("guides/secret.pdf", "%PDF");
    assert_snapshot!(told(&mesh), @r"
    broken-link guides/a.md:6:1 `naminng.md` leads to `guides/naminng.md`, and there is no such file
    broken-link guides/a.md:6:20 `naming.html` leads to `guides/naming.html`, and there is no such file
    broken-link guides/a.md:6:29 `naming.png` leads to `guides/naming.png`, and there is no such file
    broken-link guides/a.md:6:48 `guides/naming.md` has no heading `#vews`
    broken-link guides/a.md:7:1 `guides/a.md` has no heading `#nowhere`
    broken-link guides/a.md:7:17 `guides/secret.pdf` isn't published, so the link to it leads nowhere
    broken-link guides/a.md:7:35 `sub/` leads to `guides/sub`, and there is no such file
    broken-link guides/a.md:7:64 this link has no address
    broken-link guides/a.md:8:1 the link to `naming.md` is written as HTML and leads nowhere
    broken-link guides/a.md:8:30 the image `x.png` is written as HTML and isn't shown
    broken-link guides/a.md:9:1 `%2e%2e/%2e%2e/passwd` leads out of the mesh root
    broken-link guides/a.md:9:29 the percent signs of `%ff.md` spell no text
    ");
    let helps = mesh.field("findings", "help").join("\n");
    assert!(
        helps.contains("did you mean `guides/naming.md`?"),
        "{helps}"
    );
    assert!(helps.contains("did you mean `#views`?"), "{helps}");
    let site = mesh.build();
    assert!(
        !site
            .files()
            .iter()
            .any(|f| f.contains("secret") && !f.starts_with("rules/"))
    );
    let page = site.page("guides/a.html");
    let body = page.split("prose guide").nth(1).unwrap();
    for dead in ["naminng.md", "secret.pdf", "href=\"sub", "passwd\"", "<img"] {
        assert!(!body.contains(dead), "{dead}: {body}");
    }
    assert!(body.contains("gone ref pic"), "{body}");
}

#[test]
fn links_lead_to_pages_whatever_their_names() {
    let mesh = Mesh::new()
        .file(
            "guides/a b/é.md",
            "# É\n\n[up](../Über.md#Größe--mehr) [by root](/guides/%C3%9Cber.md) [me](./%C3%A9.md) [dme](../../dmes/x/dme.md)\n",
        )
        .file("guides/Über.md", "# Ü\n\n## Größe & mehr\n\n## Größe & mehr\n\n[two](#größe-mehr-2)\n")
        .file(
            "dmes/x/dme.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: x\n",
        )
        .file("dmes/x/dme.md", "# X\n\nSee [guide](../../guides/a%20b/é.md) and [below](#results).\n\n## Results\n");
    assert_eq!(told(&mesh), "");
    let site = mesh.build();
    let pages = site.files();
    let mut followed = 0;
    // What stands for pages that aren't there is shown at any address, so its links are absolute.
    let linking = |p: &&String| p.ends_with(".html") && p.as_str() != "404.html";
    for path in pages.iter().filter(linking) {
        let page = site.page(path);
        for href in values(&page, "a", "href") {
            if href.contains("://") || !href.contains(".html") {
                continue;
            }
            let (file, part) = href.split_once('#').unwrap_or((&href, ""));
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            for piece in file.split('/') {
                match piece {
                    ".." => drop(parts.pop()),
                    piece => parts.push(piece),
                }
            }
            let target = parts.join("/");
            assert!(pages.contains(&target), "{path}: {href}");
            if part.starts_with("h-") {
                let part = part.replace("%C3%B6", "ö").replace("%C3%9F", "ß");
                let id = format!("id=\"{part}\"");
                assert!(site.page(&target).contains(&id), "{path}: {href}");
                followed += 1;
            }
        }
    }
    assert!(followed >= 1, "{followed}");
    let dme = site.page("dmes/x.html");
    assert!(
        dme.contains("href=\"#h-results\"") && dme.contains("id=\"h-results\""),
        "{dme}"
    );
}

#[test]
fn front_matter_is_read() {
    let mesh = Mesh::new()
        .file("vitrina.toml", "[[audiences]]\nid = \"finance\"\nlabel = \"Finance people\"\n")
        .file(
            "guides/z.md",
            "\u{feff}---\r\ntitle: First of <all>\r\norder: -1\r\ndescription: What it is & does.\r\naudience: [finance]\r\n---\r\n# Other\r\n\r\nText.\r\n",
        )
        .file("guides/b.md", "---\norder: 2\n...\n\n# B\n\nOf b.\n")
        .file("guides/a.md", "# A\n\nOf a.\n");
    assert_eq!(told(&mesh), "");
    let site = mesh.build();
    let page = site.page("guides/z.html");
    assert!(page.contains("<h1>First of &lt;all&gt;</h1>"), "{page}");
    assert!(page.contains("Written for Finance people"), "{page}");
    assert!(
        page.contains("<meta name=\"description\" content=\"What it is &amp; does.\">"),
        "{page}"
    );
    for gone in ["order: -1", "audience:", "<h1>Other"] {
        assert!(!page.contains(gone), "{gone}: {page}");
    }
    let list = site.page("guides/index.html");
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text}: {list}"));
    assert!(at("guides/z.html") < at("guides/b.html"));
    assert!(at("guides/b.html") < at("guides/a.html"));
    assert!(
        list.contains("What it is &amp; does.") && list.contains("Of b."),
        "{list}"
    );
}

#[test]
fn front_matter_that_is_not_read_is_told() {
    for (text, expected) in [
        (
            "---\ntitel: A\n---\n",
            "front-matter guides/a.md:2:1 front matter has no key `titel`\n",
        ),
        (
            "---\norder: first\n---\n",
            "front-matter guides/a.md:2:8 `order` must be a whole number, found `first`\n",
        ),
        (
            "\n---\ntitle: [a]\n---\n",
            "front-matter guides/a.md:3:8 `title` must be text, found a list\n",
        ),
        (
            "---\naudience: [x]\n---\n",
            "unknown-id guides/a.md:2:12 `audience` names `x`, which no [[audiences]] of the settings describes\n",
        ),
        (
            "---\ntitle: a\ntitle: b\n---\n",
            "duplicate-key guides/a.md:3:1 `title` stands twice; the first one is used\n",
        ),
        (
            "---\ntitle: a\n# A\n",
            "front-matter guides/a.md:1:1 front matter begins here and no line `---` ends it, so it is taken as text\n",
        ),
        (
            "+++\ntitle = \"a\"\n+++\n",
            "front-matter guides/a.md:1:1 this front matter is TOML and isn't read; YAML is\n",
        ),
        (
            "{\n\"title\": \"a\"\n}\n",
            "front-matter guides/a.md:1:1 this front matter is JSON and isn't read; YAML is\n",
        ),
        (
            "{\"title\": \"a\"}\n",
            "front-matter guides/a.md:1:1 this front matter is JSON and isn't read; YAML is\n",
        ),
        (
            "---toml\ntitle = \"a\"\n---\n",
            "front-matter guides/a.md:1:1 this front matter is TOML and isn't read; YAML is\n",
        ),
        (
            "--- yaml\ntitle: a\nlayout: b\n---\n",
            "front-matter guides/a.md:3:1 front matter has no key `layout`\n",
        ),
        (
            "---\njust words\n---\n",
            "front-matter guides/a.md:1:1 front matter must be a mapping, found `just words`; it is taken as text\n",
        ),
    ] {
        let mesh = Mesh::new().file("guides/a.md", format!("{text}\n# A\n"));
        assert_eq!(told(&mesh), expected);
    }
    let mesh = Mesh::new().file("guides/a.md", "---\ntitle: \"a\n---\n\n# A\n");
    assert!(
        told(&mesh).starts_with("front-matter guides/a.md:"),
        "{}",
        told(&mesh)
    );
    assert!(!mesh.build().page("guides/a.html").contains("title: "));
}

#[test]
fn front_matter_of_a_long_description_is_told_and_not_shown() {
    let mesh = Mesh::new()
        .file(
            "dmes/x/dme.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: x\n",
        )
        .file(
            "dmes/x/dme.md",
            "---\ntitle: Quarry\naudience: nobody\n---\nAll about it.\n",
        );
    assert_eq!(
        told(&mesh),
        "front-matter dmes/x/dme.md:2:1 `title` isn't used: this is the long description of dme:x, whose manifest says such things\n\
         unknown-id dmes/x/dme.md:3:11 `audience` names `nobody`, which no [[audiences]] of the settings describes\n"
    );
    let page = mesh.build().page("dmes/x.html");
    assert!(
        page.contains("All about it.") && !page.contains("audience: ") && !page.contains("Quarry"),
        "{page}"
    );
}

#[test]
fn no_heading_takes_an_id_of_the_page() {
    let names = [
        "q", "main", "results", "facets", "chips", "sort", "pages", "lists", "status", "found",
        "about", "findings", "explorer", "rows", "details",
    ];
    let mut text = "# Main\n\n".to_owned();
    for name in names {
        writeln!(
            text,
            "## {name}\n\n## {name}\n\n<h2 id=\"{name}\">x</h2>\n\n<div id=\"h-{name}\">y</div>\n\nA[^{name}]\n\n[^{name}]: note\n"
        )
        .unwrap();
    }
    let mesh = Mesh::new()
        .file("guides/a.md", &text)
        .file(
            "dmes/x/dme.yaml",
            format!(
                "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: x\ndescription: {:?}\n",
                text
            ),
        )
        .file("dmes/x/dme.md", &text);
    let site = mesh.build();
    for path in ["guides/a.html", "dmes/x.html"] {
        let page = site.page(path);
        let mut seen = BTreeSet::new();
        let mut of_texts = 0;
        for id in page
            .split(" id=\"")
            .skip(1)
            .filter_map(|r| r.split('"').next())
        {
            assert!(seen.insert(id), "{path}: `{id}` stands twice");
            of_texts += usize::from(id.starts_with("h-"));
        }
        assert!(of_texts >= 2 * names.len(), "{path}: {of_texts}");
        assert!(
            !seen.contains("results") && !seen.contains("facets"),
            "{path}"
        );
        let boxes = values(&page, "input", "id");
        assert_eq!(boxes.iter().filter(|id| *id == "q").count(), 1, "{path}");
    }
}

#[test]
fn deep_nesting_is_told_with_its_limit() {
    let mesh = Mesh::new()
        .file("guides/a.md", format!("# A\n\n{} deep\n", ">".repeat(100)))
        .file(
            "guides/b.md",
            format!("---\ntitle: B\n---\n\n{}deep\n", "* ".repeat(10_000)),
        )
        .file("guides/c.md", format!("# C\n\n{}\n", "<b>".repeat(10_000)));
    assert_snapshot!(told(&mesh), @r"
    too-large guides/a.md:3:65 this is nested more than 64 levels deep; what lies deeper is shown as plain text
    too-large guides/b.md:5:65 this is nested more than 64 levels deep; what lies deeper is shown as plain text
    too-large guides/b.md:5:257 this line begins with more than 128 markers of quotes and lists; the rest is shown as text
    too-large guides/c.md:3:97 this text has more HTML than is read (at most 1000 elements, 32 of them open at once, in at most 128 KiB); from here it is shown as text
    ");
    let site = mesh.build();
    for path in ["guides/a.html", "guides/b.html"] {
        assert!(site.page(path).contains("deep"), "{path}");
    }
}

/// Bytes of all pages of `n` guides, and of the longest of them.
fn bytes_of_guides(n: usize) -> (usize, usize) {
    let mut mesh = Mesh::new();
    for i in 0..n {
        let next = (i + 1) % n;
        mesh = mesh.file(
            &format!("guides/f{}/g{i}.md", i % 7),
            format!("# Guide {i}\n\n[next](../f{}/g{next}.md)\n", next % 7),
        );
    }
    assert_eq!(told(&mesh), "");
    let site = mesh.build();
    let sizes = site
        .files()
        .into_iter()
        .filter(|f| f.starts_with("guides/f"))
        .map(|f| site.page(&f).len());
    let sizes: Vec<usize> = sizes.collect();
    assert_eq!(sizes.len(), n);
    (sizes.iter().sum(), sizes.iter().copied().max().unwrap())
}

#[test]
fn pages_of_guides_do_not_grow_with_their_number() {
    let (few, _) = bytes_of_guides(100);
    let (many, longest) = bytes_of_guides(400);
    assert!(
        many < few * 9 / 2,
        "{few} bytes, and {many} of four times as many"
    );
    assert!(longest < 16 << 10, "{longest}");
}

#[test]
fn many_dead_links_are_told_shortly() {
    let mut text = "# A\n\n".to_owned();
    for i in 0..3_000 {
        write!(text, "[[dme:nowhere-{i}]] [x](gone{i}.md) ").unwrap();
    }
    let mesh = Mesh::new().file("guides/a.md", text);
    let told = told(&mesh);
    assert_eq!(told.lines().count(), 202);
    let last = "2900 more links of this file lead nowhere; the first 100 are told one by one";
    assert_eq!(told.matches(last).count(), 2);
}

#[test]
fn same_headings_are_numbered() {
    let mesh = Mesh::new().file(
        "guides/a.md",
        format!("# A\n\n{}", "## Same\n\n".repeat(3_000)),
    );
    let page = mesh.build().page("guides/a.html");
    assert!(page.contains("id=\"h-same-3000\""));
}
