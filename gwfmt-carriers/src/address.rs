//! `FILE#ADDRESS`: one format of a file, named in the same way to the command and to the macro, and found or refused in the
//! same way and words.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_core::limits::FOLDER_NAMES;
use gwfmt_core::span::{SourceId, SourceSpan};

use crate::carrier::{self, Carrier, Claim, FolderReader, Input, Unit};
use crate::files::{self, Files, Overlay, Trouble, os_string};
use crate::recognise::{self, Kind, NotRead};
use crate::{Extraction, Found, ProblemKind, Sources as _, Unknown, raw};

/// Takes `FILE#ADDRESS` apart: at the first `#` whose left side is a file, for names of files and addresses may hold one
/// too. Nothing when there is no such file.
pub fn split(named: &Path, is_file: impl Fn(&Path) -> bool) -> Option<(PathBuf, String)> {
    let bytes = named.as_os_str().as_encoded_bytes();
    let signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'#');
    signs.into_iter().find_map(|(at, _)| {
        let (file, address) = (bytes.get(..at)?, bytes.get(at + 1..)?);
        let file = PathBuf::from(os_string(file.to_vec())?);
        let address = std::str::from_utf8(address).ok()?;
        is_file(&file).then(|| (file, address.to_owned()))
    })
}

/// Whether a file holds values that are used only when somebody says so: by its name, or because no code is beside it.
pub fn is_values_on_demand(path: &Path, reader: &FolderReader) -> bool {
    let values = &reader.values;
    let name = path.file_name().map(|name| name.to_string_lossy());
    let Some(name) = name.filter(|name| (values.is_values)(name)) else {
        return false;
    };
    let is_beside_code = || {
        let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
        let mut entries = entries.into_iter().flatten().take(FOLDER_NAMES).flatten();
        entries.any(|entry| (reader.is_code)(&entry.file_name().to_string_lossy()))
    };
    !(values.is_given)(&name) || !is_beside_code()
}

/// A named file, read with all that its formats are made of.
#[derive(Debug)]
pub struct Read {
    /// Why it is not read; or why nothing was found, although something in it looks like a format.
    pub not_read: Option<NotRead>,
    /// What was found, in this file and in others.
    pub extraction: Extraction,
    /// The files that were read.
    pub files: Files,
    /// The file, without symbolic links on the way to it.
    file: PathBuf,
}

impl Read {
    /// Reads a file with one of these carriers; one that is read by folder with its folder too, or with the folder that a
    /// file of values is for. Nothing outside of the folder that `root` tells for the file's own is opened.
    pub fn new(
        file: &Path,
        carriers: &'static [Carrier],
        root: impl FnOnce(&Path) -> PathBuf,
    ) -> Result<Self, Trouble> {
        Self::over(file, carriers, root, Arc::default())
    }

    /// [`Read::new`], where some files have other texts than on disk.
    pub fn over(
        file: &Path,
        carriers: &'static [Carrier],
        root: impl FnOnce(&Path) -> PathBuf,
        overlay: Arc<Overlay>,
    ) -> Result<Self, Trouble> {
        let folder = file.parent().unwrap_or(file);
        let folder = fs::canonicalize(folder).map_err(Trouble::Io)?;
        let file = folder.join(file.file_name().unwrap_or_default());
        let files = Files::new(root(&folder)).with_overlay(overlay);
        // for its kind of trouble: carriers take what is not there for nothing
        files::within(&file, files.root())?;
        let key = files.key(&file).ok_or(Trouble::Outside)?;
        let Some((source, text)) = files.read(&key) else {
            let trouble = files.troubles().into_iter().next();
            let gone = || Trouble::Io(std::io::ErrorKind::NotFound.into());
            return Err(trouble.map_or_else(gone, |(_, trouble)| trouble));
        };
        let (parent, name) = key.rsplit_once('/').unwrap_or(("", &key));
        let input = Input {
            path: &key,
            source,
            text: &text,
            sources: &files,
        };
        let (extraction, not_read) = match carrier::claim(carriers, name) {
            Some(Claim::Folder(carrier)) => {
                let extraction = carrier.folder().map(|reader| {
                    if is_values_on_demand(&file, reader) {
                        let values = &reader.values;
                        let homes = (values.homes)(std::slice::from_ref(&key), &files);
                        (values.read)(&key, &homes.concat(), &files)
                    } else {
                        (reader.read)(parent, &files)
                    }
                });
                (extraction.unwrap_or_default(), None)
            }
            Some(Claim::File) => by_itself(|| carrier::claiming(carriers, name), &input),
            None => match recognise::by_content(carriers, text.as_bytes()) {
                Kind::Carrier(carrier) => match carrier.unit {
                    Unit::Folder(reader) => ((reader.alone)(&key, &files), None),
                    Unit::File(_) | Unit::Caller(_) => by_itself(|| [carrier].into_iter(), &input),
                },
                Kind::Raw => (raw::raw(source, &text), None),
                Kind::Other(other) => (Extraction::default(), Some(NotRead::unknown(other))),
            },
        };
        Ok(Self {
            not_read,
            extraction,
            files,
            file,
        })
    }

