//! `gwfmt explain`: the page of a rule, or what is known of a variable.
use crate::args::Explain;
use crate::exit::{Ending, Failure};
use crate::output::Streams;
pub(crate) fn run(_args: &Explain, _streams: &Streams) -> Result<Ending, Failure> {
    Ok(Ending::Clean)
}
