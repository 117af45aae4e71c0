//! What the resources of a template say of the way from its stages to their log groups: a [`Deployment`]. A template that has settings of an
//! access log is read once more for it, for most of the resources are of no use to whoever looks for formats.

mod iam;
mod order;
mod stages;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, HashMap};

use gwfmt_core::delivery::{Account, AccountRole, Deployment, LogGroup, Retention, Stream};
use gwfmt_core::limits::DELIVERY_ACCOUNTS;
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::{FormatText, HOLE};

use super::dynamic;
use super::engine::{self, Parts};
use super::function::Function;
use super::kept;
use super::page::Page;
use super::template::{Home, Resource, Template};
use crate::yaml::tree::NodeId;
use crate::yaml::{self, ALL, Keep};
use crate::{Extraction, ProblemKind};

/// Adds the deployments of a template, and what takes the lines of each of its formats.
pub(super) fn add(
    source: SourceId,
    text: &str,
    fill: &dyn Fn(FormatText) -> FormatText,
    to: &mut Extraction,
) {
    let is_unread = |kind| matches!(kind, ProblemKind::Syntax | ProblemKind::Limit);
    if to.problems.iter().any(|problem| is_unread(problem.kind)) || engine::cover(text).is_some() {
        return;
    }
    let parts = Parts::default();
    let page = Page {
        source,
        text,
        original: text,
        parts: &parts,
    };
    for tree in yaml::read(text, Keep(root)).flatten() {
        if tree.stopped.is_some() {
            continue;
        }
        let is_inner = tree.get(tree.root, "Resources").is_none();
        let template = if is_inner {
            Template::elsewhere(page, &tree)
        } else {
            Template::new(page, &tree)
        };
        if !template.is_template() || template.has_macro() || !template.unread.is_empty() {
            continue;
        }
        let (made, is_enough) = tree.budgeted(|| Maker::new(&template, fill).deployment(to));
        if is_enough && !made.stages.is_empty() {
            to.deployments.push(made);
        }
    }
}

/// What to keep of a document.
fn root(key: &str) -> Option<Keep> {
    match key {
        "Resources" => Some(Keep(|key| Some(resources(key)))),
        "resources" => Some(Keep(|key| Some(inner(key)))),
        // of other sections, where they begin
        _ => kept::root(key).or(Some(PRESENCE)),
    }
}

/// What another tool calls its resources: a template, or a list of such.
fn inner(key: &str) -> Keep {
    match key {
        "[]" => Keep(|key| Some(inner(key))),
        "Resources" => Keep(|key| Some(resources(key))),
        _ => PRESENCE,
    }
}

/// That the value is there.
const PRESENCE: Keep = Keep(|_| None);

fn resources(key: &str) -> Keep {
    if key.starts_with(kept::LOOP) {
        ALL
    } else {
        Keep(resource)
    }
}

fn resource(key: &str) -> Option<Keep> {
    match key {
        "Properties" => Some(Keep(properties)),
        _ => kept::resource(key),
    }
}

fn properties(key: &str) -> Option<Keep> {
    match key {
        "AssumeRolePolicyDocument"
        | "CloudWatchRoleArn"
        | "DeliveryStreamName"
        | "LogGroupClass"
        | "LogGroupName"
        | "ManagedPolicyArns"
        | "Policies"
        | "PolicyDocument"
        | "RetentionInDays"
        | "RoleName"
        | "Roles" => Some(ALL),
        "RestApiId" | "StageName" => Some(PRESENCE),
        _ => kept::properties(key),
    }
}

/// Signs that tools have for what they fill in before CloudFormation sees it.
const OTHER_TOOLS: [&str; 6] = ["${", "{{", "<%", "$(", "((", "%%"];

const GROUP: &str = "AWS::Logs::LogGroup";
const STREAM: &str = "AWS::KinesisFirehose::DeliveryStream";
const ACCOUNT: &str = "AWS::ApiGateway::Account";

/// Makes a deployment.
struct Maker<'m, 't> {
    template: &'m Template<'t>,
    fill: &'m dyn Fn(FormatText) -> FormatText,
    /// The keys of what stands in the sections, by value.
    keys: HashMap<NodeId, NodeId>,
    /// Where sections and what stands in them begin.
    starts: Vec<usize>,
    deployment: Deployment,
    /// The numbers of resources, by name.
    groups: BTreeMap<String, usize>,
    streams: BTreeMap<String, usize>,
    roles: BTreeMap<String, usize>,
}

