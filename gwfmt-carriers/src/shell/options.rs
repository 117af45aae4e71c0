//! The commands of AWS that set a format, and what their options take: JSON, the shorthand of the command line, files.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::value::{Value, value};
use super::words::{Command, Script, Word};
use crate::paths::{parent, resolve};
use crate::yaml::scalar;
use crate::yaml::tree::{Kind, NodeId, Tree};
use crate::yaml::{self, ALL};
use crate::{Extraction, Found, Sources, Unknown, Why};

/// Where a patch puts the format.
const FORMAT: &str = "/accessLogSettings/format";

/// Stands for a value that is put together, and that no file holds in these bytes.
pub(super) const VALUE: SourceId = SourceId(u32::MAX);

/// Adds the formats that the commands of a script set.
pub(super) fn formats(script: &Script, path: &str, sources: &dyn Sources, to: &mut Extraction) {
    let Some((_, file)) = sources.read(path) else {
        return;
    };
    let v2 = protocol(script);
    for command in &script.commands {
        let call = Call {
            script,
            command,
            path,
            file: &file,
            sources,
        };
        let before = to.formats.len();
        call.formats(v2, to);
        call.destinations(v2, before, to);
    }
}

/// The types of APIs that a script makes, where that is one.
fn protocol(script: &Script) -> ApiSet {
    let mut found = script
        .commands
        .iter()
        .filter(|&command| command.is_call("apigatewayv2", &["create-api"]))
        .map(|command| {
            let option = command.option("--protocol-type").into_iter().next()?;
            match option.plain()?.as_str() {
                "HTTP" => Some(Api::Http),
                "WEBSOCKET" => Some(Api::WebSocket),
                _ => None,
            }
        });
    match found.next() {
        Some(Some(api)) if found.all(|other| other == Some(api)) => ApiSet::one(api),
        _ => ApiSet::V2,
    }
}

impl Command {
    /// Whether it is one of these operations of a service.
    pub(super) fn is_call(&self, service: &str, operations: &[&str]) -> bool {
        let plain: Vec<Option<String>> = self.words.iter().map(Word::plain).collect();
        let mut pairs = plain.windows(2);
        pairs.any(|pair| match pair {
            [Some(one), Some(two)] => one == service && operations.contains(&two.as_str()),
            _ => false,
        })
    }

    /// The words that an option takes.
    pub(super) fn option(&self, name: &str) -> Vec<Word> {
        let mut found = Vec::new();
        let mut is_inside = false;
        for word in &self.words {
            let begins = word.begins();
            if is_inside && !begins.starts_with("--") {
                found.push(word.clone());
                continue;
            }
            is_inside = begins == name;
            if let Some(rest) = begins.strip_prefix(name)
                && rest.starts_with('=')
            {
                let mut word = word.clone();
                word.cut(name.len() + 1);
                found.push(word);
                is_inside = true;
            }
        }
        found
    }
}

/// A command on its way.
pub(super) struct Call<'c> {
    pub(super) script: &'c Script,
    pub(super) command: &'c Command,
    path: &'c str,
    pub(super) file: &'c str,
    sources: &'c dyn Sources,
}

/// What an option says of access logs.
struct Setting {
    /// Its format, as far as there is one.
    format: FormatText,
    place: SourceSpan,
    remarks: Vec<String>,
}

