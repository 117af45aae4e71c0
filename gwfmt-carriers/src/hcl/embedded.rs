//! Templates of CloudFormation inside Terraform: the text that a resource deploys as a stack is read as a template is, and what is
//! found in it is told in the places of the files that it is made of.

use std::rc::Rc;

use super::hit::Hit;
use super::world::{Instance, World};

/// The formats of the templates that a folder deploys.
#[cfg(feature = "cloudformation")]
pub(super) fn embedded(world: &World<'_>, instance: &Rc<Instance>) -> Vec<Hit> {
    let templates = instance.folder.templates.iter();
    let hits = templates.flat_map(|(address, body)| {
        let read = || template::hits(world, instance, address, body);
        world.budget.unit(read).0
    });
    hits.collect()
}

/// Nothing: there is no reader of templates.
#[cfg(not(feature = "cloudformation"))]
pub(super) fn embedded(_: &World<'_>, _: &Rc<Instance>) -> Vec<Hit> {
    Vec::new()
}

#[cfg(feature = "cloudformation")]
mod template {
    use std::collections::{BTreeSet, HashMap};
    use std::rc::Rc;

    use gwfmt_core::model::Extent;
    use gwfmt_core::span::{SourceId, SourceSpan};
    use gwfmt_core::text::{FormatText, Origin};

    use crate::cloudformation::{self, Kind as Is};
    use crate::hcl::encode;
    use crate::hcl::hit::Hit;
    use crate::hcl::syntax::{Body, Expr, ExprKind};
    use crate::hcl::value::{Hint, Kind, Value};
    use crate::hcl::world::{Instance, Scope, World};
    use crate::reason::Reason;
    use crate::{Problem, ProblemKind};

    /// Stands for the template, which no file holds in these bytes.
    const TEMPLATE: SourceId = SourceId(u32::MAX);

    pub(super) fn hits(
        world: &World<'_>,
        instance: &Rc<Instance>,
        address: &str,
        body: &Body,
    ) -> Vec<Hit> {
        let Some(template) = body.get("template_body") else {
            return Vec::new();
        };
        let scope = Scope::top(instance);
        let mut values = HashMap::new();
        if let Some(parameters) = body.get("parameters") {
            let given = world.eval(scope, parameters);
            for (name, value) in given.entries().unwrap_or_default() {
                if let Some(text) = value.to_text() {
                    values.insert(name.as_str().to_owned(), (*text).clone());
                }
            }
        }
        let mut hits = Vec::new();
        for text in texts(&body_of(world, scope, template)) {
            let text = Template {
                world,
                address,
                place: template.place,
                text: &text,
            };
            hits.extend(text.hits(&values));
        }
        hits
    }

