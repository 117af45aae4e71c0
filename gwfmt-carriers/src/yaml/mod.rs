//! Reads YAML and JSON into [`Tree`]s, keeping only the parts that the caller asks for. The parser of events lives here
//! and nowhere else.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, options};

pub(crate) mod comments;
#[cfg(any(feature = "cloudformation", feature = "pulumi"))]
pub(crate) mod document;
#[cfg(test)]
mod oracle;
pub(crate) mod scalar;
mod signs;
pub(crate) mod tree;

use crate::limits::{YAML_EVENTS, YAML_NODES, YAML_NODES_IN_ALL};
use gwfmt_core::span::{Span, floor_boundary};
use scalar::Style;
use tree::{Kind, NONE, Node, NodeId, Tag, Tree};

/// Which values of a mapping to keep, by key, and what to keep inside each. The items of a sequence go by the key `[]`.
#[derive(Clone, Copy)]
pub(crate) struct Keep(pub(crate) fn(&str) -> Option<Keep>);

/// Everything.
pub(crate) const ALL: Keep = Keep(|_| Some(ALL));

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// The documents of `text`, each a tree or the fault that ends it.
pub(crate) fn read(text: &str, keep: Keep) -> impl Iterator<Item = Result<Tree<'_>, Fault>> {
    let options = options! { emit_comments: false, block_scalar_eof_without_line_feed: true };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut is_over = false;
    let mut before = 0;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let next = document(&mut parser, text, keep, &mut before);
        match &next {
            Ok(tree) => is_over = tree.as_ref().is_some_and(|tree| tree.stopped.is_some()),
            Err(_) => is_over = !matches!(parser.proceed_next_document(), Ok(true)),
        }
        next.transpose()
    })
}

/// The next document, or `None` after the last. `before` is where the last event ended. A document of more than is read ends
/// where that is reached, and is the last.
fn document<'a>(
    parser: &mut Parser<'a, StrInput<'a>>,
    text: &'a str,
    keep: Keep,
    before: &mut usize,
) -> Result<Option<Tree<'a>>, Fault> {
    let mut builder = Builder {
        text,
        tree: Tree::new(),
        open: Vec::new(),
        anchors: Vec::new(),
        before: *before,
        keep,
        unit: 0,
        in_unit: 0,
    };
    for (count, event) in parser.enumerate() {
        if count > YAML_EVENTS || builder.tree.nodes.len() > YAML_NODES_IN_ALL {
            builder.stop();
            return Ok(Some(builder.tree));
        }
        let (event, span) = event.map_err(|error| fault(text, &error))?;
        let range = span.byte_range().unwrap_or_default();
        let end = range.end;
        match event {
            Event::StreamEnd => return Ok(None),
            // without `---` its place is that of the whole content
            Event::DocumentStart(false, _) => continue,
            Event::DocumentEnd => return Ok(Some(builder.tree)),
            Event::Scalar(value, style, anchor, tag) => {
                let tag = tag.as_deref().map_or(Tag::None, read_tag);
                let scalar = Scalar {
                    value,
                    style,
                    tag,
                    range,
                    indent: span.indent,
                };
                builder.scalar(scalar, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = tag.as_deref().map_or(Tag::None, read_tag);
                builder.open(Kind::Sequence, style, anchor, tag, range);
            }
            Event::MappingStart(style, anchor, tag) => {
                let tag = tag.as_deref().map_or(Tag::None, read_tag);
                builder.open(Kind::Mapping, style, anchor, tag, range);
            }
            Event::SequenceEnd | Event::MappingEnd => builder.close(end),
            Event::Alias(anchor) => builder.alias(anchor, range)?,
            _ => {}
        }
        builder.before = builder.before.max(end);
        *before = builder.before;
    }
    Ok(None)
}

/// A scalar event.
struct Scalar<'a> {
    value: Cow<'a, str>,
    style: ScalarStyle,
    tag: Tag,
    range: Range<usize>,
    indent: Option<usize>,
}

