//! `Fn::ToJsonString`: an object or list written as JSON without spaces, keys in the order of the file. A value whose type
//! only the deployment knows is a hole without quotes.

use super::function::Function;
use super::intrinsic::Computation;
use super::values::ParameterKind;
use crate::yaml::scalar::Style;
use crate::yaml::tree::{Kind, NodeId, Tag};
use gwfmt_core::shape::json::short_escape;
use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;

impl Computation<'_, '_> {
    /// Appends what `Fn::ToJsonString` makes of its argument; `false` when it is no object or list.
    pub(super) fn json_string_of(
        &mut self,
        argument: NodeId,
        depth: usize,
        out: &mut FormatText,
    ) -> bool {
        let tree = self.values.tree;
        let is_collection = tree.is_mapping(argument) || tree.is_sequence(argument);
        let calls = match tree.function(argument) {
            Some((Function::ToJsonString, same)) if same == argument => {
                tree.long_function(argument)
            }
            other => other,
        };
        if !is_collection || calls.is_some() {
            return false;
        }
        self.json_collection(argument, depth, out);
        self.remark("`Fn::ToJsonString` writes JSON without spaces, keys in the order of the file");
        true
    }

    fn json_collection(&mut self, id: NodeId, depth: usize, out: &mut FormatText) {
        let tree = self.values.tree;
        let place = self.values.place(id);
        if tree.is_sequence(id) {
            out.push_written(place, "[");
            for (at, item) in tree.children(id).enumerate() {
                if at > 0 {
                    out.push_written(place, ",");
                }
                if !self.spend(0) {
                    out.push_hole(place);
                    break;
                }
                self.json(item, depth - 1, out);
            }
            out.push_written(place, "]");
            return;
        }
        out.push_written(place, "{");
        for (at, (key, value)) in tree.entries(id).into_iter().enumerate() {
            if at > 0 {
                out.push_written(place, ",");
            }
            if !self.spend(0) {
                out.push_hole(place);
                break;
            }
            let mut name = FormatText::new();
            self.scalar(key, &mut name);
            json_string(&name, self.values.place(key), out);
            out.push_written(self.values.place(key), ":");
            self.json(value, depth - 1, out);
        }
        out.push_written(place, "}");
    }

    /// One value as JSON: a hole without quotes where its type is not known.
    fn json(&mut self, id: NodeId, depth: usize, out: &mut FormatText) {
        let tree = self.values.tree;
        let place = self.values.place(id);
        let function = tree.function(id);
        let is_text = match function {
            Some((Function::Sub | Function::Join | Function::ToJsonString, _)) => true,
            Some((Function::Ref, name)) => {
                let value = tree.scalar(name).map(|name| self.values.parameter(name));
                matches!(value, Some(Ok((ParameterKind::Text, _))))
            }
            Some(_) => false,
            None => tree.scalar(id).is_some(),
        };
        if !self.descend(id, depth) || !self.spend(0) {
            out.push_hole(place);
        } else if let (None, Some(literal)) = (function, self.json_literal(id)) {
            out.push_text(&literal);
        } else if is_text {
            let mut text = FormatText::new();
            // counted again: each level of JSON in JSON doubles its backslashes
            if self.compute(id, depth, &mut text) && self.spend(text.len()) {
                json_string(&text, place, out);
            } else {
                out.push_hole(place);
            }
        } else if function.is_none() && (tree.is_mapping(id) || tree.is_sequence(id)) {
            self.json_collection(id, depth, out);
        } else {
            out.push_hole(place);
        }
    }

    /// A plain scalar that is a number, a truth value or null, as JSON writes it.
    fn json_literal(&self, id: NodeId) -> Option<FormatText> {
        let tree = self.values.tree;
        let node = tree.node(id)?;
        if node.kind != Kind::Scalar(Style::Plain) || node.tag != Tag::None {
            return None;
        }
        let place = self.values.place(id);
        let word = if tree.is_null(id) {
            "null"
        } else {
            match &*node.value.to_ascii_lowercase() {
                "true" | "yes" | "on" => "true",
                "false" | "no" | "off" => "false",
                _ if is_json_number(&node.value) => &node.value,
                _ => return None,
            }
        };
        let mut text = FormatText::new();
        if self.values.text.get(node.span.range()) == Some(word) {
            text.push_verbatim(self.values.source, node.span.start, word);
        } else {
            text.push_escape(place, word);
        }
        Some(text)
    }
}

