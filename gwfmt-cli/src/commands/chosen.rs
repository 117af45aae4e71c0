//! The one format that a command is about, named as everywhere: `--format`, `-`, a file, `FILE#ADDRESS`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_carriers::address::Read;
use gwfmt_carriers::carrier::Carrier;
use gwfmt_carriers::files::{self, Trouble};
use gwfmt_carriers::{Extraction, Found, raw};
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::limits::FILE_BYTES;
use gwfmt_core::model::Model;
use gwfmt_core::span::{SourceId, Span};
use gwfmt_core::text::FormatText;

use crate::args::Named;
use crate::exit::{Failure, reason};
use crate::input::paths::Ground;
use crate::input::targets::with_address;
use crate::output::{self, Streams};
use crate::report::summary;

/// A format, and what is known of it.
#[derive(Debug)]
pub(crate) struct Chosen {
    /// As messages call it: `<format>`, `<stdin>`, `main.tf#aws_api_gateway_stage.prod`.
    pub(crate) name: String,
    /// The format as API Gateway receives it.
    pub(crate) text: FormatText,
    /// What it may be for, `--api` taken into account.
    pub(crate) apis: ApiSet,
    /// The files that it was read from.
    files: Vec<PathBuf>,
    /// Names and texts of what was read, by the numbers of the sources.
    texts: Vec<(String, Arc<str>)>,
}

impl Chosen {
    /// Finds the format that was named, in a file of one of these carriers.
    pub(crate) fn new(
        named: &Named,
        carriers: &'static [Carrier],
        streams: &Streams,
    ) -> Result<Self, Failure> {
        let said = named.api.map(Api::from);
        let (mut files, mut texts) = (Vec::new(), Vec::new());
        let (name, found) = match (&named.format, &named.path) {
            (Some(format), _) => ("<format>".to_owned(), only(raw::exact(SourceId(0), format))),
            (None, Some(path)) if path == Path::new("-") => {
                ("<stdin>".to_owned(), only(raw::raw(SourceId(0), &stdin()?)))
            }
            (None, Some(path)) => {
                let (name, found) = in_file(path, carriers, streams, &mut files, &mut texts)?;
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
            files,
            texts,
        })
    }

    /// The file and the line of a part of the format, or of its beginning; nothing for one that is in no file.
    pub(crate) fn line(&self, span: Option<Span>) -> Option<(&str, usize)> {
        let first = Span::new(0, self.text.len().min(1));
        let place = self.text.locate(span.unwrap_or(first))?.primary;
        let (name, text) = self.texts.get(place.source.0 as usize)?;
        let before = text.get(..place.span.start)?;
        Some((name, before.matches('\n').count() + 1))
    }

    /// Refuses to write over a file that the format was read from.
    pub(crate) fn keep_inputs(&self, output: Option<&Path>) -> Result<(), Failure> {
        let Some(output) = output else {
            return Ok(());
        };
        let real = fs::canonicalize(output);
        if real.is_ok_and(|real| self.files.iter().any(|file| output::is_same(file, &real))) {
            return Err(output::own_input(output));
        }
        Ok(())
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
                "`{}` is assumed to be a format of {} APIs: only they have all its variables",
                self.name,
                api.title()
            ));
            return Ok(api);
        }
        let choices: Vec<&str> = asked.iter().map(|api| api.name()).collect();
        Err(Failure::new(format!(
            "the API type of `{}` is not known; pass `--api {}`",
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
fn in_file(
    path: &Path,
    carriers: &'static [Carrier],
    streams: &Streams,
    files: &mut Vec<PathBuf>,
    texts: &mut Vec<(String, Arc<str>)>,
) -> Result<(String, Found), Failure> {
    let ground = Ground::here()?;
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
    let read = Read::new(&file, carriers, |folder| ground.root_of(folder))
        .map_err(|trouble| unreadable(&name, &trouble))?;
    files.push(file.clone());
    for (path, text) in read.files.texts() {
        texts.push((ground.display(&path), text));
        files.push(path);
    }
    if let Some(why) = &read.not_read {
        return Err(Failure::new(summary::not_read_line(&name, why)));
    }
    let shown = |path: &Path| ground.display(path);
    let found = read.choose(address.as_deref(), &name, &shown);
    let found = found.map_err(Failure::new)?;
    let alternatives = alternatives(&read.extraction, &found.address);
    let name = match address {
        Some(address) => format!("{name}#{address}"),
        None => name,
    };
    if alternatives > 1 {
        streams.say(format!(
            "`{name}` is one of {alternatives} formats, depending on a condition or a caller; the first one is used"
        ));
    }
    Ok((name, found.clone()))
}

/// How many texts the same stage may get.
fn alternatives(extraction: &Extraction, address: &str) -> usize {
    let others = extraction.formats.iter().filter(|found| {
        let number = found.address.strip_prefix(address);
        let number = number.and_then(|rest| rest.strip_prefix('~'));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    1 + others.count()
}

fn unreadable(name: &str, trouble: &Trouble) -> Failure {
    Failure::new(match trouble {
        Trouble::Io(error) => format!("cannot read `{name}`: {}", reason(error)),
        _ => format!("`{name}` {}", trouble.words()),
    })
}