/// Builds one document's tree.
struct Builder<'a> {
    text: &'a str,
    tree: Tree<'a>,
    /// The collections that are not closed yet, outermost first.
    open: Vec<Open>,
    /// The anchored nodes of the document, by the reader's number for the anchor, which grows.
    anchors: Vec<(usize, NodeId)>,
    /// Where the last event ended.
    before: usize,
    keep: Keep,
    /// How many collections lie around the unit that is being read: a resource, a parameter, a section.
    unit: usize,
    /// How many nodes of it are kept.
    in_unit: usize,
}

/// A collection that is not closed yet.
struct Open {
    /// [`NONE`] when it is skipped.
    node: NodeId,
    last: NodeId,
    /// `None` when it is skipped.
    keep: Option<Keep>,
    is_mapping: bool,
    is_block: bool,
    /// The key whose value comes next.
    key: Option<Key>,
}

struct Key {
    node: NodeId,
    keep: Option<Keep>,
}

/// What the next node is to the collection that is open.
enum Role {
    Key(Keep),
    /// A value, an item or the root, with what to keep of it.
    Value(Option<Keep>),
}

impl<'a> Builder<'a> {
    fn role(&self) -> Role {
        let Some(top) = self.open.last() else {
            return Role::Value(Some(self.keep));
        };
        match (top.keep, &top.key) {
            (Some(keep), None) if top.is_mapping => Role::Key(keep),
            (Some(_), Some(key)) => Role::Value(key.keep),
            (Some(keep), None) => Role::Value((keep.0)("[]")),
            (None, _) => Role::Value(None),
        }
    }

    fn scalar(&mut self, scalar: Scalar<'a>, anchor: usize) {
        match self.role() {
            Role::Key(within) => {
                self.next_unit();
                let keep = match &*scalar.value {
                    "<<" => Some(within),
                    key => (within.0)(key),
                };
                let mut node = NONE;
                if keep.is_some() || anchor > 0 {
                    node = self.scalar_node(scalar, anchor);
                }
                self.key(Key { node, keep });
            }
            Role::Value(keep) => {
                let mut node = NONE;
                if keep.is_some() || anchor > 0 {
                    node = self.scalar_node(scalar, anchor);
                }
                self.value(node, keep.is_some());
            }
        }
    }

    /// At the key of a section or of something in it a new unit begins.
    fn next_unit(&mut self) {
        const LEVELS: usize = 2;
        if self.open.len() <= LEVELS {
            self.unit = self.open.len();
            self.in_unit = 0;
        }
    }

    /// Ends the document before its end.
    fn stop(&mut self) {
        self.tree.stopped = Some(self.before);
        self.unit = 1;
        self.cut();
    }

    /// Notes that something is missing in the collections of the unit that are open.
    fn cut(&mut self) {
        let open = self.open.iter().skip(self.unit).map(|open| open.node);
        self.tree.cut.extend(open.filter(|node| *node != NONE));
    }

    fn scalar_node(&mut self, scalar: Scalar<'a>, anchor: usize) -> NodeId {
        let Scalar {
            value,
            style,
            tag,
            range,
            indent,
        } = scalar;
        let (style, start) = match style {
            ScalarStyle::Plain => (Style::Plain, range.start),
            ScalarStyle::SingleQuoted => (Style::Single, range.start),
            ScalarStyle::DoubleQuoted => (Style::Double, range.start),
            ScalarStyle::Literal => (Style::Literal, self.header(range.start)),
            ScalarStyle::Folded => (Style::Folded, self.header(range.start)),
        };
        // the parser gives no indentation where the content is nothing but blanks, and the header's place for no content
        let has_content = start < range.start && !range.is_empty();
        let indent = indent.or_else(|| has_content.then(|| self.column(range.start)));
        let is_empty = style == Style::Plain && range.is_empty();
        let node = Node {
            kind: Kind::Scalar(style),
            tag,
            span: Span::new(start, range.end),
            // the parser calls an empty value `~`
            value: if is_empty { Cow::Borrowed("") } else { value },
            indent: indent.and_then(|indent| u32::try_from(indent).ok()),
            first: NONE,
            next: NONE,
        };
        self.push(node, anchor)
    }

