//! Access logs as they come: lines in whatever AWS wraps them in, read by their format, as batches of columns or as rows.
//!
//! ```text
//! input/      files, gzip, exports, payloads → blocks of whole lines, each with the number of its first line
//! pipeline    blocks to workers and back in their order, with a bound on how many are under way
//! condition   which of a block's rows are wanted
//! table       a block's rows as a batch of Arrow columns, by the column model of the format (arrays: the values of one)
//! output/     batches → Parquet, Arrow, JSON Lines, CSV; rows → XML, Common Log Format
//! stats/      rows → what they say together, in bounded memory
//! rejects     lines that are none of the format, with the reason
//! stream      all of it in the background, for programs that take batches; kept: rejects as rows among them
//! ```
//!
//! Memory is bounded by the blocks under way, whatever the input. The command `gwfmt` and the Python package are made of it.

#![forbid(unsafe_code)]

mod arrays;
pub mod batches;
pub mod condition;
pub mod decode;
mod done;
pub mod input;
pub mod kept;
pub mod output;
pub mod pipeline;
pub mod rejects;
pub mod stats;
pub mod stream;
pub mod table;
pub mod verify;
