//! Text for eyes: what reaches a terminal safely, wrapped and marked up, and the nearest name.

pub(crate) mod color;
pub(crate) mod markdown;
pub(crate) mod plain_json;
pub(crate) mod shown;
pub(crate) mod suggest;
pub(crate) mod wrap;