    /// The value of `template_body`; YAML of a value is as good as JSON of it.
    fn body_of(world: &World<'_>, scope: Scope<'_>, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Call(call) if call.name == "yamlencode" && call.arguments.len() == 1 => {
                let value = world.eval(scope, &call.arguments[0]);
                world.text(expr.place, encode::json(&value))
            }
            _ => world.eval(scope, expr),
        }
    }

    fn texts(value: &Value) -> Vec<Rc<FormatText>> {
        match &value.kind {
            Kind::Text(text) => vec![Rc::clone(text)],
            Kind::Unknown(Hint {
                maybe: Some(maybe), ..
            }) => maybe.iter().flat_map(texts).collect(),
            _ => Vec::new(),
        }
    }

    /// A template on its way.
    struct Template<'t, 's> {
        world: &'t World<'s>,
        address: &'t str,
        /// The value of `template_body`.
        place: SourceSpan,
        text: &'t FormatText,
    }

    impl Template<'_, '_> {
        fn hits(&self, values: &HashMap<String, FormatText>) -> Vec<Hit> {
            if !self.text.as_str().contains(cloudformation::NEEDLE)
                || !self.world.spend(self.text.len() as u64)
            {
                return Vec::new();
            }
            let (kind, found) = cloudformation::embedded(TEMPLATE, self.text.as_str(), values);
            let own = self.own_file();
            let is_new = |text: &FormatText| match own {
                Some(own) => text.runs().iter().any(|run| run.origin.source() != own),
                None => true,
            };
            if own.is_none() {
                for problem in found.problems {
                    self.note(kind, problem);
                }
            }
            let mut hits = Vec::new();
            for one in found.formats {
                let text = one.text.within(TEMPLATE, self.text);
                if !is_new(&text) {
                    continue;
                }
                let faults = one.faults.into_iter().map(|fault| Problem {
                    place: self.placed(fault.place),
                    ..fault
                });
                hits.push(Hit {
                    text: Rc::new(text),
                    extent: Extent::Whole,
                    api: one.api,
                    address: format!("{}.{}", self.address, one.address),
                    place: self.placed(one.place),
                    calls: self.calls(own.is_some()),
                    faults: faults.collect(),
                    is_off: false,
                });
            }
            for one in found.unknown.into_iter().filter(|_| own.is_none()) {
                let place = self.placed(one.place);
                let value = self
                    .world
                    .because(place, || Reason::new(one.why, one.reason));
                hits.extend(value.to_text().map(|text| Hit {
                    text,
                    extent: Extent::Whole,
                    api: gwfmt_core::api::ApiSet::ANY,
                    address: format!("{}.{}", self.address, one.address),
                    place,
                    calls: Vec::new(),
                    faults: Vec::new(),
                    is_off: false,
                }));
            }
            hits
        }

        /// The file that holds the template as it is, and that is read by itself.
        fn own_file(&self) -> Option<SourceId> {
            let sources: BTreeSet<Option<SourceId>> = self
                .text
                .runs()
                .iter()
                .map(|run| match run.origin {
                    Origin::Verbatim { source, .. } => Some(source),
                    _ => None,
                })
                .collect();
            let mut sources = sources.into_iter();
            match (sources.next().flatten(), sources.next()) {
                (Some(source), None) if source != self.place.source => Some(source),
                _ => None,
            }
        }

        fn calls(&self, is_elsewhere: bool) -> Vec<SourceSpan> {
            Vec::from_iter(is_elsewhere.then_some(self.place))
        }

        /// A place in the template as one in a file.
        fn placed(&self, place: SourceSpan) -> SourceSpan {
            if place.source != TEMPLATE {
                return place;
            }
            self.text.place(place.span).unwrap_or(self.place)
        }

        /// Notes what is wrong with the template. One that is not all known may be right.
        fn note(&self, kind: Is, problem: Problem) {
            let is_syntax = problem.kind == ProblemKind::Syntax;
            if is_syntax && (self.text.has_holes() || kind == Is::Other) {
                return;
            }
            self.world.note(Problem {
                place: self.placed(problem.place),
                ..problem
            });
        }
    }
}

#[cfg(all(test, feature = "cloudformation"))]
mod tests {
    use crate::hcl::fixture::Files;

    /// `address api text at place` for each format.
    fn lines(files: &[(&str, &str)]) -> Vec<String> {
        let files = Files(files);
        let found = files.extract("");
        assert_eq!(found.problems, []);
        let line = |one: &crate::Found| {
            let text = one.text.as_str().replace(gwfmt_core::text::HOLE, "_");
            format!(
                "{} {} {text} at {}",
                one.address,
                one.api,
                files.at(one.place)
            )
        };
        found.formats.iter().map(line).collect()
    }

    const YAML: &str = "Parameters:\n  F:\n    Type: String\nResources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: !Sub '{\"id\":\"$context.requestId\",\"f\":\"$${F}\"}'\n";

    #[test]
    fn a_template_in_a_heredoc_is_read_at_its_place() {
        for heredoc in ["<<E", "<<-E"] {
            let yaml = YAML
                .lines()
                .map(|line| format!("    {line}\n"))
                .collect::<Vec<_>>()
                .concat();
            let yaml = if heredoc == "<<E" { YAML } else { &yaml };
            let text = format!(
                "resource \"aws_cloudformation_stack\" \"api\" {{\n  template_body = {heredoc}\n{yaml}E\n  parameters = {{\n    F = \"$context.path\"\n  }}\n}}\n"
            );
            let files = [("main.tf", text.as_str())];
            assert_eq!(
                lines(&files),
                [
                    "aws_cloudformation_stack.api.S rest {\"id\":\"$context.requestId\",\"f\":\"$context.path\"} at '{\"id\":\"$context.requestId\",\"f\":\"$${F}\"}'"
                ]
            );
            let found = Files(&files).extract("");
            let format = &found.formats[0].text;
            for word in ["$context.requestId", "$context.path"] {
                let at = format.as_str().find(word).unwrap();
                let span = gwfmt_core::span::Span::new(at, at + word.len());
                let places = format.locate(span).unwrap();
                assert!(places.verbatim, "{word}");
                assert_eq!(Files(&files).at(places.primary), word);
            }
        }
    }

    #[test]
    fn what_is_not_given_is_a_hole() {
        let text = format!(
            "variable \"f\" {{}}\nresource \"aws_cloudformation_stack_set\" \"api\" {{\n template_body = <<E\n{YAML}E\n parameters = {{\n F = var.f\n }}\n}}\n"
        );
        assert_eq!(
            lines(&[("main.tf", &text)]),
            [
                "aws_cloudformation_stack_set.api.S rest {\"id\":\"$context.requestId\",\"f\":\"_\"} at '{\"id\":\"$context.requestId\",\"f\":\"$${F}\"}'"
            ]
        );
    }

