//! The Serverless Framework as a row of the table of carriers.

use super::{NEEDLES, is_service, read};
use crate::carrier::{Carrier, Comments, Unit};
use crate::cloudformation;

/// The row.
pub const CARRIER: Carrier = Carrier {
    name: "serverless",
    what: "a service of the Serverless Framework",
    misplaced: "the framework reads no access log format there",
    claims,
    recognises: is_service,
    needles: &NEEDLES,
    unit: Unit::File(read),
    comments: Comments::HASH,
    suppressions: cloudformation::suppressions,
};

/// By the ending, in any case: a service may be in a file of any name (`--config`), and is told by its content.
fn claims(name: &str) -> bool {
    let claimed = ["yml", "yaml", "json"];
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| {
        !stem.is_empty() && claimed.iter().any(|one| ending.eq_ignore_ascii_case(one))
    })
}
