//! Where formats are in a program: by the names of properties, whatever is around them. What is around them says the type of the
//! API and the address ([`super::owner`]).

use std::collections::HashSet;
use std::rc::Rc;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::limits::SOURCE_FORMATS;
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::cdk::plain;
use super::eval::Evaluator;
use super::ir::{Entry, Expr, Language, Module, NodeId, Root};
use super::owner::Owner;
use super::targets;
use super::value::{Kind, Value};
use crate::{Extraction, Found, Problem, ProblemKind, Unknown};

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// The format itself.
    Format,
    /// An object with the format in it.
    Settings,
    /// Either.
    Both,
}

/// What a property of this name holds, and the type of API that has it.
fn property(name: &str) -> Option<(Holds, ApiSet)> {
    let rest = ApiSet::one(Api::Rest);
    Some(match &*plain(name) {
        // a name that any program may use: what is around it says the type, or nothing does
        "accesslogformat" => (Holds::Format, ApiSet::ANY),
        "accesslogsetting" => (Holds::Settings, rest),
        "accesslogsettings" => (Holds::Settings, ApiSet::ANY),
        "accesslog" => (Holds::Both, ApiSet::ANY),
        _ => return None,
    })
}

/// The type of the API whose logs a key of `provider.logs` of the Serverless Framework is for.
fn framework(name: &str) -> Option<ApiSet> {
    Some(ApiSet::one(match name {
        "restApi" => Api::Rest,
        "httpApi" => Api::Http,
        "websocket" => Api::WebSocket,
        _ => return None,
    }))
}

/// A key of `provider.logs` as the owner of a format.
fn of_framework(api: ApiSet, key: &str) -> Owner {
    Owner {
        api: Some(api),
        address: format!("provider.logs.{key}"),
        is_sure: true,
        is_test: false,
    }
}

/// The formats of a file.
pub(super) fn formats(evaluator: &mut Evaluator<'_>, module: &Rc<Module>) -> Extraction {
    let mut search = Search {
        evaluator,
        module,
        to: Extraction::default(),
        met: HashSet::new(),
        lost: HashSet::new(),
    };
    for id in module.ids() {
        if search.to.formats.len() >= SOURCE_FORMATS {
            let message = "the file has too many formats; the rest are not checked";
            let problem = Problem::new(ProblemKind::Limit, module.place(id), message);
            search.to.problems.push(problem);
            break;
        }
        search.look(id);
    }
    search.unused();
    search.forget_unknown();
    search.to
}

struct Search<'e, 's> {
    evaluator: &'e mut Evaluator<'s>,
    module: &'e Rc<Module>,
    to: Extraction,
    /// The places of formats that are there already.
    met: HashSet<SourceSpan>,
    /// The places of objects that are assigned to what takes nothing.
    lost: HashSet<SourceSpan>,
}

impl Search<'_, '_> {
    fn look(&mut self, id: NodeId) {
        let module = Rc::clone(self.module);
        match module.expr(id) {
            Expr::Object(entries) => {
                for entry in entries {
                    let Entry::Pair { key, value } = entry else {
                        continue;
                    };
                    if let Some(name) = module.literal(*key) {
                        self.property(id, name.as_str(), *value);
                    }
                }
                self.patch(id, entries);
            }
            Expr::Call {
                callee, arguments, ..
            } => {
                for argument in arguments {
                    if let Some(name) = &argument.name {
                        self.property(id, name, argument.value);
                    }
                }
                if let Expr::Member { object, name } = module.expr(*callee) {
                    match &arguments[..] {
                        [path, value] => {
                            self.overridden(*object, name, path.value, value.value);
                        }
                        [value] => self.put(*object, name, value.value),
                        _ => {}
                    }
                }
            }
            Expr::Assign { target, value } => {
                self.assigned(*target, *value);
                if let Expr::Member { object, name } = module.expr(*target)
                    && let Some((holds, api)) = property(name)
                {
                    let owner = self.evaluator.owner_of_object(&module, *object);
                    self.held(*value, holds, &owner.or(api));
                }
            }
            _ => {}
        }
    }