    #[test]
    fn a_template_may_be_made_by_functions() {
        let value = "{ Resources = { S = { Type = \"AWS::ApiGateway::Stage\", Properties = { AccessLogSetting = { Format = \"$context.requestId \\\"${local.a}\\\"\" } } } } }";
        for call in ["jsonencode", "yamlencode"] {
            let text = format!(
                "locals {{\n a = \"$context.path\"\n}}\nresource \"aws_cloudformation_stack\" \"api\" {{\n template_body = {call}({value})\n}}\n"
            );
            let files = [("main.tf", text.as_str())];
            let found = Files(&files).extract("");
            assert_eq!(found.problems, []);
            let [one] = found.formats.as_slice() else {
                panic!("{:?}", found.formats);
            };
            assert_eq!(one.text.as_str(), "$context.requestId \"$context.path\"");
            assert_eq!(one.address, "aws_cloudformation_stack.api.S");
            let at = one.text.as_str().find("$context.path").unwrap();
            let places = one.text.locate(gwfmt_core::span::Span::new(at, at + 13));
            assert_eq!(Files(&files).at(places.unwrap().primary), "$context.path");
        }
        let text = "resource \"aws_cloudformation_stack\" \"api\" {\n template_body = templatefile(\"t.tpl\", { f = \"$context.status\" })\n}\n";
        let template = YAML.replace("$${F}", "${f}").replace("!Sub ", "");
        assert_eq!(
            lines(&[("main.tf", text), ("t.tpl", &template)]),
            [
                "aws_cloudformation_stack.api.S rest {\"id\":\"$context.requestId\",\"f\":\"$context.status\"} at '{\"id\":\"$context.requestId\",\"f\":\"${f}\"}'"
            ]
        );
    }

    #[test]
    fn a_template_in_a_file_shows_only_what_the_stack_makes_of_it() {
        let file = YAML.replace("$${F}", "${F}");
        let stack = |parameters: &str| {
            format!(
                "resource \"aws_cloudformation_stack\" \"api\" {{\n template_body = file(\"t.yaml\")\n{parameters}}}\n"
            )
        };
        let empty: [&str; 0] = [];
        assert_eq!(lines(&[("main.tf", &stack("")), ("t.yaml", &file)]), empty);
        let given = stack(" parameters = {\n F = \"$context.path\"\n }\n");
        assert_eq!(
            lines(&[("main.tf", &given), ("t.yaml", &file)]),
            [
                "aws_cloudformation_stack.api.S rest {\"id\":\"$context.requestId\",\"f\":\"$context.path\"} at '{\"id\":\"$context.requestId\",\"f\":\"${F}\"}'"
            ]
        );
    }

    #[test]
    fn what_is_wrong_with_a_template_is_said_in_the_file() {
        let wrong = YAML.replace("AccessLogSetting:", "AccessLogSettings:");
        for (yaml, at) in [
            (wrong.as_str(), "AccessLogSettings"),
            ("Resources:\n  S:\n    a: b: c # AccessLogSetting\n", ": c"),
        ] {
            let text = format!(
                "resource \"aws_cloudformation_stack\" \"api\" {{\n template_body = <<E\n{yaml}E\n}}\n"
            );
            let files = Files(&[("main.tf", &text)]);
            let found = files.extract("");
            assert_eq!(found.problems.len(), 1, "{yaml}");
            let start = found.problems[0].place.span.start;
            assert!(text[start..].starts_with(at), "{}", &text[start..]);
        }
        // what is not known may mend it
        let text = "resource \"aws_cloudformation_stack\" \"api\" {\n template_body = <<E\nResources:\n  S:\n    a: b: ${var.x} # AccessLogSetting\nE\n}\n";
        assert_eq!(Files(&[("main.tf", text)]).extract("").problems, []);
    }

    #[test]
    fn a_module_with_a_template_takes_its_values() {
        let module = format!(
            "variable \"f\" {{\n default = \"$context.status\"\n}}\nresource \"aws_cloudformation_stack\" \"api\" {{\n template_body = <<E\n{YAML}E\n parameters = {{\n F = var.f\n }}\n}}\n"
        );
        let main = "module \"m\" {\n source = \"./m\"\n f = \"$context.path\"\n}\n";
        assert_eq!(
            lines(&[("main.tf", main), ("m/main.tf", &module)]),
            [
                "module.m.aws_cloudformation_stack.api.S rest {\"id\":\"$context.requestId\",\"f\":\"$context.path\"} at '{\"id\":\"$context.requestId\",\"f\":\"$${F}\"}'"
            ]
        );
    }
}
