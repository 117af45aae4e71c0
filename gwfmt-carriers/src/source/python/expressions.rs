//! Expressions of Python.

use std::rc::Rc;

use gwfmt_core::span::Span;
use gwfmt_core::text::FormatText;
use ruff_python_ast::{
    Arguments, BoolOp, Comprehension, Expr as Syntax, ExprCall, ExprFString, FString, FStringPart,
    InterpolatedStringElement, Number, Operator, ParameterWithDefault, Parameters, StringLiteral,
};
use ruff_text_size::{Ranged, TextRange};

use super::super::builder::Builder;
use super::super::ir::{
    Argument, BindingKind, Entry, Expr, FunctionId, Item, NodeId, Parameter, WriteKind,
};
use super::literal::{Quotes, decoded};

/// Methods that change what they are called on, beside those that are followed.
const CHANGE: [&str; 11] = [
    "extend",
    "insert",
    "pop",
    "remove",
    "sort",
    "reverse",
    "clear",
    "setdefault",
    "popitem",
    "add",
    "discard",
];

pub(super) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}

pub(super) fn expression(b: &mut Builder<'_>, it: &Syntax) -> NodeId {
    let here = span(it.range());
    b.deeper(here, |b| known(b, it, here))
}

fn known(b: &mut Builder<'_>, it: &Syntax, here: Span) -> NodeId {
    match it {
        Syntax::StringLiteral(string) => {
            let mut text = FormatText::new();
            for part in &string.value {
                text.push_text(&literal(b, part));
            }
            b.text_node(here, text)
        }
        Syntax::FString(string) => formatted(b, string, here),
        Syntax::NumberLiteral(number) => {
            let (value, is_float) = match &number.value {
                Number::Int(value) => (value.as_i64().map(|value| value as f64), false),
                Number::Float(value) => (Some(*value), true),
                Number::Complex { .. } => (None, false),
            };
            match value {
                Some(value) => b.add(here, Expr::Number { value, is_float }),
                None => b.add(here, Expr::Other(Vec::new())),
            }
        }
        Syntax::BooleanLiteral(literal) => b.add(here, Expr::Bool(literal.value)),
        Syntax::NoneLiteral(_) => b.add(here, Expr::Null),
        Syntax::Name(name) if b.is_this(name.id.as_str()) => b.add(here, Expr::This),
        Syntax::Name(name) => b.add(here, Expr::Name(Rc::from(name.id.as_str()))),
        Syntax::Attribute(member) => {
            let object = expression(b, &member.value);
            let name = Rc::from(member.attr.as_str());
            b.add(here, Expr::Member { object, name })
        }
        Syntax::Subscript(element) => {
            let object = expression(b, &element.value);
            let key = expression(b, &element.slice);
            b.add(here, Expr::Index { object, key })
        }
        Syntax::Call(call) => called(b, call, here),
        Syntax::List(list) => items(b, &list.elts, here),
        Syntax::Tuple(list) => items(b, &list.elts, here),
        Syntax::Dict(dict) => {
            let entries = dict.items.iter().map(|item| match &item.key {
                Some(key) => Entry::Pair {
                    key: expression(b, key),
                    value: expression(b, &item.value),
                },
                None => Entry::Spread(expression(b, &item.value)),
            });
            let entries = entries.collect();
            b.add(here, Expr::Object(entries))
        }
        Syntax::If(choice) => {
            let test = expression(b, &choice.test);
            let then = expression(b, &choice.body);
            let otherwise = expression(b, &choice.orelse);
            b.add(
                here,
                Expr::Choice {
                    test,
                    then,
                    otherwise,
                },
            )
        }
        Syntax::BoolOp(logical) => {
            let mut values = logical
                .values
                .iter()
                .map(|it| expression(b, it))
                .collect::<Vec<_>>();
            let Some(mut right) = values.pop() else {
                return b.add(here, Expr::Other(Vec::new()));
            };
            while let Some(left) = values.pop() {
                let kind = match logical.op {
                    BoolOp::And => Expr::And { left, right },
                    BoolOp::Or => Expr::Or { left, right },
                };
                right = b.add(here, kind);
            }
            right
        }
        Syntax::BinOp(binary) => {
            let mut rights = vec![(&binary.right, binary.op)];
            let mut left = &binary.left;
            while let Syntax::BinOp(inner) = &**left {
                rights.push((&inner.right, inner.op));
                left = &inner.left;
            }
            // the summands so far
            let mut all = vec![expression(b, left)];
            for (right, op) in rights.into_iter().rev() {
                let there = Span::new(here.start, span(right.range()).end);
                let right = expression(b, right);
                if op == Operator::Add {
                    all.push(right);
                    continue;
                }
                let left = sum(b, all, there);
                let kind = match op {
                    Operator::Mod => Expr::Percent {
                        text: left,
                        values: right,
                    },
                    _ => Expr::Other(vec![left, right]),
                };
                all = vec![b.add(there, kind)];
            }
            sum(b, all, here)
        }
        Syntax::Lambda(lambda) => {
            let (id, before) = b.open_function(None);
            if let Some(all) = &lambda.parameters {
                parameters(b, id, all);
            }
            let value = expression(b, &lambda.body);
            b.returns(value);
            b.close(before);
            b.add(here, Expr::Function(id))
        }
        Syntax::ListComp(each) => comprehension(b, &each.generators, None, &each.elt, here),
        Syntax::Generator(each) => comprehension(b, &each.generators, None, &each.elt, here),
        Syntax::DictComp(each) => {
            comprehension(b, &each.generators, each.key.as_deref(), &each.value, here)
        }
        Syntax::Named(named) => {
            let value = expression(b, &named.value);
            if let Syntax::Name(name) = &*named.target {
                let scope = b.function_scope();
                b.declare(
                    scope,
                    name.id.as_str(),
                    BindingKind::Variable(Some(value)),
                    here,
                );
            }
            value
        }
        Syntax::Starred(inner) => expression(b, &inner.value),
        Syntax::UnaryOp(unary) => {
            let value = expression(b, &unary.operand);
            if unary.op == ruff_python_ast::UnaryOp::USub
                && let Expr::Number { value, is_float } = *b.module.expr(value)
            {
                let value = -value;
                return b.add(here, Expr::Number { value, is_float });
            }
            b.add(here, Expr::Other(vec![value]))
        }
        Syntax::Await(inner) => {
            let value = expression(b, &inner.value);
            b.add(here, Expr::Other(vec![value]))
        }
        Syntax::Compare(compare) => {
            let rights = compare.comparators.iter().map(|it| expression(b, it));
            let mut all: Vec<NodeId> = rights.collect();
            all.push(expression(b, &compare.left));
            b.add(here, Expr::Other(all))
        }
        Syntax::Set(set) => {
            let all = set.elts.iter().map(|it| expression(b, it)).collect();
            b.add(here, Expr::Other(all))
        }
        _ => b.add(here, Expr::Other(Vec::new())),
    }
}

