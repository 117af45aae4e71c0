//! Calls of CloudFormation's functions, in both of their forms: a tag (`!Sub …`), and a mapping of one key (`{Fn::Sub: …}`).

use std::collections::HashSet;

use crate::yaml::tree::{NodeId, Tag, Tree};

/// A function of CloudFormation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Ref,
    GetAtt,
    FindInMap,
    ImportValue,
    Split,
    Sub,
    Join,
    If,
    ToJsonString,
    /// One that gives the same for the same arguments, and that nobody computes here.
    Pure(&'static str),
    /// Any other: only the deployment knows what it gives.
    Other,
}

impl Function {
    /// By the word after `!` or `Fn::`.
    fn named(name: &str) -> Function {
        match name {
            "Ref" => Function::Ref,
            "GetAtt" => Function::GetAtt,
            "FindInMap" => Function::FindInMap,
            "ImportValue" => Function::ImportValue,
            "Split" => Function::Split,
            "Sub" => Function::Sub,
            "Join" => Function::Join,
            "If" => Function::If,
            "ToJsonString" => Function::ToJsonString,
            "Base64" => Function::Pure("Base64"),
            "Length" => Function::Pure("Length"),
            "Select" => Function::Pure("Select"),
            _ => Function::Other,
        }
    }

    /// By the only key of a mapping: `Ref`, `Condition`, `Fn::Sub`.
    fn of_key(key: &str) -> Option<Function> {
        match key {
            "Ref" => Some(Function::Ref),
            "Condition" => Some(Function::Other),
            _ => key.strip_prefix("Fn::").map(Function::named),
        }
    }
}

/// What CloudFormation sees in a tree.
impl Tree<'_> {
    /// The function that `id` calls, and its argument. In the short form (`!Sub …`) the argument is the node itself.
    pub(crate) fn function(&self, id: NodeId) -> Option<(Function, NodeId)> {
        match &self.node(id)?.tag {
            Tag::Other(name) => Some((Function::named(name), id)),
            Tag::None | Tag::Str => self.long_function(id),
        }
    }

    /// The function that a mapping of one key calls, whatever its tag.
    pub(crate) fn long_function(&self, id: NodeId) -> Option<(Function, NodeId)> {
        let mut pairs = self.pairs(id);
        let (key, argument) = pairs.next()?;
        if pairs.next().is_some() {
            return None;
        }
        Some((Function::of_key(self.word(key)?)?, argument))
    }

    /// Whether it is `!Ref AWS::NoValue`: a property that is not there.
    pub(crate) fn is_no_value(&self, id: NodeId) -> bool {
        matches!(self.function(id), Some((Function::Ref, name))
            if self.scalar(name) == Some("AWS::NoValue"))
    }

    /// What a value may be when `Fn::If` decides: each branch in order, `AWS::NoValue` left out; any other value is its
    /// own only branch. What several branches name by aliases is there once.
    pub(crate) fn branches(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut met = HashSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !met.insert(self.target(id)) {
                continue;
            }
            match self.function(id) {
                Some((Function::If, argument)) if self.is_sequence(argument) => {
                    let mut branches: Vec<NodeId> = self.children(argument).skip(1).collect();
                    branches.reverse();
                    open.append(&mut branches);
                }
                _ if self.is_no_value(id) || self.is_null(id) => {}
                _ => found.push(id),
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{self, ALL};

    fn tree(text: &str) -> Tree<'_> {
        yaml::read(text, ALL)
            .next()
            .expect("a document")
            .expect("YAML")
    }

    #[test]
    fn knows_functions_in_both_forms() {
        let tree =
            tree("- !Ref a\n- {Ref: a}\n- 'Fn::Sub': a\n- {Ref: a, b: c}\n- !<!Join> [a]\n- a\n");
        let functions: Vec<_> = tree
            .children(tree.root)
            .map(|item| tree.function(item).map(|(function, _)| function))
            .collect();
        let expected = [
            Some(Function::Ref),
            Some(Function::Ref),
            Some(Function::Sub),
            None,
            Some(Function::Join),
            None,
        ];
        assert_eq!(functions, expected);
    }

    #[test]
    fn follows_every_branch_of_if() {
        let tree = tree("!If [a, !If [b, x, !Ref AWS::NoValue], {Fn::If: [c, y, null]}]");
        let branches = tree.branches(tree.root);
        let branches: Vec<_> = branches.into_iter().map(|id| tree.word(id)).collect();
        assert_eq!(branches, [Some("x"), Some("y")]);
    }

    #[test]
    fn branches_that_aliases_repeat_are_there_once() {
        let levels = (1..60).map(|level| format!("- &a{level} !If [c, *a{0}, *a{0}]\n", level - 1));
        let text = "- &a0 !If [c, x, y]\n".to_owned() + &levels.collect::<Vec<_>>().concat();
        let tree = tree(&text);
        let last = tree.children(tree.root).last().expect("an item");
        let branches = tree.branches(last).into_iter();
        let branches: Vec<_> = branches.map(|id| tree.word(id)).collect();
        assert_eq!(branches, [Some("x"), Some("y")]);
    }
}
