//! `gwfmt decode`, `gwfmt verify` and `gwfmt stats`: real log lines, read by their format.
//!
//! What they are made of is large (Arrow, Parquet), so that it is a feature of its own. Without it the commands say how to
//! get them.

#[cfg(feature = "decode")]
pub(crate) mod decode;
#[cfg(feature = "decode")]
mod infer;
#[cfg(feature = "decode")]
mod progress;
#[cfg(feature = "decode")]
mod source;
#[cfg(feature = "decode")]
pub(crate) mod stats;
#[cfg(feature = "decode")]
pub(crate) mod verify;

/// Stands in for a command that is not built.
#[cfg(not(feature = "decode"))]
macro_rules! not_built {
    ($($command:ident: $args:ident;)+) => {$(
        pub(crate) mod $command {
            use gwfmt_carriers::carrier::Carrier;

            use crate::args::$args;
            use crate::exit::{Ending, Failure};
            use crate::output::Streams;

            /// Says how to get the command.
            pub(crate) fn run(
                _: &$args,
                _: &'static [Carrier],
                _: &Streams,
            ) -> Result<Ending, Failure> {
                Err(Failure::new(concat!(
                    "this build of gwfmt has no `",
                    stringify!($command),
                    "`: `pip install gwfmt` has it, or `cargo install gwfmt-cli --features decode`"
                )))
            }
        }
    )+};
}
#[cfg(not(feature = "decode"))]
not_built! {
    decode: Decode;
    stats: Stats;
    verify: Verify;
}
