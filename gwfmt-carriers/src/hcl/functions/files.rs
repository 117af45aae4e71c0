//! `file` and `templatefile`, for files that the caller lets us read.

use std::sync::Arc;

use crate::Why;
use crate::hcl::parse::Reader;
use crate::hcl::value::Value;
use crate::hcl::world::{Binding, Bound, Reason};
use gwfmt_core::span::{SourceId, Span};
use gwfmt_core::text::FormatText;

use super::{Caller, Got, Stop, known, stop};

impl Caller<'_, '_> {
    pub(super) fn file_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        Some(match (name, arguments) {
            ("file", [path]) => self
                .read(path)
                .map(|(source, text)| self.text(FormatText::verbatim(source, 0, &text))),
            ("fileexists", [path]) => self.read(path).map(|_| self.bool(true)),
            ("templatefile", [path, names]) => self.templatefile(path, names),
            ("basename", [path]) => known(path).map(|path| {
                let name = path.as_str().rsplit('/').next().unwrap_or_default();
                Value::written(self.place, name)
            }),
            _ => return None,
        })
    }

    fn read(&self, path: &Value) -> Got<(SourceId, Arc<str>)> {
        let path = known(path)?;
        let file = self.world.file(path.as_str());
        let read = file.and_then(|file| self.world.sources.read(&file));
        read.ok_or_else(|| {
            let why = || {
                let text = format!("the file `{}` cannot be read", path.as_str());
                Reason::new(Why::NotComputed, text)
            };
            self.world.because(self.place, why);
            Stop::Unknown
        })
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