    /// Where the header of the block scalar stands whose content begins at `content`: after the last event, its tag, its
    /// anchor, comments.
    fn header(&self, content: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.before;
        while at < content {
            match bytes.get(at) {
                Some(b'|' | b'>') => return at,
                Some(b'#') => at = end_of(bytes, at, |b| matches!(b, b'\n' | b'\r')),
                Some(b'&' | b'!') => at = end_of(bytes, at, u8::is_ascii_whitespace),
                Some(_) => at += 1,
                None => break,
            }
        }
        content
    }

    /// How many bytes lie between `at` and the start of its line.
    fn column(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let is_break = |b: &u8| matches!(b, b'\n' | b'\r');
        before.iter().rev().position(is_break).unwrap_or(at)
    }

    fn open(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        anchor: usize,
        tag: Tag,
        range: Range<usize>,
    ) {
        let role = self.role();
        let attached = match role {
            Role::Key(_) => None, // a collection as key: nothing looks for it
            Role::Value(keep) => keep,
        };
        let keep = if anchor > 0 { Some(ALL) } else { attached };
        let mut node = NONE;
        if keep.is_some() {
            node = self.push(
                Node {
                    kind,
                    tag,
                    span: Span::from(range),
                    value: Cow::Borrowed(""),
                    indent: None,
                    first: NONE,
                    next: NONE,
                },
                anchor,
            );
        }
        match role {
            Role::Key(_) => self.key(Key {
                node: NONE,
                keep: None,
            }),
            Role::Value(_) => self.value(node, attached.is_some()),
        }
        self.open.push(Open {
            node,
            last: NONE,
            keep,
            is_mapping: kind == Kind::Mapping,
            is_block: style == StructureStyle::Block,
            key: None,
        });
    }

