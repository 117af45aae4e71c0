//! hcl-edit's tree into ours. Its values of strings are not used: their bytes are read again from the file, so that every
//! byte keeps its place and heredocs follow Terraform's own rules.

use std::borrow::Cow;
use std::ops::Range;

use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator,
    UnaryOperator,
};
use hcl_edit::parser::Error as ParseError;
use hcl_edit::structure::{Block as HclBlock, Body as HclBody};
use hcl_edit::template::{Directive, Element, Strip, Template};
use hcl_edit::{Ident, Span as _};

use crate::{Problem, ProblemKind};
use gwfmt_core::limits::{HCL_BLOCK, HCL_RENAMED, HCL_TEMPLATE_KEYS};
use gwfmt_core::span::{SourceId, SourceSpan, Span, floor_boundary};
use gwfmt_core::text::{FormatText, Origin};

use super::literal::{self, Marked, Token};
use super::number::Decimal;
use super::split;
use super::syntax::{Attribute, Block, Body, Call, Expr, ExprKind, For, Operator, Part, Step};

/// A part of a file that is parsed by itself.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    /// Where `text` begins in the file.
    base: usize,
    /// The text with the place of each byte, when it is not as the file writes it.
    decoded: Option<&'a FormatText>,
}

impl<'a> Reader<'a> {
    /// Reads `span` of a file.
    pub(super) fn new(source: SourceId, file: &'a str, span: Span) -> Self {
        Self {
            source,
            text: file.get(span.range()).unwrap_or_default(),
            base: span.start,
            decoded: None,
        }
    }

    /// Reads what a string of another language holds.
    pub(super) fn decoded(source: SourceId, text: &'a FormatText) -> Self {
        Self {
            source,
            text: text.as_str(),
            base: 0,
            decoded: Some(text),
        }
    }

    /// One expression.
    pub(super) fn expression(self) -> Result<Expr, Problem> {
        self.check_size()?;
        let expr = self.parsed(hcl_edit::parser::parse_expr)?;
        Ok(self.expr(&expr, 0..self.text.len()))
    }

    /// Attributes and blocks.
    pub(super) fn body(self) -> Result<Body, Problem> {
        self.check_size()?;
        let body = self.parsed(hcl_edit::parser::parse_body)?;
        Ok(self.body_of(&body))
    }

    /// Parses the text, without what hcl-edit refuses and Terraform takes. No byte moves.
    fn parsed<T>(self, parse: impl Fn(&str) -> Result<T, ParseError>) -> Result<T, Problem> {
        let mut text = without_empty_heredocs(self.text);
        let mut renamed = 0;
        loop {
            let error = match parse(&text) {
                Ok(parsed) => return Ok(parsed),
                Err(error) => error,
            };
            let at = error.location().offset();
            renamed += 1;
            if renamed <= HCL_RENAMED
                && error.message().contains("redefined object key")
                && let Some(other) = with_another_key(&text, at, renamed)
            {
                text = Cow::Owned(other);
            } else {
                return Err(self.problem(at, error.message()));
            }
        }
    }

    /// A template file: what `templatefile` reads.
    pub(super) fn template(self) -> Result<Vec<Part>, Problem> {
        self.check_size()?;
        let keys = self.text.bytes().filter(|b| matches!(b, b'=' | b':'));
        if keys.count() > HCL_TEMPLATE_KEYS {
            return Err(self.too_large());
        }
        let template = self.parsed(hcl_edit::parser::parse_template)?;
        Ok(self.parts(&template, Style::Lines))
    }

    fn check_size(self) -> Result<(), Problem> {
        if self.text.len() > HCL_BLOCK {
            return Err(self.too_large());
        }
        Ok(())
    }

    pub(super) fn too_large(self) -> Problem {
        let message = "too large to be read as Terraform";
        Problem::new(ProblemKind::Limit, self.place(0..0), message)
    }

    fn problem(self, at: usize, message: &str) -> Problem {
        let bounds = ["at most 64 nested levels", "at most 128 chained binary"];
        let (kind, message) = match bounds.iter().position(|bound| message.contains(bound)) {
            Some(0) => (
                ProblemKind::Limit,
                "brackets or templates are nested more than 64 levels deep",
            ),
            Some(_) => (
                ProblemKind::Limit,
                "more than 128 operators in one expression",
            ),
            None => (ProblemKind::Syntax, message),
        };
        let at = floor_boundary(self.text, at);
        let width = self.text[at..].chars().next().map_or(0, char::len_utf8);
        Problem::new(kind, self.place(at..at + width), message)
    }

