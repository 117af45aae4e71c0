//! Files in memory, for tests.

use std::sync::Arc;

use crate::{Extraction, Sources};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::Origin;

/// Paths and texts; a file's number is its place in the list.
pub(crate) struct Files<'a>(pub(crate) &'a [(&'a str, &'a str)]);

impl Sources for Files<'_> {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let at = self.0.iter().position(|(known, _)| *known == path)?;
        Some((SourceId(at as u32), self.0[at].1.into()))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .0
            .iter()
            .map(|(path, _)| path.rsplit_once('/').unwrap_or(("", path)))
            .filter(|(parent, _)| *parent == folder)
            .map(|(_, name)| name.to_owned())
            .collect();
        names.sort();
        names
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        let below = |path: &'_ str| {
            let rest = match folder {
                "" => path,
                _ => path.strip_prefix(folder)?.strip_prefix('/')?,
            };
            Some(rest.split_once('/')?.0.to_owned())
        };
        let mut names: Vec<String> = self.0.iter().filter_map(|(path, _)| below(path)).collect();
        names.sort();
        names.dedup();
        names
    }

    fn location(&self) -> String {
        "/srv/own".to_owned()
    }
}

impl Files<'_> {
    pub(crate) fn at(&self, place: SourceSpan) -> &str {
        &self.0[place.source.0 as usize].1[place.span.range()]
    }

    /// The laws of the source map.
    pub(crate) fn check(&self, found: &Extraction) {
        for format in &found.formats {
            self.at(format.place);
            let mut end = 0;
            for (span, origin) in format.text.spans() {
                assert_eq!(span.start, end);
                end = span.end;
                let run = &format.text.as_str()[span.range()];
                match origin {
                    Origin::Verbatim { source, offset } => {
                        let place = SourceSpan::new(source, offset, offset + span.len());
                        assert_eq!(self.at(place), run);
                    }
                    Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => {
                        self.at(place);
                    }
                }
            }
            assert_eq!(end, format.text.len());
        }
        for unknown in &found.unknown {
            self.at(unknown.place);
        }
        for problem in &found.problems {
            self.at(problem.place);
        }
        for deployment in &found.deployments {
            for stage in &deployment.stages {
                self.at(stage.place);
                if let Some(destination) = &stage.destination {
                    self.at(destination.place);
                }
            }
            for remark in gwfmt_core::lint::judge(deployment, gwfmt_core::lint::RULES) {
                self.at(remark.place);
                for (place, _) in &remark.related {
                    self.at(*place);
                }
            }
        }
    }
}
