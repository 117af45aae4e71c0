//! tables
use crate::args::{Rules, Variables};
use crate::exit::{Ending, Failure};
use crate::output::Streams;
pub(crate) fn rules(_args: &Rules, _streams: &Streams) -> Result<Ending, Failure> {
    Ok(Ending::Clean)
}
pub(crate) fn variables(_args: &Variables, _streams: &Streams) -> Result<Ending, Failure> {
    Ok(Ending::Clean)
}
