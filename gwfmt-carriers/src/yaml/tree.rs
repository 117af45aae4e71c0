//! The tree of a YAML or JSON document: nodes in one list, linked by number; aliases point at their anchor, merge keys
//! and duplicate keys are resolved on the way. A node knows its place; scalars are decoded when somebody asks.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use super::scalar::Style;
use gwfmt_core::span::Span;

/// The number of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(pub(crate) u32);

/// No node.
pub(crate) const NONE: NodeId = NodeId(u32::MAX);

/// How many steps through merge keys one tree allows: enough for any honest document.
const STEPS: u32 = 1 << 20;

/// How deep merge keys may refer to each other.
const MERGE_DEPTH: usize = 32;

/// One value of a document.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) kind: Kind,
    pub(crate) tag: Tag,
    /// The value without its tag and anchor. A block scalar begins at its header.
    pub(crate) span: Span,
    /// A scalar's value as the reader decoded it.
    pub(crate) value: Cow<'a, str>,
    /// The indentation of a block scalar's content.
    pub(crate) indent: Option<u32>,
    pub(crate) first: NodeId,
    pub(crate) next: NodeId,
}

/// What a node is. The children of a mapping are key, value, key, value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Scalar(Style),
    Sequence,
    Mapping,
    Alias(NodeId),
}

/// A tag, as far as a template gives it a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// None, `!` or one of `!!map`, `!!seq`.
    None,
    /// `!!str`.
    Str,
    /// The short form of a function: `!Sub`.
    Function(Function),
}

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
    /// Any other: only the deployment knows what it gives.
    Other,
}

impl Function {
    /// By the word after `!` or `Fn::`.
    pub(crate) fn named(name: &str) -> Function {
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

/// A document.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) root: NodeId,
    pub(crate) steps: Cell<u32>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new() -> Self {
        Self {
            nodes: Vec::new(),
            root: NONE,
            steps: Cell::new(STEPS),
        }
    }

    /// The node, through an alias.
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node<'a>> {
        let node = self.nodes.get(id.0 as usize)?;
        match node.kind {
            Kind::Alias(target) => self.nodes.get(target.0 as usize),
            _ => Some(node),
        }
    }

