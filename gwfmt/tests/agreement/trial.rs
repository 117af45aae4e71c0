//! Trials of formats that have code of their own.

use std::collections::BTreeMap;

use gwfmt::runtime::{Api, Value};

use crate::cases::{Case, STYLES, shortest};
use crate::formats::{Random, Shape};
use crate::law::{Kind, agree, holds_true};

pub fn api(kind: &Kind) -> Api {
    Api::ALL
        .into_iter()
        .find(|api| api.name() == kind.api)
        .expect("a type of API")
}

pub fn shape(kind: &Kind) -> Shape {
    match kind.format.as_bytes() {
        [b'{', ..] | [b'[', b'"', ..] => Shape::Json,
        [b'<', ..] => Shape::Xml,
        _ => Shape::Text,
    }
}

/// Whether all readers agree on a line, and tell nothing that was not meant.
pub fn fault_of(kind: &Kind, line: &str, meant: &[Option<Value<'static>>]) -> Option<String> {
    match agree(kind.fields, (kind.read)(line)) {
        Ok(said) => holds_true(&said, meant).err(),
        Err(why) => Some(why),
    }
}

/// What fails, by kind of format: at most a few of each are shown.
#[derive(Default)]
pub struct Faults {
    all: usize,
    of: BTreeMap<String, Vec<String>>,
}

impl Faults {
    pub fn push(&mut self, kind: &Kind, line: &str, meant: &[Option<Value<'static>>], why: &str) {
        self.all += 1;
        let shown = self.of.entry(kind.name.to_owned()).or_default();
        if shown.len() >= 3 {
            return;
        }
        // Without what was meant, all that counts is the line.
        let unknown = vec![None; kind.fields];
        let (line, why) = match fault_of(kind, line, &unknown) {
            Some(_) => {
                let line = shortest(line, &|line| fault_of(kind, line, &unknown));
                let why = fault_of(kind, &line, &unknown).unwrap_or_default();
                (line, why)
            }
            None => (line.to_owned(), format!("{why}\nmeant  = {meant:?}")),
        };
        shown.push(format!(
            "{why}\napi    = {:?}\nformat = {:?}\nline   = {line:?}",
            kind.api, kind.format
        ));
    }

    pub fn none(self, tried: usize) {
        for (kind, faults) in &self.of {
            println!("== {kind}");
            for fault in faults {
                println!("{fault}\n");
            }
        }
        assert_eq!(
            self.all,
            0,
            "of {tried} lines, in {} of the formats",
            self.of.len()
        );
    }
}

/// Tries lines of a random format on all readers that were written for it; what fails is shown.
pub fn random(seed: u64, kind: &Kind, lines: usize) {
    let format = Random::new(seed);
    let mut faults = Faults::default();
    for number in 0..lines {
        let style = STYLES[number % STYLES.len()];
        let case = Case::new(&format, style, seed << 20 | number as u64);
        let line = case.line();
        if let Some(why) = fault_of(kind, &line.text, &line.meant) {
            faults.push(kind, &line.text, &line.meant, &why);
        }
    }
    faults.none(lines);
}