    /// A member of an object, or an argument with a name.
    fn property(&mut self, around: NodeId, name: &str, value: NodeId) {
        if let Some((holds, api)) = property(name) {
            // the second version's own spelling; others write it in their way for both
            let api = if name == "AccessLogSettings" {
                ApiSet::V2
            } else {
                api
            };
            let owner = self.evaluator.owner(self.module, around, name);
            let api = self.options_of_rest(around).unwrap_or(api);
            return self.held(value, holds, &owner.or(api));
        }
        if let Some(api) = framework(name)
            && self.is_in(around, "logs")
        {
            self.held(value, Holds::Settings, &of_framework(api, name));
        }
    }

    /// Assignments to members whose names alone say nothing: what they are members of does.
    fn assigned(&mut self, target: NodeId, value: NodeId) {
        let names = targets::path(self.module, target);
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        match names[..] {
            ["format", key, "logs", "provider", ..] => {
                if let Some(api) = framework(key) {
                    self.held(value, Holds::Format, &of_framework(api, key));
                }
            }
            [key, "logs", "provider", ..] => {
                if let Some(api) = framework(key) {
                    self.held(value, Holds::Settings, &of_framework(api, key));
                }
            }
            ["logs", "provider", ..] => self.logs(value),
            [
                name @ ("AccessLogSettingProperty" | "AccessLogSettingsProperty"),
                of,
                ..,
            ] if plain(of) == "defaultchild" => {
                self.lost(target, name, value);
            }
            _ => {}
        }
    }

    /// What `provider.logs` of the Serverless Framework is given.
    fn logs(&mut self, id: NodeId) {
        self.evaluator.refuel();
        let module = Rc::clone(self.module);
        let value = self.evaluator.value(&module, id, &None);
        for one in value.alternatives() {
            let Kind::Map(members) = &one.kind else {
                continue;
            };
            for (key, settings) in members.iter() {
                if let Some(api) = framework(key.as_str()) {
                    let settings = self.evaluator.force(settings);
                    let owner = of_framework(api, key.as_str());
                    self.given(&settings, Holds::Settings, &owner, module.place(id));
                }
            }
        }
    }

    /// `stage.AccessLogSettingsProperty = {…}`: the name of a class of values, that no stage has as a member.
    fn lost(&mut self, target: NodeId, name: &str, value: NodeId) {
        self.evaluator.refuel();
        let module = Rc::clone(self.module);
        let value = self.evaluator.value(&module, value, &None);
        self.lost
            .extend(value.alternatives().iter().map(|one| one.place));
        let is_first = name == "AccessLogSettingProperty";
        let right = match (module.language, is_first) {
            (Language::TypeScript, true) => "accessLogSetting",
            (Language::TypeScript, false) => "accessLogSettings",
            (Language::Python, true) => "access_log_setting",
            (Language::Python, false) => "access_log_settings",
        };
        let message = format!(
            "a stage has no `{name}`: it is the type of a value, and the setting is `{right}`"
        );
        let place = module.place(target);
        let problem = Problem::new(ProblemKind::IgnoredKey, place, message);
        // the member's name ends what it is a member of
        let start = place.span.end.checked_sub(name.len());
        let key = start.map(|start| SourceSpan::new(place.source, start, place.span.end));
        self.to.problems.push(problem.renamed(key, right));
    }

    /// The type of API of an object that is the `deployOptions` of something: only REST APIs of the CDK have them.
    fn options_of_rest(&self, object: NodeId) -> Option<ApiSet> {
        let is_options = |name: &str| plain(name) == "deployoptions";
        let around = |id: NodeId| self.module.parents.get(id.0 as usize).copied().flatten();
        let (mut object, mut parent) = (object, around(object));
        while let Some(cast) = parent
            && matches!(self.module.expr(cast), Expr::Cast { .. })
        {
            (object, parent) = (cast, around(cast));
        }
        let is_found = match parent.map(|parent| self.module.expr(parent)) {
            Some(Expr::Object(entries)) => entries.iter().any(|entry| match entry {
                Entry::Pair { key, value } => {
                    let name = self.module.literal(*key);
                    *value == object && name.is_some_and(|name| is_options(name.as_str()))
                }
                Entry::Spread(_) => false,
            }),
            Some(Expr::Call { arguments, .. }) => arguments.iter().any(|argument| {
                let name = argument.name.as_deref();
                argument.value == object && name.is_some_and(is_options)
            }),
            Some(Expr::Assign { target, .. }) => match self.module.expr(*target) {
                Expr::Member { name, .. } => is_options(name),
                _ => false,
            },
            Some(_) => false,
            None => match self.module.roots.get(&object) {
                Some(Root::Variable(name) | Root::Member(name)) => is_options(name),
                _ => false,
            },
        };
        is_found.then_some(ApiSet::one(Api::Rest))
    }

