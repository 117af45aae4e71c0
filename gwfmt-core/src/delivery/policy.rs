//! What a policy says, as far as it is known.

use crate::text::{FormatText, HOLE};

/// A value of a policy document.
#[derive(Clone, Debug)]
pub enum Data {
    /// Not known.
    Unknown,
    /// A string; parts of it may be known only at deployment.
    Text(FormatText),
    /// A list.
    List(Vec<Data>),
    /// An object.
    Map(Vec<(String, Data)>),
    /// Anything else.
    Other,
}

/// What is known of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No, whatever is not known.
    No,
    /// It depends on what is not known.
    Unknown,
}

impl Data {
    fn get(&self, key: &str) -> Option<&Data> {
        match self {
            Data::Map(entries) => {
                let mut entries = entries.iter();
                let entry = entries.find(|(name, _)| name.eq_ignore_ascii_case(key));
                entry.map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The items of a list; anything else is its own only item.
    fn items(&self) -> &[Data] {
        match self {
            Data::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether all of it is known.
    fn is_whole(&self) -> bool {
        match self {
            Data::Unknown => false,
            Data::Text(text) => !text.has_holes(),
            Data::List(items) => items.iter().all(Data::is_whole),
            Data::Map(entries) => {
                let is_known =
                    |(key, value): &(String, Data)| !key.contains(HOLE) && value.is_whole();
                entries.iter().all(is_known)
            }
            Data::Other => true,
        }
    }

    fn word(&self) -> Option<&str> {
        match self {
            Data::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }
}

/// Whether a trust policy lets API Gateway take the role.
pub fn trusts(document: &Data) -> Answer {
    ask(document, |statement| {
        if statement.get("NotPrincipal").is_some() {
            return Answer::Unknown;
        }
        let Some(principal) = statement.get("Principal") else {
            return Answer::No;
        };
        if principal.word() == Some("*") {
            return Answer::Yes;
        }
        let Some(services) = principal.get("Service") else {
            return known_no(principal);
        };
        // of every partition
        let is_it = |word: &str| word == "*" || word.starts_with("apigateway.amazonaws.");
        any(services, is_it)
    })
}

/// Whether a policy allows an action. What it allows it for is not looked at.
pub fn allows(document: &Data, action: &str) -> Answer {
    ask(document, |statement| {
        match (statement.get("Action"), statement.get("NotAction")) {
            (Some(actions), None) => any(actions, |pattern| matches(pattern, action)),
            (None, None) => Answer::No,
            _ => Answer::Unknown,
        }
    })
}

/// What the statements of a document that allow something answer together. One that denies something makes everything uncertain.
fn ask(document: &Data, one: impl Fn(&Data) -> Answer) -> Answer {
    let Some(statements) = document.get("Statement") else {
        return known_no(document);
    };
    let mut answer = Answer::No;
    for statement in statements.items() {
        let said = match statement.get("Effect").map(Data::word) {
            Some(Some("Allow")) => one(statement),
            Some(Some(word)) if word != "Deny" && !word.contains(HOLE) => Answer::No,
            _ => Answer::Unknown,
        };
        match said {
            Answer::Yes => return Answer::Yes,
            Answer::Unknown => answer = Answer::Unknown,
            Answer::No => {}
        }
    }
    answer
}

/// Whether any of the words is one that is looked for.
fn any(words: &Data, is_it: impl Fn(&str) -> bool) -> Answer {
    let known = |word: &Data| word.word().is_some_and(&is_it);
    if words.items().iter().any(known) {
        return Answer::Yes;
    }
    known_no(words)
}

fn known_no(data: &Data) -> Answer {
    if data.is_whole() {
        Answer::No
    } else {
        Answer::Unknown
    }
}

/// Whether an action is one that a pattern with `*` and `?` means. Case does not matter.
fn matches(pattern: &str, action: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase().into_bytes();
    let action = action.to_ascii_lowercase().into_bytes();
    let (mut p, mut a) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while a < action.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p, a));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == action[a] => {
                p += 1;
                a += 1;
            }
            _ => match back {
                Some((star, from)) => {
                    back = Some((star, from + 1));
                    p = star + 1;
                    a = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{SourceId, SourceSpan};

    fn text(word: &str) -> Data {
        if word == "_" {
            let mut text = FormatText::new();
            text.push_hole(SourceSpan::new(SourceId(0), 0, 1));
            return Data::Text(text);
        }
        Data::Text(FormatText::verbatim(SourceId(0), 0, word))
    }

    fn map(entries: &[(&str, Data)]) -> Data {
        let entries = entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()));
        Data::Map(entries.collect())
    }

    fn list(words: &[&str]) -> Data {
        Data::List(words.iter().map(|word| text(word)).collect())
    }

    fn document(statement: &[(&str, Data)]) -> Data {
        let mut statement = statement.to_vec();
        if statement.iter().all(|(key, _)| *key != "Effect") {
            statement.push(("Effect", text("Allow")));
        }
        map(&[("Statement", Data::List(vec![map(&statement)]))])
    }

    #[test]
    fn a_trust_policy_names_the_service_or_does_not() {
        let of =
            |services: Data| trusts(&document(&[("Principal", map(&[("Service", services)]))]));
        assert_eq!(of(text("apigateway.amazonaws.com")), Answer::Yes);
        assert_eq!(
            of(list(&["lambda.amazonaws.com", "apigateway.amazonaws.com"])),
            Answer::Yes
        );
        assert_eq!(of(list(&["lambda.amazonaws.com", "_"])), Answer::Unknown);
        assert_eq!(of(Data::Unknown), Answer::Unknown);
        assert_eq!(of(text("ops.apigateway.amazonaws.com")), Answer::No);
        assert_eq!(trusts(&Data::Unknown), Answer::Unknown);
        assert_eq!(trusts(&document(&[("Principal", text("*"))])), Answer::Yes);
        let aws = map(&[("AWS", text("_"))]);
        assert_eq!(trusts(&document(&[("Principal", aws)])), Answer::Unknown);
        let aws = map(&[("AWS", text("arn:aws:iam::1:root"))]);
        assert_eq!(trusts(&document(&[("Principal", aws.clone())])), Answer::No);
        assert_eq!(trusts(&document(&[("NotPrincipal", aws)])), Answer::Unknown);
    }

    #[test]
    fn an_action_is_allowed_by_name_or_by_pattern() {
        let of = |actions: Data| allows(&document(&[("Action", actions)]), "logs:PutLogEvents");
        for pattern in [
            "logs:PutLogEvents",
            "logs:putlogevents",
            "logs:*",
            "*",
            "logs:Put*",
            "l?gs:*Events",
        ] {
            assert_eq!(of(text(pattern)), Answer::Yes, "{pattern}");
        }
        for pattern in ["logs:PutLogEvent", "logs:Create*", "s3:*", ""] {
            assert_eq!(of(text(pattern)), Answer::No, "{pattern}");
        }
        assert_eq!(of(list(&["logs:CreateLogStream", "_"])), Answer::Unknown);
        let denies = document(&[("Effect", text("Deny")), ("Action", text("s3:*"))]);
        assert_eq!(allows(&denies, "logs:PutLogEvents"), Answer::Unknown);
        let other = document(&[("NotAction", text("s3:*"))]);
        assert_eq!(allows(&other, "logs:PutLogEvents"), Answer::Unknown);
    }
}
