//! [`Condition`]: which records are wanted, by what is in their columns: `status >= 500 and latency > 1000`.

mod check;
mod parse;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use gwfmt::Value;
use gwfmt::runtime::{Format, Rows};

/// A condition on the columns of a format.
#[derive(Clone, Debug)]
pub struct Condition {
    text: String,
    root: Node,
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    bytes: Range<usize>,
    message: String,
}

#[derive(Clone, Debug)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    IsNull {
        field: usize,
        is: bool,
    },
    Compare {
        field: usize,
        operator: Operator,
        with: With,
    },
}

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// What a column is compared with.
#[derive(Clone, Debug)]
enum With {
    Number(i128),
    Text(String),
    Boolean(bool),
    /// Milliseconds since 1970.
    Time(i64),
}

impl Condition {
    /// Reads a condition. Its columns are those of the format, by the names of columns or of fields; its values have their types.
    pub fn new(text: &str, format: &Format) -> Result<Self, ConditionError> {
        let root = check::check(parse::parse(text)?, format)?;
        Ok(Self {
            text: text.to_owned(),
            root,
        })
    }

    /// The condition as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a row meets it. As in SQL a comparison with null is neither true nor false, and what is not true is not met.
    pub fn is_met(&self, rows: &Rows<'_>, row: usize) -> bool {
        self.root.ask(rows, row) == Some(true)
    }
}

impl Node {
    fn ask(&self, rows: &Rows<'_>, row: usize) -> Option<bool> {
        match self {
            Node::All(parts) => joined(parts, false, rows, row),
            Node::Any(parts) => joined(parts, true, rows, row),
            Node::Not(inner) => inner.ask(rows, row).map(|is| !is),
            Node::IsNull { field, is } => {
                let value = rows.value(row, *field)?;
                Some(value.is_absent() == *is)
            }
            Node::Compare {
                field,
                operator,
                with,
            } => {
                let order = with.order(&rows.value(row, *field)?)?;
                Some(operator.holds(order))
            }
        }
    }
}

/// Parts of which one that is `decides` decides for all; else one that is neither true nor false leaves it open.
fn joined(parts: &[Node], decides: bool, rows: &Rows<'_>, row: usize) -> Option<bool> {
    let mut all = Some(!decides);
    for part in parts {
        match part.ask(rows, row) {
            Some(is) if is == decides => return Some(decides),
            Some(_) => {}
            None => all = None,
        }
    }
    all
}

impl Operator {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Operator::Equal => order.is_eq(),
            Operator::NotEqual => order.is_ne(),
            Operator::Less => order.is_lt(),
            Operator::AtMost => order.is_le(),
            Operator::Greater => order.is_gt(),
            Operator::AtLeast => order.is_ge(),
        }
    }
}

impl With {
    /// How a value stands to this one; nothing where there is none.
    fn order(&self, value: &Value<'_>) -> Option<Ordering> {
        match (value, self) {
            (Value::Number(number), With::Number(with)) => Some(i128::from(*number).cmp(with)),
            (Value::Text(text), With::Text(with)) => Some(text.as_ref().cmp(with)),
            (Value::Address(address), With::Text(with)) => {
                Some(address.to_string().as_str().cmp(with))
            }
            (Value::Boolean(value), With::Boolean(with)) => Some(value.cmp(with)),
            (Value::Time(time), With::Time(with)) => Some(time.as_millis().cmp(with)),
            _ => None,
        }
    }
}

impl ConditionError {
    fn new(bytes: Range<usize>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { bytes, message }
    }

    /// The bytes of the condition that are at fault; none of them where something is missing at its end.
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// What is wrong with them.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {}", self.bytes.start, self.message)
    }
}