    /// The children of a sequence or mapping, in order; of anything else none.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.node(id).map_or(NONE, |node| node.first);
        std::iter::from_fn(move || {
            let id = next;
            next = self.nodes.get(id.0 as usize)?.next;
            Some(id)
        })
    }

    /// The pairs of a mapping as they are written.
    fn pairs(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let is_mapping = self.is_mapping(id);
        let mut children = self.children(id);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
            .take_while(move |_| is_mapping)
    }

    pub(crate) fn is_mapping(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|node| node.kind == Kind::Mapping)
    }

    pub(crate) fn is_sequence(&self, id: NodeId) -> bool {
        self.node(id)
            .is_some_and(|node| node.kind == Kind::Sequence)
    }

    /// The text of a scalar that is no function: of a key, a type, a name.
    pub(crate) fn word(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id)?;
        let is_word = matches!(node.kind, Kind::Scalar(_)) && !matches!(node.tag, Tag::Function(_));
        is_word.then_some(&*node.value)
    }

    /// Whether it is `null`, `~` or nothing at all.
    pub(crate) fn is_null(&self, id: NodeId) -> bool {
        self.node(id).is_none_or(|node| {
            node.kind == Kind::Scalar(Style::Plain)
                && node.tag == Tag::None
                && (node.span.is_empty()
                    || matches!(&*node.value, "" | "~" | "null" | "Null" | "NULL"))
        })
    }

    /// The value of `key`, or `None`: of several the last, and then what merge keys bring.
    pub(crate) fn get(&self, mapping: NodeId, key: &str) -> Option<NodeId> {
        self.get_within(mapping, key, MERGE_DEPTH)
    }

    fn get_within(&self, mapping: NodeId, key: &str, depth: usize) -> Option<NodeId> {
        let mut found = None;
        let mut merged = None;
        for (name, value) in self.pairs(mapping) {
            if self.word(name) == Some(key) {
                found = Some(value);
            } else if self.is_merge(name) {
                merged = Some(value);
            }
        }
        if found.is_some() || !self.step(depth) {
            return found;
        }
        let merged = merged?;
        if self.is_sequence(merged) {
            self.children(merged)
                .find_map(|one| self.get_within(one, key, depth - 1))
        } else {
            self.get_within(merged, key, depth - 1)
        }
    }

    /// All pairs of a mapping in the order in which Python's reader has them: those of merge keys come first, a key
    /// that stands twice keeps its first place and its last value. Keys that are no scalar are left out.
    pub(crate) fn entries(&self, mapping: NodeId) -> Vec<(NodeId, NodeId)> {
        let mut all = Vec::new();
        self.collect(mapping, MERGE_DEPTH, &mut all);
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut entries: Vec<(NodeId, NodeId)> = Vec::new();
        for (name, value) in all {
            let Some(word) = self.word(name) else {
                continue;
            };
            let at = *places.entry(word).or_insert(entries.len());
            match entries.get_mut(at) {
                Some(entry) => *entry = (name, value),
                None => entries.push((name, value)),
            }
        }
        entries
    }

    fn collect(&self, mapping: NodeId, depth: usize, all: &mut Vec<(NodeId, NodeId)>) {
        let merges = self.pairs(mapping).filter(|(name, _)| self.is_merge(*name));
        for (_, merged) in merges {
            if !self.step(depth) {
                return;
            }
            if self.is_sequence(merged) {
                let list: Vec<NodeId> = self.children(merged).collect();
                for one in list.into_iter().rev() {
                    if self.step(depth) {
                        self.collect(one, depth - 1, all);
                    }
                }
            } else {
                self.collect(merged, depth - 1, all);
            }
        }
        for pair in self.pairs(mapping) {
            if !self.is_merge(pair.0) && self.step(1) {
                all.push(pair);
            }
        }
    }

    /// Takes one of the steps that the tree allows.
    fn step(&self, depth: usize) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0 && depth > 0
    }

    fn is_merge(&self, key: NodeId) -> bool {
        self.node(key).is_some_and(|node| {
            node.kind == Kind::Scalar(Style::Plain) && node.tag == Tag::None && node.value == "<<"
        })
    }

    /// The function that `id` calls, and its argument. In the short form (`!Sub …`) the argument is the node itself.
    pub(crate) fn function(&self, id: NodeId) -> Option<(Function, NodeId)> {
        match self.node(id)?.tag {
            Tag::Function(function) => Some((function, id)),
            _ => self.long_function(id),
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

    /// The text of a scalar whatever its tag: of an argument.
    pub(crate) fn scalar(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id)?;
        matches!(node.kind, Kind::Scalar(_)).then_some(&*node.value)
    }

    /// What a value may be when `Fn::If` decides: each branch in order, `AWS::NoValue` left out; any other value is its
    /// own only branch.
    pub(crate) fn branches(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !self.step(1) {
                break;
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

    fn word<'t>(tree: &'t Tree<'_>, mapping: NodeId, key: &str) -> Option<&'t str> {
        tree.word(tree.get(mapping, key)?)
    }

    #[test]
    fn the_last_of_two_keys_counts() {
        let tree = tree("a: 1\nb: 2\n'a': 3\n");
        assert_eq!(word(&tree, tree.root, "a"), Some("3"));
        let entries = tree.entries(tree.root);
        let entries = entries
            .iter()
            .map(|(key, value)| (tree.word(*key), tree.word(*value)));
        assert!(entries.eq([(Some("a"), Some("3")), (Some("b"), Some("2"))]));
    }

    #[test]
    fn merge_keys_bring_what_is_not_there() {
        let tree = tree(
            "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {c: 3, <<: [*x, *y], d: 3}\n\"<<\": *x\n",
        );
        let z = tree.get(tree.root, "z").expect("z");
        let values = ["a", "b", "c", "d"].map(|key| word(&tree, z, key));
        assert_eq!(values, [Some("1"), Some("1"), Some("3"), Some("3")]);
        let entries = tree.entries(z).into_iter();
        let entries: Vec<_> = entries
            .map(|(key, value)| (tree.word(key), tree.word(value)))
            .collect();
        let expected = [("b", "1"), ("c", "3"), ("a", "1"), ("d", "3")];
        assert_eq!(
            entries,
            expected.map(|(key, value)| (Some(key), Some(value)))
        );
        assert_eq!(
            word(&tree, tree.root, "a"),
            None,
            "a quoted `<<` is a key like any other"
        );
    }

    #[test]
    fn merge_keys_that_go_in_circles_end() {
        let tree_of_itself = tree("&a\nb: 1\n<<: *a\n");
        assert_eq!(word(&tree_of_itself, tree_of_itself.root, "c"), None);
        let tripled = (1..40).map(|level| {
            let from = level - 1;
            format!("m{level}: &m{level} {{<<: [*m{from}, *m{from}, *m{from}]}}\n")
        });
        let text = "m0: &m0 {k: v}\n".to_owned() + &tripled.collect::<Vec<_>>().concat();
        let laughs = tree(&text);
        let last = laughs.get(laughs.root, "m39").expect("m39");
        assert!(laughs.get(last, "nothing").is_none());
        assert!(laughs.entries(last).len() <= 1);
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
}
