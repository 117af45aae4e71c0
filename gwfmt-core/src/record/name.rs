//! Identifiers: from JSON keys, XML names and variable paths to snake_case and PascalCase, each used once.

use std::collections::HashSet;

use unicode_ident::{is_xid_continue, is_xid_start};

use super::{Field, Group, Layout};

/// `requestId` → `request_id`, `sourceIP` → `source_ip`, `user-agent` → `user_agent`, `4xx` → `n4xx`, `Größe` → `größe`.
///
/// What Rust takes in a name is kept, in any script; marks that only go on top of a letter are left out.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        if !(c.is_alphanumeric() && is_xid_continue(c)) {
            if !snake.is_empty() && !snake.ends_with('_') {
                snake.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let begins_word = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_numeric())
                || before.is_some_and(|b| b.is_uppercase())
                    && after.is_some_and(|a| a.is_lowercase()));
        if begins_word && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    let snake = snake.trim_end_matches('_');
    match snake.chars().next() {
        None => "field".to_owned(),
        Some(first) if !is_xid_start(first) => format!("n{snake}"),
        Some(_) => snake.to_owned(),
    }
}

/// `source_ip` → `SourceIp`.
pub fn pascal(snake: &str) -> String {
    snake
        .split('_')
        .flat_map(|word| {
            let mut chars = word.chars();
            let first = chars.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(chars)
        })
        .collect()
}

/// Gives every name that was taken before a number.
pub(super) fn disambiguate(fields: &mut [Field], groups: &mut [Group], layout: Layout) {
    let mut taken: HashSet<(usize, String)> = HashSet::new();
    let mut suffixes: HashSet<String> = HashSet::from([String::new()]);
    for number in 1..groups.len() {
        let parent = groups[number].parent.unwrap_or(0);
        let name = unlike(&groups[number].name, |name| {
            taken.insert((parent, name.to_owned()))
        });
        let around = groups[parent].suffix.clone();
        let suffix = unlike(&format!("{around}{}", pascal(&name)), |name| {
            suffixes.insert(name.to_owned())
        });
        groups[number].name = name;
        groups[number].suffix = suffix;
    }
    let mut labels: HashSet<String> = HashSet::new();
    for field in fields {
        field.name = unlike(&field.name, |name| {
            taken.insert((field.group, name.to_owned()))
        });
        if field.path.is_empty() {
            field.path.push(field.name.clone());
        }
        // Every XML path begins with the root element.
        let label = match field.path.as_slice() {
            [_, inner @ ..] if layout == Layout::Xml && !inner.is_empty() => {
                inner.join(".").replace('@', "")
            }
            path => path.join("."),
        };
        field.label = unlike(&label, |name| labels.insert(name.to_owned()));
    }
}

/// The name, or the first of `name_2`, `name_3`, … that `claim` takes.
pub(crate) fn unlike(name: &str, mut claim: impl FnMut(&str) -> bool) -> String {
    if claim(name) {
        return name.to_owned();
    }
    let mut number = 2;
    loop {
        let numbered = format!("{name}_{number}");
        if claim(&numbered) {
            return numbered;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_words() {
        for (name, expected) in [
            ("requestId", "request_id"),
            ("HTTPMethod", "http_method"),
            ("sourceIP", "source_ip"),
            ("awsEndpointRequestId2", "aws_endpoint_request_id2"),
            ("X-Correlation-Id", "x_correlation_id"),
            ("identity.sourceIp", "identity_source_ip"),
            ("@timestamp", "timestamp"),
            ("überallHin", "überall_hin"),
            ("GRÖSSEMax", "grösse_max"),
            ("注文番号", "注文番号"),
            ("İd", "i\u{307}d"),
            ("x²", "x"),
            ("→", "field"),
            ("4XX", "n4_xx"),
            ("__", "field"),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
        assert_eq!(pascal("source_ip"), "SourceIp");
        assert_eq!(pascal("überall_ßx"), "ÜberallSSx");
    }
}
