//! The text of a value of a template: scalars as they are decoded, `Sub`, `Join` and `ToJsonString` computed, parameters
//! at their default, what mappings say; every other function a hole.

use std::collections::HashMap;

use super::function::Function;
use super::values::{Known, ParameterKind, Values};
use crate::limits::{
    FORMAT_BYTES, FORMAT_BYTES_AT_LEAST, FORMAT_VALUES, FORMAT_VALUES_AT_LEAST, FUNCTION_DEPTH,
};
use crate::yaml::tree::{Kind, NodeId};
use crate::{Problem, ProblemKind};
use gwfmt_core::span::Span;
use gwfmt_core::text::{FormatText, Places};

/// What is said of a format that holds the default of a parameter.
const DEFAULT: &str = "a parameter is taken at its default";

/// A value's text, and what to know about it.
pub(super) struct Value {
    pub(super) text: FormatText,
    pub(super) remarks: Vec<String>,
    /// References to `context` that CloudFormation takes for a resource.
    pub(super) faults: Vec<Problem>,
    /// It is put together from more pieces than anybody means: what was left out is a hole.
    pub(super) too_big: bool,
}

impl Values<'_> {
    /// The text of `id`; a hole when nothing is known.
    pub(super) fn value(&self, id: NodeId) -> Value {
        let values = FORMAT_VALUES.min(self.left.get());
        let values = values.max(FORMAT_VALUES_AT_LEAST);
        // a scalar is taken whole, to tell its length
        let most = match self.tree.function(id) {
            Some(_) => FORMAT_BYTES,
            None => usize::MAX,
        };
        let bytes = most.min(self.bytes.get()).max(FORMAT_BYTES_AT_LEAST);
        let mut computation = Computation {
            values: self,
            remarks: Vec::new(),
            faults: Vec::new(),
            left: values,
            bytes,
            is_short: false,
        };
        let mut text = FormatText::new();
        computation.value(id, FUNCTION_DEPTH, &mut text);
        let spent = values - computation.left;
        self.left.set(self.left.get().saturating_sub(spent));
        let bytes = self.bytes.get().saturating_sub(text.len());
        self.bytes.set(bytes);
        Value {
            text,
            too_big: computation.is_short,
            remarks: computation.remarks,
            faults: computation.faults,
        }
    }
}

/// One format being computed.
pub(super) struct Computation<'v, 't> {
    pub(super) values: &'v Values<'t>,
    remarks: Vec<String>,
    faults: Vec<Problem>,
    /// How many more values it may be made of.
    left: u32,
    bytes: usize,
    /// Whether something was left out.
    is_short: bool,
}

impl Computation<'_, '_> {
    /// Appends the text of `id`, or a hole.
    fn value(&mut self, id: NodeId, depth: usize, out: &mut FormatText) {
        if !self.compute(id, depth, out) {
            let argument = self
                .values
                .tree
                .function(id)
                .map_or(id, |(_, argument)| argument);
            out.push_hole(self.values.place(argument));
        }
    }

    /// Appends the text of `id`; `false`, and nothing appended, when it is not known.
    pub(super) fn compute(&mut self, id: NodeId, depth: usize, out: &mut FormatText) -> bool {
        let tree = self.values.tree;
        if !self.descend(id, depth) || !self.spend(0) {
            return false;
        }
        match tree.function(id) {
            Some((Function::Sub, argument)) => self.sub(argument, depth, out),
            Some((Function::Join, argument)) => self.join(argument, depth, out),
            Some((Function::ToJsonString, argument)) => self.json_string_of(argument, depth, out),
            Some((function, argument)) => match self.values.known(function, argument) {
                Ok(known) => {
                    if function == Function::Ref {
                        self.remark_parameter(&known);
                    }
                    self.put(&known, depth, out)
                }
                Err(_) => false,
            },
            None => !tree.is_null(id) && self.scalar(id, out),
        }
    }