    fn close(&mut self, end: usize) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let last = self.tree.nodes.get(closed.last.0 as usize);
        let last = last.map(|node| node.span.end);
        if let Some(node) = self.tree.nodes.get_mut(closed.node.0 as usize) {
            // a block collection has no end of its own: the reader gives the next token's place
            let end = if closed.is_block {
                last.unwrap_or(node.span.end)
            } else {
                end
            };
            node.span.end = end.max(node.span.start);
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Fault> {
        let found = self.anchors.binary_search_by_key(&anchor, |(id, _)| *id);
        let target = found
            .ok()
            .and_then(|at| self.anchors.get(at))
            .map(|(_, node)| *node);
        let Some(target) = target else {
            let message = "an alias without its anchor".to_owned();
            return Err(Fault {
                at: range.start,
                message,
            });
        };
        let role = self.role();
        let keep = match role {
            Role::Key(within) => self.tree.scalar(target).and_then(within.0),
            Role::Value(keep) => keep,
        };
        let mut node = NONE;
        if keep.is_some() {
            node = self.push(
                Node {
                    kind: Kind::Alias(target),
                    tag: Tag::None,
                    span: Span::from(range),
                    value: Cow::Borrowed(""),
                    indent: None,
                    first: NONE,
                    next: NONE,
                },
                0,
            );
        }
        match role {
            Role::Key(_) => self.key(Key { node, keep }),
            Role::Value(_) => self.value(node, keep.is_some()),
        }
        Ok(())
    }

    /// Keeps a node; [`NONE`] when the unit has as many as are kept.
    fn push(&mut self, node: Node<'a>, anchor: usize) -> NodeId {
        let mut id = NONE;
        if self.in_unit < YAML_NODES {
            self.in_unit += 1;
            id = NodeId(self.tree.nodes.len() as u32);
            self.tree.nodes.push(node);
        } else {
            self.cut();
        }
        if anchor > 0 {
            self.anchors.push((anchor, id));
        }
        id
    }

    fn key(&mut self, key: Key) {
        if let Some(top) = self.open.last_mut() {
            top.key = Some(key);
        }
    }

    /// Puts a value into the open collection (behind its key), or leaves it out.
    fn value(&mut self, node: NodeId, kept: bool) {
        let Some(top) = self.open.last_mut() else {
            self.tree.root = node;
            return;
        };
        let key = top.key.take();
        let is_lost = node == NONE || key.as_ref().is_some_and(|key| key.node == NONE);
        if !kept || top.node == NONE || is_lost {
            return;
        }
        if let Some(key) = key {
            link(&mut self.tree, top, key.node);
        }
        link(&mut self.tree, top, node);
    }
}

/// Makes `node` the last child of an open collection.
fn link(tree: &mut Tree<'_>, parent: &mut Open, node: NodeId) {
    if let Some(last) = tree.nodes.get_mut(parent.last.0 as usize) {
        last.next = node;
    } else if let Some(parent) = tree.nodes.get_mut(parent.node.0 as usize) {
        parent.first = node;
    }
    parent.last = node;
}

fn end_of(bytes: &[u8], at: usize, stops: impl Fn(&u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .position(stops)
        .map_or(bytes.len(), |len| at + len)
}

fn read_tag(tag: &granit_parser::Tag) -> Tag {
    match (tag.handle(), tag.suffix(), tag.core_suffix()) {
        (_, _, Some("str")) => Tag::Str,
        (_, _, Some(_)) | ("!" | "", "" | "!", _) => Tag::None,
        ("!", name, _) => Tag::Other(name.into()),
        (_, name, _) => Tag::Other(name.strip_prefix('!').unwrap_or("").into()),
    }
}

fn fault(text: &str, error: &ScanError) -> Fault {
    Fault {
        at: floor_boundary(text, error.marker().byte_offset().unwrap_or(0)),
        message: error.info(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        read(text, ALL)
            .next()
            .expect("a document")
            .expect_err("a fault")
    }

    #[test]
    fn keeps_what_is_asked_for() {
        let keep = Keep(|key| match key {
            "a" => Some(Keep(|key| (key == "b").then_some(ALL))),
            _ => None,
        });
        let tree = read("x: [1, {y: 2}]\na: {b: [c], d: e}\n? [k]\n: v\n", keep)
            .next()
            .expect("a document")
            .expect("YAML");
        let a = tree.get(tree.root, "a").expect("a");
        assert!(tree.get(tree.root, "x").is_none() && tree.get(a, "d").is_none());
        assert_eq!(tree.children(tree.get(a, "b").expect("b")).count(), 1);
        assert_eq!(tree.nodes.len(), 6);
    }

    #[test]
    fn keeps_no_list_that_nobody_asks_for() {
        let keep = Keep(|key| (key == "a").then_some(ALL));
        let tree = read("- {a: 1}\n- 2\n", keep)
            .next()
            .expect("a document")
            .expect("YAML");
        assert_eq!(tree.children(tree.root).count(), 0);
    }

    #[test]
    fn keeps_an_anchored_value_wherever_it_stands() {
        let keep = Keep(|key| (key == "a").then_some(ALL));
        let text = "x:\n  y: [&one {z: 2}]\n&two k: v\na: {<<: *one, w: *two}\n";
        let tree = read(text, keep).next().expect("a document").expect("YAML");
        let a = tree.get(tree.root, "a").expect("a");
        assert_eq!(tree.get(a, "z").and_then(|z| tree.word(z)), Some("2"));
        assert_eq!(tree.get(a, "w").and_then(|w| tree.word(w)), Some("k"));
    }

    #[test]
    fn reads_every_document_past_a_broken_one() {
        let documents = read("a: 1\n---\nb: [\n---\nc: 3\n", ALL);
        let good: Vec<bool> = documents.map(|document| document.is_ok()).collect();
        assert_eq!(good, [true, false, true]);
        assert_eq!(read("", ALL).count() + read("# a\n", ALL).count(), 0);
    }

    #[test]
    fn says_where_a_document_is_broken() {
        let text = "é: 'a\n";
        assert_eq!(fault(text).at, text.find('\'').expect("a quote"));
        assert_eq!(fault("a: *b\n").at, 3);
        assert_eq!(fault("a: 1\nb: 2: 3\n").at, 9);
    }

    #[test]
    fn refuses_what_is_too_deep_or_too_much() {
        assert!(
            fault(&"[".repeat(100_000))
                .message
                .contains("recursion limit")
        );
        let deep: String = (0..1000).map(|level| " ".repeat(level) + "a:\n").collect();
        assert!(!fault(&deep).message.is_empty());
    }

    #[test]
    fn a_unit_with_more_nodes_than_are_kept_is_cut_and_its_neighbours_are_whole() {
        let text = format!(
            "R:\n  a: {{b: c}}\n  d: {{e: f, g: [{}], h: i}}\n  j: {{k: [l]}}\n",
            "x,".repeat(YAML_NODES)
        );
        let tree = read(&text, ALL).next().expect("a document").expect("YAML");
        let r = tree.get(tree.root, "R").expect("R");
        let [a, d, j] = ["a", "d", "j"].map(|key| tree.get(r, key).expect("a unit"));
        assert!(tree.is_cut(d) && !tree.is_cut(a) && !tree.is_cut(j) && !tree.is_cut(r));
        assert!(tree.is_cut(tree.get(d, "g").expect("g")));
        assert!(tree.get(d, "h").is_none() && tree.get(d, "e").is_some());
        assert_eq!(tree.children(tree.get(j, "k").expect("k")).count(), 1);
        assert_eq!(tree.stopped, None);
        let at_the_limit = format!("R: {{a: [{}]}}", "x,".repeat(YAML_NODES - 2));
        let tree = read(&at_the_limit, ALL)
            .next()
            .expect("a document")
            .expect("YAML");
        assert!(tree.cut.is_empty());
    }

    #[test]
    fn an_anchor_that_is_lost_is_nothing_and_no_fault() {
        let text = format!(
            "R:\n  d: [{}&x y]\n  j: {{k: *x}}\n",
            "x,".repeat(YAML_NODES)
        );
        let tree = read(&text, ALL).next().expect("a document").expect("YAML");
        let r = tree.get(tree.root, "R").expect("R");
        let k = tree.get(tree.get(r, "j").expect("j"), "k").expect("k");
        assert!(tree.is_null(k) && tree.scalar(k).is_none());
    }

    #[test]
    fn a_document_of_too_many_events_ends_there() {
        let keep = Keep(|key| (key == "a").then_some(ALL));
        let text = format!(
            "a: {{b: c}}\nx: [{}]\na: d\n---\na: e\n",
            "y,".repeat(YAML_EVENTS)
        );
        let documents: Vec<_> = read(&text, keep).collect();
        let [Ok(tree)] = &documents[..] else {
            panic!("{} documents", documents.len());
        };
        let stopped = tree.stopped.expect("a place");
        assert!(text[stopped..].starts_with([',', 'y']));
        assert!(
            tree.get(tree.get(tree.root, "a").expect("a"), "b")
                .is_some()
        );
    }

    #[test]
    fn a_block_scalar_begins_at_its_header() {
        let text = "a: &x !Sub # > |\n  >-\n\n  b\nc: d\n";
        let tree = read(text, ALL).next().expect("a document").expect("YAML");
        let node = tree
            .node(tree.get(tree.root, "a").expect("a"))
            .expect("a node");
        assert_eq!(&text[node.span.range()], ">-\n\n  b\n");
        assert_eq!(node.tag, Tag::Other("Sub".into()));
    }

    #[test]
    fn a_block_collection_ends_where_its_last_value_ends() {
        let text = "a:\n  b:\n  - c\n\n# end\nd: [e ]\n";
        let tree = read(text, ALL).next().expect("a document").expect("YAML");
        let shown = |key| {
            let node = tree.get(tree.root, key).and_then(|id| tree.node(id));
            &text[node.expect("a node").span.range()]
        };
        assert_eq!(shown("a"), "b:\n  - c");
        assert_eq!(shown("d"), "[e ]");
    }
}
