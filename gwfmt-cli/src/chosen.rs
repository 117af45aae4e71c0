//! The one format that a command is about, named as everywhere: `--format`, `-`, a file, `FILE#ADDRESS`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gwfmt_carriers::files::{self, Files, Trouble};
use gwfmt_carriers::recognise::{self, Kind as Recognised};
use gwfmt_carriers::{Extraction, Found, ProblemKind};
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::limits::FILE_BYTES;
use gwfmt_core::model::Model;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

use crate::args::Named;
use crate::exit::{Failure, reason};
use crate::extract::{self, Kind, NotRead};
use crate::output::Streams;
use crate::paths::Ground;
use crate::report::summary;
use crate::targets::with_address;

/// A format, and what is known of it.
#[derive(Debug)]
pub(crate) struct Chosen {
    /// As messages call it: `<format>`, `<stdin>`, `main.tf#aws_api_gateway_stage.prod`.
    pub(crate) name: String,
    /// The format as API Gateway receives it.
    pub(crate) text: FormatText,
    /// What it may be for, `--api` taken into account.
    pub(crate) apis: ApiSet,
}

impl Chosen {
    /// Finds the format that was named.
    pub(crate) fn new(named: &Named, streams: &Streams) -> Result<Self, Failure> {
        let said = named.api.map(Api::from);
        let (name, found) = match (&named.format, &named.path) {
            (Some(format), _) => ("<format>".to_owned(), only(extract::exact(format))),
            (None, Some(path)) if path == Path::new("-") => {
                ("<stdin>".to_owned(), only(extract::raw(&stdin()?)))
            }
            (None, Some(path)) => {
                let (name, found) = in_file(path, streams)?;
                (name, Some(found))
            }
            (None, None) => {
                return Err(Failure::new(
                    "name a format: `--format '…'`, `-` for standard input, a file, or `FILE#ADDRESS`",
                ));
            }
        };
        let found = found.ok_or_else(|| Failure::new(format!("`{name}` holds no format")))?;
        Ok(Self {
            name,
            text: found.text,
            apis: found.api.narrowed(said),
        })
    }

    /// The one type of API that it is for. Where the resource and `--api` leave several, its variables may tell: `also`
    /// says which types come into question at all.
    pub(crate) fn api(&self, also: ApiSet, streams: &Streams) -> Result<Api, Failure> {
        let mut asked: Vec<Api> = self.apis.iter().filter(|&api| also.has(api)).collect();
        if asked.is_empty() {
            asked.extend(self.apis.iter());
        }
        if let [api] = asked[..] {
            return Ok(api);
        }
        let fits = |api: &Api| {
            let model = Model::new(&self.text, ApiSet::ANY);
            let listed = |used: &gwfmt_core::model::Use| {
                let variable = used.resolution.variable();
                variable.is_none_or(|variable| variable.listing(*api).is_some())
            };
            model.uses.iter().all(listed)
        };
        let fitting: Vec<Api> = asked.iter().copied().filter(fits).collect();
        if let [api] = fitting[..] {
            streams.say(format!(
                "`{}` is taken for a format of {} APIs: only they have all its variables",
                self.name,
                api.title()
            ));
            return Ok(api);
        }
        let choices: Vec<&str> = asked.iter().map(|api| api.name()).collect();
        Err(Failure::new(format!(
            "the type of API of `{}` is not known; say it with `--api {}`",
            self.name,
            choices.join("` or `--api ")
        )))
    }
}

fn only(extraction: Extraction) -> Option<Found> {
    extraction.formats.into_iter().next()
}

fn stdin() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = files::read_limited(&mut bytes, &mut io::stdin().lock(), FILE_BYTES);
    let text = read.and_then(|()| files::utf8(&bytes).map(str::to_owned));
    text.map_err(|trouble| unreadable("<stdin>", &trouble))
}

