//! What a file of YAML or JSON asks to leave out: in its comments, in members `"//"`, which stand for comments in JSON, and in
//! `Metadata.gwfmt.ignore`, as templates of CloudFormation have it.
//!
//! A comment covers the entry or item that begins on the line behind it, or on its own; a member covers the object that it
//! is in, and metadata what it is the metadata of.

use std::ops::Range;

use granit_parser::{Event, Parser, options};
use gwfmt_core::span::Span;

use super::signs::Signs;
use crate::limits::YAML_EVENTS;
use crate::suppress::{
    Covers, Directive, MOST_NAMES, NEEDLE, NOT_AT_TOP, Named, Suppression, Suppressions, line_of,
    with_blanks,
};

const NO_LIST: &str = "`gwfmt` holds `ignore`, with a list of rules or with a reason for each";

/// Whether a text with `gwfmt` in it may hold a suppression: most that have the word have it in names and commands.
pub(crate) fn may_hold(text: &str) -> bool {
    let marks = ["Metadata", "//\"", "//'", "//:"];
    marks.iter().any(|mark| text.contains(mark)) || Signs::are_in(text)
}

/// What a text asks to leave out.
pub(crate) fn suppressions(text: &str) -> Suppressions {
    if !may_hold(text) {
        return Suppressions::default();
    }
    let mut walk = Walk {
        text,
        signs: Signs::new(text),
        open: Vec::new(),
        before: 0,
        is_lost: false,
        found: Suppressions::default(),
    };
    let options = options! { emit_comments: false, block_scalar_eof_without_line_feed: true };
    let mut parser = Parser::new_from_str_with_options(text, options);
    for _ in 0..YAML_EVENTS {
        let Some(event) = parser.next() else { break };
        let Ok((event, span)) = event else {
            walk.open.clear();
            walk.is_lost = true;
            if matches!(parser.proceed_next_document(), Ok(true)) {
                continue;
            }
            break;
        };
        let range = span.byte_range().unwrap_or_default();
        match event {
            Event::Scalar(value, ..) => walk.scalar(&value, range),
            Event::Alias(..) => walk.scalar("", range),
            Event::SequenceStart(..) => walk.opens(range, false),
            Event::MappingStart(..) => walk.opens(range, true),
            Event::SequenceEnd | Event::MappingEnd => walk.closes(range.end),
            _ => {}
        }
    }
    walk.finish()
}

/// A collection that is not closed yet.
struct Open {
    start: usize,
    is_mapping: bool,
    role: Role,
    /// The key whose value comes next, and where it stands.
    key: Option<(Key, usize)>,
    /// Where the value before the entry ends.
    last: Option<usize>,
    /// The signs that are about the entry or item that is being read.
    about: Vec<usize>,
    /// The suppressions that cover the collection.
    covering: Vec<usize>,
    /// The suppressions that the entry is all of.
    is_all_of: Vec<usize>,
    /// The first entry, for the suppressions that it is all of.
    first: Vec<(usize, Span)>,
}

/// The keys that matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Comment,
    Metadata,
    Gwfmt,
    Ignore,
    Other,
}

/// What a collection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Metadata,
    /// `gwfmt` in it, by the suppression.
    Gwfmt(Option<usize>),
    /// The names in that.
    Names(Option<usize>),
    Other,
}

struct Walk<'t> {
    text: &'t str,
    signs: Signs,
    open: Vec<Open>,
    /// Where the last thing ended.
    before: usize,
    /// Whether what follows it could not be read.
    is_lost: bool,
    found: Suppressions,
}

