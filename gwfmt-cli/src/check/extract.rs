//! The carriers of gwfmt-core, plugged in: from the bytes of a file, or from a folder, to the formats in it.

use std::path::Path;

use gwfmt_carriers::cloudformation::{self, Kind as Template};
use gwfmt_carriers::recognise::{self, Kind as Recognised, Other, Seen};
use gwfmt_carriers::{Extraction, Sources, hcl, raw};
use gwfmt_core::span::SourceId;
use memchr::memmem;

/// What the name of a file says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Terraform or OpenTofu: read by folder.
    Terraform,
    /// YAML or JSON: maybe a template of CloudFormation or SAM.
    Template,
}

impl Kind {
    /// What a name says; nothing for files that are only read when they are named.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match recognise::by_name(&path.file_name()?.to_string_lossy())? {
            Recognised::Terraform => Some(Kind::Terraform),
            Recognised::Template => Some(Kind::Template),
            Recognised::Raw | Recognised::Other(_) => None,
        }
    }
}

/// Whether the bytes of a file of this kind may hold a format. What passes is read; what does not costs nothing more.
pub(crate) fn may_hold(kind: Kind, bytes: &[u8]) -> bool {
    let is_wide = recognise::utf16(bytes).is_some();
    let holds = |needle: &str| {
        memmem::find(bytes, needle.as_bytes()).is_some()
            || is_wide && recognise::utf16_holds(bytes, needle)
    };
    match kind {
        Kind::Template => holds(cloudformation::NEEDLE),
        Kind::Terraform => hcl::NEEDLES.into_iter().any(holds),
    }
}

/// Whether a file that was named is worth reading as a template, although it does not hold what templates keep formats
/// under: tools that write templates have other words.
pub(crate) fn refers(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"$context.").is_some()
}

/// The sources of the local modules that a file of Terraform calls.
pub(crate) fn local_modules(bytes: &[u8]) -> impl Iterator<Item = &str> {
    memmem::find_iter(bytes, "\".").filter_map(|at| {
        let before = bytes.get(..at)?.trim_ascii_end();
        // `source = "./m"`, and `"source": "./m"` in Terraform's JSON syntax
        let name = match before.strip_suffix(b"=") {
            Some(name) => name.trim_ascii_end(),
            None => (before.strip_suffix(b":")?.trim_ascii_end()).strip_suffix(b"\"")?,
        };
        let rest = bytes.get(at + 1..)?;
        let end = memchr::memchr2(b'"', b'\n', rest)?;
        let source = std::str::from_utf8(&rest[..end]).ok()?;
        let is_local = source.starts_with("./") || source.starts_with("../") || source == "..";
        let is_source = is_local && name.ends_with(b"source") && rest[end] == b'"';
        is_source.then_some(source)
    })
}

/// The formats of a template; nothing when the text is no template.
pub(crate) fn template(text: &str) -> Option<Extraction> {
    let (kind, extraction) = cloudformation::template_text(SourceId(0), text);
    (kind != Template::Other).then_some(extraction)
}

/// Why a file that was named is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NotRead {
    /// What in it looks like a format.
    pub(crate) seen: Option<Seen>,
    /// What it is, or what it is not.
    pub(crate) because: String,
    /// Whether it may be a format itself.
    pub(crate) may_be_format: bool,
}

/// Of a file whose name says YAML or JSON, and that is no template.
pub(crate) fn not_a_template(text: &str) -> NotRead {
    let Other { what, seen } = recognise::other(text);
    NotRead {
        seen,
        because: what.map_or_else(
            || "it is not a template of CloudFormation or SAM".to_owned(),
            |what| format!("it is {what}"),
        ),
        may_be_format: what.is_none(),
    }
}

/// Of a template without a format, in which something looks like one.
pub(crate) fn no_format(text: &str) -> Option<NotRead> {
    // a template may refer to `$context` in other places: mapping templates do
    let seen = recognise::seen(text).filter(|seen| !seen.word.starts_with('$'))?;
    Some(NotRead {
        seen: Some(seen),
        because: "no resource of this template keeps an access log format there".to_owned(),
        may_be_format: false,
    })
}

/// Of any other file.
pub(crate) fn not_known(other: Other) -> NotRead {
    let Other { what, seen } = other;
    NotRead {
        seen,
        because: what.map_or_else(
            || "it is neither a format nor a file that formats are read from".to_owned(),
            |what| format!("it is {what}"),
        ),
        may_be_format: what.is_none(),
    }
}

/// Whether nothing was found at all, and nothing was wrong.
pub(crate) fn is_empty(extraction: &Extraction) -> bool {
    let Extraction {
        formats,
        unknown,
        problems,
    } = extraction;
    formats.is_empty() && unknown.is_empty() && problems.is_empty()
}

/// A file that holds one format and nothing else.
pub(crate) fn raw(text: &str) -> Extraction {
    raw::raw(SourceId(0), text)
}

/// A format as the command line gives it.
pub(crate) fn exact(text: &str) -> Extraction {
    raw::exact(SourceId(0), text)
}

/// The formats of a folder of Terraform files, and of the modules that it calls.
pub(crate) fn terraform(folder: &str, sources: &dyn Sources) -> Extraction {
    hcl::directory(folder, sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_local_modules_that_a_file_calls() {
        let file = b"module \"a\" {\n  source = \"./a\"\n}\nmodule \"b\" { source=\"../b/c\"\n version = \"./no\" }\n source = \"a/b/c\"\n source = \"./open\n";
        assert!(local_modules(file).eq(["./a", "../b/c"]));
        let json = b"{\"module\":{\"a\":{\"source\": \"./a\"},\"b\":{\"source\":\"../b\",\"path\":\"./no\"}}}";
        assert!(local_modules(json).eq(["./a", "../b"]));
    }
}
