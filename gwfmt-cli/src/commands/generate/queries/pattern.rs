//! Filter patterns of CloudWatch Logs: `{ $.status = "5*" }` for JSON, `[ip, user, status=5*]` for words between spaces.

use gwfmt_core::record::Layout;
use gwfmt_format::{Enclosure, Kind};

use super::questions::{Condition, Question};
use crate::commands::generate::source::Source;

/// The pattern of a question, or why there is none.
pub(super) fn pattern(question: &Question, source: &Source<'_>) -> Result<String, Option<String>> {
    let mut why = None;
    for (number, condition) in question.answers(source) {
        let made = if source.json_paths().is_some() {
            json(source, number, condition)
        } else if source.record.layout == Layout::Json {
            Err(
                "a line with a `-` that is not in quotes, or a text of several variables, is not for filters of JSON",
            )
        } else {
            words(source, number, condition)
        };
        match made {
            Ok(pattern) => return Ok(pattern),
            Err(words) => why = Some(format!("`{}` is left out: {words}", question.name)),
        }
    }
    Err(why.or_else(|| question.lacks(source)))
}

fn json(source: &Source<'_>, number: usize, condition: Condition) -> Result<String, &'static str> {
    let field = &source.record.fields[number];
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !field.path.iter().all(|key| key.chars().all(plain)) {
        return Err("a selector takes letters, digits, `-` and `_` only, and a key has others");
    }
    let selector = format!("$.{}", field.path.join("."));
    let bare = field.enclosure == Enclosure::JsonBare && field.kind != Kind::QuotedText;
    Ok(match condition {
        Condition::Class(digit) if bare => {
            format!("{{ ({selector} >= {digit}00) && ({selector} <= {digit}99) }}")
        }
        Condition::Class(digit) => format!("{{ {selector} = \"{digit}*\" }}"),
        Condition::OneOf(values) => {
            let one = |value: &&str| {
                if bare {
                    format!("{selector} = {value}")
                } else {
                    format!("{selector} = \"{value}\"")
                }
            };
            format!("{{ {} }}", any(values.iter().map(one)))
        }
        Condition::Present => format!("{{ {selector} != \"-\" }}"),
    })
}

/// Conditions of which one has to hold.
fn any(conditions: impl ExactSizeIterator<Item = String>) -> String {
    if conditions.len() == 1 {
        return conditions.collect();
    }
    let conditions: Vec<String> = conditions.map(|one| format!("({one})")).collect();
    conditions.join(" || ")
}

fn words(source: &Source<'_>, number: usize, condition: Condition) -> Result<String, &'static str> {
    let tokens = tokens(source);
    let at = tokens
        .iter()
        .position(|token| token.fields.contains(&number));
    let at = at.ok_or("the value is in no word of its own")?;
    if !tokens[at].alone {
        return Err("the value shares its word with others");
    }
    let name = |number: usize| source.columns[number].name.clone();
    let own = name(number);
    let condition = match condition {
        Condition::Class(digit) => format!("{own}={digit}*"),
        Condition::OneOf(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| format!("{own}={value}"))
                .collect();
            values.join(" || ")
        }
        Condition::Present => format!("{own}!=\"-\""),
    };
    let named = |(place, token): (usize, &Token)| match token.fields.as_slice() {
        _ if place == at => condition.clone(),
        [only] => name(*only),
        [] => format!("word{}", place + 1),
        [first, ..] => format!("{}_and_more", name(*first)),
    };
    let all = tokens.iter().enumerate();
    let safe = |tokens: &[Token]| tokens.iter().all(|token| token.safe);
    let columns: Vec<String> = if safe(&tokens) {
        all.map(named).collect()
    } else if safe(&tokens[at..]) {
        std::iter::once("...".to_owned())
            .chain(all.skip(at).map(named))
            .collect()
    } else if safe(&tokens[..=at]) {
        let columns = all.take(at + 1).map(named);
        columns.chain(std::iter::once("...".to_owned())).collect()
    } else {
        return Err(
            "values before it and behind it may hold spaces, so that its place in the line is not known",
        );
    };
    Ok(format!("[{}]", columns.join(", ")))
}

/// What a filter takes for one word: text up to a space, or between quotes or square brackets.
#[derive(Default)]
struct Token {
    fields: Vec<usize>,
    /// Whether one value is all of it.
    alone: bool,
    /// Whether no value of it can end the word, or begin another one.
    safe: bool,
    empty: bool,
}

fn tokens(source: &Source<'_>) -> Vec<Token> {
    let record = source.record;
    let new = || Token {
        alone: true,
        safe: true,
        empty: true,
        ..Token::default()
    };
    let mut tokens = vec![new()];
    let mut end = None;
    for (number, literal) in record.literals.iter().enumerate() {
        for c in literal.chars() {
            let Some(token) = tokens.last_mut() else {
                continue;
            };
            match (c, end) {
                (' ', None) if token.empty => {}
                (' ', None) => tokens.push(new()),
                ('"', None) if token.empty => (end, token.empty) = (Some('"'), false),
                ('[', None) if token.empty => (end, token.empty) = (Some(']'), false),
                (c, Some(last)) if c == last => end = None,
                _ => (token.empty, token.alone) = (false, false),
            }
        }
        let Some(field) = record.fields.get(number) else {
            continue;
        };
        let Some(token) = tokens.last_mut() else {
            continue;
        };
        let letters = field.texts.kind.letters();
        let holds = |c: char| letters.is_none_or(|letters| letters.holds(c));
        let ends = match end {
            Some(end) => holds(end),
            None => holds(' ') || holds('"'),
        };
        token.safe &= !ends;
        token.alone &= token.fields.is_empty();
        token.empty = false;
        token.fields.push(number);
    }
    tokens.retain(|token| !token.empty);
    tokens
}
