//! Templates of CloudFormation and SAM, in YAML or JSON: the formats of their stages. What a document is, is told by
//! what it holds, never by its name.

use std::collections::HashMap;

use super::globals;
use super::places::PLACES;
use super::template::{self, Template};
use super::tree::NodeId;
use super::yaml::{self, Keep};
use super::{Extraction, Found, Problem, ProblemKind, Sources};
use crate::api::ApiSet;
use crate::span::{SourceId, SourceSpan};
use crate::text::FormatText;

/// A file without this text holds no format of a template.
pub const NEEDLE: &str = "AccessLogSetting";

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A template of CloudFormation or SAM.
    Template,
    /// Something else in YAML or JSON.
    Other,
    /// Neither YAML nor JSON; the extraction says why.
    Unreadable,
}

/// The formats of a template; none when the file is none.
pub fn template(path: &str, sources: &dyn Sources) -> Extraction {
    match sources.read(path) {
        Some((source, text)) => template_text(source, &text).1,
        None => Extraction::default(),
    }
}

/// The formats of a template whose text is at hand, and whether it is one.
pub fn template_text(source: SourceId, text: &str) -> (Kind, Extraction) {
    let mut kind = Kind::Other;
    let mut is_whole = true;
    let mut extraction = Extraction::default();
    for document in yaml::read(text, Keep(template::root)) {
        match document {
            Ok(tree) => {
                let template = Template::new(source, text, &tree);
                if template.is_template() {
                    kind = Kind::Template;
                    template.formats(&mut extraction);
                }
            }
            Err(fault) => {
                if kind == Kind::Other {
                    kind = Kind::Unreadable;
                }
                if std::mem::take(&mut is_whole) {
                    let message = format!("cannot be read as YAML or JSON: {}", fault.message);
                    let place = SourceSpan::new(source, fault.at, fault.at);
                    extraction.problems.push(Problem {
                        kind: ProblemKind::Syntax,
                        place,
                        message,
                    });
                }
            }
        }
    }
    extraction.formats.sort_by_key(|found| found.place);
    number_addresses(&mut extraction.formats);
    (kind, extraction)
}

/// Tells formats of one address from each other: `Stage`, `Stage#2`.
fn number_addresses(formats: &mut [Found]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for found in formats {
        let count = seen.entry(found.address.clone()).or_default();
        *count += 1;
        if *count > 1 {
            found.address = format!("{}#{count}", found.address);
        }
    }
}

/// Whose format it is.
struct Owner<'t> {
    address: String,
    api: ApiSet,
    /// The names that the loops around the resource fill in.
    loops: &'t [(&'t str, NodeId)],
}

