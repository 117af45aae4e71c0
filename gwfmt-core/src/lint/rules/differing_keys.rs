//! See [`RULE`].

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Meaning;
use crate::delivery::{Deployment, Stage};
use crate::diagnostic::Severity;
use crate::limits::FORMAT_READ;
use crate::lint::{Remarks, rule};
use crate::model::Model;
use crate::shape::Shape;
use crate::shape::json::{Value, ValueKind};
use crate::span::SourceSpan;

rule! {
    /// Two stages write JSON to one log group, and give a variable different keys.
    ///
    /// A query over the group finds the value under one key in some lines and under another in the rest: `filter status = 500` misses every
    /// line of the stage that calls it `code`.
    ///
    /// ```bad main.tf
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name = "/orders/access"
    /// }
    ///
    /// resource "aws_api_gateway_stage" "blue" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = jsonencode({ requestId = "$context.requestId", status = "$context.status" })
    ///   }
    /// }
    ///
    /// resource "aws_api_gateway_stage" "green" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = jsonencode({ requestId = "$context.requestId", code = "$context.status" })
    ///   }
    /// }
    /// ```
    ///
    /// ```good main.tf
    /// locals {
    ///   format = jsonencode({ requestId = "$context.requestId", status = "$context.status" })
    /// }
    ///
    /// resource "aws_cloudwatch_log_group" "access" {
    ///   name = "/orders/access"
    /// }
    ///
    /// resource "aws_api_gateway_stage" "blue" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = local.format
    ///   }
    /// }
    ///
    /// resource "aws_api_gateway_stage" "green" {
    ///   access_log_settings {
    ///     destination_arn = aws_cloudwatch_log_group.access.arn
    ///     format          = local.format
    ///   }
    /// }
    /// ```
    "differing-keys", Delivery, Deployment, Note, true, Inferred,
    sources: [
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html",
    ],
    check
}

/// The keys under which a format writes a variable, and where the first of them does.
type Keys = BTreeMap<String, (BTreeSet<String>, SourceSpan)>;

fn check(deployment: &Deployment, remarks: &mut Remarks) {
    for stages in deployment.sharing() {
        let stages = stages.into_iter();
        let stages = stages.filter_map(|number| deployment.stages.get(number));
        // each variable, as the first stage writes it that does
        let mut known: BTreeMap<String, (BTreeSet<String>, SourceSpan, &str)> = BTreeMap::new();
        for stage in stages {
            for (variable, (keys, place)) in keys(stage) {
                let Some((first, there, address)) = known.get(&variable) else {
                    known.insert(variable, (keys, place, &stage.address));
                    continue;
                };
                if *there == place || !first.is_disjoint(&keys) {
                    continue;
                }
                let one = |keys: &BTreeSet<String>| keys.first().cloned().unwrap_or_default();
                let message = format!(
                    "`$context.{variable}` is called `{}` here and `{}` in `{address}`, which writes to the same log group",
                    one(&keys),
                    one(first)
                );
                remarks.push(Severity::Note, place, &stage.address, message, |r| {
                    r.related(*there, "another key for the same variable")
                        .help("give the variable one key in all formats of a log group")
                });
            }
        }
    }
}

/// The variables that a format of JSON writes, each as the only content of a value.
fn keys(stage: &Stage) -> Keys {
    let mut all = Keys::new();
    // several formats of one stage are chosen from
    let [text] = &stage.formats[..] else {
        return all;
    };
    if text.len() > FORMAT_READ {
        return all;
    }
    let model = Model::new(text, stage.apis);
    let Shape::Json(json) = &model.shape else {
        return all;
    };
    if json.faults.is_empty() {
        walk(&model, &json.root, &mut Vec::new(), &mut all);
    }
    all
}

fn walk(model: &Model<'_>, value: &Value, path: &mut Vec<String>, to: &mut Keys) {
    match &value.kind {
        ValueKind::Object(members) => {
            for member in members {
                let (Some(name), Some(value)) = (member.name(model.text()), &member.value) else {
                    continue;
                };
                path.push(name.into_owned());
                walk(model, value, path, to);
                path.pop();
            }
        }
        ValueKind::String(parts) | ValueKind::Bare(parts) => {
            let [part] = parts[..] else {
                return;
            };
            let Some(used) = model.use_of(part) else {
                return;
            };
            let inside = value.span.len()
                - if matches!(value.kind, ValueKind::String(_)) {
                    2
                } else {
                    0
                };
            // a variable that this API does not have is another rule's affair
            let is_had = matches!(
                used.resolution.meaning,
                Meaning::Listed(_) | Meaning::Added(_)
            );
            if !is_had
                || used.before_hole
                || used.open_end
                || inside != used.span.len()
                || path.is_empty()
            {
                return;
            }
            let Some(places) = model.source.locate(used.span) else {
                return;
            };
            let entry = to.entry(model.path(used).to_owned());
            let (keys, _) = entry.or_insert_with(|| (BTreeSet::new(), places.primary));
            keys.insert(path.join("."));
        }
        ValueKind::Array(_) | ValueKind::Hole => {}
    }
}
