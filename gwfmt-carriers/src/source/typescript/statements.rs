//! Statements of TypeScript and JavaScript: what they declare, and the expressions in them.

use std::rc::Rc;

use gwfmt_core::span::Span;
use oxc_ast::ast::{
    AssignmentTarget, AssignmentTargetMaybeDefault, AssignmentTargetProperty, BindingPattern,
    Class as ClassSyntax, ClassElement, Declaration, ExportDefaultDeclarationKind, Expression,
    ForStatementInit, ForStatementLeft, FormalParameters, Function as FunctionSyntax,
    ImportDeclarationSpecifier, MethodDefinitionKind, ModuleDeclaration, ModuleExportName,
    Statement, TSEnumMemberName, TSModuleReference, TSNamespaceDeclarationBody,
    VariableDeclaration, VariableDeclarationKind,
};
use oxc_span::GetSpan;

use super::super::builder::Builder;
use super::super::ir::{
    BindingKind, ClassId, Entry, Export, Expr, FunctionId, Imported, MemberValue, NodeId,
    Parameter, Root, ScopeKind, TOP, Whole, WriteKind,
};
use super::expressions::{arrow_function, as_type, expression, key, named, span};

pub(super) fn statements(b: &mut Builder<'_>, all: &[Statement<'_>]) {
    for it in all {
        statement(b, it);
    }
}

fn statement(b: &mut Builder<'_>, it: &Statement<'_>) {
    b.below(|b| known(b, it));
}

/// Statements that may be left out.
fn block(b: &mut Builder<'_>, kind: ScopeKind, it: &Statement<'_>) {
    b.block(kind, |b| statement(b, it));
}

fn known(b: &mut Builder<'_>, it: &Statement<'_>) {
    match it {
        // done whenever the statements around it are: names are its own, and what is written in it is not in doubt
        Statement::BlockStatement(inner) => {
            b.block(ScopeKind::Block, |b| statements(b, &inner.body));
        }
        Statement::ExpressionStatement(it) => {
            common_js(b, &it.expression);
        }
        Statement::IfStatement(it) => {
            expression(b, &it.test);
            block(b, ScopeKind::Block, &it.consequent);
            if let Some(otherwise) = &it.alternate {
                block(b, ScopeKind::Block, otherwise);
            }
        }
        Statement::ForStatement(it) => b.block(ScopeKind::Loop, |b| {
            match &it.init {
                Some(ForStatementInit::VariableDeclaration(it)) => variables(b, it),
                Some(other) => {
                    if let Some(it) = other.as_expression() {
                        expression(b, it);
                    }
                }
                None => {}
            }
            for it in [&it.test, &it.update].into_iter().flatten() {
                expression(b, it);
            }
            statement(b, &it.body);
        }),
        Statement::ForInStatement(it) => b.block(ScopeKind::Loop, |b| {
            loop_variable(b, &it.left);
            expression(b, &it.right);
            statement(b, &it.body);
        }),
        Statement::ForOfStatement(it) => b.block(ScopeKind::Loop, |b| {
            loop_variable(b, &it.left);
            expression(b, &it.right);
            statement(b, &it.body);
        }),
        Statement::WhileStatement(it) => b.block(ScopeKind::Loop, |b| {
            expression(b, &it.test);
            statement(b, &it.body);
        }),
        Statement::DoWhileStatement(it) => b.block(ScopeKind::Loop, |b| {
            statement(b, &it.body);
            expression(b, &it.test);
        }),
        Statement::LabeledStatement(it) => statement(b, &it.body),
        Statement::WithStatement(it) => {
            expression(b, &it.object);
            block(b, ScopeKind::Loop, &it.body);
        }
        Statement::ReturnStatement(it) => {
            if let Some(value) = &it.argument {
                let value = expression(b, value);
                b.returns(value);
            }
        }
        Statement::ThrowStatement(it) => {
            expression(b, &it.argument);
        }
        Statement::SwitchStatement(it) => {
            expression(b, &it.discriminant);
            b.block(ScopeKind::Block, |b| {
                for case in &it.cases {
                    case.test.iter().for_each(|it| {
                        expression(b, it);
                    });
                    b.block(ScopeKind::Block, |b| statements(b, &case.consequent));
                }
            });
        }
        Statement::TryStatement(it) => {
            b.block(ScopeKind::Block, |b| statements(b, &it.block.body));
            if let Some(handler) = &it.handler {
                b.block(ScopeKind::Block, |b| {
                    if let Some(parameter) = &handler.param {
                        names_of(b, &parameter.pattern);
                    }
                    statements(b, &handler.body.body);
                });
            }
            if let Some(last) = &it.finalizer {
                b.block(ScopeKind::Block, |b| statements(b, &last.body));
            }
        }
        other => {
            if let Some(it) = other.as_declaration() {
                declaration(b, it);
            } else if let Some(it) = other.as_module_declaration() {
                module_declaration(b, it);
            }
        }
    }
}

