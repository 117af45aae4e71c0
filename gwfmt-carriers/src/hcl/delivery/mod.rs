//! What the resources of a folder say of the way from its stages to their log groups: a [`Deployment`]. Only a folder that has a stage
//! with settings of an access log is looked at.

mod iam;
mod stages;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use gwfmt_core::delivery::{Account, AccountRole, Deployment, LogGroup, Retention, Stream};
use gwfmt_core::limits::{DELIVERY_ACCOUNTS, DELIVERY_RESOURCES};
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::{FormatText, Origin};

use super::folder::Folder;
use super::index::Entry;
use super::reference::Reference;
use super::syntax::Body;
use super::value::{Kind, Value};
use super::world::{Instance, Scope, World};
use crate::Extraction;

/// Log groups, and their attributes for name and time.
const GROUPS: [(&str, &str); 2] = [
    ("aws_cloudwatch_log_group", "name"),
    ("awscc_logs_log_group", "log_group_name"),
];
/// Firehose streams, and their attributes for the name.
const STREAMS: [(&str, &str); 2] = [
    ("aws_kinesis_firehose_delivery_stream", "name"),
    (
        "awscc_kinesisfirehose_delivery_stream",
        "delivery_stream_name",
    ),
];
/// Account settings, and their attributes for the role.
const ACCOUNTS: [(&str, &str); 2] = [
    ("aws_api_gateway_account", "cloudwatch_role_arn"),
    ("awscc_apigateway_account", "cloudwatch_role_arn"),
];

fn named<'t>(table: &'t [(&'t str, &'t str)], kind: &str) -> Option<&'t str> {
    let row = table.iter().find(|(known, _)| *known == kind);
    row.map(|(_, attribute)| *attribute)
}

/// Adds the deployment of a folder, and what takes the lines of each of its formats.
pub(super) fn add(world: &World<'_>, root: &Rc<Instance>, to: &mut Extraction) {
    if root.folder.stages.is_empty() {
        return;
    }
    let (deployment, is_whole) = world.budget.unit(|| {
        let mut maker = Maker {
            world,
            deployment: Deployment::default(),
            groups: BTreeMap::new(),
            streams: BTreeMap::new(),
            roles: BTreeMap::new(),
        };
        maker.stages(root);
        if maker.deployment.stages.is_empty() {
            return maker.deployment;
        }
        maker.accounts(root);
        maker.order(root);
        maker.deployment.is_whole &= maker.is_whole(root);
        maker.deployment
    });
    // what came to an end too early may lack anything
    if deployment.stages.is_empty() || !is_whole {
        return;
    }
    let mut deployment = deployment;
    let mut by_address: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, found) in to.formats.iter().enumerate() {
        let base = found.address.split(['~', '[']).next().unwrap_or_default();
        by_address.entry(base.to_owned()).or_default().push(number);
    }
    let own = |address: &str| by_address.get(address).into_iter().flatten().copied();
    for stage in &deployment.stages {
        for number in own(&stage.address) {
            if let Some(found) = to.formats.get_mut(number) {
                found.receiver = stage.receiver();
            }
        }
    }
    for stage in deployment.compared() {
        let texts = own(&stage.address).filter_map(|number| to.formats.get(number));
        stage.formats = texts.map(|found| found.text.clone()).collect();
    }
    to.deployments.push(deployment);
}

/// Makes a deployment.
struct Maker<'w, 's> {
    world: &'w World<'s>,
    deployment: Deployment,
    /// The numbers of resources that were met: by instance, address and index.
    groups: BTreeMap<(usize, String, String), usize>,
    streams: BTreeMap<(usize, String), usize>,
    roles: BTreeMap<(usize, String), usize>,
}

impl Maker<'_, '_> {
    /// The instance that a reference is read in.
    fn instance(&self, number: usize) -> Option<Rc<Instance>> {
        self.world.instances.borrow().get(number).cloned()
    }

