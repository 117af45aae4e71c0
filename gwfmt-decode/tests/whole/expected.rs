//! Rendered lines, and what is in them.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::model::Model;
use gwfmt_core::scenario::{Scenario, values, write};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use serde_json::Value;

use crate::wrapped::FORMAT;

/// So many requests of each scenario.
const EACH: usize = 400;

/// Lines that are good, with their values, and lines that are not.
pub(crate) struct Pool {
    pub(crate) lines: Vec<String>,
    /// The columns of each line.
    pub(crate) values: Vec<[Option<String>; 6]>,
    /// The same number of lines that do not match.
    pub(crate) corrupt: Vec<String>,
}

impl Pool {
    pub(crate) fn new() -> Self {
        let text = FormatText::verbatim(SourceId(0), 0, FORMAT);
        let model = Model::new(&text, ApiSet::one(Api::Rest));
        let all = Scenario::of(Api::Rest)
            .flat_map(|scenario| values(&model, Api::Rest, scenario, 5).take(EACH));
        let mut pool = Self {
            lines: Vec::new(),
            values: Vec::new(),
            corrupt: Vec::new(),
        };
        for (number, values) in all.enumerate() {
            let line = write(&model, &values);
            pool.corrupt.push(match number % 3 {
                0 => line.replacen("\"s\":\"", "\"s\":\"x", 1),
                1 => line.replacen("\"t\":\"", "\"t\":\"?", 1),
                _ => line.replacen("\"ip\":", "\"pi\":", 1),
            });
            pool.lines.push(line);
            let mut values = values;
            // nobody can tell a value that is `-` from none
            for value in &mut values {
                value.take_if(|text| text == "-");
            }
            if let Some(time) = values.get_mut(1) {
                *time = time.as_deref().map(rfc3339);
            }
            pool.values.push(values.try_into().expect("six values"));
        }
        pool
    }

    /// Whether a row of JSON Lines has the values of a line.
    pub(crate) fn is_row(&self, number: usize, row: &[u8]) -> bool {
        let row: Value = serde_json::from_slice(row).expect("JSON");
        let columns = ["id", "t", "s", "ip", "l", "ua"];
        let told = columns.map(|column| match &row[column] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        });
        told == self.values[number] && row.as_object().is_some_and(|row| row.len() == 6)
    }
}

/// `10/Jul/2024:18:14:22 +0000` as `2024-07-10T18:14:22.000Z`.
fn rfc3339(time: &str) -> String {
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = 1 + months
        .iter()
        .position(|month| *month == &time[3..6])
        .expect("a month");
    assert!(time.ends_with(" +0000"));
    format!(
        "{}-{month:02}-{}T{}.000Z",
        &time[7..11],
        &time[..2],
        &time[12..20]
    )
}
