//! Files that give values to the parameters of a template: lists for the CLI (`ParameterKey`, `ParameterValue`), files of
//! CodePipeline, Rain and Sceptre (`Parameters`), `samconfig.toml`. Nobody says which of them is used, so each makes formats of
//! its own.

use std::collections::{BTreeSet, HashMap};

use super::values::Values;
use crate::Sources;
use crate::limits::{PARAMETER_BYTES, PARAMETER_FILES};
use crate::paths::{join, parent};
use crate::yaml::tree::{NodeId, Tree};
use crate::yaml::{self, ALL};
use gwfmt_core::span::{SourceId, Span};
use gwfmt_core::text::FormatText;
use sam::Sections;

mod sam;
#[cfg(test)]
mod tests;
mod toml;

/// Where a template lies.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) path: &'a str,
    pub(super) sources: &'a dyn Sources,
}

/// The values that a file gives to parameters at once.
pub(super) struct Given {
    pub(super) source: SourceId,
    pub(super) values: HashMap<String, FormatText>,
}

/// Folders of files of parameters, beside a template or above it.
const FOLDERS: [&str; 16] = [
    "cfn",
    "cloudformation",
    "conf",
    "config",
    "configs",
    "configuration",
    "deploy",
    "deployment",
    "env",
    "environment",
    "environments",
    "envs",
    "parameter",
    "parameters",
    "params",
    "vars",
];

/// All that the files around a template give to these parameters, where one of the values is a format; and whether there are
/// more files than are tried.
pub(super) fn given(around: Around<'_>, asked: &BTreeSet<String>) -> (Vec<Given>, bool) {
    let mut all = Vec::new();
    if asked.is_empty() {
        return (all, false);
    }
    let mut bytes = PARAMETER_BYTES;
    let paths = paths(around);
    for path in paths.iter().take(PARAMETER_FILES) {
        let Some((source, text)) = around.sources.read(path) else {
            continue;
        };
        let Some(left) = bytes.checked_sub(text.len()) else {
            return (all, true);
        };
        bytes = left;
        if !text.contains("$context") || !asked.iter().any(|name| text.contains(name.as_str())) {
            continue;
        }
        let (mut sets, sections) = if ending(path) == "toml" {
            (Vec::new(), toml::sections(source, &text))
        } else {
            sets(source, &text)
        };
        sets.extend(sections.sets_for(around, path));
        let is_asked = |values: &HashMap<String, FormatText>| {
            let mut asked = values.iter().filter(|(name, _)| asked.contains(*name));
            asked.any(|(_, text)| text.as_str().contains("$context"))
        };
        let sets = sets.into_iter().filter(is_asked);
        all.extend(sets.map(|values| Given { source, values }));
        if all.len() > PARAMETER_FILES {
            all.truncate(PARAMETER_FILES);
            return (all, true);
        }
    }
    (all, paths.len() > PARAMETER_FILES)
}

/// The files that may give values: of the template's folder and those above it, and of the folders beside them that are called
/// as such folders are.
fn paths(around: Around<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut folder = parent(around.path);
    let own = folder;
    loop {
        let inner = around.sources.folders(folder);
        let inner = inner
            .into_iter()
            .filter(|name| FOLDERS.iter().any(|known| name.eq_ignore_ascii_case(known)));
        for name in around.sources.list(folder) {
            if is_parameters(&name, folder == own) {
                found.push(join(folder, &name));
            }
        }
        for name in inner {
            let inner = join(folder, &name);
            let names = around.sources.list(&inner).into_iter();
            let names = names.filter(|name| is_parameters(name, true));
            found.extend(names.map(|name| join(&inner, &name)));
        }
        if folder.is_empty() {
            break;
        }
        folder = parent(folder);
    }
    found.retain(|path| path != around.path);
    found
}

/// Whether a file of this name may give values; elsewhere than beside the template it says so.
fn is_parameters(name: &str, is_near: bool) -> bool {
    let name = name.to_ascii_lowercase();
    let is_read = matches!(&*ending(&name), "json" | "yaml" | "yml")
        || name.starts_with("samconfig") && ending(&name) == "toml";
    is_read && (is_near || name.contains("param") || name.starts_with("samconfig"))
}

fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

