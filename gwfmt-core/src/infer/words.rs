//! Lines without names: columns between delimiters, or words between spaces with brackets and quotes.

use super::skeleton::{Builder, Skeleton};

/// Columns between commas, bars, semicolons or tabs: the one that a line has most of.
pub(super) fn columns(line: &str) -> Option<Skeleton> {
    let count = |delimiter: &char| line.matches(*delimiter).count();
    let delimiter = [',', '|', ';', '\t'].into_iter().max_by_key(count)?;
    if count(&delimiter) < 2 {
        return None;
    }
    let mut made = Builder::default();
    for (number, column) in line.split(delimiter).enumerate() {
        if number > 0 {
            made.text(delimiter.encode_utf8(&mut [0; 4]));
        }
        named(column, &mut made);
    }
    made.finish()
}

/// Words between spaces; what stands in brackets is one value, and in quotes one or several.
pub(super) fn tokens(line: &str) -> Option<Skeleton> {
    let mut made = Builder::default();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let closing = match first {
            ' ' => {
                made.text(" ");
                rest = rest.get(1..)?;
                continue;
            }
            '[' => ']',
            '"' => '"',
            _ => ' ',
        };
        if closing == ' ' {
            let word_end = rest.find(' ').unwrap_or(rest.len());
            // `status: 200` is one value with its name
            let end = match rest.get(..word_end).and_then(|word| word.strip_suffix(':')) {
                Some(name) if is_name(name) => {
                    let from = rest.get(word_end + 1..).unwrap_or_default();
                    word_end + 1 + from.find(' ').unwrap_or(from.len())
                }
                _ => word_end,
            };
            let (word, after) = rest.split_at_checked(end)?;
            named(word, &mut made);
            rest = after;
            continue;
        }
        let inside = rest.get(1..)?;
        let (inside, after) = inside.split_at(inside.find(closing)?);
        made.text(rest.get(..1)?);
        if closing == '"' {
            for (number, word) in inside.split(' ').enumerate() {
                made.text(if number > 0 { " " } else { "" });
                made.value(None, word);
            }
        } else {
            made.value(None, inside);
        }
        made.text(after.get(..1)?);
        rest = after.get(1..)?;
    }
    made.finish()
}

/// A value, or one with its name before it: `status=200`, `status: 200`, `"200"`.
fn named(word: &str, made: &mut Builder) {
    let value = word.trim();
    let start = word.len() - word.trim_start().len();
    made.text(&word[..start]);
    // what ends in `=` is Base64, and a colon without a space stands in paths, times and ARNs
    let split = value
        .split_once(": ")
        .or_else(|| value.split_once('='))
        .filter(|(name, inside)| is_name(name) && !inside.trim_matches('=').is_empty());
    match split {
        Some((name, inside)) => {
            made.text(&value[..value.len() - inside.len()]);
            let gap = inside.len() - inside.trim_start().len();
            made.text(&inside[..gap]);
            quoted(&inside[gap..], Some(name), made);
        }
        None => quoted(value, None, made),
    }
    made.text(&word[start + value.len()..]);
}

fn is_name(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(is_letter)
}

fn quoted(value: &str, name: Option<&str>, made: &mut Builder) {
    let inside = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    let key = name.map(str::to_owned);
    match inside {
        Some(inside) => {
            made.text("\"");
            made.value(key, inside);
            made.text("\"");
        }
        None => made.value(key, value),
    }
}
