//! Roles: who may take one, and what its policies allow.

use std::rc::Rc;

use gwfmt_core::delivery::{Attached, Data, Policy, Role};
use gwfmt_core::limits::DELIVERY_RESOURCES;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::{Maker, Reference, reference, without_defaults};
use crate::hcl::decode;
use crate::hcl::index::Entry;
use crate::hcl::syntax::{Block, Body};
use crate::hcl::value::{Kind, Value};
use crate::hcl::world::{Instance, Scope, World};

const ROLES: [&str; 2] = ["aws_iam_role", "awscc_iam_role"];

/// Resources that name a role and give it a policy.
const ATTACHMENTS: [&str; 4] = [
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_policy_attachment",
    "awscc_iam_role_policy",
];

impl Maker<'_, '_> {
    /// The number of the role whose ARN a value is.
    pub(super) fn role(&mut self, value: &Value) -> Option<usize> {
        let to = reference(self.world, value)?;
        if to.is_data || to.attribute != "arn" || !ROLES.contains(&to.kind.as_str()) {
            return None;
        }
        let key = (to.instance, to.address.clone());
        if let Some(number) = self.roles.get(&key) {
            return Some(*number);
        }
        let instance = self.instance(to.instance)?;
        let (entry, body) = Self::resource(&instance.folder, &to)?;
        let role = self.read_role(&instance, &to, entry, &body);
        self.deployment.roles.push(role);
        let number = self.deployment.roles.len() - 1;
        self.roles.insert(key, number);
        Some(number)
    }

    fn read_role(
        &self,
        instance: &Rc<Instance>,
        to: &Reference,
        entry: &Entry,
        body: &Body,
    ) -> Role {
        let world = self.world;
        let scope = Scope::top(instance);
        let trust = ["assume_role_policy", "assume_role_policy_document"];
        let trust = trust.iter().find_map(|name| body.get(name));
        let mut role = Role {
            address: to.address.clone(),
            place: instance.folder.index.place(entry),
            trust: trust.map(|expr| (expr.place, self.document(&world.eval(scope, expr)))),
            policies: Vec::new(),
            is_whole: true,
        };
        for name in ["managed_policy_arns", "inline_policy", "policies"] {
            if let Some(expr) = body.get(name) {
                let value = world.eval(scope, expr);
                match value.items() {
                    Some(items) if name == "managed_policy_arns" => {
                        for item in items {
                            self.attach_arn(expr.place, item, &mut role);
                        }
                    }
                    Some([]) => {}
                    _ => role.is_whole = false,
                }
            }
        }
        for block in &body.blocks {
            match (block.kind.as_str(), block.body.get("policy")) {
                ("inline_policy", Some(expr)) => role.policies.push(Attached {
                    place: expr.place,
                    policy: Policy::Document(self.document(&world.eval(scope, expr))),
                }),
                // a block without anything in it says that there are none
                ("inline_policy", None) | ("timeouts", _) => {}
                _ => role.is_whole = false,
            }
        }
        let index = &instance.folder.index;
        // one that is named by a text may be any
        role.is_whole &= !index.entries().any(|entry| {
            let is_attached = entry.kind() == "resource" && ATTACHMENTS.contains(&entry.label());
            is_attached && !index.names_any(entry, &ROLES)
        });
        for (count, (entry, text)) in index.naming(&to.address).enumerate() {
            if count >= DELIVERY_RESOURCES {
                role.is_whole = false;
                break;
            }
            if entry.kind() == "resource" && ATTACHMENTS.contains(&entry.label()) {
                role.is_whole &= self.attachment(instance, entry, to, &mut role.policies);
            } else {
                role.is_whole &= is_harmless(entry, text, &to.address);
            }
        }
        role
    }