fn items(b: &mut Builder<'_>, all: &[Syntax], here: Span) -> NodeId {
    let all = all.iter().map(|it| match it {
        Syntax::Starred(inner) => Item::Spread(expression(b, &inner.value)),
        other => Item::One(expression(b, other)),
    });
    let all = all.collect();
    b.add(here, Expr::List(all))
}

/// One of the strings that stand side by side.
fn literal(b: &Builder<'_>, it: &StringLiteral) -> FormatText {
    let whole = span(it.range);
    let quotes = Quotes::of(b.text.get(whole.range()).unwrap_or_default());
    let end = whole.end.saturating_sub(quotes.after);
    let inside = Span::new((whole.start + quotes.before).min(end), end);
    decoded(b.module.source, b.text, inside, quotes.is_raw, false)
}

fn formatted(b: &mut Builder<'_>, it: &ExprFString, here: Span) -> NodeId {
    let mut parts = Vec::new();
    for part in &it.value {
        match part {
            FStringPart::Literal(it) => {
                let text = literal(b, it);
                parts.push(b.text_node(span(it.range), text));
            }
            FStringPart::FString(it) => elements(b, it, &mut parts),
        }
    }
    b.add(here, Expr::Template(parts))
}

fn elements(b: &mut Builder<'_>, it: &FString, parts: &mut Vec<NodeId>) {
    let whole = span(it.range);
    let quotes = Quotes::of(b.text.get(whole.range()).unwrap_or_default());
    for element in &*it.elements {
        match element {
            InterpolatedStringElement::Literal(it) => {
                let place = span(it.range);
                let text = decoded(b.module.source, b.text, place, quotes.is_raw, true);
                parts.push(b.text_node(place, text));
            }
            InterpolatedStringElement::Interpolation(it) => {
                let value = expression(b, &it.expression);
                let is_plain = it.format_spec.is_none()
                    && it.debug_text.is_none()
                    && matches!(
                        it.conversion,
                        ruff_python_ast::ConversionFlag::None
                            | ruff_python_ast::ConversionFlag::Str
                    );
                parts.push(if is_plain {
                    value
                } else {
                    b.add(span(it.range), Expr::Other(vec![value]))
                });
            }
        }
    }
}

