//! Random formats of every shape, and the lines that API Gateway would write for them.

use std::collections::BTreeSet;

use gwfmt_core::api::Api;
use gwfmt_core::catalog::{Kind, VARIABLES, Variable};
use gwfmt_core::texts::TextKind;

use crate::rng::Rng;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    Json,
    Xml,
    Columns,
    Clf,
    Text,
}

pub const SHAPES: [Shape; 5] = [
    Shape::Json,
    Shape::Xml,
    Shape::Columns,
    Shape::Clf,
    Shape::Text,
];

/// A piece of a format: text, or the place of a value.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    Value(usize),
}

#[derive(Clone, Debug)]
pub enum Node {
    /// Members, or the attributes and elements of an element.
    Object(Vec<(String, Node)>),
    /// In quotes in JSON; the content of an element in XML.
    String(Vec<Piece>),
    /// Without quotes in JSON.
    Bare(Vec<Piece>),
    List(Vec<Node>),
}

#[derive(Clone, Debug)]
pub enum Body {
    /// JSON or XML.
    Tree(Node),
    /// Columns with a delimiter between them; each may be in quotes that the format writes.
    Columns(char, Vec<Vec<Piece>>),
    Words(Vec<Piece>),
}

/// A variable of a format.
#[derive(Clone, Debug)]
pub struct Part {
    pub variable: &'static Variable,
    pub name: String,
}

#[derive(Clone, Debug)]
pub struct Random {
    pub api: Api,
    pub shape: Shape,
    pub body: Body,
    pub parts: Vec<Part>,
    /// What stands between the tokens of JSON and the elements of XML.
    pub space: &'static str,
}

/// How a line is laid out: as the format says, or as another program would write the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    AsFormat,
    /// Members and elements in another order, and other white space.
    Swapped(u64),
}

/// How a text stands in a line.
pub trait Write {
    /// A value inside a string or an element, an attribute or a column.
    fn value(&mut self, part: usize, place: Place) -> String;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    String,
    Bare,
    Attribute(char),
    Content,
    Column,
    Word,
}

impl<F: FnMut(usize, Place) -> String> Write for F {
    fn value(&mut self, part: usize, place: Place) -> String {
        self(part, place)
    }
}

const SCRIPTS: &[&str] = &[
    " ",
    " ",
    " ",
    "  ",
    ",",
    ", ",
    "|",
    " | ",
    "\t",
    ";",
    ":",
    "=",
    " - ",
    "-",
    "/",
    "#",
    "!",
    "(",
    ")",
    "[",
    "] [",
    "]",
    "\" \"",
    "'",
    "~",
    "^",
    "*",
    "+",
    "@",
    "%",
    "&",
    "\\",
    "<",
    ">",
    "{",
    "}",
    "`",
    "?",
    "é",
    "è ",
    "ß",
    "日",
    "日本",
    "→",
    " → ",
    "😀",
    "👩‍👩‍👧",
    "e\u{301}",
    "\u{301}",
    "\u{200b}",
    "\u{a0}",
    "\u{202e}",
    "\u{feff}",
    "ж",
    "א",
    "ع",
    "ไ",
    "한",
    "¶",
    "§",
    "\u{7f}",
    "\u{1}",
    " x=",
    " status=",
    " id=",
    "x",
    "end ",
    "\" ",
    " \"",
    "=> ",
    "<-",
    "--",
    "::",
    "||",
    "->",
    "·",
    "…",
];

const KEYS: &[&str] = &[
    "id",
    "ip",
    "status",
    "a",
    "b",
    "user-agent",
    "type",
    "self",
    "x y",
    "é",
    "日本",
    "key\\\"q",
    "k\\u0041",
    "Z",
    "time",
    "message",
    "😀",
    "",
    "@at",
    "#",
    "$default",
    "a.b",
    "requestId",
    "match",
    "value",
    "_",
    "9",
    "fn",
];

const NAMES: &[&str] = &[
    "id",
    "ip",
    "status",
    "a",
    "b",
    "user-agent",
    "type",
    "é",
    "日本",
    "ns:x",
    "_x",
    "A.b",
    "time",
    "m",
];

fn variables(api: Api) -> Vec<&'static Variable> {
    VARIABLES
        .iter()
        .filter(|variable| variable.listing(api).is_some())
        .collect()
}