impl Walk<'_> {
    fn scalar(&mut self, value: &str, range: Range<usize>) {
        let span = Span::from(range);
        self.begins(span, true);
        self.signs.is_text(span);
        let is_key = self
            .open
            .last()
            .is_some_and(|top| top.is_mapping && top.key.is_none());
        if is_key {
            self.key(value, span);
        } else {
            self.value(value, span);
            self.ended(span.end);
        }
        self.before = self.before.max(span.end);
    }

    /// A scalar, a sequence or a mapping begins. A block mapping begins where its first entry does.
    fn begins(&mut self, span: Span, is_apart: bool) {
        let start = span.start;
        if std::mem::take(&mut self.is_lost) {
            self.signs
                .is_text(Span::new(self.before, start.max(self.before)));
        }
        let is_unit = self.open.last().is_some_and(|top| {
            let is_value = top.is_mapping && top.key.is_some();
            !is_value || is_apart && !span.is_empty()
        });
        let about = self.signs.begins(start, is_unit);
        if let Some(top) = self.open.last_mut() {
            top.about.extend(about);
        }
    }

    fn key(&mut self, key: &str, span: Span) {
        let Some(top) = self.open.last_mut() else {
            return;
        };
        let known = match (key, top.role) {
            ("//", _) => Key::Comment,
            ("gwfmt", Role::Metadata) => Key::Gwfmt,
            ("ignore", Role::Gwfmt(_)) => Key::Ignore,
            ("Metadata", _) => Key::Metadata,
            _ => Key::Other,
        };
        top.key = Some((known, span.start));
        let is_flow = is_flow(self.text, top);
        for (suppression, entry) in top.first.drain(..) {
            if let Some(one) = self.found.all.get_mut(suppression) {
                one.removal = Some(if is_flow {
                    Span::new(entry.start, span.start)
                } else {
                    with_blanks(self.text, entry)
                });
            }
        }
        match (known, top.role) {
            (Key::Gwfmt, _) => self.metadata(span),
            (Key::Other, Role::Gwfmt(Some(at))) => self.fault(at, NO_LIST),
            (_, Role::Names(Some(at))) => self.name(at, key, span),
            _ => {}
        }
    }

    /// `gwfmt` in metadata: it covers what the metadata is in.
    fn metadata(&mut self, key: Span) {
        let owner = self.open.len().checked_sub(2);
        let start = owner
            .and_then(|owner| self.open.get(owner))
            .map(|owner| owner.start);
        let at = self.found.push(Suppression {
            place: key,
            covers: Covers::Within(Span::new(start.unwrap_or(0), self.text.len())),
            rules: Vec::new(),
            list: None,
            removal: None,
            fault: None,
        });
        if let Some(owner) = owner.and_then(|owner| self.open.get_mut(owner)) {
            owner.covering.extend(at);
        }
        if let Some(top) = self.open.last_mut() {
            top.is_all_of.extend(at);
        }
    }

    fn fault(&mut self, at: usize, fault: &'static str) {
        if let Some(one) = self.found.all.get_mut(at) {
            one.fault = Some(fault);
        }
    }

    /// A scalar that is no key.
    fn value(&mut self, value: &str, span: Span) {
        let Some(top) = self.open.last() else {
            return;
        };
        let key = top.key.map_or(Key::Other, |(key, _)| key);
        match (top.role, key) {
            (_, Key::Comment) if value.contains(NEEDLE) => self.member(value, span),
            (Role::Names(Some(at)), _) if top.is_mapping => {
                let reason = (!value.is_empty()).then(|| value.into());
                let named = self
                    .found
                    .all
                    .get_mut(at)
                    .and_then(|one| one.rules.last_mut());
                if let Some(named) = named {
                    named.reason = reason;
                }
            }
            (Role::Names(Some(at)), _) | (Role::Gwfmt(Some(at)), Key::Ignore) => {
                self.name(at, value, span);
            }
            _ => {}
        }
    }

    /// The name of a rule in metadata.
    fn name(&mut self, at: usize, name: &str, span: Span) {
        let place = self.within_quotes(span);
        if let Some(one) = self.found.all.get_mut(at)
            && one.rules.len() < MOST_NAMES
        {
            one.rules.push(Named {
                name: name.into(),
                place,
                reason: None,
            });
        }
    }

    /// A member `"//"`, which stands for a comment.
    fn member(&mut self, value: &str, span: Span) {
        let inner = self.within_quotes(span);
        let is_plain = self.text.get(inner.range()) == Some(value);
        let Some(mut directive) = Directive::read(value, inner.start) else {
            return;
        };
        if !is_plain {
            directive.list = None;
            for rule in &mut directive.rules {
                rule.place = inner;
            }
        }
        let depth = self.open.len();
        let Some(top) = self.open.last_mut() else {
            return;
        };
        let misplaced = (directive.is_for_file && depth > 1).then_some(NOT_AT_TOP);
        let fault = directive.fault.or(misplaced);
        let at = self.found.push(Suppression {
            place: Span::new(top.key.map_or(span.start, |(_, at)| at), span.end),
            covers: if directive.is_for_file && fault.is_none() {
                Covers::File
            } else {
                Covers::Within(Span::new(top.start, self.text.len()))
            },
            rules: if fault.is_some() {
                Vec::new()
            } else {
                directive.rules
            },
            list: directive.list,
            removal: None,
            fault,
        });
        top.covering.extend(at);
        top.is_all_of.extend(at);
    }

    /// What stands between the quotes, if there are some.
    fn within_quotes(&self, span: Span) -> Span {
        let raw = self.text.get(span.range()).unwrap_or_default();
        let is_quoted = raw.len() >= 2 && raw.starts_with(['"', '\'']);
        if is_quoted {
            Span::new(span.start + 1, span.end - 1)
        } else {
            span
        }
    }

    fn opens(&mut self, range: Range<usize>, is_mapping: bool) {
        let is_flow = self
            .text
            .get(range.start..)
            .is_some_and(|rest| rest.starts_with(['{', '[']));
        self.begins(Span::from(range.clone()), is_flow);
        let role = self
            .open
            .last()
            .map_or(Role::Other, |top| match (top.role, top.key) {
                (_, Some((Key::Metadata, _))) if is_mapping => Role::Metadata,
                (Role::Metadata, Some((Key::Gwfmt, _))) if is_mapping => {
                    Role::Gwfmt(top.is_all_of.last().copied())
                }
                (Role::Gwfmt(at), Some((Key::Ignore, _))) => Role::Names(at),
                _ => Role::Other,
            });
        self.open.push(Open {
            start: range.start,
            is_mapping,
            role,
            key: None,
            last: None,
            about: Vec::new(),
            covering: Vec::new(),
            is_all_of: Vec::new(),
            first: Vec::new(),
        });
        self.before = self.before.max(range.end);
    }

    fn closes(&mut self, end: usize) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        // what ends without a bracket ends with what is in it
        let is_flow = is_flow(self.text, &closed);
        if is_flow {
            self.before = self.before.max(end);
        }
        let end = self.before;
        for suppression in closed.covering {
            if let Some(Covers::Within(within)) = self
                .found
                .all
                .get_mut(suppression)
                .map(|one| &mut one.covers)
            {
                within.end = end;
            }
        }
        for (suppression, entry) in closed.first {
            let outer = self.open.last_mut();
            match (self.found.all.get_mut(suppression), outer) {
                (Some(one), _) if is_flow => one.removal = Some(entry),
                // it is all that the metadata holds: that goes as a whole
                (Some(_), Some(top)) if closed.role == Role::Metadata => {
                    top.is_all_of.push(suppression);
                }
                _ => {}
            }
        }
        let is_key = self
            .open
            .last()
            .is_some_and(|top| top.is_mapping && top.key.is_none());
        if let Some(top) = self.open.last_mut().filter(|_| is_key) {
            top.key = Some((Key::Other, closed.start)); // a collection as key
        } else {
            self.ended(end);
        }
    }

    /// An entry or an item has ended.
    fn ended(&mut self, end: usize) {
        let Some(mut top) = self.open.pop() else {
            return;
        };
        for sign in top.about.drain(..) {
            self.signs.ends(sign, end);
        }
        if let Some((key, start)) = top.key.take() {
            let is_flow = is_flow(self.text, &top);
            for at in std::mem::take(&mut top.is_all_of) {
                self.removal(at, key, Span::new(start, end), is_flow, &mut top);
            }
            top.last = Some(end);
        }
        self.open.push(top);
    }

    /// What to take away with an entry that is all of a suppression.
    fn removal(&mut self, at: usize, key: Key, entry: Span, is_flow: bool, top: &mut Open) {
        let Some(one) = self.found.all.get_mut(at) else {
            return;
        };
        if key == Key::Gwfmt {
            one.place.end = entry.end;
            if one.rules.is_empty() {
                one.fault.get_or_insert(NO_LIST);
            }
        }
        match top.last {
            Some(last) if is_flow => one.removal = Some(Span::new(last, entry.end)),
            Some(_) => one.removal = Some(with_blanks(self.text, entry)),
            None => top.first.push((at, entry)),
        }
    }

    fn finish(mut self) -> Suppressions {
        if self.is_lost {
            self.signs.is_text(Span::new(self.before, self.text.len()));
        }
        let mut end = 0;
        for sign in &self.signs.all {
            if sign.is_text || sign.at < end {
                continue;
            }
            let line = line_of(self.text, sign.at);
            let said = self.text.get(sign.at..line.end).unwrap_or_default();
            let inner = said.trim_start_matches('#');
            let start = sign.at + said.len() - inner.len();
            let Some(directive) = Directive::read(inner, start) else {
                continue;
            };
            let misplaced = (directive.is_for_file && !sign.is_at_top).then_some(NOT_AT_TOP);
            let fault = directive.fault.or(misplaced);
            let comment = Span::new(sign.at, directive.place.end);
            end = comment.end;
            self.found.push(Suppression {
                place: comment,
                covers: if directive.is_for_file && fault.is_none() {
                    Covers::File
                } else {
                    Covers::Within(sign.about.map_or(sign.line, |about| sign.line.to(about)))
                },
                rules: if fault.is_some() {
                    Vec::new()
                } else {
                    directive.rules
                },
                list: directive.list,
                removal: Some(with_blanks(self.text, comment)),
                fault,
            });
        }
        self.found.all.sort_by_key(|one| one.place);
        if let Some(at) = self.signs.left_out {
            self.found.left_out.get_or_insert(Span::at(at));
        }
        self.found
    }
}

