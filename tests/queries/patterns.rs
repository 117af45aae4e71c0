//! A grammar of the filter patterns of CloudWatch Logs, as far as gwfmt writes them, and whether a line satisfies one.
//!
//! The rules are from <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html> and its page on metric filters,
//! `FilterAndPatternSyntaxForMetricFilters.html`. What is not in the grammar is refused.

use serde_json::Value;

use super::insights::Cursor;

/// A pattern.
#[derive(Debug)]
pub(crate) enum Pattern {
    Json(Vec<Vec<Condition>>),
    Words {
        words: Vec<Vec<Condition>>,
        before: bool,
        after: bool,
    },
}

/// A comparison: what it is of, the operator, the value, and whether the value is a number.
#[derive(Debug)]
pub(crate) struct Condition {
    of: Vec<String>,
    operator: &'static str,
    value: String,
    number: bool,
}

const OPERATORS: [&str; 6] = ["!=", "<=", ">=", "=", "<", ">"];

impl Pattern {
    pub(crate) fn read(text: &str) -> Self {
        let mut at = Cursor(text);
        let pattern = if at.takes("{") {
            json(&mut at)
        } else {
            words(&mut at)
        };
        assert_eq!(at.0, "", "rest of a pattern");
        pattern
    }

    pub(crate) fn holds(&self, line: &str) -> bool {
        match self {
            Pattern::Json(any) => {
                let Ok(value) = serde_json::from_str::<Value>(line) else {
                    return false;
                };
                any.iter()
                    .any(|all| all.iter().all(|one| one.holds_json(&value)))
            }
            Pattern::Words {
                words,
                before,
                after,
            } => {
                let mut found = split(line);
                if *before && found.len() > words.len() {
                    found.drain(..found.len() - words.len());
                }
                if *after {
                    found.truncate(words.len());
                }
                found.len() == words.len()
                    && words.iter().zip(&found).all(|(any, word)| {
                        any.is_empty() || any.iter().any(|one| one.holds_text(word))
                    })
            }
        }
    }
}

/// "Writing filter patterns for JSON": `{ SELECTOR OPERATOR VALUE }`; compound expressions join conditions in parentheses by `&&` or `||`.
fn json(at: &mut Cursor<'_>) -> Pattern {
    let (mut any, mut operator) = (vec![vec![json_condition(at)]], None);
    loop {
        let joined = ["&&", "||"].into_iter().find(|symbol| at.takes(symbol));
        let Some(symbol) = joined else { break };
        assert!(
            operator.is_none_or(|before| before == symbol),
            "two operators need parentheses"
        );
        operator = Some(symbol);
        let condition = json_condition(at);
        match (symbol, any.last_mut()) {
            ("&&", Some(all)) => all.push(condition),
            _ => any.push(vec![condition]),
        }
    }
    at.symbol("}");
    Pattern::Json(any)
}

fn json_condition(at: &mut Cursor<'_>) -> Condition {
    let closed = at.takes("(");
    at.symbol("$.");
    // "Property selectors are alphanumeric strings that also support hyphen and underscore", with dots for members.
    let end =
        at.0.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    let (selector, rest) = at.0.split_at(end.expect("an operator"));
    at.0 = rest;
    let operator = OPERATORS
        .into_iter()
        .find(|operator| at.takes(operator))
        .expect("an operator");
    let number = at.peek() != Some('"');
    // Strings stand in quotes and may hold the wildcard `*`.
    let value = if number { at.number() } else { at.string('"') };
    assert!(
        number || ["=", "!="].contains(&operator),
        "{operator} is for numbers"
    );
    if closed {
        at.symbol(")");
    }
    let of = selector.split('.').map(str::to_owned).collect();
    Condition {
        of,
        operator,
        value,
        number,
    }
}

/// "Writing filter patterns for space-delimited log events": a name for each word between brackets, with commas; a condition behind a name;
/// `...` for any number of words.
fn words(at: &mut Cursor<'_>) -> Pattern {
    at.symbol("[");
    let (mut words, mut before, mut after) = (Vec::new(), false, false);
    loop {
        if at.takes("...") {
            before |= words.is_empty();
            after |= !words.is_empty();
        } else {
            assert!(!after, "words behind ...");
            words.push(word(at));
        }
        if !at.takes(",") {
            break;
        }
    }
    at.symbol("]");
    Pattern::Words {
        words,
        before,
        after,
    }
}

fn word(at: &mut Cursor<'_>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    loop {
        at.peek();
        let end =
            at.0.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .expect("an end");
        let (name, rest) = at.0.split_at(end);
        assert!(!name.is_empty(), "no name at {}", at.0);
        at.0 = rest;
        let Some(operator) = OPERATORS.into_iter().find(|operator| at.takes(operator)) else {
            return conditions;
        };
        let value = if at.peek() == Some('"') {
            at.string('"')
        } else {
            let end = at.0.find([',', ']', ' ']).expect("an end");
            let (value, rest) = at.0.split_at(end);
            at.0 = rest;
            value.to_owned()
        };
        conditions.push(Condition {
            of: vec![name.to_owned()],
            operator,
            value,
            number: false,
        });
        if !at.takes("||") {
            return conditions;
        }
    }
}

/// "Characters between square brackets or double quotes are a single field."
fn split(line: &str) -> Vec<String> {
    let (mut words, mut rest) = (Vec::new(), line.trim());
    while !rest.is_empty() {
        let close = match rest.chars().next() {
            Some('"') => Some('"'),
            Some('[') => Some(']'),
            _ => None,
        };
        let (word, behind) = match close.and_then(|close| rest[1..].split_once(close)) {
            Some(found) => found,
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

impl Condition {
    fn holds_json(&self, value: &Value) -> bool {
        let found = self.of.iter().try_fold(value, |value, key| value.get(key));
        match found {
            Some(Value::String(text)) if !self.number => self.holds_text(text),
            Some(Value::Number(own)) if self.number => {
                let (own, value) = (own.as_f64().unwrap(), self.value.parse::<f64>().unwrap());
                match self.operator {
                    "=" => own == value,
                    "!=" => own != value,
                    "<" => own < value,
                    "<=" => own <= value,
                    ">" => own > value,
                    _ => own >= value,
                }
            }
            _ => false,
        }
    }

    fn holds_text(&self, text: &str) -> bool {
        let same = match self.value.strip_suffix('*') {
            Some(start) => text.starts_with(start),
            None => text == self.value,
        };
        match self.operator {
            "=" => same,
            "!=" => !same,
            other => panic!("{other} between texts"),
        }
    }
}