    /// Whether an object is the value of a key.
    fn is_in(&self, object: NodeId, wanted: &str) -> bool {
        let parent = self
            .module
            .parents
            .get(object.0 as usize)
            .copied()
            .flatten();
        let Some(Expr::Object(entries)) = parent.map(|parent| self.module.expr(parent)) else {
            return false;
        };
        entries.iter().any(|entry| match entry {
            Entry::Pair { key, value } => {
                let name = self.module.literal(*key);
                *value == object && name.is_some_and(|name| name.as_str() == wanted)
            }
            Entry::Spread(_) => false,
        })
    }

    /// `{"op": "replace", "path": "/accessLogSettings/format", "value": …}`
    fn patch(&mut self, id: NodeId, entries: &[Entry]) {
        let get = |wanted: &str| {
            entries.iter().find_map(|entry| match entry {
                Entry::Pair { key, value } => {
                    let name = self.module.literal(*key)?;
                    (name.as_str() == wanted).then_some(*value)
                }
                Entry::Spread(_) => None,
            })
        };
        let (Some(path), Some(value)) = (get("path"), get("value")) else {
            return;
        };
        let is_format = self.module.literal(path).is_some_and(|path| {
            path.as_str()
                .eq_ignore_ascii_case("/accessLogSettings/format")
        });
        if is_format {
            let owner = self.evaluator.owner(self.module, id, "accessLogSettings");
            let owner = owner.or(ApiSet::one(Api::Rest));
            self.held(value, Holds::Format, &owner);
        }
    }

    /// `stage.addPropertyOverride('AccessLogSetting.Format', …)`
    fn overridden(&mut self, object: NodeId, method: &str, path: NodeId, value: NodeId) {
        let prefix = match &*plain(method) {
            "addpropertyoverride" => "",
            "addoverride" => "Properties.",
            _ => return,
        };
        let Some(path) = self.module.literal(path) else {
            return;
        };
        let (api, holds) = match path.as_str().strip_prefix(prefix) {
            Some("AccessLogSetting") => (ApiSet::one(Api::Rest), Holds::Settings),
            Some("AccessLogSetting.Format") => (ApiSet::one(Api::Rest), Holds::Format),
            Some("AccessLogSettings") => (ApiSet::V2, Holds::Settings),
            Some("AccessLogSettings.Format") => (ApiSet::V2, Holds::Format),
            // CDKTF
            Some("access_log_settings") => (ApiSet::ANY, Holds::Settings),
            Some("access_log_settings.format" | "access_log_settings.0.format") => {
                (ApiSet::ANY, Holds::Format)
            }
            _ => return,
        };
        let module = Rc::clone(self.module);
        let mut owner = self.evaluator.owner_of_object(&module, object);
        owner.is_sure = true;
        self.held(value, holds, &owner.or(api));
    }

    /// `stage.putAccessLogSettings({…})` of CDKTF
    fn put(&mut self, object: NodeId, method: &str, value: NodeId) {
        let method = plain(method);
        let Some((holds, api)) = method.strip_prefix("put").and_then(property) else {
            return;
        };
        let module = Rc::clone(self.module);
        let owner = self.evaluator.owner_of_object(&module, object);
        self.held(value, holds, &owner.or(api));
    }

    /// What a property is given.
    fn held(&mut self, id: NodeId, holds: Holds, owner: &Owner) {
        self.evaluator.refuel();
        let module = Rc::clone(self.module);
        let value = self.evaluator.value(&module, id, &None);
        self.given(&value, holds, owner, module.place(id));
    }

