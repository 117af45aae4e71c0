//! A service of the Serverless Framework: its configuration, and the files that it is put together from. A value is read where
//! somebody asks for it, with the variables in it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::{FormatText, HOLE};

use super::choices::{Choices, Value};
use super::file::{At, File};
use super::typed::{Typed, typed};
use super::variable::{self, Source, Syntax, Variable};
use crate::limits::{
    BRANCHES, SERVERLESS_DEPTH, SERVERLESS_FILES, SERVERLESS_STEPS, SERVERLESS_STEPS_ALL,
    SERVERLESS_STEPS_LEAST,
};
use crate::reason::Reason;
use crate::yaml::{self, ALL};
use crate::{Sources, paths};

/// Bytes that a variable brings for a step of work.
const BYTES_PER_STEP: usize = 16;

/// What a text is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// It is a value: a variable that is known by default stands at its default.
    Value,
    /// It is a name of something else: a variable that may be otherwise could be anything.
    Name,
}

/// A service.
pub(super) struct Service<'s> {
    sources: &'s dyn Sources,
    /// The folder that paths begin at.
    folder: String,
    main: At,
    syntax: Syntax,
    files: RefCell<HashMap<String, Option<Loaded>>>,
    /// The texts that were read.
    texts: RefCell<HashSet<SourceSpan>>,
    left: Cell<u32>,
    in_all: Cell<u32>,
    /// Whether something was left out.
    is_short: Cell<bool>,
}

#[derive(Clone)]
enum Loaded {
    Tree(Rc<File>),
    Text(SourceId, Arc<str>),
}

impl<'s> Service<'s> {
    pub(super) fn new(path: &str, main: &Rc<File>, sources: &'s dyn Sources) -> Self {
        let main = At::root(main);
        let pattern = main
            .get("provider")
            .and_then(|provider| provider.get("variableSyntax"));
        let pattern = pattern.and_then(|at| at.file.document().scalar(at.id));
        let syntax = pattern.and_then(|(pattern, _)| Syntax::of_pattern(pattern.as_str()));
        Self {
            sources,
            folder: paths::parent(path).to_owned(),
            main,
            syntax: syntax.unwrap_or_default(),
            files: RefCell::default(),
            texts: RefCell::default(),
            left: Cell::new(SERVERLESS_STEPS),
            in_all: Cell::new(SERVERLESS_STEPS_ALL),
            is_short: Cell::new(false),
        }
    }

    pub(super) fn main(&self) -> &At {
        &self.main
    }

    /// Whether the text there was read: the format, or what a variable names.
    pub(super) fn has_read(&self, place: SourceSpan) -> bool {
        self.texts.borrow().contains(&place)
    }

    /// Runs `work` with steps of its own; gives back whether they were enough.
    pub(super) fn budgeted<T>(&self, work: impl FnOnce() -> T) -> (T, bool) {
        let given = SERVERLESS_STEPS.min(self.in_all.get());
        let given = given.max(SERVERLESS_STEPS_LEAST);
        self.left.set(given);
        self.is_short.set(false);
        let done = work();
        let spent = given - self.left.get();
        self.in_all.set(self.in_all.get().saturating_sub(spent));
        (done, !self.is_short.get())
    }