fn name_of(rng: &mut Rng, variable: &Variable) -> String {
    match variable.kind {
        Kind::Exact => variable.path.to_owned(),
        Kind::Open => format!(
            "{}{}",
            variable.family_prefix(),
            rng.of(&["example", "x", "sub", "user_id"])
        ),
    }
}

/// Whether a value may hold spaces and more, so that nothing inside of it tells its end.
pub fn is_hungry(variable: &Variable) -> bool {
    matches!(
        variable.texts,
        TextKind::Any
            | TextKind::JsonString
            | TextKind::RouteKey
            | TextKind::CertTime
            | TextKind::Visible
            | TextKind::Path
    )
}

struct Drawing<'r> {
    rng: &'r mut Rng,
    listed: Vec<&'static Variable>,
    parts: Vec<Part>,
    want: usize,
}

impl Drawing<'_> {
    fn part(&mut self, fits: impl Fn(&Variable) -> bool) -> usize {
        // Every format holds a request's number, or the attribute refuses it.
        let first = self.parts.is_empty();
        let variable = loop {
            let variable = *self.rng.of(&self.listed);
            let fits = if first {
                variable.path == "requestId"
            } else {
                fits(variable)
            };
            if fits {
                break variable;
            }
        };
        let name = name_of(self.rng, variable);
        self.parts.push(Part { variable, name });
        self.parts.len() - 1
    }

    fn done(&self) -> bool {
        self.parts.len() >= self.want
    }

    fn key(&mut self, keys: &[&str], taken: usize) -> String {
        let key = *self.rng.of(keys);
        if self.rng.once_in(6) && taken < keys.len() {
            key.to_owned()
        } else {
            format!("{key}{taken}")
        }
    }

    /// A string of JSON or of XML: mostly one value, sometimes several, and text between them.
    fn string(&mut self, text: &[&str]) -> Vec<Piece> {
        let not_quoted = |variable: &Variable| variable.texts != TextKind::JsonString;
        match self.rng.below(12) {
            0 => vec![Piece::Text("yes".to_owned())],
            1 | 2 => {
                let mut pieces = Vec::new();
                let mut hungry = false;
                for number in 0..2 + self.rng.below(3) {
                    if number > 0 {
                        pieces.push(Piece::Text((*self.rng.of(text)).to_owned()));
                    }
                    let part = self
                        .part(|variable| not_quoted(variable) && !(hungry && is_hungry(variable)));
                    hungry |= is_hungry(self.parts[part].variable);
                    pieces.push(Piece::Value(part));
                }
                pieces
            }
            3 => {
                let part = self.part(not_quoted);
                let (before, after) = (*self.rng.of(text), *self.rng.of(text));
                vec![
                    Piece::Text(before.to_owned()),
                    Piece::Value(part),
                    Piece::Text(after.to_owned()),
                ]
            }
            _ => {
                let part = self.part(not_quoted);
                vec![Piece::Value(part)]
            }
        }
    }

    fn json(&mut self, depth: usize) -> Node {
        let mut members: Vec<(String, Node)> = Vec::new();
        loop {
            let taken = self.parts.len() + members.len();
            let key = self.key(KEYS, taken);
            if members.iter().any(|(other, _)| *other == key) {
                continue;
            }
            let node = match self.rng.below(20) {
                0 | 1 if depth < 6 => self.json(depth + 1),
                2 => Node::List(
                    (0..=self.rng.below(3))
                        .map(|_| Node::String(self.string(&[" ", "/", ", "])))
                        .collect(),
                ),
                3 => Node::Bare(vec![Piece::Text(
                    (*self
                        .rng
                        .of(&["1", "null", "true", "{}", "[]", "\"\"", "-1.5e3"]))
                    .to_owned(),
                )]),
                4..=6 => {
                    let bare = |variable: &Variable| {
                        matches!(variable.texts, TextKind::JsonString)
                            || matches!(
                                variable.texts,
                                TextKind::Status
                                    | TextKind::EpochMillis
                                    | TextKind::Integer
                                    | TextKind::Boolean
                            )
                    };
                    let part = self.part(bare);
                    if self.parts[part].variable.path == "requestId" {
                        Node::String(vec![Piece::Value(part)])
                    } else {
                        Node::Bare(vec![Piece::Value(part)])
                    }
                }
                _ => Node::String(self.string(&[
                    " ", ", ", "/", ": ", " - ", "é", "日", "→", " (", "\\\"", "\\n", "; ", "|",
                    "x",
                ])),
            };
            members.push((key, node));
            if self.done() || depth > 0 && self.rng.once_in(3) {
                return Node::Object(members);
            }
        }
    }

    fn xml(&mut self, depth: usize) -> Node {
        let mut members: Vec<(String, Node)> = Vec::new();
        let attributes = self.rng.below(3);
        loop {
            let taken = self.parts.len() + members.len();
            let key = self.key(NAMES, taken);
            let at = if members.len() < attributes { "@" } else { "" };
            let key = format!("{at}{key}");
            if members.iter().any(|(other, _)| *other == key) {
                continue;
            }
            let node = match self.rng.below(12) {
                0 | 1 if depth < 6 && at.is_empty() => self.xml(depth + 1),
                _ => Node::String(self.string(&[
                    " ", ", ", "/", ": ", " - ", "é", "日", "→", "; ", "|", "x", "'",
                ])),
            };
            members.push((key, node));
            let elements = members.iter().any(|(key, _)| !key.starts_with('@'));
            if elements && (self.done() || depth > 0 && self.rng.once_in(3)) {
                return Node::Object(members);
            }
        }
    }

    fn columns(&mut self) -> Vec<Vec<Piece>> {
        let mut columns = Vec::new();
        while !self.done() {
            let part = self.part(|_| true);
            let mut column = vec![Piece::Value(part)];
            match self.rng.below(12) {
                0 => {
                    column = vec![
                        Piece::Text("\"".to_owned()),
                        Piece::Value(part),
                        Piece::Text("\"".to_owned()),
                    ];
                }
                1 => columns.push(vec![Piece::Text("access".to_owned())]),
                2 => column.insert(0, Piece::Text("x=".to_owned())),
                3 => columns.push(Vec::new()),
                _ => {}
            }
            columns.push(column);
        }
        columns
    }

    fn clf(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while !self.done() {
            if !pieces.is_empty() {
                pieces.push(Piece::Text(" ".to_owned()));
            }
            let part = self.part(|_| true);
            let (before, after) = match self.parts[part].variable.texts {
                TextKind::Time => ("[", "]"),
                TextKind::JsonString => ("", ""),
                TextKind::Any if self.rng.below(4) > 0 => ("\"", "\""),
                _ if self.rng.once_in(8) => ("\"", "\""),
                _ if self.rng.once_in(12) => ("- ", ""),
                _ => ("", ""),
            };
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Value(part));
            pieces.push(Piece::Text(after.to_owned()));
        }
        pieces
    }

    fn text(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        // Few different delimiters or many: both have hurt.
        let most = if self.rng.once_in(3) { 12 } else { 3 };
        let few = 1 + self.rng.below(most);
        let few: Vec<_> = (0..few).map(|_| *self.rng.of(SCRIPTS)).collect();
        if self.rng.once_in(2) {
            pieces.push(Piece::Text((*self.rng.of(&few)).to_owned()));
        }
        while !self.done() {
            let part = self.part(|_| true);
            pieces.push(Piece::Value(part));
            pieces.push(Piece::Text((*self.rng.of(&few)).to_owned()));
        }
        if self.rng.once_in(2) {
            pieces.pop();
        }
        pieces
    }
}

