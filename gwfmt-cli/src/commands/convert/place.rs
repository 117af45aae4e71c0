//! `convert --write`: the format is replaced in the file that was named.
//!
//! How a language writes a text is not known for sure. So there are ways, and one is taken when the file, read again with it, has
//! exactly the wanted format at the same address, and every other format as it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_carriers::Found;
use gwfmt_carriers::address::Read;
use gwfmt_carriers::carrier::Carrier;
use gwfmt_carriers::files::Overlay;
use gwfmt_core::compose::Form;
use gwfmt_core::span::Span;
use serde_json::{Map, Value};

use crate::check::source::{Source, SourceList};
use crate::check::ways::Change;
use crate::commands::new::carrier::{script_object, terraform_object, terraform_string};
use crate::exit::Failure;
use crate::fix::{self, Mended};
use crate::input::paths::Ground;
use crate::input::targets::with_address;

/// A format in a file that was named.
pub(super) struct InPlace {
    ground: Ground,
    carriers: &'static [Carrier],
    /// The file as it was named, and its address.
    file: PathBuf,
    address: Option<String>,
    read: Read,
    found: Found,
}

type Edit = (Span, String);

impl InPlace {
    /// Reads the file; refuses a format that another file holds.
    pub(super) fn new(path: &Path, carriers: &'static [Carrier]) -> Result<Self, Failure> {
        let ground = Ground::here()?;
        let whole = ground.absolute(path);
        let (file, address) = match (fs::metadata(&whole), with_address(path, &ground)) {
            (Err(_), Some((file, address))) => (file, Some(address)),
            _ => (whole, None),
        };
        let read = Self::read(&file, carriers, &ground, Arc::default())
            .ok_or_else(|| Failure::new("the file cannot be read again"))?;
        let name = ground.display(&file);
        let shown = |path: &Path| ground.display(path);
        let found = read.choose(address.as_deref(), &name, &shown);
        let found = found.map_err(Failure::new)?.clone();
        let texts = read.files.texts();
        let holder = texts
            .get(found.place.source.0 as usize)
            .map(|(path, _)| path);
        if holder.map(PathBuf::as_path) != Some(read.file()) {
            let other = holder.map(|path| ground.display(path)).unwrap_or_default();
            return Err(Failure::new(format!(
                "the format is written in `{other}`, which was not named; nothing is written"
            )));
        }
        Ok(Self {
            ground,
            carriers,
            file,
            address,
            read,
            found,
        })
    }

    fn read(
        file: &Path,
        carriers: &'static [Carrier],
        ground: &Ground,
        overlay: Arc<Overlay>,
    ) -> Option<Read> {
        Read::over(file, carriers, |folder| ground.root_of(folder), overlay).ok()
    }

    /// Writes another format in its place. Gives back the name of the file.
    pub(super) fn write(&self, format: &str, form: Form) -> Result<String, Failure> {
        let name = self.ground.display(&self.file);
        let texts = self.read.files.texts();
        let text = texts.get(self.found.place.source.0 as usize);
        let Some((path, old)) = text else {
            return Err(Failure::new(format!("`{name}` cannot be read again")));
        };
        if self.found.text.as_str() == format {
            return Ok(name);
        }
        let new = self
            .ways(format, form, old)
            .iter()
            .filter_map(|way| applied(old, way))
            .find(|new| self.holds(path, new, format));
        let Some(new) = new else {
            return Err(Failure::new(format!(
                "no way of writing it in `{name}` gives the new format and leaves all else as it was; without `--write` it is printed"
            )));
        };
        let mended = Mended {
            name: Arc::from(name.as_str()),
            path: path.clone(),
            old: Arc::clone(old),
            new: Arc::from(new),
        };
        fix::replace(&[mended]).map_err(Failure::new)?;
        Ok(name)
    }