impl std::error::Error for ConditionError {}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: &str = r#"{"id":"$context.requestId","time":"$context.requestTime","status":$context.status,"integration":{"ms":"$context.integration.latency"},"ip":"$context.identity.sourceIp","canary":"$context.isCanaryRequest","error":"$context.error.message"}"#;

    const LINES: [&str; 3] = [
        r#"{"id":"a","time":"10/Jul/2024:18:14:22 +0000","status":200,"integration":{"ms":"17"},"ip":"192.0.2.1","canary":"false","error":"-"}"#,
        r#"{"id":"b","time":"10/Jul/2024:20:14:23 +0200","status":504,"integration":{"ms":"29000"},"ip":"2001:db8::1","canary":"true","error":"it's late"}"#,
        r#"{"id":"c","time":"11/Jul/2024:00:00:00 +0000","status":429,"integration":{"ms":"-"},"ip":"192.0.2.3","canary":"-","error":"-"}"#,
    ];

    fn format() -> Format {
        Format::new(FORMAT, Some(gwfmt::runtime::Api::Rest)).unwrap()
    }

    /// The ids of the lines that meet a condition.
    fn met(condition: &str) -> String {
        let condition = Condition::new(condition, &format()).unwrap();
        let buffer = LINES.join("\n");
        let format = format();
        let rows = format.rows(buffer.as_bytes());
        assert_eq!(rows.len(), LINES.len());
        let rows = (0..rows.len()).filter(|row| condition.is_met(&rows, *row));
        rows.map(|row| ["a", "b", "c"][row]).collect()
    }

    #[test]
    fn values_are_compared_by_their_types() {
        for (condition, ids) in [
            ("status>=429", "bc"),
            ("status = 200", "a"),
            ("status == 200 OR status <> 504", "ac"),
            ("status < -1", ""),
            ("integration_ms > 1000", "b"),
            ("integration.ms <= 17", "a"),
            ("id != 'a'", "bc"),
            ("id < \"b\"", "a"),
            ("error = 'it''s late'", "b"),
            ("ip = '2001:db8::1'", "b"),
            ("canary = true", "b"),
            ("canary != true", "a"),
            ("time >= '2024-07-10T18:14:23Z'", "bc"),
            ("time = '2024-07-10T20:14:22.000+02:00'", "a"),
            ("time >= '2024-07-11'", "c"),
        ] {
            assert_eq!(met(condition), ids, "{condition}");
        }
    }

    #[test]
    fn null_is_neither_equal_nor_unequal() {
        for (condition, ids) in [
            ("integration_ms != 17", "b"),
            ("not integration_ms = 17", "b"),
            ("integration_ms is null", "c"),
            ("integration_ms is not null", "ab"),
            ("not (integration_ms > 5 and status = 200)", "bc"),
            ("integration_ms > 5 or status = 429", "abc"),
            ("not (integration_ms > 5 or status = 504)", ""),
            ("integration_ms > 5 and status = 429", ""),
        ] {
            assert_eq!(met(condition), ids, "{condition}");
        }
    }

    #[test]
    fn and_binds_more_than_or() {
        assert_eq!(met("id = 'a' or id = 'b' and status = 200"), "a");
        assert_eq!(met("(id = 'a' or id = 'b') and status = 504"), "b");
        assert_eq!(met("not id = 'a' and not not id = 'b'"), "b");
    }

    #[test]
    fn errors_point_at_their_place() {
        for (condition, bytes, message) in [
            ("", 0..0, "expected a column"),
            (
                "statsu = 200",
                0..6,
                "no column is named `statsu`; did you mean `status`?",
            ),
            (
                "status = '200'",
                9..14,
                "`status` is a whole number, and this is not",
            ),
            (
                "id = 5",
                5..6,
                "`id` is a text, and this is not: texts stand in quotes",
            ),
            (
                "status 5",
                7..8,
                "expected `=`, `!=`, `<`, `<=`, `>`, `>=` or `is`",
            ),
            (
                "status =",
                8..8,
                "expected a number, a text in quotes, `true` or `false`",
            ),
            (
                "status = 5 status",
                11..17,
                "expected `and`, `or` or the end",
            ),
            ("(status = 5", 11..11, "expected `and`, `or` or `)`"),
            ("id = 'é", 5..6, "this text has no closing quote"),
            ("status ~ 5", 7..8, "this is not part of a condition"),
            (
                "status = null",
                9..13,
                "nothing is equal to null: write `is null` or `is not null`",
            ),
            ("status is 5", 10..11, "expected `null`"),
            (
                "canary > true",
                9..13,
                "`canary` is `true` or `false`: compare with `=` or `!=`",
            ),
            (
                "canary = 1",
                9..10,
                "`canary` is `true` or `false`, and this is neither",
            ),
            (
                "time > 5",
                7..8,
                "`time` is a time, and this is not: times stand in quotes, `'2024-07-10T18:14:22Z'`",
            ),
        ] {
            let error = Condition::new(condition, &format()).unwrap_err();
            assert_eq!(
                (error.bytes(), error.message()),
                (bytes, message),
                "{condition}"
            );
        }
        let error = Condition::new("time > 'now'", &format()).unwrap_err();
        assert!(error.message().starts_with("this is not a time: write "));
        let error = Condition::new(&format!("status = {}", "9".repeat(50)), &format());
        assert_eq!(error.unwrap_err().message(), "this number is too great");
    }

    #[test]
    fn nesting_is_bounded_and_length_is_not() {
        let deep = |depth: usize| format!("{}status = 200{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Condition::new(&deep(64), &format()).is_ok());
        let error = Condition::new(&deep(100_000), &format()).unwrap_err();
        assert_eq!(error.message(), "parentheses and `not` may go 64 deep");
        let error = Condition::new(&"not ".repeat(100_000), &format()).unwrap_err();
        assert_eq!(error.message(), "parentheses and `not` may go 64 deep");
        let long = vec!["status = 200"; 10_000].join(" or ");
        assert_eq!(met(&long), "a");
    }
}