impl Random {
    /// The format of this seed.
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng(seed);
        let shape = *rng.of(&SHAPES);
        let api = *rng.of(&Api::ALL);
        let want = match rng.below(8) {
            0 => 1,
            1..=4 => 2 + rng.below(5),
            5 | 6 => 4 + rng.below(20),
            _ => 20 + rng.below(61),
        };
        let space = *rng.of(&["", "", " ", "\t"]);
        let mut drawing = Drawing {
            listed: variables(api),
            rng: &mut rng,
            parts: Vec::new(),
            want,
        };
        let body = match shape {
            Shape::Json => Body::Tree(drawing.json(0)),
            Shape::Xml => Body::Tree(drawing.xml(0)),
            Shape::Columns => {
                let columns = drawing.columns();
                Body::Columns(*drawing.rng.of(&[',', ',', '|', '\t', ';']), columns)
            }
            Shape::Clf => Body::Words(drawing.clf()),
            Shape::Text => Body::Words(drawing.text()),
        };
        let parts = drawing.parts;
        Self {
            api,
            shape,
            body,
            parts,
            space,
        }
    }

    /// Whether each value is alone in its element or attribute.
    pub fn gives_each_value_a_name(&self) -> bool {
        fn alone(node: &Node) -> bool {
            match node {
                Node::Object(members) => members.iter().all(|(_, node)| alone(node)),
                Node::List(nodes) => nodes.iter().all(alone),
                Node::String(pieces) | Node::Bare(pieces) => {
                    pieces.len() == 1 || pieces.iter().all(|piece| matches!(piece, Piece::Text(_)))
                }
            }
        }
        matches!(&self.body, Body::Tree(root) if alone(root))
    }

    /// The text of the format.
    pub fn text(&self) -> String {
        self.write(Layout::AsFormat, &mut |part: usize, _| {
            format!("$context.{}", self.parts[part].name)
        })
    }

    /// A line, with the values as `values` writes them.
    pub fn write(&self, layout: Layout, values: &mut impl Write) -> String {
        let mut line = String::new();
        match &self.body {
            Body::Tree(node) => {
                let mut rng = match layout {
                    Layout::AsFormat => None,
                    Layout::Swapped(seed) => Some(Rng(seed)),
                };
                let mut writer = Writer {
                    space: self.space,
                    rng: rng.as_mut(),
                    line: &mut line,
                    values,
                };
                match self.shape {
                    Shape::Xml => writer.element("r", node),
                    _ => writer.json(node),
                }
            }
            Body::Columns(delimiter, columns) => {
                for (number, column) in columns.iter().enumerate() {
                    if number > 0 {
                        line.push(*delimiter);
                    }
                    let Layout::Swapped(seed) = layout else {
                        pieces(column, Place::Column, &mut line, values);
                        continue;
                    };
                    // As a writer of CSV does it: what is in a cell is what stands in it without its quotes.
                    let own_quotes = has_own_quotes(column);
                    let inside = if own_quotes { &column[1..2] } else { column };
                    let mut cell = String::new();
                    pieces(inside, Place::Column, &mut cell, values);
                    if seed % 2 == 0 || cell.contains(['"', '\r', '\n', *delimiter]) {
                        cell = quoted_cell(&cell);
                    }
                    line.push_str(&cell);
                }
            }
            Body::Words(words) if self.shape == Shape::Json => {
                // A format of which only the text is known.
                let mut inside = false;
                for piece in words {
                    if let Piece::Text(text) = piece {
                        inside ^= quotes(text) % 2 == 1;
                    }
                    let place = if inside { Place::String } else { Place::Bare };
                    pieces(std::slice::from_ref(piece), place, &mut line, values);
                }
            }
            Body::Words(words) => pieces(words, Place::Word, &mut line, values),
        }
        line
    }

    /// The same without some of its values, and with the numbers of those that are left.
    pub fn without(&self, gone: &BTreeSet<usize>) -> (Self, Vec<usize>) {
        let left: Vec<usize> = (0..self.parts.len())
            .filter(|part| !gone.contains(part))
            .collect();
        let body = match &self.body {
            Body::Tree(node) => Body::Tree(prune(node, &left).unwrap_or(Node::Object(Vec::new()))),
            Body::Columns(delimiter, columns) => Body::Columns(
                *delimiter,
                columns
                    .iter()
                    .filter_map(|column| kept(column, &left))
                    .collect(),
            ),
            Body::Words(words) => Body::Words(kept(words, &left).unwrap_or_default()),
        };
        let parts = left.iter().map(|part| self.parts[*part].clone()).collect();
        (
            Self {
                body,
                parts,
                ..self.clone()
            },
            left,
        )
    }
}