impl Call<'_> {
    fn formats(&self, v2: ApiSet, to: &mut Extraction) {
        const STAGES: [&str; 2] = ["create-stage", "update-stage"];
        if self.command.is_call("apigatewayv2", &STAGES) {
            for word in self.command.option("--access-log-settings") {
                self.add(&word, v2, to, |text, tree, root| {
                    found(text, tree, tree.get(root, "Format"))
                });
            }
            for word in self.command.option("--cli-input-json") {
                self.add(&word, v2, to, |text, tree, root| {
                    let settings = tree.get(root, "AccessLogSettings");
                    found(text, tree, settings.and_then(|id| tree.get(id, "Format")))
                });
            }
        }
        if self.command.is_call("apigateway", &STAGES) {
            let rest = ApiSet::one(Api::Rest);
            for word in self.command.option("--patch-operations") {
                self.add(&word, rest, to, |text, tree, root| {
                    patch(text, tree, root, FORMAT)
                });
            }
            for word in self.command.option("--cli-input-json") {
                self.add(&word, rest, to, |text, tree, root| {
                    let list = tree.get(root, "patchOperations");
                    list.map_or_else(Vec::new, |list| patch(text, tree, list, FORMAT))
                });
            }
        }
    }

    fn add(
        &self,
        word: &Word,
        api: ApiSet,
        to: &mut Extraction,
        read: impl Fn(&str, &Tree<'_>, NodeId) -> Vec<(FormatText, Span)>,
    ) {
        let mut value = value(self.script, word, self.file);
        let place = word.place.unwrap_or(SourceSpan::new(VALUE, 0, 0));
        let address = self.address();
        if let Some(path) = value.text.as_str().strip_prefix("file://") {
            if let Some(text) = self.document(path) {
                value = text;
            } else {
                to.unknown.push(Unknown {
                    address,
                    place,
                    via: Vec::new(),
                    why: Why::NotComputed,
                    reason: format!(
                        "the file `{}` cannot be read",
                        path.replace('\u{FFFC}', "…")
                    ),
                });
                return;
            }
        }
        let text = value.text.as_str();
        if text.trim_start().starts_with(['{', '[']) {
            let Some(Ok(tree)) = yaml::read(text, ALL).next() else {
                to.unknown.push(Unknown {
                    address,
                    place,
                    via: Vec::new(),
                    why: Why::NotComputed,
                    reason: "the value is not JSON".to_owned(),
                });
                return;
            };
            for (format, span) in read(text, &tree, tree.root) {
                let setting = Setting {
                    format: format.within(VALUE, &value.text),
                    place: value.text.place(span).unwrap_or(place),
                    remarks: Vec::new(),
                };
                push(setting, api, &address, &value, to);
            }
            return;
        }
        let holes: usize = value.text.holes().map(|(hole, _)| hole.len()).sum();
        if holes > 0 && holes == text.len() {
            let reason = match &value.open {
                Some(name) => format!("the variable `{name}` is known only when the script runs"),
                None => "it is known only when the script runs".to_owned(),
            };
            to.unknown.push(Unknown {
                address,
                place,
                via: Vec::new(),
                why: Why::Deployment,
                reason,
            });
            return;
        }
        if let Some((span, is_cut)) = shorthand(text, FORMAT, "Format") {
            let remark = "the AWS CLI splits a value of its shorthand at each comma outside of quotes of its own: give it JSON";
            let setting = Setting {
                format: value.text.slice(span),
                place: value.text.place(span).unwrap_or(place),
                remarks: Vec::from_iter(is_cut.then(|| remark.to_owned())),
            };
            push(setting, api, &address, &value, to);
        }
    }

    /// The stage, where its name is written; else the operation.
    pub(super) fn address(&self) -> String {
        let name = self.command.option("--stage-name").into_iter().next();
        let name = name.map(|word| value(self.script, &word, self.file).text);
        let name = name.filter(|name| !name.has_holes() && !name.is_empty());
        name.map_or_else(|| "stage".to_owned(), |name| name.as_str().to_owned())
    }

    /// What a file holds: one of the repository, or one that the script writes.
    pub(super) fn document(&self, path: &str) -> Option<Value> {
        let mut names = self.script.files.iter();
        if let Some((_, word)) =
            names.find(|(name, _)| name.trim_start_matches("./") == path.trim_start_matches("./"))
        {
            return Some(value(self.script, word, self.file));
        }
        let location = self.sources.location();
        let folders = [parent(self.path), ""];
        let (source, text) = folders.into_iter().find_map(|folder| {
            let path = resolve(&location, folder, path)?;
            self.sources.read(&path)
        })?;
        Some(Value {
            text: FormatText::of_file(source, &text),
            ..Value::default()
        })
    }
}