    /// The named file, without symbolic links on the way to it.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The format with the address; without one, the only format there is. `name` is the file as the user wrote it, and
    /// `shown` how other files are written.
    pub fn choose(
        &self,
        address: Option<&str>,
        name: &str,
        shown: &dyn Fn(&Path) -> String,
    ) -> Result<&Found, String> {
        let texts = self.files.texts();
        let path = |id: SourceId| texts.get(id.0 as usize).map(|(path, _)| path.as_path());
        let listing = Listing {
            extraction: &self.extraction,
            name,
            is_here: &|id| path(id) == Some(&*self.file),
            shown: &|id| path(id).map_or_else(String::new, shown),
        };
        let refusal = match (listing.choose(address), &self.not_read) {
            (Ok(found), _) => return Ok(found),
            (_, Some(why)) if why.is_about_file => format!("`{name}` {}", why.because),
            (Err(refusal), _) => refusal,
        };
        let mut said = vec![refusal];
        let problems = self.extraction.problems.iter();
        let problems = problems.filter(|problem| problem.kind != ProblemKind::Value);
        said.extend(problems.take(MOST_PROBLEMS).map(|problem| {
            let file = (listing.shown)(problem.place.source);
            let text = texts.get(problem.place.source.0 as usize);
            let (line, column) = text.map_or((1, 1), |(_, text)| spot(text, problem.place));
            format!("{file}:{line}:{column}: {}", problem.message)
        }));
        let troubles = self.files.troubles().into_iter().take(MOST_PROBLEMS);
        said.extend(
            troubles.map(|(path, trouble)| format!("`{}` {}", shown(&path), trouble.words())),
        );
        Err(said.join("; "))
    }
}

/// What the first of these carriers that takes a file finds in it, or why there is nothing.
pub fn by_itself<C: Iterator<Item = &'static Carrier>>(
    carriers: impl Fn() -> C,
    input: &Input<'_>,
) -> (Extraction, Option<NotRead>) {
    let Some((carrier, extraction)) = carrier::read(carriers(), input) else {
        let why = NotRead::claimed(carriers(), input.text);
        return (Extraction::default(), Some(why));
    };
    let why = extraction
        .is_empty()
        .then(|| NotRead::misplaced(carrier, input.text));
    (extraction, why.flatten())
}

/// Problems that are named beside a refusal.
const MOST_PROBLEMS: usize = 3;