    /// What a resource says.
    fn resource<'f>(folder: &'f Folder, to: &Reference) -> Option<(&'f Entry, Rc<Body>)> {
        let entry = folder.index.find(&to.address)?;
        Some((entry, folder.index.body(entry)?))
    }

    /// The value of an attribute, with everything unknown that a default says.
    fn text(&self, instance: &Rc<Instance>, body: &Body, name: &str) -> Named {
        let Some(expr) = body.get(name) else {
            return Named::Missing;
        };
        let value = self.world.eval(Scope::top(instance), expr);
        match &value.kind {
            Kind::Null if value.place == expr.place => Named::Missing,
            Kind::Text(text) => Named::Text(expr.place, without_defaults(self.world, text)),
            _ => {
                let mut text = FormatText::new();
                text.push_hole(expr.place);
                Named::Text(expr.place, text)
            }
        }
    }

    /// The number of a log group; nothing where it is not declared here.
    fn group(&mut self, to: &Reference) -> Option<usize> {
        let instance = self.instance(to.instance)?;
        let index = to.index.map_or("", |index| {
            let text = instance.folder.index.text(index);
            text.unwrap_or_default()
        });
        let key = (to.instance, to.address.clone(), index.to_owned());
        if let Some(number) = self.groups.get(&key) {
            return Some(*number);
        }
        let attribute = named(&GROUPS, &to.kind)?;
        let (entry, body) = Self::resource(&instance.folder, to)?;
        let name = self.text(&instance, &body, attribute);
        let retention = if to.is_data {
            Retention::Unknown
        } else {
            self.retention(&instance, &body)
        };
        self.deployment.groups.push(LogGroup {
            address: to.address.clone(),
            place: instance.folder.index.place(entry),
            name: name.known(),
            retention,
        });
        let number = self.deployment.groups.len() - 1;
        self.groups.insert(key, number);
        Some(number)
    }

    fn retention(&self, instance: &Rc<Instance>, body: &Body) -> Retention {
        // another class keeps lines as it likes
        if body.get("log_group_class").is_some() || !body.blocks.is_empty() {
            return Retention::Unknown;
        }
        let Some(expr) = body.get("retention_in_days") else {
            return Retention::Unlimited;
        };
        let value = self.world.eval(Scope::top(instance), expr);
        if self.world.is_default(value.place) {
            return Retention::Unknown;
        }
        match (&value.kind, value.as_number()) {
            (Kind::Null, _) => Retention::Unlimited,
            (_, Some(days)) if days.index() == Some(0) => Retention::Unlimited,
            (_, Some(_)) => Retention::Limited,
            _ => Retention::Unknown,
        }
    }

    /// The number of a stream; nothing where it is not declared here.
    fn stream(&mut self, to: &Reference) -> Option<usize> {
        let instance = self.instance(to.instance)?;
        let key = (to.instance, to.address.clone());
        if let Some(number) = self.streams.get(&key) {
            return Some(*number);
        }
        let attribute = named(&STREAMS, &to.kind)?;
        let (entry, body) = Self::resource(&instance.folder, to)?;
        let name = self.text(&instance, &body, attribute);
        self.deployment.streams.push(Stream {
            address: to.address.clone(),
            place: instance.folder.index.place(entry),
            name: name.known(),
        });
        let number = self.deployment.streams.len() - 1;
        self.streams.insert(key, number);
        Some(number)
    }

    /// The account settings of the folder, with their roles.
    fn accounts(&mut self, root: &Rc<Instance>) {
        let index = &root.folder.index;
        let entries = index.entries().filter(|entry| entry.kind() == "resource");
        let entries = entries.filter_map(|entry| Some((entry, named(&ACCOUNTS, entry.label())?)));
        for (entry, attribute) in entries.take(DELIVERY_ACCOUNTS) {
            let Some(body) = index.body(entry) else {
                self.deployment.accounts.push(Account {
                    address: entry.address(),
                    place: index.place(entry),
                    role: AccountRole::Unknown,
                });
                continue;
            };
            let role = match body.get(attribute) {
                None => AccountRole::None,
                Some(expr) => {
                    let value = self.world.eval(Scope::top(root), expr);
                    let is_null = value.is_null() && value.place == expr.place;
                    match self.role(&value) {
                        _ if is_null => AccountRole::None,
                        Some(number) => AccountRole::Role(number),
                        None => AccountRole::Unknown,
                    }
                }
            };
            self.deployment.accounts.push(Account {
                address: entry.address(),
                place: index.place(entry),
                role,
            });
        }
    }

    /// Which stages come after the account settings.
    fn order(&mut self, root: &Rc<Instance>) {
        let accounts = self.deployment.accounts.iter();
        let accounts: Vec<String> = accounts.map(|account| account.address.clone()).collect();
        if accounts.is_empty() {
            return;
        }
        let after = root.folder.index.leading_to(&accounts);
        for stage in &mut self.deployment.stages {
            stage.waits_for_account = Some(after.contains(&stage.address));
        }
    }

    /// Whether nothing is deployed with the folder that is not in sight. A folder with variables of which nobody says who gives them is
    /// mostly a module, and its callers have resources of their own.
    fn is_whole(&self, root: &Rc<Instance>) -> bool {
        let folder = &root.folder;
        let is_root = folder.variables.is_empty()
            || folder
                .index
                .entries()
                .any(|entry| entry.kind() == "provider");
        let mut open: Vec<Rc<Instance>> = vec![Rc::clone(root)];
        let mut met = 0;
        while let Some(instance) = open.pop() {
            met += 1;
            if met > DELIVERY_RESOURCES {
                return false;
            }
            let is_root = Rc::ptr_eq(&instance, root);
            let mut entries = instance.folder.index.entries();
            if !is_root && entries.any(|entry| named(&ACCOUNTS, entry.label()).is_some()) {
                return false;
            }
            for module in 0..instance.folder.modules.len() {
                match self.world.child(&instance, module, None) {
                    Some(child) => open.push(child),
                    None => return false,
                }
            }
        }
        is_root && folder.templates.is_empty()
    }
}

/// What an attribute that holds a name says.
enum Named {
    Missing,
    Text(SourceSpan, FormatText),
}

impl Named {
    fn known(self) -> Option<(SourceSpan, FormatText)> {
        match self {
            Named::Text(place, text) => Some((place, text)),
            Named::Missing => None,
        }
    }
}

/// A text in which the defaults of variables, which somebody may set, are holes.
fn without_defaults(world: &World<'_>, text: &FormatText) -> FormatText {
    text.opened(|place| world.is_default(place))
}

/// The reference that a value is, if it is one.
fn reference(world: &World<'_>, value: &Value) -> Option<Reference> {
    match &value.kind {
        Kind::Unknown(hint) if hint.maybe.is_none() => world.reference(value.place),
        Kind::Text(text) => {
            let text = text.as_str().strip_suffix(":*").map_or_else(
                || (**text).clone(),
                |rest| text.slice(gwfmt_core::span::Span::new(0, rest.len())),
            );
            let mut spans = text.spans().filter(|(span, _)| !span.is_empty());
            match (spans.next(), spans.next()) {
                (Some((_, Origin::Hole(place))), None) => world.reference(place),
                _ => None,
            }
        }
        _ => None,
    }
}
