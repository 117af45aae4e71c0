#![doc = include_str!("../README.md")]
//!
//! # Naming the format
//!
//! | the attribute's first argument | the format is |
//! |---|---|
//! | `"…"`, `r#"…"#` | the text of the literal |
//! | `{ "requestId": "$context.requestId", "status": $context.status }` | JSON written as tokens, so that compile errors point at the exact token |
//! | `file = "format.txt"` | the text of a file, by its path from the package; the compiler watches the file |
//! | `file = "infra/api.tf#aws_api_gateway_stage.prod"` | what that stage logs, computed as Terraform does; also templates of CloudFormation and SAM (feature `carriers`). See [when it follows the deployment](#when-the-record-follows-the-deployment) |
//!
//! ## When the record follows the deployment
//!
//! The compiler watches every file that was read: a change in one of them rebuilds the record. It cannot watch a file that is
//! not there yet, and in a folder of Terraform a new file may change a format: `z_override.tf`, `terraform.tfvars`, any
//! `*.auto.tfvars`. A build script that names the folder makes Cargo see those too:
//!
//! ```
//! // in `main` of `build.rs`
//! println!("cargo::rerun-if-changed=infra");
//! ```
//!
//! With it, what is built follows what is in the folder. Name the folders of local modules as well, unless they lie within.
//! What is not in the files does not count: variables from the environment or from the command line of Terraform.
//!
//! # Options
//!
//! After the format, in any order:
//!
//! - `api = "rest"`, `"http"` or `"websocket"`: what the format is for. Without it, a field is not an `Option` only if all three
//!   types of API always write it.
//! - `rename(old = new)`: another name for a field, found by its name, its key or its variable.
//! - `types(field = Type)`: another type for a field. It has to implement `FromStr` and `Display`, and what is derived for
//!   the record: `Clone`, `Debug` and `PartialEq` at least.
//! - `allow("rule", …)`: what these rules of the linter find is accepted. Old logs without a request id are typed with
//!   `allow("missing-request-id")`, although API Gateway refuses such a format today.
//! - `deny = "warning"`: warnings of the linter are compile errors. Otherwise they are warnings of the compiler, which calls them
//!   uses of something deprecated. Notes are silent; the command `gwfmt lint` shows them.
//! - `crate = "path"`: where this crate is, if it is not `::gwfmt`.
//!
//! # The record
//!
//! Fields are named after the JSON keys, the XML names or, where the format has no names, the variables; in snake_case, and
//! with a number behind the name if it is taken: `id`, `id_2`. Letters of any script are kept (`größe`); a key without any is
//! `field`. The constants for `select` are these names in capitals, nested ones with `_` between, numbered in the same way. Nested JSON objects become structs of their own: the object `identity` of
//! `AccessLog` is an `AccessLogIdentity`. The struct keeps its attributes and derives; `Clone`, `Debug` and `PartialEq` are
//! added. Derives go below the attribute: one above it is expanded first, on a struct that has no fields yet, and fails to compile.
//!
//! | value | type |
//! |---|---|
//! | status codes | `u16` |
//! | durations in milliseconds | `u32` |
//! | lengths and other numbers | `u64` |
//! | `requestTime`, `requestTimeEpoch`, `connectedAt` | [`Timestamp`] |
//! | the client's address | [`IpAddr`](std::net::IpAddr) |
//! | method, event type, type of an error | [`Method`], [`EventType`], [`ErrorType`], each open for new words |
//! | `customDomain.basePathMatched` | [`BasePath`], which tells `(none)` from a path |
//! | everything else | `Cow<'_, str>`, borrowed from the line unless it holds escapes |
//!
//! A value that API Gateway may leave out is an `Option`, and `-` is `None`. Empty text is `Some("")`.
//!
//! # Reading
//!
//! - `parse` reads a line, `parse_bytes` a line of bytes, `records` a buffer of lines. `TryFrom<&str>` is `parse`, and `FromStr`
//!   gives a record that owns its texts.
//! - [`LogReader`] reads a file, a pipe or a socket line by line into one buffer; a bad line is an error of that line only.
//!   [`AsyncLogReader`](https://docs.rs/gwfmt/latest/gwfmt/struct.AsyncLogReader.html) waits for its input.
//! - `parse_partial` keeps the good fields of a bad line and lists the bad ones.
//! - `select` and `select_bytes` read chosen fields, and convert nothing else.
//!
//! ```
//! # use gwfmt::access_log_format;
//! # #[access_log_format(r#"{"requestId":"$context.requestId","status":$context.status,"latency":"$context.integration.latency"}"#, api = "rest")]
//! # pub struct AccessLog;
//! let lines = b"{\"requestId\":\"a\",\"status\":200,\"latency\":\"17\"}\n{\"requestId\":\"b\",\"status\":OK,\"latency\":\"-\"}\n";
//! let mut records = AccessLog::records(lines);
//! assert_eq!(records.next().unwrap()?.latency, Some(17));
//! let error = records.next().unwrap().unwrap_err();
//! assert_eq!(error.to_string(), "byte 26: field `status`: expected a status code, found `OK`");
//!
//! let line = r#"{"requestId":"a","status":200,"latency":"17"}"#;
//! let (status, latency) = AccessLog::select(line, (AccessLog::STATUS, AccessLog::LATENCY))?;
//! assert_eq!((status, latency), (200, Some(17)));
//! # Ok::<(), gwfmt::Error>(())
//! ```
//!
//! A file is read with [`LogReader`]:
//!
//! ```no_run
//! # use gwfmt::access_log_format;
//! # #[access_log_format("$context.requestId $context.status", api = "rest")]
//! # pub struct AccessLog;
//! use std::{fs::File, io::BufReader};
//!
//! use gwfmt::LogReader;
//!
//! let mut reader = LogReader::new(BufReader::new(File::open("access.log")?));
//! while let Some(record) = reader.next_record::<AccessLog>() {
//!     match record {
//!         Ok(record) => println!("{}", record.status),
//!         Err(error) if error.line_error().is_some() => eprintln!("{error}"), // the other lines can be read
//!         Err(error) => return Err(error.into()),
//!     }
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`Error::kind`] tells a program what is wrong with a line.
//!
//! ## By name
//!
//! `iter` gives the names of a record's fields with their values, whatever the types; `get` the value of one.
//!
//! ```
//! # use gwfmt::access_log_format;
//! # #[access_log_format("$context.requestId $context.status", api = "rest")]
//! # pub struct AccessLog;
//! let record = AccessLog::parse("a 504")?;
//! let shown: Vec<_> = record.iter().map(|(name, value)| format!("{name}: {value}")).collect();
//! assert_eq!(shown, ["request_id: a", "status: 504"]);
//! assert_eq!(record.get("status").and_then(|status| status.as_u64()), Some(504));
//! # Ok::<(), gwfmt::Error>(())
//! ```
//!
//! ## All readers agree
//!
//! Whatever the line is, all readers of a format, [`runtime::Format`](https://docs.rs/gwfmt/latest/gwfmt/runtime/struct.Format.html)
//! among them, give the same value of a field or an error. None of them guesses:
//!
//! - A line is read by the format's own text. A line that can be split along it in one way only has these values.
//! - Several cuts are weighed by what the variables can be: in `a|x|y|200|z`, read as
//!   `requestId|userAgent|status|error.message`, only `200` is a status code. If one reading is left, it is taken; if several are,
//!   the line is refused as ambiguous.
//! - In JSON, escapes are undone in values of every type. Raw quotes inside of a value (API Gateway did not always escape them)
//!   are read where no reading with escapes is possible and only one without; a line in which such a quote is followed by the
//!   text that could end the value is refused.
//! - A line that cannot be cut at all is read by name, for JSON and XML whose members were put into another order or which were
//!   laid out anew, and by column for CSV. A name that appears twice is an error.
//!
//! `parse`, `parse_bytes`, `records` and `runtime::Format` read the same lines. `parse_partial` gives those values of a bad line that
//! are sure. `select` gives a value also where something that cannot change it is wrong: a field that was not asked for, or
//! the rest of the line. It looks no further than the text behind the last field as long as that is sure to end it: behind a
//! value that is alone in its JSON string, or one that cannot hold what follows it. After a value that may hold
//! anything in text, CSV or XML, or together with others in a JSON string, only the whole line tells where values end;
//! there `select` costs up to what `parse` costs.
//!
//! A byte order mark at the start of a line is skipped, unless the format begins with one. Numbers have no leading zeros, and
//! status codes three digits, so that values round-trip.
//!
//! Nothing is allocated for a line unless a value holds escapes, or dozens of readings are to be weighed. A line that follows the
//! format takes time that is linear in its length; looking for other readings is bounded by its length too, and a line
//! that takes more is refused as ambiguous.
//!
//! # Writing
//!
//! Every record can be written as `json`, `csv` (with `csv_header`, and `csv_guarded` against formulas), `xml`, `clf`
//! (Common Log Format, escaped as Apache does) and `native`: `write_json(&mut out)` to anything that implements
//! `std::io::Write` or `std::fmt::Write`, `append_json(&mut bytes)` to the end of a `Vec<u8>`, which is fastest,
//! and `to_json()` to a `String`. No line break is written. `native` is the line that
//! API Gateway would write; it fails, naming the field, when the format cannot carry a value: what it writes is read back as the
//! same record. `Display` writes that line without checking that it reads back. An absent `error.messageString` is written as
//! `"-"` in JSON, where a bare `-` would break the line.
//!
//! JSON keeps the keys and quotes of a JSON format; for other formats, numbers are numbers and absent values `null`.
//!
//! ```
//! # use gwfmt::access_log_format;
//! #[access_log_format("$context.requestId,$context.status,$context.error.message", api = "rest")]
//! pub struct Row;
//!
//! let row = Row::parse("a,403,not authorized, sorry")?;
//! assert_eq!(row.to_json(), r#"{"request_id":"a","status":403,"error_message":"not authorized, sorry"}"#);
//! assert_eq!(row.to_csv(), r#"a,403,"not authorized, sorry""#);
//! assert_eq!(row.to_native().unwrap(), "a,403,not authorized, sorry");
//! # Ok::<(), gwfmt::Error>(())
//! ```
//!
//! # Features
//!
//! - `carriers`: formats in the files that deploy them.
//! - `config`: what the nearest `gwfmt.toml` says of rules, levels, variables and the type of API holds for the attribute too, and a
//!   change of that file is a change of what the attribute finds. It adds a parser of TOML to the build.
//! - `serde`: records are `Serialize` and `Deserialize`: objects with the keys of the format, numbers as numbers, times as
//!   RFC 3339, absent values as `null`. What is deserialized owns its texts. A record that derives `Serialize` or `Deserialize` itself, below
//!   the attribute, keeps its own: its keys are then the names of the fields. To write the impl by hand, wrap the record in a struct.
//! - `schema`: records are `JsonSchema` (of schemars) of that form.
//! - `runtime`: formats that are known only when the program runs: `runtime::Format` reads and writes the same lines, its
//!   records are rows of values, its fields say their types, units and keys.
//! - `futures`: lines of inputs that are waited for (`AsyncBufRead` of `futures-io`, which has no dependencies; tokio's inputs
//!   become one by `tokio_util::compat`).
//! - `jiff`, `chrono`, `time`: conversions between [`Timestamp`] and the types of these crates.
// What generated code calls is compiled into loops over log lines: it has to be inlined, and must not branch where the
// compiler is to make wide compares of it. Builds without optimization gain nothing by it and would take longer.
#![allow(clippy::inline_always, clippy::needless_bitwise_bool)]

mod decode;
mod error;
mod find;
mod follow;
mod format;
mod limits;
mod names;
mod own;
#[doc(hidden)]
pub mod private;
mod raw;
mod read;
mod reader;
mod records;
mod render;
#[cfg(feature = "runtime")]
pub mod runtime;
mod scan;
#[cfg(feature = "schema")]
pub mod schema;
mod select;
#[cfg(feature = "serde")]
mod serial;
mod template;
mod text;
mod time;
mod value;
mod write;

pub use error::{Error, ErrorKind, WriteError};
pub use gwfmt_macros::access_log_format;
pub use names::{BasePath, ErrorType, EventType, Method};
#[cfg(feature = "futures")]
pub use reader::AsyncLogReader;
pub use reader::{LogReader, OwnedRecords, ReadError};
pub use records::{Record, Records};
pub use render::Output;
pub use select::{Field, Select};
pub use template::Partial;
pub use time::{ParseTimestampError, Timestamp};
pub use value::{Value, Values};
