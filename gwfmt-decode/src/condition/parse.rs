//! The grammar of conditions (nom): comparisons, joined by `and` and `or`, with `not` and parentheses. Each part knows its bytes.

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{char, digit1};
use nom::combinator::{map, opt, recognize, value};
use nom::sequence::pair;
use nom::{IResult, Parser};

use super::{ConditionError, Operator};

/// Parentheses and `not` go no deeper.
const DEEPEST: usize = 64;

/// A part of a condition and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed<T> {
    pub(super) what: T,
    pub(super) bytes: Range<usize>,
}

/// A condition as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    All(Vec<Written>),
    Any(Vec<Written>),
    Not(Box<Written>),
    IsNull {
        column: Placed<String>,
        is: bool,
    },
    Compare {
        column: Placed<String>,
        operator: Operator,
        with: Placed<Literal>,
    },
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Number(String),
    Text(String),
    Boolean(bool),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Number(String),
    Text(String),
    Operator(Operator),
    Open,
    Close,
}

/// Reads a condition.
pub(super) fn parse(text: &str) -> Result<Written, ConditionError> {
    let mut parser = Reader {
        tokens: tokens(text)?,
        at: 0,
        end: text.len(),
    };
    let written = parser.any(0)?;
    match parser.peek() {
        None => Ok(written),
        Some(_) => Err(parser.expected("`and`, `or` or the end")),
    }
}

fn tokens(text: &str) -> Result<Vec<Placed<Token>>, ConditionError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(tokens);
        }
        let start = text.len() - rest.len();
        let Ok((behind, what)) = token(rest) else {
            let length = rest.chars().next().map_or(0, char::len_utf8);
            let words = if rest.starts_with(['\'', '"']) {
                "this text has no closing quote"
            } else {
                "this is not part of a condition"
            };
            return Err(ConditionError::new(start..start + length, words));
        };
        let end = text.len() - behind.len();
        tokens.push(Placed {
            what,
            bytes: start..end,
        });
        rest = behind;
    }
}

fn token(input: &str) -> IResult<&str, Token> {
    let number = recognize(pair(opt(char('-')), digit1));
    let word = take_while1(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
    alt((
        value(Token::Open, char('(')),
        value(Token::Close, char(')')),
        map(operator, Token::Operator),
        map(alt((quoted('\''), quoted('"'))), Token::Text),
        map(whole(number), |digits: &str| {
            Token::Number(digits.to_owned())
        }),
        map(word, |word: &str| Token::Word(word.to_owned())),
    ))
    .parse(input)
}

/// What no letter or digit follows.
fn whole<'t>(
    mut inner: impl Parser<&'t str, Output = &'t str, Error = nom::error::Error<&'t str>>,
) -> impl Parser<&'t str, Output = &'t str, Error = nom::error::Error<&'t str>> {
    move |input: &'t str| {
        let (rest, found) = inner.parse(input)?;
        if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            let kind = nom::error::ErrorKind::Verify;
            return Err(nom::Err::Error(nom::error::Error::new(input, kind)));
        }
        Ok((rest, found))
    }
}

fn operator(input: &str) -> IResult<&str, Operator> {
    alt((
        value(Operator::NotEqual, alt((tag("!="), tag("<>")))),
        value(Operator::AtMost, tag("<=")),
        value(Operator::AtLeast, tag(">=")),
        value(Operator::Equal, alt((tag("=="), tag("=")))),
        value(Operator::Less, tag("<")),
        value(Operator::Greater, tag(">")),
    ))
    .parse(input)
}

/// A text between quotes; two of them stand for one.
fn quoted<'t>(
    quote: char,
) -> impl Parser<&'t str, Output = String, Error = nom::error::Error<&'t str>> {
    move |input: &'t str| {
        let (mut rest, _) = char(quote).parse(input)?;
        let mut text = String::new();
        loop {
            let (behind, part) = take_while(|c| c != quote).parse(rest)?;
            text.push_str(part);
            (rest, _) = char(quote).parse(behind)?;
            match char::<_, nom::error::Error<&str>>(quote).parse(rest) {
                Ok((behind, quote)) => {
                    text.push(quote);
                    rest = behind;
                }
                Err(_) => return Ok((rest, text)),
            }
        }
    }
}

