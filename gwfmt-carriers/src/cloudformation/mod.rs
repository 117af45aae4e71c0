//! Templates of CloudFormation and SAM, in YAML or JSON: the formats of their stages. What a document is, is told by
//! what it holds, never by its name.

use std::collections::HashMap;

mod globals;
mod intrinsic;
mod known;
mod places;
mod template;
mod to_json_string;

use crate::yaml::tree::{Function, NodeId};
use crate::yaml::{self, Keep};
use crate::{Extraction, Found, Problem, ProblemKind, Sources, Unknown, Why};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;
use places::PLACES;
use template::Template;

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

/// What a text is, without reading its formats.
pub fn kind(text: &str) -> Kind {
    let mut kind = Kind::Other;
    for document in yaml::read(text, Keep(template::root)) {
        match document {
            Ok(tree) if Template::new(SourceId(0), text, &tree).is_template() => {
                return Kind::Template;
            }
            Ok(_) => {}
            Err(_) => kind = Kind::Unreadable,
        }
    }
    kind
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
                    let problem = Problem::new(ProblemKind::Syntax, place, message);
                    extraction.problems.push(problem);
                }
            }
        }
    }
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    number_addresses(&mut extraction);
    (kind, extraction)
}

/// Tells formats of one address from each other: `Stage`, `Stage~2`.
fn number_addresses(extraction: &mut Extraction) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let known = extraction
        .formats
        .iter_mut()
        .map(|found| &mut found.address);
    let unknown = extraction.unknown.iter_mut().map(|one| &mut one.address);
    for address in known.chain(unknown) {
        let count = seen.entry(address.clone()).or_default();
        *count += 1;
        if *count > 1 {
            *address = format!("{address}~{count}");
        }
    }
}

/// What the value of `Format` turns out to be.
enum Outcome {
    Found(Box<Found>),
    /// Where nothing is known, and why.
    Unknown(SourceSpan, String),
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
        let is_branch = formats.len() > 1 && !has_list;
        let before = to.formats.len() + to.problems.len();
        let mut unknown = None;
        for format in &formats {
            match self.format(*format, owner, is_branch, &mut to.problems) {
                Some(Outcome::Found(mut found)) => {
                    if is_branch {
                        let remark = "one of the branches of `Fn::If`";
                        found.remarks.push(remark.to_owned());
                    }
                    to.formats.push(*found);
                }
                Some(Outcome::Unknown(place, reason)) => {
                    unknown.get_or_insert((place, reason));
                }
                None => {}
            }
        }
        let all = settings.iter().flat_map(|id| tree.branches(*id));
        let mut elsewhere = all.filter(|id| tree.function(*id).is_some());
        if formats.is_empty()
            && let Some(id) = elsewhere.next()
        {
            let why = "it comes with settings that only the deployment knows";
            unknown = Some((self.values.place(id), why.to_owned()));
        }
        // beside a branch that is known, one that is not is a way out
        if to.formats.len() + to.problems.len() == before
            && let Some((place, reason)) = unknown
        {
            to.unknown.push(Unknown {
                address: owner.address.clone(),
                place,
                via: Vec::new(),
                why: Why::Deployment,
                reason,
            });
        }
    }

    /// The format that the value of `Format` is; `None` when it is none.
    fn format(
        &self,
        id: NodeId,
        owner: &Owner<'_>,
        is_branch: bool,
        problems: &mut Vec<Problem>,
    ) -> Option<Outcome> {
        let tree = self.tree();
        let place = self.values.place(id);
        let mut problem = |kind, message: &str| problems.push(Problem::new(kind, place, message));
        let is_collection = tree.is_mapping(id) || tree.is_sequence(id);
        if is_collection && tree.function(id).is_none() {
            problem(
                ProblemKind::Value,
                "`Format` must be a string; `Fn::ToJsonString` makes one of an object",
            );
            return None;
        }
        let mut stands = place;
        let is_call = |call: &(Function, NodeId)| {
            !matches!(
                call.0,
                Function::Sub | Function::Join | Function::ToJsonString
            )
        };
        if let Some((function, argument)) = tree.function(id).filter(is_call) {
            match self.values.known(function, argument) {
                Ok(known) => {
                    // `NONE` as the default of a parameter that a condition asks about is no format
                    let is_word = tree.word(known).is_some_and(|text| !text.contains('$'));
                    if is_branch && is_word {
                        return None;
                    }
                    stands = self.values.place(known);
                }
                Err(why) => return Some(Outcome::Unknown(place, why)),
            }
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
        if unknown > 0 && unknown == text.len() && value.faults.is_empty() {
            let why = "every part of it is known only to the deployment";
            return Some(Outcome::Unknown(place, why.to_owned()));
        }
        Some(Outcome::Found(Box::new(Found {
            text,
            extent: Extent::Whole,
            api: owner.api,
            address: owner.address.clone(),
            place: stands,
            via: (stands != place).then_some(place).into_iter().collect(),
            remarks: value.remarks,
            faults: value.faults,
        })))
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
        assert_eq!(found(&branches), ["S rest a", "S~2 rest b"]);
        let settings = stage("!If [c, {Format: a}, {Format: b}]");
        assert_eq!(found(&settings), ["S rest a", "S~2 rest b"]);
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
    fn what_is_only_a_hole_is_named_with_its_reason() {
        let unknown = |settings: &str| -> Vec<String> {
            let unknown = read(&stage(settings)).unknown.into_iter();
            unknown
                .map(|one| format!("{}: {}", one.address, one.reason))
                .collect()
        };
        let all = "S: every part of it is known only to the deployment";
        assert_eq!(unknown("{Format: !Sub '${F}'}"), [all]);
        assert_eq!(
            unknown("{Fn::Transform: {Name: AWS::Include}}"),
            ["S: it comes with settings that only the deployment knows"]
        );
        assert!(unknown("{Format: !If [c, !Ref F, a]}").is_empty());
        assert_eq!(unknown("{Format: !If [c, !Ref F, !Ref G]}").len(), 1);
        assert!(unknown("{DestinationArn: a}").is_empty());
    }

    #[test]
    fn a_default_that_a_condition_asks_about_is_no_format() {
        let text = "Parameters: {P: {Type: String, Default: NONE}}\n".to_owned();
        let branches = stage("{Format: !If [c, !Ref P, a]}");
        assert_eq!(found(&(text.clone() + &branches)), ["S rest a"]);
        assert_eq!(found(&(text + &stage("{Format: !Ref P}"))), ["S rest NONE"]);
    }

    #[test]
    fn context_in_braces_is_a_fault_with_a_fix() {
        let text = stage("{Format: !Sub 'a ${context.path} ${AWS::Region} ${context.path}'}");
        let found = &read(&text).formats[0];
        let faults = found.faults.iter();
        let faults = faults.map(|fault| (&text[fault.place.span.range()], fault.fix.as_deref()));
        let expected = ("${context.path}", Some("$context.path"));
        assert_eq!(faults.collect::<Vec<_>>(), [expected, expected]);
        let alone = read(&stage("{Format: !Sub '${context.requestId}'}"));
        assert_eq!((alone.formats.len(), alone.unknown.len()), (1, 0));
        for other in [
            "!Sub ['${context.path}', {context.path: x}]",
            "!Sub '${!context.path}'",
            "'${context.path}'",
        ] {
            let read = read(&stage(&format!("{{Format: {other}}}")));
            assert_eq!(read.formats[0].faults, [], "{other}");
        }
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