impl Template<'_> {
    /// Adds the formats of every place.
    fn formats(&self, to: &mut Extraction) {
        for resource in &self.resources {
            for place in &PLACES {
                if let Some(properties) = resource.properties
                    && place.resource == resource.kind
                {
                    let owner = Owner {
                        address: resource.name.to_owned(),
                        api: self.api(place, properties),
                        loops: &resource.loops,
                    };
                    self.formats_in(&self.settings(properties, place.path), &owner, to);
                }
            }
        }
        for place in &PLACES {
            if let Some(section) = place.globals
                && let Some(settings) = globals::lent(self, place, section)
            {
                let owner = Owner {
                    address: format!("Globals.{section}"),
                    api: place.api.map_or(ApiSet::ANY, ApiSet::one),
                    loops: &[],
                };
                self.formats_in(&[settings], &owner, to);
            }
        }
    }

    /// The values at the end of a path of properties: several where `Fn::If` has a say.
    fn settings(&self, properties: NodeId, path: &[&str]) -> Vec<NodeId> {
        path.iter().fold(vec![properties], |holders, key| {
            let holders = holders.into_iter().flat_map(|id| self.tree().branches(id));
            holders.filter_map(|id| self.tree().get(id, key)).collect()
        })
    }

    /// Adds the formats in the values of `AccessLogSetting`. CloudFormation refuses a list of them; its items are read all
    /// the same.
    fn formats_in(&self, settings: &[NodeId], owner: &Owner<'_>, to: &mut Extraction) {
        let tree = self.tree();
        let mut formats: Vec<NodeId> = Vec::new();
        let mut has_list = false;
        for setting in settings.iter().flat_map(|id| tree.branches(*id)) {
            let is_list = tree.is_sequence(setting) && tree.function(setting).is_none();
            has_list |= is_list;
            let items = if is_list {
                let items = tree.children(setting);
                items.flat_map(|id| tree.branches(id)).collect()
            } else {
                vec![setting]
            };
            let values = items.into_iter().filter_map(|id| tree.get(id, "Format"));
            formats.extend(values.flat_map(|id| tree.branches(id)));
        }
        for format in &formats {
            let found = self.format(*format, owner, &mut to.problems);
            to.formats.extend(found.map(|mut found| {
                if formats.len() > 1 && !has_list {
                    found
                        .remarks
                        .push("one of the branches of `Fn::If`".to_owned());
                }
                found
            }));
        }
    }

    /// The format that the value of `Format` is; `None` when it is none, or nothing but what the deployment fills in.
    fn format(&self, id: NodeId, owner: &Owner<'_>, problems: &mut Vec<Problem>) -> Option<Found> {
        let tree = self.tree();
        let place = self.values.place(id);
        let mut problem = |kind, message: &str| {
            let message = message.to_owned();
            problems.push(Problem {
                kind,
                place,
                message,
            });
        };
        let is_collection = tree.is_mapping(id) || tree.is_sequence(id);
        if is_collection && tree.function(id).is_none() {
            problem(
                ProblemKind::Value,
                "`Format` must be a string; `Fn::ToJsonString` makes one of an object",
            );
            return None;
        }
        let value = self.values.value(id);
        if value.too_big {
            problem(
                ProblemKind::Limit,
                "put together from too many pieces; what was left out is taken as unknown",
            );
        }
        let mut text = value.text;
        for (name, identifier) in owner.loops {
            let mut hole = FormatText::new();
            hole.push_hole(self.values.place(*identifier));
            for needle in [format!("${{{name}}}"), format!("&{{{name}}}")] {
                text = text.replace(&needle, &hole);
            }
        }
        let unknown: usize = text.holes().map(|(hole, _)| hole.len()).sum();
        let is_format = unknown == 0 || unknown < text.len();
        is_format.then(|| Found {
            text,
            api: owner.api,
            address: owner.address.clone(),
            place,
            via: Vec::new(),
            remarks: value.remarks,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Extraction {
        template_text(SourceId(0), text).1
    }

    /// Address, API and text of each format.
    fn found(text: &str) -> Vec<String> {
        let extraction = read(text);
        let formats = extraction.formats.iter();
        formats
            .map(|found| format!("{} {} {}", found.address, found.api, found.text.as_str()))
            .collect()
    }

    /// A template of one REST stage with these settings.
    fn stage(settings: &str) -> String {
        format!(
            "Resources: {{S: {{Type: AWS::ApiGateway::Stage, Properties: {{AccessLogSetting: {settings}}}}}}}"
        )
    }

    #[test]
    fn finds_every_place() {
        let text = "
Transform: AWS::Serverless-2016-10-31
Globals:
  HttpApi: {AccessLogSettings: {Format: g}}
Resources:
  A: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}
  B: {Type: AWS::ApiGateway::Deployment, Properties: {StageDescription: {AccessLogSetting: {Format: b}}}}
  C: {Type: AWS::ApiGatewayV2::Stage, Properties: {AccessLogSettings: {Format: c}}}
  D: {Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides, Properties: {Stage: {AccessLogSettings: {Format: d}}}}
  E: {Type: AWS::Serverless::Api, Properties: {AccessLogSetting: {Format: e}}}
  F: {Type: AWS::Serverless::HttpApi, Properties: {}}
  G: {Type: AWS::Serverless::WebSocketApi, Properties: {AccessLogSettings: {Format: f}}}
  H: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSettings: {Format: wrong name}}}
  I: {Type: AWS::S3::Bucket, Properties: {AccessLogSetting: {Format: wrong type}}}
Outputs:
  A: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: wrong section}}}
