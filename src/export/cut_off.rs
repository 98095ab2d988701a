//! A JSON document that ends too early.

/// Deepest place at which a document that is cut off can be closed.
const MOST_OPEN: usize = 32;

/// A JSON document that is cut off, closed after the last object or list in it that is whole.
pub(super) fn closed(text: &str) -> Option<String> {
    let mut open: Vec<u8> = Vec::new();
    let (mut string, mut escaped) = (false, false);
    let mut last: Option<(usize, Vec<u8>)> = None;
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            _ if string => {}
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => {
                if open.pop() != Some(byte) {
                    return None;
                }
                if open.len() <= MOST_OPEN {
                    last = Some((i + 1, open.clone()));
                }
            }
            _ => {}
        }
    }
    let (end, open) = last?;
    let mut out = text.get(..end)?.to_owned();
    out.extend(open.into_iter().rev().map(char::from));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn a_document_is_closed_after_its_last_whole_element() {
        let of = |text| closed(text).unwrap_or_default();
        assert_eq!(of(r#"{"a": [{"b": 1}, {"b": "x}"#), r#"{"a": [{"b": 1}]}"#);
        assert_eq!(
            of(r#"{"a": {"b": [1, 2], "c": "#),
            r#"{"a": {"b": [1, 2]}}"#
        );
        assert_eq!(of(r#"{"a": "\"}", "b": {"#), "");
        assert_eq!(of("{]"), "");
    }
}