    /// Adds what a resource attaches to the role; gives back whether that is known.
    fn attachment(
        &self,
        instance: &Rc<Instance>,
        entry: &Entry,
        to: &Reference,
        policies: &mut Vec<Attached>,
    ) -> bool {
        let world = self.world;
        let scope = Scope::top(instance);
        let index = &instance.folder.index;
        let Some(body) = index.body(entry) else {
            return false;
        };
        let is_role = |value: &Value| {
            let named = reference(world, value);
            named.is_some_and(|named| named.address == to.address)
        };
        let names = |name: &str| body.get(name).map(|expr| world.eval(scope, expr));
        let is_ours = match (names("role").or(names("role_name")), names("roles")) {
            (Some(role), None) => is_role(&role),
            (None, Some(roles)) => roles.items().is_some_and(|all| all.iter().any(is_role)),
            _ => false,
        };
        if !is_ours {
            return false;
        }
        if let Some(expr) = body.get("policy_arn") {
            let mut held = Holder {
                policies,
                is_whole: true,
            };
            self.attach(expr.place, &world.eval(scope, expr), &mut held);
            return held.is_whole;
        }
        let expr = body.get("policy").or(body.get("policy_document"));
        let Some(expr) = expr else {
            return false;
        };
        policies.push(Attached {
            place: expr.place,
            policy: Policy::Document(self.document(&world.eval(scope, expr))),
        });
        true
    }

    fn attach_arn(&self, place: SourceSpan, value: &Value, role: &mut Role) {
        let mut held = Holder {
            policies: &mut role.policies,
            is_whole: role.is_whole,
        };
        self.attach(place, value, &mut held);
        role.is_whole = held.is_whole;
    }

    /// Adds the policy whose ARN a value is.
    fn attach(&self, place: SourceSpan, value: &Value, to: &mut Holder<'_>) {
        if let Some(named) = reference(self.world, value) {
            if let Some(document) = self.policy(&named) {
                let policy = Policy::Document(document);
                to.policies.push(Attached { place, policy });
                return;
            }
        } else if let Kind::Text(text) = &value.kind {
            let policy = Policy::Managed(without_defaults(self.world, text));
            to.policies.push(Attached { place, policy });
            return;
        }
        to.is_whole = false;
    }

    /// What a policy of the folder says.
    fn policy(&self, to: &Reference) -> Option<Data> {
        if to.kind != "aws_iam_policy" || to.is_data || to.attribute != "arn" {
            return None;
        }
        let instance = self.instance(to.instance)?;
        let (_, body) = Self::resource(&instance.folder, to)?;
        let expr = body.get("policy")?;
        Some(self.document(&self.world.eval(Scope::top(&instance), expr)))
    }

    /// The document that a value is: JSON, or what a data source puts together.
    fn document(&self, value: &Value) -> Data {
        if let Some(to) = reference(self.world, value) {
            return self.put_together(&to).unwrap_or(Data::Unknown);
        }
        match &value.kind {
            Kind::Text(text) => {
                let text = without_defaults(self.world, text);
                let read = decode::json(self.world, &text, value.place);
                read.map_or(Data::Unknown, |value| data(self.world, &value))
            }
            _ => data(self.world, value),
        }
    }

    /// `data.aws_iam_policy_document.x.json`.
    fn put_together(&self, to: &Reference) -> Option<Data> {
        if to.kind != "aws_iam_policy_document"
            || !["json", "minified_json"].contains(&to.attribute.as_str())
        {
            return None;
        }
        let instance = self.instance(to.instance)?;
        let (_, body) = Self::resource(&instance.folder, to)?;
        let scope = Scope::top(&instance);
        let mut statements = Vec::new();
        let others = [
            "source_policy_documents",
            "override_policy_documents",
            "source_json",
            "override_json",
        ];
        if others.iter().any(|name| body.get(name).is_some()) {
            statements.push(Data::Unknown);
        }
        for statement in blocks(self.world, scope, &body, "statement") {
            statements.push(match statement {
                Some(statement) => self.statement(&statement),
                None => Data::Unknown,
            });
        }
        Some(map(vec![("Statement", Data::List(statements))]))
    }

    /// A `statement` block.
    fn statement(&self, block: &Value) -> Data {
        let get = |name| block.get(name).map(|value| data(self.world, value));
        let mut entries = vec![(
            "Effect",
            get("effect").unwrap_or_else(|| {
                let mut allow = FormatText::new();
                allow.push_written(block.place, "Allow");
                Data::Text(allow)
            }),
        )];
        for (name, key) in [("actions", "Action"), ("not_actions", "NotAction")] {
            entries.extend(get(name).map(|value| (key, value)));
        }
        for (name, key) in [
            ("principals", "Principal"),
            ("not_principals", "NotPrincipal"),
        ] {
            if let Some(value) = block.get(name) {
                entries.push((key, principals(self.world, value)));
            }
        }
        map(entries)
    }
}

