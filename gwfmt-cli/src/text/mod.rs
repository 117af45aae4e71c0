//! Text for eyes: what reaches a terminal safely, wrapped and marked up.

pub(crate) mod color;
pub(crate) mod markdown;
pub(crate) mod plain_json;
pub(crate) mod shown;
pub(crate) mod wrap;

pub(crate) use gwfmt_core::suggest;

/// A number and what it counts: "1 file", "2 files".
pub(crate) fn many(count: usize, word: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {word}{s}")
}
