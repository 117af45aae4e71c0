//! The tree of a YAML or JSON document: nodes in one list, linked by number; aliases point at their anchor, merge keys
//! and duplicate keys are resolved on the way. A node knows its place; scalars are decoded when somebody asks.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use super::scalar::Style;
use crate::limits::{MERGE_STEPS, MERGE_STEPS_AT_LEAST, MERGE_STEPS_IN_ALL};
use gwfmt_core::span::Span;

/// The number of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(pub(crate) u32);

/// No node.
pub(crate) const NONE: NodeId = NodeId(u32::MAX);

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

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// None, `!` or one of `!!map`, `!!seq`.
    None,
    /// `!!str`.
    Str,
    /// One whose meaning is known to whoever reads the document: `Sub` of `!Sub`. Empty when it is not a local tag.
    Other(Box<str>),
}

/// A document.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) root: NodeId,
    /// Collections of which not everything is here, for there was more than is read.
    pub(crate) cut: HashSet<NodeId>,
    /// Where reading stopped, when that was before the end of the document.
    pub(crate) stopped: Option<usize>,
    work: Work,
    /// Where each key of a large mapping is.
    indexes: RefCell<HashMap<NodeId, HashMap<String, NodeId>>>,
}

/// Steps through the pairs of mappings: merge keys can make few bytes stand for many pairs. Who looks for something has a
/// budget of its own, so that no one else has less for it; when all together have taken much, it gets smaller.
#[derive(Debug)]
struct Work {
    left: Cell<u64>,
    in_all: Cell<u64>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new() -> Self {
        Self {
            nodes: Vec::new(),
            root: NONE,
            cut: HashSet::new(),
            stopped: None,
            work: Work {
                left: Cell::new(MERGE_STEPS),
                in_all: Cell::new(MERGE_STEPS_IN_ALL),
            },
            indexes: RefCell::default(),
        }
    }

