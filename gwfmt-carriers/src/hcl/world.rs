//! What an expression can see: the folders of the repository, the modules made of them, and the values of their names.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::reason::Reason;
use crate::{Problem, ProblemKind, Sources, paths};
use gwfmt_core::api::ApiSet;
use gwfmt_core::limits::{HCL_INSTANCE, HCL_UNITS};
use gwfmt_core::model::Extent;
use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::budget::Budget;
use super::folder::Folder;
use super::reference::Reference;
use super::syntax::Expr;
use super::terragrunt::{self, Config, Unit};
use super::types;
use super::value::{Kind, Value};

/// One evaluation of a folder and of the modules below it.
pub(super) struct World<'s> {
    pub(super) sources: &'s dyn Sources,
    /// A folder, and the path of a file with more values for it.
    values: Option<(&'s str, &'s str)>,
    /// Where the root is, once somebody asks.
    location: OnceCell<String>,
    folders: RefCell<BTreeMap<String, Option<Rc<Folder>>>>,
    pub(super) instances: RefCell<Vec<Rc<Instance>>>,
    asked: RefCell<Asked>,
    /// The names whose values are being worked out.
    working: RefCell<Vec<Global>>,
    pub(super) budget: Budget,
    /// What each folder shows when it is evaluated by itself, by its path and whether it is one of Terraform Stacks.
    shown: RefCell<BTreeMap<(String, bool), Rc<Shown>>>,
    /// The places of [`World::definitions`], and of how many folders.
    definitions: RefCell<(usize, Rc<[SourceSpan]>)>,
    pub(super) depth: Cell<u32>,
    /// Why nothing is known of the values at these places.
    reasons: RefCell<BTreeMap<SourceSpan, Reason>>,
    /// What stands where a format belongs, and is none.
    faults: RefCell<BTreeMap<SourceSpan, &'static str>>,
    /// What is wrong with documents of other languages.
    noted: RefCell<Vec<Problem>>,
    /// Paths of which only the deployment knows where they begin.
    paths: RefCell<BTreeMap<SourceSpan, Option<Located>>>,
    /// What the references to resources at these places name; nothing where one file is read for several callers that differ.
    references: RefCell<BTreeMap<SourceSpan, Option<Reference>>>,
    /// The paths of references to `context`, a resource that nobody declares.
    contexts: RefCell<BTreeMap<SourceSpan, String>>,
    /// How many `try` or `can` surround the expression: only there is a mistake different from an unknown value.
    pub(super) trying: Cell<u32>,
    /// Other units of Terragrunt that may still be looked into.
    pub(super) others: Cell<u32>,
}

/// A path, and the folder from which it leads on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) folder: String,
    pub(super) path: String,
}

impl Located {
    /// A path from the root.
    pub(super) fn at(path: &str) -> Self {
        Self {
            folder: String::new(),
            path: format!("./{path}"),
        }
    }
}

/// A folder with the inputs of one call; the first one has none.
pub(super) struct Instance {
    pub(super) index: usize,
    pub(super) folder: Rc<Folder>,
    pub(super) caller: Option<Caller>,
    values: RefCell<BTreeMap<Name, Known>>,
    pub(super) children: RefCell<Children>,
    pub(super) level: u32,
    /// What a file of Terragrunt is read for.
    pub(super) unit: Option<Unit>,
}

/// By the number of the call and the key of its `for_each`; `None` for a module that lies elsewhere.
pub(super) type Children = BTreeMap<(usize, String), Option<Rc<Instance>>>;

pub(super) struct Caller {
    /// Its place in [`World::instances`]: a reference would make a circle.
    pub(super) instance: usize,
    pub(super) module: usize,
    pub(super) each: Option<(Value, Value)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Local(String),
    Variable(String),
}

/// A name of one instance.
type Global = (usize, Name);

/// Which names' values were asked for.
#[derive(Default)]
struct Asked {
    /// By the value of which other name.
    by: BTreeMap<Global, BTreeSet<Global>>,
    /// By an expression that is no name's value, or by way of such names.
    reached: BTreeSet<Global>,
    /// The same for a look that may turn out to find nothing.
    looked: Option<BTreeSet<Global>>,
}