/// Whether the format itself writes quotes around the value of a column.
pub fn has_own_quotes(column: &[Piece]) -> bool {
    matches!(column, [Piece::Text(quote), Piece::Value(_), Piece::Text(_)] if quote == "\"")
}

/// A cell as CSV quotes it.
pub fn quoted_cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// How many quotes of JSON begin or end a string.
fn quotes(text: &str) -> usize {
    let mut escaped = false;
    let quotes = text.bytes().filter(|byte| {
        let quote = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        quote
    });
    quotes.count()
}

fn pieces(pieces: &[Piece], place: Place, line: &mut String, values: &mut impl Write) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => line.push_str(text),
            Piece::Value(part) => line.push_str(&values.value(*part, place)),
        }
    }
}

/// The pieces without what belongs to values that are gone; none when nothing is left of several.
fn kept(pieces: &[Piece], left: &[usize]) -> Option<Vec<Piece>> {
    let mut out = Vec::new();
    let mut any = pieces.is_empty() || pieces.iter().all(|piece| matches!(piece, Piece::Text(_)));
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Value(part) => {
                if let Ok(number) = left.binary_search(part) {
                    any = true;
                    out.push(Piece::Value(number));
                }
            }
            Piece::Text(_) => {
                // Text goes with the value before it.
                let before = pieces[..at].iter().rev().find_map(|piece| match piece {
                    Piece::Value(part) => Some(*part),
                    Piece::Text(_) => None,
                });
                if before.is_none_or(|part| left.contains(&part)) {
                    out.push(piece.clone());
                }
            }
        }
    }
    any.then_some(out)
}

