//! Expressions of TypeScript and JavaScript.

use std::rc::Rc;

use gwfmt_core::span::{SourceSpan, Span};
use gwfmt_core::text::FormatText;
use oxc_ast::ast::{
    Argument as Given, ArrayExpressionElement, ArrowFunctionBody, ArrowFunctionExpression,
    AssignmentExpression, AssignmentOperator, AssignmentTarget, BinaryExpression, BinaryOperator,
    ChainElement, Expression, LogicalOperator, MemberExpression, ObjectPropertyKind, PropertyKey,
    PropertyKind, SimpleAssignmentTarget, TaggedTemplateExpression, TemplateLiteral, UnaryOperator,
};
use oxc_span::{GetSpan, Span as Place};

use super::super::builder::Builder;
use super::super::ir::{Argument, Entry, Expr, Item, NodeId, Parameter, WriteKind};
use super::literal::decoded;
use super::statements;

/// Methods that change what they are called on, beside `push`.
const CHANGE: [&str; 9] = [
    "unshift",
    "splice",
    "pop",
    "shift",
    "sort",
    "reverse",
    "fill",
    "set",
    "copyWithin",
];

pub(super) fn span(place: Place) -> Span {
    Span::new(place.start as usize, place.end as usize)
}

pub(super) fn expression(b: &mut Builder<'_>, it: &Expression<'_>) -> NodeId {
    let here = span(it.span());
    b.deeper(here, |b| known(b, it, here))
}

