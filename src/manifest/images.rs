//! Images that texts show. Only what is one by its content is published, and SVG only where nothing
//! in it could run or fetch: whoever opens the file by its address sees it outside our pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// Largest image, in bytes.
const MAX_IMAGE: u64 = 8 << 20;
/// Most bytes of all images together.
const MAX_IMAGES: usize = 128 << 20;

/// An image that may be published.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    /// A name made of its content.
    pub name: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// Why an image isn't published.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    /// What is wrong, as the end of a sentence that begins with its path.
    pub why: String,
    /// How to mend it.
    pub help: &'static str,
}

/// Images by path.
pub(crate) type Images = BTreeMap<String, Result<Image, Refused>>;

/// Whether a file has the name of an image.
#[must_use]
pub(crate) fn is_image(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, e)| e);
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"]
        .iter()
        .any(|e| extension.eq_ignore_ascii_case(e))
}

/// Reads those of `wanted` that are files of the tree.
pub(super) fn read(tree: &SourceTree, wanted: BTreeSet<String>) -> Images {
    let mut images = Images::new();
    let mut total = 0;
    for path in wanted {
        let Ok(at) = tree.paths().binary_search(&path) else {
            continue;
        };
        let Ok(id) = u32::try_from(at) else { continue };
        let image = match is_image(&path) {
            true => one(tree, FileId(id), &path, &mut total),
            false => Err(Refused {
                why: "isn't named like an image".into(),
                help: "show a .png, .jpg, .gif, .webp, .avif or .svg",
            }),
        };
        images.insert(path, image);
    }
    images
}

fn one(tree: &SourceTree, id: FileId, path: &str, total: &mut usize) -> Result<Image, Refused> {
    let bytes = tree.whole(id, MAX_IMAGE).map_err(|finding| Refused {
        why: format!("isn't published: {}", finding.message),
        help: "make the image smaller, or see that it can be read",
    })?;
    if bytes.is_empty() {
        return Err(Refused {
            why: "is empty".into(),
            help: "save the image again",
        });
    }
    if *total + bytes.len() > MAX_IMAGES {
        return Err(Refused {
            why: format!(
                "isn't published: the images of all texts are larger than {} MiB together",
                MAX_IMAGES >> 20
            ),
            help: "make the images smaller",
        });
    }
    let extension = match raster(&bytes) {
        Some(extension) => extension,
        None if path.to_ascii_lowercase().ends_with(".svg") => {
            harmless(&bytes)?;
            "svg"
        }
        None => {
            return Err(Refused {
                why: "holds no image: its first bytes are those of something else".into(),
                help: "save it as PNG, JPEG, GIF, WebP, AVIF or SVG",
            });
        }
    };
    *total += bytes.len();
    let hash = blake3::hash(&bytes).to_hex();
    Ok(Image {
        name: format!("{}.{extension}", &hash[..20]),
        bytes: bytes.into(),
    })
}

/// The format of an image made of points, by its first bytes.
fn raster(bytes: &[u8]) -> Option<&'static str> {
    let at = |from: usize, word: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(word));
    let known = [
        (at(0, b"\x89PNG\r\n\x1a\n"), "png"),
        (at(0, b"\xff\xd8\xff"), "jpg"),
        (at(0, b"GIF87a") || at(0, b"GIF89a"), "gif"),
        (at(0, b"RIFF") && at(8, b"WEBP"), "webp"),
        (at(4, b"ftyp") && names_avif(bytes), "avif"),
    ];
    known.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
}

/// Whether the brands at the top of the file name AVIF.
fn names_avif(bytes: &[u8]) -> bool {
    let top = &bytes[..bytes.len().min(64)];
    top.windows(4).any(|w| w == b"avif" || w == b"avis")
}

/// Refuses an SVG in which anything could run, or fetch anything from elsewhere.
fn harmless(bytes: &[u8]) -> Result<(), Refused> {
    let refused = |why: String| Refused {
        why,
        help: "export it as a plain SVG without scripts, HTML or outside resources, or as PNG",
    };
    let malformed = |why: &str| refused(format!("isn't well-formed XML: {why}"));
    let text = std::str::from_utf8(bytes).map_err(|_| refused("isn't UTF-8".into()))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut styled = false;
    let mut root = false;
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().map_err(|e| malformed(&e.to_string()))?;
        let opens = matches!(event, Event::Start(_));
        match event {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                let name = check(&element).map_err(refused)?;
                if depth == 0 && root {
                    return Err(malformed("there is a second outermost element"));
                }
                if !root && !begins_svg(&element, &name) {
                    return Err(refused("holds no SVG".into()));
                }
                root = true;
                styled |= name == "style";
                depth += usize::from(opens);
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) if depth == 0 && !text.trim().is_empty() => {
                return Err(malformed("there is text beside the outermost element"));
            }
            Event::Text(text) if styled => style(&text).map_err(refused)?,
            Event::CData(text) if styled => style(&text).map_err(refused)?,
            Event::GeneralRef(_) if styled => {
                return Err(refused("has character references in its styles".into()));
            }
            Event::Decl(declared) => {
                let utf8 = match declared.encoding() {
                    None => true,
                    Some(encoding) => encoding.is_ok_and(|e| e.eq_ignore_ascii_case("utf-8")),
                };
                if !utf8 {
                    return Err(refused("declares another encoding than UTF-8".into()));
                }
            }
            Event::PI(_) => return Err(refused("has a processing instruction".into())),
            Event::DocType(kind) if kind.contains(['[', '%']) => {
                return Err(refused("declares entities".into()));
            }
            Event::DocType(kind) if names_foreign_grammar(&kind) => {
                return Err(refused("names a grammar elsewhere".into()));
            }
            // Browsers show nothing of a file with a name that it doesn't declare.
            Event::GeneralRef(name) if !is_known_reference(&name) => {
                return Err(malformed("a reference to what isn't declared"));
            }
            Event::Text(_)
            | Event::CData(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::DocType(_) => {}
        }
    }
    match (root, depth) {
        (true, 0) => Ok(()),
        (true, _) => Err(malformed("an element isn't closed")),
        (false, _) => Err(refused("holds no SVG".into())),
    }
}