/// `module.exports = …` and `exports.name = …` are what other files import.
fn common_js(b: &mut Builder<'_>, it: &Expression<'_>) {
    let node = expression(b, it);
    let Expr::Assign { target, value } = *b.module.expr(node) else {
        return;
    };
    let Expr::Member { object, name } = b.module.expr(target) else {
        return;
    };
    let name = Rc::clone(name);
    let is_named = |id: NodeId, wanted: &str| matches!(b.module.expr(id), Expr::Name(name) if &**name == wanted);
    let is_exports = match b.module.expr(*object) {
        Expr::Name(name) => &**name == "exports",
        Expr::Member { object, name } => &**name == "exports" && is_named(*object, "module"),
        _ => false,
    };
    if &*name == "exports" && is_named(*object, "module") {
        b.module
            .exports
            .insert(Rc::from("default"), Export::Value(value));
        b.module
            .exports
            .insert(Rc::from("module.exports"), Export::Value(value));
    } else if is_exports {
        b.module.exports.insert(name, Export::Value(value));
    }
}

fn declaration(b: &mut Builder<'_>, it: &Declaration<'_>) {
    match it {
        Declaration::VariableDeclaration(it) => variables(b, it),
        Declaration::FunctionDeclaration(it) => {
            let Some(name) = &it.id else { return };
            if it.body.is_none() {
                return; // one of several signatures
            }
            let id = function(b, it, Some(name.name.as_str()));
            let scope = b.function_scope();
            b.declare(
                scope,
                name.name.as_str(),
                BindingKind::Function(id),
                span(it.span),
            );
        }
        Declaration::ClassDeclaration(it) => {
            let Some(name) = &it.id else { return };
            let id = class(b, it);
            b.declare(
                b.scope,
                name.name.as_str(),
                BindingKind::Class(id),
                span(it.span),
            );
        }
        Declaration::TSEnumDeclaration(it) => {
            let members = it.body.members.iter().filter_map(|member| {
                let key = match &member.id {
                    TSEnumMemberName::Identifier(name) => b.key(span(name.span)),
                    TSEnumMemberName::String(name) | TSEnumMemberName::ComputedString(name) => {
                        let name = span(name.span);
                        b.key(Span::new(name.start + 1, name.end.max(name.start + 2) - 1))
                    }
                    TSEnumMemberName::ComputedTemplateString(_) => return None,
                };
                let value = match &member.initializer {
                    Some(it) => expression(b, it),
                    None => b.add(span(member.span), Expr::Other(Vec::new())),
                };
                Some(Entry::Pair { key, value })
            });
            let members = members.collect();
            let object = b.add(span(it.span), Expr::Object(members));
            let kind = BindingKind::Variable(Some(object));
            b.declare(b.scope, it.id.name.as_str(), kind, span(it.span));
        }
        Declaration::TSImportEqualsDeclaration(it) => {
            let kind = match &it.module_reference {
                TSModuleReference::ExternalModuleReference(module) => BindingKind::Import {
                    module: Rc::from(module.expression.value.as_str()),
                    what: Imported::Module,
                },
                _ => BindingKind::Other,
            };
            b.declare(b.scope, it.id.name.as_str(), kind, span(it.span));
        }
        Declaration::TSNamespaceDeclaration(it) => {
            let scope = b.scope;
            let mut inner = &it.body;
            while let TSNamespaceDeclarationBody::TSNamespaceDeclaration(next) = inner {
                inner = &next.body;
            }
            if let TSNamespaceDeclarationBody::TSModuleBlock(body) = inner {
                b.block(ScopeKind::Block, |b| statements(b, &body.body));
            }
            b.declare(
                scope,
                it.id.name.as_str(),
                BindingKind::Other,
                span(it.span),
            );
        }
        Declaration::TSGlobalDeclaration(_)
        | Declaration::TSTypeAliasDeclaration(_)
        | Declaration::TSInterfaceDeclaration(_)
        | Declaration::TSExternalModuleDeclaration(_) => {}
    }
}