";
        let expected = [
            "Globals.HttpApi http g",
            "A rest a",
            "B rest b",
            "C http or websocket c",
            "D http d",
            "E rest e",
            "G websocket f",
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn json_is_read_like_yaml() {
        let text = r#"{"Resources": {"S": {"Type": "AWS::ApiGateway::Stage",
            "Properties": {"AccessLogSetting": {"Format": "{\"id\":\"$context.requestId\"}\ud83d\ude00"}}}}}"#;
        assert_eq!(found(text), [r#"S rest {"id":"$context.requestId"}😀"#]);
    }

    #[test]
    fn each_branch_is_a_format() {
        let branches = stage("!If [c, {Format: !If [d, a, b]}, !Ref AWS::NoValue]");
        assert_eq!(found(&branches), ["S rest a", "S#2 rest b"]);
        let settings = stage("!If [c, {Format: a}, {Format: b}]");
        assert_eq!(found(&settings), ["S rest a", "S#2 rest b"]);
        assert_eq!(
            read(&branches).formats[0].remarks,
            ["one of the branches of `Fn::If`"]
        );
        assert_eq!(found(&stage("[{Format: a}, {Format: b}]")).len(), 2);
    }

    #[test]
    fn what_is_only_a_hole_is_no_format() {
        assert!(found(&stage("{Format: !Ref F}")).is_empty());
        assert!(found(&stage("{Format: !Sub '${F}'}")).is_empty());
        assert!(found(&stage("{Format: null}")).is_empty());
        assert!(found(&stage("{Fn::Transform: {Name: AWS::Include}}")).is_empty());
        assert_eq!(
            found(&stage("{Format: !Sub ' ${F}'}")),
            ["S rest  \u{FFFC}"]
        );
        assert_eq!(found(&stage("{Format: ''}")), ["S rest "]);
    }

    #[test]
    fn an_object_is_no_format() {
        let extraction = read(&stage("{Format: {a: $context.requestId}}"));
        assert!(extraction.formats.is_empty());
        let [problem] = &extraction.problems[..] else {
            panic!("{:?}", extraction.problems);
        };
        assert!(problem.message.starts_with("`Format` must be a string"));
    }

    #[test]
    fn what_a_loop_fills_in_is_a_hole() {
        let text = "
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Stages:
    - Name
    - [a, b]
    - Stage${Name}:
        Type: AWS::ApiGateway::Stage
        Properties:
          AccessLogSetting:
            Format: $context.requestId ${Name}
";
        assert_eq!(
            found(text),
            ["Stage${Name} rest $context.requestId \u{FFFC}"]
        );
        let hole = read(text).formats[0].text.holes().next().expect("a hole").1;
        assert_eq!(&text[hole.span.range()], "Name");
    }

    #[test]
    fn aliases_and_merge_keys_are_followed() {
        let text = "
Mappings:
  M: &log
    Format: a
Resources:
  S: &stage
    Type: AWS::ApiGateway::Stage
    Properties:
      AccessLogSetting: *log
  T:
    Type: AWS::ApiGateway::Stage
    Properties:
      AccessLogSetting: {<<: *log, DestinationArn: b}
  U: *stage
  V:
    <<: *stage
";
        let expected = ["S rest a", "T rest a", "U rest a", "V rest a"];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn other_documents_are_none() {
        for text in [
            "a: 1",
            "Resources: [1]",
            "Resources: {S: {Type: Other, Properties: {AccessLogSetting: {Format: a}}}}",
            "- a",
            "{\"requestId\": \"$context.requestId\"}",
            "",
        ] {
            let (kind, extraction) = template_text(SourceId(0), text);
            assert_eq!((kind, extraction.formats.len()), (Kind::Other, 0), "{text}");
        }
        let (kind, _) = template_text(SourceId(0), "a: 1\n---\nAWSTemplateFormatVersion: x\n");
        assert_eq!(kind, Kind::Template);
    }

    #[test]
    fn says_where_a_file_cannot_be_read() {
        let text = "Resources:\n  S:\n\tType: AWS::ApiGateway::Stage\n";
        let (kind, extraction) = template_text(SourceId(3), text);
        assert_eq!(kind, Kind::Unreadable);
        let [problem] = &extraction.problems[..] else {
            panic!("{:?}", extraction.problems);
        };
        assert_eq!(problem.place.source, SourceId(3));
        assert_eq!(text[..problem.place.span.start].lines().count(), 3);
    }

    #[test]
    fn a_value_begins_behind_its_tag_and_a_block_scalar_at_its_header() {
        let place = |format: &str| {
            let text = format!(
                "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting:\n        Format: {format}\n      StageName: x\n"
            );
            let extraction = read(&text);
            text[extraction.formats[0].place.span.range()].to_owned()
        };
        assert_eq!(place("a b # c"), "a b");
        assert_eq!(place("!Sub 'a'"), "'a'");
        assert_eq!(place("!Sub >- # c\n          a\n\n"), ">- # c\n          a");
        let json = "\n          Fn::ToJsonString:\n            a: b";
        assert_eq!(place(json), json.trim_start());
    }

    #[test]
    fn a_byte_order_mark_and_crlf_change_nothing() {
        let text = "\u{FEFF}Resources:\r\n  S:\r\n    Type: AWS::ApiGateway::Stage\r\n    Properties:\r\n      AccessLogSetting:\r\n        Format: >\r\n          a\r\n          b\r\n";
        assert_eq!(found(text), ["S rest a b\n"]);
        let place = read(text).formats[0].place.span;
        assert_eq!(&text[place.range()], ">\r\n          a\r\n          b");
    }
}
