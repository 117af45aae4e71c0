//! The command `gwfmt`. All of it is in the library, so that tests and tools can reach it.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    gwfmt_cli::main()
}
