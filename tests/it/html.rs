//! Pages as their reader's browser takes them apart, strictly: what isn't well formed fails.

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Token {
    Open {
        name: String,
        attributes: Vec<(String, String)>,
    },
    Close(String),
    Text(String),
}

impl Token {
    /// The value of an attribute of an opening tag.
    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Open { attributes, .. } => attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str()),
            _ => None,
        }
    }
}

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// The tokens of a page; `at` names it in failures.
#[track_caller]
pub fn tokens(html: &str, at: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html
        .strip_prefix("<!doctype html>")
        .unwrap_or_else(|| panic!("{at}: no doctype"));
    while !rest.is_empty() {
        let Some(start) = rest.find('<') else {
            out.push(Token::Text(unescape(rest)));
            break;
        };
        if start > 0 {
            out.push(Token::Text(unescape(&rest[..start])));
            rest = &rest[start..];
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").expect("comment ends");
            rest = &comment[end + 3..];
            continue;
        }
        if let Some(tag) = rest.strip_prefix("</") {
            let end = tag.find('>').expect("tag ends");
            let name = tag[..end].to_owned();
            let last = open.pop();
            assert_eq!(
                last.as_ref(),
                Some(&name),
                "{at}: `</{name}>` closes another"
            );
            out.push(Token::Close(name));
            rest = &tag[end + 1..];
            continue;
        }
        let (token, closed, after) = opening(&rest[1..], at);
        let Token::Open { name, .. } = &token else {
            unreachable!()
        };
        let name = name.clone();
        out.push(token);
        rest = after;
        if closed || VOID.contains(&name.as_str()) {
            continue;
        }
        if name == "script" || name == "style" {
            let end = rest.find(&format!("</{name}>")).expect("script ends");
            out.push(Token::Text(rest[..end].to_owned()));
            out.push(Token::Close(name.clone()));
            rest = &rest[end + name.len() + 3..];
            continue;
        }
        open.push(name);
    }
    assert!(open.is_empty(), "{at}: not closed: {open:?}");
    out
}

/// One opening tag, without its `<`; whether it closes itself, and what follows.
fn opening<'a>(text: &'a str, at: &str) -> (Token, bool, &'a str) {
    let end = text
        .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .unwrap_or_else(|| panic!("{at}: tag ends: {text:.40}"));
    let name = text[..end].to_owned();
    assert!(
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
        "{at}: a bare `<`: {text:.60}"
    );
    let mut attributes: Vec<(String, String)> = Vec::new();
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return (Token::Open { name, attributes }, false, after);
        }
        if let Some(after) = rest.strip_prefix("/>") {
            return (Token::Open { name, attributes }, true, after);
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '>' || c == '=')
            .expect("attribute ends");
        let key = rest[..end].to_owned();
        assert!(
            !attributes.iter().any(|(k, _)| *k == key),
            "{at}: <{name}> has `{key}` twice"
        );
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let close = after.find('"').expect("value ends");
            value = unescape(&after[..close]);
            rest = &after[close + 1..];
        } else {
            assert!(
                !rest.starts_with('='),
                "{at}: value without quotes: {rest:.40}"
            );
        }
        attributes.push((key, value));
        rest = rest.trim_start();
    }
}

/// Character references resolved.
pub fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let end = rest.find(';').expect("character reference ends");
        let name = &rest[..end];
        let code = |digits: &str, radix| {
            char::from_u32(u32::from_str_radix(digits, radix).expect("number")).expect("char")
        };
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            _ => match name.strip_prefix("#x").or(name.strip_prefix("#X")) {
                Some(hex) => code(hex, 16),
                None => code(
                    name.strip_prefix('#')
                        .unwrap_or_else(|| panic!("unknown reference &{name};")),
                    10,
                ),
            },
        });
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

/// Runs of white space as one space.
pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tokens inside the element of this id.
pub fn inside<'t>(tokens: &'t [Token], id: &str) -> &'t [Token] {
    let Some(start) = tokens.iter().position(|t| t.attribute("id") == Some(id)) else {
        return &[];
    };
    let end = close_of(tokens, start);
    &tokens[start + 1..end]
}

/// Where the element that opens at `start` closes.
fn close_of(tokens: &[Token], start: usize) -> usize {
    let Token::Open { name, .. } = &tokens[start] else {
        panic!("an opening tag")
    };
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(start) {
        match token {
            Token::Open { name: n, .. } if n == name => depth += 1,
            Token::Close(n) if n == name => {
                depth -= 1;
                if depth == 0 {
                    return i;
                }
            }
            _ => {}
        }
    }
    panic!("<{name}> isn't closed")
}

/// All text, squeezed; elements don't run into each other.
pub fn text(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Open { name, .. }
                if ["td", "th", "li", "dd", "dt", "p", "small"].contains(&name.as_str()) =>
            {
                out.push(' ');
            }
            _ => {}
        }
    }
    squeeze(&out)
}

/// The elements of a name, each with what it holds.
pub fn elements<'t>(tokens: &'t [Token], wanted: &str) -> Vec<&'t [Token]> {
    let mut out = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if let Token::Open { name, .. } = token
            && name == wanted
        {
            out.push(&tokens[i..close_of(tokens, i)]);
        }
    }
    out
}

/// The body rows of the tables inside the element of this id, a text a cell.
pub fn rows(tokens: &[Token], id: &str) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for body in elements(inside(tokens, id), "tbody") {
        for row in elements(body, "tr") {
            let mut cells = Vec::new();
            for (i, token) in row.iter().enumerate() {
                if let Token::Open { name, .. } = token
                    && (name == "td" || name == "th")
                {
                    cells.push(text(&row[i + 1..close_of(row, i)]));
                }
            }
            out.push(cells);
        }
    }
    out
}

/// The pairs of the description lists inside the element of this id.
pub fn pairs(tokens: &[Token], id: &str) -> Vec<(String, String)> {
    let inside = inside(tokens, id);
    let keys = elements(inside, "dt").into_iter().map(text);
    let values = elements(inside, "dd").into_iter().map(text);
    keys.zip(values).collect()
}
