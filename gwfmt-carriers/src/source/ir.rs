//! One file of a program, in a form that both languages are brought to: expressions with their places, the scopes that they
//! are in, and what each name is bound to. Nothing is computed here.

use std::collections::HashMap;
use std::rc::Rc;

use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

/// The number of an expression in [`Module::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NodeId(pub(super) u32);

/// The number of a scope in [`Module::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ScopeId(pub(super) u32);

/// The number of a function in [`Module::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct FunctionId(pub(super) u32);

/// The number of a class in [`Module::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ClassId(pub(super) u32);

/// What a file is written in, where the meaning of an expression depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// TypeScript or JavaScript.
    TypeScript,
    /// Python.
    Python,
}

/// A file.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) source: SourceId,
    pub(super) path: Rc<str>,
    pub(super) language: Language,
    pub(super) nodes: Vec<Node>,
    /// The expression around each; nothing for a whole statement, an initial value or what is returned.
    pub(super) parents: Vec<Option<NodeId>>,
    /// What the outermost expressions are for.
    pub(super) roots: HashMap<NodeId, Root>,
    pub(super) scopes: Vec<Scope>,
    pub(super) functions: Vec<Function>,
    pub(super) classes: Vec<Class>,
    /// What other files can import by name; `default` among them.
    pub(super) exports: HashMap<Rc<str>, Export>,
    /// The files of which everything is exported too.
    pub(super) exports_all: Vec<Rc<str>>,
}

/// The scope of a whole file.
pub(super) const TOP: ScopeId = ScopeId(0);

/// An expression.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) scope: ScopeId,
    pub(super) kind: Expr,
}

#[derive(Debug)]
pub(super) enum Expr {
    /// A string as the program has it, each byte with its place.
    Text(Rc<FormatText>),
    /// Parts that become one string: a template string, an f-string.
    Template(Vec<NodeId>),
    Number {
        value: f64,
        /// Python writes `1.0` for it and not `1`.
        is_float: bool,
    },
    Bool(bool),
    /// `null`, `None`.
    Null,
    /// A name.
    Name(Rc<str>),
    /// `this`.
    This,
    /// `object.name`
    Member {
        object: NodeId,
        name: Rc<str>,
    },
    /// `object[key]`
    Index {
        object: NodeId,
        key: NodeId,
    },
    Call {
        callee: NodeId,
        arguments: Vec<Argument>,
        is_new: bool,
    },
    Object(Vec<Entry>),
    List(Vec<Item>),
    /// `test ? then : otherwise`
    Choice {
        test: NodeId,
        then: NodeId,
        otherwise: NodeId,
    },
    /// `a || b`, `a ?? b`, `a or b`
    Or {
        left: NodeId,
        right: NodeId,
    },
    /// `a && b`, `a and b`
    And {
        left: NodeId,
        right: NodeId,
    },
    /// `a + b + c`
    Add(Vec<NodeId>),
    /// `text % values` of Python.
    Percent {
        text: NodeId,
        values: NodeId,
    },
    /// `target = value` as a statement. The target may be a member; a plain name is a [`Write`] of its binding.
    Assign {
        target: NodeId,
        value: NodeId,
    },
    /// `value as Type`, with the type as it is written.
    Cast {
        value: NodeId,
        to: Rc<str>,
    },
    Function(FunctionId),
    Class(ClassId),
    /// `/pattern/flags`
    Pattern {
        pattern: Rc<str>,
        flags: Rc<str>,
    },
    /// `{key: value for element in list}`, `[value for element in list]` of Python.
    Each {
        list: NodeId,
        /// A function of one element.
        function: FunctionId,
        /// The key of an object; nothing makes a list.
        key: Option<NodeId>,
        value: NodeId,
    },
    /// Anything else. What is in it is in [`Module::nodes`] all the same.
    Other(Vec<NodeId>),
}

#[derive(Debug)]
pub(super) struct Argument {
    /// `name=value`
    pub(super) name: Option<Rc<str>>,
    /// `...value`, `*value`, `**value`
    pub(super) is_spread: bool,
    pub(super) value: NodeId,
}

/// A member of an object.
#[derive(Debug)]
pub(super) enum Entry {
    Pair { key: NodeId, value: NodeId },
    Spread(NodeId),
}

