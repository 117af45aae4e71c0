//! What generated code names. No promises: it changes with the macro.

pub use crate::decode::{Decode, without_quotes};
pub use crate::error::{Error, WriteError};
pub use crate::format::{Format, Kind, Layout, Place, Slot};
pub use crate::names::{BasePath, ErrorType, EventType, Method};
pub use crate::own::Own;
pub use crate::read::Read;
pub use crate::records::Records;
pub use crate::render::{
    ClfVisitor, Output, Put, User, UserOption, Visitor, to_string, to_text, write_clf, write_csv,
    write_csv_guarded, write_json, write_native, write_xml,
};
pub use crate::scan::Cursor;
pub use crate::select::{Field, Parsed, ParsedOption, Select, select};
pub use crate::template::{
    Mode, Partial, Split, Template, Upto, parse, parse_bytes, parse_partial, read, read_quoted,
    read_slowly, read_user, read_user_option, slow_reads,
};
pub use crate::time::Timestamp;
pub use std::borrow::Cow;
pub use std::clone::Clone;
pub use std::cmp::PartialEq;
pub use std::fmt::Debug;
pub use std::include_bytes;
pub use std::net::IpAddr;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::string::String;
