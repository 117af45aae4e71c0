//! Pulumi programs in YAML: the formats of their stages, with what `variables` and the defaults of `config` say filled in.

mod carrier;
#[cfg(test)]
mod tests;

pub use carrier::CARRIER;

use std::cell::Cell;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

use crate::limits::{PULUMI_DEPTH, PULUMI_STEPS};
use crate::yaml::document::Document;
use crate::yaml::tree::{NodeId, Tree};
use crate::yaml::{self, ALL, Keep};
use crate::{Extraction, Found, Problem, ProblemKind, Unknown, Why};

/// A program without this text holds no format.
pub const NEEDLE: &str = "ccessLogSetting";

/// A type of resource that holds a format.
struct Place {
    /// What its name begins and ends with: `aws:apigateway:Stage`, also written `aws:apigateway/stage:Stage`.
    starts: &'static str,
    ends: &'static str,
    field: &'static str,
    api: ApiSet,
}

const PLACES: [Place; 4] = [
    Place {
        starts: "aws:apigatewayv2",
        ends: ":Stage",
        field: "accessLogSettings",
        api: ApiSet::V2,
    },
    Place {
        starts: "aws:apigateway",
        ends: ":Stage",
        field: "accessLogSettings",
        api: ApiSet::one(Api::Rest),
    },
    Place {
        starts: "aws-native:apigatewayv2",
        ends: ":Stage",
        field: "accessLogSettings",
        api: ApiSet::V2,
    },
    Place {
        starts: "aws-native:apigateway",
        ends: ":Stage",
        field: "accessLogSetting",
        api: ApiSet::one(Api::Rest),
    },
];

/// The formats of a program; nothing when the text is none.
pub(crate) fn read(source: SourceId, text: &str) -> Option<Extraction> {
    if !may_be(text) {
        return None;
    }
    let tree = yaml::read(text, ALL).next()?.ok()?;
    if !is_program_tree(&tree) {
        return None;
    }
    let document = Document {
        source,
        text,
        tree: &tree,
    };
    let mut extraction = Extraction::default();
    let resources = tree.get(tree.root, "resources");
    for (name, resource) in resources.map_or_else(Vec::new, |all| tree.entries(all)) {
        let kind = tree.get(resource, "type").and_then(|kind| tree.word(kind));
        let place = PLACES.iter().find(|place| {
            kind.is_some_and(|kind| kind.starts_with(place.starts) && kind.ends_with(place.ends))
        });
        let properties = tree.get(resource, "properties");
        let (Some(place), Some(properties)) = (place, properties) else {
            continue;
        };
        let program = Program {
            document,
            left: Cell::new(PULUMI_STEPS),
        };
        let settings = tree.get(properties, place.field);
        let format = settings.and_then(|settings| tree.get(settings, "format"));
        let Some(format) = format.filter(|format| !tree.is_null(*format)) else {
            continue;
        };
        let address = tree.word(name).unwrap_or_default();
        let api = program.api(place, properties);
        program.format(format, address, api, &mut extraction);
    }
    if let Some(at) = tree.stopped {
        let message = "the document has more values than are read; what follows is not looked at";
        let place = SourceSpan::new(source, at, at);
        extraction
            .problems
            .push(Problem::new(ProblemKind::Limit, place, message));
    }
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    extraction.number_addresses();
    Some(extraction)
}

fn may_be(text: &str) -> bool {
    text.contains("resources") && text.contains(":Stage")
}

/// Whether a text is a program.
fn is_program(text: &str) -> bool {
    let top = Keep(|key| (key == "resources").then_some(ALL));
    let tree = may_be(text).then(|| yaml::read(text, top).next()).flatten();
    tree.is_some_and(|tree| tree.is_ok_and(|tree| is_program_tree(&tree)))
}