fn prune(node: &Node, left: &[usize]) -> Option<Node> {
    Some(match node {
        Node::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .filter_map(|(key, node)| Some((key.clone(), prune(node, left)?)))
                .collect();
            if members.is_empty() {
                return None;
            }
            Node::Object(members)
        }
        Node::List(nodes) => {
            let nodes: Vec<_> = nodes.iter().filter_map(|node| prune(node, left)).collect();
            if nodes.is_empty() {
                return None;
            }
            Node::List(nodes)
        }
        Node::String(pieces) => Node::String(kept(pieces, left)?),
        Node::Bare(pieces) => Node::Bare(kept(pieces, left)?),
    })
}

struct Writer<'w, W> {
    space: &'w str,
    rng: Option<&'w mut Rng>,
    line: &'w mut String,
    values: &'w mut W,
}

impl<W: Write> Writer<'_, W> {
    /// White space between tokens.
    fn space(&mut self) {
        match &mut self.rng {
            None => self.line.push_str(self.space),
            Some(rng) => {
                let space = *rng.of(&["", "", "", " ", "  ", "\t", "\r"]);
                self.line.push_str(space);
            }
        }
    }

    fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        if let Some(rng) = &mut self.rng {
            rng.shuffle(&mut order);
        }
        order
    }

    fn json(&mut self, node: &Node) {
        match node {
            Node::Object(members) => {
                self.line.push('{');
                for (number, at) in self.order(members.len()).into_iter().enumerate() {
                    if number > 0 {
                        self.line.push(',');
                        self.space();
                    }
                    let (key, node) = &members[at];
                    self.line.push_str(&format!("\"{key}\""));
                    if self.rng.is_some() {
                        self.space();
                    }
                    self.line.push(':');
                    self.space();
                    self.json(node);
                }
                self.line.push('}');
            }
            Node::List(nodes) => {
                self.line.push('[');
                for (number, node) in nodes.iter().enumerate() {
                    if number > 0 {
                        self.line.push(',');
                    }
                    self.json(node);
                }
                self.line.push(']');
            }
            Node::String(inside) => {
                self.line.push('"');
                pieces(inside, Place::String, self.line, self.values);
                self.line.push('"');
            }
            Node::Bare(inside) => pieces(inside, Place::Bare, self.line, self.values),
        }
    }

    fn element(&mut self, name: &str, node: &Node) {
        self.line.push_str(&format!("<{name}"));
        let Node::Object(members) = node else {
            self.line.push('>');
            if let Node::String(inside) = node {
                pieces(inside, Place::Content, self.line, self.values);
            }
            self.line.push_str(&format!("</{name}>"));
            return;
        };
        let order = self.order(members.len());
        for at in &order {
            let (key, node) = &members[*at];
            let (Some(key), Node::String(inside)) = (key.strip_prefix('@'), node) else {
                continue;
            };
            let quote = if key.len() % 2 == 0 { '"' } else { '\'' };
            self.line.push_str(&format!(" {key}={quote}"));
            pieces(inside, Place::Attribute(quote), self.line, self.values);
            self.line.push(quote);
        }
        self.line.push('>');
        for at in order {
            let (key, node) = &members[at];
            if !key.starts_with('@') {
                self.space();
                self.element(key, node);
            }
        }
        self.line.push_str(&format!("</{name}>"));
    }
}