/// Whether the outermost element is one of SVG: without the namespace, browsers show its source.
fn begins_svg(element: &BytesStart<'_>, name: &str) -> bool {
    let declaration = match element.name().prefix() {
        Some(prefix) => format!("xmlns:{}", prefix.into_inner()),
        None => "xmlns".to_owned(),
    };
    name == "svg"
        && element
            .attributes()
            .flatten()
            .any(|a| a.key.into_inner() == declaration && a.value == "http://www.w3.org/2000/svg")
}

/// Whether a document type names any grammar but those of SVG, which no browser fetches.
fn names_foreign_grammar(kind: &str) -> bool {
    let named = kind.split(['"', '\'']).skip(1).step_by(2);
    let mut named = named.filter(|n| !n.is_empty());
    named.any(|n| !n.starts_with("-//W3C//DTD SVG") && !n.starts_with("http://www.w3.org/"))
}

/// A reference to a character, or one of the five that XML knows.
fn is_known_reference(name: &str) -> bool {
    name.starts_with('#') || matches!(name, "lt" | "gt" | "amp" | "quot" | "apos")
}

/// What runs, or shows other documents.
const ACTIVE: [&str; 11] = [
    "script",
    "foreignobject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "handler",
    "listener",
    "link",
    "meta",
];

/// Namespaces whose elements and attributes do things that nothing of SVG does.
const FOREIGN: [&str; 2] = [
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2001/xml-events",
];

/// Its local name, in lower case; what is wrong with it otherwise.
fn check(element: &BytesStart<'_>) -> Result<String, String> {
    let name = element.local_name().into_inner().to_ascii_lowercase();
    if ACTIVE.contains(&name.as_str()) {
        return Err(format!("has an element <{name}>"));
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|e| format!("isn't well-formed XML: {e}"))?;
        let key = attribute.key.local_name().into_inner().to_ascii_lowercase();
        let value =
            unescape(&attribute.value).map_err(|e| format!("isn't well-formed XML: {e}"))?;
        let value = value.trim().to_ascii_lowercase();
        if key.starts_with("on") || key == "ping" {
            return Err(format!("has an attribute `{key}`"));
        }
        // Elements of HTML have many more ways to fetch something, and load even where they aren't
        // shown.
        if attribute.key.into_inner().starts_with("xmlns") && FOREIGN.contains(&value.as_str()) {
            return Err(format!("holds more than SVG: it names `{value}`"));
        }
        // An animation could set what was looked at here.
        if key == "attributename" && (value.ends_with("href") || value.starts_with("on")) {
            return Err("animates an address".into());
        }
        if matches!(key.as_str(), "href" | "src") {
            let within = value.starts_with('#');
            let link =
                name == "a" && (value.starts_with("https://") || value.starts_with("http://"));
            let image = ["png", "jpeg", "jpg", "gif", "webp"]
                .iter()
                .any(|kind| value.starts_with(&format!("data:image/{kind};base64,")));
            if !(within || link || image) {
                return Err(format!("names something outside in `{key}`"));
            }
        } else if key == "base" {
            return Err("has another base for its addresses".into());
        } else if key == "style" || value.contains(['(', '\\']) {
            style(&value)?;
        }
    }
    Ok(name)
}

/// Refuses styles that fetch anything.
fn style(text: &str) -> Result<(), String> {
    let text = text.to_ascii_lowercase();
    let fetches = text
        .split("url(")
        .skip(1)
        .any(|rest| !rest.trim_start_matches([' ', '"', '\'']).starts_with('#'));
    let others = ["@import", "image-set", "image(", "src("];
    // Escapes could spell any of them.
    if fetches || text.contains('\\') || others.iter().any(|o| text.contains(o)) {
        return Err("has styles that may fetch something".into());
    }
    Ok(())
}