    /// Appends what is put in for a reference; `false` when it is no text.
    fn put(&mut self, known: &Known, depth: usize, out: &mut FormatText) -> bool {
        match known {
            Known::Node(id) => self.compute(*id, depth - 1, out),
            Known::Given(text) => {
                if !self.spend(text.len()) {
                    return false;
                }
                out.push_text(text);
                true
            }
        }
    }

    fn remark_parameter(&mut self, known: &Known) {
        self.remark(match known {
            Known::Node(_) => DEFAULT,
            Known::Given(_) => "a parameter has the value that it is given elsewhere",
        });
    }

    /// What `${name}` of `Sub` is by the template's own word.
    fn reference(&self, name: &str) -> Option<Known> {
        if let Some((resource, attribute)) = name.split_once('.') {
            let value = self.values.attribute_named(resource, attribute)?;
            return Some(Known::Node(value));
        }
        self.values.parameter_text(name).ok()
    }

    /// Appends a scalar whatever its tag says; `false` when it is none.
    pub(super) fn scalar(&mut self, id: NodeId, out: &mut FormatText) -> bool {
        let Some(node) = self.values.tree.node(id) else {
            return false;
        };
        if !matches!(node.kind, Kind::Scalar(_)) || !self.spend(node.value.len()) {
            return false;
        }
        let document = self.values.document();
        let Some((text, notes)) = document.scalar(id) else {
            return false;
        };
        out.push_text(&text);
        for remark in document.remarks(id, text.as_str(), notes) {
            self.remark(remark);
        }
        true
    }

    /// `Fn::Sub`: each `${name}` a hole, or the text that its own list of variables gives; `${!x}` is `${x}`.
    fn sub(&mut self, argument: NodeId, depth: usize, out: &mut FormatText) -> bool {
        let tree = self.values.tree;
        let mut template = argument;
        let mut variables = HashMap::new();
        if tree.is_sequence(argument) {
            let mut parts = tree.children(argument);
            let (Some(text), Some(map), None) = (parts.next(), parts.next(), parts.next()) else {
                return false;
            };
            if tree.function(text).is_some() {
                return false;
            }
            template = text;
            for (name, value) in tree.entries(map) {
                variables.extend(tree.word(name).map(|name| (name, value)));
            }
        }
        let mut text = FormatText::new();
        if !self.scalar(template, &mut text) {
            return false;
        }
        let all = text.as_str();
        let mut done = 0;
        for (start, _) in all.match_indices("${") {
            let Some(part) = all.get(start..).filter(|_| start >= done) else {
                continue;
            };
            if part.starts_with("${!") {
                out.push_text(&text.slice(Span::new(done, start + 2)));
                if let Some(mark) = text.locate(Span::new(start + 2, start + 3)) {
                    out.push_escape(mark.primary, "");
                }
                done = start + 3;
                self.remark("`Fn::Sub` writes `${!x}` as `${x}`");
                continue;
            }
            let Some(name) = variable(part) else {
                continue;
            };
            out.push_text(&text.slice(Span::new(done, start)));
            let span = Span::new(start, start + name.len() + 3);
            if let Some(value) = variables.get(name.trim()) {
                self.value(*value, depth - 1, out);
            } else if let Some(known) = self.reference(name.trim())
                && self.put(&known, depth, out)
            {
                self.remark_parameter(&known);
            } else if let Some(places) = text.locate(span) {
                out.push_hole(places.primary);
                self.interpolated(name, &places);
                self.remark("what `Fn::Sub` substitutes for `${…}` is not known");
            }
            done = span.end;
        }
        out.push_text(&text.slice(Span::new(done, text.len())));
        true
    }

