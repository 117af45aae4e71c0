//! `file = "…"`: a format out of a file of its own, or out of the file that deploys it.

use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::{Error, Result};

use crate::arguments::Word;
use crate::origin::{Origin, Text};

/// Reads the file that the user named, by its path from the package.
pub(crate) fn read(name: &Word) -> Result<Origin> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let package = package.unwrap_or_default();
    read_from(&package, name)
}

fn cannot_read(span: Span, path: &str, full: &Path, error: &std::io::Error) -> Error {
    let message = format!(
        "cannot read `{path}` (looked for at {}): {error}",
        full.display()
    );
    Error::new(span, message)
}

/// A file that holds a format and nothing else: all that can be read without carriers.
#[cfg(not(feature = "carriers"))]
fn read_from(package: &Path, name: &Word) -> Result<Origin> {
    use gwfmt_core::api::ApiSet;
    use gwfmt_core::limits::FILE_BYTES;
    use gwfmt_core::span::SourceId;
    use gwfmt_core::text::FormatText;
    use std::fs;

    let whole = package.join(&name.text);
    let path = match name.text.split_once('#') {
        Some((path, _)) if !whole.exists() => path,
        _ => name.text.as_str(),
    };
    let full = package.join(path);
    let wrong = |words: &str| Error::new(name.span, format!("`{path}` {words}"));
    let found = fs::metadata(&full);
    let found = found.map_err(|error| cannot_read(name.span, path, &full, &error))?;
    if path != name.text || is_carrier(&full) {
        return Err(Error::new(
            name.span,
            format!(
                "reading the format out of `{path}` needs the feature `carriers` of the crate `gwfmt`"
            ),
        ));
    }
    // a pipe would wait for its writer, and a device need not end
    if !found.is_file() {
        return Err(wrong("is not a file"));
    }
    if found.len() > FILE_BYTES {
        return Err(wrong("is too large"));
    }
    let text = fs::read_to_string(&full);
    let text = text.map_err(|error| cannot_read(name.span, path, &full, &error))?;
    Ok(Origin {
        text: FormatText::of_file(SourceId(0), &text),
        apis: ApiSet::ANY,
        files: vec![full.display().to_string()],
        sources: vec![Text::File {
            name: path.to_owned(),
            text,
            span: name.span,
        }],
    })
}

/// Whether the file deploys the format, and is not the format.
#[cfg(not(feature = "carriers"))]
fn is_carrier(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(
        extension,
        Some("tf" | "tofu" | "tfvars" | "yaml" | "yml" | "json" | "template")
    )
}

/// A format by its file and address, as the command finds it.
#[cfg(feature = "carriers")]
fn read_from(package: &Path, name: &Word) -> Result<Origin> {
    use gwfmt_carriers::CARRIERS;
    use gwfmt_carriers::address::{self, Read};
    use gwfmt_carriers::files::{self, Trouble};
    use std::fs;

    let whole = Path::new(&name.text);
    let is_file = |file: &Path| fs::metadata(package.join(file)).is_ok_and(|found| !found.is_dir());
    let parts = address::split(whole, is_file).filter(|_| !is_file(whole));
    let (file, address) = match parts {
        Some((file, address)) => (file, Some(address)),
        None => (whole.to_path_buf(), None),
    };
    let path = file.to_string_lossy();
    let full = package.join(&file);
    let root = |folder: &Path| {
        let package = fs::canonicalize(package).unwrap_or_else(|_| package.to_path_buf());
        let inside = if folder.starts_with(&package) {
            package
        } else {
            folder.to_path_buf()
        };
        files::repository(folder).unwrap_or(inside)
    };
    let read = Read::new(&full, CARRIERS, root).map_err(|trouble| match trouble {
        Trouble::Io(error) => cannot_read(name.span, &path, &full, &error),
        _ => Error::new(name.span, format!("`{path}` {}", trouble.words())),
    })?;
    // files beside the named one are written as it is, others from the repository
    let folder = fs::canonicalize(full.parent().unwrap_or(&full)).unwrap_or_default();
    let beside = file.parent().unwrap_or(Path::new(""));
    let shown = |other: &Path| match (other.parent(), other.file_name()) {
        (Some(parent), Some(name)) if parent == folder => files::shown(&beside.join(name)),
        _ => files::shown(other.strip_prefix(read.files.root()).unwrap_or(other)),
    };
    let found = read.choose(address.as_deref(), &path, &shown);
    let found = found.map_err(|refusal| Error::new(name.span, refusal))?;
    let texts = read.files.texts();
    // the compiler takes paths as text only
    let watched = texts.iter().filter_map(|(path, _)| path.to_str());
    Ok(Origin {
        text: found.text.clone(),
        apis: found.api,
        files: watched.map(str::to_owned).collect(),
        sources: texts
            .iter()
            .map(|(path, text)| Text::File {
                name: files::shown(path.strip_prefix(read.files.root()).unwrap_or(path)),
                text: text.to_string(),
                span: name.span,
            })
            .collect(),
    })
}
