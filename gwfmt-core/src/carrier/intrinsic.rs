//! The text of a value of a template: scalars as they are decoded, `Sub`, `Join` and `ToJsonString` computed, every other
//! function a hole. It never asks what a parameter or resource is worth.

use std::collections::HashMap;

use super::scalar::{self, Style};
use super::tree::{Function, Kind, Node, NodeId, Tag, Tree};
use crate::span::{SourceId, SourceSpan, Span};
use crate::text::FormatText;

/// Longer scalars get a source map of one run: no format is that long, and a map costs more than the text.
const MAPPED: usize = 1 << 20;

/// How many values one format may be made of, counting an alias each time it is used.
const VALUES: u32 = 1 << 16;

/// How many bytes of text one format may be computed from.
const BYTES: usize = 1 << 22;

/// How deep values may lie in each other.
const DEPTH: usize = 64;

/// Reads the values of one document.
pub(super) struct Values<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) source: SourceId,
    pub(super) text: &'t str,
}

/// A value's text, and what to know about it.
pub(super) struct Value {
    pub(super) text: FormatText,
    pub(super) remarks: Vec<String>,
    /// It is put together from more pieces than anybody means: what was left out is a hole.
    pub(super) too_big: bool,
}

impl Values<'_> {
    /// The text of `id`; a hole when nothing is known.
    pub(super) fn value(&self, id: NodeId) -> Value {
        let mut computation = Computation {
            values: self,
            remarks: Vec::new(),
            left: VALUES,
            bytes: BYTES,
        };
        let mut text = FormatText::new();
        computation.value(id, DEPTH, &mut text);
        Value {
            text,
            too_big: computation.left == 0 || computation.bytes == 0,
            remarks: computation.remarks,
        }
    }

    /// Where a value stands, without its tag; what an alias stands for counts as where it is defined.
    pub(super) fn place(&self, id: NodeId) -> SourceSpan {
        let span = self.tree.node(id).map_or(Span::at(0), |node| {
            let end = match node.kind {
                Kind::Scalar(Style::Literal | Style::Folded) => {
                    let raw = self.text.get(node.span.range()).unwrap_or_default();
                    node.span.start + raw.trim_end().len()
                }
                _ => node.span.end,
            };
            Span::new(node.span.start, end)
        });
        SourceSpan {
            source: self.source,
            span,
        }
    }

    /// The decoded text of a scalar, and what decoding did to it.
    fn scalar(&self, node: &Node<'_>, style: Style) -> (FormatText, scalar::Notes) {
        if node.span.len() <= MAPPED {
            let indent = node.indent.map(|indent| indent as usize);
            let range = node.span.range();
            let (text, notes) = scalar::decode(self.source, self.text, style, range, indent);
            if text.as_str() == node.value {
                return (text, notes);
            }
        }
        let mut text = FormatText::new();
        let place = SourceSpan {
            source: self.source,
            span: node.span,
        };
        text.push_escape(place, &node.value);
        (text, scalar::Notes::default())
    }
}

/// One format being computed.
struct Computation<'v, 't> {
    values: &'v Values<'t>,
    remarks: Vec<String>,
    left: u32,
    bytes: usize,
}

impl Computation<'_, '_> {
    /// Appends the text of `id`, or a hole.
    fn value(&mut self, id: NodeId, depth: usize, out: &mut FormatText) {
        if !self.compute(id, depth, out) {
            out.push_hole(self.values.place(id));
        }
    }

    /// Appends the text of `id`; `false`, and nothing appended, when it is not known.
    fn compute(&mut self, id: NodeId, depth: usize, out: &mut FormatText) -> bool {
        let tree = self.values.tree;
        if depth == 0 || !self.spend(0) {
            return false;
        }
        match tree.function(id) {
            Some((Function::Sub, argument)) => self.sub(argument, depth, out),
            Some((Function::Join, argument)) => self.join(argument, depth, out),
            Some((Function::ToJsonString, argument)) => self.to_json(argument, depth, out),
            Some(_) => false,
            None => !tree.is_null(id) && self.scalar(id, out),
        }
    }