    fn place(self, range: Range<usize>) -> SourceSpan {
        let span = Span::new(range.start, range.end);
        if let Some(places) = self.decoded.and_then(|text| text.locate(span)) {
            // the whole of it, escapes included
            let all = places.others.iter().chain([&places.primary]);
            let ends = all.map(|place| (place.span.start, place.span.end));
            let (start, end) = ends.fold((usize::MAX, 0), |all, one| {
                (all.0.min(one.0), all.1.max(one.1))
            });
            return SourceSpan::new(self.source, start, end);
        }
        SourceSpan::new(self.source, self.base + range.start, self.base + range.end)
    }

    fn raw(self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn body_of(self, body: &HclBody) -> Body {
        let attributes = body.attributes().map(|attribute| Attribute {
            name: attribute.key.as_str().to_owned(),
            key: attribute.key.span().map(|range| self.place(range)),
            value: self.expr(&attribute.value, 0..self.text.len()),
        });
        Body {
            attributes: attributes.collect(),
            blocks: body.blocks().map(|block| self.block(block)).collect(),
        }
    }

    fn block(self, block: &HclBlock) -> Block {
        Block {
            kind: block.ident.as_str().to_owned(),
            key: block.ident.span().map(|range| self.place(range)),
            labels: block
                .labels
                .iter()
                .map(|label| label.as_str().to_owned())
                .collect(),
            body: self.body_of(&block.body),
        }
    }

    /// `outer` is the range of what holds the expression, for the few that have none of their own.
    fn expr(self, expr: &Expression, outer: Range<usize>) -> Expr {
        if let Expression::Parenthesis(inner) = expr {
            return self.expr(inner.inner(), outer);
        }
        let range = range_of(expr).unwrap_or(outer);
        let sub = |expr: &Expression| self.expr(expr, range.clone());
        let kind = match expr {
            Expression::Null(_) | Expression::Parenthesis(_) => ExprKind::Null,
            Expression::Bool(value) => ExprKind::Bool(*value.value()),
            Expression::Number(_) => ExprKind::Number(Decimal::parse(self.raw(&range))),
            Expression::String(_) => {
                let inside = range.start + 1..range.end.saturating_sub(1);
                ExprKind::Template(literal::nest(vec![self.literal(inside, true)]))
            }
            Expression::StringTemplate(template) => match self.wrapped(template) {
                Some(inner) => ExprKind::Wrap(Box::new(inner)),
                None => ExprKind::Template(self.parts(template, Style::Quoted)),
            },
            Expression::HeredocTemplate(heredoc) => {
                let flush = self.raw(&range).starts_with("<<-");
                let style = if flush { Style::Dedented } else { Style::Lines };
                ExprKind::Template(self.parts(&heredoc.template, style))
            }
            Expression::Array(array) => ExprKind::Tuple(array.iter().map(sub).collect()),
            Expression::Object(object) => ExprKind::Object(
                object
                    .iter()
                    .map(|(key, value)| (self.key(key, &range), sub(value.expr())))
                    .collect(),
            ),
            Expression::Variable(name) => ExprKind::Name(name.as_str().to_owned()),
            Expression::Traversal(traversal) => self.traversal(traversal, &range),
            Expression::Conditional(conditional) => ExprKind::Conditional(Box::new([
                sub(&conditional.cond_expr),
                sub(&conditional.true_expr),
                sub(&conditional.false_expr),
            ])),
            Expression::UnaryOp(unary) => {
                let inner = Box::new(sub(&unary.expr));
                match unary.operator.value() {
                    UnaryOperator::Neg => ExprKind::Negative(inner),
                    UnaryOperator::Not => ExprKind::Not(inner),
                }
            }
            Expression::BinaryOp(binary) => ExprKind::Binary(
                operator(*binary.operator.value()),
                Box::new([sub(&binary.lhs_expr), sub(&binary.rhs_expr)]),
            ),
            Expression::FuncCall(call) => self.call(call, &range),
            Expression::ForExpr(each) => self.for_expr(each, &range),
        };
        Expr {
            place: self.place(range),
            kind,
        }
    }

    fn call(self, call: &FuncCall, range: &Range<usize>) -> ExprKind {
        let mut name = String::new();
        for space in &call.name.namespace {
            name.push_str(space.as_str());
            name.push_str("::");
        }
        name.push_str(call.name.name.as_str());
        ExprKind::Call(Call {
            name,
            arguments: call
                .args
                .iter()
                .map(|argument| self.expr(argument, range.clone()))
                .collect(),
            expand: call.args.expand_final(),
        })
    }

    fn traversal(self, traversal: &Traversal, range: &Range<usize>) -> ExprKind {
        let root = self.expr(&traversal.expr, range.clone());
        let steps = traversal.operators.iter().map(|operator| {
            let range = operator.span().unwrap_or_else(|| range.clone());
            match operator.value() {
                TraversalOperator::GetAttr(name) => Step::Get(name.as_str().to_owned()),
                TraversalOperator::Index(index) => Step::Index(self.expr(index, range)),
                TraversalOperator::LegacyIndex(index) => Step::Index(Expr {
                    place: self.place(range),
                    kind: ExprKind::Number(Decimal::parse(&index.value().to_string())),
                }),
                TraversalOperator::FullSplat(_) => Step::Splat,
                TraversalOperator::AttrSplat(_) => Step::AttributeSplat,
            }
        });
        ExprKind::Traversal(Box::new(root), steps.collect())
    }

    fn for_expr(self, each: &ForExpr, range: &Range<usize>) -> ExprKind {
        let sub = |expr: &Expression| self.expr(expr, range.clone());
        ExprKind::For(Box::new(For {
            key: each.intro.key_var.as_ref().map(name_of),
            value: name_of(&each.intro.value_var),
            over: sub(&each.intro.collection_expr),
            entry: each.key_expr.as_ref().map(sub),
            item: sub(&each.value_expr),
            group: each.grouping,
            condition: each.cond.as_ref().map(|cond| sub(&cond.expr)),
        }))
    }

    /// A key is a word as it stands, or an expression.
    fn key(self, key: &ObjectKey, outer: &Range<usize>) -> Expr {
        let word = match key {
            ObjectKey::Ident(name) => name.span(),
            ObjectKey::Expression(word @ (Expression::Null(_) | Expression::Bool(_))) => {
                word.span()
            }
            ObjectKey::Expression(expr) => return self.expr(expr, outer.clone()),
        };
        let range = word.unwrap_or_else(|| outer.clone());
        Expr {
            place: self.place(range.clone()),
            kind: ExprKind::Template(literal::nest(vec![self.literal(range, false)])),
        }
    }

    /// What `"${x}"` holds.
    fn wrapped(self, template: &Template) -> Option<Expr> {
        match template.get(0) {
            Some(Element::Interpolation(only)) if template.len() == 1 => {
                Some(self.interpolated(&only.expr, only.span()?))
            }
            _ => None,
        }
    }

    /// What stands in `${…}`. The place of `context.x` is all of it: somebody meant `$context.x`.
    fn interpolated(self, expr: &Expression, range: Range<usize>) -> Expr {
        let mut value = self.expr(expr, range.clone());
        if value.context_path().is_some() {
            value.place = self.place(range);
        }
        value
    }

    fn parts(self, template: &Template, style: Style) -> Vec<Part> {
        let mut tokens = Vec::new();
        self.flatten(template, style, &mut tokens);
        literal::strip(&mut tokens);
        if style == Style::Dedented {
            literal::dedent(&mut tokens);
        }
        literal::nest(tokens)
    }

    fn flatten(self, template: &Template, style: Style, out: &mut Vec<Marked>) {
        for element in template {
            let range = element.span().unwrap_or_default();
            match element {
                Element::Literal(_) if style == Style::Quoted => {
                    out.push(self.literal(range, true));
                }
                Element::Literal(_) => {
                    let mut at = range.start;
                    for line in self.raw(&range).split_inclusive('\n') {
                        out.push(self.literal(at..at + line.len(), false));
                        at += line.len();
                    }
                }
                Element::Interpolation(inner) => {
                    let value = self.interpolated(&inner.expr, range);
                    out.push(marked(Token::Value(value), inner.strip));
                }
                Element::Directive(directive) => match directive.as_ref() {
                    Directive::If(directive) => {
                        let first = &directive.if_expr;
                        out.push(marked(
                            Token::If(self.expr(&first.cond_expr, range)),
                            first.strip,
                        ));
                        self.flatten(&first.template, style, out);
                        if let Some(second) = &directive.else_expr {
                            out.push(marked(Token::Else, second.strip));
                            self.flatten(&second.template, style, out);
                        }
                        out.push(marked(Token::EndIf, directive.endif_expr.strip));
                    }
                    Directive::For(directive) => {
                        let each = &directive.for_expr;
                        let token = Token::For {
                            key: each.key_var.as_ref().map(name_of),
                            value: name_of(&each.value_var),
                            over: self.expr(&each.collection_expr, range),
                        };
                        out.push(marked(token, each.strip));
                        self.flatten(&each.template, style, out);
                        out.push(marked(Token::EndFor, directive.endfor_expr.strip));
                    }
                },
            }
        }
    }

    fn literal(self, range: Range<usize>, quoted: bool) -> Marked {
        let raw = self.raw(&range);
        let Some(decoded) = self.decoded else {
            let offset = self.base + range.start;
            return Marked::literal(literal::decode(self.source, offset, raw, quoted));
        };
        // where the bytes stand in the decoded text, and from there in the file
        let within = literal::decode(self.source, range.start, raw, quoted);
        let mut text = FormatText::new();
        for (span, origin) in within.spans() {
            match origin {
                Origin::Verbatim { offset, .. } => {
                    text.push_text(&decoded.slice(Span::new(offset, offset + span.len())));
                }
                Origin::Escape(place) | Origin::Written(place) | Origin::Hole(place) => {
                    let place = self.place(place.span.range());
                    text.push_escape(place, &within.as_str()[span.range()]);
                }
            }
        }
        Marked::literal(text)
    }
}

/// The text with `""` for each heredoc without a line, which hcl-edit does not see the end of. No other byte moves.
fn without_empty_heredocs(text: &str) -> Cow<'_, str> {
    let mut new = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(n) = text[at..].find("<<") {
        at += n;
        if let Some((marker, line)) = split::heredoc(text, at)
            && let Some(end) = split::end_of_heredoc(text, line, marker)
        {
            new.push_str(&text[done..at]);
            new.push_str("\"\"");
            let blank = text[at + 2..end].bytes().map(|b| match b {
                b'\n' | b'\r' => char::from(b),
                _ => ' ',
            });
            new.extend(blank);
            done = end;
        }
        at += 2;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    new.push_str(&text[done..]);
    Cow::Owned(new)
}

/// The text with another key of the same length at `at`: Terraform lets the second of two equal keys win, hcl-edit refuses
/// it. The tree takes the key from the file.
fn with_another_key(text: &str, at: usize, number: usize) -> Option<String> {
    let start = at + usize::from(text.get(at..)?.starts_with('"'));
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
    let name = rest.get(..end?)?;
    let letter = char::from(b'A' + u8::try_from(number % 26).ok()?);
    let another = match name.len() {
        0 => return None,
        1 => letter.to_string(),
        length => format!("{letter}{number:_>width$}", width = length - 1),
    };
    let mut new = text.to_owned();
    new.replace_range(start..start + name.len(), another.get(..name.len())?);
    Some(new)
}

/// How the literal parts of a template are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Quoted,
    Lines,
    Dedented,
}

