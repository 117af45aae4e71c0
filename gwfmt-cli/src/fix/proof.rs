//! Whether a file, read again after some edits, says what was wanted and nothing else has changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use gwfmt_core::diagnostic;
use gwfmt_core::limits::FORMAT_READ;
use gwfmt_core::span::Span;

use super::edits::Edits;
use crate::check::finding::Finding;
use crate::check::run::{Format, Run, Text};
use crate::check::ways::Change;

/// How often each thing is said, where files change under it: the rule, the format or else the file, and the words.
pub(super) type Counts = BTreeMap<Key, usize>;

/// What a finding says, without its place and without numbers, for both move with the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    rule: &'static str,
    /// The address of the format; the file of a finding about files.
    subject: Arc<str>,
    words: String,
}

impl Key {
    pub(super) fn new(finding: &Finding) -> Self {
        let said = &finding.said;
        let subject = match &finding.format {
            Some(format) => Arc::from(&*format.address),
            None => Arc::clone(&said.file),
        };
        Self {
            rule: said.rule,
            subject,
            words: words(&said.message),
        }
    }

    pub(super) fn rule(&self) -> &'static str {
        self.rule
    }
}

/// A message without its numbers.
fn words(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    for c in message.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

pub(super) fn counts(run: &Run) -> Counts {
    let mut counts = Counts::new();
    for finding in run.findings() {
        *counts.entry(Key::new(finding)).or_default() += 1;
    }
    counts
}

/// The findings that are said more often than they may be.
pub(super) fn fresh<'r>(run: &'r Run, may: &Counts) -> Vec<&'r Finding> {
    let said = counts(run);
    let is_fresh = |finding: &&Finding| {
        let key = Key::new(finding);
        said.get(&key) > may.get(&key)
    };
    run.findings().iter().filter(is_fresh).collect()
}

/// Whether the formats after some edits are those from before, with these changes and no other ones, and all that was
/// read is still read.
pub(super) fn holds(before: &Run, after: &Run, changes: &[&Change], edits: &Edits) -> bool {
    let is_read = after.failures.len() <= before.failures.len()
        && after.not_read.len() <= before.not_read.len()
        && after.unread.len() <= before.unread.len()
        && after.unknown.len() <= before.unknown.len();
    // a key under which nobody looked for a format has another name now
    let is_key = |change: &&Change| change.address.is_empty();
    let may_appear = changes.iter().any(is_key);
    if !is_read || before.formats.len() != after.formats.len() && !may_appear {
        return false;
    }
    let mut rest = after.formats.iter();
    let mut next = |before: &Format| {
        rest.by_ref().find(|after| {
            let is_same = after.address == before.address && after.place.file == before.place.file;
            is_same || !(may_appear && edits.iter().any(|edit| edit.file == after.place.file))
        })
    };
    let mut formats = before.formats.iter().map(|before| (before, next(before)));
    let are_wanted = formats.all(|(before, after)| {
        let Some(after) = after else {
            return false;
        };
        before.address == after.address
            && before.place.file == after.place.file
            && before.content.apis == after.content.apis
            && before.content.extent == after.content.extent
            && is_wanted(before, after, changes, edits)
    });
    are_wanted && rest.all(|after| edits.iter().any(|edit| edit.file == after.place.file))
}

/// Whether a format has become what the changes make of it; one that none of them is about, what it was, unless an edit
/// lies in what it is made of.
fn is_wanted(before: &Format, after: &Format, changes: &[&Change], edits: &Edits) -> bool {
    let (Text::Whole(old), Text::Whole(new)) = (&before.content.text, &after.content.text) else {
        return before.content.text == after.content.text;
    };
    // of a longer text only the length is judged, so that its findings are gone for another reason
    if new.len() > FORMAT_READ && old.len() <= FORMAT_READ {
        return false;
    }
    let about = |change: &&&Change| {
        change.address == before.address && change.value == before.place && !change.edits.is_empty()
    };
    let own: Vec<_> = changes.iter().filter(about).collect();
    if own.is_empty() {
        let touched = before.content.pieces.iter();
        return old == new
            || touched
                .clone()
                .any(|(file, piece)| edits.touch(file, *piece));
    }
    let mut all: Vec<(Span, String)> = own.iter().flat_map(|change| change.edits.clone()).collect();
    all.sort_unstable();
    all.dedup();
    let is_apart = |pair: &[(Span, String)]| match pair {
        [(one, _), (other, _)] => one.end <= other.start && one.start < other.end,
        _ => true,
    };
    if !all.windows(2).all(is_apart) {
        return false;
    }
    let fix = diagnostic::Fix {
        title: String::new(),
        edits: all,
        safe: true,
    };
    let wanted = fix.apply(old);
    wanted == **new || is_reordered(&wanted, new)
}

/// Whether two texts are the same JSON with the members in another order, or other white space between them: `jsonencode` sorts
/// by key, so that one that is renamed may move, and `json.dumps` puts spaces.
fn is_reordered(wanted: &str, new: &str) -> bool {
    let value = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    // no member is there twice
    let signs = |text: &str| {
        text.bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .count()
    };
    signs(wanted) == signs(new)
        && value(wanted).is_some_and(|wanted| value(new).as_ref() == Some(&wanted))
}

impl Edits {
    fn touch(&self, file: &Arc<str>, piece: Span) -> bool {
        let mut edits = self.iter().filter(|edit| edit.file == *file);
        edits.any(|edit| edit.span.start <= piece.end && piece.start <= edit.span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_reordered, words};

    #[test]
    fn members_may_change_their_order_and_nothing_else() {
        let wanted = r#"{"b":1,"a":{"d":2,"c":3}}"#;
        assert!(is_reordered(wanted, r#"{"a":{"c":3,"d":2},"b":1}"#));
        assert!(!is_reordered(wanted, r#"{"a":{"c":2,"d":3},"b":1}"#));
        assert!(is_reordered(wanted, r#"{"b": 1, "a": {"c":3,"d":2}}"#));
        assert!(!is_reordered(wanted, r#"{"b":1,"b":1,"a":{"d":2,"c":3}}"#));
        assert!(!is_reordered("[1,2]", "[2,1]") && !is_reordered("ab", "ba"));
    }

    #[test]
    fn words_stay_the_same_when_the_text_grows() {
        assert_eq!(words("3100 bytes, 2 more"), words("99 bytes, 11 more"));
        assert_ne!(words("a 1"), words("b 1"));
    }
}