/// Whether a collection is written in brackets.
fn is_flow(text: &str, open: &Open) -> bool {
    let rest = text.get(open.start..).unwrap_or_default();
    rest.starts_with(['{', '['])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::suppress::testing::{assert_sound, without, words};

    fn read(text: &str) -> Vec<(String, String)> {
        let found = suppressions(text);
        assert_sound(text, &found);
        words(text, &found)
    }

    fn one(name: &str, covers: &str) -> (String, String) {
        (name.to_owned(), covers.to_owned())
    }

    #[test]
    fn a_comment_covers_the_entry_or_item_behind_it() {
        let text = "a:\n  # gwfmt: ignore[x] -- y\n  # more\n\n  b:\n    c: 1\n    d: 2\n  e: 3\n";
        assert_eq!(read(text), [one("x", "b:\n    c: 1\n    d: 2")]);
        let text = "a:\n# gwfmt: ignore[x]\n- b: 1\n  c: 2\n- d\n";
        assert_eq!(read(text), [one("x", "- b: 1\n  c: 2")]);
        let text = "# gwfmt: ignore[x]\n---\na: 1\nb: 2\n";
        assert_eq!(read(text), [one("x", "a: 1")]);
        let text = "a:\n  # gwfmt: ignore[x]\n  \"b\n  c\"\nd: 1\n";
        assert_eq!(read(text), [one("x", "\"b\n  c\"")]);
        let text = "a:\n  # gwfmt: ignore[x]\n  {b: 1,\n  c: 2}\nd: 1\n";
        assert_eq!(read(text), [one("x", "{b: 1,\n  c: 2}")]);
        assert_eq!(read("a: 1\n# gwfmt: ignore[x]"), [one("x", "")]);
    }

    #[test]
    fn a_block_scalar_is_covered_to_its_end() {
        for header in ["|", "!Sub >-", "|2- # gwfmt: ignore[y]"] {
            let text = format!(
                "a:\n  # gwfmt: ignore[x]\n  b: {header}\n    # gwfmt: ignore[z]\n    c\n\n    d\n  e: 1\n"
            );
            let read = read(&text);
            let entry = format!("b: {header}\n    # gwfmt: ignore[z]\n    c\n\n    d");
            assert_eq!(read[0], one("x", &entry));
            assert_eq!(read.len(), 1 + usize::from(header.contains('#')));
            assert!(read.iter().all(|(_, covers)| *covers == entry), "{read:?}");
        }
    }

    #[test]
    fn a_comment_behind_a_block_scalar_is_one() {
        let text = "a:\n  b: |\n    c\n  # gwfmt: ignore[x]\n  d: 1\n# gwfmt: ignore[y]\ne: 1\n";
        assert_eq!(read(text), [one("x", "d: 1"), one("y", "e: 1")]);
    }

    #[test]
    fn a_comment_behind_a_value_covers_its_entry() {
        let text = "a: 1 # gwfmt: ignore[x]\nb: # gwfmt: ignore[y] -- z\n  c: 1\nd: 1\n";
        assert_eq!(
            read(text),
            [
                one("x", "a: 1 # gwfmt: ignore[x]"),
                one("y", "b: # gwfmt: ignore[y] -- z\n  c: 1"),
            ]
        );
    }

    #[test]
    fn what_stands_in_a_scalar_is_text() {
        for text in [
            "a: \"b # gwfmt: ignore[x]\"\n",
            "a: 'b\n  # gwfmt: ignore[x]'\n",
            "a: |\n  # gwfmt: ignore[x]\n  # gwfmt: ignore-file[x]\n",
            "a: >-\n\n    # gwfmt: ignore[x]\n  b # gwfmt: ignore[x]\n",
            "a: b#gwfmt: ignore[x]\n",
            "\"a # gwfmt: ignore[x]\": 1\n",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn the_file_is_covered_from_its_top_only() {
        let text = "# gwfmt: ignore-file[x]\n%YAML 1.2\n---\na: 1\n# gwfmt: ignore-file[y]\n";
        let read = read(text);
        assert_eq!(read[0], one("x", "the file"));
        assert!(read[1].1.contains("top"), "{read:?}");
    }

    #[test]
    fn a_member_covers_its_object() {
        let text = r#"{"a": {"//": "gwfmt: ignore[x] -- y", "b": {"c": 1}}, "d": 2}"#;
        assert_eq!(
            read(text),
            [one(
                "x",
                r#"{"//": "gwfmt: ignore[x] -- y", "b": {"c": 1}}"#
            )]
        );
        let text = r#"{"//": "gwfmt: ignore-file[x]", "a": {"//": "gwfmt: ignore-file[y]"}}"#;
        let read = read(text);
        assert_eq!(read[0], one("x", "the file"));
        assert!(read[1].1.contains("top"), "{read:?}");
        let escaped = r#"{"//": "gwfmt: ignore[\u0078]"}"#;
        assert_eq!(self::read(escaped), [one("x", escaped)]);
        assert_eq!(
            self::read(r##"{"//": "# gwfmt is nice", "a//": "gwfmt: ignore[x]"}"##),
            []
        );
    }

    #[test]
    fn metadata_covers_what_it_is_in() {
        let text = "R:\n  S:\n    Metadata:\n      gwfmt:\n        ignore: [x, 'y']\n    P:\n      Q: 1\n  T: 1\n";
        assert_eq!(
            read(text),
            [one(
                "x y",
                "Metadata:\n      gwfmt:\n        ignore: [x, 'y']\n    P:\n      Q: 1"
            )]
        );
        let text = r#"{"R": {"S": {"Metadata": {"gwfmt": {"ignore": {"x": "why"}}}, "P": 1}}}"#;
        assert_eq!(
            read(text),
            [one(
                "x",
                r#"{"Metadata": {"gwfmt": {"ignore": {"x": "why"}}}, "P": 1}"#
            )]
        );
        assert_eq!(
            suppressions(text).all[0].rules[0].reason.as_deref(),
            Some("why")
        );
        let text = "Metadata:\n  gwfmt:\n    ignore: x\nR: 1\n";
        assert_eq!(read(text), [one("x", text.trim())]);
        for text in [
            "Metadata:\n  gwfmt: x\n",
            "Metadata:\n  gwfmt: [x]\n",
            "Metadata:\n  gwfmt:\n    ignored: [x]\n",
            "Metadata:\n  gwfmt:\n    ignore: []\n",
            "Metadata: {gwfmt: }\n",
        ] {
            assert_eq!(read(text), [one("", NO_LIST)], "{text}");
        }
        assert_eq!(
            read("metadata:\n  gwfmt: {ignore: [x]}\ngwfmt: {ignore: [x]}\n"),
            []
        );
    }

    #[test]
    fn what_is_taken_away_leaves_the_rest() {
        for (text, rest) in [
            (
                "a: 1 # gwfmt: ignore[x]\n  # gwfmt: ignore[x]\nb: 2\n",
                "a: 1\nb: 2\n",
            ),
            (r#"{"//": "gwfmt: ignore[x]", "a": 1}"#, r#"{"a": 1}"#),
            (
                r#"{"a": 1, "//": "gwfmt: ignore[x]", "b": 2}"#,
                r#"{"a": 1, "b": 2}"#,
            ),
            (r#"{"a": 1, "//": "gwfmt: ignore[x]"}"#, r#"{"a": 1}"#),
            (r#"{"//": "gwfmt: ignore[x]"}"#, "{}"),
            (
                "S:\n  Metadata:\n    gwfmt:\n      ignore: [x]\n  P: 1\n",
                "S:\n  P: 1\n",
            ),
            (
                "S:\n  P: 1\n  Metadata:\n    a: 1\n    gwfmt:\n      ignore:\n        - x\n    # c\n    b: 2\n",
                "S:\n  P: 1\n  Metadata:\n    a: 1\n    # c\n    b: 2\n",
            ),
            (
                "S:\n  Metadata:\n    gwfmt: {ignore: [x]}\n    b: 2\n",
                "S:\n  Metadata:\n    b: 2\n",
            ),
            (
                r#"{"S": {"Metadata": {"gwfmt": {"ignore": ["x"]}}, "P": 1}}"#,
                r#"{"S": {"Metadata": {}, "P": 1}}"#,
            ),
        ] {
            assert_eq!(without(text, &suppressions(text)), rest, "{text}");
        }
    }

    #[test]
    fn what_follows_a_mistake_is_left_alone() {
        let text = "# gwfmt: ignore-file[x]\na: 1 # gwfmt: ignore[y]\nb: \"c\n# gwfmt: ignore[z]\n";
        let read = read(text);
        assert_eq!(read[0], one("x", "the file"));
        assert_eq!(read[1], one("y", "a: 1 # gwfmt: ignore[y]"));
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn a_file_of_nothing_but_comments_is_read_in_time() {
        for line in [
            "# gwfmt: ignore[x]\n",
            "- # gwfmt: ignore[x]\n",
            "a # gwfmt: ignore[x] ",
        ] {
            let found = suppressions(&line.repeat(50_000));
            assert!(found.all.len() <= crate::limits::SUPPRESSIONS);
        }
        assert!(
            suppressions(&"# gwfmt: ignore[x]\n".repeat(50_000))
                .left_out
                .is_some()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([#{}\\[\\],:\"'|>&*é\r\n -]|a: |\n  |# gwfmt: ignore\\[a\\]|\"//\": |Metadata: |gwfmt: |ignore: |//){0,40}") {
            assert_sound(&text, &suppressions(&text));
        }
    }
}