fn marked(token: Token, strip: Strip) -> Marked {
    Marked {
        token,
        before: strip.strip_start(),
        after: strip.strip_end(),
    }
}

fn name_of(name: &hcl_edit::Decorated<Ident>) -> String {
    name.as_str().to_owned()
}

/// The parser gives no range to the inner operations of `a + b + c`.
fn range_of(expr: &Expression) -> Option<Range<usize>> {
    match (expr.span(), expr) {
        (None, Expression::BinaryOp(binary)) => {
            Some(range_of(&binary.lhs_expr)?.start..range_of(&binary.rhs_expr)?.end)
        }
        (range, _) => range,
    }
}

fn operator(operator: BinaryOperator) -> Operator {
    match operator {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::LessEq => Operator::LessEqual,
        BinaryOperator::GreaterEq => Operator::GreaterEqual,
        BinaryOperator::Less => Operator::Less,
        BinaryOperator::Greater => Operator::Greater,
        BinaryOperator::Plus => Operator::Plus,
        BinaryOperator::Minus => Operator::Minus,
        BinaryOperator::Mul => Operator::Times,
        BinaryOperator::Div => Operator::Divide,
        BinaryOperator::Mod => Operator::Modulo,
        BinaryOperator::And => Operator::And,
        BinaryOperator::Or => Operator::Or,
    }
}