fn known(b: &mut Builder<'_>, it: &Expression<'_>, here: Span) -> NodeId {
    match it {
        Expression::StringLiteral(string) => {
            let text = inside(b, span(string.span), 1, 1);
            b.text_node(here, text)
        }
        Expression::TemplateLiteral(template) => template_literal(b, template, here),
        Expression::TaggedTemplateExpression(tagged) => tagged_template(b, tagged, here),
        Expression::NumericLiteral(number) => b.add(
            here,
            Expr::Number {
                value: number.value,
                is_float: false,
            },
        ),
        Expression::BooleanLiteral(literal) => b.add(here, Expr::Bool(literal.value)),
        Expression::NullLiteral(_) => b.add(here, Expr::Null),
        Expression::RegExpLiteral(literal) => {
            let pattern = Rc::from(literal.regex.pattern.text.as_str());
            let flags = Rc::from(literal.regex.flags.to_string());
            b.add(here, Expr::Pattern { pattern, flags })
        }
        Expression::Identifier(name) => b.add(here, Expr::Name(Rc::from(name.name.as_str()))),
        Expression::ThisExpression(_) => b.add(here, Expr::This),
        Expression::ParenthesizedExpression(inner) => expression(b, &inner.expression),
        Expression::TSNonNullExpression(inner) => expression(b, &inner.expression),
        Expression::TSSatisfiesExpression(inner) => expression(b, &inner.expression),
        Expression::TSInstantiationExpression(inner) => expression(b, &inner.expression),
        Expression::AwaitExpression(inner) => {
            let inner = expression(b, &inner.argument);
            b.add(here, Expr::Other(vec![inner]))
        }
        Expression::TSAsExpression(cast) => {
            let value = expression(b, &cast.expression);
            as_type(b, value, span(cast.type_annotation.span()), here)
        }
        Expression::TSTypeAssertion(cast) => {
            let value = expression(b, &cast.expression);
            as_type(b, value, span(cast.type_annotation.span()), here)
        }
        Expression::ArrayExpression(array) => {
            let items = array.elements.iter().map(|element| match element {
                ArrayExpressionElement::SpreadElement(spread) => {
                    Item::Spread(expression(b, &spread.argument))
                }
                ArrayExpressionElement::Elision(elision) => {
                    Item::One(b.add(span(elision.span), Expr::Null))
                }
                other => match other.as_expression() {
                    Some(value) => Item::One(expression(b, value)),
                    None => Item::One(b.add(here, Expr::Null)),
                },
            });
            let items = items.collect();
            b.add(here, Expr::List(items))
        }
        Expression::ObjectExpression(object) => {
            let entries = object.properties.iter();
            let entries = entries.filter_map(|property| entry(b, property)).collect();
            b.add(here, Expr::Object(entries))
        }
        Expression::ArrowFunctionExpression(arrow) => arrow_function(b, arrow, None),
        Expression::FunctionExpression(function) => {
            let id = statements::function(b, function, None);
            b.add(here, Expr::Function(id))
        }
        Expression::ClassExpression(class) => {
            let id = statements::class(b, class);
            b.add(here, Expr::Class(id))
        }
        Expression::BinaryExpression(binary) => binary_expression(b, binary, here),
        Expression::LogicalExpression(logical) => {
            let left = expression(b, &logical.left);
            let right = expression(b, &logical.right);
            let kind = match logical.operator {
                LogicalOperator::And => Expr::And { left, right },
                LogicalOperator::Or | LogicalOperator::Coalesce => Expr::Or { left, right },
            };
            b.add(here, kind)
        }
        Expression::ConditionalExpression(choice) => {
            let test = expression(b, &choice.test);
            let then = expression(b, &choice.consequent);
            let otherwise = expression(b, &choice.alternate);
            b.add(
                here,
                Expr::Choice {
                    test,
                    then,
                    otherwise,
                },
            )
        }
        Expression::AssignmentExpression(assignment) => assigned(b, assignment, here),
        Expression::CallExpression(call) => {
            let callee = expression(b, &call.callee);
            let arguments = arguments(b, &call.arguments);
            called(b, callee, arguments, here)
        }
        Expression::NewExpression(call) => {
            let callee = expression(b, &call.callee);
            let arguments = arguments(b, &call.arguments);
            b.add(
                here,
                Expr::Call {
                    callee,
                    arguments,
                    is_new: true,
                },
            )
        }
        Expression::ChainExpression(chain) => match &chain.expression {
            ChainElement::CallExpression(call) => {
                let callee = expression(b, &call.callee);
                let arguments = arguments(b, &call.arguments);
                called(b, callee, arguments, here)
            }
            ChainElement::TSNonNullExpression(inner) => expression(b, &inner.expression),
            other => match other.as_member_expression() {
                Some(it) => member(b, it, here),
                None => b.add(here, Expr::Other(Vec::new())),
            },
        },
        Expression::SequenceExpression(sequence) => {
            let all = sequence.expressions.iter();
            let all: Vec<NodeId> = all.map(|it| expression(b, it)).collect();
            match all.last() {
                Some(last) => *last,
                None => b.add(here, Expr::Other(Vec::new())),
            }
        }
        Expression::UnaryExpression(unary) => {
            let value = expression(b, &unary.argument);
            if unary.operator == UnaryOperator::Delete
                && let Expr::Member { object, .. } | Expr::Index { object, .. } =
                    b.module.expr(value)
            {
                let object = *object;
                b.write_to(object, here, WriteKind::Other);
            }
            if unary.operator == UnaryOperator::UnaryNegation
                && let Expr::Number { value, .. } = *b.module.expr(value)
            {
                let kind = Expr::Number {
                    value: -value,
                    is_float: false,
                };
                return b.add(here, kind);
            }
            b.add(here, Expr::Other(vec![value]))
        }
        Expression::UpdateExpression(update) => {
            let target = simple_target(b, &update.argument);
            b.write_to(target, here, WriteKind::Other);
            b.add(here, Expr::Other(vec![target]))
        }
        Expression::YieldExpression(inner) => {
            let inner = inner.argument.as_ref().map(|it| expression(b, it));
            b.add(here, Expr::Other(inner.into_iter().collect()))
        }
        other => match other.as_member_expression() {
            Some(it) => member(b, it, here),
            None => b.add(here, Expr::Other(Vec::new())),
        },
    }
}

/// The text of a string or of a part of a template, without what is around it.
fn inside(b: &Builder<'_>, whole: Span, before: usize, after: usize) -> FormatText {
    let end = whole.end.saturating_sub(after).max(whole.start);
    let start = (whole.start + before).min(end);
    decoded(b.module.source, b.text, Span::new(start, end))
}

fn template_literal(b: &mut Builder<'_>, it: &TemplateLiteral<'_>, here: Span) -> NodeId {
    let mut parts = Vec::new();
    let mut expressions = it.expressions.iter();
    for quasi in &it.quasis {
        let place = span(quasi.span);
        let text = inside(b, place, 0, 0);
        if !text.as_str().is_empty() || !text.runs().is_empty() {
            parts.push(b.text_node(place, text));
        }
        if let Some(it) = expressions.next() {
            parts.push(expression(b, it));
        }
    }
    b.add(here, Expr::Template(parts))
}

/// A tag is a function: it is called with the template as one text, for those that make text of it do no more than that.
fn tagged_template(b: &mut Builder<'_>, it: &TaggedTemplateExpression<'_>, here: Span) -> NodeId {
    let callee = expression(b, &it.tag);
    let is_raw = matches!(b.module.expr(callee), Expr::Member { name, .. } if &**name == "raw");
    let value = if is_raw {
        raw_template(b, &it.quasi)
    } else {
        template_literal(b, &it.quasi, span(it.quasi.span))
    };
    let template = Argument {
        name: Some(Rc::from("template")),
        is_spread: false,
        value,
    };
    b.add(
        here,
        Expr::Call {
            callee,
            arguments: vec![template],
            is_new: false,
        },
    )
}