fn is_program_tree(tree: &Tree<'_>) -> bool {
    let resources = tree.get(tree.root, "resources");
    let entries = resources.map_or_else(Vec::new, |all| tree.entries(all));
    entries.into_iter().any(|(_, resource)| {
        let kind = tree.get(resource, "type").and_then(|kind| tree.word(kind));
        kind.is_some_and(|kind| kind.starts_with("aws:") || kind.starts_with("aws-native:"))
    })
}

/// A program, while one format is worked out.
struct Program<'t> {
    document: Document<'t>,
    left: Cell<u32>,
}

/// What a value is worth.
enum Worth {
    Text(FormatText),
    /// Nothing is known of it.
    Unknown,
}

impl<'t> Program<'t> {
    fn tree(&self) -> &'t Tree<'t> {
        self.document.tree
    }

    fn format(&self, id: NodeId, address: &str, api: ApiSet, to: &mut Extraction) {
        let tree = self.tree();
        let place = self.document.place(id);
        let is_object = tree.word(id).is_none() && self.function(id).is_none();
        if is_object {
            let message = "`format` must be a string; `fn::toJSON` makes one of an object";
            to.problems
                .push(Problem::new(ProblemKind::Value, place, message));
            return;
        }
        let mut faults = Vec::new();
        let text = match self.value(id, PULUMI_DEPTH, &mut faults) {
            Worth::Text(text) => text,
            Worth::Unknown => FormatText::new(),
        };
        if self.left.get() == 0 {
            let message = "its references lead further than they are followed; what was left out is not known";
            let at = SourceSpan::new(place.source, place.span.start, place.span.start);
            to.problems
                .push(Problem::new(ProblemKind::Limit, at, message));
        }
        let holes: usize = text.holes().map(|(hole, _)| hole.len()).sum();
        if holes == text.len() && faults.is_empty() {
            let is_empty = tree.word(id).is_some_and(str::is_empty);
            if !is_empty {
                to.unknown.push(Unknown {
                    address: address.to_owned(),
                    place,
                    via: Vec::new(),
                    why: Why::Deployment,
                    reason: "every part of it is known only to the deployment".to_owned(),
                });
            }
            return;
        }
        to.formats.push(Found {
            text,
            extent: Extent::Whole,
            api,
            receiver: None,
            address: address.to_owned(),
            place,
            via: Vec::new(),
            remarks: Vec::new(),
            faults,
        });
    }

    /// The type of the API of a stage, by the API of the same program that it names.
    fn api(&self, place: &Place, properties: NodeId) -> ApiSet {
        let tree = self.tree();
        let named = tree.get(properties, "apiId").and_then(|id| tree.word(id));
        let named = named.and_then(|word| word.strip_prefix("${")?.split(['.', '}']).next());
        let resources = tree.get(tree.root, "resources");
        let api = named.and_then(|name| tree.get(resources?, name));
        let protocol = api
            .and_then(|api| tree.get(api, "properties"))
            .and_then(|properties| tree.get(properties, "protocolType"))
            .and_then(|protocol| tree.word(protocol));
        match protocol.filter(|_| place.api == ApiSet::V2) {
            Some("HTTP") => ApiSet::one(Api::Http),
            Some("WEBSOCKET") => ApiSet::one(Api::WebSocket),
            _ => place.api,
        }
    }

    /// Takes a step for so many bytes; `false` when there are none left.
    fn spend(&self, bytes: usize) -> bool {
        let steps = u32::try_from(bytes / 16 + 1).unwrap_or(u32::MAX);
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// The function that an object of one key calls, and its argument.
    fn function(&self, id: NodeId) -> Option<(&'t str, NodeId)> {
        let tree = self.tree();
        let entries = tree.is_mapping(id).then(|| tree.entries(id))?;
        let [(key, argument)] = entries[..] else {
            return None;
        };
        let name = tree.word(key)?;
        let is_function = name
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("fn::"));
        is_function.then(|| (name.get(4..).unwrap_or_default(), argument))
    }