    /// The same, with texts of its own.
    #[cfg(feature = "serverless")]
    pub(crate) fn into_owned(self) -> Tree<'static> {
        let nodes = self.nodes.into_iter().map(|node| Node {
            kind: node.kind,
            tag: node.tag,
            span: node.span,
            value: Cow::Owned(node.value.into_owned()),
            indent: node.indent,
            first: node.first,
            next: node.next,
        });
        Tree {
            nodes: nodes.collect(),
            root: self.root,
            cut: self.cut,
            stopped: self.stopped,
            work: self.work,
            indexes: self.indexes,
        }
    }

    /// Runs `work` with a budget of its own; gives back whether it was enough.
    pub(crate) fn budgeted<T>(&self, work: impl FnOnce() -> T) -> (T, bool) {
        let before = self.work.left.get();
        let given = MERGE_STEPS
            .min(self.work.in_all.get())
            .max(MERGE_STEPS_AT_LEAST);
        self.work.left.set(given);
        let done = work();
        let left = self.work.left.get();
        let all = self.work.in_all.get();
        self.work.in_all.set(all.saturating_sub(given - left));
        self.work.left.set(before);
        (done, left > 0)
    }

    /// Takes so many steps at once.
    pub(crate) fn spend(&self, steps: u64) {
        let left = self.work.left.get();
        self.work.left.set(left.saturating_sub(steps));
    }

    /// Takes one step; `false` when there is none left.
    fn step(&self) -> bool {
        let left = self.work.left.get();
        self.work.left.set(left.saturating_sub(1));
        left > 1
    }

    /// The number of the node, through an alias.
    pub(crate) fn target(&self, id: NodeId) -> NodeId {
        match self.nodes.get(id.0 as usize).map(|node| node.kind) {
            Some(Kind::Alias(target)) => target,
            _ => id,
        }
    }

    /// Whether something is missing in it.
    pub(crate) fn is_cut(&self, id: NodeId) -> bool {
        !self.cut.is_empty() && self.cut.contains(&self.target(id))
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
    pub(crate) fn pairs(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
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

    /// The text of a scalar without a tag that may make something else of it: of a key, a type, a name.
    pub(crate) fn word(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id)?;
        let is_word = matches!(node.kind, Kind::Scalar(_)) && !matches!(node.tag, Tag::Other(_));
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
        const LARGE: usize = 32;
        let target = self.target(mapping);
        if let Some(index) = self.indexes.borrow().get(&target) {
            return index.get(key).copied();
        }
        let mut found = None;
        let (mut count, mut merges) = (0, false);
        for (name, value) in self.pairs(target) {
            if self.word(name) == Some(key) {
                found = Some(value);
            }
            merges |= self.is_merge(name);
            count += 1;
        }
        if count <= LARGE && !merges {
            return found;
        }
        if merges {
            found = None;
            self.by_precedence(target, |name, value| {
                let is_it = self.word(name) == Some(key);
                found = found.or(is_it.then_some(value));
                !is_it
            });
            return found;
        }
        let words = self.pairs(target).filter_map(|(name, value)| {
            let word = self.word(name)?;
            Some((word.to_owned(), value))
        });
        let index: HashMap<String, NodeId> = words.collect();
        let found = index.get(key).copied();
        self.indexes.borrow_mut().insert(target, index);
        found
    }

    /// All pairs of a mapping in the order in which Python's reader has them: those of merge keys come first, a key
    /// that stands twice keeps its first place and its last value. Keys that are no scalar are left out.
    pub(crate) fn entries(&self, mapping: NodeId) -> Vec<(NodeId, NodeId)> {
        let mut last: HashMap<&str, (NodeId, NodeId)> = HashMap::new();
        self.by_precedence(mapping, |name, value| {
            if let Some(word) = self.word(name) {
                last.entry(word).or_insert((name, value));
            }
            true
        });
        let mut entries = Vec::with_capacity(last.len());
        self.by_place(mapping, |name| {
            let entry = self.word(name).and_then(|word| last.remove(word));
            entries.extend(entry);
        });
        entries
    }

    /// Goes through the pairs from the one that counts most: the last of its own first, then those of the last merge key.
    /// A mapping that was met brings nothing new a second time, so each is met once, however often merge keys name it.
    /// Ends when `visit` says `false`, or when there are no steps left.
    fn by_precedence(&self, mapping: NodeId, mut visit: impl FnMut(NodeId, NodeId) -> bool) {
        let mut met = HashSet::new();
        let mut open = vec![mapping];
        while let Some(id) = open.pop() {
            let id = self.target(id);
            if self.is_sequence(id) {
                // what a merge key lists: the first counts most
                let mut list: Vec<NodeId> = self.children(id).collect();
                list.reverse();
                open.append(&mut list);
                continue;
            }
            if !met.insert(id) {
                continue;
            }
            let pairs: Vec<(NodeId, NodeId)> = self.pairs(id).collect();
            let (merged, own): (Vec<_>, Vec<_>) = pairs
                .into_iter()
                .partition(|(name, _)| self.is_merge(*name));
            for (name, value) in own.into_iter().rev() {
                if !self.step() || !visit(name, value) {
                    return;
                }
            }
            open.extend(merged.into_iter().map(|(_, value)| value));
        }
    }

    /// Goes through the keys in the order of their first places: those of merge keys first, of a list the last one first.
    fn by_place(&self, mapping: NodeId, mut visit: impl FnMut(NodeId)) {
        enum Open {
            Merged(NodeId),
            Own(NodeId),
        }
        let mut met = HashSet::new();
        let mut open = vec![Open::Merged(mapping)];
        while let Some(next) = open.pop() {
            match next {
                Open::Own(id) => {
                    for (name, _) in self.pairs(id) {
                        if !self.is_merge(name) {
                            if !self.step() {
                                return;
                            }
                            visit(name);
                        }
                    }
                }
                Open::Merged(id) => {
                    let id = self.target(id);
                    if self.is_sequence(id) {
                        open.extend(self.children(id).map(Open::Merged));
                        continue;
                    }
                    if !met.insert(id) {
                        continue;
                    }
                    open.push(Open::Own(id));
                    let merged = self.pairs(id).filter(|(name, _)| self.is_merge(*name));
                    let mut merged: Vec<Open> = merged.map(|(_, id)| Open::Merged(id)).collect();
                    merged.reverse();
                    open.append(&mut merged);
                }
            }
        }
    }

    fn is_merge(&self, key: NodeId) -> bool {
        self.node(key).is_some_and(|node| {
            node.kind == Kind::Scalar(Style::Plain) && node.tag == Tag::None && node.value == "<<"
        })
    }

    /// The text of a scalar whatever its tag: of an argument.
    pub(crate) fn scalar(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id)?;
        matches!(node.kind, Kind::Scalar(_)).then_some(&*node.value)
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
    fn a_mapping_that_is_merged_twice_counts_where_it_counts_most() {
        let tree =
            tree("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y, *x], <<: *y, d: 3}\n");
        let z = tree.get(tree.root, "z").expect("z");
        let entries = tree.entries(z).into_iter();
        let entries: Vec<_> = entries
            .map(|(key, value)| {
                (
                    tree.word(key).expect("a key"),
                    tree.word(value).expect("a value"),
                )
            })
            .collect();
        assert_eq!(entries, [("a", "1"), ("b", "2"), ("c", "2"), ("d", "3")]);
        for (key, value) in entries {
            assert_eq!(word(&tree, z, key), Some(value));
        }
    }

    #[test]
    fn a_key_is_found_through_any_number_of_merge_keys() {
        let chain = (1..5000).map(|level| {
            format!(
                "m{level}: &m{level} {{<<: *m{}, k{level}: {level}}}\n",
                level - 1
            )
        });
        let text = "m0: &m0 {k: v}\n".to_owned() + &chain.collect::<Vec<_>>().concat();
        let tree = tree(&text);
        let last = tree.get(tree.root, "m4999").expect("m4999");
        let ((), is_enough) = tree.budgeted(|| {
            assert_eq!(word(&tree, last, "k"), Some("v"));
            assert_eq!(tree.entries(last).len(), 5000);
        });
        assert!(is_enough);
    }

    #[test]
    fn who_spends_all_steps_leaves_enough_for_the_others() {
        let pairs = (0..2000).map(|key| format!("k{key}: v, "));
        let pairs = pairs.collect::<Vec<_>>().concat();
        let text =
            format!("x: &x {{{pairs}}}\ny: &y {{<<: *x, last: v}}\nz: {{<<: *y, last: w}}\n");
        let tree = tree(&text);
        let z = tree.get(tree.root, "z").expect("z");
        let waste =
            || (0..=MERGE_STEPS / 2000).for_each(|_| assert!(tree.get(z, "none").is_none()));
        assert!(!tree.budgeted(waste).1);
        tree.work.in_all.set(MERGE_STEPS + 1);
        tree.budgeted(waste);
        tree.budgeted(waste);
        assert_eq!(tree.work.in_all.get(), 0);
        let (last, is_enough) = tree.budgeted(|| word(&tree, z, "last").map(str::to_owned));
        assert_eq!((last.as_deref(), is_enough), (Some("w"), true));
        assert!(tree.budgeted(|| tree.get(z, "k0")).0.is_some());
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
}
