//! `file`, `templatefile`, `fileset`, for files that the caller lets us read, and functions of paths.

use std::sync::Arc;

use crate::hcl::parse::Reader;
use crate::hcl::value::Value;
use crate::hcl::world::{Binding, Bound, Located};
use crate::paths::join;
use crate::reason::Reason;
use gwfmt_core::span::{SourceId, Span};
use gwfmt_core::text::FormatText;

use super::{Caller, Got, Stop, known, stop, text};

impl Caller<'_, '_> {
    pub(super) fn file_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("file", [path]) => self
                .read(path)
                .map(|(source, text)| self.text(FormatText::verbatim(source, 0, &text))),
            ("fileexists", [path]) => self.read(path).map(|_| self.bool(true)),
            ("templatefile", [path, names]) => self.templatefile(path, names),
            ("fileset", [folder, pattern]) => self.fileset(folder, pattern),
            ("abspath", [path]) => self.abspath(path),
            ("basename", [path]) => self.basename(path),
            ("dirname", [path]) => self.dirname(path),
            _ => return None,
        })
    }

    fn read(&self, path: &Value) -> Got<(SourceId, Arc<str>)> {
        let path = self.path(path)?;
        let read = |path: &Located| self.world.sources.read(&self.world.file(path)?);
        // Terragrunt copies what lies beside a unit to where the deployment runs
        let beside = || {
            let folder = self.world.unit_folder(self.scope.instance)?;
            let path = path.path.clone();
            read(&Located { folder, path })
        };
        read(&path).or_else(beside).ok_or_else(|| {
            let why = || {
                let text = format!("the file `{}` cannot be read", path.path);
                Reason::not_computed(text)
            };
            self.world.because(self.place, why);
            Stop::Unknown
        })
    }

    /// A path, as it is seen from the folder where the deployment runs. Where that is nobody knows, but what lies below it.
    pub(super) fn path(&self, path: &Value) -> Got<Located> {
        let path = text(path)?;
        if !path.has_holes() {
            return Ok(Located {
                folder: self.world.ground(self.scope.instance),
                path: path.as_str().to_owned(),
            });
        }
        let mut holes = path.holes();
        let (Some((span, place)), None) = (holes.next(), holes.next()) else {
            return Err(Stop::Unknown);
        };
        let start = self.world.path_at(place).filter(|_| span.start == 0);
        let start = start.ok_or(Stop::Unknown)?;
        Ok(Located {
            path: format!("{}{}", start.path, &path.as_str()[span.end..]),
            ..start
        })
    }

    /// A path from the root of the file system is known to the deployment only; from where it runs it is known here.
    fn abspath(&self, path: &Value) -> Got<Value> {
        let path = self.path(path)?;
        if path.path.starts_with('/') {
            return Err(Stop::Unknown);
        }
        Ok(self.world.later_path(self.place, path))
    }

    fn dirname(&self, path: &Value) -> Got<Value> {
        let is_open = text(path)?.has_holes();
        let located = self.path(path)?;
        if is_open {
            let path = self.world.file(&located).ok_or(Stop::Unknown)?;
            // what lies above the root is out of sight
            let (above, _) = path.rsplit_once('/').unwrap_or(("", &path));
            if path.is_empty() {
                return Err(Stop::Unknown);
            }
            return Ok(self.world.later_path(self.place, Located::at(above)));
        }
        let path = located.path;
        let (above, _) = path.rsplit_once('/').unwrap_or((".", ""));
        if path.contains("//") || path.contains("./") || path.ends_with('/') || above.is_empty() {
            return Err(Stop::Unknown); // Terraform makes the path short
        }
        Ok(Value::written(self.place, above))
    }

    /// Also of a path that begins nobody knows where, if its end is known.
    fn basename(&self, path: &Value) -> Got<Value> {
        let is_open = text(path)?.has_holes();
        let path = self.path(path)?;
        let whole = if is_open {
            self.world.file(&path).filter(|path| !path.is_empty())
        } else {
            Some(path.path)
        };
        let whole = whole.ok_or(Stop::Unknown)?;
        let name = whole.trim_end_matches('/').rsplit('/').next();
        let name = name.filter(|name| !name.is_empty()).unwrap_or(".");
        Ok(Value::written(self.place, name))
    }

    /// The paths of the files below a folder that a pattern means, sorted.
    fn fileset(&self, folder: &Value, pattern: &Value) -> Got<Value> {
        let (folder, pattern) = (self.path(folder)?, known(pattern)?);
        let folder = self.world.file(&folder).ok_or(Stop::Unknown)?;
        let pattern: Vec<&str> = pattern.as_str().split('/').collect();
        let strange = |part: &&str| part.contains(['[', '{', '\\']) || matches!(*part, "." | "..");
        if pattern.iter().any(strange) {
            return Err(Stop::Unknown);
        }
        let mut found = Vec::new();
        self.files_below(&folder, "", &pattern, &mut found)?;
        found.sort();
        found.dedup();
        let paths = found.iter().map(|path| Value::written(self.place, path));
        Ok(self.list(paths.collect()))
    }

    fn files_below(
        &self,
        folder: &str,
        below: &str,
        pattern: &[&str],
        found: &mut Vec<String>,
    ) -> Got<()> {
        let [first, rest @ ..] = pattern else {
            return Ok(());
        };
        if !self.world.spend(10) {
            return Err(Stop::Unknown);
        }
        if *first == "**" {
            let rest = if rest.is_empty() { &["*"] } else { rest };
            self.files_below(folder, below, rest, found)?;
        } else if rest.is_empty() {
            let names = self.world.sources.list(folder);
            let names = names.iter().filter(|name| matches(first, name));
            found.extend(names.map(|name| join(below, name)));
            return Ok(());
        }
        for name in self.world.sources.folders(folder) {
            let (inner, below) = (join(folder, &name), join(below, &name));
            if *first == "**" {
                self.files_below(&inner, &below, pattern, found)?;
            } else if matches(first, &name) {
                self.files_below(&inner, &below, rest, found)?;
            }
        }
        Ok(())
    }

    fn templatefile(&self, path: &Value, names: &Value) -> Got<Value> {
        let (source, text) = self.read(path)?;
        names.entries().ok_or(stop(names))?;
        let reader = Reader::new(source, &text, Span::new(0, text.len()));
        let parts = reader.template().map_err(|_| Stop::Unknown)?;
        let binding = Binding {
            bound: Bound::All(names),
            outer: None,
        };
        let text = self
            .world
            .template(self.scope.with(&binding), self.place, &parts);
        text.map_err(|_| Stop::Mistake)
    }
}

/// Whether a name is what a pattern of `*` and `?` means.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut in_name) = (0, 0);
    // behind the last star, and how much of the name it takes
    let mut back: Option<(usize, usize)> = None;
    while in_name < name.len() {
        match pattern.get(at) {
            Some('*') => {
                at += 1;
                back = Some((at, in_name));
            }
            Some(sign) if *sign == '?' || *sign == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            _ => match &mut back {
                Some((star, taken)) => {
                    *taken += 1;
                    (at, in_name) = (*star, *taken);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|sign| *sign == '*')
}
