//! Files that hold what a tool said of its failure instead of data: `bq query … > TABLES.json` writes
//! such a file, and so does a download that met a page to sign in.

use std::io::BufRead;

use serde_json::{Map, Value};

use super::email_address;
use super::fact::FactSink;
use super::input::Input;
use crate::diagnostic::{FileId, Finding, beginning, text};
use crate::source::SourceTree;

/// Longest answer that is looked at; errors are short.
const MOST: usize = 64 << 10;
/// Most characters of a tool's words that are repeated.
const REPEATED: usize = 160;

/// How the first line of an error begins.
const BEGINS: [&str; 28] = [
    "access denied",
    "bash:",
    "bigquery error",
    "curl:",
    "denied:",
    "error:",
    "error (",
    "error in ",
    "exception:",
    "failed to ",
    "fatal:",
    "forbidden",
    "gateway timeout",
    "internal server error",
    "invalid credentials",
    "not found:",
    "permission denied",
    "sh:",
    "the term '",
    "traceback (",
    "unauthorized",
    "unknown command",
    "unable to ",
    "usage:",
    "wget:",
    "you do not currently have an active account",
    "you must ",
    "zsh:",
];

/// Keys that an answer has which holds no data.
const OF_ERRORS: [&str; 24] = [
    "code",
    "data",
    "detail",
    "details",
    "documentation_url",
    "error",
    "error_code",
    "error_description",
    "errorCode",
    "errorMessage",
    "errors",
    "extensions",
    "instance",
    "message",
    "ok",
    "path",
    "request_id",
    "requestId",
    "status",
    "statusCode",
    "success",
    "timestamp",
    "title",
    "type",
];

/// The files that aren't such answers; the others are a finding each.
pub(crate) fn without(
    tree: &SourceTree,
    files: Vec<FileId>,
    sink: &mut dyn FactSink,
) -> Vec<FileId> {
    let mut remaining = files;
    remaining.retain(|file| {
        let input = Input::new(tree, *file);
        match tool_error(&input) {
            Some(finding) => {
                sink.problem(finding);
                false
            }
            None => true,
        }
    });
    remaining
}

/// The finding for a file that holds an error. What can't be read is told of by its reader.
fn tool_error(input: &Input<'_>) -> Option<Finding> {
    let mut reader = input.tree.open(input.file).ok()?;
    let head = reader.fill_buf().ok()?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = head.trim_ascii_start();
    match start.first()? {
        b'<' => {
            let text = String::from_utf8_lossy(start.get(..MOST).unwrap_or(start));
            page(input, &text)
        }
        b'{' | b'[' => {
            // Data that is longer than the reader's buffer is no error; neither is a first line of many.
            let whole = start.trim_ascii_end();
            let error = (whole.len() <= MOST && looks_like_one(whole))
                .then(|| serde_json::from_slice::<Value>(whole).ok())
                .flatten()?;
            answer(input, &error)
        }
        _ => {
            let line = start.split(|b| *b == b'\n').next().unwrap_or(start);
            let line = line.get(..MOST.min(line.len())).unwrap_or(line);
            let lower = String::from_utf8_lossy(line.get(..64).unwrap_or(line)).to_lowercase();
            let is_error = BEGINS.iter().any(|begin| lower.starts_with(begin))
                || line.trim_ascii_end().ends_with(b"command not found")
                || lower.contains("is not recognized as ");
            // A heading alone says little: the reason stands on the next line.
            let next: &[u8] = match line.trim_ascii_end().ends_with(b":") {
                true => start.split(|b| *b == b'\n').nth(1).unwrap_or_default(),
                false => &[],
            };
            let next = next.get(..MOST.min(next.len())).unwrap_or(next);
            let words = [line, &b" "[..], next].concat();
            is_error.then(|| tool_message(input, &String::from_utf8_lossy(&words)))
        }
    }
}

