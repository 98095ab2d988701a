//! What readers of JUnit and of Atom ask for, element by element: the types of Jenkins' xUnit plugin
//! (`junit-10.xsd`), and RFC 4287.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    pub text: String,
}

/// What may stand in an element.
pub struct Grammar {
    pub name: &'static str,
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
    /// Elements within, and how often at least and at most.
    pub children: &'static [(&'static str, usize, usize)],
    /// Whether text may stand in it.
    pub text: bool,
}

const MANY: usize = usize::MAX;

pub const JUNIT: &[Grammar] = &[
    Grammar {
        name: "testsuites",
        required: &[],
        optional: &["name", "time", "tests", "failures", "errors"],
        children: &[("testsuite", 0, MANY)],
        text: false,
    },
    Grammar {
        name: "testsuite",
        required: &["name", "tests", "failures", "errors"],
        optional: &[
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
        ],
        children: &[
            ("testsuite", 0, MANY),
            ("properties", 0, MANY),
            ("testcase", 0, MANY),
            ("system-out", 0, MANY),
            ("system-err", 0, MANY),
        ],
        text: false,
    },
    Grammar {
        name: "testcase",
        required: &["name"],
        optional: &["time", "classname", "group"],
        children: &[
            ("skipped", 0, 1),
            ("error", 0, 1),
            ("failure", 0, 1),
            ("system-out", 0, 1),
            ("system-err", 0, 1),
        ],
        text: false,
    },
    leaf("failure", &["type", "message"]),
    leaf("skipped", &[]),
    leaf("system-out", &[]),
];

pub const ATOM: &[Grammar] = &[
    Grammar {
        name: "feed",
        required: &["xmlns"],
        optional: &["xml:lang", "xml:base"],
        children: &[
            ("id", 1, 1),
            ("title", 1, 1),
            ("updated", 1, 1),
            ("author", 1, MANY),
            ("link", 0, MANY),
            ("category", 0, MANY),
            ("subtitle", 0, 1),
            ("generator", 0, 1),
            ("icon", 0, 1),
            ("logo", 0, 1),
            ("rights", 0, 1),
            ("entry", 0, MANY),
        ],
        text: false,
    },
    Grammar {
        name: "entry",
        required: &[],
        optional: &["xml:lang", "xml:base"],
        children: &[
            ("id", 1, 1),
            ("title", 1, 1),
            ("updated", 1, 1),
            ("published", 0, 1),
            ("author", 0, MANY),
            ("link", 0, MANY),
            ("category", 0, MANY),
            ("summary", 0, 1),
            ("content", 0, 1),
            ("rights", 0, 1),
        ],
        text: false,
    },
    Grammar {
        name: "author",
        required: &[],
        optional: &[],
        children: &[("name", 1, 1), ("uri", 0, 1)],
        text: false,
    },
    Grammar {
        name: "link",
        required: &["href"],
        optional: &["rel", "type", "hreflang", "title", "length"],
        children: &[],
        text: false,
    },
    Grammar {
        name: "category",
        required: &["term"],
        optional: &["scheme", "label"],
        children: &[],
        text: false,
    },
    leaf("generator", &["uri", "version"]),
    leaf("id", &[]),
    leaf("title", &["type"]),
    leaf("subtitle", &["type"]),
    leaf("summary", &["type"]),
    leaf("content", &["type"]),
    leaf("updated", &[]),
    leaf("published", &[]),
    leaf("name", &[]),
    leaf("uri", &[]),
];

const fn leaf(name: &'static str, optional: &'static [&'static str]) -> Grammar {
    Grammar {
        name,
        required: &[],
        optional,
        children: &[],
        text: true,
    }
}

/// The root of a document, which has to be well-formed.
pub fn parse(xml: &str) -> Element {
    assert!(
        xml.chars().all(is_xml),
        "a character that XML 1.0 has no place for"
    );
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => {
                let element = element(&start);
                open.last_mut().unwrap().children.push(element);
            }
            Event::End(_) => {
                let element = open.pop().unwrap();
                open.last_mut().unwrap().children.push(element);
            }
            Event::Text(text) => open.last_mut().unwrap().text += &text,
            Event::CData(text) => open.last_mut().unwrap().text += &text,
            // A reference stands for text.
            Event::GeneralRef(_) => open.last_mut().unwrap().text.push('&'),
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    assert_eq!(open.len(), 1, "an element isn't closed");
    let mut top = open.pop().unwrap();
    assert!(top.text.trim().is_empty() && top.children.len() == 1);
    top.children.pop().unwrap()
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.name().0.to_owned();
    let mut attributes = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.expect("an attribute, once");
        let key = attribute.key.0.to_owned();
        let value = attribute.value.into_owned();
        assert!(!value.contains('<'), "{value}");
        attributes.insert(key, value);
    }
    Element {
        name,
        attributes,
        ..Element::default()
    }
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// What is wrong with an element by a grammar.
pub fn errors(grammar: &[Grammar], element: &Element) -> Vec<String> {
    let name = &element.name;
    let Some(own) = grammar.iter().find(|own| own.name == name) else {
        return vec![format!("<{name}> isn't known")];
    };
    let mut errors = Vec::new();
    for required in own.required {
        if !element.attributes.contains_key(*required) {
            errors.push(format!("<{name}> lacks {required}"));
        }
    }
    for attribute in element.attributes.keys() {
        let known = own.required.iter().chain(own.optional);
        if !known.into_iter().any(|known| known == attribute) {
            errors.push(format!("<{name}> has {attribute}"));
        }
    }
    for (child, least, most) in own.children {
        let count = element.children.iter().filter(|c| c.name == *child).count();
        if count < *least || count > *most {
            errors.push(format!("<{name}> has {count} of <{child}>"));
        }
    }
    for child in &element.children {
        if !own.children.iter().any(|(known, ..)| *known == child.name) {
            errors.push(format!("<{name}> has <{}> in it", child.name));
        }
    }
    if !own.text && !element.text.trim().is_empty() {
        errors.push(format!("<{name}> has text in it"));
    }
    for child in &element.children {
        errors.extend(self::errors(grammar, child));
    }
    errors
}
