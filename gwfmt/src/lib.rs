//! Typed records of API Gateway's access logs, from the format string.
// What generated code calls is compiled into loops over log lines: it has to be inlined, and must not branch where the
// compiler is to make wide compares of it.
#![allow(clippy::inline_always, clippy::needless_bitwise_bool)]

mod decode;
mod error;
mod follow;
mod format;
mod names;
mod own;
#[doc(hidden)]
pub mod private;
mod read;
mod records;
mod render;
mod scan;
mod select;
mod template;
mod time;

pub use error::{Error, WriteError};
pub use gwfmt_macros::access_log_format;
pub use names::{BasePath, ErrorType, EventType, Method};
pub use records::Records;
pub use select::Field;
pub use template::Partial;
pub use time::Timestamp;