    /// What a property at `place` is given, as a value.
    fn given(&mut self, value: &Value, holds: Holds, owner: &Owner, place: SourceSpan) {
        let formats = match holds {
            Holds::Format => vec![value.clone()],
            Holds::Settings | Holds::Both => self.in_settings(value, holds, 0),
        };
        let formats = Value::one_of(place, formats);
        self.formats(&formats, owner, place);
        if self.evaluator.is_dry() {
            let message = "the format takes too many steps to compute; the parts left out are treated as unknown";
            self.to
                .problems
                .push(Problem::new(ProblemKind::Limit, place, message));
        }
    }

    /// The formats in an object of settings.
    fn in_settings(&mut self, value: &Value, holds: Holds, depth: usize) -> Vec<Value> {
        let mut all = Vec::new();
        for one in value.alternatives() {
            match &one.kind {
                Kind::Map(members) => {
                    let format = members
                        .iter()
                        .find(|(key, _)| matches!(key.as_str(), "format" | "Format"));
                    if let Some((_, format)) = format {
                        all.push(self.evaluator.force(format));
                    }
                }
                Kind::List(items) if depth == 0 => {
                    for item in items.iter() {
                        all.extend(self.in_settings(item, holds, depth + 1));
                    }
                }
                Kind::Text(_) | Kind::Format(_) if holds == Holds::Both => all.push(one.clone()),
                Kind::Unknown(unknown) => match unknown.made.clone() {
                    Some((module, call)) => {
                        let Expr::Call { arguments, .. } = module.expr(call) else {
                            continue;
                        };
                        let format = arguments
                            .iter()
                            .find(|argument| argument.name.as_deref() == Some("format"));
                        if let Some(format) = format {
                            all.push(self.evaluator.value(&module, format.value, &None));
                        } else if arguments.iter().all(|argument| argument.name.is_none()) {
                            all.push(one.clone());
                        }
                    }
                    None => all.push(one.clone()),
                },
                _ => {}
            }
        }
        all
    }

    /// Adds what the value of a format turns out to be.
    fn formats(&mut self, value: &Value, owner: &Owner, place: SourceSpan) {
        let all = value.alternatives();
        let is_branch = all.iter().filter(|one| text_of(one).is_some()).count() > 1;
        let before = self.to.formats.len() + self.to.problems.len();
        let mut unknown = None;
        for one in all {
            if let Some(text) = text_of(one) {
                self.found(text, one.place, owner, place, is_branch, &mut unknown);
                continue;
            }
            match &one.kind {
                Kind::Unknown(it) => {
                    unknown.get_or_insert((it.why, it.reason.to_string()));
                }
                Kind::Map(_) if owner.is_sure && self.holds_reference(one) => {
                    let message = "the format must be a string; use `JSON.stringify` or `json.dumps` for an object";
                    let problem = Problem::new(ProblemKind::Value, one.place, message);
                    self.to.problems.push(problem);
                }
                Kind::Function(_) | Kind::External(_) | Kind::Object(..) => {
                    let reason = "it is known only when the program runs".to_owned();
                    unknown.get_or_insert((crate::Why::Deployment, reason));
                }
                _ => {}
            }
        }
        let has_none = self.to.formats.len() + self.to.problems.len() == before;
        if let Some((why, reason)) = unknown
            && has_none
            && owner.is_sure
            && !owner.is_test
        {
            self.to.unknown.push(Unknown {
                address: owner.address.clone(),
                place,
                via: Vec::new(),
                why,
                reason,
            });
        }
    }

    fn found(
        &mut self,
        text: &Rc<FormatText>,
        made: SourceSpan,
        owner: &Owner,
        place: SourceSpan,
        is_branch: bool,
        unknown: &mut Option<(crate::Why, String)>,
    ) {
        let refers = text.as_str().contains("$context");
        if !refers && !owner.is_sure {
            return;
        }
        let holes: usize = text.holes().map(|(hole, _)| hole.len()).sum();
        if holes > 0 && holes == text.len() {
            let reason = "every part of it is known only when the program runs".to_owned();
            unknown.get_or_insert((crate::Why::Deployment, reason));
            return;
        }
        let mut remarks = Vec::new();
        if is_branch {
            remarks.push("one of several formats that the program chooses from".to_owned());
        }
        self.met.insert(made);
        let api = owner.api.unwrap_or(ApiSet::ANY);
        let is_there = self.to.formats.iter().any(|known| {
            known.place == made
                && known.api == api
                && known.address == owner.address
                && known.text == **text
        });
        if is_there {
            return;
        }
        self.to.formats.push(Found {
            text: FormatText::clone(text),
            extent: Extent::Whole,
            api,
            receiver: None,
            address: owner.address.clone(),
            place: made,
            via: if made == place {
                Vec::new()
            } else {
                vec![place]
            },
            remarks,
            faults: Vec::new(),
        });
    }

