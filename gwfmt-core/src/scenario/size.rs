//! How long the lines of a format are: by drawing requests of every scenario.

use super::{Scenario, write};
use crate::api::Api;
use crate::model::Model;
use crate::scenario::values;

/// Requests that are drawn of each scenario.
const DRAWN: usize = 200;

/// The length of a line, in bytes, and the scenario in which it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The bytes of the line, with the line breaks at the end of the format.
    pub bytes: usize,
    /// Where it was seen.
    pub scenario: Scenario,
}

/// How long lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The shortest line that was seen.
    pub least: Size,
    /// The one in the middle of the lines of [`Scenario::Ok`].
    pub typical: Size,
    /// The longest line that was seen; long texts of [`Scenario::Hostile`] are among them.
    pub most: Size,
}

/// Measures the lines of a format. The same for the same format and API.
pub fn sizes(model: &Model<'_>, api: Api) -> Sizes {
    let text = model.text();
    let breaks = text.len() - text.trim_end_matches(['\r', '\n']).len();
    let of = |scenario: Scenario| {
        let requests = values(model, api, scenario, 1).take(DRAWN);
        let lengths = requests.map(|values| write(model, &values).len() + breaks);
        let mut lengths: Vec<usize> = lengths.collect();
        lengths.sort_unstable();
        lengths
    };
    let size = |bytes, scenario| Size { bytes, scenario };
    let usual = of(Scenario::Ok);
    let middle = usual.get(usual.len() / 2).copied().unwrap_or(text.len());
    let typical = size(middle, Scenario::Ok);
    let (mut least, mut most) = (typical, typical);
    for scenario in Scenario::of(api) {
        let lengths = of(scenario);
        if let (Some(&first), Some(&last)) = (lengths.first(), lengths.last()) {
            if first < least.bytes {
                least = size(first, scenario);
            }
            if last > most.bytes {
                most = size(last, scenario);
            }
        }
    }
    Sizes {
        least,
        typical,
        most,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn of(text: &str) -> [usize; 3] {
        let text = FormatText::verbatim(SourceId(0), 0, text);
        let sizes = sizes(&Model::new(&text, ApiSet::one(Api::Rest)), Api::Rest);
        [sizes.least, sizes.typical, sizes.most].map(|size| size.bytes)
    }

    #[test]
    fn a_line_without_variables_has_one_length() {
        assert_eq!(of("abc"), [3, 3, 3]);
        assert_eq!(of("abc\n"), [4, 4, 4]);
    }

    #[test]
    fn absence_is_short_and_hostility_long() {
        // a status has three digits, whatever happens
        assert_eq!(of("$context.status"), [3, 3, 3]);
        let [least, typical, most] = of("$context.identity.userAgent $context.integration.latency");
        assert!(
            least < typical && typical * 2 < most,
            "{least} {typical} {most}"
        );
    }
}