/// The values in a file of JSON or YAML, and in the sections of one of SAM.
fn sets(source: SourceId, text: &str) -> (Vec<HashMap<String, FormatText>>, Sections) {
    let mut sets = Vec::new();
    let mut sections = Sections::default();
    for tree in yaml::read(text, ALL).flatten() {
        let values = Values::new(&tree, source, text);
        let root = tree.root;
        let mut add = |id: Option<NodeId>| {
            let found = id
                .map(|id| set(&tree, &values, id, override_of))
                .unwrap_or_default();
            sets.extend((!found.is_empty()).then_some(found));
        };
        if tree.is_sequence(root) {
            add(Some(root));
            continue;
        }
        add(tree.get(root, "Parameters"));
        add(tree.get(root, "parameters"));
        // `samconfig.yaml`: an environment, a command, `parameters`
        for (name, environment) in tree.entries(root).into_iter().take(PARAMETER_FILES) {
            for (command, inner) in tree.entries(environment).into_iter().take(PARAMETER_FILES) {
                let Some(parameters) = tree.get(inner, "parameters") else {
                    continue;
                };
                let word = |id| tree.word(id).unwrap_or_default().to_owned();
                let section = (word(name), word(command));
                let mut templates = sam::TEMPLATE_KEYS.iter();
                if let Some(template) = templates.find_map(|key| tree.get(parameters, key)) {
                    sections.templates.insert(section.clone(), word(template));
                }
                let given = tree.get(parameters, "parameter_overrides");
                let given = given.map(|id| set(&tree, &values, id, overrides));
                sections.sets.extend(given.map(|values| (section, values)));
            }
        }
    }
    (sets, sections)
}

/// What a text in a list gives: `override_of` for the CLI of AWS, `overrides` for that of SAM.
type Item = fn(&FormatText) -> Vec<(String, FormatText)>;

/// The values in a list, an object or a text.
fn set(
    tree: &Tree<'_>,
    values: &Values<'_>,
    id: NodeId,
    of_text: Item,
) -> HashMap<String, FormatText> {
    let mut found = HashMap::new();
    let text = |id: NodeId| tree.word(id).map(|_| values.value(id).text);
    if tree.is_sequence(id) {
        for item in tree.children(id) {
            let name = tree
                .get(item, "ParameterKey")
                .and_then(|name| tree.word(name));
            let value = tree.get(item, "ParameterValue").and_then(text);
            match name.zip(value) {
                Some((name, value)) => {
                    found.insert(name.to_owned(), value);
                }
                None => found.extend(text(item).iter().flat_map(of_text)),
            }
        }
    } else if tree.is_mapping(id) {
        let all = tree.entries(id).into_iter();
        found.extend(
            all.filter_map(|(name, value)| Some((tree.word(name)?.to_owned(), text(value)?))),
        );
    } else if let Some(text) = text(id) {
        found.extend(overrides(&text));
    }
    found
}

/// An item of a list: `Name=value`, to its end.
fn override_of(text: &FormatText) -> Vec<(String, FormatText)> {
    let Some((name, value)) = text.as_str().split_once('=') else {
        return Vec::new();
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let span = Span::new(text.len() - value.len(), text.len());
    let found = is_name.then(|| (name.to_owned(), text.slice(span)));
    Vec::from_iter(found)
}

/// `Name=value Other="a value"`, and the long form of it with `ParameterKey` and `ParameterValue`.
fn overrides(text: &FormatText) -> Vec<(String, FormatText)> {
    let all = text.as_str();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = all.get(at..).filter(|rest| !rest.is_empty()) {
        let blanks = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let start = at + blanks;
        let long = rest.strip_prefix("ParameterKey=").and_then(|rest| {
            let (name, _) = rest.split_once(",ParameterValue=")?;
            Some((
                name,
                "ParameterKey=".len() + name.len() + ",ParameterValue=".len(),
            ))
        });
        let short = || rest.split_once('=').map(|(name, _)| (name, name.len() + 1));
        let Some((name, before)) = long.or_else(short) else {
            break;
        };
        let (value, len) = value(text, start + before);
        let name = name.trim_matches(['"', '\'']);
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !name.is_empty() {
            found.push((name.to_owned(), value));
        }
        at = start + before + len;
    }
    found
}

/// The value that begins at a place, without its quotes, and how much of the text it takes. A backslash protects a blank and
/// a quote.
fn value(text: &FormatText, from: usize) -> (FormatText, usize) {
    let rest = text.as_str().get(from..).unwrap_or_default();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inner = from + quote.map_or(0, char::len_utf8);
    let mut out = FormatText::new();
    let mut done = inner;
    let mut chars = text
        .as_str()
        .get(inner..)
        .unwrap_or_default()
        .char_indices()
        .peekable();
    while let Some((at, c)) = chars.next() {
        let at = inner + at;
        let next = chars.peek().map(|(_, next)| *next);
        if c == '\\' && matches!(next, Some(' ' | '"' | '\'')) {
            out.push_text(&text.slice(Span::new(done, at)));
            done = at + 1;
            chars.next();
        } else if quote.map_or_else(|| c.is_whitespace(), |quote| c == quote) {
            out.push_text(&text.slice(Span::new(done, at)));
            return (out, at + c.len_utf8() - from);
        }
    }
    out.push_text(&text.slice(Span::new(done, text.len())));
    (out, text.len() - from)
}
