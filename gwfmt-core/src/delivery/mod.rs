//! [`Deployment`]: what the resources around stages say of the way that a log line takes, from the stage to its log group. Carriers fill
//! it, rules judge it. Everything in it is known by the word of a file, or said to be unknown; what is unknown could be anything.

mod arn;
mod policy;

pub use arn::{Arn, may_start_with};
pub use policy::{Answer, Data, allows, trusts};

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, ApiSet};
use crate::limits::KEYED_FORMATS;
use crate::span::SourceSpan;
use crate::text::FormatText;

/// Resources that are deployed together.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// The stages that have settings of an access log.
    pub stages: Vec<Stage>,
    /// The log groups.
    pub groups: Vec<LogGroup>,
    /// The Firehose streams.
    pub streams: Vec<Stream>,
    /// The account settings of API Gateway.
    pub accounts: Vec<Account>,
    /// The roles that account settings name.
    pub roles: Vec<Role>,
    /// Whether nothing else is deployed with them, as far as the files say: no module that is not read, no part that a template engine
    /// writes.
    pub is_whole: bool,
}

/// A stage with settings of an access log.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name, as [reports](crate::lint) name its format.
    pub address: String,
    /// The type of its API.
    pub apis: ApiSet,
    /// The settings.
    pub place: SourceSpan,
    /// Whether they have a format, of whatever value.
    pub has_format: bool,
    /// The formats that it may have, where others write to the same log group.
    pub formats: Vec<FormatText>,
    /// Where the lines go; nothing where the settings do not say it.
    pub destination: Option<Destination>,
    /// Whether the tool refuses settings of which one half is missing.
    pub needs_both: bool,
    /// Whether the tool hands the destination to API Gateway as it is written.
    pub is_raw: bool,
    /// Whether it is deployed after the account settings that are deployed with it; nothing where that is not known.
    pub waits_for_account: Option<bool>,
}

/// Where lines go.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The value.
    pub place: SourceSpan,
    /// What it names.
    pub target: Target,
}

/// What a destination names.
#[derive(Clone, Debug)]
pub enum Target {
    /// Something that is not known.
    Unknown,
    /// The ARN of a log group of the deployment, by its number.
    Group(usize),
    /// The ARN of a stream of the deployment, by its number.
    Stream(usize),
    /// The ARN of another resource: its type.
    Other(String),
    /// A log group or stream of the deployment by its name, where the ARN belongs; and what to write.
    Name {
        /// Its name among the resources.
        address: String,
        /// The ARN, as the file's language says it.
        write: String,
        /// The place that it belongs in, where the rest may stay.
        at: Option<SourceSpan>,
    },
    /// A text that somebody typed.
    Text(FormatText),
}

/// A log group.
#[derive(Clone, Debug)]
pub struct LogGroup {
    /// Its name among the resources.
    pub address: String,
    /// The resource.
    pub place: SourceSpan,
    /// Its name, where the file says one.
    pub name: Option<(SourceSpan, FormatText)>,
    /// How long it keeps lines.
    pub retention: Retention,
}

/// How long a log group keeps lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// For ever: nothing is said, or zero.
    Unlimited,
    /// For a time.
    Limited,
    /// Nobody knows.
    Unknown,
}

/// A Firehose stream.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Its name among the resources.
    pub address: String,
    /// The resource.
    pub place: SourceSpan,
    /// Its name, where the file says one; without one, the deployment makes one up.
    pub name: Option<(SourceSpan, FormatText)>,
}

/// The settings of API Gateway for an account and region.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name among the resources.
    pub address: String,
    /// The resource.
    pub place: SourceSpan,
    /// The role with which logs are written.
    pub role: AccountRole,
}

/// The role with which API Gateway writes logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRole {
    /// None.
    None,
    /// One that is not in sight.
    Unknown,
    /// A role of the deployment, by its number.
    Role(usize),
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name among the resources.
    pub address: String,
    /// The resource.
    pub place: SourceSpan,
    /// Who may take it, and where that stands.
    pub trust: Option<(SourceSpan, Data)>,
    /// What it may do.
    pub policies: Vec<Attached>,
    /// Whether these are all of its policies.
    pub is_whole: bool,
}

/// A policy of a role.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Where it stands.
    pub place: SourceSpan,
    /// What it is.
    pub policy: Policy,
}

/// A policy.
#[derive(Clone, Debug)]
pub enum Policy {
    /// By its ARN.
    Managed(FormatText),
    /// Written out.
    Document(Data),
}

/// What takes the lines of an access log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Receiver {
    /// A log group of CloudWatch Logs, which keeps lines apart.
    LogGroup,
    /// A Firehose stream, which does not.
    Firehose,
}

impl Receiver {
    /// All of them.
    pub const ALL: [Receiver; 2] = [Receiver::LogGroup, Receiver::Firehose];

    /// The word of examples.
    pub const fn name(self) -> &'static str {
        match self {
            Receiver::LogGroup => "log-group",
            Receiver::Firehose => "firehose",
        }
    }
}

impl Target {
    /// What takes the lines, where that is known.
    pub fn receiver(&self) -> Option<Receiver> {
        match self {
            Target::Group(_) => Some(Receiver::LogGroup),
            Target::Stream(_) => Some(Receiver::Firehose),
            Target::Text(text) => Arn::read(text)?.receiver(),
            Target::Unknown | Target::Other(_) | Target::Name { .. } => None,
        }
    }
}

impl Deployment {
    /// The numbers of the stages that write to one log group, for each group to which several do: of very many the first.
    pub fn sharing(&self) -> Vec<Vec<usize>> {
        let mut by_group: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        for (number, stage) in self.stages.iter().enumerate() {
            let target = stage.destination.as_ref().map(|to| &to.target);
            let group = match target {
                Some(Target::Group(group)) => (*group, ""),
                Some(Target::Text(text))
                    if !text.has_holes() && stage.receiver() == Some(Receiver::LogGroup) =>
                {
                    (usize::MAX, text.as_str().trim_end_matches(":*"))
                }
                _ => continue,
            };
            let stages = by_group.entry(group).or_default();
            if stages.len() < KEYED_FORMATS {
                stages.push(number);
            }
        }
        let shared = by_group.into_values().filter(|stages| stages.len() > 1);
        shared.collect()
    }

    /// The stages whose formats are compared with those of others: whoever fills the deployment gives them.
    pub fn compared(&mut self) -> impl Iterator<Item = &mut Stage> {
        let shared: BTreeSet<usize> = self.sharing().into_iter().flatten().collect();
        let stages = self.stages.iter_mut().enumerate();
        stages.filter_map(move |(number, stage)| shared.contains(&number).then_some(stage))
    }
}

impl Stage {
    /// What takes its lines, where that is known.
    pub fn receiver(&self) -> Option<Receiver> {
        self.destination.as_ref()?.target.receiver()
    }

    /// Whether its lines are written with the role of the account settings, for certain.
    pub fn needs_account_role(&self) -> bool {
        let apis = self.apis.known();
        matches!(apis, Some(Api::Rest | Api::WebSocket))
            && self.has_format
            && self.receiver() == Some(Receiver::LogGroup)
    }
}
