//! The names, version 1.

pub use crate::decode::{Decode, without_quotes};
pub use crate::error::{Error, WriteError};
pub use crate::format::{Enclosure, Form, Format, Kind, Layout, Slot, TextSet};
pub use crate::names::{BasePath, ErrorType, EventType, Method};
pub use crate::own::Own;
pub use crate::read::{Read, ReadText};
pub use crate::records::Records;
pub use crate::render::{
    Carried, ClfVisitor, Fmt, Io, Out, Output, Put, Style, User, UserOption, Visitor, to_string,
    to_text,
};
pub use crate::scan::Cursor;
pub use crate::select::{Field, FieldType, Parsed, ParsedOption, Select, select, select_bytes};
pub use crate::template::{
    Mode, Partial, Split, Template, Upto, parse, parse_bytes, parse_partial, read, read_quoted,
    read_scalar, read_slowly, read_user, read_user_option, slow_reads,
};
pub use crate::text::Names::{self, Fixed as names};
pub use crate::text::Text::{self, Fixed as text};
pub use crate::time::Timestamp;
pub use crate::value::{Row, ToValue, Value, Values, get, user_option_value, user_value};
pub use crate::write::{
    append_clf, append_csv, append_csv_guarded, append_json, append_native, append_xml, display,
    write_clf, write_csv, write_csv_guarded, write_json, write_native, write_xml,
};
pub use std::borrow::Cow;
pub use std::clone::Clone;
pub use std::cmp::PartialEq;
pub use std::convert::TryFrom;
pub use std::fmt::{Debug, Display, Formatter, Result as FmtResult};
pub use std::include_bytes;
pub use std::net::IpAddr;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::str::FromStr;
pub use std::string::String;
pub use std::vec::Vec;
pub use std::{concat, module_path};

#[cfg(feature = "schema")]
pub use crate::schema::{Property, record as record_schema};
#[cfg(feature = "serde")]
pub use crate::serial::{FromText, element, key, present, skip, value};
#[cfg(feature = "schema")]
pub use schemars::{JsonSchema, Schema, SchemaGenerator};
#[cfg(feature = "serde")]
pub use serde::{
    self,
    de::{MapAccess, SeqAccess, Visitor as SerdeVisitor},
    ser::SerializeStruct,
};
#[cfg(feature = "serde")]
pub use std::marker::PhantomData;

/// Keeps code when the feature `serde` is on.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_serde {
    ($($code:tt)*) => { $($code)* };
}

/// Drops code when the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_serde {
    ($($code:tt)*) => {};
}

/// Keeps code when the feature `schema` is on.
#[cfg(feature = "schema")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_schema {
    ($($code:tt)*) => { $($code)* };
}

/// Drops code when the feature `schema` is off.
#[cfg(not(feature = "schema"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_schema {
    ($($code:tt)*) => {};
}

pub use crate::{__if_schema as if_schema, __if_serde as if_serde};