    /// Appends a scalar whatever its tag says; `false` when it is none.
    fn scalar(&mut self, id: NodeId, out: &mut FormatText) -> bool {
        let Some(node) = self.values.tree.node(id) else {
            return false;
        };
        let Kind::Scalar(style) = node.kind else {
            return false;
        };
        if !self.spend(node.value.len()) {
            return false;
        }
        let (text, notes) = self.values.scalar(node, style);
        out.push_text(&text);
        if notes.folded {
            self.remark(match style {
                Style::Folded => "`>` makes a space of each single line break",
                _ => "YAML makes a space of each single line break in a scalar of several lines",
            });
        }
        if notes.indented_more {
            self.remark("`>` keeps the line breaks before and after lines that are indented more");
        }
        if style == Style::Literal && text.as_str().trim_end_matches('\n').contains('\n') {
            self.remark("`|` keeps every line break");
        }
        if notes.final_break {
            self.remark("a block scalar keeps its last line break unless its header ends in `-`");
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
            match variables.get(name.trim()) {
                Some(value) => self.value(*value, depth - 1, out),
                None => {
                    if let Some(place) = text.locate(span) {
                        out.push_hole(place.primary);
                    }
                    self.remark(
                        "what `Fn::Sub` puts in for `${…}` is known to the deployment only",
                    );
                }
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
        if !tree.is_sequence(list) || tree.function(list).is_some() {
            return false;
        }
        let place = self.values.place(delimiter);
        for (at, item) in tree.children(list).enumerate() {
            if self.left == 0 {
                out.push_hole(self.values.place(list));
                return true;
            }
            if at > 0 {
                out.push_written(place, between);
            }
            self.value(item, depth - 1, out);
        }
        self.remark(
            "`Fn::Join` puts its list together; what it refers to is known to the deployment only",
        );
        true
    }

    /// `Fn::ToJsonString`: JSON without spaces, keys in the order of the file.
    fn to_json(&mut self, argument: NodeId, depth: usize, out: &mut FormatText) -> bool {
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
                if self.left == 0 {
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
            if self.left == 0 {
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
            Some(_) => false,
            None => tree.scalar(id).is_some(),
        };
        if depth == 0 || !self.spend(0) {
            out.push_hole(place);
        } else if let (None, Some(literal)) = (function, self.json_literal(id)) {
            out.push_text(&literal);
        } else if is_text {
            let mut text = FormatText::new();
            if self.compute(id, depth, &mut text) {
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

    /// Counts one value of `bytes` bytes; `false` when there have been too many.
    fn spend(&mut self, bytes: usize) -> bool {
        self.left = self.left.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
        self.left > 0 && self.bytes > 0
    }

    fn remark(&mut self, remark: &str) {
        if !self.remarks.iter().any(|known| known == remark) {
            self.remarks.push(remark.to_owned());
        }
    }
}

/// The name in `${name}`, with the blanks around it, when `part` begins so.
fn variable(part: &str) -> Option<&str> {
    let (name, _) = part.strip_prefix("${")?.split_once('}')?;
    let is_name = |c: char| !matches!(c, '$' | '{' | '\n' | '"' | '\'');
    (!name.trim().is_empty() && name.chars().all(is_name)).then_some(name)
}

/// Appends `text` as a JSON string. `place` caused its quotes.
fn json_string(text: &FormatText, place: SourceSpan, out: &mut FormatText) {
    out.push_written(place, "\"");
    let all = text.as_str();
    let mut done = 0;
    for (at, c) in all.char_indices() {
        let mut buffer = String::new();
        let escaped = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            c if u32::from(c) < 0x20 => {
                buffer = format!("\\u{:04X}", u32::from(c));
                &buffer
            }
            _ => continue,
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
