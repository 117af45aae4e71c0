//! `file = "…"`: a format out of a file of its own, or out of the file that deploys it.

use std::fs;
use std::path::{Path, PathBuf};

use gwfmt_core::api::ApiSet;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use proc_macro2::Span;
use syn::{Error, Result};

use crate::arguments::Word;
use crate::origin::{Origin, Text};

/// Reads the file that the user named, by its path from the package.
pub(crate) fn read(name: &Word) -> Result<Origin> {
    let (path, address) = match name.text.split_once('#') {
        Some((path, address)) => (path, Some(address)),
        None => (name.text.as_str(), None),
    };
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let named = package.unwrap_or_default().join(path);
    let full =
        fs::canonicalize(&named).map_err(|error| unreadable(name.span, path, &named, &error))?;
    if address.is_some() || is_carrier(&full) {
        return deployed(name.span, path, &full, address);
    }
    let text =
        fs::read_to_string(&full).map_err(|error| unreadable(name.span, path, &named, &error))?;
    Ok(Origin {
        text: FormatText::verbatim(SourceId(0), 0, &text),
        apis: ApiSet::ANY,
        files: vec![full.display().to_string()],
        sources: vec![Text::File {
            name: path.to_owned(),
            text,
            span: name.span,
        }],
    })
}

fn unreadable(span: Span, path: &str, full: &Path, error: &std::io::Error) -> Error {
    let message = format!(
        "cannot read `{path}` (looked for at {}): {error}",
        full.display()
    );
    Error::new(span, message)
}

/// Whether the file deploys the format, and is not the format.
fn is_carrier(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(
        extension,
        Some("tf" | "tofu" | "yaml" | "yml" | "json" | "template")
    )
}

#[cfg(not(feature = "carriers"))]
fn deployed(span: Span, path: &str, _: &Path, _: Option<&str>) -> Result<Origin> {
    let message = format!(
        "reading the format out of `{path}` needs the feature `carriers` of the crate `gwfmt`"
    );
    Err(Error::new(span, message))
}

/// A format by its address, as the carriers of gwfmt-core compute it.
#[cfg(feature = "carriers")]
fn deployed(span: Span, path: &str, full: &Path, address: Option<&str>) -> Result<Origin> {
    use gwfmt_carriers::{cloudformation, hcl};

    let wrong = |message: String| Error::new(span, message);
    let files = crate::files::Files::around(full);
    let relative = files.relative(full);
    let folder = relative.rsplit_once('/').map_or("", |(folder, _)| folder);
    let extraction = if hcl::is_code(&relative) {
        hcl::directory(folder, &files)
    } else {
        cloudformation::template(&relative, &files)
    };
    if let Some(problem) = extraction.problems.first() {
        return Err(wrong(format!("cannot read `{path}`: {}", problem.message)));
    }
    let formats = extraction.formats;
    let addresses: Vec<&str> = formats.iter().map(|found| found.address.as_str()).collect();
    let listed = || match addresses.as_slice() {
        [] => "it holds none".to_owned(),
        some => format!("it holds `{}`", some.join("`, `")),
    };
    let at = match address {
        Some(address) => addresses
            .iter()
            .position(|known| *known == address)
            .ok_or_else(|| {
                wrong(format!(
                    "there is no format `{address}` in `{path}`; {}",
                    listed()
                ))
            })?,
        None if addresses.len() == 1 => 0,
        None if addresses.is_empty() => {
            return Err(wrong(format!("there is no format in `{path}`")));
        }
        None => {
            return Err(wrong(format!(
                "`{path}` holds several formats: write `{path}#` and the address of one; {}",
                listed()
            )));
        }
    };
    let found = formats.into_iter().nth(at);
    let found = found.ok_or_else(|| wrong(format!("there is no format in `{path}`")))?;
    let (files, sources) = files.watched(span);
    Ok(Origin {
        text: found.text,
        apis: found.api,
        files,
        sources,
    })
}