/// A text behind a key.
pub(super) fn found(text: &str, tree: &Tree<'_>, id: Option<NodeId>) -> Vec<(FormatText, Span)> {
    let string = |id: NodeId| {
        let node = tree.node(id)?;
        let Kind::Scalar(style) = node.kind else {
            return None;
        };
        let indent = node.indent.map(|indent| indent as usize);
        let (text, _) = scalar::decode(VALUE, text, style, node.span.range(), indent);
        Some((text, node.span))
    };
    id.and_then(string).into_iter().collect()
}

/// What a list of patches, or one, sets at a path.
pub(super) fn patch(
    text: &str,
    tree: &Tree<'_>,
    list: NodeId,
    at: &str,
) -> Vec<(FormatText, Span)> {
    let patches: Vec<NodeId> = if tree.is_sequence(list) {
        tree.children(list).collect()
    } else {
        vec![list]
    };
    let is_there = |id: &NodeId| {
        let path = tree.get(*id, "path").and_then(|path| tree.word(path));
        path == Some(at)
    };
    let values = patches.into_iter().filter(is_there);
    values
        .flat_map(|id| found(text, tree, tree.get(id, "value")))
        .collect()
}

/// The value at a path in `op=replace,path=…,value=…`, or of a key in `DestinationArn=…,Format=…`, and whether a comma ends it early.
pub(super) fn shorthand(text: &str, at: &str, key: &str) -> Option<(Span, bool)> {
    let wanted = (at, key);
    let mut keys: Vec<(&str, Span, bool)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..)?;
        let key = rest.find(['=', ',']).unwrap_or(rest.len());
        let is_key = rest.as_bytes().get(key) == Some(&b'=')
            && rest.get(..key)?.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_key {
            // what follows a comma and is no key belongs to the value before
            let (_, span, is_cut) = keys.last_mut()?;
            let len = rest.find(',').unwrap_or(rest.len());
            span.end = at + len;
            *is_cut = true;
            at = span.end + 1;
            continue;
        }
        let start = at + key + 1;
        let value = text.get(start..)?;
        let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let (span, next) = if let Some(quote) = quote {
            let end = value.get(1..)?.find(quote)?;
            (Span::new(start + 1, start + 1 + end), start + end + 3)
        } else {
            let len = value.find(',').unwrap_or(value.len());
            (Span::new(start, start + len), start + len + 1)
        };
        keys.push((rest.get(..key)?, span, false));
        at = next;
    }
    let get = |name: &str| keys.iter().find(|(key, ..)| *key == name);
    let found = match get("path") {
        Some((_, path, _)) if text.get(path.range()) == Some(wanted.0) => get("value"),
        Some(_) => None,
        None => get(wanted.1),
    };
    found.map(|(_, span, is_cut)| (*span, *is_cut))
}

fn push(setting: Setting, api: ApiSet, address: &str, value: &Value, to: &mut Extraction) {
    let Setting {
        format,
        place,
        remarks,
    } = setting;
    let faults: Vec<_> = value
        .faults
        .iter()
        .filter(|fault| format.holes().any(|(_, hole)| hole == fault.place))
        .cloned()
        .collect();
    let holes: usize = format.holes().map(|(hole, _)| hole.len()).sum();
    if format.is_empty() {
        return;
    }
    if holes == format.len() && faults.is_empty() {
        let name = value.open.as_deref().unwrap_or_default();
        to.unknown.push(Unknown {
            address: address.to_owned(),
            place,
            via: Vec::new(),
            why: Why::Deployment,
            reason: if name.is_empty() {
                "it is known only when the script runs".to_owned()
            } else {
                format!("the variable `{name}` is known only when the script runs")
            },
        });
        return;
    }
    to.formats.push(Found {
        text: format,
        extent: Extent::Whole,
        api,
        receiver: None,
        address: address.to_owned(),
        place,
        via: Vec::new(),
        remarks,
        faults,
    });
}
