//! JSON as the warehouse writes it: 64-bit integers as strings, `<`, `>` and `&` escaped.

/// One JSON object.
pub(crate) struct Row<'a> {
    line: &'a mut String,
    first: bool,
}

/// Appends an object, whose keys the function writes.
pub(crate) fn object(line: &mut String, keys: impl FnOnce(&mut Row<'_>)) {
    line.push('{');
    keys(&mut Row {
        line: &mut *line,
        first: true,
    });
    line.push('}');
}

impl Row<'_> {
    fn key(&mut self, key: &str) {
        if !self.first {
            self.line.push(',');
        }
        self.first = false;
        self.line.push('"');
        self.line.push_str(key);
        self.line.push_str("\":");
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.line.push('"');
        escape(value, self.line);
        self.line.push('"');
    }

    /// A 64-bit integer, which is written as a string.
    pub(crate) fn integer(&mut self, key: &str, value: usize) {
        self.text(key, &value.to_string());
    }

    /// A number as other systems write it.
    pub(crate) fn number(&mut self, key: &str, value: usize) {
        self.key(key);
        self.line.push_str(&value.to_string());
    }

    /// A share of a thousand, as a fraction.
    pub(crate) fn thousandths(&mut self, key: &str, value: usize) {
        self.key(key);
        self.line
            .push_str(&format!("{}.{:03}", value / 1000, value % 1000));
    }

    pub(crate) fn boolean(&mut self, key: &str, value: bool) {
        self.key(key);
        self.line.push_str(if value { "true" } else { "false" });
    }

    pub(crate) fn null(&mut self, key: &str) {
        self.key(key);
        self.line.push_str("null");
    }

    pub(crate) fn object(&mut self, key: &str, keys: impl FnOnce(&mut Row<'_>)) {
        self.key(key);
        object(self.line, keys);
    }

    /// A list of one text.
    pub(crate) fn list_of(&mut self, key: &str, value: &str) {
        self.key(key);
        self.line.push_str("[\"");
        escape(value, self.line);
        self.line.push_str("\"]");
    }

    /// A list of objects.
    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        mut keys: impl FnMut(T, &mut Row<'_>),
    ) {
        self.key(key);
        self.line.push('[');
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.line.push(',');
            }
            object(self.line, |row| keys(item, row));
        }
        self.line.push(']');
    }
}

fn escape(value: &str, line: &mut String) {
    let mut done = 0;
    for (place, byte) in value.bytes().enumerate() {
        let escaped = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\t' => "\\t",
            b'<' => "\\u003c",
            b'>' => "\\u003e",
            b'&' => "\\u0026",
            _ => continue,
        };
        line.push_str(&value[done..place]);
        line.push_str(escaped);
        done = place + 1;
    }
    line.push_str(&value[done..]);
}
