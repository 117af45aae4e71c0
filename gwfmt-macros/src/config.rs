//! What the repository wants of the format: with the feature `config`, what the `gwfmt.toml` says that the command would take.

use gwfmt_core::api::Api;
use gwfmt_core::lint::{RULES, Rule};
use gwfmt_core::settings::Settings;
use proc_macro2::Span;
use syn::{Error, Result};

use crate::arguments::Source;

/// What holds for a format.
#[derive(Debug)]
pub(crate) struct Terms {
    pub(crate) rules: Vec<&'static Rule>,
    pub(crate) settings: Settings,
    pub(crate) api: Option<Api>,
    /// The config file, for the compiler to watch.
    pub(crate) file: Option<String>,
}

impl Default for Terms {
    /// What holds where nothing is said.
    fn default() -> Self {
        Self {
            rules: RULES.iter().filter(|rule| rule.on).copied().collect(),
            settings: Settings::default(),
            api: None,
            file: None,
        }
    }
}

/// Where the format stands in the attribute.
fn span_of(source: &Source) -> Span {
    match source {
        Source::Literal(token) => token.span(),
        Source::Tokens(group) => group.span(),
        Source::File(name) => name.span,
    }
}

/// What holds for the format of an attribute.
pub(crate) fn terms(source: &Source) -> Result<Terms> {
    let span = span_of(source);
    read(source, span).map_err(|lines| Error::new(span, lines.join("\n")))
}

#[cfg(not(feature = "config"))]
#[allow(clippy::unnecessary_wraps, reason = "with the feature it may fail")]
fn read(_: &Source, _: Span) -> std::result::Result<Terms, Vec<String>> {
    Ok(Terms::default())
}

/// From the config file that is nearest to the file in which the format stands: the one that is named, or the Rust source.
#[cfg(feature = "config")]
fn read(source: &Source, span: Span) -> std::result::Result<Terms, Vec<String>> {
    use std::fs;
    use std::path::{Path, PathBuf};

    use gwfmt_carriers::config::find::{Loaded, in_folder};
    use gwfmt_carriers::files;

    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let package = package.unwrap_or_default();
    let path = match source {
        Source::File(name) => {
            let whole = package.join(&name.text);
            match name.text.rsplit_once('#') {
                Some((file, _)) if !whole.exists() => package.join(file),
                _ => whole,
            }
        }
        // some compilers do not say where the source lies
        Source::Literal(_) | Source::Tokens(_) => {
            let file = span
                .local_file()
                .and_then(|file| fs::canonicalize(file).ok());
            file.unwrap_or_else(|| package.join("*"))
        }
    };
    let folder = path.parent().unwrap_or(&package);
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let package = fs::canonicalize(&package).unwrap_or(package);
    let inside = if folder.starts_with(&package) {
        &package
    } else {
        &folder
    };
    let root = files::repository(&folder).unwrap_or_else(|| inside.clone());
    let shown = |path: &Path| files::shown(path.strip_prefix(&root).unwrap_or(path));
    for above in folder.ancestors() {
        if let Some(found) = in_folder(above, shown).map_err(|message| vec![message])? {
            let loaded = Loaded::read(&found, above, Some(&root), &shown(&found))?;
            let file = folder.join(path.file_name().unwrap_or_default());
            let below = file.strip_prefix(above).unwrap_or(&file);
            let config = &loaded.config;
            let overrides = config.overrides_of(below, true);
            let rules = RULES.iter().filter(|rule| config.is_on(rule, &overrides));
            return Ok(Terms {
                rules: rules.copied().collect(),
                settings: config.settings(&overrides),
                api: config.api(&overrides).map(|said| said.value),
                file: found.to_str().map(str::to_owned),
            });
        }
        if above == root {
            break;
        }
    }
    Ok(Terms::default())
}
