//! Typed records of API Gateway's access logs, from the format string.
// Generated code and its helpers are compiled into loops over log lines; each `inline(always)` was measured.
#![allow(clippy::inline_always)]

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