/// Whether a type says the type of the API of what is in it.
fn is_stage_options(b: &Builder<'_>, to: Span) -> bool {
    let to = b.text.get(to.range()).unwrap_or_default();
    to.rsplit('.').next() == Some("StageOptions")
}

fn variables(b: &mut Builder<'_>, it: &VariableDeclaration<'_>) {
    for declarator in &it.declarations {
        let scope = if it.kind == VariableDeclarationKind::Var {
            b.function_scope()
        } else {
            b.scope
        };
        let name = match &declarator.id {
            BindingPattern::BindingIdentifier(name) => Some(name.name.as_str()),
            _ => None,
        };
        let value = declarator.init.as_ref().map(|init| match init {
            Expression::ArrowFunctionExpression(arrow) => arrow_function(b, arrow, name),
            Expression::FunctionExpression(it) => {
                let id = function(b, it, name);
                b.add(span(it.span), Expr::Function(id))
            }
            other => expression(b, other),
        });
        let to = declarator.type_annotation.as_ref();
        let value = value.map(|value| match to.map(|to| span(to.type_annotation.span())) {
            Some(to) if is_stage_options(b, to) => as_type(b, value, to, b.module.node(value).span),
            _ => value,
        });
        match (name, value) {
            (Some(name), value) => {
                if let Some(value) = value {
                    b.root(value, Root::Variable(Rc::from(name)));
                }
                let kind = match value.and_then(|value| required(b, value)) {
                    Some(module) => BindingKind::Import {
                        module,
                        what: Imported::Module,
                    },
                    None => BindingKind::Variable(value),
                };
                b.declare(scope, name, kind, span(declarator.span));
            }
            (None, Some(value)) => match required(b, value) {
                Some(module) => imported_pattern(b, &module, &declarator.id),
                None => parts(
                    b,
                    &Whole::Value(value),
                    &declarator.id,
                    &mut Vec::new(),
                    None,
                ),
            },
            (None, None) => names_of(b, &declarator.id),
        }
    }
}

/// The module of `require("…")`.
fn required(b: &Builder<'_>, value: NodeId) -> Option<Rc<str>> {
    let Expr::Call {
        callee, arguments, ..
    } = b.module.expr(value)
    else {
        return None;
    };
    let is_require = matches!(b.module.expr(*callee), Expr::Name(name) if &**name == "require");
    let [module] = &arguments[..] else {
        return None;
    };
    let module = b.module.literal(module.value)?;
    is_require.then(|| Rc::from(module.as_str()))
}

/// `const {a, b: c} = require("…")`
fn imported_pattern(b: &mut Builder<'_>, module: &Rc<str>, it: &BindingPattern<'_>) {
    let BindingPattern::ObjectPattern(it) = it else {
        return names_of(b, it);
    };
    for property in &it.properties {
        let key = key(b, &property.key);
        let name = b.module.literal(key).map(|name| Rc::from(name.as_str()));
        match (&property.value, name) {
            (BindingPattern::BindingIdentifier(local), Some(name)) => {
                let kind = BindingKind::Import {
                    module: Rc::clone(module),
                    what: Imported::Name(name),
                };
                b.declare(b.scope, local.name.as_str(), kind, span(property.span));
            }
            (other, _) => names_of(b, other),
        }
    }
}

