//! What an assignment is to: `config.provider.logs.restApi.format`, also where a name holds a part of it.

use std::rc::Rc;

use super::ir::{BindingKind, Expr, Module, NodeId, Whole, WriteKind};

/// Members and names that are followed.
const STEPS: usize = 16;

/// The names on the way to a target, the last first: `c.logs.format` gives `format`, `logs`, `c`. A name that was given a member of
/// something leads on to it.
pub(super) fn path(module: &Module, target: NodeId) -> Vec<Rc<str>> {
    let mut names = Vec::new();
    let mut at = target;
    for _ in 0..STEPS {
        match module.expr(at) {
            Expr::Member { object, name } => {
                names.push(Rc::clone(name));
                at = *object;
            }
            Expr::Index { object, key } => {
                let Some(key) = module.literal(*key) else {
                    break;
                };
                names.push(Rc::from(key.as_str()));
                at = *object;
            }
            Expr::Cast { value: inner, .. } | Expr::Or { left: inner, .. } => at = *inner,
            Expr::Name(name) => {
                let Some((rest, of)) = held(module, at, name) else {
                    names.push(Rc::clone(name));
                    break;
                };
                names.extend(rest.iter().rev().cloned());
                at = of;
            }
            _ => break,
        }
    }
    names
}

/// What a name holds a member of, if it is given nothing else.
fn held<'m>(module: &'m Module, at: NodeId, name: &Rc<str>) -> Option<(&'m [Rc<str>], NodeId)> {
    let scope = module.declared(module.node(at).scope, name)?;
    let binding = module.scope(scope).names.get(name)?;
    let is_set = |kind: &WriteKind| matches!(kind, WriteKind::Set(_));
    if binding.writes.iter().any(|write| is_set(&write.kind)) {
        return None;
    }
    match &binding.kind {
        BindingKind::Variable(Some(value)) => {
            let is_part = matches!(
                module.expr(*value),
                Expr::Member { .. } | Expr::Index { .. } | Expr::Cast { .. } | Expr::Or { .. }
            );
            is_part.then_some((&[], *value))
        }
        BindingKind::Part {
            of: Whole::Value(value),
            path,
            ..
        } => Some((path, *value)),
        _ => None,
    }
}