/// An element of a list.
#[derive(Debug)]
pub(super) enum Item {
    One(NodeId),
    Spread(NodeId),
}

/// What an outermost expression is for.
#[derive(Clone, Debug)]
pub(super) enum Root {
    /// The first value of a name.
    Variable(Rc<str>),
    /// What a function gives back.
    Returned(FunctionId),
    /// The value of a member of a class.
    Member(Rc<str>),
}

/// Where names are looked up.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) parent: Option<ScopeId>,
    pub(super) names: HashMap<Rc<str>, Binding>,
    pub(super) kind: ScopeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScopeKind {
    File,
    Function(FunctionId),
    Class(ClassId),
    /// Statements that may be left out.
    Block,
    /// Statements that may be done more than once.
    Loop,
}

/// What a name is bound to.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) kind: BindingKind,
    /// What happens to it behind its declaration, in the order of the file.
    pub(super) writes: Vec<Write>,
}

#[derive(Debug)]
pub(super) enum BindingKind {
    /// The first value, which may be missing.
    Variable(Option<NodeId>),
    /// What a parameter is given.
    Parameter(FunctionId, usize),
    /// What a part of another value is: `const {a: {b = c}} = value`.
    Part {
        of: Whole,
        path: Vec<Rc<str>>,
        default: Option<NodeId>,
    },
    Import {
        module: Rc<str>,
        what: Imported,
    },
    Function(FunctionId),
    Class(ClassId),
    /// Something whose value is not followed: the variable of a loop, a caught error.
    Other,
}

/// What a [`BindingKind::Part`] is a part of.
#[derive(Clone, Debug)]
pub(super) enum Whole {
    Value(NodeId),
    Parameter(FunctionId, usize),
}

#[derive(Clone, Debug)]
pub(super) enum Imported {
    /// One name of the file.
    Name(Rc<str>),
    /// The file as an object.
    Module,
}

/// Something that happens to a name.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) span: Span,
    pub(super) scope: ScopeId,
    pub(super) kind: WriteKind,
}

#[derive(Debug)]
pub(super) enum WriteKind {
    /// `x = value`
    Set(NodeId),
    /// `x += value`
    Add(NodeId),
    /// `x.key = value`, `x[key] = value`
    Member(NodeId, NodeId),
    /// `x.push(value)`, `x.append(value)`
    Push(Vec<NodeId>),
    /// `Object.assign(x, value)`, `x.update(value)`
    Merge(Vec<NodeId>),
    /// Anything else.
    Other,
}

#[derive(Debug)]
pub(super) struct Function {
    /// Its own name, or that of what it is a value of.
    pub(super) name: Option<Rc<str>>,
    pub(super) parameters: Vec<Parameter>,
    /// What it may give back, in the order of the file.
    pub(super) returns: Vec<NodeId>,
    /// Whether a call gives something else than what it returns: a promise, a generator.
    pub(super) is_wrapped: bool,
}

#[derive(Debug)]
pub(super) struct Parameter {
    /// Nothing where it is a pattern.
    pub(super) name: Option<Rc<str>>,
    pub(super) default: Option<NodeId>,
    pub(super) is_rest: bool,
}

#[derive(Debug)]
pub(super) struct Class {
    /// What it is derived from.
    pub(super) base: Option<NodeId>,
    /// The values that a member is given, wherever.
    pub(super) members: HashMap<Rc<str>, Vec<MemberValue>>,
}

#[derive(Debug)]
pub(super) enum MemberValue {
    Field(NodeId),
    Method(FunctionId),
    /// A function that is called when the member is read.
    Getter(FunctionId),
    /// It is changed in a way that is not followed.
    Other,
}

/// What a name is to those who import it.
#[derive(Clone, Debug)]
pub(super) enum Export {
    /// A name of the file.
    Local(Rc<str>),
    Value(NodeId),
    /// Something of another file.
    From {
        module: Rc<str>,
        what: Imported,
    },
}

