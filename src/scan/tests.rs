use std::collections::BTreeMap;
use std::io::{self, Write as _};

use proptest::prelude::*;

use super::{Hit, Written, scan};
use crate::catalog::{HiddenName, HiddenNames, NameForm};

/// A portal in memory.
#[derive(Default)]
struct Portal(BTreeMap<String, Vec<u8>>);

impl Portal {
    fn of(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self([(path.to_owned(), bytes.into())].into())
    }
}

impl Written for Portal {
    fn paths(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0
            .get(path)
            .cloned()
            .ok_or(io::ErrorKind::NotFound.into())
    }
}

fn hidden(names: &[(&str, NameForm)]) -> HiddenNames {
    let named = |(name, form): &(&str, NameForm)| HiddenName {
        name: (*name).to_owned(),
        form: *form,
        id: "table:secret".into(),
    };
    HiddenNames::new(names.iter().map(named).collect(), std::iter::empty())
}

fn hits(portal: &Portal, hidden: &HiddenNames) -> Vec<Hit> {
    scan(portal, hidden).expect("readable")
}

const FULL: &str = "shop-prod.hr.pay_roll";

fn encoded(name: &str, how: usize) -> (&'static str, String) {
    let each = |escape: &dyn Fn(char) -> String| name.chars().map(escape).collect::<String>();
    match how {
        0 => ("text", format!("<p>{name}</p>")),
        1 => (
            "text",
            format!(
                "<p>{}</p>",
                name.replace('_', "_<wbr>").replace('.', ".<wbr/>")
            ),
        ),
        2 => ("text", each(&|c| format!("&#x{:x};", u32::from(c)))),
        3 => ("text", each(&|c| format!("&#{};", u32::from(c)))),
        4 => (
            "text",
            format!(
                "{{\"a\":\"{}\"}}",
                each(&|c| format!("\\u{:04x}", u32::from(c)))
            ),
        ),
        5 => (
            "text",
            format!(
                "href=\"/x?q={}\"",
                each(&|c| format!("%{:02X}", u32::from(c)))
            ),
        ),
        6 => ("text", each(&|c| format!("%25{:02x}", u32::from(c)))),
        7 => ("text", each(&|c| format!("&amp;#{};", u32::from(c)))),
        8 => (
            "text",
            format!(
                "<td data-x=\"{{&quot;a&quot;:&quot;{}&quot;}}\">",
                each(&|c| format!("\\u{:04x}", u32::from(c)))
            ),
        ),
        9 => {
            let (head, tail) = name.split_at(name.len() / 2);
            (
                "text",
                format!(
                    "<svg><text><tspan x=1>{head}</tspan><tspan y='2'>{tail}</tspan></text></svg>"
                ),
            )
        }
        10 => {
            let (head, tail) = name.split_at(name.len() / 2);
            (
                "text",
                format!("<svg><text>{head}</text><text x=\"1\">{tail}</text></svg>"),
            )
        }
        11 => (
            "base64",
            format!("data:,{}", base64(&format!("select {name} x"))),
        ),
        12 => ("text", name.to_uppercase()),
        13 => ("text", name.replace('.', "`.`")),
        14 => ("text", each(&|c| format!("{c}\u{ad}"))),
        15 => ("text", each(&|c| format!("<b>{c}</b>"))),
        16 => ("text", each(&|c| format!("\\\\u{:04x}", u32::from(c)))),
        _ => ("text", name.replace('.', "\\/").replace('_', "&lowbar;")),
    }
}
const ENCODINGS: usize = 18;

fn base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let mut bits = 0_u32;
        for n in 0..3 {
            bits = bits << 8 | u32::from(*three.get(n).unwrap_or(&0));
        }
        for n in 0..=three.len() {
            out.push(char::from(LETTERS[(bits >> (18 - 6 * n)) as usize & 63]));
        }
    }
    out
}

#[test]
fn names_are_found_in_every_encoding() {
    let names = hidden(&[(FULL, NameForm::Full)]);
    for how in 0..ENCODINGS {
        let (channel, text) = encoded(FULL, how);
        let found = hits(&Portal::of("a/b.html", text.clone()), &names);
        let expected = Hit {
            file: "a/b.html".into(),
            channel,
            found: FULL.into(),
            id: "table:secret".into(),
        };
        assert_eq!(found, [expected], "{how}: {text}");
    }
}