    /// Ways of writing it, the likeliest first.
    fn ways(&self, format: &str, form: Form, old: &str) -> Vec<Vec<Edit>> {
        let value = self.found.place.span;
        let written = old.get(value.range()).unwrap_or_default();
        let object: Option<Map<String, Value>> = match form {
            Form::Json => serde_json::from_str(format).ok(),
            _ => None,
        };
        let indent = indent(old, value.start);
        let is_script = written.starts_with("JSON.stringify(");
        let is_terraform = written.starts_with("jsonencode(");
        let mut ways: Vec<Vec<Edit>> = Vec::new();
        if let Some(object) = &object {
            if is_script {
                let text = format!("JSON.stringify({})", script_object(object, indent));
                ways.push(vec![(value, text)]);
            }
            if is_terraform {
                let text = format!("jsonencode({})", terraform_object(object, indent));
                ways.push(vec![(value, text)]);
            }
        }
        ways.extend(self.in_its_text(format, old));
        let single = format!("'{}'", format.replace('\'', "''"));
        let whole = [
            terraform_string(format),
            Value::from(format).to_string(),
            single,
        ];
        ways.extend(whole.map(|text| vec![(value, text)]));
        ways
    }

    /// As fixes are written: where the file has the text of the format.
    fn in_its_text(&self, format: &str, old: &str) -> Vec<Vec<Edit>> {
        let texts = self.read.files.texts();
        let source =
            |(path, text): &(PathBuf, Arc<str>)| (self.ground.display(path), Arc::clone(text));
        let texts: Vec<(String, Arc<str>)> = texts.iter().map(source).collect();
        let source = |(name, text)| Source::new(String::as_str(name), text, Arc::default());
        let sources = texts
            .iter()
            .map(|(name, text)| source((name, text)))
            .collect();
        let name = self.ground.display(self.read.file());
        let all = Span::new(0, self.found.text.len());
        let edits = [(all, format.to_owned())];
        let change = Change::of_format(&edits, &self.found, &SourceList(sources));
        let is_here = |way: &&Vec<_>| {
            let mut edits = way.iter();
            edits.all(|edit: &crate::check::place::FileEdit| {
                *edit.file == *name && edit.span.end <= old.len()
            })
        };
        let ways = change.ways.iter().filter(is_here);
        let edits = ways.map(|way| {
            way.iter()
                .map(|edit| (edit.span, edit.text.clone()))
                .collect()
        });
        edits.collect()
    }

    /// Whether the file, read again with another text, has the wanted format, and the others are what they were.
    fn holds(&self, path: &Path, new: &str, format: &str) -> bool {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let overlay: Overlay = [(real, Arc::from(new))].into();
        let read = Self::read(&self.file, self.carriers, &self.ground, Arc::new(overlay));
        let Some(read) = read else { return false };
        let (before, after) = (&self.read.extraction, &read.extraction);
        let is_read = before.formats.len() == after.formats.len()
            && before.unknown.len() == after.unknown.len()
            && before.problems.len() >= after.problems.len();
        let mut formats = before.formats.iter().zip(&after.formats);
        let is_same = |(was, is): (&Found, &Found)| {
            let is_this = was.place == self.found.place;
            was.address == is.address
                && was.api == is.api
                && (!is_this && was.text.as_str() == is.text.as_str()
                    || is_this && is_wanted(is.text.as_str(), format))
        };
        is_read && formats.all(is_same) && self.chosen_again(&read, format)
    }

    fn chosen_again(&self, read: &Read, format: &str) -> bool {
        let shown = |path: &Path| self.ground.display(path);
        let found = read.choose(self.address.as_deref(), "", &shown);
        found.is_ok_and(|found| is_wanted(found.text.as_str(), format))
    }
}

/// Whether a text is the format, or the same JSON with the members in another order: `jsonencode` sorts them.
fn is_wanted(text: &str, format: &str) -> bool {
    let value = |text| serde_json::from_str::<Value>(text).ok();
    text == format
        || text.len() == format.len() && value(text).is_some_and(|one| value(format) == Some(one))
}

/// The spaces at the start of a line.
fn indent(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.len() - line.trim_start_matches(' ').len()
}

fn applied(old: &str, way: &[Edit]) -> Option<String> {
    let mut new = String::with_capacity(old.len());
    let mut from = 0;
    for (span, text) in way {
        new.push_str(old.get(from..span.start)?);
        new.push_str(text);
        from = span.end;
    }
    new.push_str(old.get(from..)?);
    Some(new)
}