/// Binds the names of a pattern to the parts of a value.
fn parts(
    b: &mut Builder<'_>,
    of: &Whole,
    it: &BindingPattern<'_>,
    path: &mut Vec<Rc<str>>,
    default: Option<NodeId>,
) {
    match it {
        BindingPattern::BindingIdentifier(name) => {
            let kind = BindingKind::Part {
                of: of.clone(),
                path: path.clone(),
                default,
            };
            b.declare(b.scope, name.name.as_str(), kind, span(name.span));
        }
        BindingPattern::AssignmentPattern(it) => {
            let default = expression(b, &it.right);
            b.below(|b| parts(b, of, &it.left, path, Some(default)));
        }
        BindingPattern::ObjectPattern(it) if default.is_none() => {
            for property in &it.properties {
                let key = key(b, &property.key);
                let name = b.module.literal(key).map(|name| Rc::from(name.as_str()));
                match name {
                    Some(name) => {
                        path.push(name);
                        b.below(|b| parts(b, of, &property.value, path, None));
                        path.pop();
                    }
                    None => names_of(b, &property.value),
                }
            }
            if let Some(rest) = &it.rest {
                names_of(b, &rest.argument);
            }
        }
        BindingPattern::ArrayPattern(it) if default.is_none() => {
            for (number, element) in it.elements.iter().enumerate() {
                if let Some(element) = element {
                    path.push(Rc::from(number.to_string()));
                    b.below(|b| parts(b, of, element, path, None));
                    path.pop();
                }
            }
            if let Some(rest) = &it.rest {
                names_of(b, &rest.argument);
            }
        }
        other => names_of(b, other),
    }
}

/// Binds the names of a pattern to something that is not followed.
fn names_of(b: &mut Builder<'_>, it: &BindingPattern<'_>) {
    b.below(|b| match it {
        BindingPattern::BindingIdentifier(name) => {
            b.declare(
                b.scope,
                name.name.as_str(),
                BindingKind::Other,
                span(name.span),
            );
        }
        BindingPattern::AssignmentPattern(it) => names_of(b, &it.left),
        BindingPattern::ObjectPattern(it) => {
            for property in &it.properties {
                names_of(b, &property.value);
            }
            if let Some(rest) = &it.rest {
                names_of(b, &rest.argument);
            }
        }
        BindingPattern::ArrayPattern(it) => {
            for element in it.elements.iter().flatten() {
                names_of(b, element);
            }
            if let Some(rest) = &it.rest {
                names_of(b, &rest.argument);
            }
        }
    });
}

fn loop_variable(b: &mut Builder<'_>, it: &ForStatementLeft<'_>) {
    match it {
        ForStatementLeft::VariableDeclaration(it) => {
            for declarator in &it.declarations {
                names_of(b, &declarator.id);
            }
        }
        other => {
            if let Some(target) = other.as_assignment_target() {
                pattern_is_written(b, target, span(target.span()));
            }
        }
    }
}

/// Every name in the target of an assignment is given something that is not followed.
pub(super) fn pattern_is_written(b: &mut Builder<'_>, it: &AssignmentTarget<'_>, here: Span) {
    b.below(|b| match it {
        AssignmentTarget::AssignmentTargetIdentifier(name) => {
            b.write(name.name.as_str(), here, WriteKind::Other);
        }
        AssignmentTarget::ArrayAssignmentTarget(it) => {
            for element in it.elements.iter().flatten() {
                maybe_default(b, element, here);
            }
        }
        AssignmentTarget::ObjectAssignmentTarget(it) => {
            for property in &it.properties {
                match property {
                    AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(it) => {
                        b.write(it.binding.name.as_str(), here, WriteKind::Other);
                    }
                    AssignmentTargetProperty::AssignmentTargetPropertyProperty(it) => {
                        maybe_default(b, &it.binding, here);
                    }
                }
            }
        }
        _ => {}
    });
}