impl Asked {
    fn ask(&mut self, within: Option<Global>, name: Global) {
        match (within, &mut self.looked) {
            (Some(within), _) => {
                let goes_on = self.reached.contains(&within);
                self.by.entry(within).or_default().insert(name.clone());
                if goes_on {
                    self.reach(name);
                }
            }
            (None, Some(looked)) => {
                looked.insert(name);
            }
            (None, None) => self.reach(name),
        }
    }

    fn reach(&mut self, name: Global) {
        let mut next = vec![name];
        while let Some(name) = next.pop() {
            if !self.reached.contains(&name) {
                next.extend(self.by.get(&name).into_iter().flatten().cloned());
                self.reached.insert(name);
            }
        }
    }
}

/// The formats of a folder by place and text: how much they are, and of which APIs.
pub(super) type Shown = BTreeMap<(SourceSpan, String), Vec<(Extent, ApiSet)>>;

#[derive(Clone)]
enum Known {
    /// It is being worked out: who asks now goes round in a circle.
    Busy,
    Done(Option<Value>),
}

/// Names that a `for` or a `dynamic` block binds, innermost first.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) instance: &'a Rc<Instance>,
    pub(super) names: Option<&'a Binding<'a>>,
}

pub(super) struct Binding<'a> {
    pub(super) bound: Bound<'a>,
    pub(super) outer: Option<&'a Binding<'a>>,
}

pub(super) enum Bound<'a> {
    One(&'a str, Value),
    /// Each key of a map.
    All(&'a Value),
}

impl<'a> Scope<'a> {
    pub(super) fn top(instance: &'a Rc<Instance>) -> Self {
        Self {
            instance,
            names: None,
        }
    }

    pub(super) fn with(self, binding: &'a Binding<'a>) -> Self {
        Self {
            names: Some(binding),
            ..self
        }
    }

    pub(super) fn bound(self, name: &str) -> Option<&'a Value> {
        let mut binding = self.names;
        while let Some(this) = binding {
            let found = match &this.bound {
                Bound::One(known, value) => (*known == name).then_some(value),
                Bound::All(map) => map.get(name),
            };
            if found.is_some() {
                return found;
            }
            binding = this.outer;
        }
        None
    }
}

impl<'s> World<'s> {
    pub(super) fn new(sources: &'s dyn Sources, values: Option<(&'s str, &'s str)>) -> Self {
        Self {
            sources,
            values,
            location: OnceCell::new(),
            folders: RefCell::default(),
            instances: RefCell::default(),
            asked: RefCell::default(),
            working: RefCell::default(),
            reasons: RefCell::default(),
            faults: RefCell::default(),
            noted: RefCell::default(),
            paths: RefCell::default(),
            references: RefCell::default(),
            contexts: RefCell::default(),
            budget: Budget::default(),
            shown: RefCell::default(),
            definitions: RefCell::new((0, Rc::new([]))),
            depth: Cell::new(0),
            trying: Cell::new(0),
            others: Cell::new(HCL_UNITS),
        }
    }

    /// Whether there is fuel for that much more work.
    pub(super) fn spend(&self, work: u64) -> bool {
        self.budget.spend(work)
    }

    /// An unknown value, and why nothing is known of it.
    pub(super) fn because(&self, place: SourceSpan, why: impl FnOnce() -> Reason) -> Value {
        self.reasons.borrow_mut().entry(place).or_insert_with(why);
        Value::unknown(place)
    }

    /// Notes that what is at `place` is unknown as one of these values is, or else why.
    pub(super) fn because_of(
        &self,
        place: SourceSpan,
        values: &[Value],
        why: impl FnOnce() -> Option<Reason>,
    ) {
        let inner = values
            .iter()
            .filter_map(|value| match &value.kind {
                Kind::Unknown(_) => Some(value.place),
                Kind::Text(text) => text.holes().next().map(|(_, place)| place),
                _ => None,
            })
            .find_map(|inner| self.reason(inner));
        if let Some(why) = inner.or_else(why) {
            let mut reasons = self.reasons.borrow_mut();
            reasons.entry(place).or_insert(why);
        }
    }

