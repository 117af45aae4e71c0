//! The tree of Terraform's language as the evaluator sees it. Places are in the file; the parser's own types end before it.

use gwfmt_core::span::SourceSpan;
use gwfmt_core::text::FormatText;

use super::number::Decimal;

/// What stands between braces: attributes and blocks, each in order.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) attributes: Vec<Attribute>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    /// Where its name is written, if there.
    pub(super) key: Option<SourceSpan>,
    pub(super) value: Expr,
}

#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: String,
    /// Where its kind is written, if there.
    pub(super) key: Option<SourceSpan>,
    pub(super) labels: Vec<String>,
    pub(super) body: Body,
}

impl Body {
    pub(super) fn get(&self, name: &str) -> Option<&Expr> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
            .map(|attribute| &attribute.value)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Expr> {
        let at = self.attributes.iter().position(|a| a.name == name)?;
        Some(self.attributes.swap_remove(at).value)
    }

    /// What an override file does: its attributes replace those of the same name, its blocks all of the same kind.
    pub(super) fn override_with(&mut self, other: Body) {
        let has = |name: &str| other.attributes.iter().any(|a| a.name == name);
        self.attributes.retain(|a| !has(&a.name));
        let has = |block: &Block| other.blocks.iter().any(|b| b.sets() == block.sets());
        self.blocks.retain(|block| !has(block));
        self.attributes.extend(other.attributes);
        self.blocks.extend(other.blocks);
    }
}

impl Block {
    /// The kind of block that it is, or that a `dynamic` block makes.
    pub(super) fn sets(&self) -> &str {
        match self.labels.first() {
            Some(label) if self.kind == "dynamic" => label,
            _ => &self.kind,
        }
    }
}

#[derive(Debug)]
pub(super) struct Expr {
    pub(super) place: SourceSpan,
    pub(super) kind: ExprKind,
}

impl Expr {
    /// The path of `context.path`, in which only names follow each other.
    pub(super) fn context_path(&self) -> Option<String> {
        let ExprKind::Traversal(root, steps) = &self.kind else {
            return None;
        };
        context_path(root, steps)
    }
}

/// [`Expr::context_path`] of an expression that is taken apart.
pub(super) fn context_path(root: &Expr, steps: &[Step]) -> Option<String> {
    if !matches!(&root.kind, ExprKind::Name(name) if name == "context") {
        return None;
    }
    let names = steps.iter().map(|step| match step {
        Step::Get(name) => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<&str> = names.collect::<Option<_>>()?;
    (!names.is_empty()).then(|| names.join("."))
}

#[derive(Debug)]
pub(super) enum ExprKind {
    Null,
    Bool(bool),
    /// `None` for a number that [`Decimal`] cannot hold.
    Number(Option<Decimal>),
    /// A string that is put together: quoted, or a heredoc.
    Template(Vec<Part>),
    /// `"${x}"`: whatever `x` is, not made a string.
    Wrap(Box<Expr>),
    Tuple(Vec<Expr>),
    Object(Vec<(Expr, Expr)>),
    Name(String),
    Traversal(Box<Expr>, Vec<Step>),
    Conditional(Box<[Expr; 3]>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Binary(Operator, Box<[Expr; 2]>),
    Call(Call),
    For(Box<For>),
}

#[derive(Debug)]
pub(super) enum Step {
    Get(String),
    Index(Expr),
    /// `[*]`: what follows applies to each element.
    Splat,
    /// `.*`: only the attributes that follow apply to each element.
    AttributeSplat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
}

#[derive(Debug)]
pub(super) struct Call {
    /// With its namespace: `provider::aws::arn_parse`.
    pub(super) name: String,
    pub(super) arguments: Vec<Expr>,
    /// `f(list...)`.
    pub(super) expand: bool,
}

#[derive(Debug)]
pub(super) struct For {
    pub(super) key: Option<String>,
    pub(super) value: String,
    pub(super) over: Expr,
    /// The key of each entry, when an object is made.
    pub(super) entry: Option<Expr>,
    pub(super) item: Expr,
    /// `...`: the items of a key are gathered.
    pub(super) group: bool,
    pub(super) condition: Option<Expr>,
}

/// A piece of a template.
#[derive(Debug)]
pub(super) enum Part {
    Literal(FormatText),
    Value(Expr),
    If {
        condition: Expr,
        then: Vec<Part>,
        otherwise: Vec<Part>,
    },
    For {
        key: Option<String>,
        value: String,
        over: Expr,
        body: Vec<Part>,
    },
}