    /// Takes steps; `false` when there are none left.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        if left.is_none() {
            self.is_short.set(true);
        }
        left.is_some()
    }

    /// Whether variables may be followed one level deeper.
    fn descend(&self, depth: usize) -> bool {
        if depth == 0 {
            self.is_short.set(true);
        }
        depth > 0 && self.spend(1)
    }

    /// What is behind a path of keys, from the top of the configuration.
    pub(super) fn path(&self, keys: &[&str]) -> Choices {
        let start = Choices::one(Value::Node(self.main.clone()), self.main.place());
        let depth = SERVERLESS_DEPTH;
        keys.iter()
            .fold(start, |all, key| self.members(&all, key, depth))
    }

    /// What a value is, its variables followed.
    pub(super) fn value(&self, at: &At) -> Choices {
        self.at(at, SERVERLESS_DEPTH)
    }

    /// A text with what is known of its variables; what may be several things is a hole.
    pub(super) fn certain(&self, text: &FormatText) -> FormatText {
        let place = text.locate(Span::at(0));
        let place = place.map_or(self.main.place(), |places| places.primary);
        let mut certain = FormatText::new();
        let mut done = 0;
        for variable in variable::variables(text.as_str(), &self.syntax) {
            certain.push_text(&self.plain(text, Span::new(done, variable.span.start)));
            done = variable.span.end;
            let values = self.variable(text, &variable, SERVERLESS_DEPTH);
            if let [only] = &values.texts()[..] {
                certain.push_text(only);
                continue;
            }
            let hole = text.locate(variable.span);
            certain.push_hole(hole.map_or(place, |places| places.primary));
        }
        certain.push_text(&self.plain(text, Span::new(done, text.len())));
        certain
    }

    /// What is behind a key of a value.
    pub(super) fn member(&self, at: &At, key: &str) -> Choices {
        let one = Choices::one(Value::Node(at.clone()), at.place());
        self.members(&one, key, SERVERLESS_DEPTH)
    }

    fn at(&self, at: &At, depth: usize) -> Choices {
        let tree = at.tree();
        if at.is_null() {
            return Choices::default();
        }
        if tree.is_cut(at.id) {
            self.is_short.set(true);
            let reason = Reason::not_computed("it has more values than are read");
            return Choices::unknown(reason, at.place());
        }
        match at.untyped().map(typed) {
            None | Some(Typed::AsWritten) => {}
            Some(Typed::Boolean(word)) => {
                let mut text = FormatText::new();
                text.push_escape(at.place(), word);
                return Choices::one(Value::Text(text), at.place());
            }
            Some(Typed::Other) => {
                let reason = "gwfmt does not compute how the framework writes this number or date";
                return Choices::unknown(Reason::not_computed(reason), at.place());
            }
        }
        let text = at.file.document().scalar(at.id);
        match text.filter(|_| tree.word(at.id).is_some()) {
            Some((text, notes)) => {
                self.texts.borrow_mut().insert(at.place());
                let mut found = self.filled(&text, at.place(), Use::Value, depth);
                // what another value takes over is looked at once more, without its backslashes
                let is_taken = depth + 1 < SERVERLESS_DEPTH && depth > 0;
                if is_taken && !variable::escapes(text.as_str(), &self.syntax).is_empty() {
                    let texts = found.texts();
                    found.known.clear();
                    for text in &texts {
                        found.add(self.filled(text, at.place(), Use::Value, depth - 1));
                    }
                }
                let remarks = at.file.document().remarks(at.id, text.as_str(), notes);
                for one in &mut found.known {
                    one.remarks.extend(&remarks);
                }
                found
            }
            None => Choices::one(Value::Node(at.clone()), at.place()),
        }
    }

    /// What is behind a key of each of these. A part of the key that is not known may be anything.
    fn members(&self, all: &Choices, key: &str, depth: usize) -> Choices {
        let mut members = Choices {
            known: Vec::new(),
            unknown: all.unknown.clone(),
            may_be_missing: all.may_be_missing,
        };
        for one in &all.known {
            let Value::Node(at) = &one.value else {
                continue; // a text has no members
            };
            let found = if key.contains(HOLE) {
                members.may_be_missing = true;
                let entries = at.entries();
                if !self.spend(entries.len()) {
                    return members;
                }
                let matching = entries.into_iter().filter(|(name, _)| is_like(name, key));
                matching.map(|(_, at)| at).collect()
            } else {
                Vec::from_iter(at.get(key))
            };
            for at in found {
                if !self.descend(depth) {
                    return members;
                }
                members.add(self.at(&at, depth - 1).through(&one.via));
            }
        }
        members
    }

    /// What a text is when its variables are filled in.
    fn filled(&self, text: &FormatText, place: SourceSpan, how: Use, depth: usize) -> Choices {
        let variables = variable::variables(text.as_str(), &self.syntax);
        let whole = Span::new(0, text.len());
        if let [variable] = &variables[..]
            && variable.span == whole
        {
            return self.variable(text, variable, depth).through(&[place]);
        }
        let mut texts = vec![FormatText::new()];
        let mut done = 0;
        for variable in &variables {
            let before = self.plain(text, Span::new(done, variable.span.start));
            for text in &mut texts {
                text.push_text(&before);
            }
            done = variable.span.end;
            let values = self.variable(text, variable, depth);
            let is_open = how == Use::Name && (values.unknown.is_some() || values.may_be_missing);
            let pieces = if is_open { Vec::new() } else { values.texts() };
            let count = texts.len() * pieces.len();
            // each of several is written anew
            let kept: usize = match pieces.len() {
                0 | 1 => 0,
                _ => texts.iter().map(FormatText::len).sum::<usize>() * pieces.len(),
            };
            let brought: usize = pieces.iter().map(FormatText::len).sum();
            let cost = (kept + brought * texts.len()) / BYTES_PER_STEP;
            if count == 0 || count > BRANCHES || !self.spend(cost) {
                let hole = text
                    .locate(variable.span)
                    .map_or(place, |places| places.primary);
                for text in &mut texts {
                    text.push_hole(hole);
                }
                continue;
            }
            let product = texts.iter().flat_map(|text| {
                pieces.iter().map(move |piece| {
                    let mut text = text.clone();
                    text.push_text(piece);
                    text
                })
            });
            texts = product.collect();
        }
        let after = self.plain(text, Span::new(done, text.len()));
        for text in &mut texts {
            text.push_text(&after);
        }
        let mut all = Choices::default();
        for text in texts {
            all.add(Choices::one(Value::Text(text), place));
        }
        all
    }

    /// A part of a text without the backslashes that keep variables from being variables.
    fn plain(&self, text: &FormatText, part: Span) -> FormatText {
        let mut plain = FormatText::new();
        let mut done = part.start;
        let escapes = variable::escapes(text.as_str(), &self.syntax).into_iter();
        let escapes =
            escapes.filter(|escape| part.start <= escape.start && escape.start < part.end);
        for escape in escapes {
            plain.push_text(&text.slice(Span::new(done, escape.start)));
            if let Some(places) = text.locate(escape) {
                plain.push_escape(places.primary, "");
            }
            done = escape.end.min(part.end);
        }
        plain.push_text(&text.slice(Span::new(done, part.end)));
        plain
    }

    /// What the first source of a variable gives that has a value; of those before it is not known whether they have one.
    fn variable(&self, text: &FormatText, variable: &Variable, depth: usize) -> Choices {
        let place = text.locate(variable.span);
        let place = place.map_or(self.main.place(), |places| places.primary);
        if !self.descend(depth) {
            let reason = Reason::not_computed("its variables lead further than they are followed");
            return Choices::unknown(reason, place);
        }
        let mut all = Choices::default();
        for source in &variable.sources {
            let found = self.source(text, source, place, depth - 1);
            let is_sure =
                !found.known.is_empty() && found.unknown.is_none() && !found.may_be_missing;
            all.add(found);
            if is_sure {
                break;
            }
        }
        if all.known.is_empty() && all.unknown.is_none() {
            let word = text.as_str().get(variable.span.range()).unwrap_or_default();
            let reason = Reason::deployment(format!("`{}` names nothing", word.replace(HOLE, "…")));
            return Choices::unknown(reason, place);
        }
        all
    }

    fn source(
        &self,
        text: &FormatText,
        source: &Source,
        place: SourceSpan,
        depth: usize,
    ) -> Choices {
        let part = |span: Span| text.slice(span);
        match source {
            Source::Literal(span) => {
                let at = text.locate(*span).map_or(place, |places| places.primary);
                self.filled(&part(*span), at, Use::Value, depth)
            }
            Source::Null => Choices::default(),
            Source::Nested(span) => self.filled(&part(*span), place, Use::Value, depth),
            Source::Named {
                kind,
                argument,
                address,
            } => {
                let name = |span: &Option<Span>| match span {
                    Some(span) => self.names(&part(*span), place, depth),
                    None => vec![FormatText::new()],
                };
                let kind = text.as_str().get(kind.range()).unwrap_or_default();
                let addresses = name(address);
                let mut all = Choices::default();
                for address in &addresses {
                    for argument in &name(argument) {
                        let (argument, address) = (argument.as_str(), address.as_str());
                        all.add(self.named(kind, argument, address, place, depth));
                    }
                }
                all
            }
            Source::Other => {
                let reason = Reason::not_computed("gwfmt does not read a variable of this kind");
                Choices::unknown(reason, place)
            }
        }
    }

    /// What a name may be when its variables are filled in; holes may be anything.
    fn names(&self, text: &FormatText, place: SourceSpan, depth: usize) -> Vec<FormatText> {
        let choices = self.filled(text, place, Use::Name, depth);
        let names = choices.texts();
        if choices.unknown.is_none() && !choices.may_be_missing && !names.is_empty() {
            return names;
        }
        let mut anything = FormatText::new();
        anything.push_hole(place);
        vec![anything]
    }

    fn named(
        &self,
        kind: &str,
        argument: &str,
        address: &str,
        place: SourceSpan,
        depth: usize,
    ) -> Choices {
        let deployment = |why: String| Choices::unknown(Reason::deployment(why), place);
        match kind {
            "self" => self.own(address, place, depth),
            "sls" if address == "stage" => self.own("provider.stage", place, depth),
            "param" => self.parameter(address, place, depth),
            "file" => self.file(argument, address, place, depth),
            "opt" => deployment(format!("the option `--{}` says what it is", shown(address))),
            "env" => deployment(format!("the environment says what `{}` is", shown(address))),
            "ssm" => deployment(format!(
                "the parameter `{}` of SSM is not in the repository",
                shown(address)
            )),
            "cf" => deployment(format!("the stack says what `{}` is", shown(address))),
            "s3" | "aws" | "sls" => deployment(format!(
                "`{kind}:{}` is known only at deployment",
                shown(address)
            )),
            "strToBool" => deployment("it is not text".to_owned()),
            _ => deployment(format!("what `{kind}` gives is known only at deployment")),
        }
    }

    /// A value of the configuration itself.
    fn own(&self, path: &str, place: SourceSpan, depth: usize) -> Choices {
        let mut found = self.property(self.main.clone(), path, depth);
        let default = match path {
            "provider.stage" => Some(("stage", "dev")),
            "provider.region" => Some(("region", "us-east-1")),
            _ => None,
        };
        if let Some((option, default)) = default {
            if found.known.is_empty() && found.unknown.is_none() {
                let mut text = FormatText::new();
                text.push_written(place, default);
                found.add(Choices::one(Value::Text(text), place));
            }
            let why = format!("the option `--{option}` says what it is");
            found.add(Choices::unknown(Reason::deployment(why), place));
        }
        found
    }

    /// A parameter, by the stages that give it a value.
    fn parameter(&self, name: &str, place: SourceSpan, depth: usize) -> Choices {
        let mut found = Choices::default();
        let mut by_default = false;
        let top = |key: &str| self.main.get(key).map(|at| self.at(&at, depth));
        let stages = [(top("params"), None), (top("stages"), Some("params"))];
        for (stages, inner) in stages {
            for stage in stages.iter().flat_map(Choices::nodes) {
                let entries = stage.entries();
                if !self.spend(entries.len()) {
                    break;
                }
                for (stage, at) in entries {
                    let mut values = self.at(&at, depth);
                    for key in inner.into_iter().chain([name]) {
                        values = self.members(&values, key, depth);
                    }
                    by_default |= stage == "default" && !values.known.is_empty();
                    found.add(values);
                }
            }
        }
        found.may_be_missing |= !by_default;
        if found.known.is_empty() && found.unknown.is_none() {
            let why = format!("the deployment gives the parameter `{}`", shown(name));
            found.add(Choices::unknown(Reason::deployment(why), place));
        }
        found
    }

    /// What is at a path, its steps separated by dots.
    fn property(&self, from: At, path: &str, depth: usize) -> Choices {
        let place = from.place();
        let start = self.at(&from, depth);
        let mut found = if start.known.is_empty() && start.unknown.is_none() {
            Choices::one(Value::Node(from), place)
        } else {
            start
        };
        let mut last = "";
        for key in path.split('.').filter(|_| !path.is_empty()) {
            found = self.members(&found, key, depth);
            last = key;
        }
        if last.contains(HOLE) {
            // beside formats there may be other things
            found.known.retain(|one| match &one.value {
                Value::Text(text) => text.as_str().contains("$context"),
                Value::Node(_) => true,
            });
        }
        found
    }

    /// What is in a file of the repository.
    fn file(&self, path: &str, address: &str, place: SourceSpan, depth: usize) -> Choices {
        let path = path.trim();
        let Some(files) = self.files_like(path) else {
            let why = format!("`{}` is not in the repository", shown(path));
            return Choices::unknown(Reason::not_computed(why), place);
        };
        let mut all = Choices {
            may_be_missing: path.contains(HOLE),
            ..Choices::default()
        };
        for path in &files {
            let is_code = [".js", ".cjs", ".mjs", ".ts"]
                .iter()
                .any(|end| path.ends_with(end));
            if is_code {
                let why = format!("gwfmt does not run `{path}`");
                all.add(Choices::unknown(Reason::not_computed(why), place));
                continue;
            }
            match self.load(path) {
                Some(Loaded::Tree(file)) => {
                    all.add(self.property(At::root(&file), address, depth));
                }
                Some(Loaded::Text(source, text)) if address.is_empty() => {
                    let place = SourceSpan::new(source, 0, text.len());
                    let text = FormatText::verbatim(source, 0, &text);
                    all.add(self.filled(&text, place, Use::Value, depth));
                }
                Some(Loaded::Text(..)) => {}
                None => {
                    let why = format!("`{path}` cannot be read");
                    all.add(Choices::unknown(Reason::not_computed(why), place));
                }
            }
        }
        all
    }

    /// The files whose paths are like this one, in which holes may be anything; nothing when they are not in the repository.
    fn files_like(&self, path: &str) -> Option<Vec<String>> {
        let mut found = vec![String::new()];
        let location = self.sources.location();
        if !path.contains(HOLE) {
            let path = paths::resolve(&location, &self.folder, path)?;
            let there = self.sources.list(paths::parent(&path));
            let is_there = there.iter().any(|name| path.ends_with(name.as_str()));
            return Some(Vec::from_iter(is_there.then_some(path)));
        }
        let known = path.split('/').take_while(|part| !part.contains(HOLE));
        let known: Vec<&str> = known.collect();
        let start = paths::resolve(&location, &self.folder, &known.join("/"));
        found[0] = start.filter(|_| !path.starts_with([HOLE, '/']) || known.is_empty())?;
        let rest: Vec<&str> = path.split('/').skip(known.len()).collect();
        for (at, part) in rest.iter().enumerate() {
            let is_last = at + 1 == rest.len();
            let mut next = Vec::new();
            for folder in &found {
                let names = if is_last {
                    self.sources.list(folder)
                } else {
                    self.sources.folders(folder)
                };
                if !self.spend(names.len()) {
                    return Some(Vec::new());
                }
                let names = names.into_iter().filter(|name| is_like(name, part));
                next.extend(names.map(|name| paths::join(folder, &name)));
            }
            next.truncate(SERVERLESS_FILES);
            found = next;
        }
        Some(found)
    }

    fn load(&self, path: &str) -> Option<Loaded> {
        if let Some(known) = self.files.borrow().get(path) {
            return known.clone();
        }
        if self.files.borrow().len() >= SERVERLESS_FILES {
            self.is_short.set(true);
            return None;
        }
        let loaded = self.read(path);
        let mut files = self.files.borrow_mut();
        files.insert(path.to_owned(), loaded.clone());
        loaded
    }

    fn read(&self, path: &str) -> Option<Loaded> {
        let (source, text) = self.sources.read(path)?;
        let is_tree = ["yml", "yaml", "json", "tfstate"].iter().any(|ending| {
            let ends = path.strip_suffix(ending);
            ends.is_some_and(|stem| stem.ends_with('.'))
        });
        if !is_tree {
            return Some(Loaded::Text(source, text));
        }
        let tree = yaml::read(&text, ALL).next()?.ok()?;
        let file = File::new(source, &text, tree);
        Some(Loaded::Tree(file))
    }
}

/// A name with what is not known of it as people read it.
fn shown(name: &str) -> String {
    name.replace(HOLE, "…")
}

/// Whether a name is like a pattern in which holes may be anything.
fn is_like(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split(HOLE);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}
