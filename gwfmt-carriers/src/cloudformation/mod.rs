//! Templates of CloudFormation and SAM, in YAML or JSON: the formats of their stages. What a document is, is told by
//! what it holds, never by its name.

use std::collections::HashSet;

mod carrier;
mod dynamic;
mod function;
mod globals;
mod intrinsic;
mod known;
mod places;
mod template;
mod to_json_string;

pub use carrier::CARRIER;

use crate::limits::BRANCHES;
use crate::yaml::tree::NodeId;
use crate::yaml::{self, Fault, Keep};
use crate::{Extraction, Found, Problem, ProblemKind, Sources, Unknown, Why};
use gwfmt_core::api::ApiSet;
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;
use function::Function;
use known::Reason;
use places::PLACES;
use template::{Home, Template};

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
    documents(SourceId(0), text, |template| {
        kind = match template {
            Ok(template) if template.is_template() => Kind::Template,
            Err(_) if kind == Kind::Other => Kind::Unreadable,
            _ => kind,
        };
    });
    kind
}

/// The formats of a template whose text is at hand, and whether it is one.
pub fn template_text(source: SourceId, text: &str) -> (Kind, Extraction) {
    let mut kind = Kind::Other;
    let mut is_whole = true;
    let mut extraction = Extraction::default();
    documents(source, text, |template| match template {
        Ok(template) => {
            let stopped = template.tree().stopped;
            if template.is_template() {
                kind = Kind::Template;
                template.formats(&mut extraction);
            } else if kind == Kind::Other && stopped.is_some() {
                kind = Kind::Unreadable; // for all that is known
            }
            if let Some(at) = stopped {
                let place = SourceSpan::new(source, at, at);
                let message =
                    "the document has more values than are read; what follows is not looked at";
                extraction
                    .problems
                    .push(Problem::new(ProblemKind::Limit, place, message));
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
    });
    extraction.formats.sort_by_key(|found| found.place);
    extraction.unknown.sort_by_key(|unknown| unknown.place);
    extraction.number_addresses();
    (kind, extraction)
}

/// Hands over each document of a text as a template, or what is wrong with it. When none is a template, the documents are
/// looked at once more: resources may stand in them as other files have them.
fn documents(source: SourceId, text: &str, mut visit: impl FnMut(Result<Template<'_>, &Fault>)) {
    let mut is_plain = true;
    for document in yaml::read(text, Keep(template::root)) {
        match &document {
            Ok(tree) => {
                let template = Template::new(source, text, tree);
                is_plain &= !template.is_template() && tree.stopped.is_none();
                visit(Ok(template));
            }
            Err(fault) => {
                is_plain = false;
                visit(Err(fault));
            }
        }
    }
    let may_hold = [NEEDLE, "AWS::", "provider"]
        .iter()
        .any(|word| text.contains(word));
    if is_plain && may_hold {
        let documents = yaml::read(text, Keep(template::elsewhere));
        for tree in documents.flatten() {
            visit(Ok(Template::elsewhere(source, text, &tree)));
        }
    }
}

/// What the value of `Format` turns out to be.
enum Outcome {
    Found(Box<Found>),
    /// Where nothing is known, and why.
    Unknown(SourceSpan, Reason),
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
        let tree = self.tree();
        for (node, why) in &self.unread {
            to.problems.push(self.limit(*node, why));
        }
        for resource in &self.resources {
            let Some(properties) = resource.properties else {
                continue;
            };
            for place in PLACES
                .iter()
                .filter(|place| place.resource == resource.kind)
            {
                let ((), is_enough) = tree.budgeted(|| {
                    let owner = Owner {
                        address: resource.name.to_owned(),
                        api: self.api(place, properties),
                        loops: &resource.loops,
                    };
                    self.formats_in(&self.settings(properties, place.path), &owner, to);
                });
                if !is_enough {
                    to.problems
                        .push(self.limit(resource.node, template::TOO_MUCH));
                }
            }
        }
        for place in &PLACES {
            let Some(section) = place.globals else {
                continue;
            };
            let ((), is_enough) = tree.budgeted(|| {
                if let Some(settings) = globals::lent(self, place, section) {
                    let owner = Owner {
                        address: format!("Globals.{section}"),
                        api: place.api.map_or(ApiSet::ANY, ApiSet::one),
                        loops: &[],
                    };
                    self.formats_in(&[settings], &owner, to);
                }
            });
            if !is_enough && let Some(globals) = tree.get(tree.root, "Globals") {
                to.problems.push(self.limit(globals, template::TOO_MUCH));
            }
        }
        if self.home == Home::Serverless {
            for (name, format) in self.framework_logs() {
                to.unknown.push(Unknown {
                    address: format!("provider.logs.{name}"),
                    place: self.values.place(format),
                    via: Vec::new(),
                    why: Why::NotComputed,
                    reason: "gwfmt does not read `provider.logs` of the Serverless Framework"
                        .to_owned(),
                });
            }
        }
    }

    /// A problem at the beginning of a node.
    fn limit(&self, node: NodeId, why: &str) -> Problem {
        let start = self.values.place(node).span.start;
        let place = SourceSpan::new(self.values.source, start, start);
        Problem::new(ProblemKind::Limit, place, why)
    }

    /// The values at the end of a path of properties: several where `Fn::If` has a say.
    fn settings(&self, properties: NodeId, path: &[&str]) -> Vec<NodeId> {
        path.iter().fold(vec![properties], |holders, key| {
            let holders = self.branches(holders);
            let values = holders.into_iter();
            let values = values.filter_map(|id| self.tree().get(id, key));
            values.collect()
        })
    }

    /// The branches of all of these, each once.
    fn branches(&self, of: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
        let tree = self.tree();
        let mut met = HashSet::new();
        let branches = of.into_iter().filter(|id| met.insert(tree.target(*id)));
        let all: Vec<NodeId> = branches.flat_map(|id| tree.branches(id)).collect();
        let mut met = HashSet::new();
        let all = all.into_iter().filter(|id| met.insert(tree.target(*id)));
        all.collect()
    }

    /// Adds the formats in the values of `AccessLogSetting`. CloudFormation refuses a list of them; its items are read all
    /// the same.
    fn formats_in(&self, settings: &[NodeId], owner: &Owner<'_>, to: &mut Extraction) {
        let tree = self.tree();
        let settings = self.branches(settings.iter().copied());
        let is_list = |id: NodeId| tree.is_sequence(id) && tree.function(id).is_none();
        let has_list = settings.iter().any(|id| is_list(*id));
        let items = settings.iter().flat_map(|&setting| {
            if is_list(setting) {
                self.branches(tree.children(setting))
            } else {
                vec![setting]
            }
        });
        let items: Vec<NodeId> = items.collect();
        let before = to.formats.len() + to.problems.len();
        for item in items.iter().filter(|id| tree.is_cut(**id)) {
            let why = "the settings have more values than are read, and are not looked at";
            to.problems.push(self.limit(*item, why));
        }
        let whole = items.into_iter().filter(|id| !tree.is_cut(*id));
        let formats = self.branches(whole.filter_map(|id| tree.get(id, "Format")));
        let is_branch = formats.len() > 1 && !has_list;
        let first = to.formats.len();
        let mut unknown = None;
        for (count, format) in formats.iter().enumerate() {
            if to.formats.len() - first >= BRANCHES || count >= 4 * BRANCHES {
                let why = "the stage has more formats by `Fn::If` than are read; this one and those after it are not";
                to.problems.push(self.limit(*format, why));
                break;
            }
            match self.format(*format, owner, is_branch, &mut to.problems) {
                Some(Outcome::Found(mut found)) => {
                    if is_branch {
                        let remark = "one of the branches of `Fn::If`";
                        found.remarks.push(remark.to_owned());
                    }
                    let known = to.formats.iter().skip(first);
                    let is_known = |one: &Found| one.place == found.place && one.text == found.text;
                    if !known.into_iter().any(is_known) {
                        to.formats.push(*found);
                    }
                }
                Some(Outcome::Unknown(place, reason)) => {
                    unknown.get_or_insert((place, reason));
                }
                None => {}
            }
        }
        let mut elsewhere = settings.iter().filter(|id| tree.function(**id).is_some());
        if formats.is_empty()
            && let Some(id) = elsewhere.next()
        {
            let why = "it comes with settings that only the deployment knows";
            unknown = Some((self.values.place(*id), Reason::deployment(why)));
        }
        // beside a branch that is known, one that is not is a way out
        if to.formats.len() + to.problems.len() == before
            && let Some((place, reason)) = unknown
        {
            to.unknown.push(Unknown {
                address: owner.address.clone(),
                place,
                via: Vec::new(),
                why: reason.why,
                reason: reason.text,
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
        if self.home == Home::Serverless {
            text = dynamic::serverless_variables(text);
        }
        let reason = dynamic::reason(&text);
        text = dynamic::references(text);
        let unknown: usize = text.holes().map(|(hole, _)| hole.len()).sum();
        if unknown > 0 && unknown == text.len() && value.faults.is_empty() {
            let why = "every part of it is known only to the deployment";
            let why = reason.unwrap_or_else(|| why.to_owned());
            return Some(Outcome::Unknown(place, Reason::deployment(why)));
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

    /// Kind and place (as the text that begins there) of each problem.
    fn problems(text: &str) -> Vec<(ProblemKind, String)> {
        let problems = read(text).problems.into_iter();
        let at = |problem: Problem| text[problem.place.span.start..].chars().take(6).collect();
        problems
            .map(|problem| (problem.kind, at(problem)))
            .collect()
    }

    /// `S` with these settings, and `T` with a format that is at fault.
    fn beside(anchors: &str, settings: &str) -> String {
        format!(
            "{anchors}\nResources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      AccessLogSetting: {settings}\n  T:\n    Type: AWS::ApiGateway::Stage\n    Properties: {{AccessLogSetting: {{Format: t}}}}\n"
        )
    }

    #[test]
    fn branches_that_aliases_multiply_are_read_once_and_cost_their_neighbours_nothing() {
        for (first, expected) in [
            ("{Format: a}", &["S rest a", "T rest t"][..]),
            (
                "!If [c, {Format: a}, {Format: b}]",
                &["S rest a", "S~2 rest b", "T rest t"],
            ),
            (
                "{Format: !If [c, a, !Sub '${X} b']}",
                &["S rest a", "S~2 rest \u{FFFC} b", "T rest t"],
            ),
        ] {
            let levels = (1..40)
                .map(|level| format!("- &a{level} !If [c, *a{0}, *a{0}]\n", level - 1))
                .collect::<Vec<_>>()
                .concat();
            let anchors = format!("Mappings:\n- &a0 {first}\n{levels}");
            let text = beside(&anchors, "*a39");
            assert_eq!(found(&text), expected);
            assert_eq!(problems(&text), []);
        }
    }

    #[test]
    fn a_stage_with_more_formats_than_are_read_says_so_and_its_neighbours_are_read() {
        let many = |count: usize| {
            let mut branches = "f0".to_owned();
            for format in 1..count {
                branches = format!("!If [c, f{format}, {branches}]");
            }
            beside("", &format!("{{Format: {branches}}}"))
        };
        assert_eq!(found(&many(BRANCHES)).len(), BRANCHES + 1);
        assert_eq!(problems(&many(BRANCHES)), []);
        let over = many(BRANCHES + 3);
        assert_eq!(found(&over).len(), BRANCHES + 1);
        assert_eq!(problems(&over), [(ProblemKind::Limit, "f2, !I".to_owned())]);
        // the same text at the same place is one format, however many branches name it
        let parameter = "Parameters: {P: {Default: '$context.requestId'}}";
        let same = beside(
            parameter,
            &format!(
                "{{Format: !If [c, !Ref P, {}!Ref P{}]}}",
                "!If [c, !Ref P, ".repeat(40),
                "]".repeat(40)
            ),
        );
        assert_eq!(found(&same), ["S rest $context.requestId", "T rest t"]);
    }

    #[test]
    fn merge_keys_that_multiply_end_and_cost_their_neighbours_nothing() {
        let levels = (1..60)
            .map(|level| {
                format!(
                    "- &m{level} {{<<: [*m{0}, *m{0}, *m{0}], k{level}: v}}\n",
                    level - 1
                )
            })
            .collect::<Vec<_>>()
            .concat();
        let anchors = format!("Mappings:\n- &m0 {{Format: a}}\n{levels}");
        let text = beside(&anchors, "{<<: *m59}");
        assert_eq!(found(&text), ["S rest a", "T rest t"]);
        assert_eq!(problems(&text), []);
        // more pairs than are looked at
        let pairs = (0..60_000)
            .map(|pair| format!("k{pair}: v, "))
            .collect::<Vec<_>>()
            .concat();
        let lists = "*x, ".repeat(40);
        let distinct = (0..40)
            .map(|copy| format!("- &x{copy} {{<<: *x, y{copy}: 1}}\n"))
            .collect::<Vec<_>>()
            .concat();
        let text = beside(
            &format!("Mappings:\n- &x {{{pairs}}}\n{distinct}"),
            &format!("{{Format: a, <<: [{lists}]}}"),
        );
        assert_eq!(found(&text), ["S rest a", "T rest t"]);
    }

    #[test]
    fn a_resource_with_more_values_than_are_read_says_so_and_its_neighbours_are_read() {
        let list = "x, ".repeat(crate::limits::YAML_NODES);
        let in_setting = beside("", &format!("{{Format: a, More: [{list}]}}"));
        assert_eq!(found(&in_setting), ["T rest t"]);
        assert_eq!(
            problems(&in_setting),
            [(ProblemKind::Limit, "S:\n   ".to_owned())]
        );
        // what is not kept at all costs nothing
        let elsewhere = beside("", &format!("{{Format: a}}\n      Tags: [{list}]"));
        assert_eq!(found(&elsewhere), ["S rest a", "T rest t"]);
        assert_eq!(problems(&elsewhere), []);
        // an anchor in another section
        let anchored = beside(
            &format!("Mappings:\n  x: &x {{Format: !Join ['', [{list}]]}}"),
            "*x",
        );
        assert_eq!(found(&anchored), ["T rest t"]);
        assert_eq!(
            problems(&anchored),
            [(ProblemKind::Limit, "{Forma".to_owned())]
        );
    }

    #[test]
    fn a_format_of_more_pieces_than_are_computed_says_so_and_its_neighbours_are_read() {
        let doubled = (1..30)
            .map(|level| format!("- &j{level} !Join ['', [*j{0}, *j{0}]]\n", level - 1))
            .collect::<Vec<_>>()
            .concat();
        let anchors = format!("Mappings:\n- &j0 '$context.requestId '\n{doubled}");
        let text = beside(&anchors, "{Format: *j29}");
        assert_eq!(found(&text).last().map(String::as_str), Some("T rest t"));
        assert_eq!(problems(&text).len(), 1);
        assert_eq!(problems(&text)[0].0, ProblemKind::Limit);
        // deeper than functions are followed
        let deep = "!Join ['', [".repeat(100) + "a" + &"]]".repeat(100);
        let text = beside("", &format!("{{Format: {deep}}}"));
        assert_eq!(found(&text), ["T rest t"]);
        assert_eq!(problems(&text).len(), 1);
    }

    #[test]
    fn loops_that_lie_too_deep_say_so_and_their_neighbours_are_read() {
        let looped = |depth: usize| {
            let mut body =
                "{S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}}"
                    .to_owned();
            for level in 0..depth {
                body = format!("{{'Fn::ForEach::L{level}': [v{level}, [x], {body}]}}");
            }
            let body = body
                .strip_prefix('{')
                .and_then(|body| body.strip_suffix('}'));
            format!(
                "Resources: {{{}, T: {{Type: AWS::ApiGateway::Stage, Properties: {{AccessLogSetting: {{Format: t}}}}}}}}",
                body.expect("braces")
            )
        };
        let most = crate::limits::LOOP_DEPTH;
        for depth in [1, 9, most] {
            assert_eq!(found(&looped(depth)), ["S rest a", "T rest t"], "{depth}");
            assert_eq!(problems(&looped(depth)), []);
        }
        assert_eq!(found(&looped(most + 1)), ["T rest t"]);
        assert_eq!(
            problems(&looped(most + 1)),
            [(ProblemKind::Limit, "'Fn::F".to_owned())]
        );
        // a loop in itself, twice
        let circle = beside("", "{Format: a}").replace(
            "  S:\n",
            "  Fn::ForEach::A: &a [v, [x], {'Fn::ForEach::B': *a, 'Fn::ForEach::C': *a}]\n  S:\n",
        );
        assert_eq!(found(&circle), ["S rest a", "T rest t"]);
        assert!(!problems(&circle).is_empty());
        assert!(
            problems(&circle)
                .iter()
                .all(|(kind, _)| *kind == ProblemKind::Limit)
        );
    }

    #[test]
    fn the_deepest_template_is_read_on_a_small_stack() {
        const STACK: usize = 256 << 10;
        let functions = |depth: usize| "!Join ['', [".repeat(depth) + "a" + &"]]".repeat(depth);
        let json = |depth: usize| "{a: ".repeat(depth) + "b" + &"}".repeat(depth);
        let mut loops =
            "{S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}}"
                .to_owned();
        for level in 0..100 {
            loops = format!("{{'Fn::ForEach::L{level}': [v, [x], {loops}]}}");
        }
        let texts = [
            beside("", &format!("{{Format: {}}}", functions(63))),
            beside("", &format!("{{Format: {}}}", functions(200))),
            beside(
                "",
                &format!("{{Format: !Sub ['${{a}}', {{a: {}}}]}}", functions(100)),
            ),
            beside(
                "",
                &format!("{{Format: {{'Fn::ToJsonString': {}}}}}", json(200)),
            ),
            format!("Resources: {loops}"),
            beside("", &"[".repeat(100_000)),
            beside(
                "",
                &(0..20_000)
                    .map(|level| " ".repeat(level.min(300)) + "- ")
                    .collect::<String>(),
            ),
        ];
        let read = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || {
                let answers = texts.iter().map(|text| template_text(SourceId(0), text).1);
                answers.collect::<Vec<_>>().len()
            });
        assert_eq!(read.expect("a thread").join().expect("an answer"), 7);
    }

    #[test]
    fn resources_without_a_template_around_them_are_read() {
        let stage = |format: &str| {
            format!(
                "{{Type: AWS::ApiGatewayV2::Stage, Properties: {{AccessLogSettings: {{Format: {format}}}}}}}"
            )
        };
        assert_eq!(
            found(&format!("S: {}\n", stage("a"))),
            ["S http or websocket a"]
        );
        assert_eq!(
            found(&stage("a")),
            ["AWS::ApiGatewayV2::Stage http or websocket a"]
        );
        let api = "A: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}\n";
        let named = stage("a").replace("Properties: {", "Properties: {ApiId: !Ref A, ");
        assert_eq!(found(&format!("{api}S: {named}\nx: 1\n")), ["S http a"]);
        // a part that is merged with another file
        let part =
            r#"{"Resources":{"RestAPI":{"Properties":{"AccessLogSetting":{"Format":"a"}}}}}"#;
        assert_eq!(found(part), ["RestAPI rest a"]);
        assert_eq!(
            found("Api:\n  Properties:\n    AccessLogSettings: {Format: b}\n"),
            ["Api http or websocket b"]
        );
        assert_eq!(
            found("D:\n  Properties:\n    StageDescription: {AccessLogSetting: {Format: b}}\n"),
            ["D rest b"]
        );
        for other in [
            "S: {Type: AWS::ApiGatewayV2::Stage}\n",
            "S: {Properties: {AccessLogSettings: {DestinationArn: a}}}\n",
            "S: {Type: Other, Properties: {AccessLogSettings: {Format: a}}}\n",
            "spec: {AccessLogSettings: {Format: a}}\n",
            "- {Type: AWS::ApiGatewayV2::Stage, Properties: {AccessLogSettings: {Format: a}}}\n",
        ] {
            let (kind, extraction) = template_text(SourceId(0), other);
            assert_eq!(
                (kind, extraction.formats.len()),
                (Kind::Other, 0),
                "{other}"
            );
        }
    }

    #[test]
    fn resources_in_a_file_of_the_serverless_framework_are_read() {
        let text = "
service: s
custom: {format: $context.requestId}
provider:
  name: aws
  logs:
    restApi: {format: $context.path}
    httpApi: true
resources:
  Parameters: {P: {Type: String, Default: d}}
  Resources:
    S:
      Type: AWS::ApiGatewayV2::Stage
      Properties:
        AccessLogSettings: {Format: !Sub '$context.requestId ${self:service} ${opt:a, \"b\"} ${P} ${AWS::Region}'}
    T:
      Type: AWS::ApiGateway::Stage
      Properties: {AccessLogSetting: {Format: '${file(./log.txt)}'}}
  extensions:
    U:
      Properties: {AccessLogSetting: {Format: u}}
";
        assert_eq!(
            found(text),
            [
                "S http or websocket $context.requestId \u{FFFC} \u{FFFC} d \u{FFFC}",
                "U rest u"
            ]
        );
        let unknown = read(text).unknown;
        let unknown: Vec<_> = unknown
            .iter()
            .map(|one| (one.address.as_str(), one.why))
            .collect();
        assert_eq!(
            unknown,
            [
                ("provider.logs.restApi", Why::NotComputed),
                ("T", Why::Deployment)
            ]
        );
        let list = "service: s\nresources:\n- ${file(a.yml)}\n- Resources: {S: {Type: AWS::ApiGateway::Stage, Properties: {AccessLogSetting: {Format: a}}}}\n";
        assert_eq!(found(list), ["S rest a"]);
        assert_eq!(
            template_text(SourceId(0), "service: s\nprovider: {name: aws}\n").0,
            Kind::Other
        );
    }
}
