//! Statements of Python: what they declare, and the expressions in them.

use std::rc::Rc;

use gwfmt_core::span::Span;
use ruff_python_ast::{Expr as Syntax, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::super::builder::Builder;
use super::super::ir::{
    BindingKind, Expr, FunctionId, Imported, MemberValue, NodeId, Root, ScopeKind, WriteKind,
};
use super::expressions::{expression, parameters, span};

pub(super) fn statements(b: &mut Builder<'_>, all: &[Stmt]) {
    for it in all {
        b.below(|b| statement(b, it));
    }
}

fn block(b: &mut Builder<'_>, kind: ScopeKind, all: &[Stmt]) {
    b.block(kind, |b| statements(b, all));
}

fn statement(b: &mut Builder<'_>, it: &Stmt) {
    let here = span(it.range());
    match it {
        Stmt::Expr(it) => {
            expression(b, &it.value);
        }
        Stmt::Assign(it) => {
            let value = expression(b, &it.value);
            for target in &it.targets {
                assigned(b, target, value, here);
            }
        }
        Stmt::AnnAssign(it) => {
            if let Some(value) = &it.value {
                let value = expression(b, value);
                assigned(b, &it.target, value, here);
            }
        }
        Stmt::AugAssign(it) => {
            let value = expression(b, &it.value);
            let target = expression(b, &it.target);
            let kind = if it.op == ruff_python_ast::Operator::Add {
                WriteKind::Add(value)
            } else {
                WriteKind::Other
            };
            b.write_to(target, here, kind);
        }
        Stmt::Delete(it) => {
            for target in &it.targets {
                let target = expression(b, target);
                b.write_to(target, here, WriteKind::Other);
            }
        }
        Stmt::Return(it) => {
            if let Some(value) = &it.value {
                let value = expression(b, value);
                b.returns(value);
            }
        }
        Stmt::If(it) => {
            expression(b, &it.test);
            block(b, ScopeKind::Block, &it.body);
            for clause in &it.elif_else_clauses {
                if let Some(test) = &clause.test {
                    expression(b, test);
                }
                block(b, ScopeKind::Block, &clause.body);
            }
        }
        Stmt::For(it) => {
            expression(b, &it.iter);
            b.block(ScopeKind::Loop, |b| {
                unknown(b, &it.target);
                statements(b, &it.body);
            });
            block(b, ScopeKind::Block, &it.orelse);
        }
        Stmt::While(it) => {
            expression(b, &it.test);
            block(b, ScopeKind::Loop, &it.body);
            block(b, ScopeKind::Block, &it.orelse);
        }
        // done for certain, in the same scope
        Stmt::With(it) => {
            for item in &it.items {
                expression(b, &item.context_expr);
                if let Some(target) = &item.optional_vars {
                    unknown(b, target);
                }
            }
            statements(b, &it.body);
        }
        Stmt::Try(it) => {
            block(b, ScopeKind::Block, &it.body);
            for handler in &it.handlers {
                let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                block(b, ScopeKind::Block, &handler.body);
            }
            block(b, ScopeKind::Block, &it.orelse);
            block(b, ScopeKind::Block, &it.finalbody);
        }
        Stmt::Match(it) => {
            expression(b, &it.subject);
            for case in &it.cases {
                block(b, ScopeKind::Block, &case.body);
            }
        }
        Stmt::FunctionDef(it) => {
            let id = function(b, it, false);
            let scope = b.function_scope();
            b.declare(scope, it.name.as_str(), BindingKind::Function(id), here);
        }
        Stmt::ClassDef(it) => class(b, it, here),
        Stmt::Import(it) => {
            for alias in &it.names {
                let module = alias.name.as_str();
                let (local, module) = if let Some(local) = &alias.asname {
                    (local.as_str(), module)
                } else {
                    let first = module.split('.').next().unwrap_or(module);
                    (first, first)
                };
                import(b, local, module, Imported::Module, here);
            }
        }
        Stmt::ImportFrom(it) => {
            let dots = ".".repeat(it.level as usize);
            let name = it.module.as_ref().map_or("", |name| name.as_str());
            let module = format!("{dots}{name}");
            for alias in &it.names {
                let name = alias.name.as_str();
                if name == "*" {
                    b.module.exports_all.push(Rc::from(&*module));
                    continue;
                }
                let local = alias.asname.as_ref().map_or(name, |name| name.as_str());
                import(b, local, &module, Imported::Name(Rc::from(name)), here);
            }
        }
        Stmt::Assert(it) => {
            expression(b, &it.test);
        }
        Stmt::Raise(it) => {
            if let Some(value) = &it.exc {
                expression(b, value);
            }
        }
        _ => {}
    }
}

fn import(b: &mut Builder<'_>, local: &str, module: &str, what: Imported, here: Span) {
    let module = Rc::from(module);
    let scope = b.function_scope();
    b.declare(scope, local, BindingKind::Import { module, what }, here);
}

/// `target = value`
fn assigned(b: &mut Builder<'_>, target: &Syntax, value: NodeId, here: Span) {
    if let Syntax::Name(name) = target {
        let name = name.id.as_str();
        let scope = b.function_scope();
        b.root(value, Root::Variable(Rc::from(name)));
        let kind = BindingKind::Variable(Some(value));
        b.declare(scope, name, kind, here);
        if let ScopeKind::Class(class) = b.module.scope(scope).kind {
            b.member(class, name, MemberValue::Field(value));
        }
        return;
    }
    if matches!(
        target,
        Syntax::Tuple(_) | Syntax::List(_) | Syntax::Starred(_)
    ) {
        return unknown(b, target);
    }
    let target = expression(b, target);
    b.write_to(target, here, WriteKind::Set(value));
    b.add(here, Expr::Assign { target, value });
}

/// Binds the names of a target to something that is not followed.
fn unknown(b: &mut Builder<'_>, target: &Syntax) {
    b.below(|b| match target {
        Syntax::Name(name) => {
            let scope = b.function_scope();
            b.declare(
                scope,
                name.id.as_str(),
                BindingKind::Other,
                span(name.range),
            );
        }
        Syntax::Tuple(all) => all.elts.iter().for_each(|one| unknown(b, one)),
        Syntax::List(all) => all.elts.iter().for_each(|one| unknown(b, one)),
        Syntax::Starred(inner) => unknown(b, &inner.value),
        _ => {}
    });
}

/// Whether a function or method is given a decorator of this name.
fn is_decorated(it: &StmtFunctionDef, wanted: &str) -> bool {
    it.decorator_list.iter().any(|decorator| {
        let name = match &decorator.expression {
            Syntax::Name(name) => name.id.as_str(),
            Syntax::Attribute(member) => member.attr.as_str(),
            _ => return false,
        };
        name == wanted
    })
}

fn function(b: &mut Builder<'_>, it: &StmtFunctionDef, is_method: bool) -> FunctionId {
    let (id, before) = b.open_function(Some(it.name.as_str()));
    let all = &it.parameters;
    let first = all.posonlyargs.iter().chain(&all.args).next();
    let this = first.filter(|_| is_method && !is_decorated(it, "staticmethod"));
    if let Some(first) = this {
        b.this.push(Rc::from(first.parameter.name.as_str()));
    }
    parameters(b, id, all);
    statements(b, &it.body);
    b.function(id).is_wrapped = it.is_async;
    if this.is_some() {
        b.this.pop();
    }
    b.close(before);
    id
}

fn class(b: &mut Builder<'_>, it: &StmtClassDef, here: Span) {
    let base = it.arguments.as_ref().and_then(|all| all.args.first());
    let base = base.map(|base| expression(b, base));
    let outer = b.function_scope();
    let (id, before) = b.open_class();
    b.module.classes[id.0 as usize].base = base;
    let hidden = std::mem::take(&mut b.this);
    for statement in &it.body {
        if let Stmt::FunctionDef(method) = statement {
            let function = function(b, method, true);
            let value =
                if is_decorated(method, "property") || is_decorated(method, "cached_property") {
                    MemberValue::Getter(function)
                } else {
                    MemberValue::Method(function)
                };
            b.member(id, method.name.as_str(), value);
        } else {
            statements(b, std::slice::from_ref(statement));
        }
    }
    b.this = hidden;
    b.close(before);
    b.declare(outer, it.name.as_str(), BindingKind::Class(id), here);
}