/// A template in which a backslash is a backslash.
fn raw_template(b: &mut Builder<'_>, it: &TemplateLiteral<'_>) -> NodeId {
    let mut parts = Vec::new();
    let mut expressions = it.expressions.iter();
    for quasi in &it.quasis {
        let place = span(quasi.span);
        let raw = b.text.get(place.range()).unwrap_or_default();
        if !raw.contains('\r') {
            let text = FormatText::verbatim(b.module.source, place.start, raw);
            parts.push(b.text_node(place, text));
        }
        if let Some(it) = expressions.next() {
            parts.push(expression(b, it));
        }
    }
    b.add(span(it.span), Expr::Template(parts))
}

pub(super) fn as_type(b: &mut Builder<'_>, value: NodeId, to: Span, here: Span) -> NodeId {
    let to = Rc::from(b.text.get(to.range()).unwrap_or_default());
    b.add(here, Expr::Cast { value, to })
}

/// A key, as the text that it is.
pub(super) fn key(b: &mut Builder<'_>, it: &PropertyKey<'_>) -> NodeId {
    match it {
        PropertyKey::StaticIdentifier(name) => {
            let here = span(name.span);
            if b.text.get(here.range()) == Some(name.name.as_str()) {
                return b.key(here);
            }
            let mut text = FormatText::new();
            let place = SourceSpan::new(b.module.source, here.start, here.end);
            text.push_escape(place, name.name.as_str());
            b.text_node(here, text)
        }
        PropertyKey::PrivateIdentifier(name) => b.key(span(name.span)),
        other => match other.as_expression() {
            Some(it) => expression(b, it),
            None => b.add(span(other.span()), Expr::Other(Vec::new())),
        },
    }
}

fn entry(b: &mut Builder<'_>, it: &ObjectPropertyKind<'_>) -> Option<Entry> {
    let property = match it {
        ObjectPropertyKind::SpreadProperty(spread) => {
            return Some(Entry::Spread(expression(b, &spread.argument)));
        }
        ObjectPropertyKind::ObjectProperty(property) => property,
    };
    let key = key(b, &property.key);
    let name = b.module.literal(key).map(|text| text.as_str().to_owned());
    let value = match &property.value {
        Expression::FunctionExpression(function) => {
            let id = statements::function(b, function, name.as_deref());
            let value = b.add(span(function.span), Expr::Function(id));
            match property.kind {
                PropertyKind::Init => value,
                // reading it calls it
                PropertyKind::Get => b.add(
                    span(function.span),
                    Expr::Call {
                        callee: value,
                        arguments: Vec::new(),
                        is_new: false,
                    },
                ),
                PropertyKind::Set => return None,
            }
        }
        Expression::ArrowFunctionExpression(arrow) => arrow_function(b, arrow, name.as_deref()),
        other => expression(b, other),
    };
    Some(Entry::Pair { key, value })
}

pub(super) fn arrow_function(
    b: &mut Builder<'_>,
    it: &ArrowFunctionExpression<'_>,
    name: Option<&str>,
) -> NodeId {
    let (id, before) = b.open_function(name);
    statements::parameters(b, id, &it.params);
    match &it.body {
        ArrowFunctionBody::FunctionBody(body) => statements::statements(b, &body.statements),
        other => {
            if let Some(value) = other.as_expression() {
                let value = expression(b, value);
                b.returns(value);
            }
        }
    }
    b.function(id).is_wrapped = it.r#async;
    b.close(before);
    b.add(span(it.span), Expr::Function(id))
}

/// `a + b + c` is one sum: its left side may be as long as it likes.
fn binary_expression(b: &mut Builder<'_>, it: &BinaryExpression<'_>, here: Span) -> NodeId {
    let mut rights = Vec::new();
    let mut left = &it.left;
    rights.push((&it.right, it.operator));
    while let Expression::BinaryExpression(inner) = left {
        rights.push((&inner.right, inner.operator));
        left = &inner.left;
    }
    let is_sum = rights
        .iter()
        .all(|(_, operator)| *operator == BinaryOperator::Addition);
    let mut all = vec![expression(b, left)];
    for (right, _) in rights.into_iter().rev() {
        all.push(expression(b, right));
    }
    let kind = if is_sum { Expr::Add } else { Expr::Other };
    b.add(here, kind(all))
}

