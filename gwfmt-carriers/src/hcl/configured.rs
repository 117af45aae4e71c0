//! Data sources and resources of which the configuration itself says what they give: templates, files, values handed on.

use std::rc::Rc;

use gwfmt_core::span::SourceSpan;

use super::apis::is_keyed;
use super::functions;
use super::stages::pairs_of;
use super::syntax::{Body, Step};
use super::value::{Kind, Mistake, Outcome, Value};
use super::world::{Binding, Bound, Scope, World, element};

impl World<'_> {
    /// The value of `data.template_file.f.rendered` and the like; nothing for what the configuration does not say.
    pub(super) fn configured(
        &self,
        scope: Scope<'_>,
        place: SourceSpan,
        root: &str,
        steps: &[Step],
    ) -> Result<Option<Value>, Mistake> {
        let names = steps.iter().map_while(|step| match step {
            Step::Get(name) => Some(name.as_str()),
            _ => None,
        });
        let count = if root == "data" { 2 } else { 1 };
        let names: Vec<&str> = names.take(count).collect();
        let address = format!("{root}.{}", names.join("."));
        let Some(body) = scope.instance.folder.configured.get(&address) else {
            return Ok(None);
        };
        let kind = if count == 2 { names[0] } else { root };
        let steps = steps.get(count..).unwrap_or_default();
        let (index, steps) = match steps {
            [Step::Index(index), rest @ ..] => (Some(index), rest),
            _ => (None, steps),
        };
        let [Step::Get(attribute), rest @ ..] = steps else {
            return Ok(None);
        };
        let key = index.and_then(|index| self.eval(scope, index).known_text());
        let top = Scope::top(scope.instance);
        let mut each = None;
        if let (Some(for_each), Some(key)) = (body.get("for_each"), key) {
            let mut pairs = pairs_of(self, top, for_each).into_iter();
            each = pairs.find(|pair| is_keyed(pair, key.as_str()));
        }
        let binding = each.map(|(key, value)| Binding {
            bound: Bound::One("each", element(&key, &value)),
            outer: None,
        });
        let inner = binding.as_ref().map_or(top, |binding| top.with(binding));
        let value = match (kind, root, attribute.as_str()) {
            ("template_file", _, "rendered") => self.template_file(inner, place, body)?,
            ("terraform_data", _, "output") => self.argument(inner, body, "input")?,
            ("local_file" | "local_sensitive_file", "data", "content") => {
                let Some(path) = body.get("filename") else {
                    return Ok(None);
                };
                let path = self.attempt(inner, path)?;
                functions::call(self, inner, place, "file", &[path])?
            }
            _ => match body.get(attribute) {
                Some(value) => self.attempt(inner, value)?,
                None => return Ok(None),
            },
        };
        self.follow(scope, place, value, rest).map(Some)
    }

    fn argument(&self, scope: Scope<'_>, body: &Body, name: &str) -> Outcome {
        match body.get(name) {
            Some(value) => self.attempt(scope, value),
            None => Err(Mistake),
        }
    }

    /// The template with the variables that it is given, which are strings.
    fn template_file(&self, scope: Scope<'_>, place: SourceSpan, body: &Body) -> Outcome {
        let template = self.argument(scope, body, "template")?;
        let Some(template) = template.known_text() else {
            return Ok(self.unknown_as(place, &[template]).into_string());
        };
        let names = match body.get("vars") {
            Some(vars) => self.attempt(scope, vars)?,
            None => self.map(place, Vec::new()),
        };
        let Some(entries) = names.entries() else {
            return Ok(self.unknown_as(place, &[names]).into_string());
        };
        let strings = entries.iter().map(|(name, value)| {
            let value = match value.to_text() {
                Some(text) if !value.is_unknown() => Value::new(value.place, Kind::Text(text)),
                _ => value.clone().into_string(),
            };
            (Rc::clone(name), value)
        });
        let names = self.map(place, strings.collect());
        functions::render(self, scope, place, &template, &names)
    }
}

#[cfg(test)]
mod tests {
    use crate::hcl::fixture::Files;

    fn text(format: &str, more: &str, files: &[(&str, &str)]) -> String {
        let stage = format!(
            "resource \"aws_api_gateway_stage\" \"s\" {{\n access_log_settings {{\n format = {format}\n }}\n}}\n{more}"
        );
        let mut all = vec![("main.tf", stage.as_str())];
        all.extend(files);
        let lines = Files(&all).lines("");
        assert_eq!(lines.len(), 1, "{format}: {lines:?}");
        lines[0].replacen("aws_api_gateway_stage.s rest ", "", 1)
    }