fn arguments(b: &mut Builder<'_>, all: &Arguments) -> Vec<Argument> {
    let mut given = Vec::new();
    for it in &*all.args {
        let (value, is_spread) = match it {
            Syntax::Starred(inner) => (expression(b, &inner.value), true),
            other => (expression(b, other), false),
        };
        given.push(Argument {
            name: None,
            is_spread,
            value,
        });
    }
    for it in &*all.keywords {
        let value = expression(b, &it.value);
        given.push(Argument {
            name: it.arg.as_ref().map(|name| Rc::from(name.as_str())),
            is_spread: it.arg.is_none(),
            value,
        });
    }
    given
}

fn called(b: &mut Builder<'_>, it: &ExprCall, here: Span) -> NodeId {
    let callee = expression(b, &it.func);
    let arguments = arguments(b, &it.arguments);
    if let Expr::Member { object, name } = b.module.expr(callee) {
        let (object, name) = (*object, Rc::clone(name));
        let is_plain = arguments
            .iter()
            .all(|one| !one.is_spread && one.name.is_none());
        let values = || arguments.iter().map(|argument| argument.value).collect();
        match &*name {
            "append" if is_plain => b.write_to(object, here, WriteKind::Push(values())),
            "update" if is_plain => b.write_to(object, here, WriteKind::Merge(values())),
            "append" | "update" => b.write_to(object, here, WriteKind::Other),
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

/// `[value for names in list]`; with more than that it is not followed.
fn comprehension(
    b: &mut Builder<'_>,
    generators: &[Comprehension],
    key: Option<&Syntax>,
    value: &Syntax,
    here: Span,
) -> NodeId {
    let [generator] = generators else {
        return b.add(here, Expr::Other(Vec::new()));
    };
    let list = expression(b, &generator.iter);
    if !generator.ifs.is_empty() || generator.is_async {
        return b.add(here, Expr::Other(vec![list]));
    }
    let (function, before) = b.open_function(None);
    let targets = match &generator.target {
        Syntax::Tuple(names) => &names.elts[..],
        one => std::slice::from_ref(one),
    };
    for target in targets {
        let name = match target {
            Syntax::Name(name) => Some(Rc::from(name.id.as_str())),
            _ => None,
        };
        let parameter = Parameter {
            name,
            default: None,
            is_rest: false,
        };
        b.parameter(function, parameter, span(target.range()));
    }
    let key = key.map(|key| expression(b, key));
    let value = expression(b, value);
    b.close(before);
    b.add(
        here,
        Expr::Each {
            list,
            function,
            key,
            value,
        },
    )
}

/// `a + b + c`, or the one that there is.
fn sum(b: &mut Builder<'_>, all: Vec<NodeId>, here: Span) -> NodeId {
    match all[..] {
        [one] => one,
        _ => b.add(here, Expr::Add(all)),
    }
}

pub(super) fn parameters(b: &mut Builder<'_>, id: FunctionId, all: &Parameters) {
    let plain = |b: &mut Builder<'_>, it: &ParameterWithDefault| {
        let default = it.default.as_ref().map(|it| expression(b, it));
        let name = it.parameter.name.as_str();
        if b.is_this(name) {
            return;
        }
        let parameter = Parameter {
            name: Some(Rc::from(name)),
            default,
            is_rest: false,
        };
        b.parameter(id, parameter, span(it.range));
    };
    for it in all.posonlyargs.iter().chain(&all.args) {
        plain(b, it);
    }
    if let Some(it) = &all.vararg {
        let parameter = Parameter {
            name: Some(Rc::from(it.name.as_str())),
            default: None,
            is_rest: true,
        };
        b.parameter(id, parameter, span(it.range));
    }
    for it in &all.kwonlyargs {
        plain(b, it);
    }
    if let Some(it) = &all.kwarg {
        let scope = b.scope;
        b.declare(scope, it.name.as_str(), BindingKind::Other, span(it.range));
    }
}
