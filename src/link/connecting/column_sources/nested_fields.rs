//! Fields that the text of a type tells of: `ARRAY<STRUCT<a INT64>>`, `array<struct<a:int>>`,
//! `array(row(a bigint))`.

/// Types without fields, of any system.
const PLAIN: [&str; 34] = [
    "bigint",
    "bignumeric",
    "binary",
    "bool",
    "boolean",
    "bytes",
    "char",
    "character",
    "date",
    "datetime",
    "decimal",
    "double",
    "float",
    "float64",
    "geography",
    "int",
    "int64",
    "integer",
    "interval",
    "long",
    "number",
    "numeric",
    "real",
    "short",
    "smallint",
    "string",
    "text",
    "time",
    "timestamp",
    "timestamp_ntz",
    "tinyint",
    "uuid",
    "varbinary",
    "varchar",
];

/// The names of the fields under `path` in a column of that type: empty where there are none,
/// `None` where the type doesn't tell.
pub(super) fn fields<'t>(data_type: &'t str, path: &str) -> Option<Vec<&'t str>> {
    let mut inner = data_type;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let members = members(inner)?;
        let (_, next) = members
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(step))?;
        inner = next;
    }
    let element = element(inner);
    let word = element.split(['(', ' ']).next().unwrap_or(element);
    if PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(word)) {
        return Some(Vec::new());
    }
    let members = members(element)?;
    Some(members.into_iter().map(|(name, _)| name).collect())
}

/// The type of the elements of an array, or the type itself.
fn element(data_type: &str) -> &str {
    let mut inner = data_type.trim();
    while let Some((word, held)) = opened(inner) {
        if !word.eq_ignore_ascii_case("array") {
            break;
        }
        inner = held.trim();
    }
    inner
}

/// A type's word and what its brackets hold.
fn opened(data_type: &str) -> Option<(&str, &str)> {
    let open = data_type.find(['<', '('])?;
    let held = data_type.get(open + 1..)?.strip_suffix(['>', ')'])?;
    Some((data_type.get(..open)?.trim(), held))
}

/// The fields of a struct and their types.
fn members(data_type: &str) -> Option<Vec<(&str, &str)>> {
    let (word, held) = opened(element(data_type))?;
    let record = ["struct", "row", "record", "object"]
        .iter()
        .any(|record| record.eq_ignore_ascii_case(word));
    if !record {
        return None;
    }
    let mut members = Vec::new();
    let mut depth = 0usize;
    let mut begin = 0;
    for (at, mark) in held.char_indices() {
        match mark {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                members.push(member(held.get(begin..at)?)?);
                begin = at + 1;
            }
            _ => {}
        }
    }
    members.push(member(held.get(begin..)?)?);
    Some(members)
}

/// `name type`, `name: type`
fn member(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let quote = text.chars().next().filter(|mark| ['"', '`'].contains(mark));
    let (name, rest) = match quote {
        Some(mark) => text.get(1..)?.split_once(mark)?,
        None => text.split_at(text.find([':', ' '])?),
    };
    let data_type = rest.trim_start().trim_start_matches(':').trim_start();
    let stated_by_tools =
        !name.is_empty() && !name.contains(['<', '(', '.']) && !data_type.is_empty();
    stated_by_tools.then_some((name, data_type))
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn types_tell_their_fields() {
        for text in [
            "ARRAY<STRUCT<sku STRING, qty INT64>>",
            "array<struct<sku:string,qty:int>>",
            "array(row(sku varchar, qty bigint))",
            "array(row(\"sku\" varchar(10), qty decimal(3, 2)))",
            "STRUCT<`sku` STRING, qty NUMERIC(3, 2)>",
            "ARRAY(OBJECT(sku VARCHAR(5), qty NUMBER(38,0)))",
        ] {
            assert_eq!(fields(text, ""), Some(vec!["sku", "qty"]), "{text}");
            assert_eq!(fields(text, "QTY"), Some(Vec::new()), "{text}");
            assert_eq!(fields(text, "none"), None, "{text}");
        }
        let deep = "struct<a:array<struct<b:int,c:struct<d:string>>>,e:map<string,int>>";
        assert_eq!(fields(deep, "a"), Some(vec!["b", "c"]));
        assert_eq!(fields(deep, "a.c"), Some(vec!["d"]));
        assert_eq!(fields(deep, "e"), None);
        assert_eq!(fields("array(varchar)", ""), Some(Vec::new()));
        assert_eq!(fields("timestamp(6) with time zone", ""), Some(Vec::new()));
    }

    #[test]
    fn other_types_tell_nothing() {
        for text in [
            "",
            "STRUCT",
            "ARRAY",
            "struct<",
            "struct<>",
            "row(bigint)",
            "map(varchar, integer)",
            "JSON",
            "super",
            "variant",
            "row(a bigint",
            "struct<a int>>",
            "array<>",
        ] {
            assert_eq!(fields(text, ""), None, "{text}");
        }
    }
}
