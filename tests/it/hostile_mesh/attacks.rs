//! Texts that act where they aren't escaped. Each has a number of its own, by which it is found again.

use serde_json::Value;

/// What runs where an attack gets through; the browser tests define it.
const CALL: &str = "pwned";

/// Where links and images of attacks lead. Nothing may be asked for there.
const HOST: &str = "evil.example";

/// Forms of [`text`].
pub const TEXTS: u32 = 8;

/// Forms of [`address`].
const ADDRESSES: u32 = 7;

/// The attacks that were made.
#[derive(Default)]
pub struct Attacks {
    /// Which field each stands in, by its number.
    pub fields: Vec<String>,
}

impl Attacks {
    /// An attack for a field: on an address where its name says that it holds one, in the form of its
    /// number.
    pub fn on(&mut self, field: &str) -> String {
        let number = self.number(field);
        self.made(field, number, number)
    }

    /// The same in a given form.
    pub fn in_form(&mut self, field: &str, form: u32) -> String {
        let number = self.number(field);
        self.made(field, form, number)
    }

    fn number(&mut self, field: &str) -> u32 {
        self.fields.push(field.to_owned());
        u32::try_from(self.fields.len()).unwrap() - 1
    }

    fn made(&self, field: &str, form: u32, number: u32) -> String {
        let name = field.rsplit(['.', '/', '[']).next().unwrap().to_lowercase();
        let is_address = [
            "url", "uri", "link", "href", "location", "producer", "schema",
        ]
        .iter()
        .any(|word| name.contains(word));
        match is_address {
            true => address(form, number),
            false => text(form, number),
        }
    }
}

/// What each attack of this number holds, whatever its form.
pub fn canary(number: u32) -> String {
    format!("hx{number}q")
}

/// An attack on what shows a text.
fn text(form: u32, number: u32) -> String {
    let c = canary(number);
    match form % TEXTS {
        0 => format!("{c}<script>{CALL}({number})</script>"),
        1 => format!("{c}\"><img src=x onerror={CALL}({number})>"),
        2 => format!(
            "{c}' autofocus tabindex=1 onfocus='{CALL}({number})' onmouseover='{CALL}({number})' x='"
        ),
        3 => format!(
            "{c}</script></style></title></textarea></svg>-->]]><svg onload={CALL}({number})><iframe src=https://{HOST}/{number}></iframe>"
        ),
        4 => format!(
            "{c} [a](javascript:{CALL}({number})) ![b](https://{HOST}/{number}.png) [[{c}|<img src=x onerror={CALL}({number})>]] <a href=\"javascript:{CALL}({number})\" onclick={CALL}({number})>x</a>"
        ),
        5 => format!(
            "../../../../{c}/%2e%2e/{c}\\..\\{{{{ {CALL}({number}) }}}}${{{CALL}({number})}}"
        ),
        6 => format!(
            "=HYPERLINK(\"https://{HOST}/{number}\")\u{1b}]0;{c}\u{7}\u{202e}\u{200b}\n{c}\t<base href=//{HOST}/>"
        ),
        _ => format!(
            "{c}\u{2028}*/}}<link rel=stylesheet href=//{HOST}/{number}.css><meta http-equiv=refresh content=0;url=https://{HOST}/{number}>&lt;script&gt;"
        ),
    }
}

/// An attack on what follows an address.
fn address(form: u32, number: u32) -> String {
    let c = canary(number);
    match form % ADDRESSES {
        0 => format!("javascript:{CALL}({number})//{c}"),
        1 => format!("https://{HOST}/{c}\" onmouseover=\"{CALL}({number})"),
        2 => format!("data:text/html,<script>{CALL}({number})</script>{c}"),
        3 => format!("//{HOST}/{c}"),
        4 => format!("\u{1}java\tscript:{CALL}({number})//{c}"),
        5 => format!("https://{HOST}/{c}"),
        _ => format!("vbscript:{CALL}({number})'><script>{CALL}({number})</script>{c}"),
    }
}

/// What is below `value` and is a text: its path, and where it stands.
pub fn leaves(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(value, String::new(), String::new(), &mut found);
    found
}

/// Objects whose keys are names that someone chose.
const BY_NAME: [&str; 16] = [
    "annotations",
    "child_map",
    "columns",
    "disabled",
    "exposures",
    "fields",
    "groups",
    "labels",
    "meta",
    "metrics",
    "nodes",
    "parent_map",
    "semantic_models",
    "severities",
    "sources",
    "unit_tests",
];

fn walk(value: &Value, path: String, pointer: String, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(_) => found.push((path, pointer)),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                walk(item, format!("{path}[]"), format!("{pointer}/{i}"), found);
            }
        }
        Value::Object(members) => {
            let of_names = BY_NAME
                .iter()
                .any(|name| path.ends_with(&format!(".{name}")));
            for (key, item) in members {
                let is_word = |c: char| c.is_ascii_alphanumeric() || "_-$".contains(c);
                let shown = match of_names || !key.chars().all(is_word) {
                    true => "*",
                    false => key,
                };
                let escaped = key.replace('~', "~0").replace('/', "~1");
                walk(
                    item,
                    format!("{path}.{shown}"),
                    format!("{pointer}/{escaped}"),
                    found,
                );
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