    /// `Fn::Join`, when its list is written out.
    fn join(&mut self, argument: NodeId, depth: usize, out: &mut FormatText) -> bool {
        let tree = self.values.tree;
        let mut parts = tree.children(argument);
        let (Some(delimiter), Some(list), None) = (parts.next(), parts.next(), parts.next()) else {
            return false;
        };
        let Some(between) = tree.word(delimiter).filter(|_| !tree.is_null(delimiter)) else {
            return false;
        };
        let Some(texts) = self.list(list, depth) else {
            return false;
        };
        let place = self.values.place(delimiter);
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                if !self.spend(between.len()) {
                    out.push_hole(self.values.place(list));
                    return true;
                }
                out.push_written(place, between);
            }
            out.push_text(text);
        }
        self.remark(if texts.iter().any(FormatText::has_holes) {
            "joined by `Fn::Join`; what its references stand for is known only at deployment"
        } else {
            "joined by `Fn::Join`"
        });
        true
    }

    /// The texts of a list that is written out, split from a text, or the default of a parameter.
    fn list(&mut self, id: NodeId, depth: usize) -> Option<Vec<FormatText>> {
        let tree = self.values.tree;
        let (delimiter, whole) = match tree.function(id) {
            None if tree.is_sequence(id) => return Some(self.items(id, depth)),
            Some((Function::FindInMap, argument)) => {
                let found = self.values.entry(argument).ok()?;
                return tree.is_sequence(found).then(|| self.items(found, depth));
            }
            Some((Function::Split, argument)) => {
                let parts: Vec<NodeId> = tree.children(argument).collect();
                let [delimiter, source] = parts[..] else {
                    return None;
                };
                let mut whole = FormatText::new();
                if !self.compute(source, depth - 1, &mut whole) {
                    return None;
                }
                (tree.word(delimiter)?, whole)
            }
            Some((Function::Ref, name)) => {
                let (kind, known) = self.values.parameter(tree.scalar(name)?).ok()?;
                let mut whole = FormatText::new();
                if kind != ParameterKind::List || !self.put(&known, depth, &mut whole) {
                    return None;
                }
                self.remark_parameter(&known);
                (",", whole)
            }
            _ => return None,
        };
        if delimiter.is_empty() || whole.has_holes() {
            return None;
        }
        let mut start = 0;
        let pieces = whole.as_str().split(delimiter).map(|piece| {
            let span = Span::new(start, start + piece.len());
            start = span.end + delimiter.len();
            whole.slice(span)
        });
        Some(pieces.collect())
    }

    fn items(&mut self, list: NodeId, depth: usize) -> Vec<FormatText> {
        let mut texts = Vec::new();
        for item in self.values.tree.children(list) {
            let mut text = FormatText::new();
            self.value(item, depth - 1, &mut text);
            texts.push(text);
            if self.is_short {
                break;
            }
        }
        texts
    }

    /// Notes a reference to `context.x` where nothing of that name is: somebody meant `$context.x`.
    fn interpolated(&mut self, name: &str, places: &Places) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let Some(path) = name.strip_prefix("context.") else {
            return;
        };
        if path.is_empty() || !path.chars().all(is_name) || self.values.is_declared("context") {
            return;
        }
        let message = format!("`${{{name}}}` refers to a resource that is not declared");
        let problem = Problem::new(ProblemKind::Interpolated, places.primary, message);
        let is_known = self.faults.iter().any(|known| known.place == problem.place);
        if !is_known {
            self.faults.push(Problem {
                fix: places.verbatim.then(|| format!("$context.{path}")),
                ..problem
            });
        }
    }

    /// Whether the value may be looked into: it is not too deep, and nothing is missing in it.
    pub(super) fn descend(&mut self, id: NodeId, depth: usize) -> bool {
        let may = depth > 0 && !self.values.tree.is_cut(id);
        self.is_short |= !may;
        may
    }

    /// Counts one value of `bytes` bytes; `false` when there have been too many.
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        let is_enough = self.left > 0 && bytes <= self.bytes;
        if is_enough {
            self.left -= 1;
            self.bytes -= bytes;
        }
        self.is_short |= !is_enough;
        is_enough
    }

    pub(super) fn remark(&mut self, remark: &str) {
        if !self.remarks.iter().any(|known| known == remark) {
            self.remarks.push(remark.to_owned());
        }
    }
}