fn arguments(b: &mut Builder<'_>, all: &[Given<'_>]) -> Vec<Argument> {
    let all = all.iter().filter_map(|argument| {
        let (value, is_spread) = match argument {
            Given::SpreadElement(spread) => (expression(b, &spread.argument), true),
            other => (expression(b, other.as_expression()?), false),
        };
        Some(Argument {
            name: None,
            is_spread,
            value,
        })
    });
    all.collect()
}

fn called(b: &mut Builder<'_>, callee: NodeId, arguments: Vec<Argument>, here: Span) -> NodeId {
    if let Expr::Member { object, name } = b.module.expr(callee) {
        let (object, name) = (*object, Rc::clone(name));
        let is_plain = arguments.iter().all(|argument| !argument.is_spread);
        let values = arguments.iter().map(|argument| argument.value);
        let is_object = matches!(b.module.expr(object), Expr::Name(name) if &**name == "Object");
        match &*name {
            "push" if is_plain => {
                let values = values.collect();
                b.write_to(object, here, WriteKind::Push(values));
            }
            "push" => b.write_to(object, here, WriteKind::Other),
            "assign" if is_object => {
                let mut values = values;
                if let Some(target) = values.next() {
                    let kind = if is_plain {
                        WriteKind::Merge(values.collect())
                    } else {
                        WriteKind::Other
                    };
                    b.write_to(target, here, kind);
                }
            }
            name if CHANGE.contains(&name) => b.write_to(object, here, WriteKind::Other),
            _ => {}
        }
    }
    b.add(
        here,
        Expr::Call {
            callee,
            arguments,
            is_new: false,
        },
    )
}

fn member(b: &mut Builder<'_>, it: &MemberExpression<'_>, here: Span) -> NodeId {
    match it {
        MemberExpression::StaticMemberExpression(it) => {
            let object = expression(b, &it.object);
            let name = Rc::from(it.property.name.as_str());
            b.add(here, Expr::Member { object, name })
        }
        MemberExpression::ComputedMemberExpression(it) => {
            let object = expression(b, &it.object);
            let key = expression(b, &it.expression);
            b.add(here, Expr::Index { object, key })
        }
        MemberExpression::PrivateFieldExpression(it) => {
            let object = expression(b, &it.object);
            let name = Rc::from(format!("#{}", it.field.name));
            b.add(here, Expr::Member { object, name })
        }
    }
}

fn simple_target(b: &mut Builder<'_>, it: &SimpleAssignmentTarget<'_>) -> NodeId {
    let here = span(it.span());
    match it {
        SimpleAssignmentTarget::AssignmentTargetIdentifier(name) => {
            b.add(here, Expr::Name(Rc::from(name.name.as_str())))
        }
        SimpleAssignmentTarget::TSAsExpression(inner) => expression(b, &inner.expression),
        SimpleAssignmentTarget::TSSatisfiesExpression(inner) => expression(b, &inner.expression),
        SimpleAssignmentTarget::TSNonNullExpression(inner) => expression(b, &inner.expression),
        SimpleAssignmentTarget::TSTypeAssertion(inner) => expression(b, &inner.expression),
        other => match other.as_member_expression() {
            Some(it) => member(b, it, here),
            None => b.add(here, Expr::Other(Vec::new())),
        },
    }
}

fn assigned(b: &mut Builder<'_>, it: &AssignmentExpression<'_>, here: Span) -> NodeId {
    let target = match &it.left {
        AssignmentTarget::ArrayAssignmentTarget(_)
        | AssignmentTarget::ObjectAssignmentTarget(_) => {
            statements::pattern_is_written(b, &it.left, here);
            let value = expression(b, &it.right);
            return b.add(here, Expr::Other(vec![value]));
        }
        other => match other.as_simple_assignment_target() {
            Some(simple) => simple_target(b, simple),
            None => b.add(here, Expr::Other(Vec::new())),
        },
    };
    let value = match &it.right {
        Expression::ArrowFunctionExpression(arrow) => arrow_function(b, arrow, None),
        other => expression(b, other),
    };
    let kind = match it.operator {
        AssignmentOperator::Assign => WriteKind::Set(value),
        AssignmentOperator::Addition => WriteKind::Add(value),
        _ => WriteKind::Other,
    };
    let is_set = matches!(kind, WriteKind::Set(_));
    b.write_to(target, here, kind);
    if is_set {
        b.add(here, Expr::Assign { target, value })
    } else {
        b.add(here, Expr::Other(vec![target, value]))
    }
}

/// A parameter that is declared by its name alone.
pub(super) fn named(name: &str, default: Option<NodeId>, is_rest: bool) -> Parameter {
    Parameter {
        name: Some(Rc::from(name)),
        default,
        is_rest,
    }
}