    #[test]
    fn what_the_configuration_says_of_data_is_known() {
        let template = "data \"template_file\" \"f\" {\n template = file(\"${path.module}/f.tpl\")\n vars = {\n env = \"dev\"\n n = 1\n later = var.v\n }\n}\nvariable \"v\" {}\n";
        let files = [
            (
                "f.tpl",
                "$context.path ${env} ${n} %{ if env == \"dev\" }x%{ endif } ${later} $${no}",
            ),
            ("g.txt", "$context.status"),
        ];
        for (format, more, expected) in [
            (
                "data.template_file.f.rendered",
                template,
                "$context.path dev 1 x _ ${no}",
            ),
            (
                "data.template_file.f[0].rendered",
                template,
                "$context.path dev 1 x _ ${no}",
            ),
            (
                "data.template_file.f.rendered",
                "data \"template_file\" \"f\" {\n template = \"$context.path $${a}\"\n vars = {\n a = true\n }\n}\n",
                "$context.path true",
            ),
            (
                "data.template_file.f[\"b\"].rendered",
                "data \"template_file\" \"f\" {\n for_each = { a = 1, b = 2 }\n template = \"$context.path ${each.value}\"\n}\n",
                "$context.path 2",
            ),
            (
                "data.local_file.f.content",
                "data \"local_file\" \"f\" {\n filename = \"${path.module}/g.txt\"\n}\n",
                "$context.status",
            ),
            (
                "local_file.f.content",
                "resource \"local_file\" \"f\" {\n content = \"$context.status\"\n}\n",
                "$context.status",
            ),
            (
                "terraform_data.f.output.b",
                "resource \"terraform_data\" \"f\" {\n input = { b = \"$context.status\" }\n}\n",
                "$context.status",
            ),
        ] {
            assert_eq!(text(format, more, &files), expected, "{format}");
        }
    }

    #[test]
    fn files_are_found_from_where_the_deployment_runs() {
        let files = [
            ("a/f.json", "$context.path"),
            ("a/b/g.json", "$context.status"),
        ];
        for (format, expected) in [
            ("file(abspath(\"a/f.json\"))", "$context.path"),
            ("file(\"${path.cwd}/a/f.json\")", "$context.path"),
            ("file(\"${path.root}/a/f.json\")", "$context.path"),
            (
                "file(\"${abspath(path.module)}/a/f.json\")",
                "$context.path",
            ),
            (
                "file(\"${dirname(abspath(\"a/f.json\"))}/b/g.json\")",
                "$context.status",
            ),
            (
                "join(\"\", [for f in fileset(path.module, \"a/*.json\") : file(f)])",
                "$context.path",
            ),
            ("file(one(fileset(\".\", \"**/g.*\")))", "$context.status"),
            ("\"$context.path ${abspath(\"a\")}\"", "$context.path _"),
        ] {
            assert_eq!(text(format, "", &files), expected, "{format}");
        }
        // resources that only the deployment knows stay so
        assert_eq!(
            text("\"$context.path ${data.local_file.no.content}\"", "", &[]),
            "$context.path _"
        );
    }

    #[test]
    fn a_module_that_is_called_twice_finds_its_files_both_times() {
        let main = "module \"a\" {\n source = \"./m\"\n f = \"$context.a\"\n}\nmodule \"b\" {\n source = \"./m\"\n f = \"$context.b\"\n}\n";
        let module = "variable \"f\" {}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = \"${file(\"${abspath(path.module)}/f.txt\")} ${file(\"${path.cwd}/g.txt\")} ${var.f}\"\n }\n}\n";
        let files = Files(&[
            ("main.tf", main),
            ("m/main.tf", module),
            ("m/f.txt", "$context.f"),
            ("g.txt", "$context.g"),
        ]);
        assert_eq!(
            files.lines(""),
            [
                "module.a.aws_api_gateway_stage.s rest $context.f $context.g $context.a",
                "module.b.aws_api_gateway_stage.s rest $context.f $context.g $context.b"
            ]
        );
    }

    #[test]
    fn texts_of_other_languages_keep_their_places() {
        let yaml = "formats:\n  rest: >-\n    $context.path\n    $context.status\n  json: \"a\\t$context.path\"\n  list: [1, true, ~, 'it''s']\n";
        let files = [
            ("f.yaml", yaml),
            ("f.csv", "name,f\na,\"$context.path \"\"x\"\"\"\n"),
        ];
        for (format, expected) in [
            (
                "yamldecode(file(\"f.yaml\")).formats.rest",
                "$context.path $context.status",
            ),
            (
                "yamldecode(file(\"f.yaml\")).formats.json",
                "a\t$context.path",
            ),
            (
                "jsonencode(yamldecode(file(\"f.yaml\")).formats.list)",
                "[1,true,null,\"it's\"]",
            ),
            ("csvdecode(file(\"f.csv\"))[0].f", "$context.path \"x\""),
            ("templatestring(local.t, { a = \"b\" })", "$context.path b"),
        ] {
            let local = "locals {\n t = \"$context.path $${a}\"\n}\n";
            assert_eq!(text(format, local, &files), expected, "{format}");
        }
        let main = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = yamldecode(file(\"f.yaml\")).formats.rest\n }\n}\n";
        let files = Files(&[("main.tf", main), ("f.yaml", yaml)]);
        let found = files.extract("");
        let format = &found.formats[0].text;
        let at = format.as_str().find("$context.status").unwrap();
        let place = format
            .locate(gwfmt_core::span::Span::new(at, at + 15))
            .unwrap();
        assert!(place.verbatim);
        assert_eq!(files.at(place.primary), "$context.status");
        assert_eq!(place.primary.source.0, 1);
    }
}
