//! The stages of a template that have settings of an access log, and where each sends its lines.

use std::collections::{BTreeMap, BTreeSet};

use gwfmt_core::delivery::{Arn, Destination, Receiver, Stage, Target};
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::{FormatText, HOLE};

use super::{GROUP, Maker, STREAM};
use crate::cloudformation::function::Function;
use crate::cloudformation::places::{PLACES, Place};
use crate::cloudformation::template::Resource;
use crate::yaml::tree::NodeId;
use crate::{Extraction, Found};

/// The settings of a stage.
struct Settings {
    /// Those of the resource, then those that `Globals` lends it.
    nodes: Vec<NodeId>,
}

impl<'t> Maker<'_, 't> {
    pub(super) fn stages(&mut self, to: &mut Extraction) {
        // the formats by the beginnings of the values that they pass through
        let mut starts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, found) in to.formats.iter().enumerate() {
            for place in found.via.iter().chain([&found.place]) {
                starts.entry(place.span.start).or_default().push(number);
            }
        }
        // what takes the lines of each format, as long as all stages that have it agree
        let mut receivers: Vec<Option<Option<Receiver>>> = vec![None; to.formats.len()];
        let mut formats: Vec<Vec<usize>> = Vec::new();
        for resource in self.resources() {
            for place in PLACES
                .iter()
                .filter(|place| place.resource == resource.kind)
            {
                let Some((stage, format)) = self.stage(resource, place) else {
                    continue;
                };
                let receiver = stage.receiver();
                let mut own = Vec::new();
                let within = format.map(|format| starts.range(format.span.start..=format.span.end));
                let numbers = within.into_iter().flatten().flat_map(|(_, all)| all);
                for &number in numbers {
                    let found = to.formats.get(number);
                    let is_own = |found: &Found| {
                        format.is_some_and(|format| is_of(found, format, resource.name))
                    };
                    let Some(known) = receivers
                        .get_mut(number)
                        .filter(|_| found.is_some_and(is_own))
                    else {
                        continue;
                    };
                    *known = match known {
                        Some(other) if *other != receiver => Some(None),
                        _ => Some(receiver),
                    };
                    if !own.contains(&number) {
                        own.push(number);
                    }
                }
                self.deployment.stages.push(stage);
                formats.push(own);
            }
        }
        let shared: BTreeSet<usize> = self.deployment.sharing().into_iter().flatten().collect();
        for number in shared {
            let own = formats.get(number).into_iter().flatten();
            let texts = own.filter_map(|number| Some(to.formats.get(*number)?.text.clone()));
            if let Some(stage) = self.deployment.stages.get_mut(number) {
                stage.formats = texts.collect();
            }
        }
        for (found, receiver) in to.formats.iter_mut().zip(receivers) {
            found.receiver = receiver.flatten();
        }
    }

    /// A stage, and where the value of its format stands.
    fn stage(
        &mut self,
        resource: &Resource<'t>,
        place: &Place,
    ) -> Option<(Stage, Option<SourceSpan>)> {
        let template = self.template;
        let tree = template.tree();
        let properties = resource.properties?;
        if template.is_transformed(resource) {
            return None;
        }
        let settings = self.settings(resource, properties, place)?;
        let format = self.member(&settings, "Format");
        let destination = self.member(&settings, "DestinationArn");
        if format.is_none() && destination.is_none() {
            return None;
        }
        // where several are chosen from, all have to be the same, and that is rare
        let destination = destination.map(|id| {
            let branches = tree.branches(id);
            Destination {
                place: template.values.place(id),
                target: match branches[..] {
                    [one] if one == id => self.target(one),
                    _ => Target::Unknown,
                },
            }
        });
        let place_of = self.place(resource);
        // one without what every stage has is a part of one, or an example: what is missing may be elsewhere
        let is_part = self.is_part(resource);
        let destination = destination.or_else(|| {
            is_part.then_some(Destination {
                place: place_of,
                target: Target::Unknown,
            })
        });
        let is_stage = place.path.len() == 1;
        let stage = Stage {
            address: resource.name.to_owned(),
            apis: template.api(place, properties),
            place: place_of,
            has_format: format.is_some() || is_part,
            formats: Vec::new(),
            destination,
            needs_both: false,
            is_raw: false,
            waits_for_account: None,
        };
        // changes to what a quick create makes may hold one half
        let is_enough = is_stage || stage.has_format && stage.destination.is_some();
        is_enough.then(|| (stage, format.map(|id| template.values.place(id))))
    }

    /// Whether a resource lacks what every one of its type has.
    fn is_part(&self, resource: &Resource<'t>) -> bool {
        let needed = match resource.kind {
            "AWS::ApiGateway::Stage" | "AWS::ApiGateway::Deployment" => "RestApiId",
            "AWS::ApiGatewayV2::Stage" => "ApiId",
            "AWS::Serverless::Api" => "StageName",
            _ => return false,
        };
        let properties = resource.properties;
        let node = properties.and_then(|id| self.template.tree().get(id, needed));
        node.is_none()
    }

    /// The settings of a stage; nothing where they are not objects that are written out.
    fn settings(
        &self,
        resource: &Resource<'t>,
        properties: NodeId,
        place: &Place,
    ) -> Option<Settings> {
        let template = self.template;
        let tree = template.tree();
        let is_object = |id: &NodeId| tree.is_mapping(*id) && tree.function(*id).is_none();
        let mut nodes = Vec::new();
        let own = template.settings(properties, place.path);
        let own = template.branches(own);
        match own[..] {
            [] => {}
            [one] if is_object(&one) => nodes.push(one),
            _ => return None,
        }
        let key = place.path.first()?;
        let is_set = tree.get(properties, key).is_some();
        let is_ignored = tree.get(resource.node, "IgnoreGlobals").is_some();
        if let Some(section) = place.globals
            && let Some(lent) = tree
                .get(tree.root, "Globals")
                .and_then(|globals| tree.get(globals, section))
                .and_then(|section| tree.get(section, key))
        {
            if is_ignored || !is_object(&lent) || is_set && nodes.is_empty() {
                return None;
            }
            nodes.push(lent);
        }
        (!nodes.is_empty()).then_some(Settings { nodes })
    }

    /// A member of the settings, where it is set.
    fn member(&self, settings: &Settings, key: &str) -> Option<NodeId> {
        let tree = self.template.tree();
        let mut all = settings.nodes.iter();
        let value = all.find_map(|node| tree.get(*node, key))?;
        (!tree.is_null(value) && !tree.is_no_value(value)).then_some(value)
    }

    /// What a destination names.
    fn target(&mut self, id: NodeId) -> Target {
        if let Some((name, attribute)) = self.reference(id) {
            return self.named_target(&name, attribute.as_deref(), id);
        }
        let text = self.text(id);
        if let Some(name) = self.group_in(&text)
            && let Some(number) = self.group(&name)
        {
            return Target::Group(number);
        }
        if text.as_str().chars().eq([HOLE]) {
            return Target::Unknown;
        }
        Target::Text(text)
    }

    fn named_target(&mut self, name: &str, attribute: Option<&str>, id: NodeId) -> Target {
        let template = self.template;
        let tree = template.tree();
        let Some(resource) = template.resource(name) else {
            return Target::Unknown;
        };
        let kind = resource.kind;
        match (kind, attribute) {
            (GROUP, Some("Arn")) => self.group(name).map_or(Target::Unknown, Target::Group),
            (STREAM, Some("Arn")) => self.stream(name).map_or(Target::Unknown, Target::Stream),
            (GROUP | STREAM, None) => {
                let is_long = tree.is_mapping(id);
                let is_sub = matches!(tree.function(id), Some((Function::Sub, _)));
                Target::Name {
                    address: name.to_owned(),
                    write: if is_sub {
                        format!("${{{name}.Arn}}")
                    } else if is_long {
                        format!("{{\"Fn::GetAtt\": [\"{name}\", \"Arn\"]}}")
                    } else {
                        format!("!GetAtt {name}.Arn")
                    },
                    at: None,
                }
            }
            (_, Some("Arn"))
                if kind.starts_with("AWS::") && !kind.starts_with("AWS::CloudFormation::") =>
            {
                Target::Other(kind.to_owned())
            }
            _ => Target::Unknown,
        }
    }

    /// The log group that an ARN ends with: `arn:…:log-group:${Group}`.
    fn group_in(&self, text: &FormatText) -> Option<String> {
        let arn = Arn::read(text)?;
        let name = arn.name()?;
        let name = name.strip_suffix(":*").unwrap_or(name);
        if arn.receiver() != Some(Receiver::LogGroup) || !name.chars().eq([HOLE]) {
            return None;
        }
        let (_, place) = text.holes().last()?;
        let written = self.template.page.text.get(place.span.range())?;
        let name = written
            .strip_prefix("${")
            .and_then(|name| name.strip_suffix('}'));
        Some(name.unwrap_or(written).trim().to_owned())
    }
}

/// Whether a format is the one whose value stands there, and of that resource or lent to it.
fn is_of(found: &Found, format: SourceSpan, name: &str) -> bool {
    let is_there = found.place == format || found.via.contains(&format);
    let inside = found.place.source == format.source && format.span.contains(found.place.span);
    let rest = found.address.strip_prefix(name);
    let is_own = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('~'));
    (is_there || inside) && (is_own || found.address.starts_with("Globals."))
}