/// A cheap look at what only errors have near their beginning.
fn looks_like_one(json: &[u8]) -> bool {
    let near = json.get(..256).unwrap_or(json);
    ["\"error", "\"detail\"", "\"message\"", "\"errors\""]
        .iter()
        .any(|key| near.windows(key.len()).any(|at| at == key.as_bytes()))
}

/// What a tool said.
fn tool_message(input: &Input<'_>, words: &str) -> Finding {
    let words = plain(words);
    let message = match words.is_empty() {
        true => text!(
            "`{path}` holds an error of its tool instead of data",
            path = input.path
        ),
        false => text!(
            "`{path}` holds an error of its tool instead of data: {words}",
            path = input.path,
            words
        ),
    };
    input.finding(
        message,
        "mend what the tool complains of (rights, sign-in, the query) and export again; nothing of this file is used",
    )
}

/// A page of the web.
fn page(input: &Input<'_>, text: &str) -> Option<Finding> {
    let lower = text.to_ascii_lowercase();
    let is_page = ["<!doctype", "<html", "<head", "<body", "<?xml", "<error"]
        .iter()
        .any(|begin| lower.starts_with(begin));
    if !is_page {
        return None;
    }
    let title = lower.find("<title").and_then(|at| {
        let begin = at + lower.get(at..)?.find('>')? + 1;
        let end = begin + lower.get(begin..)?.find('<')?;
        text.get(begin..end)
    });
    let title = title.map(plain).filter(|title| !title.is_empty());
    let message = match title {
        Some(title) => text!(
            "`{path}` is a page of the web instead of data; its title: {title}",
            path = input.path,
            title
        ),
        None => text!(
            "`{path}` is a page of the web instead of data",
            path = input.path
        ),
    };
    Some(input.finding(
        message,
        "sign in, or give the download its token, and export again; nothing of this file is used",
    ))
}

/// An answer of an API that holds an error and no data.
fn answer(input: &Input<'_>, value: &Value) -> Option<Finding> {
    let object = match value {
        Value::Object(object) => object,
        // Some answer with a list of one.
        Value::Array(items) => match items.as_slice() {
            [Value::Object(object)] => object,
            _ => return None,
        },
        _ => return None,
    };
    let only = object.keys().all(|key| OF_ERRORS.contains(&key.as_str()));
    let data = object.get("data").is_some_and(has_data);
    if !only || data {
        return None;
    }
    let message = words(object)?;
    Some(tool_message(input, &message))
}

/// Whether there is anything but null in an answer's data.
fn has_data(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Object(all) => all.values().any(has_data),
        Value::Array(all) => !all.is_empty(),
        _ => true,
    }
}

/// The words of an error; nothing where it is none.
fn words(object: &Map<String, Value>) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let of = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(inner) => ["message", "status", "code"]
            .iter()
            .find_map(|key| inner.get(*key).and_then(text))
            .or(Some(String::new())),
        _ => None,
    };
    match object.get("errors") {
        Some(Value::Array(errors)) => return errors.first().and_then(of),
        Some(error @ (Value::String(_) | Value::Object(_))) => return of(error),
        _ => {}
    }
    if let Some(error) = object.get("error").and_then(of) {
        let more = ["message", "error_description"]
            .iter()
            .find_map(|key| object.get(*key).and_then(text));
        return Some(match more {
            Some(more) => format!("{error}: {more}"),
            None => error,
        });
    }
    let code = ["error_code", "errorCode", "errorMessage", "title"]
        .iter()
        .find_map(|key| object.get(*key).and_then(text));
    let message = ["message", "detail", "details"]
        .iter()
        .find_map(|key| object.get(*key).and_then(text));
    match (code, message) {
        (Some(code), Some(message)) => Some(format!("{code}: {message}")),
        (code, message) => code.or(message),
    }
}

/// Words on one line, cut, without controls and addresses of persons.
fn plain(text: &str) -> String {
    let line: String = text
        .chars()
        .take(4 * REPEATED)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    beginning(&email_address::without(&line), REPEATED)
}