fn maybe_default(b: &mut Builder<'_>, it: &AssignmentTargetMaybeDefault<'_>, here: Span) {
    match it {
        AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(it) => {
            pattern_is_written(b, &it.binding, here);
        }
        other => {
            if let Some(target) = other.as_assignment_target() {
                pattern_is_written(b, target, here);
            }
        }
    }
}

pub(super) fn parameters(b: &mut Builder<'_>, id: FunctionId, all: &FormalParameters<'_>) {
    for it in &all.items {
        let default = it.initializer.as_ref().map(|it| expression(b, it));
        match &it.pattern {
            BindingPattern::BindingIdentifier(name) => {
                let parameter = named(name.name.as_str(), default, false);
                b.parameter(id, parameter, span(it.span));
            }
            pattern => {
                let number = b.module.function(id).parameters.len();
                let parameter = Parameter {
                    name: None,
                    default,
                    is_rest: false,
                };
                b.parameter(id, parameter, span(it.span));
                let whole = Whole::Parameter(id, number);
                parts(b, &whole, pattern, &mut Vec::new(), None);
            }
        }
    }
    if let Some(rest) = &all.rest
        && let BindingPattern::BindingIdentifier(name) = &rest.rest.argument
    {
        let parameter = named(name.name.as_str(), None, true);
        b.parameter(id, parameter, span(rest.span));
    }
}

pub(super) fn function(
    b: &mut Builder<'_>,
    it: &FunctionSyntax<'_>,
    name: Option<&str>,
) -> FunctionId {
    let (id, before) = b.open_function(name);
    parameters(b, id, &it.params);
    if let Some(body) = &it.body {
        statements(b, &body.statements);
    }
    b.function(id).is_wrapped = it.r#async || it.generator;
    b.close(before);
    id
}

pub(super) fn class(b: &mut Builder<'_>, it: &ClassSyntax<'_>) -> ClassId {
    let base = it.heritage.as_ref();
    let base = base.map(|heritage| expression(b, &heritage.expression));
    let (id, before) = b.open_class();
    b.module.classes[id.0 as usize].base = base;
    for element in &it.body.body {
        match element {
            ClassElement::StaticBlock(block) => {
                b.block(ScopeKind::Block, |b| statements(b, &block.body));
            }
            ClassElement::MethodDefinition(method) => {
                let node = key(b, &method.key);
                let name = b.module.literal(node).map(|name| name.as_str().to_owned());
                let function = function(b, &method.value, name.as_deref());
                let value = match method.kind {
                    MethodDefinitionKind::Get => MemberValue::Getter(function),
                    MethodDefinitionKind::Method if method.value.body.is_some() => {
                        MemberValue::Method(function)
                    }
                    _ => {
                        properties_of_parameters(b, id, &method.value.params);
                        continue;
                    }
                };
                if let Some(name) = name {
                    b.member(id, &name, value);
                }
            }
            ClassElement::PropertyDefinition(property) => {
                let node = key(b, &property.key);
                let name = b.module.literal(node).map(|name| name.as_str().to_owned());
                let value = property.value.as_ref().map(|value| match value {
                    Expression::ArrowFunctionExpression(arrow) => {
                        arrow_function(b, arrow, name.as_deref())
                    }
                    other => expression(b, other),
                });
                if let (Some(name), Some(value)) = (name, value) {
                    b.member(id, &name, MemberValue::Field(value));
                }
            }
            ClassElement::AccessorProperty(_) | ClassElement::TSIndexSignature(_) => {}
        }
    }
    b.close(before);
    id
}

/// `constructor(private readonly x = …)` gives the object a member, which nobody but the caller knows.
fn properties_of_parameters(b: &mut Builder<'_>, class: ClassId, all: &FormalParameters<'_>) {
    for it in &all.items {
        let is_property = it.accessibility.is_some() || it.readonly || it.r#override;
        if is_property && let BindingPattern::BindingIdentifier(name) = &it.pattern {
            b.member(class, name.name.as_str(), MemberValue::Other);
        }
    }
}