    /// The text that a value is.
    fn value(&self, id: NodeId, depth: usize, faults: &mut Vec<Problem>) -> Worth {
        if depth == 0 || !self.spend(0) || self.tree().is_cut(id) {
            return Worth::Unknown;
        }
        if let Some((name, argument)) = self.function(id) {
            return match name {
                "toJSON" | "ToJSON" => {
                    let mut out = FormatText::new();
                    self.json(argument, depth - 1, &mut out, faults);
                    Worth::Text(out)
                }
                "join" | "Join" => self.join(argument, depth - 1, faults),
                _ => Worth::Unknown,
            };
        }
        match self.document.scalar(id) {
            Some((text, _)) => Worth::Text(self.interpolated(&text, depth - 1, faults)),
            None => Worth::Unknown,
        }
    }

    fn join(&self, argument: NodeId, depth: usize, faults: &mut Vec<Problem>) -> Worth {
        let tree = self.tree();
        let parts: Vec<NodeId> = tree.children(argument).collect();
        let [delimiter, list] = parts[..] else {
            return Worth::Unknown;
        };
        let (Some(between), true) = (tree.word(delimiter), tree.is_sequence(list)) else {
            return Worth::Unknown;
        };
        let mut out = FormatText::new();
        for (at, item) in tree.children(list).enumerate() {
            if at > 0 {
                out.push_written(self.document.place(delimiter), between);
            }
            match self.value(item, depth, faults) {
                Worth::Text(text) => out.push_text(&text),
                Worth::Unknown => out.push_hole(self.document.place(item)),
            }
        }
        Worth::Text(out)
    }

    /// A text with what is known of its references; `$${` is `${`.
    fn interpolated(
        &self,
        text: &FormatText,
        depth: usize,
        faults: &mut Vec<Problem>,
    ) -> FormatText {
        let all = text.as_str();
        let mut out = FormatText::new();
        let mut done = 0;
        for (start, _) in all.match_indices("${") {
            if start < done {
                continue;
            }
            if all.get(..start).is_some_and(|before| before.ends_with('$')) {
                out.push_text(&text.slice(Span::new(done, start - 1)));
                if let Some(sign) = text.locate(Span::new(start - 1, start)) {
                    out.push_escape(sign.primary, "");
                }
                out.push_text(&text.slice(Span::new(start, start + 2)));
                done = start + 2;
                continue;
            }
            let Some(length) = all.get(start..).and_then(|rest| rest.find('}')) else {
                break;
            };
            let span = Span::new(start, start + length + 1);
            let name = all.get(start + 2..start + length).unwrap_or_default();
            out.push_text(&text.slice(Span::new(done, start)));
            done = span.end;
            match self.named(name, depth, faults) {
                Worth::Text(value) if self.spend(value.len()) => out.push_text(&value),
                Worth::Text(_) | Worth::Unknown => {
                    if let Some(places) = text.locate(span) {
                        self.meant(name, &places, faults);
                        out.push_hole(places.primary);
                    }
                }
            }
        }
        out.push_text(&text.slice(Span::new(done, all.len())));
        out
    }

    /// A reference to `context`, where nothing is called so: somebody meant `$context.x`.
    fn meant(&self, name: &str, places: &gwfmt_core::text::Places, faults: &mut Vec<Problem>) {
        let tree = self.tree();
        let sections = ["resources", "variables", "config", "configuration"];
        let is_there = sections.iter().any(|section| {
            let section = tree.get(tree.root, section);
            section.is_some_and(|section| tree.get(section, "context").is_some())
        });
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let path = name
            .strip_prefix("context.")
            .filter(|path| !path.is_empty());
        let Some(path) = path.filter(|path| path.chars().all(is_name) && !is_there) else {
            return;
        };
        let message = format!("`${{{name}}}` is a reference to a resource that is not declared");
        let problem = Problem::new(ProblemKind::Interpolated, places.primary, message);
        faults.push(Problem {
            fix: places.verbatim.then(|| format!("$context.{path}")),
            ..problem
        });
    }