/// The format in a file, with its name.
fn in_file(path: &Path, streams: &Streams) -> Result<(String, Found), Failure> {
    let ground = Ground::new().map_err(|error| {
        Failure::new(format!(
            "cannot tell the working folder: {}",
            reason(&error)
        ))
    })?;
    let whole = ground.absolute(path);
    let (file, address) = match (fs::metadata(&whole), with_address(path, &ground)) {
        (Err(_), Some((file, address))) => (file, Some(address)),
        _ => (whole, None),
    };
    let name = ground.display(&file);
    if file.is_dir() {
        return Err(Failure::new(format!(
            "`{name}` is a folder; name a file in it, or `FILE#ADDRESS`"
        )));
    }
    let mut bytes = Vec::new();
    let real = ground.inside(&file);
    let read = real.and_then(|real| files::read_regular(&mut bytes, &real, FILE_BYTES));
    read.map_err(|trouble| unreadable(&name, &trouble))?;
    let by_name = Kind::of(&file);
    let by_content = by_name.is_none().then(|| recognise::by_content(&bytes));
    let text = || files::utf8(&bytes).map_err(|trouble| unreadable(&name, &trouble));
    let extraction = match (by_name, by_content) {
        (Some(Kind::Terraform), _) => terraform(&file, &ground, false),
        (None, Some(Recognised::Terraform)) => terraform(&file, &ground, true),
        (Some(Kind::Template), _) | (None, Some(Recognised::Template)) => {
            let text = text()?;
            let Some(extraction) = extract::template(text) else {
                return Err(not_read(&name, &extract::not_a_template(text)));
            };
            match extract::no_format(text).filter(|_| extract::is_empty(&extraction)) {
                Some(why) => return Err(not_read(&name, &why)),
                None => extraction,
            }
        }
        (None, Some(Recognised::Other(other))) => {
            return Err(not_read(&name, &extract::not_known(other)));
        }
        (None, _) => extract::raw(text()?),
    };
    choose(&name, extraction, address.as_deref(), streams)
}

/// What the folder of a Terraform file holds that stands in that file, with its stage or with any piece of its text.
fn terraform(file: &Path, ground: &Ground, alone: bool) -> Extraction {
    let folder = file.parent().unwrap_or(file);
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let root = ground.root_of(&real);
    let files = Files::new(fs::canonicalize(&root).unwrap_or(root));
    let Some(below) = files.key(&real) else {
        return Extraction::default();
    };
    let extraction = if alone {
        let name = Path::new(file.file_name().unwrap_or_default());
        files
            .key(&real.join(name))
            .map_or_else(Extraction::default, |key| {
                recognise::terraform_alone(&key, &files)
            })
    } else {
        extract::terraform(&below, None, &files)
    };
    let mut extraction = extraction;
    let real_file = real.join(file.file_name().unwrap_or_default());
    let texts: Vec<PathBuf> = files.texts().into_iter().map(|(path, _)| path).collect();
    let here = |id: SourceId| texts.get(id.0 as usize) == Some(&real_file);
    extraction.formats.retain(|found| {
        let stage = std::iter::once(found.place).chain(found.via.iter().copied());
        let pieces = found.text.spans().map(|(_, origin)| origin.source());
        stage.map(|place| place.source).chain(pieces).any(here)
    });
    extraction
        .problems
        .retain(|problem| here(problem.place.source));
    extraction
}

/// The format with the address; without one, the only format there is.
fn choose(
    name: &str,
    extraction: Extraction,
    address: Option<&str>,
    streams: &Streams,
) -> Result<(String, Found), Failure> {
    let mut addresses: Vec<String> = extraction
        .formats
        .iter()
        .filter(|found| !found.address.is_empty())
        .map(|found| format!("`{name}#{}`", found.address))
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    let has = match addresses.len() {
        0 => "it has no format with an address".to_owned(),
        _ => format!("it has {}", addresses.join(", ")),
    };
    let syntax = extraction
        .problems
        .iter()
        .find(|problem| problem.kind == ProblemKind::Syntax);
    if let (true, Some(problem)) = (extraction.formats.is_empty(), syntax) {
        return Err(Failure::new(format!(
            "cannot read `{name}`: {}",
            problem.message
        )));
    }
    if extraction.formats.is_empty() {
        return Err(Failure::new(format!("`{name}` holds no access log format")));
    }
    if address.is_none() && addresses.len() > 1 {
        return Err(Failure::new(format!(
            "`{name}` holds several formats; name one: {}",
            addresses.join(", ")
        )));
    }
    let formats = extraction.formats.into_iter();
    let wanted = |found: &Found| address.is_none_or(|address| found.address == address);
    let mut fitting: Vec<Found> = formats.filter(wanted).collect();
    let count = fitting.len();
    let name = match address {
        Some(address) => format!("{name}#{address}"),
        None => name.to_owned(),
    };
    fitting.dedup_by(|one, other| one.text.as_str() == other.text.as_str());
    if fitting.len() > 1 {
        streams.say(format!(
            "`{name}` is one of {count} formats, by condition or by caller; the first is taken"
        ));
    }
    match fitting.into_iter().next() {
        Some(found) => Ok((name, found)),
        None => Err(Failure::new(format!("there is no format `{name}`; {has}"))),
    }
}

fn not_read(name: &str, why: &NotRead) -> Failure {
    Failure::new(summary::not_read_line(name, why))
}

fn unreadable(name: &str, trouble: &Trouble) -> Failure {
    Failure::new(match trouble {
        Trouble::Io(error) => format!("cannot read `{name}`: {}", reason(error)),
        _ => format!("`{name}` {}", trouble.words()),
    })
}