    /// Why nothing is known of what is at `place`.
    pub(super) fn reason(&self, place: SourceSpan) -> Option<Reason> {
        self.reasons.borrow().get(&place).cloned()
    }

    /// Notes that what is at `place` can be no format.
    pub(super) fn no_format(&self, place: SourceSpan, message: &'static str) {
        self.faults.borrow_mut().insert(place, message);
    }

    /// What stands where a format belongs, and is none, and where a bound was met.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let faults = self.faults.borrow();
        let faults = faults
            .iter()
            .map(|(place, message)| Problem::new(ProblemKind::Value, *place, *message));
        let noted = self.noted.borrow();
        let noted = noted.iter().cloned();
        faults.chain(noted).chain(self.budget.problems()).collect()
    }

    /// Notes what is wrong with a document of another language.
    pub(super) fn note(&self, problem: Problem) {
        let mut noted = self.noted.borrow_mut();
        if !noted.contains(&problem) {
            noted.push(problem);
        }
    }

    /// Whether the place lies in the default of a variable, which somebody may set.
    pub(super) fn is_default(&self, place: SourceSpan) -> bool {
        let folders = self.folders.borrow();
        let mut variables = folders
            .values()
            .flatten()
            .flat_map(|folder| folder.variables.values());
        variables.any(|variable| {
            variable.default.as_ref().is_some_and(|default| {
                default.place.source == place.source && default.place.span.contains(place.span)
            })
        })
    }

    /// `context.path` at `place`, of which somebody means that it is `$context.path`.
    pub(super) fn context(&self, place: SourceSpan, path: String) -> Value {
        self.contexts.borrow_mut().insert(place, path);
        Value::unknown(place)
    }

    /// Notes what the reference at `place` names.
    pub(super) fn refer(&self, place: SourceSpan, to: Reference) {
        let mut references = self.references.borrow_mut();
        match references.get_mut(&place) {
            Some(known) if known.as_ref() != Some(&to) => *known = None,
            Some(_) => {}
            None => {
                references.insert(place, Some(to));
            }
        }
    }

    /// What the reference at `place` names.
    pub(super) fn reference(&self, place: SourceSpan) -> Option<Reference> {
        self.references.borrow().get(&place).cloned().flatten()
    }

    /// The path of `context.path` at `place`.
    pub(super) fn context_at(&self, place: SourceSpan) -> Option<String> {
        self.contexts.borrow().get(&place).cloned()
    }

    /// A folder evaluated by itself.
    pub(super) fn root(&self, path: &str) -> Option<Rc<Instance>> {
        let folder = self.folder(path)?;
        self.add(folder, None, 0)
    }

    /// A folder, read; `None` when it holds no file of Terraform.
    pub(super) fn folder(&self, path: &str) -> Option<Rc<Folder>> {
        if let Some(known) = self.folders.borrow().get(path) {
            return known.clone();
        }
        let values = self.values.filter(|(folder, _)| *folder == path);
        let values = values.map(|(_, path)| path);
        self.keep(path, Folder::read(path, values, self.sources))
    }

    /// A file of Terragrunt, read.
    pub(super) fn config(&self, path: &str) -> Option<Rc<Folder>> {
        self.read_once(path, || Folder::of_config(path, self.sources))
    }

    /// Files that are known by a key, read when they are asked for.
    pub(super) fn read_once(
        &self,
        key: &str,
        read: impl FnOnce() -> Option<Folder>,
    ) -> Option<Rc<Folder>> {
        if let Some(known) = self.folders.borrow().get(key) {
            return known.clone();
        }
        self.keep(key, read())
    }

    fn keep(&self, path: &str, folder: Option<Folder>) -> Option<Rc<Folder>> {
        let folder = folder.map(Rc::new);
        let mut folders = self.folders.borrow_mut();
        folders.insert(path.to_owned(), folder.clone());
        folder
    }

    pub(super) fn add(
        &self,
        folder: Rc<Folder>,
        caller: Option<Caller>,
        level: u32,
    ) -> Option<Rc<Instance>> {
        self.add_for(folder, caller, level, None)
    }

    pub(super) fn add_for(
        &self,
        folder: Rc<Folder>,
        caller: Option<Caller>,
        level: u32,
        unit: Option<Unit>,
    ) -> Option<Rc<Instance>> {
        if !self.spend(HCL_INSTANCE) {
            return None;
        }
        let mut instances = self.instances.borrow_mut();
        let instance = Rc::new(Instance {
            index: instances.len(),
            folder,
            caller,
            values: RefCell::default(),
            children: RefCell::default(),
            level,
            unit,
        });
        instances.push(Rc::clone(&instance));
        Some(instance)
    }

    /// `local.name`.
    pub(super) fn local(&self, instance: &Rc<Instance>, name: &str, at: SourceSpan) -> Value {
        let value = self.named(instance, Name::Local(name.to_owned()), || {
            let expr = instance.folder.locals.get(name)?;
            Some(self.eval(Scope::top(instance), expr))
        });
        value.unwrap_or_else(|| {
            self.because(at, || {
                let text = if instance.folder.locals.contains_key(name) {
                    format!("the local value `{name}` refers to itself")
                } else {
                    format!("there is no local value `{name}`")
                };
                Reason::not_computed(text)
            })
        })
    }

    /// `var.name`.
    pub(super) fn variable(&self, instance: &Rc<Instance>, name: &str, at: SourceSpan) -> Value {
        let value = self.named(instance, Name::Variable(name.to_owned()), || {
            let declared = instance.folder.variables.get(name)?;
            let given = if let Some(caller) = &instance.caller {
                self.input(caller, name)
            } else {
                let given = instance.folder.given.get(name);
                given.map(|expr| self.eval(Scope::top(instance), expr))
            };
            let default = || {
                let default = declared.default.as_ref()?;
                Some(self.eval(Scope::top(instance), default))
            };
            let value = given.or_else(default)?;
            Some(match &declared.kind {
                Some(kind) => {
                    let module = Inside {
                        world: self,
                        scope: Scope::top(instance),
                    };
                    types::convert(&module, kind, value)
                }
                None => value,
            })
        });
        let is_string = || {
            let declared = instance.folder.variables.get(name);
            declared.is_some_and(|declared| declared.kind.as_ref().is_some_and(types::is_string))
        };
        value.unwrap_or_else(|| {
            let unknown = self.because(at, || {
                if instance.folder.variables.contains_key(name) {
                    let text = format!("the variable `{name}` has no default");
                    Reason::deployment(text)
                } else {
                    let text = format!("there is no variable `{name}`");
                    Reason::not_computed(text)
                }
            });
            if is_string() {
                unknown.into_string()
            } else {
                unknown
            }
        })
    }

    /// What the caller gives for a variable.
    fn input(&self, caller: &Caller, name: &str) -> Option<Value> {
        let above = self.instances.borrow().get(caller.instance).cloned()?;
        if above.unit.is_some() {
            return self.input_of(&above, name);
        }
        let call = above.folder.modules.get(caller.module)?;
        if let Some(input) = call.body.get(name) {
            return Some(self.eval_each(&above, caller.each.as_ref(), input));
        }
        let inputs = call.inputs.as_ref()?;
        Self::in_each(&above, caller.each.as_ref(), |scope| {
            self.member(scope, inputs, name)
        })
    }

    /// Evaluates what stands in a block with `for_each`, for one of its elements.
    pub(super) fn eval_each(
        &self,
        instance: &Rc<Instance>,
        each: Option<&(Value, Value)>,
        expr: &Expr,
    ) -> Value {
        Self::in_each(instance, each, |scope| self.eval(scope, expr))
    }

    /// Does something where `each` is bound.
    pub(super) fn in_each<T>(
        instance: &Rc<Instance>,
        each: Option<&(Value, Value)>,
        work: impl FnOnce(Scope<'_>) -> T,
    ) -> T {
        let Some((key, value)) = each else {
            return work(Scope::top(instance));
        };
        let each = Binding {
            bound: Bound::One("each", element(key, value)),
            outer: None,
        };
        work(Scope::top(instance).with(&each))
    }

    /// An output of the module.
    pub(super) fn output(&self, child: &Rc<Instance>, name: &str) -> Option<Value> {
        let expr = child.folder.outputs.get(name)?;
        Some(self.eval(Scope::top(child), expr))
    }

    fn named(
        &self,
        instance: &Rc<Instance>,
        name: Name,
        work: impl FnOnce() -> Option<Value>,
    ) -> Option<Value> {
        let global = (instance.index, name.clone());
        let within = self.working.borrow().last().cloned();
        self.asked.borrow_mut().ask(within, global.clone());
        if let Some(known) = instance.values.borrow().get(&name) {
            return match known {
                Known::Busy => None,
                Known::Done(value) => value.clone(),
            };
        }
        let mut values = instance.values.borrow_mut();
        values.insert(name.clone(), Known::Busy);
        drop(values);
        self.working.borrow_mut().push(global);
        let mark = self.budget.mark(self.depth.get());
        let trying = self.trying.replace(0);
        let value = work();
        self.trying.set(trying);
        self.working.borrow_mut().pop();
        let mut values = instance.values.borrow_mut();
        if self.budget.keeps(mark) {
            values.insert(name, Known::Done(value.clone()));
        } else {
            values.remove(&name);
        }
        value
    }
}