    /// What a name stands for: a variable, or the default of a setting.
    fn named(&self, name: &str, depth: usize, faults: &mut Vec<Problem>) -> Worth {
        let tree = self.tree();
        let of = |section: &str| {
            tree.get(tree.root, section)
                .and_then(|all| tree.get(all, name))
        };
        if let Some(variable) = of("variables") {
            return self.value(variable, depth, faults);
        }
        let setting = of("config").or_else(|| of("configuration"));
        let default = setting.and_then(|setting| tree.get(setting, "default"));
        match default {
            Some(default) => self.value(default, depth, faults),
            None => Worth::Unknown,
        }
    }

    /// A value as JSON, as Go writes it: keys sorted, no spaces.
    fn json(&self, id: NodeId, depth: usize, out: &mut FormatText, faults: &mut Vec<Problem>) {
        let tree = self.tree();
        let place = self.document.place(id);
        if depth == 0 || tree.is_cut(id) {
            out.push_hole(place);
        } else if self.function(id).is_some() {
            match self.value(id, depth, faults) {
                Worth::Text(text) => json_string(&text, place, out),
                Worth::Unknown => out.push_hole(place),
            }
        } else if tree.is_mapping(id) {
            let mut entries = tree.entries(id);
            entries.sort_by_key(|(key, _)| tree.word(*key));
            out.push_written(place, "{");
            for (at, (key, value)) in entries.into_iter().enumerate() {
                out.push_written(place, if at > 0 { "," } else { "" });
                if let Some((name, _)) = self.document.scalar(key) {
                    json_string(&name, self.document.place(key), out);
                }
                out.push_written(place, ":");
                self.json(value, depth - 1, out, faults);
            }
            out.push_written(place, "}");
        } else if tree.is_sequence(id) {
            out.push_written(place, "[");
            for (at, item) in tree.children(id).enumerate() {
                out.push_written(place, if at > 0 { "," } else { "" });
                self.json(item, depth - 1, out, faults);
            }
            out.push_written(place, "]");
        } else {
            self.json_scalar(id, depth, out, faults);
        }
    }

    fn json_scalar(
        &self,
        id: NodeId,
        depth: usize,
        out: &mut FormatText,
        faults: &mut Vec<Problem>,
    ) {
        let tree = self.tree();
        let place = self.document.place(id);
        let word = tree.word(id).unwrap_or_default();
        let is_whole = word.starts_with("${") && word.find('}') == Some(word.len() - 1);
        let is_plain = self.document.text.get(place.span.range()) == Some(word);
        if tree.is_null(id) {
            out.push_written(place, "null");
        } else if is_plain && matches!(word, "true" | "false") {
            out.push_escape(place, word);
        } else if is_plain && word.parse::<f64>().is_ok() {
            // how Go writes a number is not always how it is written here
            match word.parse::<u32>() {
                Ok(number) if number.to_string() == word => out.push_escape(place, word),
                _ => out.push_hole(place),
            }
        } else if is_whole {
            // of something else than a string nobody knows the type
            match self.value(id, depth, faults) {
                Worth::Text(text) if !text.has_holes() => json_string(&text, place, out),
                _ => out.push_hole(place),
            }
        } else if let Worth::Text(text) = self.value(id, depth, faults) {
            json_string(&text, place, out);
        } else {
            out.push_hole(place);
        }
    }
}

/// Appends a text as a string of JSON. `place` caused its quotes.
fn json_string(text: &FormatText, place: SourceSpan, out: &mut FormatText) {
    out.push_written(place, "\"");
    let all = text.as_str();
    let mut done = 0;
    for (at, c) in all.char_indices() {
        let escaped = match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..'\u{20}' => {
                format!("\\u{:04x}", u32::from(c))
            }
            _ => continue,
        };
        out.push_text(&text.slice(Span::new(done, at)));
        done = at + c.len_utf8();
        let from = text.locate(Span::new(at, done));
        out.push_escape(from.map_or(place, |places| places.primary), &escaped);
    }
    out.push_text(&text.slice(Span::new(done, all.len())));
    out.push_written(place, "\"");
}
