//! Folders by day or hour, named as Hive names them.

use gwfmt::Timestamp;
use gwfmt::runtime::{ColumnValues, Rows, Value};

/// How long the time of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A day of UTC: `year=2024/month=07/day=10`.
    Day,
    /// An hour of UTC: `year=2024/month=07/day=10/hour=18`.
    Hour,
}

/// A folder and its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The folder.
    pub folder: String,
    /// The numbers of the rows.
    pub rows: Vec<usize>,
}

/// The rows by their folder, in the order in which the folders come up. A row without a time goes where Hive puts it.
pub fn parts(rows: &Rows<'_>, time: usize, by: By) -> Vec<Part> {
    let mut parts: Vec<(Option<i64>, Part)> = Vec::new();
    let length: i64 = match by {
        By::Day => 86_400_000,
        By::Hour => 3_600_000,
    };
    let times = match rows.columns().get(time) {
        Some(ColumnValues::Times(times)) => times.as_slice(),
        _ => &[],
    };
    for (row, time) in times.iter().enumerate() {
        let key = time.map(|millis| millis.div_euclid(length));
        match parts.iter_mut().rev().find(|(known, _)| *known == key) {
            Some((_, part)) => part.rows.push(row),
            None => parts.push((
                key,
                Part {
                    folder: folder(key.map(|key| key * length), by),
                    rows: vec![row],
                },
            )),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

fn folder(millis: Option<i64>, by: By) -> String {
    let none = "__HIVE_DEFAULT_PARTITION__";
    let Some(millis) = millis else {
        let hour = if by == By::Hour {
            format!("/hour={none}")
        } else {
            String::new()
        };
        return format!("year={none}/month={none}/day={none}{hour}");
    };
    let time = Value::Time(Timestamp::from_millis(millis)).to_string();
    let part = |range| time.get(range).unwrap_or(none);
    let day = format!(
        "year={}/month={}/day={}",
        part(0..4),
        part(5..7),
        part(8..10)
    );
    match by {
        By::Day => day,
        By::Hour => format!("{day}/hour={}", part(11..13)),
    }
}