/// Appends `text` as a JSON string. `place` caused its quotes.
fn json_string(text: &FormatText, place: SourceSpan, out: &mut FormatText) {
    out.push_written(place, "\"");
    let all = text.as_str();
    let mut done = 0;
    for (at, c) in all.char_indices() {
        let mut buffer = String::new();
        let escaped = match short_escape(c) {
            Some(escape) => escape,
            None if c < ' ' => {
                buffer = format!("\\u{:04X}", u32::from(c));
                &buffer
            }
            None => continue,
        };
        out.push_text(&text.slice(Span::new(done, at)));
        let end = at + c.len_utf8();
        let from = text.locate(Span::new(at, end)).map_or(place, |p| p.primary);
        out.push_escape(from, escaped);
        done = end;
        drop(buffer);
    }
    out.push_text(&text.slice(Span::new(done, all.len())));
    out.push_written(place, "\"");
}

/// Whether JSON reads it as a number and writes it in the same way.
fn is_json_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let has_leading_zero = digits.len() > 1 && digits.starts_with('0');
    digits.len() < 16
        && !digits.is_empty()
        && !has_leading_zero
        && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::values::Values;
    use crate::yaml::{self, ALL};
    use gwfmt_core::span::{SourceId, Span};
    use gwfmt_core::text::FormatText;

    fn text(source: &str) -> FormatText {
        let tree = yaml::read(source, ALL)
            .next()
            .expect("a document")
            .expect("YAML");
        let values = Values::new(&tree, SourceId(0), source);
        values.value(tree.root).text
    }

    fn shown(source: &str) -> String {
        text(source).as_str().replace('\u{FFFC}', "<>")
    }

    #[test]
    fn writes_json_without_spaces_in_the_order_of_the_file() {
        let nested = "Fn::ToJsonString:\n  b: $context.b\n  a: [x, {c: 'd'}]\n  e: {}\n";
        assert_eq!(
            shown(nested),
            r#"{"b":"$context.b","a":["x",{"c":"d"}],"e":{}}"#
        );
        assert_eq!(shown("!ToJsonString [a]"), r#"["a"]"#);
    }

    #[test]
    fn writes_numbers_truth_values_and_null_bare() {
        let scalars = "!ToJsonString [1, -20, '1', true, Yes, off, null, ~, 1.50, 007]";
        assert_eq!(
            shown(scalars),
            r#"[1,-20,"1",true,true,false,null,null,"1.50","007"]"#
        );
    }

    #[test]
    fn escapes_as_json_does() {
        let escapes = r#"!ToJsonString {"a\"b": "\\ \n \u0001 / é"}"#;
        assert_eq!(shown(escapes), r#"{"a\"b":"\\ \n \u0001 / é"}"#);
        let text = text(escapes);
        let backslash = text.as_str().find(r"\\").expect("a backslash");
        let place = text
            .locate(Span::new(backslash, backslash + 2))
            .expect("a place");
        assert_eq!(&escapes[place.primary.span.range()], r"\\");
    }

    #[test]
    fn a_value_of_unknown_type_is_a_hole_without_quotes() {
        assert_eq!(
            shown("!ToJsonString {a: !Ref b, c: !Sub 'd${e}', f: !If [g, h, i]}"),
            r#"{"a":<>,"c":"d<>","f":<>}"#
        );
        assert_eq!(shown("Fn::ToJsonString: !Ref a"), "<>");
        assert_eq!(shown("Fn::ToJsonString: {Ref: a}"), "<>");
    }

    #[test]
    fn merge_keys_come_first_and_the_last_of_two_keys_counts() {
        let merged = "a: &a {x: 1, y: 2}\nFn::ToJsonString: &b\n  z: 3\n  <<: *a\n  y: 4\n  z: 5\n";
        let merged = merged.replace("a: &a {x: 1, y: 2}\n", "");
        let merged = merged.replace("*a", "{x: 1, y: 2}");
        assert_eq!(shown(&merged), r#"{"x":1,"y":4,"z":5}"#);
    }
}
