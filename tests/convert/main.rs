//! What `gwfmt convert` writes has the wanted shape and loses nothing without a word: its lines hold the values that lines of the old
//! format hold. And what `--write` does to a file is that and nothing else.

mod any;
#[path = "../formats/mod.rs"]
mod formats;
mod in_place;

use std::collections::BTreeMap;

use gwfmt::runtime::Format;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::catalog::Variable;
use gwfmt_core::compose::Form;
use gwfmt_core::convert::convert;
use gwfmt_core::model::Model;
use gwfmt_core::preset::{Order, Preset, make};
use gwfmt_core::samples::samples;
use gwfmt_core::scenario::{Scenario, values, write};
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

/// Formats of every shape and type of API.
fn sound() -> Vec<(Api, String)> {
    let mut formats: Vec<_> = samples()
        .into_iter()
        .map(|one| (one.api, one.text))
        .collect();
    for api in Api::ALL {
        let all: &[Preset] = if std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some() {
            &[Preset::Minimal, Preset::Security, Preset::Full]
        } else {
            &[Preset::Security]
        };
        for preset in all.iter().copied() {
            for form in Form::ALL {
                let order = Order {
                    preset,
                    api,
                    form,
                    vendor: None,
                    most: None,
                    sorted: false,
                };
                formats.push((api, make(order).text));
            }
        }
    }
    let more = [
        (
            Api::Rest,
            r#"{"id":"$context.requestId","request":"$context.httpMethod $context.path","n":{"s":$context.status},"m":$context.error.messageString}"#,
        ),
        (
            Api::Http,
            "id=$context.requestId status=$context.status route=$context.routeKey",
        ),
        (
            Api::Rest,
            "$context.requestId|$context.status|\"$context.path\"\n",
        ),
    ];
    formats.extend(more.map(|(api, text)| (api, text.to_owned())));
    formats
}

fn text(text: &str) -> FormatText {
    FormatText::verbatim(SourceId(0), 0, text)
}

/// The values of a line by variable, as a reader gets them.
fn read(format: &Format, line: &str) -> Option<BTreeMap<String, String>> {
    let record = format.parse(line).ok()?;
    let fields = format.fields();
    let value = |field: gwfmt::runtime::Field<'_>| {
        let value = record.get(field.name())?;
        Some((field.variable().to_owned(), format!("{value:?}")))
    };
    fields.map(value).collect()
}

#[test]
fn lines_of_a_converted_format_hold_the_values_of_the_old_one() {
    let (mut conversions, mut compared) = (0, 0);
    for (api, old) in sound() {
        let old_text = text(&old);
        let model = Model::new(&old_text, ApiSet::one(api));
        for form in Form::ALL {
            let converted = convert(&model, form, api).unwrap();
            conversions += 1;
            let new_text = text(&converted.text);
            let new = Model::new(&new_text, ApiSet::one(api));
            assert_eq!(new.shape.name(), form.name(), "{old}\n{}", converted.text);
            // every variable is there, or its going is said
            for used in &model.uses {
                let name = model.slice(used.span);
                let is_there = new.uses.iter().any(|other| new.slice(other.span) == name);
                let is_said = converted
                    .notes
                    .iter()
                    .any(|note| note.contains(&format!("`{name}`")));
                assert!(is_there || is_said, "{name} of {old}: {}", converted.text);
            }
            let readers = [&old, &converted.text].map(|text| Format::new(text, Some(api)).unwrap());
            // clients that send anything break columns
            let scenarios = Scenario::of(api).filter(|scenario| *scenario != Scenario::Hostile);
            for scenario in scenarios {
                let lines = values(&model, api, scenario, 3).zip(values(&new, api, scenario, 3));
                for (one, other) in lines.take(3) {
                    let (one, other) = (write(&model, &one), write(&new, &other));
                    let (Some(one), Some(other)) =
                        (read(&readers[0], &one), read(&readers[1], &other))
                    else {
                        continue;
                    };
                    let both = one
                        .iter()
                        .filter_map(|(name, value)| Some((value, other.get(name)?)));
                    for (value, other) in both {
                        assert_eq!(value, other, "{old}\n{}", converted.text);
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(
        compared > conversions * 100,
        "{conversions} conversions, {compared} values"
    );
}

#[test]
fn a_format_for_another_type_of_api_has_only_its_variables() {
    for (api, old) in sound() {
        let old_text = text(&old);
        let model = Model::new(&old_text, ApiSet::one(api));
        for target in Api::ALL.into_iter().filter(|target| *target != api) {
            for form in Form::ALL {
                let converted = convert(&model, form, target).unwrap();
                let new_text = text(&converted.text);
                let new = Model::new(&new_text, ApiSet::one(target));
                assert_eq!(new.shape.name(), form.name(), "{old}\n{}", converted.text);
                for used in &new.uses {
                    let path = new.path(used);
                    let listed = Variable::find(path)
                        .is_some_and(|variable| variable.listing(target).is_some());
                    assert!(
                        listed || path.starts_with("authorizer."),
                        "{path} in {}",
                        converted.text
                    );
                }
            }
        }
    }
}
