//! The kinds of resources that keep access log settings, of both providers of AWS, and where keys for them do not belong.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::span::SourceSpan;

use super::syntax::{Body, Expr, ExprKind};
use crate::{Problem, ProblemKind};

/// A kind of resource that has access log settings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StageKind {
    /// As Terraform calls it.
    pub(super) name: &'static str,
    /// Whether it is a stage of a REST API.
    is_rest: bool,
    /// The attribute around the settings, where they are not the resource's own.
    pub(super) within: Option<&'static str>,
    /// What the settings are called.
    pub(super) settings: &'static str,
}

const fn kind(name: &'static str, is_rest: bool, settings: &'static str) -> StageKind {
    StageKind {
        name,
        is_rest,
        within: None,
        settings,
    }
}

static STAGES: [StageKind; 5] = [
    kind("aws_api_gateway_stage", true, "access_log_settings"),
    kind("aws_apigatewayv2_stage", false, "access_log_settings"),
    kind("awscc_apigateway_stage", true, "access_log_setting"),
    kind("awscc_apigatewayv2_stage", false, "access_log_settings"),
    StageKind {
        within: Some("stage_description"),
        ..kind("awscc_apigateway_deployment", true, "access_log_setting")
    },
];

/// Resources that say the type of their API.
pub(super) const V2_APIS: [&str; 2] = ["aws_apigatewayv2_api", "awscc_apigatewayv2_api"];

/// Resources beside stages in which people look for access log settings, and the stage that has them.
const OTHERS: [(&str, &str); 8] = [
    ("aws_api_gateway_deployment", "aws_api_gateway_stage"),
    ("aws_api_gateway_method_settings", "aws_api_gateway_stage"),
    ("aws_api_gateway_rest_api", "aws_api_gateway_stage"),
    ("aws_apigatewayv2_api", "aws_apigatewayv2_stage"),
    ("aws_apigatewayv2_deployment", "aws_apigatewayv2_stage"),
    ("aws_apigatewayv2_route", "aws_apigatewayv2_stage"),
    ("awscc_apigateway_rest_api", "awscc_apigateway_stage"),
    ("awscc_apigatewayv2_api", "awscc_apigatewayv2_stage"),
];

impl StageKind {
    /// The kind of this name.
    pub(super) fn of(name: &str) -> Option<&'static Self> {
        STAGES.iter().find(|kind| kind.name == name)
    }

    /// Whether what stands there is written as the settings of this kind are: as a block of the one provider, as an attribute
    /// of the other.
    fn is_like(&self, place: Place) -> bool {
        place.is_block == self.name.starts_with("aws_") && self.within.is_none()
    }

    /// The types of API that such a stage is of.
    pub(super) fn apis(&self) -> ApiSet {
        if self.is_rest {
            ApiSet::one(Api::Rest)
        } else {
            ApiSet::V2
        }
    }
}

/// Whether access log settings do not belong into a resource of this kind, but are found there.
pub(super) fn is_other(name: &str) -> bool {
    OTHERS.iter().any(|(other, _)| *other == name)
}