/// The name in `${name}`, with the blanks around it, when `part` begins so.
fn variable(part: &str) -> Option<&str> {
    let rest = part.strip_prefix("${")?;
    let end = rest.find(['}', '$', '{', '\n', '"', '\''])?;
    let (name, after) = rest.split_at(end);
    (after.starts_with('}') && !name.trim().is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{self, ALL};
    use gwfmt_core::span::SourceId;
    use gwfmt_core::text::Quoting;

    /// The text of a document's only value, holes as `<…>` with what stands at their place.
    fn value(text: &str) -> (String, Vec<String>) {
        let tree = yaml::read(text, ALL)
            .next()
            .expect("a document")
            .expect("YAML");
        let values = Values::new(&tree, SourceId(0), text);
        let value = values.value(tree.root);
        let mut shown = String::new();
        let mut done = 0;
        for (span, place) in value.text.holes() {
            shown += &value.text.as_str()[done..span.start];
            shown.extend(["<", &text[place.span.range()], ">"]);
            done = span.end;
        }
        shown += &value.text.as_str()[done..];
        (shown, value.remarks)
    }

    fn shown(text: &str) -> String {
        value(text).0
    }

    #[test]
    fn a_scalar_is_its_text_whatever_its_type() {
        assert_eq!(shown("'a'"), "a");
        assert_eq!(shown("012"), "012");
        assert_eq!(shown("!!str true"), "true");
    }

    #[test]
    fn sub_makes_a_hole_of_what_it_fills_in() {
        assert_eq!(shown("!Sub 'a ${X.y} $context.z'"), "a <${X.y}> $context.z");
        assert_eq!(shown("Fn::Sub: \"\\u0041${ A::B }\""), "A<${ A::B }>");
        assert_eq!(shown("!Sub 'a${!b}c${d'"), "a${b}c${d");
        assert_eq!(shown("!Sub '${} ${\"a\"}'"), "${} ${\"a\"}");
        assert_eq!(shown("!Sub |\n  a${b\n  }"), "a${b\n}");
        assert_eq!(value("!Sub 'a'").1, Vec::<String>::new());
    }

    #[test]
    fn sub_fills_in_its_own_variables() {
        let text = "!Sub ['${a}-${b}-${c}', {a: x, b: !Ref B}]";
        assert_eq!(shown(text), "x-<B>-<${c}>");
        assert_eq!(shown("!Sub [!Ref x, {}]"), "<[!Ref x, {}]>");
    }

    #[test]
    fn join_puts_its_list_together() {
        assert_eq!(
            shown("!Join [' ', [a, !Ref B, !Sub 'c${d}']]"),
            "a <B> c<${d}>"
        );
        assert_eq!(
            shown("Fn::Join:\n- ''\n- - a\n  - Fn::Join: ['-', [b, c]]\n"),
            "ab-c"
        );
        assert_eq!(shown("!Join ['', !Split [',', 'a,b']]"), "ab");
        assert_eq!(
            shown("!Join ['', !Split [',', !Sub '${a},b']]"),
            "<['', !Split [',', !Sub '${a},b']]>"
        );
        assert_eq!(shown("!Join ['', !GetAZs '']"), "<['', !GetAZs '']>");
        assert_eq!(shown("!Join ['', []]"), "");
    }

    #[test]
    fn join_takes_lists_that_the_template_knows() {
        let value = |value: &str| {
            let text = format!(
                "Parameters: {{L: {{Type: CommaDelimitedList, Default: 'a,b'}}, P: {{Type: String, Default: x}}}}\nMappings: {{M: {{x: {{L: [c, !Ref Q]}}}}}}\nvalue: {value}\n"
            );
            let tree = yaml::read(&text, ALL)
                .next()
                .expect("a document")
                .expect("YAML");
            let values = Values::new(&tree, SourceId(0), &text);
            let value = values.value(tree.get(tree.root, "value").expect("a value"));
            value.text.as_str().replace('\u{FFFC}', "_")
        };
        assert_eq!(value("!Join ['-', !Ref L]"), "a-b");
        assert_eq!(value("!Join ['-', !FindInMap [M, !Ref P, L]]"), "c-_");
        assert_eq!(value("!Join ['-', !Split ['/', !Sub '${P}/y']]"), "x-y");
        assert_eq!(value("!Join ['-', !Ref P]"), "_");
        assert_eq!(value("!Sub ['${a}', {a: !Join ['-', !Ref L]}]"), "a-b");
        assert_eq!(
            value("!ToJsonString {a: !Ref P, b: !Ref Q, c: !Ref L}"),
            r#"{"a":"x","b":_,"c":_}"#
        );
    }

    #[test]
    fn knows_between_which_quotes_a_backslash_stands() {
        let quoting = |text: &str| {
            let tree = yaml::read(text, ALL)
                .next()
                .expect("a document")
                .expect("YAML");
            let text = Values::new(&tree, SourceId(0), text).value(tree.root).text;
            let at = text.as_str().find('\\').expect("a backslash");
            text.quoting(Span::new(at, at + 2))
        };
        assert_eq!(quoting(r"'a\n'"), Some(Quoting::Single));
        assert_eq!(quoting(r#"'{\"a\":\"it''s\"}'"#), Some(Quoting::Single));
        assert_eq!(quoting(r"!Sub 'a${B}\n'"), Some(Quoting::Single));
        assert_eq!(quoting(r"!Join ['', [a, 'b\t']]"), Some(Quoting::Single));
        assert_eq!(quoting(r"a\tb"), Some(Quoting::None));
        assert_eq!(quoting("|-\n  a\\n\n  b"), Some(Quoting::Block));
        assert_eq!(quoting(">-\n  a\\n\n  b"), Some(Quoting::Block));
        assert_eq!(quoting(r#""a\\n""#), None);
        assert_eq!(quoting(r#"!Join ['\n', [a, "b\\n"]]"#), None);
    }

    #[test]
    fn any_other_function_is_a_hole() {
        assert_eq!(shown("!GetAtt a.b"), "<a.b>");
        assert_eq!(shown("{'Fn::FindInMap': [a, b, c]}"), "<[a, b, c]>");
        assert_eq!(shown("!Base64 a"), "<a>");
    }

    #[test]
    fn says_what_it_did() {
        let (text, remarks) = value(">\n  a\n  b\n   c\n");
        assert_eq!(text, "a b\n c\n");
        assert_eq!(remarks.len(), 3);
        assert_eq!(value("'a'").1.len(), 0);
        assert_eq!(value("|-\n  a").1.len(), 0);
        assert_eq!(value("|-\n  a\n  b").1, ["`|` keeps every line break"]);
    }

    #[test]
    fn aliases_that_expand_without_end_end() {
        let names: Vec<char> = ('a'..='z').collect();
        let doubled = names
            .windows(2)
            .map(|two| format!("- &{} !Join ['', [*{}, *{}]]\n", two[1], two[0], two[0]));
        let text = "- &a !Join ['', [x, x]]\n".to_owned() + &doubled.collect::<Vec<_>>().concat();
        let tree = yaml::read(&text, ALL)
            .next()
            .expect("a document")
            .expect("YAML");
        let values = Values::new(&tree, SourceId(0), &text);
        let last = tree.children(tree.root).last().expect("an item");
        let value = values.value(last);
        assert!(value.too_big && value.text.len() < 1 << 20);
        assert!(
            !values
                .value(tree.children(tree.root).next().expect("an item"))
                .too_big
        );
    }

    #[test]
    fn a_value_inside_itself_ends() {
        assert!(shown("&a !Join ['', [x, *a]]").starts_with("xxx"));
        assert!(shown("&a !ToJsonString {b: *a}").contains('<'));
    }
}
