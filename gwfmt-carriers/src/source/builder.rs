//! What the readers of both languages need to build a [`Module`]: scopes that open and close, names, what is written to them.

use std::collections::HashMap;
use std::rc::Rc;

use gwfmt_core::limits::SOURCE_DEPTH;
use gwfmt_core::span::{SourceId, SourceSpan, Span};
use gwfmt_core::text::FormatText;

use super::ir::{
    Binding, BindingKind, Class, ClassId, Expr, Function, FunctionId, Language, MemberValue,
    Module, Node, NodeId, Parameter, Root, Scope, ScopeId, ScopeKind, TOP, Write, WriteKind,
};

pub(super) struct Builder<'t> {
    pub(super) text: &'t str,
    pub(super) module: Module,
    pub(super) scope: ScopeId,
    depth: usize,
    /// What the methods around call their own object, in Python.
    pub(super) this: Vec<Rc<str>>,
    /// Names may be declared behind what is written to them.
    writes: Vec<(Rc<str>, Write)>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(source: SourceId, path: &str, text: &'t str, language: Language) -> Self {
        Self {
            text,
            module: Module::new(source, path, language),
            scope: TOP,
            depth: 0,
            this: Vec::new(),
            writes: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> Module {
        self.writes.sort_by_key(|(_, write)| write.span.start);
        for (name, write) in std::mem::take(&mut self.writes) {
            if let Some(scope) = self.module.declared(write.scope, &name)
                && let Some(binding) = self.module.scopes[scope.0 as usize].names.get_mut(&name)
            {
                binding.writes.push(write);
            }
        }
        self.module.finish();
        self.module
    }

    /// Whether a name is that of the object itself.
    pub(super) fn is_this(&self, name: &str) -> bool {
        self.this.iter().any(|this| &**this == name)
    }

    pub(super) fn add(&mut self, span: Span, kind: Expr) -> NodeId {
        let id = NodeId(self.module.nodes.len() as u32);
        self.module.nodes.push(Node {
            span,
            scope: self.scope,
            kind,
        });
        id
    }

    /// One level deeper, unless that is too deep: then the expression is one that nothing is known of.
    pub(super) fn deeper(&mut self, span: Span, work: impl FnOnce(&mut Self) -> NodeId) -> NodeId {
        self.below(|builder| work(builder))
            .unwrap_or_else(|| self.add(span, Expr::Other(Vec::new())))
    }

    /// Does the work one level deeper; nothing when that is too deep.
    pub(super) fn below<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= SOURCE_DEPTH {
            return None;
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        Some(done)
    }

    pub(super) fn text_node(&mut self, span: Span, text: FormatText) -> NodeId {
        self.add(span, Expr::Text(Rc::new(text)))
    }

    /// A name that is typed, as the text that it is.
    pub(super) fn key(&mut self, span: Span) -> NodeId {
        let text = self.text.get(span.range()).unwrap_or_default();
        let text = FormatText::verbatim(self.module.source, span.start, text);
        self.text_node(span, text)
    }

    pub(super) fn open(&mut self, kind: ScopeKind) -> ScopeId {
        let before = self.scope;
        self.scope = ScopeId(self.module.scopes.len() as u32);
        self.module.scopes.push(Scope {
            parent: Some(before),
            names: HashMap::new(),
            kind,
        });
        before
    }

    /// The scope that `open` gave.
    pub(super) fn close(&mut self, before: ScopeId) {
        self.scope = before;
    }

    /// Statements in a scope of their own.
    pub(super) fn block(&mut self, kind: ScopeKind, work: impl FnOnce(&mut Self)) {
        let before = self.open(kind);
        work(self);
        self.close(before);
    }

    /// Binds a name in a scope. The first binding stays: another one is a write that is not followed.
    pub(super) fn declare(&mut self, scope: ScopeId, name: &str, kind: BindingKind, span: Span) {
        let here = self.scope;
        let names = &mut self.module.scopes[scope.0 as usize].names;
        if let Some(known) = names.get_mut(name) {
            let kind = match kind {
                BindingKind::Variable(Some(value)) => WriteKind::Set(value),
                BindingKind::Variable(None) => return,
                _ => WriteKind::Other,
            };
            known.writes.push(Write {
                span,
                scope: here,
                kind,
            });
            return;
        }
        let binding = Binding {
            kind,
            writes: Vec::new(),
        };
        names.insert(Rc::from(name), binding);
    }

    pub(super) fn write(&mut self, name: &str, span: Span, kind: WriteKind) {
        let scope = self.scope;
        let write = Write { span, scope, kind };
        self.writes.push((Rc::from(name), write));
    }

    pub(super) fn root(&mut self, id: NodeId, root: Root) {
        self.module.roots.insert(id, root);
    }

    /// The scope that a name of a function's own belongs to.
    pub(super) fn function_scope(&self) -> ScopeId {
        let mut around = self.module.around(self.scope);
        let is_block = |kind| matches!(kind, ScopeKind::Block | ScopeKind::Loop);
        around
            .find(|scope| !is_block(self.module.scope(*scope).kind))
            .unwrap_or(TOP)
    }

    /// A function whose scope is open from now on.
    pub(super) fn open_function(&mut self, name: Option<&str>) -> (FunctionId, ScopeId) {
        let id = FunctionId(self.module.functions.len() as u32);
        let before = self.open(ScopeKind::Function(id));
        self.module.functions.push(Function {
            name: name.map(Rc::from),
            parameters: Vec::new(),
            returns: Vec::new(),
            is_wrapped: false,
        });
        (id, before)
    }

    pub(super) fn function(&mut self, id: FunctionId) -> &mut Function {
        &mut self.module.functions[id.0 as usize]
    }

    pub(super) fn parameter(&mut self, id: FunctionId, parameter: Parameter, span: Span) {
        let number = self.module.function(id).parameters.len();
        if let Some(name) = parameter.name.clone() {
            let kind = BindingKind::Parameter(id, number);
            self.declare(self.scope, &name, kind, span);
        }
        self.function(id).parameters.push(parameter);
    }

    /// What the innermost function may give back.
    pub(super) fn returns(&mut self, value: NodeId) {
        if let Some(id) = self.module.function_around(self.scope) {
            self.function(id).returns.push(value);
            self.root(value, Root::Returned(id));
        }
    }

    /// A class whose scope is open from now on.
    pub(super) fn open_class(&mut self) -> (ClassId, ScopeId) {
        let id = ClassId(self.module.classes.len() as u32);
        let before = self.open(ScopeKind::Class(id));
        self.module.classes.push(Class {
            base: None,
            members: HashMap::new(),
        });
        (id, before)
    }

    pub(super) fn member(&mut self, id: ClassId, name: &str, value: MemberValue) {
        if let MemberValue::Field(node) = &value {
            self.root(*node, Root::Member(Rc::from(name)));
        }
        let members = &mut self.module.classes[id.0 as usize].members;
        let values = members.entry(Rc::from(name)).or_default();
        values.push(value);
    }

    /// Something is written to what an expression names.
    pub(super) fn write_to(&mut self, target: NodeId, span: Span, kind: WriteKind) {
        match self.module.expr(target) {
            Expr::Name(name) => {
                let name = Rc::clone(name);
                self.write(&name, span, kind);
            }
            Expr::Cast { value, .. } => self.write_to(*value, span, kind),
            Expr::Member { object, name } => {
                let (object, name) = (*object, Rc::clone(name));
                self.write_member(object, &name, span, &kind);
            }
            Expr::Index { object, key } => {
                let (object, key) = (*object, *key);
                match kind {
                    WriteKind::Set(value) => {
                        self.write_to(object, span, WriteKind::Member(key, value));
                    }
                    _ => self.write_to(object, span, WriteKind::Other),
                }
            }
            _ => {}
        }
    }

    fn write_member(&mut self, object: NodeId, name: &str, span: Span, kind: &WriteKind) {
        if matches!(self.module.expr(object), Expr::This) {
            if let Some(class) = self.module.class_around(self.scope) {
                let value = match kind {
                    WriteKind::Set(value) => MemberValue::Field(*value),
                    _ => MemberValue::Other,
                };
                self.member(class, name, value);
            }
            return;
        }
        match kind {
            WriteKind::Set(value) => {
                let mut text = FormatText::new();
                let place = SourceSpan::new(self.module.source, span.start, span.end);
                text.push_written(place, name);
                let key = self.text_node(span, text);
                self.write_to(object, span, WriteKind::Member(key, *value));
            }
            _ => self.write_to(object, span, WriteKind::Other),
        }
    }
}