/// Line and column, counted from 1.
fn spot(text: &str, place: SourceSpan) -> (usize, usize) {
    let before = text.get(..place.span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

/// The formats that a file can be asked for.
pub struct Listing<'e, 'a> {
    /// What was found, in this file and in others.
    pub extraction: &'e Extraction,
    /// The file, as messages call it.
    pub name: &'a str,
    /// Whether a source is the file.
    pub is_here: &'a dyn Fn(SourceId) -> bool,
    /// A source, as messages call it.
    pub shown: &'a dyn Fn(SourceId) -> String,
}

/// The files that a format stands in: that of its value, those that it passes through, and those of the pieces of its text.
pub fn files_of(found: &Found) -> impl Iterator<Item = SourceId> {
    let pieces = found.text.spans().map(|(_, origin)| origin.source());
    stage(found.place, &found.via).chain(pieces)
}

fn stage(place: SourceSpan, via: &[SourceSpan]) -> impl Iterator<Item = SourceId> {
    let all = std::iter::once(place).chain(via.iter().copied());
    all.map(|place| place.source)
}

impl<'e> Listing<'e, '_> {
    fn formats(&self) -> impl Iterator<Item = &'e Found> {
        let formats = self.extraction.formats.iter();
        formats.filter(|found| files_of(found).any(self.is_here))
    }

    fn unknown(&self) -> impl Iterator<Item = &'e Unknown> {
        let unknown = self.extraction.unknown.iter();
        unknown.filter(|one| stage(one.place, &one.via).any(self.is_here))
    }

    /// Why the file has no format of this address; nothing when it has one, also one of which nothing is known.
    pub fn refuses(&self, address: &str) -> Option<String> {
        let known = self.formats().map(|found| &found.address);
        let mut there = known.chain(self.unknown().map(|one| &one.address));
        if there.any(|known| known == address) {
            return None;
        }
        let mut words = format!("there is no format `{}#{address}`", self.name);
        let mut elsewhere: Vec<String> = self
            .all(address)
            .map(|id| format!("`{}#{address}`", (self.shown)(id)))
            .collect();
        elsewhere.sort_unstable();
        elsewhere.dedup();
        if !elsewhere.is_empty() {
            words.push_str(&format!("; it is {}", elsewhere.join(", ")));
        }
        let has = self.addresses();
        let it = if elsewhere.is_empty() {
            "it".to_owned()
        } else {
            format!("`{}`", self.name)
        };
        words.push_str(&if has.is_empty() {
            format!("; {it} has no format with an address")
        } else {
            format!("; {it} has {}", has.join(", "))
        });
        Some(words)
    }

    /// The files of the stages with an address, wherever they are.
    fn all(&self, address: &str) -> impl Iterator<Item = SourceId> {
        let formats = self.extraction.formats.iter();
        let formats = formats.map(|found| (&found.address, found.place, &found.via));
        let unknown = self.extraction.unknown.iter();
        let unknown = unknown.map(|one| (&one.address, one.place, &one.via));
        formats
            .chain(unknown)
            .filter(move |(known, ..)| *known == address)
            .flat_map(|(_, place, via)| stage(place, via))
    }

    /// What can be asked of the file, sorted.
    fn addresses(&self) -> Vec<String> {
        let known = self.formats().map(|found| &found.address);
        let all = known.chain(self.unknown().map(|one| &one.address));
        let with_address = all.filter(|address| !address.is_empty());
        let mut all: Vec<String> = with_address
            .map(|address| format!("`{}#{address}`", self.name))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The format with the address; without one, the only format there is.
    fn choose(&self, address: Option<&str>) -> Result<&'e Found, String> {
        let name = self.name;
        let unknown = |one: &Unknown| {
            let sign = if one.address.is_empty() { "" } else { "#" };
            format!(
                "the format `{name}{sign}{}` is not known: {}",
                one.address, one.reason
            )
        };
        if let Some(address) = address {
            if let Some(refusal) = self.refuses(address) {
                return Err(refusal);
            }
            if let Some(found) = self.formats().find(|found| found.address == address) {
                return Ok(found);
            }
            let mut all = self.unknown();
            let one = all.find(|one| one.address == address);
            return Err(one.map_or_else(String::new, unknown));
        }
        let addresses = self.addresses();
        if addresses.len() > 1 {
            let all = addresses.join(", ");
            return Err(format!("`{name}` holds several formats; name one: {all}"));
        }
        self.formats().next().ok_or_else(|| {
            self.unknown().next().map_or_else(
                || format!("`{name}` contains no access log format"),
                unknown,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CARRIERS;

    #[test]
    fn takes_apart_where_the_left_side_is_a_file() {
        let split = |named: &str, files: &[&str]| {
            let found = split(Path::new(named), |file| {
                files.iter().any(|known| Path::new(known) == file)
            });
            found.map(|(file, address)| (file.to_str().unwrap().to_owned(), address))
        };
        let parts = |file: &str, address: &str| Some((file.to_owned(), address.to_owned()));
        assert_eq!(split("a.tf#s", &["a.tf"]), parts("a.tf", "s"));
        assert_eq!(
            split("a#b.tf#s[\"#\"]", &["a#b.tf"]),
            parts("a#b.tf", "s[\"#\"]")
        );
        assert_eq!(split("a.tf#s", &[]), None);
        assert_eq!(split("a.tf", &["a.tf"]), None);
    }

    fn stage(name: &str, format: &str) -> String {
        format!(
            "resource \"aws_api_gateway_stage\" \"{name}\" {{\n  access_log_settings {{\n    format = {format}\n  }}\n}}\n"
        )
    }

    /// What a file of a folder is asked for, and what comes back: the text, or why there is none.
    fn chosen(files: &[(&str, &str)], named: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let (name, address) = named
            .split_once('#')
            .map_or((named, None), |(name, address)| (name, Some(address)));
        let root = fs::canonicalize(folder.path()).unwrap();
        let read =
            Read::new(&root.join(name), CARRIERS, |_| root.clone()).map_err(|why| why.words())?;
        let shown = |path: &Path| files::shown(path.strip_prefix(&root).unwrap());
        let found = read.choose(address, name, &shown)?;
        Ok(found.text.as_str().to_owned())
    }

    #[test]
    fn a_format_belongs_to_the_files_that_it_is_made_of_and_to_no_other() {
        let a = stage("prod", "local.f");
        let files = [
            ("a.tf", a.as_str()),
            ("b.tf", &stage("other", "\"$context.path\"")),
            ("l.tf", "locals {\n  f = \"$context.status\"\n}\n"),
        ];
        let prod = "aws_api_gateway_stage.prod";
        for file in ["a.tf", "l.tf"] {
            let text = chosen(&files, &format!("{file}#{prod}"));
            assert_eq!(text.as_deref(), Ok("$context.status"));
        }
        assert_eq!(
            chosen(&files, &format!("b.tf#{prod}")).unwrap_err(),
            format!(
                "there is no format `b.tf#{prod}`; it is `a.tf#{prod}`, `l.tf#{prod}`; `b.tf` has `b.tf#aws_api_gateway_stage.other`"
            )
        );
        assert_eq!(
            chosen(&files, "b.tf#no").unwrap_err(),
            "there is no format `b.tf#no`; it has `b.tf#aws_api_gateway_stage.other`"
        );
        assert_eq!(chosen(&files, "b.tf").as_deref(), Ok("$context.path"));
    }

    #[test]
    fn alternatives_and_modules_have_addresses_of_their_own() {
        let files = [
            (
                "main.tf",
                &*(stage("s", "var.x ? \"$context.path\" : \"$context.status\"")
                    + "variable \"x\" {}\nmodule \"m\" {\n  source = \"./m\"\n  f = \"$context.stage\"\n}\n"),
            ),
            ("m/main.tf", &*(stage("t", "var.f") + "variable \"f\" {}\n")),
        ];
        let address = |name: &str| chosen(&files, &format!("main.tf#{name}"));
        let stage = "aws_api_gateway_stage";
        assert_eq!(
            address(&format!("{stage}.s")).as_deref(),
            Ok("$context.path")
        );
        assert_eq!(
            address(&format!("{stage}.s~2")).as_deref(),
            Ok("$context.status")
        );
        assert_eq!(
            address(&format!("module.m.{stage}.t")).as_deref(),
            Ok("$context.stage")
        );
        assert!(address(&format!("{stage}.s~3")).is_err());
        assert_eq!(
            chosen(&files, &format!("m/main.tf#{stage}.t")).unwrap_err(),
            format!(
                "the format `m/main.tf#{stage}.t` is not known: the variable `f` has no default"
            )
        );
    }

    #[test]
    fn a_mistake_elsewhere_does_not_matter_unless_the_format_needs_it() {
        let broken = "locals {\n  f = \"$context.path\n}\n";
        let files = [
            (
                "b.tf",
                &*(stage("s", "\"$context.status\"") + &stage("t", "local.f")),
            ),
            ("c.tf", broken),
            ("d.tf", "# \u{e9}"),
        ];
        let stage = "aws_api_gateway_stage";
        let text = chosen(&files, &format!("b.tf#{stage}.s"));
        assert_eq!(text.as_deref(), Ok("$context.status"));
        let refusal = chosen(&files, &format!("b.tf#{stage}.t")).unwrap_err();
        assert!(
            refusal.starts_with(&format!(
                "the format `b.tf#{stage}.t` is not known: there is no local value `f`; c.tf:2:"
            )),
            "{refusal}"
        );
    }

    #[test]
    fn a_file_of_values_is_read_with_the_folder_that_it_is_for() {
        let main = stage("s", "var.f") + "variable \"f\" {}\n";
        let files = [
            ("main.tf", &*main),
            ("env/prod.tfvars", "f = \"$context.path\"\n"),
        ];
        let text = chosen(&files, "env/prod.tfvars#aws_api_gateway_stage.s");
        assert_eq!(text.as_deref(), Ok("$context.path"));
    }
}