    /// Leaves out each format without a type that is there with one too.
    fn forget_unknown(&mut self) {
        let is_known = |found: &Found| found.api != ApiSet::ANY;
        let known = self.to.formats.iter().filter(|found| is_known(found));
        let known: Vec<(SourceSpan, FormatText)> = known
            .map(|found| (found.place, found.text.clone()))
            .collect();
        self.to.formats.retain(|found| {
            let is_same = |(place, text): &(SourceSpan, FormatText)| {
                *place == found.place && *text == found.text
            };
            is_known(found) || !known.iter().any(is_same)
        });
    }

    /// Whether an object holds a reference somewhere.
    fn holds_reference(&mut self, value: &Value) -> bool {
        let style = super::json::Style::typescript();
        let json = self.evaluator.json(value, &style, value.place);
        json.as_text()
            .is_some_and(|text| text.as_str().contains("$context."))
    }

    /// An object that has a destination beside its format is one of settings, whatever holds it.
    fn settings(&mut self, id: NodeId, entries: &[Entry]) {
        let module = Rc::clone(self.module);
        if self.lost.contains(&module.place(id)) {
            return;
        }
        let get = |wanted: &str| {
            entries.iter().find_map(|entry| match entry {
                Entry::Pair { key, value } => {
                    let name = module.literal(*key)?;
                    (plain(name.as_str()) == wanted).then_some(*value)
                }
                Entry::Spread(_) => None,
            })
        };
        let (Some(_), Some(format)) = (get("destinationarn"), get("format")) else {
            return;
        };
        self.evaluator.refuel();
        let value = self.evaluator.value(&module, format, &None);
        let is_met = |one: &Value| self.met.contains(&one.place);
        if value.alternatives().iter().any(is_met) {
            return;
        }
        let mut owner = self.evaluator.owner(&module, id, "accessLogSettings");
        owner.is_sure = false;
        self.formats(&value, &owner.or(ApiSet::ANY), module.place(format));
    }

    /// Formats that the CDK is told to make, and that no property in sight takes: another file does.
    fn unused(&mut self) {
        let module = Rc::clone(self.module);
        for id in module.ids() {
            if let Expr::Object(entries) = module.expr(id) {
                self.settings(id, entries);
            }
            let Expr::Call { callee, .. } = module.expr(id) else {
                continue;
            };
            let Expr::Member { object, name } = module.expr(*callee) else {
                continue;
            };
            let is_class = match module.expr(*object) {
                Expr::Name(name) | Expr::Member { name, .. } => &**name == "AccessLogFormat",
                _ => false,
            };
            let makes = ["custom", "clf", "jsonwithstandardfields"];
            if !is_class
                || !makes.contains(&&*plain(name))
                || self.to.formats.len() >= SOURCE_FORMATS
            {
                continue;
            }
            self.evaluator.refuel();
            let value = self.evaluator.value(&module, id, &None);
            let place = module.place(id);
            let is_met = |one: &Value| self.met.contains(&one.place);
            if value.alternatives().iter().any(is_met) {
                continue;
            }
            let mut owner = self.evaluator.owner(&module, id, "AccessLogFormat");
            owner.is_sure = true;
            owner.is_test = true; // what is not known of it is said where it is used
            self.formats(&value, &owner, place);
        }
    }
}

/// The text of a format, if it is one.
fn text_of(value: &Value) -> Option<&Rc<FormatText>> {
    match &value.kind {
        Kind::Text(text) | Kind::Format(text) => Some(text),
        _ => None,
    }
}