#[test]
fn packed_files_and_paths_are_read() {
    let names = hidden(&[(FULL, NameForm::Full)]);
    let channel = |path: &str, bytes: Vec<u8>| {
        let found = hits(&Portal::of(path, bytes), &names);
        found.into_iter().map(|hit| hit.channel).collect::<Vec<_>>()
    };
    let text = format!("{{\"x\":\"{FULL}\"}}\n").into_bytes();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&text).expect("memory");
    assert_eq!(
        channel("x.ndjson.gz", gz.finish().expect("memory")),
        ["text"]
    );
    let zst = zstd::encode_all(&*text, 1).expect("memory");
    assert_eq!(channel("history.ndjson.zst", zst), ["text"]);
    assert_eq!(
        channel("views/shop-prod/hr/pay_roll.html", Vec::new()),
        ["path"]
    );
    assert_eq!(
        channel("guides/x.png", [b"\x89PNG\x00\xff", &*text].concat()),
        ["bytes"]
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let names = hidden(&[(FULL, NameForm::Full)]);
    for (path, bytes) in [
        ("x.zip", &b""[..]),
        ("x", b""),
        ("x.ndjson.zst", b"no"),
        ("x.txt.gz", b"no"),
        ("search/head.bin", b"no"),
        ("search/c/0123/0.bin", b""),
    ] {
        let error = scan(&Portal::of(path, bytes), &names).expect_err(path);
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn what_vitrina_says_itself_is_no_name() {
    let names = hidden(&[
        ("lineage", NameForm::Bare),
        ("Data product", NameForm::Title),
        ("Findings", NameForm::Owner),
        ("pay_roll", NameForm::Bare),
        ("Payroll office", NameForm::Owner),
    ]);
    let text = "lineage Data product findings pay_roll Payroll office";
    let found = |path: &str| {
        let found = hits(&Portal::of(path, text), &names);
        found.into_iter().map(|hit| hit.found).collect::<Vec<_>>()
    };
    assert_eq!(found("x.html"), ["Payroll office", "pay_roll"]);
    // Examples of rules stand on their pages alone.
    assert_eq!(found("rules/x.html"), ["Payroll office"]);
}

#[test]
fn lines_of_vitrina_may_hold_a_full_name_and_no_other_lines() {
    let names = hidden(&[("shop.hr.pay_roll", NameForm::Full)]);
    let found = |path: &str, text: &str| hits(&Portal::of(path, text), &names).len();
    let own = "<p>x</p><p>The tables begin with <code>shop.hr.pay_roll</code>.</p>";
    assert_eq!(found("rules/names-hidden-asset.html", own), 0);
    for other in [
        "<p>It begins with <code>shop.hr.pay_roll</code>.</p>",
        "<td>shop.hr.pay_roll</td>",
        "rules/shop.hr.pay_roll",
    ] {
        assert_eq!(found("x.html", other), 1, "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// A name in any text, in any encoding, is found; the text alone holds none.
    #[test]
    fn planted_names_are_found(
        parts in ("[a-z][a-z0-9]{2,9}(-[a-z0-9]{2,5})?", "[a-z]{2,8}_q", "q[a-z0-9_]{5,12}z"),
        before in "[^qQ]{0,200}",
        after in "[^qQ]{0,200}",
        how in 0..ENCODINGS,
    ) {
        let name = [parts.0, parts.1, parts.2].join(".");
        let names = hidden(&[(&name, NameForm::Full)]);
        let (_, planted) = encoded(&name, how);
        // What stands before a name is no half of an escape, nor a tag that swallows it.
        let text = format!("{before} <p> {planted} <p> {after}");
        let found = hits(&Portal::of("x.html", text.clone()), &names);
        prop_assert!(found.iter().any(|hit| hit.found == name), "{}", text);
        let without = format!("{before} <p> <p> {after}");
        prop_assert!(hits(&Portal::of("x.html", without), &names).is_empty());
    }

    /// No bytes make the scan fail.
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let names = hidden(&[(FULL, NameForm::Full)]);
        prop_assert!(hits(&Portal::of("x.html", bytes), &names).is_empty());
    }
}