impl Module {
    pub(super) fn new(source: SourceId, path: &str, language: Language) -> Self {
        let top = Scope {
            parent: None,
            names: HashMap::new(),
            kind: ScopeKind::File,
        };
        Self {
            source,
            path: Rc::from(path),
            language,
            nodes: Vec::new(),
            parents: Vec::new(),
            roots: HashMap::new(),
            scopes: vec![top],
            functions: Vec::new(),
            classes: Vec::new(),
            exports: HashMap::new(),
            exports_all: Vec::new(),
        }
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(super) fn expr(&self, id: NodeId) -> &Expr {
        &self.node(id).kind
    }

    pub(super) fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    pub(super) fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    pub(super) fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }

    pub(super) fn place(&self, id: NodeId) -> SourceSpan {
        let span = self.node(id).span;
        SourceSpan::new(self.source, span.start, span.end)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The scope and those around it, from inside out.
    pub(super) fn around(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        std::iter::successors(Some(scope), |scope| self.scope(*scope).parent)
    }

    /// The innermost function around a scope.
    pub(super) fn function_around(&self, scope: ScopeId) -> Option<FunctionId> {
        self.around(scope)
            .find_map(|scope| match self.scope(scope).kind {
                ScopeKind::Function(id) => Some(id),
                _ => None,
            })
    }

    /// The innermost class around a scope.
    pub(super) fn class_around(&self, scope: ScopeId) -> Option<ClassId> {
        self.around(scope)
            .find_map(|scope| match self.scope(scope).kind {
                ScopeKind::Class(id) => Some(id),
                _ => None,
            })
    }

    /// The scope in which a name is declared, as seen from another.
    pub(super) fn declared(&self, from: ScopeId, name: &str) -> Option<ScopeId> {
        // the names of a class of Python are not seen by its functions
        let mut below = false;
        self.around(from).find(|&scope| {
            let it = self.scope(scope);
            let is_hidden = below && matches!(it.kind, ScopeKind::Class(_));
            below |= matches!(it.kind, ScopeKind::Function(_));
            !is_hidden && it.names.contains_key(name)
        })
    }

    /// The string that an expression is, if it is one as it stands.
    pub(super) fn literal(&self, id: NodeId) -> Option<&FormatText> {
        match self.expr(id) {
            Expr::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Notes which expression is in which, once all are there.
    pub(super) fn finish(&mut self) {
        let mut parents = vec![None; self.nodes.len()];
        for id in self.ids() {
            self.expr(id).visit(|child| {
                if let Some(parent) = parents.get_mut(child.0 as usize) {
                    *parent = Some(id);
                }
            });
        }
        self.parents = parents;
    }
}

impl Expr {
    /// Hands over each expression directly in this one.
    fn visit(&self, mut to: impl FnMut(NodeId)) {
        match self {
            Expr::Text(_)
            | Expr::Number { .. }
            | Expr::Bool(_)
            | Expr::Null
            | Expr::Name(_)
            | Expr::This
            | Expr::Pattern { .. }
            | Expr::Function(_)
            | Expr::Class(_) => {}
            Expr::Template(all) | Expr::Add(all) | Expr::Other(all) => {
                for id in all {
                    to(*id);
                }
            }
            Expr::Member { object, .. } => to(*object),
            Expr::Index { object: a, key: b }
            | Expr::Or { left: a, right: b }
            | Expr::And { left: a, right: b }
            | Expr::Percent { text: a, values: b }
            | Expr::Assign {
                target: a,
                value: b,
            } => {
                to(*a);
                to(*b);
            }
            Expr::Call {
                callee, arguments, ..
            } => {
                to(*callee);
                for argument in arguments {
                    to(argument.value);
                }
            }
            Expr::Object(entries) => {
                for entry in entries {
                    match entry {
                        Entry::Pair { key, value } => {
                            to(*key);
                            to(*value);
                        }
                        Entry::Spread(value) => to(*value),
                    }
                }
            }
            Expr::List(items) => {
                for item in items {
                    match item {
                        Item::One(value) | Item::Spread(value) => to(*value),
                    }
                }
            }
            Expr::Choice {
                test,
                then,
                otherwise,
            } => {
                to(*test);
                to(*then);
                to(*otherwise);
            }
            Expr::Cast { value, .. } => to(*value),
            Expr::Each {
                list, key, value, ..
            } => {
                to(*list);
                if let Some(key) = key {
                    to(*key);
                }
                to(*value);
            }
        }
    }
}
