//! What a name is that a file imports, and what a file exports.

use std::rc::Rc;

use gwfmt_core::span::SourceSpan;

use super::eval::Evaluator;
use super::imports::FOLDERS_ABOVE;
use super::ir::{Export, Imported, Language, Module, TOP};
use super::value::{Kind, Value};
use crate::paths::{parent, resolve};

impl Evaluator<'_> {
    /// The module that a file means by a name; nothing when it is not in the repository.
    fn module(&mut self, from: &Rc<Module>, name: &str) -> Option<Rc<Module>> {
        if from.language == Language::Python {
            return self.imports.python(&from.path, name);
        }
        let folder = parent(&from.path);
        if name.starts_with('.') {
            return self.imports.typescript(&resolve("", folder, name)?);
        }
        let mut here = folder;
        for _ in 0..FOLDERS_ABOVE {
            for (pattern, target) in self.aliases(here).iter() {
                let path = match pattern.split_once('*') {
                    Some((before, after)) => {
                        let rest = name
                            .strip_prefix(before)
                            .and_then(|rest| rest.strip_suffix(after));
                        rest.map(|rest| target.replacen('*', rest, 1))
                    }
                    None => (pattern == name).then(|| target.clone()),
                };
                let path = path.and_then(|path| resolve("", here, &path));
                if let Some(module) = path.and_then(|path| self.imports.typescript(&path)) {
                    return Some(module);
                }
            }
            if here.is_empty() {
                break;
            }
            here = parent(here);
        }
        None
    }

    /// What `tsconfig.json` of a folder says of names of modules.
    fn aliases(&mut self, folder: &str) -> Rc<[(String, String)]> {
        if let Some(known) = self.imports.aliases.get(folder) {
            return Rc::clone(known);
        }
        let path = resolve("", folder, "tsconfig.json").unwrap_or_default();
        let config = self.imports.file(&path);
        let mut all = Vec::new();
        if let Some(config) = config {
            let place = SourceSpan::new(config.source, 0, 0);
            let config = self.export(&config, "default", place);
            let options = self.member(&config, "compilerOptions", place);
            let base = self.member(&options, "baseUrl", place);
            let base = base.known().unwrap_or(".").to_owned();
            let paths = self.member(&options, "paths", place);
            if let Kind::Map(paths) = &paths.kind {
                for (pattern, targets) in paths.iter() {
                    let targets = self.force(targets);
                    if let Kind::List(targets) = &targets.kind {
                        for target in targets.iter().filter_map(Value::known) {
                            all.push((pattern.as_str().to_owned(), format!("{base}/{target}")));
                        }
                    }
                }
            }
            if options_has_base(&base) {
                all.push(("*".to_owned(), format!("{base}/*")));
            }
        }
        let all: Rc<[_]> = Rc::from(all);
        self.imports
            .aliases
            .insert(folder.to_owned(), Rc::clone(&all));
        all
    }

    /// What a name is that is imported.
    pub(super) fn imported(
        &mut self,
        module: &Rc<Module>,
        from: &Rc<str>,
        what: &Imported,
        name: &str,
        place: SourceSpan,
    ) -> Value {
        let found = self.module(module, from);
        let Some(found) = found else {
            if let (Imported::Name(name), Language::Python) = (what, module.language) {
                // the name may be that of a file
                let dot = if from.ends_with('.') { "" } else { "." };
                if let Some(found) = self.module(module, &format!("{from}{dot}{name}")) {
                    return Value::new(place, Kind::Module(found));
                }
            }
            if from.starts_with('.') {
                let reason = format!("the file that `{name}` comes from is not in the repository");
                return Value::not_computed(place, reason);
            }
            let mut path = vec![Rc::clone(from)];
            if let Imported::Name(name) = what
                && &**name != "default"
            {
                path.push(Rc::clone(name));
            }
            return Value::new(place, Kind::External(Rc::from(path)));
        };
        match what {
            Imported::Module => Value::new(place, Kind::Module(found)),
            Imported::Name(name) => self.export(&found, name, place),
        }
    }

    /// What a file exports by a name.
    pub(super) fn export(&mut self, module: &Rc<Module>, name: &str, place: SourceSpan) -> Value {
        let absent = || {
            let reason = format!("the file that `{name}` comes from does not define it");
            Value::not_computed(place, reason)
        };
        if self.is_too_deep() {
            return absent();
        }
        if module.language == Language::Python {
            if module.scope(TOP).names.contains_key(name) {
                return self.deeper(|this| this.top(module, name, place));
            }
            let file = self.imports.python(&module.path, &format!(".{name}"));
            return match file {
                Some(file) if module.path.ends_with("__init__.py") => {
                    Value::new(place, Kind::Module(file))
                }
                _ => self
                    .exported_by_others(module, name, place)
                    .unwrap_or_else(absent),
            };
        }
        match module.exports.get(name).cloned() {
            Some(Export::Local(local)) => self.deeper(|this| this.top(module, &local, place)),
            Some(Export::Value(value)) => self.deeper(|this| this.value(module, value, &None)),
            Some(Export::From { module: from, what }) => {
                self.deeper(|this| this.imported(module, &from, &what, name, place))
            }
            None => {
                if let Some(Export::Value(whole)) = module.exports.get("module.exports").cloned() {
                    let whole = self.deeper(|this| this.value(module, whole, &None));
                    return self.deeper(|this| this.member(&whole, name, place));
                }
                self.exported_by_others(module, name, place)
                    .unwrap_or_else(absent)
            }
        }
    }

    /// `export * from "…"`, `from … import *`
    pub(super) fn exported_by_others(
        &mut self,
        module: &Rc<Module>,
        name: &str,
        place: SourceSpan,
    ) -> Option<Value> {
        for from in &module.exports_all {
            let Some(found) = self.module(module, from) else {
                continue;
            };
            let has = |module: &Module| match module.language {
                Language::Python => module.scope(TOP).names.contains_key(name),
                Language::TypeScript => module.exports.contains_key(name),
            };
            if has(&found) || !found.exports_all.is_empty() {
                return Some(self.deeper(|this| this.export(&found, name, place)));
            }
        }
        None
    }
}

/// Whether names of modules are looked for in a folder that the configuration names.
fn options_has_base(base: &str) -> bool {
    base != "."
}
