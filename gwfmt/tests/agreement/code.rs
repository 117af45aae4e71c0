//! Formats as code: each a [`kind!`](crate::kind) with all of its fields.

use std::fmt::Write as _;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::codegen::ident;
use gwfmt_core::diagnostic::Severity;
use gwfmt_core::lint::{RULES, lint};
use gwfmt_core::model::Model;
use gwfmt_core::record::Record;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

use crate::rng::Rng;

/// Selections of one field beyond this many are drawn.
const SINGLE: usize = 12;

/// The `kind!` of a format; none when the attribute would refuse it.
pub fn kind(name: &str, api: Api, format: &str) -> Option<String> {
    let text = FormatText::verbatim(SourceId(0), 0, format);
    let model = Model::new(&text, ApiSet::one(api));
    let findings = lint(&model, RULES.iter().filter(|rule| rule.on));
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return None;
    }
    let record = Record::new(&model).ok()?;
    let count = record.fields.len();
    let (mut fields, mut constants) = (Vec::new(), Vec::<String>::new());
    for field in &record.fields {
        let dotted = record.dotted(field);
        fields.push(dotted.split('.').map(ident).collect::<Vec<_>>().join("."));
        let mut constant = dotted.replace('.', "_").to_uppercase();
        while constants.contains(&constant) {
            constant.push('_');
        }
        constants.push(constant);
    }
    let mut rng = Rng(count as u64);
    let mut slots: Vec<usize> = (0..count).collect();
    if count > SINGLE {
        rng.shuffle(&mut slots[1..]);
        slots.truncate(SINGLE);
        slots.push(count - 1);
    }
    let mut groups: Vec<Vec<usize>> = slots.into_iter().map(|slot| vec![slot]).collect();
    groups.dedup();
    if count > 1 {
        groups.push(vec![0, count - 1]);
        let mut several: Vec<usize> = (0..count).collect();
        rng.shuffle(&mut several);
        several.truncate(4);
        groups.push(several);
    }
    let mut code = format!(
        "kind!({name}, {:?}, {}, [{}], [",
        api.name(),
        literal(format),
        fields.join(", ")
    );
    for (number, group) in groups.iter().enumerate() {
        let between = if number > 0 { ", " } else { "" };
        let members: Vec<_> = group
            .iter()
            .map(|slot| format!("{slot} {}", constants[*slot]))
            .collect();
        let _ = write!(code, "{between}({})", members.join(", "));
    }
    code.push_str("])");
    Some(code)
}

/// A string literal, raw where that reads better.
fn literal(text: &str) -> String {
    if text.contains('"') && !text.contains("\"#") && text.chars().all(|c| !c.is_control()) {
        return format!("r#\"{text}\"#");
    }
    format!("{text:?}")
}
