//! Roles: who may take one, and what its policies allow.

use gwfmt_core::delivery::{Attached, Data, Policy, Role};
use gwfmt_core::limits::{DELIVERY_RESOURCES, POLICY_DEPTH};

use super::words::{holds_more, words};
use super::{ACCOUNT, Maker};
use crate::cloudformation::function::Function;
use crate::cloudformation::template::Resource;
use crate::yaml::tree::NodeId;

const ROLE: &str = "AWS::IAM::Role";

/// Resources that name roles and give them a policy.
const ATTACHMENTS: [&str; 3] = [
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
];

impl Maker<'_, '_> {
    /// The number of the role whose ARN a value is.
    pub(super) fn role(&mut self, id: NodeId) -> Option<usize> {
        let (name, attribute) = self.reference(id)?;
        if attribute.as_deref() != Some("Arn") {
            return None;
        }
        if let Some(number) = self.roles.get(&name) {
            return Some(*number);
        }
        let template = self.template;
        let resource = template.resource(&name).filter(|one| one.kind == ROLE)?;
        if template.is_transformed(resource) || !resource.loops.is_empty() {
            return None;
        }
        let role = self.read_role(resource);
        self.deployment.roles.push(role);
        let number = self.deployment.roles.len() - 1;
        self.roles.insert(name, number);
        Some(number)
    }

    fn read_role(&self, resource: &Resource<'_>) -> Role {
        let values = &self.template.values;
        let trust = self.property(resource, "AssumeRolePolicyDocument");
        let mut role = Role {
            address: resource.name.to_owned(),
            place: self.place(resource),
            trust: trust.map(|id| (values.place(id), self.data(id, 0))),
            policies: Vec::new(),
            is_whole: true,
        };
        if let Some(list) = self.property(resource, "ManagedPolicyArns") {
            self.managed(list, &mut role);
        }
        if let Some(list) = self.property(resource, "Policies") {
            self.inline(list, &mut role);
        }
        let others = self.template.resources.iter();
        for (count, other) in others
            .filter(|other| other.name != resource.name)
            .enumerate()
        {
            if count >= DELIVERY_RESOURCES {
                role.is_whole = false;
                break;
            }
            if ATTACHMENTS.contains(&other.kind) {
                self.attachment(other, resource.name, &mut role);
            } else {
                role.is_whole &= self.is_harmless(other, resource.name);
            }
        }
        role.is_whole &= self.is_not_given_away(resource.name);
        role
    }

    /// The items of a list that is written out.
    fn items(&self, list: NodeId) -> Option<Vec<NodeId>> {
        let tree = self.template.tree();
        let is_list = tree.is_sequence(list) && tree.function(list).is_none();
        is_list.then(|| tree.children(list).collect())
    }

    fn managed(&self, list: NodeId, role: &mut Role) {
        let Some(items) = self.items(list) else {
            role.is_whole = false;
            return;
        };
        for item in items {
            let place = self.template.values.place(item);
            let policy = if let Some((name, _)) = self.reference(item) {
                let Some(document) = self.policy(&name) else {
                    role.is_whole = false;
                    continue;
                };
                Policy::Document(document)
            } else {
                Policy::Managed(self.text(item))
            };
            role.policies.push(Attached { place, policy });
        }
    }

    fn inline(&self, list: NodeId, role: &mut Role) {
        let tree = self.template.tree();
        let Some(items) = self.items(list) else {
            role.is_whole = false;
            return;
        };
        for item in items {
            match tree.get(item, "PolicyDocument") {
                Some(id) => role.policies.push(Attached {
                    place: self.template.values.place(id),
                    policy: Policy::Document(self.data(id, 0)),
                }),
                None => role.is_whole = false,
            }
        }
    }

    /// What a managed policy of the template says.
    fn policy(&self, name: &str) -> Option<Data> {
        let resource = self.template.resource(name)?;
        let is_policy = resource.kind == "AWS::IAM::ManagedPolicy";
        let document = self
            .property(resource, "PolicyDocument")
            .filter(|_| is_policy)?;
        Some(self.data(document, 0))
    }

    /// Adds what a resource attaches to the role, if it does.
    fn attachment(&self, other: &Resource<'_>, name: &str, role: &mut Role) {
        let roles = match self.property(other, "Roles") {
            Some(list) => self.items(list),
            None => Some(Vec::from_iter(self.property(other, "RoleName"))),
        };
        let Some(roles) = roles else {
            role.is_whole = false;
            return;
        };
        for id in roles {
            match self.reference(id) {
                Some((named, None)) if named == name => {
                    let document = self.property(other, "PolicyDocument");
                    match document.filter(|_| other.loops.is_empty()) {
                        Some(document) => role.policies.push(Attached {
                            place: self.template.values.place(document),
                            policy: Policy::Document(self.data(document, 0)),
                        }),
                        None => role.is_whole = false,
                    }
                }
                // another one
                Some((named, None)) if self.template.resource(&named).is_some() => {}
                // a text may name any
                _ => role.is_whole = false,
            }
        }
    }

    /// Whether a resource that may name the role gives it no policy.
    fn is_harmless(&self, other: &Resource<'_>, name: &str) -> bool {
        let text = self.written(self.place(other));
        if holds_more(text) {
            return false;
        }
        other.kind == ACCOUNT
            || other.kind.starts_with("AWS::ApiGateway")
            || !words(text).any(|word| word == name)
    }

    /// Whether outputs give away nothing of the role but its ARN: whoever has its name can attach a policy to it.
    fn is_not_given_away(&self, name: &str) -> bool {
        let tree = self.template.tree();
        let outputs = tree.get(self.template.values.top, "Outputs");
        let Some(key) = outputs.and_then(|id| self.keys.get(&id)) else {
            return true;
        };
        let text = self.written(self.template.values.place(*key));
        let mut words = words(text).peekable();
        while let Some(word) = words.next() {
            if word == name && words.peek() != Some(&"Arn") {
                return false;
            }
        }
        true
    }

    /// A value as policies have them.
    fn data(&self, id: NodeId, depth: usize) -> Data {
        let tree = self.template.tree();
        if depth > POLICY_DEPTH || tree.is_cut(id) {
            return Data::Unknown;
        }
        match tree.function(id) {
            Some((Function::Sub | Function::Join | Function::Ref | Function::GetAtt, _)) => {
                return Data::Text(self.text(id));
            }
            Some(_) => return Data::Unknown,
            None => {}
        }
        tree.spend(1);
        if tree.is_mapping(id) {
            let entries = tree.entries(id).into_iter();
            let entries = entries.map(|(key, value)| {
                let key = tree.word(key).unwrap_or_default().to_owned();
                (key, self.data(value, depth + 1))
            });
            Data::Map(entries.collect())
        } else if tree.is_sequence(id) {
            Data::List(
                tree.children(id)
                    .map(|item| self.data(item, depth + 1))
                    .collect(),
            )
        } else if tree.is_null(id) {
            Data::Other
        } else {
            Data::Text(self.text(id))
        }
    }
}
