//! The regular expression of a line: what whoever has no other way of reading a format takes it apart with.
//!
//! A value ends at the text behind it where it cannot hold that text, so that unusual values are read as well. Where it can,
//! its expression says what it may be, and the whole line has to fit.

use gwfmt_core::pattern::{self, Anything};
use gwfmt_core::record::{Field, Presence, Record};
use gwfmt_core::texts::TextKind;
use gwfmt_format::Kind;

/// What differs between engines of regular expressions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    /// Any text of a line.
    pub(crate) anything: &'static str,
    /// The text between quotes in which quotes and backslashes are escaped.
    pub(crate) in_quotes: &'static str,
    /// How a group of that name begins.
    pub(crate) group: fn(&str) -> String,
}

/// RE2, Rust and Oniguruma without names.
pub(crate) const NUMBERED: Dialect = Dialect {
    anything: ".*",
    in_quotes: r#"[^"\\]*(?:\\.[^"\\]*)*"#,
    group: |_| "(".to_owned(),
};

/// Java, whose `.` is not every character of a line, and whose stack ends before a value with thousands of escapes does
/// unless a repetition gives nothing back.
pub(crate) const JAVA: Dialect = Dialect {
    anything: "[^\\n]*",
    in_quotes: r#"[^"\\]*+(?:\\.[^"\\]*+)*+"#,
    group: |_| "(".to_owned(),
};

/// Oniguruma: groups with names.
pub(crate) const NAMED: Dialect = Dialect {
    anything: ".*",
    in_quotes: r#"[^"\\]*(?:\\.[^"\\]*)*"#,
    group: |name| format!("(?<{name}>"),
};

/// RE2 and Rust: groups with names.
pub(crate) const P_NAMED: Dialect = Dialect {
    anything: ".*",
    in_quotes: r#"[^"\\]*(?:\\.[^"\\]*)*"#,
    group: |name| format!("(?P<{name}>"),
};

/// CloudWatch Logs Insights, of whose expressions it is only known that groups have names.
pub(crate) const INSIGHTS: Dialect = Dialect {
    anything: "[^\\n]*",
    in_quotes: r#"[^"\\]*(?:\\.[^"\\]*)*"#,
    group: |name| format!("(?<{name}>"),
};

/// The expression of a whole line, one group for each field, without anchors.
pub(crate) fn of_line(record: &Record, names: &[String], dialect: Dialect) -> String {
    let mut out = String::new();
    for (number, literal) in record.literals.iter().enumerate() {
        out.push_str(&pattern::quoted(literal));
        if let Some(name) = names.get(number) {
            out.push_str(&(dialect.group)(name));
            out.push_str(&of_value(record, number, dialect));
            out.push(')');
        }
    }
    out
}

/// The expression of one value.
pub(crate) fn of_value(record: &Record, number: usize, dialect: Dialect) -> String {
    let field = &record.fields[number];
    let after = &record.literals[number + 1];
    let last = number + 1 == record.fields.len();
    if field.kind == Kind::QuotedText {
        return format!("\"{}\"|-", dialect.in_quotes);
    }
    if record.is_closed(number) {
        return dialect.in_quotes.to_owned();
    }
    if field.texts.kind == TextKind::Any {
        return dialect.anything.to_owned();
    }
    let stop = match after.chars().next() {
        // Two values that touch: the second begins with a slash.
        None if !last => Some('/'),
        stop => stop,
    };
    let letters = field.texts.kind.letters();
    let may_hold = |stop: char| letters.is_none_or(|letters| letters.holds(stop));
    if number < record.certain() {
        match stop {
            None => return dialect.anything.to_owned(),
            Some(stop) if !may_hold(stop) => return format!("[^{}]*", in_class(stop)),
            Some(_) => {}
        }
    }
    let exact = pattern::of_texts(&field.texts, Anything::OneLine);
    if field.presence == Presence::Dash && !field.texts.contains("-") {
        return format!("{exact}|-");
    }
    exact
}

fn in_class(c: char) -> String {
    match c {
        '^' | '[' | ']' | '\\' | '-' | '&' => format!("\\{c}"),
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        c => c.to_string(),
    }
}

/// Whether a value in a JSON string may be written with escapes.
pub(crate) fn may_hold_escapes(field: &Field) -> bool {
    let letters = field.texts.kind.letters();
    letters.is_none_or(|letters| letters.holds('"') || letters.holds('\\') || letters.holds('/'))
}
