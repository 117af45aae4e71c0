//! Functions that read other languages: `yamldecode`, `csvdecode`, and `templatestring`. Strings keep the place of each byte.

use std::rc::Rc;

use crate::hcl::number::Decimal;
use crate::hcl::parse::Reader;
use crate::hcl::value::{Kind, Value};
use crate::hcl::world::{Binding, Bound};
use crate::yaml;
use crate::yaml::scalar::{self, Style};
use crate::yaml::tree::{self, NodeId, Tag, Tree};
use gwfmt_core::limits::HCL_JSON_DEPTH;
use gwfmt_core::span::{SourceId, Span};
use gwfmt_core::text::{FormatText, Origin};

use super::{Caller, Got, Stop, known, stop};

impl Caller<'_, '_> {
    pub(super) fn document_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("yamldecode", [value]) => self.yamldecode(value),
            ("csvdecode", [value]) => self.csvdecode(value),
            ("templatestring", [template, names]) => self.templatestring(template, names),
            _ => return None,
        })
    }

    /// A template that is a string of the configuration.
    fn templatestring(&self, template: &Value, names: &Value) -> Got<Value> {
        let template = known(template)?;
        names.entries().ok_or(stop(names))?;
        self.rendered(&template, names)
    }

    /// What a template makes with these names.
    pub(in crate::hcl) fn rendered(&self, template: &FormatText, names: &Value) -> Got<Value> {
        let mut sources = template.spans().map(|(_, origin)| origin.source());
        let source = sources.next().unwrap_or(self.place.source);
        if sources.any(|other| other != source) {
            return Err(Stop::Unknown); // a place lies in one file
        }
        let parts = Reader::decoded(source, template).template();
        let parts = parts.map_err(|_| Stop::Unknown)?;
        let binding = Binding {
            bound: Bound::All(names),
            outer: None,
        };
        let scope = self.scope.with(&binding);
        let text = self.world.template(scope, self.place, &parts);
        text.map_err(|_| Stop::Mistake)
    }

    fn yamldecode(&self, value: &Value) -> Got<Value> {
        let value = known(value)?;
        let mut documents = yaml::read(value.as_str(), yaml::ALL);
        let Some(Ok(tree)) = documents.next() else {
            return Err(Stop::Unknown);
        };
        if tree.stopped.is_some() || documents.next().is_some() {
            return Err(Stop::Unknown);
        }
        let yaml = Yaml {
            caller: self,
            text: &value,
            tree: &tree,
        };
        yaml.value(tree.root, 0)
    }

    /// RFC 4180: a list of objects, whose keys are in the first line.
    fn csvdecode(&self, value: &Value) -> Got<Value> {
        let value = known(value)?;
        let mut rows = self.rows(&value)?.into_iter();
        let head = rows.next().ok_or(Stop::Mistake)?;
        let mut items = Vec::new();
        for row in rows {
            if row.len() != head.len() {
                return Err(Stop::Mistake);
            }
            let cells = row.into_iter().map(|cell| self.text(cell));
            let names = head.iter().map(|name| Rc::new(name.clone()));
            items.push(self.world.map(self.place, names.zip(cells).collect()));
        }
        Ok(self.list(items))
    }

    fn rows(&self, value: &FormatText) -> Got<Vec<Vec<FormatText>>> {
        let text = value.as_str();
        if text.contains('\r') || !self.world.spend(text.len() as u64 / 8) {
            return Err(Stop::Unknown);
        }
        let mut rows = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if text[at..].starts_with('\n') {
                at += 1; // an empty line is no row
                continue;
            }
            let mut row = Vec::new();
            loop {
                let (cell, end) = cell(value, at)?;
                row.push(cell);
                at = end + 1;
                if !text[end..].starts_with(',') {
                    break;
                }
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

/// A cell, and where it ends.
fn cell(value: &FormatText, start: usize) -> Got<(FormatText, usize)> {
    let text = value.as_str();
    let Some(mut at) = text[start..].strip_prefix('"').map(|_| start + 1) else {
        let length = text[start..].find([',', '\n']);
        let end = length.map_or(text.len(), |length| start + length);
        if text[start..end].contains('"') {
            return Err(Stop::Mistake);
        }
        return Ok((value.slice(Span::new(start, end)), end));
    };
    let mut cell = FormatText::new();
    loop {
        let quote = at + text[at..].find('"').ok_or(Stop::Mistake)?;
        cell.push_text(&value.slice(Span::new(at, quote)));
        at = quote + 1;
        match text[at..].chars().next() {
            Some('"') => {
                let places = value.locate(Span::new(quote, at + 1));
                let place = places.ok_or(Stop::Unknown)?.primary;
                cell.push_escape(place, "\"");
                at += 1;
            }
            None | Some(',' | '\n') => return Ok((cell, at)),
            Some(_) => return Err(Stop::Mistake),
        }
    }
}

/// A document of YAML within a text.
struct Yaml<'a, 'c, 's> {
    caller: &'a Caller<'c, 's>,
    text: &'a FormatText,
    tree: &'a Tree<'a>,
}

impl Yaml<'_, '_, '_> {
    fn value(&self, id: NodeId, depth: usize) -> Got<Value> {
        let Caller { world, place, .. } = *self.caller;
        if depth > HCL_JSON_DEPTH || !world.spend(1) || self.tree.is_cut(id) {
            return Err(Stop::Unknown);
        }
        if id == tree::NONE || self.tree.is_null(id) {
            return Ok(Value::new(place, Kind::Null));
        }
        let node = self.tree.node(id).ok_or(Stop::Unknown)?;
        if matches!(node.tag, Tag::Other(_)) {
            return Err(Stop::Unknown);
        }
        match node.kind {
            tree::Kind::Sequence => {
                let items = self.tree.children(id);
                let items = items.map(|item| self.value(item, depth + 1));
                Ok(self.caller.list(items.collect::<Got<_>>()?))
            }
            tree::Kind::Mapping => {
                let mut entries = Vec::new();
                for (key, value) in self.tree.entries(id) {
                    let key = Rc::new(self.scalar(key)?.1);
                    entries.push((key, self.value(value, depth + 1)?));
                }
                Ok(world.map(place, entries))
            }
            tree::Kind::Scalar(_) => {
                let (style, text) = self.scalar(id)?;
                if style == Style::Plain && node.tag == Tag::None {
                    return self.plain(text);
                }
                Ok(self.caller.text(text))
            }
            tree::Kind::Alias(_) => Err(Stop::Unknown),
        }
    }

    /// A scalar without quotes: what looks like another type is of that.
    fn plain(&self, text: FormatText) -> Got<Value> {
        let place = self.caller.place;
        let word = text.as_str();
        let first = word.bytes().next().unwrap_or_default();
        match word {
            "true" | "True" | "TRUE" => Ok(Value::bool(place, true)),
            "false" | "False" | "FALSE" => Ok(Value::bool(place, false)),
            // numbers in other ways of writing, dates, and words that some versions of YAML take for booleans
            _ if first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.') => {
                let is_plain = word.bytes().all(|b| b.is_ascii_digit());
                let number =
                    Decimal::parse(word).filter(|_| is_plain && (first != b'0' || word == "0"));
                number.map_or(Err(Stop::Unknown), |number| {
                    Ok(Value::new(place, Kind::Number(number)))
                })
            }
            _ if ["y", "n", "yes", "no", "on", "off"]
                .iter()
                .any(|other| word.eq_ignore_ascii_case(other)) =>
            {
                Err(Stop::Unknown)
            }
            _ => Ok(self.caller.text(text)),
        }
    }

    /// A scalar, decoded, each byte with its place in the file.
    fn scalar(&self, id: NodeId) -> Got<(Style, FormatText)> {
        let node = self.tree.node(id).ok_or(Stop::Unknown)?;
        let tree::Kind::Scalar(style) = node.kind else {
            return Err(Stop::Unknown);
        };
        let indent = node.indent.map(|indent| indent as usize);
        let own = SourceId(0);
        let (text, _) = scalar::decode(own, self.text.as_str(), style, node.span.range(), indent);
        let mut new = FormatText::new();
        for (span, origin) in text.spans() {
            let piece = &text.as_str()[span.range()];
            match origin {
                Origin::Verbatim { offset, .. } => {
                    let span = Span::new(offset, offset + span.len());
                    new.push_text(&self.text.slice(span));
                }
                Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => {
                    let places = self.text.locate(place.span);
                    let place = places.map_or(self.caller.place, |places| places.primary);
                    new.push_escape(place, piece);
                }
            }
        }
        Ok((style, new))
    }
}