impl World<'_> {
    /// `path.module`: from the folder that is evaluated to the instance's own.
    pub(super) fn path_of(&self, instance: &Instance) -> String {
        relative(&self.ground(instance), &instance.folder.path)
    }

    /// The folder where the deployment runs: that of the first folder, whoever calls this one. A unit of Terragrunt has its own.
    pub(super) fn start(&self, instance: &Rc<Instance>) -> String {
        if self.unit_folder(instance).is_some() {
            return self.ground(instance);
        }
        let first = self.instances.borrow().first().cloned();
        first.map_or_else(String::new, |first| first.folder.path.clone())
    }

    /// The folder from which paths lead that an instance gives to functions.
    pub(super) fn ground(&self, instance: &Instance) -> String {
        let instances = self.instances.borrow();
        let mut at = instance;
        while at.unit.is_none()
            && let Some(above) = (at.caller.as_ref()).and_then(|by| instances.get(by.instance))
            && above.unit.is_none()
        {
            at = above;
        }
        at.folder.path.clone()
    }

    /// What `look` finds; if that is nothing, the names that it asked for are forgotten.
    pub(super) fn looking<T>(&self, look: impl FnOnce() -> Vec<T>) -> Vec<T> {
        self.asked.borrow_mut().looked = Some(BTreeSet::new());
        let found = look();
        let mut asked = self.asked.borrow_mut();
        let looked = asked.looked.take().unwrap_or_default();
        if !found.is_empty() {
            for name in looked {
                asked.reach(name);
            }
        }
        drop(asked);
        found
    }

    /// The names of the instance that were asked for, by way of others too.
    pub(super) fn asked(&self, instance: &Instance) -> BTreeSet<Name> {
        let first = (instance.index, Name::Local(String::new()));
        let asked = self.asked.borrow();
        let own = asked.reached.range(first..);
        let own = own.take_while(|(index, _)| *index == instance.index);
        own.map(|(_, name)| name.clone()).collect()
    }

    /// The places of everything with a name that a text can come from: locals, defaults, given values, inputs of modules.
    pub(super) fn definitions(&self) -> Rc<[SourceSpan]> {
        let folders = self.folders.borrow();
        let mut known = self.definitions.borrow_mut();
        if known.0 == folders.len() {
            return Rc::clone(&known.1);
        }
        let mut places = Vec::new();
        for folder in folders.values().flatten() {
            places.extend(folder.locals.values().map(|expr| expr.place));
            let defaults = folder.variables.values();
            places.extend(
                defaults
                    .filter_map(|v| v.default.as_ref())
                    .map(|expr| expr.place),
            );
            places.extend(folder.given.values().map(|expr| expr.place));
            let inputs = folder
                .modules
                .iter()
                .flat_map(|module| &module.body.attributes);
            places.extend(inputs.map(|input| input.value.place));
            for inputs in folder
                .modules
                .iter()
                .filter_map(|call| call.inputs.as_ref())
            {
                terragrunt::places(inputs, &mut places);
            }
            for given in folder.config.iter().flat_map(Config::given) {
                terragrunt::places(given, &mut places);
            }
        }
        places.sort_unstable();
        *known = (folders.len(), places.into());
        Rc::clone(&known.1)
    }

    /// What a folder shows when it is evaluated by itself; `show` finds it out.
    pub(super) fn shown(
        &self,
        folder: &Rc<Folder>,
        show: impl FnOnce(&Rc<Instance>) -> Shown,
    ) -> Rc<Shown> {
        let key = (folder.path.clone(), folder.is_stack);
        if let Some(known) = self.shown.borrow().get(&key) {
            return Rc::clone(known);
        }
        let shown = self.budget.unit(|| {
            let alone = self.add(Rc::clone(folder), None, 0)?;
            Some(show(&alone))
        });
        let shown = Rc::new(shown.0.unwrap_or_default());
        let mut all = self.shown.borrow_mut();
        all.insert(key, Rc::clone(&shown));
        shown
    }

    /// The value of a path of which only the deployment knows where it begins.
    pub(super) fn later_path(&self, place: SourceSpan, path: Located) -> Value {
        // one path, from whatever folder it is told
        let path = match self.file(&path) {
            Some(file) => Located::at(&file),
            None => path,
        };
        let mut paths = self.paths.borrow_mut();
        let known = paths.entry(place).or_insert_with(|| Some(path.clone()));
        // one function in a file that is read for two units
        if known.as_ref() != Some(&path) {
            *known = None;
        }
        drop(paths);
        let text = "the working directory of the deployment is not known";
        let why = || Reason::deployment(text);
        self.because(place, why).into_string()
    }

    /// The path at `place`.
    pub(super) fn path_at(&self, place: SourceSpan) -> Option<Located> {
        self.paths.borrow().get(&place).cloned().flatten()
    }

    /// A path as a file function gets it, seen from the root.
    pub(super) fn file(&self, path: &Located) -> Option<String> {
        self.resolve(&path.folder, &path.path)
    }

    /// The path `relative` as files know it, seen from `folder`; `None` when it leads out of the root.
    pub(super) fn resolve(&self, folder: &str, relative: &str) -> Option<String> {
        let location = self.location.get_or_init(|| self.sources.location());
        paths::resolve(location, folder, relative)
    }
}

/// The path from one folder to another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let parts = |path: &'_ str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path = vec!["..".to_owned(); from.len() - shared];
    path.extend_from_slice(to.get(shared..).unwrap_or_default());
    if path.is_empty() {
        path.push(".".to_owned());
    }
    path.join("/")
}

/// `each` of a resource, the iterator of a `dynamic` block.
pub(super) fn element(key: &Value, value: &Value) -> Value {
    let name = |name: &str| {
        let text = Value::written(key.place, name);
        text.to_text().unwrap_or_default()
    };
    let entries = vec![(name("key"), key.clone()), (name("value"), value.clone())];
    Value::map(value.place, entries)
}

/// The world as seen from a module's own expressions.
struct Inside<'w, 'a> {
    world: &'w World<'a>,
    scope: Scope<'w>,
}

impl types::Module for Inside<'_, '_> {
    fn value(&self, expr: &Expr) -> Value {
        self.world.eval(self.scope, expr)
    }

    fn list(&self, place: SourceSpan, items: Vec<Value>) -> Value {
        self.world.list(place, items)
    }

    fn map(&self, place: SourceSpan, entries: Vec<(Rc<FormatText>, Value)>) -> Value {
        self.world.map(place, entries)
    }
}
