//! Fields that only the type of a column tells of, as where an export has no list of field paths:
//! `ARRAY<STRUCT<sku STRING>>`, `struct<sku:string>`, `ROW(sku VARCHAR)`, `OBJECT(sku VARCHAR)`.

/// Brackets within one another that are looked into.
const DEEPEST: usize = 32;
/// Fields of a type that are looked at, and bytes of the longest name.
const MOST: usize = 5_000;
const LONGEST: usize = 300;

/// A piece of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    /// Letters and digits, or what stands in quotes.
    Word(&'t str),
    Open,
    Close,
    Comma,
    Other,
}

/// The fields that a type names, in their order: how far below the column, from 1, and the name as
/// it stands there.
#[must_use]
pub(crate) fn type_fields(data_type: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    if !data_type.contains(['<', '(']) {
        return found;
    }
    // Of each bracket that is open, whether it is a record's.
    let mut open: Vec<bool> = Vec::new();
    let mut before = Token::Other;
    // A field begins with its name; the word that begins one is a type where no other follows it.
    let mut begins = false;
    let mut name: Option<&str> = None;
    let mut rest = data_type;
    while let Some((token, after)) = next(rest) {
        rest = after;
        if found.len() >= MOST {
            break;
        }
        match token {
            Token::Open => {
                if open.len() >= DEEPEST {
                    return found;
                }
                let record = is_record(before);
                open.push(record);
                begins = record;
                name = None;
            }
            Token::Close => {
                open.pop();
                begins = false;
                name = None;
            }
            Token::Comma => {
                begins = open.last() == Some(&true);
                name = None;
            }
            Token::Word(word) => {
                if let Some(name) = name.take() {
                    found.push((open.iter().filter(|record| **record).count(), name));
                } else if begins {
                    name = Some(word).filter(|word| word.len() <= LONGEST);
                }
                begins = false;
            }
            Token::Other => {}
        }
        before = token;
    }
    found
}

/// Whether what follows a word in brackets are the fields of a record.
fn is_record(before: Token<'_>) -> bool {
    let Token::Word(word) = before else {
        return false;
    };
    ["struct", "row", "object", "record", "tuple", "nested"]
        .iter()
        .any(|record| record.eq_ignore_ascii_case(word))
}

/// The first piece of a text, and what follows it.
fn next(text: &str) -> Option<(Token<'_>, &str)> {
    let text = text.trim_start();
    let first = text.chars().next()?;
    let after = &text[first.len_utf8()..];
    Some(match first {
        '<' | '(' => (Token::Open, after),
        '>' | ')' => (Token::Close, after),
        ',' => (Token::Comma, after),
        '`' | '"' | '\'' => match after.split_once(first) {
            Some((inside, after)) => (Token::Word(inside), after),
            None => (Token::Other, ""),
        },
        c if is_within_word(c) => {
            let end = text
                .find(|c: char| !is_within_word(c))
                .unwrap_or(text.len());
            (Token::Word(&text[..end]), &text[end..])
        }
        _ => (Token::Other, after),
    })
}

fn is_within_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.')
}

#[cfg(test)]
mod tests {
    use super::type_fields;

    #[test]
    fn types_of_all_systems_name_their_fields() {
        let lines = [(1, "sku"), (1, "tax"), (2, "rate"), (1, "qty")];
        for text in [
            "ARRAY<STRUCT<sku STRING, tax STRUCT<rate NUMERIC(10, 2)>, qty INT64>>",
            "array<struct<sku:string,tax:struct<rate:decimal(10,2)>,qty:bigint>>",
            "array(row(sku varchar(12), tax row(rate decimal(10, 2)), qty bigint))",
            "ARRAY(OBJECT(sku VARCHAR NOT NULL, tax OBJECT(rate NUMBER(10, 2)), qty INT))",
            "STRUCT(\"sku\" VARCHAR, tax STRUCT(rate DECIMAL(10,2)), qty INTEGER)[]",
            "STRUCT<sku STRING OPTIONS(description=\"a, b\"), tax STRUCT<rate INT64> NOT NULL, `qty` INT64>",
            "MAP<STRING, STRUCT<sku STRING, tax ARRAY<STRUCT<rate INT64>>, qty MAP<STRING, INT64>>>",
        ] {
            assert_eq!(type_fields(text), lines, "{text}");
        }
        assert_eq!(type_fields("struct<`a b`:int>"), [(1, "a b")]);
    }

    #[test]
    fn other_types_have_none() {
        for text in [
            "",
            "STRING",
            "NUMERIC(10, 2)",
            "ARRAY<INT64>",
            "STRUCT<INT64, STRING>",
            "STRUCT<ARRAY<INT64>>",
            "map<string,int>",
            "Enum8('struct' = 1, 'b' = 2)",
            "STRUCT<",
            "STRUCT<a",
            "STRUCT<`a",
            ">>),(",
        ] {
            assert!(type_fields(text).is_empty(), "{text}");
        }
        assert!(type_fields(&"STRUCT<a ".repeat(10_000)).len() <= 32);
        assert_eq!(
            type_fields(&format!("STRUCT<{}>", "a INT64,".repeat(9_000))).len(),
            5_000
        );
    }
}