/// The keys of a stage under which nobody looks for a format.
pub(super) fn ignored_in_stage(kind: &StageKind, body: &Body) -> Vec<Problem> {
    let right = match kind.within {
        Some(within) => format!("{within} = {{ {} = {{ format = … }} }}", kind.settings),
        None if kind.name.starts_with("aws_") => format!("{} {{ format = … }}", kind.settings),
        None => format!("{} = {{ format = … }}", kind.settings),
    };
    let mut problems = Vec::new();
    let all = keys(body);
    let body_lacks = |name: &str| all.iter().all(|(key, _)| *key != name);
    for (key, place) in all.iter().copied() {
        if key != kind.settings && Some(key) != kind.within && is_about_log_format(key, true) {
            let advice = format!("write `{right}`");
            let written = place
                .key
                .filter(|_| is_settings(key) && kind.is_like(place));
            let written = written.filter(|_| body_lacks(kind.settings));
            let problem = ignored(place.value, kind.name, key, &advice);
            problems.push(problem.renamed(written, kind.settings));
        }
    }
    let settings = body
        .blocks
        .iter()
        .filter(|block| block.sets() == kind.settings);
    for block in settings {
        let contents = block
            .body
            .blocks
            .iter()
            .filter(|block| block.kind == "content");
        for body in contents.map(|block| &block.body).chain([&block.body]) {
            let all = keys(body).into_iter();
            problems.extend(in_settings(kind, all.collect()));
        }
    }
    if let Some(Expr {
        kind: ExprKind::Object(entries),
        ..
    }) = body.get(kind.settings)
    {
        let all = entries.iter().filter_map(|(key, _)| {
            let place = Place {
                key: Some(key.place),
                value: key.place,
                is_block: false,
            };
            Some((word(key)?, place))
        });
        problems.extend(in_settings(kind, all.collect()));
    }
    problems
}

fn in_settings(kind: &StageKind, keys: Vec<(&str, Place)>) -> Vec<Problem> {
    if keys.iter().any(|(key, _)| *key == "format") {
        return Vec::new();
    }
    let wrong = keys
        .into_iter()
        .filter(|(key, _)| is_about_log_format(key, false) || key.eq_ignore_ascii_case("format"));
    let problem = |(key, place): (&str, Place)| {
        let problem = ignored(
            place.value,
            kind.settings,
            key,
            "here it is called `format`",
        );
        problem.renamed(place.key, "format")
    };
    let mut problems: Vec<Problem> = wrong.map(problem).collect();
    if problems.len() > 1 {
        // one of them is to be it, and nobody knows which
        for problem in &mut problems {
            problem.rename = None;
        }
    }
    problems
}

/// The keys of another resource that belong into a stage.
pub(super) fn ignored_in_other(name: &str, body: &Body) -> Vec<Problem> {
    let Some((_, stage)) = OTHERS.iter().find(|(other, _)| *other == name) else {
        return Vec::new();
    };
    let wrong = keys(body)
        .into_iter()
        .filter(|(key, _)| is_about_log_format(key, true));
    let advice = format!("access logs are set in `{stage}`");
    wrong
        .map(|(key, place)| ignored(place.value, name, key, &advice))
        .collect()
}

fn ignored(place: SourceSpan, holder: &str, key: &str, advice: &str) -> Problem {
    let message = format!("`{holder}` has no `{key}`: {advice}");
    Problem::new(ProblemKind::IgnoredKey, place, message)
}

/// Where an attribute or a block stands.
#[derive(Clone, Copy)]
struct Place {
    /// Its name; none where that is not written as one.
    key: Option<SourceSpan>,
    /// What it holds, or the first thing in it.
    value: SourceSpan,
    is_block: bool,
}

/// The names of the attributes and blocks of a body, each with its place.
fn keys(body: &Body) -> Vec<(&str, Place)> {
    let attributes = body.attributes.iter().map(|attribute| {
        let place = Place {
            key: attribute.key,
            value: attribute.value.place,
            is_block: false,
        };
        (attribute.name.as_str(), place)
    });
    let blocks = body.blocks.iter().filter_map(|block| {
        let contents = block.body.blocks.iter().map(|inner| &inner.body);
        let mut all = contents
            .chain([&block.body])
            .flat_map(|body| &body.attributes);
        let place = Place {
            key: block.key.filter(|_| block.labels.is_empty()),
            value: all.next()?.value.place,
            is_block: true,
        };
        Some((block.sets(), place))
    });
    attributes.chain(blocks).collect()
}