/// Where policies are gathered.
struct Holder<'r> {
    policies: &'r mut Vec<Attached>,
    is_whole: bool,
}

fn map(entries: Vec<(&str, Data)>) -> Data {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    Data::Map(entries.collect())
}

/// `principals` blocks as JSON says them.
fn principals(world: &World<'_>, blocks: &Value) -> Data {
    let Some(items) = blocks.items() else {
        return Data::Unknown;
    };
    let mut all = Vec::new();
    for item in items {
        let kind = item.get("type").and_then(Value::known_text);
        let (Some(kind), Some(who)) = (kind, item.get("identifiers")) else {
            return Data::Unknown;
        };
        if kind.as_str() == "*" {
            return Data::Text((*kind).clone());
        }
        all.push((kind.as_str().to_owned(), data(world, who)));
    }
    let services = all.iter().filter(|(kind, _)| kind == "Service");
    let mut together = Vec::new();
    for (_, who) in services {
        match who {
            Data::List(items) => together.extend(items.iter().cloned()),
            other => together.push(other.clone()),
        }
    }
    all.retain(|(kind, _)| kind != "Service");
    if !together.is_empty() {
        all.push(("Service".to_owned(), Data::List(together)));
    }
    Data::Map(all)
}

/// The blocks of a kind as values; nothing for those that are made at deployment.
fn blocks(world: &World<'_>, scope: Scope<'_>, body: &Body, kind: &str) -> Vec<Option<Value>> {
    let mut all: Vec<Option<Value>> = Vec::new();
    if let Some(expr) = body.get(kind) {
        let value = world.eval(scope, expr);
        match value.items() {
            Some(items) => all.extend(items.iter().cloned().map(Some)),
            None if value.entries().is_some() => all.push(Some(value)),
            None => all.push(None),
        }
    }
    for block in body.blocks.iter().filter(|block| block.sets() == kind) {
        let is_written = block.kind != "dynamic";
        all.push(
            is_written
                .then(|| as_value(world, scope, &block.body))
                .flatten(),
        );
    }
    all
}

/// A block as an object, in which blocks of one kind are a list; nothing where some are made at deployment.
fn as_value(world: &World<'_>, scope: Scope<'_>, body: &Body) -> Option<Value> {
    let first = body.attributes.first();
    let first = first.or_else(|| {
        body.blocks
            .first()
            .and_then(|block| block.body.attributes.first())
    });
    let place = first?.value.place;
    let name = |name: &str| Value::written(place, name).to_text().unwrap_or_default();
    let mut entries = Vec::new();
    for attribute in &body.attributes {
        entries.push((name(&attribute.name), world.eval(scope, &attribute.value)));
    }
    let mut kinds: Vec<&str> = body.blocks.iter().map(Block::sets).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let items = blocks(world, scope, body, kind);
        let items: Option<Vec<Value>> = items.into_iter().collect();
        entries.push((name(kind), Value::list(place, items?)));
    }
    Some(Value::map(place, entries))
}

/// A value as policies have them.
fn data(world: &World<'_>, value: &Value) -> Data {
    match &value.kind {
        Kind::Unknown(_) => Data::Unknown,
        Kind::Text(text) => Data::Text(without_defaults(world, text)),
        Kind::List(_) => {
            let items = value.items().unwrap_or_default().iter();
            Data::List(items.map(|item| data(world, item)).collect())
        }
        Kind::Map(_) => {
            let entries = value.entries().unwrap_or_default().iter();
            let entries = entries.map(|(key, value)| (key.as_str().to_owned(), data(world, value)));
            Data::Map(entries.collect())
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => Data::Other,
    }
}

/// Whether a block that names a role gives it no policy: the account settings, an output of its ARN.
fn is_harmless(entry: &Entry, text: &str, address: &str) -> bool {
    match (entry.kind(), entry.label()) {
        ("resource", "aws_api_gateway_account" | "awscc_apigateway_account") => true,
        // whoever has the name can attach a policy to it
        ("output", _) => {
            let arn = format!("{address}.arn");
            text.matches(address).count() == text.matches(&arn).count()
        }
        // a stage or a deployment that waits for it
        ("resource", label) => {
            label.starts_with("aws_api_gateway_") || label.starts_with("aws_apigatewayv2_")
        }
        _ => false,
    }
}