struct Reader {
    tokens: Vec<Placed<Token>>,
    at: usize,
    end: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Placed<Token>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Placed<Token>> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn has_word(&self, word: &str) -> bool {
        let token = self.peek().map(|token| &token.what);
        matches!(token, Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let has = self.has_word(word);
        self.at += usize::from(has);
        has
    }

    fn expected(&self, what: &str) -> ConditionError {
        let bytes = self
            .peek()
            .map_or(self.end..self.end, |token| token.bytes.clone());
        ConditionError::new(bytes, format!("expected {what}"))
    }

    fn any(&mut self, depth: usize) -> Result<Written, ConditionError> {
        let mut parts = vec![self.all(depth)?];
        while self.takes_word("or") {
            parts.push(self.all(depth)?);
        }
        Ok(joined(parts, Written::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Written, ConditionError> {
        let mut parts = vec![self.one(depth)?];
        while self.takes_word("and") {
            parts.push(self.one(depth)?);
        }
        Ok(joined(parts, Written::All))
    }

    fn one(&mut self, depth: usize) -> Result<Written, ConditionError> {
        if depth > DEEPEST {
            let bytes = self
                .peek()
                .map_or(self.end..self.end, |token| token.bytes.clone());
            let words = format!("parentheses and `not` may go {DEEPEST} deep");
            return Err(ConditionError::new(bytes, words));
        }
        let follows = self.tokens.get(self.at + 1).map(|token| &token.what);
        let is_column = matches!(follows, Some(Token::Operator(_)));
        if !is_column && self.takes_word("not") {
            return Ok(Written::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.peek().is_some_and(|token| token.what == Token::Open) {
            self.at += 1;
            let inner = self.any(depth + 1)?;
            return match self.peek() {
                Some(token) if token.what == Token::Close => {
                    self.at += 1;
                    Ok(inner)
                }
                _ => Err(self.expected("`and`, `or` or `)`")),
            };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Written, ConditionError> {
        let Some(Placed {
            what: Token::Word(name),
            bytes,
        }) = self.peek().cloned()
        else {
            return Err(self.expected("a column"));
        };
        self.at += 1;
        let column = Placed { what: name, bytes };
        if self.takes_word("is") {
            let is = !self.takes_word("not");
            if !self.takes_word("null") {
                return Err(self.expected("`null`"));
            }
            return Ok(Written::IsNull { column, is });
        }
        let Some(Token::Operator(operator)) = self.peek().map(|token| token.what.clone()) else {
            return Err(self.expected("`=`, `!=`, `<`, `<=`, `>`, `>=` or `is`"));
        };
        self.at += 1;
        if self.has_word("null") {
            let words = "nothing is equal to null: write `is null` or `is not null`";
            let bytes = self.peek().map_or(0..0, |token| token.bytes.clone());
            return Err(ConditionError::new(bytes, words));
        }
        let error = self.expected("a number, a text in quotes, `true` or `false`");
        let Some(Placed { what, bytes }) = self.next() else {
            return Err(error);
        };
        let what = match what {
            Token::Number(digits) => Literal::Number(digits),
            Token::Text(text) => Literal::Text(text),
            Token::Word(word) if word.eq_ignore_ascii_case("true") => Literal::Boolean(true),
            Token::Word(word) if word.eq_ignore_ascii_case("false") => Literal::Boolean(false),
            _ => return Err(error),
        };
        let with = Placed { what, bytes };
        Ok(Written::Compare {
            column,
            operator,
            with,
        })
    }
}

fn joined(mut parts: Vec<Written>, join: fn(Vec<Written>) -> Written) -> Written {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}