impl<'m, 't> Maker<'m, 't> {
    fn new(template: &'m Template<'t>, fill: &'m dyn Fn(FormatText) -> FormatText) -> Self {
        let tree = template.tree();
        // resources are in a section, or in the sections of what another tool calls its resources
        let parts = tree.get(tree.root, "resources").map(|list| {
            if tree.is_sequence(list) {
                tree.children(list).collect()
            } else {
                vec![list]
            }
        });
        let mut maps = vec![tree.root];
        maps.extend(parts.into_iter().flatten());
        let sections = maps.iter().filter_map(|map| tree.get(*map, "Resources"));
        maps.extend(sections.collect::<Vec<_>>());
        let pairs = maps.into_iter().flat_map(|map| tree.pairs(map));
        let keys: HashMap<NodeId, NodeId> = pairs.map(|(key, value)| (value, key)).collect();
        let starts = keys
            .values()
            .map(|key| template.values.place(*key).span.start);
        let mut starts: Vec<usize> = starts.collect();
        starts.sort_unstable();
        Self {
            template,
            fill,
            keys,
            starts,
            deployment: Deployment::default(),
            groups: BTreeMap::new(),
            streams: BTreeMap::new(),
            roles: BTreeMap::new(),
        }
    }

    fn deployment(mut self, to: &mut Extraction) -> Deployment {
        self.stages(to);
        if !self.deployment.stages.is_empty() {
            self.accounts();
            self.order();
            self.deployment.is_whole = self.is_whole();
        }
        self.deployment
    }

    /// The resources that are there once.
    fn resources(&self) -> impl Iterator<Item = &'m Resource<'t>> + use<'m, 't> {
        let all = self.template.resources.iter();
        all.filter(|resource| resource.loops.is_empty())
    }

    /// A property, where it is set.
    fn property(&self, resource: &Resource<'_>, key: &str) -> Option<NodeId> {
        let tree = self.template.tree();
        let value = tree.get(resource.properties?, key)?;
        (!tree.is_null(value) && !tree.is_no_value(value)).then_some(value)
    }

    /// Where the name of a resource stands.
    fn place(&self, resource: &Resource<'_>) -> SourceSpan {
        let node = self.keys.get(&resource.node).copied();
        self.template.values.place(node.unwrap_or(resource.node))
    }