fn word(key: &Expr) -> Option<&str> {
    match &key.kind {
        ExprKind::Template(parts) => match parts.as_slice() {
            [super::syntax::Part::Literal(text)] => Some(text.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a key is one that other tools have for a log format, or for the settings around one.
fn is_about_log_format(key: &str, with_settings: bool) -> bool {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    let formats = [
        "accesslogformat",
        "accesslogsformat",
        "accessloggingformat",
        "logformat",
    ];
    formats.contains(&&*plain) || with_settings && is_settings(key)
}

/// Whether a key is one that people write for the settings of access logs.
fn is_settings(key: &str) -> bool {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let settings = ["accesslogsetting", "accesslogsettings"];
    settings.contains(&&*plain.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::ProblemKind;
    use crate::hcl::fixture::Files;

    #[test]
    fn both_providers_are_read() {
        let main = "resource \"awscc_apigateway_stage\" \"a\" {\n access_log_setting = {\n format = \"$context.a\"\n }\n}\nresource \"awscc_apigatewayv2_api\" \"b\" {\n protocol_type = \"WEBSOCKET\"\n}\nresource \"awscc_apigatewayv2_stage\" \"b\" {\n api_id = awscc_apigatewayv2_api.b.api_id\n access_log_settings = {\n format = jsonencode({ a = \"$context.b\" })\n }\n}\nresource \"awscc_apigateway_deployment\" \"c\" {\n stage_description = {\n access_log_setting = { format = \"$context.c\" }\n }\n}\n";
        assert_eq!(
            Files(&[("main.tf", main)]).lines(""),
            [
                "awscc_apigateway_stage.a rest $context.a",
                "awscc_apigatewayv2_stage.b websocket {\"a\":\"$context.b\"}",
                "awscc_apigateway_deployment.c rest $context.c",
            ]
        );
    }

    #[test]
    fn a_key_that_the_resource_does_not_have_is_said() {
        for (resource, body, message) in [
            (
                "aws_api_gateway_stage",
                "access_log_format = \"$context.a\"",
                "`aws_api_gateway_stage` has no `access_log_format`: write `access_log_settings { format = … }`",
            ),
            (
                "aws_apigatewayv2_stage",
                "access_log_setting {\n format = \"$context.a\"\n}",
                "`aws_apigatewayv2_stage` has no `access_log_setting`: write `access_log_settings { format = … }`",
            ),
            (
                "awscc_apigateway_stage",
                "access_log_settings = { format = \"$context.a\" }",
                "`awscc_apigateway_stage` has no `access_log_settings`: write `access_log_setting = { format = … }`",
            ),
            (
                "aws_api_gateway_stage",
                "access_log_settings {\n log_format = \"$context.a\"\n}",
                "`access_log_settings` has no `log_format`: here it is called `format`",
            ),
            (
                "awscc_apigatewayv2_stage",
                "access_log_settings = { Format = \"$context.a\" }",
                "`access_log_settings` has no `Format`: here it is called `format`",
            ),
            (
                "aws_api_gateway_stage",
                "dynamic \"access_log_settings\" {\n for_each = [1]\n content {\n access_log_format = \"$context.a\"\n }\n}",
                "`access_log_settings` has no `access_log_format`: here it is called `format`",
            ),
            (
                "aws_apigatewayv2_api",
                "access_log_settings {\n format = \"$context.a\"\n}",
                "`aws_apigatewayv2_api` has no `access_log_settings`: access logs are set in `aws_apigatewayv2_stage`",
            ),
            (
                "aws_api_gateway_deployment",
                "access_log_settings {\n format = \"$context.a\"\n}",
                "`aws_api_gateway_deployment` has no `access_log_settings`: access logs are set in `aws_api_gateway_stage`",
            ),
        ] {
            let main = format!("resource \"{resource}\" \"s\" {{\n {body}\n}}\n");
            let found = Files(&[("main.tf", &main)]).extract("");
            let problems: Vec<_> = found
                .problems
                .iter()
                .map(|p| (p.kind, &*p.message))
                .collect();
            assert_eq!(problems, [(ProblemKind::IgnoredKey, message)]);
        }
        let fine = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n destination_arn = var.access_log_format\n format = \"$context.a\"\n }\n}\n";
        assert_eq!(Files(&[("main.tf", fine)]).extract("").problems, []);
    }
}