fn module_declaration(b: &mut Builder<'_>, it: &ModuleDeclaration<'_>) {
    match it {
        ModuleDeclaration::ImportDeclaration(it) => {
            let module: Rc<str> = Rc::from(it.source.value.as_str());
            for specifier in it.specifiers.iter().flatten() {
                let (local, what) = match specifier {
                    ImportDeclarationSpecifier::ImportSpecifier(it) => {
                        (&it.local, Imported::Name(export_name(&it.imported)))
                    }
                    ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => {
                        (&it.local, Imported::Name(Rc::from("default")))
                    }
                    ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => {
                        (&it.local, Imported::Module)
                    }
                };
                let kind = BindingKind::Import {
                    module: Rc::clone(&module),
                    what,
                };
                b.declare(TOP, local.name.as_str(), kind, span(local.span));
            }
        }
        ModuleDeclaration::ExportDeclaration(it) => {
            let known: Vec<Rc<str>> = b.module.scope(TOP).names.keys().cloned().collect();
            declaration(b, &it.declaration);
            let names = b.module.scopes[TOP.0 as usize].names.keys();
            let new: Vec<Rc<str>> = names
                .filter(|name| !known.contains(name))
                .cloned()
                .collect();
            for name in new {
                let local = Export::Local(Rc::clone(&name));
                b.module.exports.insert(name, local);
            }
        }
        ModuleDeclaration::ExportNamedDeclaration(it) => {
            for specifier in &it.specifiers {
                let local = Export::Local(export_name(&specifier.local));
                b.module
                    .exports
                    .insert(export_name(&specifier.exported), local);
            }
        }
        ModuleDeclaration::ExportFromDeclaration(it) => {
            for specifier in &it.specifiers {
                let from = Export::From {
                    module: Rc::from(it.source.value.as_str()),
                    what: Imported::Name(export_name(&specifier.local)),
                };
                b.module
                    .exports
                    .insert(export_name(&specifier.exported), from);
            }
        }
        ModuleDeclaration::ExportAllDeclaration(it) => {
            let module: Rc<str> = Rc::from(it.source.value.as_str());
            match &it.exported {
                Some(name) => {
                    let what = Imported::Module;
                    let from = Export::From { module, what };
                    b.module.exports.insert(export_name(name), from);
                }
                None => b.module.exports_all.push(module),
            }
        }
        ModuleDeclaration::ExportDefaultDeclaration(it) => {
            let value = match &it.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(it) => {
                    let name = it.id.as_ref().map(|name| name.name.as_str());
                    let id = function(b, it, name);
                    if let Some(name) = name {
                        b.declare(TOP, name, BindingKind::Function(id), span(it.span));
                    }
                    b.add(span(it.span), Expr::Function(id))
                }
                ExportDefaultDeclarationKind::ClassDeclaration(it) => {
                    let name = it.id.as_ref().map(|name| name.name.as_str());
                    let id = class(b, it);
                    if let Some(name) = name {
                        b.declare(TOP, name, BindingKind::Class(id), span(it.span));
                    }
                    b.add(span(it.span), Expr::Class(id))
                }
                ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => return,
                other => match other.as_expression() {
                    Some(it) => expression(b, it),
                    None => return,
                },
            };
            b.module
                .exports
                .insert(Rc::from("default"), Export::Value(value));
        }
        ModuleDeclaration::TSExportAssignment(it) => {
            let value = expression(b, &it.expression);
            b.module
                .exports
                .insert(Rc::from("default"), Export::Value(value));
            b.module
                .exports
                .insert(Rc::from("module.exports"), Export::Value(value));
        }
        ModuleDeclaration::TSNamespaceExportDeclaration(_) => {}
    }
}

fn export_name(name: &ModuleExportName<'_>) -> Rc<str> {
    Rc::from(name.name().as_str())
}