    /// All that stands in a resource or a section: from its key to the next one.
    fn written(&self, key: SourceSpan) -> &'t str {
        let start = key.span.start;
        let next = self.starts.partition_point(|other| *other <= start);
        let text = self.template.page.text;
        let end = self.starts.get(next).copied().unwrap_or(text.len());
        text.get(start..end).unwrap_or_default()
    }

    /// The text of a value. What a parameter or a mapping says is a hole: whoever deploys the template chooses it.
    fn text(&self, id: NodeId) -> FormatText {
        let values = &self.template.values;
        let mut text = dynamic::references(values.value(id).text);
        if text.as_str().contains("${") {
            text = (self.fill)(text);
        }
        // what some other tool fills in is not known, and may be any part of it
        if OTHER_TOOLS.iter().any(|sign| text.as_str().contains(sign)) {
            let mut hole = FormatText::new();
            hole.push_hole(values.place(id));
            return hole;
        }
        let tree = self.template.tree();
        let sections = ["Parameters", "Mappings"].into_iter();
        let sections = sections.filter_map(|key| tree.get(values.top, key));
        let chosen: Vec<SourceSpan> = sections.map(|id| values.place(id)).collect();
        let is_chosen = |place: SourceSpan| {
            chosen
                .iter()
                .any(|section| section.span.contains(place.span))
        };
        text.opened(is_chosen)
    }

    /// The resource and the attribute that a value is: `Arn` of `!GetAtt Group.Arn`; of `!Ref Group` nothing.
    fn reference(&self, id: NodeId) -> Option<(String, Option<String>)> {
        let tree = self.template.tree();
        match tree.function(id) {
            Some((Function::Ref, name)) => Some((tree.scalar(name)?.to_owned(), None)),
            Some((Function::GetAtt, argument)) => {
                if tree.is_sequence(argument) {
                    let parts: Vec<NodeId> = tree.children(argument).collect();
                    let [name, attribute] = parts[..] else {
                        return None;
                    };
                    let attribute = tree.word(attribute)?.to_owned();
                    return Some((tree.word(name)?.to_owned(), Some(attribute)));
                }
                let (name, attribute) = tree.scalar(argument)?.split_once('.')?;
                Some((name.to_owned(), Some(attribute.to_owned())))
            }
            Some((Function::Sub, _)) => {
                let text = self.text(id);
                let whole = text.as_str().strip_suffix(":*").unwrap_or(text.as_str());
                if !whole.chars().eq([HOLE]) {
                    return None;
                }
                let (_, place) = text.holes().next()?;
                let written = self.template.page.text.get(place.span.range())?;
                let name = written.strip_prefix("${")?.strip_suffix('}')?.trim();
                match name.split_once('.') {
                    Some((name, attribute)) => Some((name.to_owned(), Some(attribute.to_owned()))),
                    None => Some((name.to_owned(), None)),
                }
            }
            _ => None,
        }
    }

    fn named(&self, id: NodeId) -> (SourceSpan, FormatText) {
        (self.template.values.place(id), self.text(id))
    }

    /// The number of a log group.
    fn group(&mut self, name: &str) -> Option<usize> {
        if let Some(number) = self.groups.get(name) {
            return Some(*number);
        }
        let template = self.template;
        let resource = template.resource(name).filter(|one| one.kind == GROUP)?;
        let group = LogGroup {
            address: name.to_owned(),
            place: self.place(resource),
            name: self
                .property(resource, "LogGroupName")
                .map(|id| self.named(id)),
            retention: self.retention(resource),
        };
        self.deployment.groups.push(group);
        let number = self.deployment.groups.len() - 1;
        self.groups.insert(name.to_owned(), number);
        Some(number)
    }

    fn retention(&self, resource: &Resource<'_>) -> Retention {
        let tree = self.template.tree();
        if self.property(resource, "LogGroupClass").is_some()
            || self.template.is_transformed(resource)
        {
            return Retention::Unknown;
        }
        match self.property(resource, "RetentionInDays") {
            None => Retention::Unlimited,
            Some(id) if tree.function(id).is_some() => Retention::Unknown,
            Some(_) => Retention::Limited,
        }
    }

    /// The number of a stream.
    fn stream(&mut self, name: &str) -> Option<usize> {
        if let Some(number) = self.streams.get(name) {
            return Some(*number);
        }
        let template = self.template;
        let resource = template.resource(name).filter(|one| one.kind == STREAM)?;
        if template.is_transformed(resource) {
            return None;
        }
        let stream = Stream {
            address: name.to_owned(),
            place: self.place(resource),
            name: self
                .property(resource, "DeliveryStreamName")
                .map(|id| self.named(id)),
        };
        self.deployment.streams.push(stream);
        let number = self.deployment.streams.len() - 1;
        self.streams.insert(name.to_owned(), number);
        Some(number)
    }

    fn accounts(&mut self) {
        let all = self.resources().filter(|one| one.kind == ACCOUNT);
        for resource in all.take(DELIVERY_ACCOUNTS) {
            let role = match self.property(resource, "CloudWatchRoleArn") {
                None => AccountRole::None,
                Some(id) => self
                    .role(id)
                    .map_or(AccountRole::Unknown, AccountRole::Role),
            };
            self.deployment.accounts.push(Account {
                address: resource.name.to_owned(),
                place: self.place(resource),
                role,
            });
        }
    }

    /// Whether nothing is deployed with the template that is not in sight.
    fn is_whole(&self) -> bool {
        let brings_more = |resource: &Resource<'_>| {
            let kind = resource.kind;
            let others = [
                "AWS::CloudFormation::",
                "AWS::Serverless::Application",
                "Custom::",
            ];
            others.iter().any(|start| kind.starts_with(start)) || kind.ends_with("::MODULE")
        };
        let all = &self.template.resources;
        self.template.home == Home::Template
            && all
                .iter()
                .all(|one| one.loops.is_empty() && !brings_more(one))
    }
}
