//! Lines of random formats, read by a program that knows the format only when it runs: the first two bytes choose the
//! format, the third says whether the rest is the line itself or what a line is made of.
#![no_main]
#![allow(dead_code)]

#[path = "../../gwfmt/tests/agreement/cases.rs"]
mod cases;
#[path = "../../gwfmt/tests/agreement/formats.rs"]
mod formats;
#[macro_use]
#[path = "../../gwfmt/tests/agreement/law.rs"]
mod law;
#[path = "../../gwfmt/tests/agreement/rng.rs"]
mod rng;
#[path = "../../gwfmt/tests/agreement/values.rs"]
mod values;

use std::cell::RefCell;
use std::collections::HashMap;

use cases::{Case, STYLES, accepted, mutated};
use formats::Random;
use gwfmt::runtime::Format;
use libfuzzer_sys::fuzz_target;
use rng::Rng;

/// So many different formats: each is kept once it is made.
const FORMATS: u16 = 4096;

thread_local! {
    static KNOWN: RefCell<HashMap<u16, Option<(Random, Format)>>> = RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let Some((head, rest)) = data.split_first_chunk::<3>() else {
        return;
    };
    let seed = u16::from_le_bytes([head[0], head[1]]) % FORMATS;
    KNOWN.with_borrow_mut(|known| {
        let known = known.entry(seed).or_insert_with(|| {
            let random = Random::new(seed.into());
            accepted(&random).map(|format| (random, format))
        });
        let Some((random, format)) = known else { return };
        // A line as it is, or one that is made from the bytes: its style, its values, and changes to it.
        let (line, meant) = if head[2] < 96 {
            let Ok(line) = std::str::from_utf8(rest) else { return };
            (line.to_owned(), vec![None; random.parts.len()])
        } else {
            let mut number = 0_u64;
            for byte in rest.iter().take(8) {
                number = number << 8 | u64::from(*byte);
            }
            let style = STYLES[usize::from(head[2]) % STYLES.len()];
            let mut line = Case::new(random, style, number).line();
            for byte in rest.iter().skip(8).take(8) {
                line.text = mutated(&line.text, &mut Rng(u64::from(*byte)));
                line.meant.fill(None);
            }
            (line.text, line.meant)
        };
        let said = law::agree(random.parts.len(), law::at_run_time(format, &line));
        let said = said.and_then(|said| law::holds_true(&said, &meant));
        if let Err(why) = said {
            panic!("{why}\napi    = {:?}\nformat = {:?}\nline   = {line:?}", random.api.name(), random.text());
        }
        if let Ok(record) = format.parse(&line)
            && let Ok(native) = record.to_native()
        {
            let again = format.parse(&native).expect("what was written is read");
            assert_eq!(again, record, "{:?}\n{native}", random.text());
        }
    });
});
