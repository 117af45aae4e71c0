//! Text for eyes: what reaches a terminal safely, wrapped and marked up.

pub(crate) mod color;
pub(crate) mod markdown;
pub(crate) mod plain_json;
pub(crate) mod shown;
pub(crate) mod wrap;

pub(crate) use gwfmt_core::suggest;
