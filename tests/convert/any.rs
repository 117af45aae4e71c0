//! What holds of any format, sound or not: it is converted or refused, a second time nothing changes, and comparing and measuring
//! it ends.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::compare::{Class, compare};
use gwfmt_core::compose::Form;
use gwfmt_core::convert::convert;
use gwfmt_core::model::Model;
use gwfmt_core::scenario::sizes;

use super::{formats, text};

#[test]
fn any_format_is_converted_or_refused_and_can_be_compared() {
    let (mut converted, mut refused, mut compared) = (0, 0, 0);
    let all = formats::all();
    let pairs = all.iter().zip(all.iter().cycle().skip(1));
    for (number, (entry, other)) in pairs.enumerate() {
        let old_text = text(&entry.text);
        let old = Model::new(&old_text, entry.apis());
        let other_text = text(&other.text);
        for (one, other) in [(&old, &Model::new(&other_text, other.apis())), (&old, &old)] {
            let same = one.text() == other.text() && one.apis == other.apis;
            if let Ok(comparison) = compare(one, other) {
                compared += 1;
                // the same text may hold other values on another type of API
                assert!(!same || comparison.changes.is_empty(), "{}", entry.id);
                let is_text = one.text() == other.text();
                assert!(is_text || !comparison.changes.is_empty(), "{}", entry.id);
            }
        }
        for api in Api::ALL {
            if number % 16 == 0 {
                let measured = sizes(&old, api);
                let bytes = [measured.least, measured.typical, measured.most].map(|one| one.bytes);
                assert!(bytes.is_sorted(), "{}: {bytes:?}", entry.id);
            }
            for form in Form::ALL {
                let Ok(new) = convert(&old, form, api) else {
                    refused += 1;
                    continue;
                };
                converted += 1;
                let new_text = text(&new.text);
                let model = Model::new(&new_text, ApiSet::one(api));
                let again = convert(&model, form, api).map(|again| again.text);
                assert!(again.is_ok(), "{}: {again:?}", entry.id);
                if entry.problems.is_empty() {
                    assert_eq!(
                        again.as_ref(),
                        Ok(&new.text),
                        "{}: {}",
                        entry.id,
                        entry.text
                    );
                }
                // what is written again is the same to everybody
                if let Ok(comparison) = compare(&model, &model) {
                    assert!(comparison.worst() < Some(Class::Cosmetic), "{}", entry.id);
                }
            }
        }
    }
    assert!(
        converted > 1000 && compared > 100,
        "{converted}, {refused}, {compared}"
    );
}
