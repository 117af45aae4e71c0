//! Terraform's JSON syntax: `.tf.json` and `.tfvars.json` into the tree that the blocks of `.tf` files become. A string is a
//! template there, a block an object or a list of objects, and `"//"` a comment.

use gwfmt_core::limits::{HCL_BLOCK, HCL_FILE, HCL_JSON_DEPTH};
use gwfmt_core::span::{SourceId, SourceSpan};
use gwfmt_core::text::FormatText;

use crate::{Problem, ProblemKind};

use super::number::Decimal;
use super::parse::Reader;
use super::syntax::{Attribute, Block, Body, Expr, ExprKind, Part};

/// A block at the top of a file: its kind, its labels, its body.
pub(super) struct Item {
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    pub(super) body: Body,
}

/// The blocks of a `.tf.json` file, and what is wrong with it.
pub(super) fn items(source: SourceId, text: &str, start: usize) -> (Vec<Item>, Vec<Problem>) {
    let mut maker = Maker {
        source,
        problems: Vec::new(),
    };
    let mut items = Vec::new();
    if let Some(file) = maker.file(text, start) {
        for (kind, value) in entries_of(&file) {
            let labels = match kind.as_str() {
                "locals" => 0,
                "variable" | "output" | "module" => 1,
                "resource" | "data" => 2,
                _ => continue,
            };
            maker.blocks(kind.as_str(), Vec::new(), labels, value, &mut items);
        }
    }
    (items, maker.problems)
}

/// The values of a `.tfvars.json` file, in which no string is a template.
pub(super) fn values(source: SourceId, text: &str, start: usize) -> (Vec<Attribute>, Vec<Problem>) {
    let mut maker = Maker {
        source,
        problems: Vec::new(),
    };
    let file = maker.file(text, start);
    let mut values = Vec::new();
    for (name, value) in file.iter().flat_map(entries_of) {
        values.push(Attribute {
            name: name.as_str().to_owned(),
            key: None,
            value: maker.expr(value, false),
        });
    }
    (values, maker.problems)
}

/// The names of the variables that a file declares.
pub(super) fn variables(text: &str) -> Vec<String> {
    let (items, _) = items(SourceId(0), text, 0);
    let variables = items.into_iter().filter(|item| item.kind == "variable");
    variables.flat_map(|item| item.labels).collect()
}

/// A value of JSON. Its strings keep the place of each byte.
struct Json {
    place: SourceSpan,
    kind: Kind,
}

enum Kind {
    Null,
    Bool(bool),
    Number(Option<Decimal>),
    Text(FormatText),
    List(Vec<Json>),
    Object(Vec<(FormatText, SourceSpan, Json)>),
}

/// The entries of an object, or of each object of a list, without comments.
fn entries_of(value: &Json) -> Vec<(&FormatText, &Json)> {
    match &value.kind {
        Kind::Object(entries) => {
            let entries = entries.iter().filter(|(key, ..)| key.as_str() != "//");
            entries.map(|(key, _, value)| (key, value)).collect()
        }
        Kind::List(items) => items
            .iter()
            .filter(|item| matches!(item.kind, Kind::Object(_)))
            .flat_map(entries_of)
            .collect(),
        _ => Vec::new(),
    }
}

struct Maker {
    source: SourceId,
    problems: Vec<Problem>,
}

impl Maker {
    fn file(&mut self, text: &str, start: usize) -> Option<Json> {
        let mut parser = Parser {
            source: self.source,
            text,
            at: start,
        };
        let read = if text.len() > HCL_FILE {
            Err((
                start,
                ProblemKind::Limit,
                "too large to be read as Terraform",
            ))
        } else {
            parser.whole()
        };
        read.map_err(|(at, kind, message)| {
            let width = text.get(at..).and_then(|rest| rest.chars().next());
            let end = at + width.map_or(0, char::len_utf8);
            let place = SourceSpan::new(self.source, at, end);
            self.problems.push(Problem::new(kind, place, message));
        })
        .ok()
    }

    /// Goes down the labels to the bodies.
    fn blocks(
        &mut self,
        kind: &str,
        labels: Vec<String>,
        left: usize,
        value: &Json,
        items: &mut Vec<Item>,
    ) {
        if let Kind::List(all) = &value.kind {
            for value in all {
                self.blocks(kind, labels.clone(), left, value, items);
            }
            return;
        }
        if !matches!(value.kind, Kind::Object(_)) {
            let message = format!("expected an object: the content of a `{kind}` block");
            let problem = Problem::new(ProblemKind::Syntax, value.place, message);
            self.problems.push(problem);
            return;
        }
        if left > 0 {
            for (label, value) in entries_of(value) {
                let mut labels = labels.clone();
                labels.push(label.as_str().to_owned());
                self.blocks(kind, labels, left - 1, value, items);
            }
            return;
        }
        items.push(Item {
            kind: kind.to_owned(),
            labels,
            body: self.body(kind, value),
        });
    }

    fn body(&mut self, kind: &str, value: &Json) -> Body {
        let mut body = Body::default();
        for (key, value) in entries_of(value) {
            let name = key.as_str().to_owned();
            match (kind, name.as_str(), &value.kind) {
                ("resource", "dynamic", _) => {
                    for (label, value) in entries_of(value) {
                        let all = match &value.kind {
                            Kind::List(all) => all.iter().collect(),
                            _ => vec![value],
                        };
                        for value in all {
                            body.blocks.push(Block {
                                kind: name.clone(),
                                key: None,
                                labels: vec![label.as_str().to_owned()],
                                body: self.body("dynamic", value),
                            });
                        }
                    }
                }
                ("dynamic", "content", _) => body.blocks.push(Block {
                    kind: name,
                    key: None,
                    labels: Vec::new(),
                    body: self.body("content", value),
                }),
                ("variable", "type", Kind::Text(text))
                | ("dynamic", "iterator", Kind::Text(text)) => {
                    let reader = Reader::decoded(self.source, text);
                    match reader.expression() {
                        Ok(value) => body.attributes.push(Attribute {
                            name,
                            key: None,
                            value,
                        }),
                        Err(problem) => self.problems.push(problem),
                    }
                }
                _ => {
                    let value = self.expr(value, kind != "variable");
                    body.attributes.push(Attribute {
                        name,
                        key: None,
                        value,
                    });
                }
            }
        }
        body
    }

    /// The value as an expression; `templates` says whether its strings are templates.
    fn expr(&mut self, value: &Json, templates: bool) -> Expr {
        let kind = match &value.kind {
            Kind::Null => ExprKind::Null,
            Kind::Bool(value) => ExprKind::Bool(*value),
            Kind::Number(number) => ExprKind::Number(*number),
            Kind::Text(text) => self.text(text, templates),
            Kind::List(items) => ExprKind::Tuple(
                items
                    .iter()
                    .map(|item| self.expr(item, templates))
                    .collect(),
            ),
            Kind::Object(entries) => {
                let mut all = Vec::new();
                for (key, place, value) in entries {
                    // a comment only in the body of a block: an object of an expression has such keys
                    let key = Expr {
                        place: *place,
                        kind: self.text(key, templates),
                    };
                    all.push((key, self.expr(value, templates)));
                }
                ExprKind::Object(all)
            }
        };
        Expr {
            place: value.place,
            kind,
        }
    }

    fn text(&mut self, text: &FormatText, templates: bool) -> ExprKind {
        let has_marker = ["${", "%{"]
            .iter()
            .any(|marker| text.as_str().contains(marker));
        if !templates || !has_marker {
            return ExprKind::Template(vec![Part::Literal(text.clone())]);
        }
        if text.len() > HCL_BLOCK {
            return ExprKind::Number(None);
        }
        match Reader::decoded(self.source, text).template() {
            // `"${x}"` is whatever `x` is
            Ok(parts) => match <[Part; 1]>::try_from(parts) {
                Ok([Part::Value(only)]) => ExprKind::Wrap(Box::new(only)),
                Ok([part]) => ExprKind::Template(vec![part]),
                Err(parts) => ExprKind::Template(parts),
            },
            Err(problem) => {
                self.problems.push(problem);
                ExprKind::Number(None)
            }
        }
    }
}

type Wrong = (usize, ProblemKind, &'static str);

struct Parser<'a> {
    source: SourceId,
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn whole(&mut self) -> Result<Json, Wrong> {
        let value = self.value(0)?;
        self.space();
        if self.at < self.text.len() {
            return Err(self.wrong("unexpected text after the JSON value"));
        }
        Ok(value)
    }

    fn wrong(&self, message: &'static str) -> Wrong {
        (self.at, ProblemKind::Syntax, message)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn eat(&mut self, word: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn value(&mut self, depth: usize) -> Result<Json, Wrong> {
        self.space();
        let start = self.at;
        if depth > HCL_JSON_DEPTH {
            let message = "objects and lists are nested too deeply";
            return Err((start, ProblemKind::Limit, message));
        }
        let kind = if self.eat("{") {
            let mut entries = Vec::new();
            let mut more = !self.eat("}");
            while more {
                self.space();
                let at = self.at;
                let key = self.string()?;
                let place = SourceSpan::new(self.source, at, self.at);
                if !self.eat(":") {
                    return Err(self.wrong("expected `:`"));
                }
                entries.push((key, place, self.value(depth + 1)?));
                more = self.more("}")?;
            }
            Kind::Object(entries)
        } else if self.eat("[") {
            let mut items = Vec::new();
            let mut more = !self.eat("]");
            while more {
                items.push(self.value(depth + 1)?);
                more = self.more("]")?;
            }
            Kind::List(items)
        } else if self.rest().starts_with('"') {
            Kind::Text(self.string()?)
        } else if self.eat("null") {
            Kind::Null
        } else if self.eat("true") {
            Kind::Bool(true)
        } else if self.eat("false") {
            Kind::Bool(false)
        } else {
            let rest = self.rest();
            let end = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
            let number = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if !number.bytes().any(|b| b.is_ascii_digit()) {
                return Err(self.wrong("expected a JSON value"));
            }
            let (length, number) = (number.len(), Decimal::parse(number));
            self.at += length;
            Kind::Number(number)
        };
        let place = SourceSpan::new(self.source, start, self.at);
        Ok(Json { place, kind })
    }

    /// Whether another element follows; past the comma, or past what closes the collection.
    fn more(&mut self, close: &str) -> Result<bool, Wrong> {
        if self.eat(",") {
            return Ok(true);
        }
        if self.eat(close) {
            return Ok(false);
        }
        Err(self.wrong("expected `,` or a closing bracket"))
    }

    fn string(&mut self) -> Result<FormatText, Wrong> {
        if !self.rest().starts_with('"') {
            return Err(self.wrong("expected a string in double quotes"));
        }
        self.at += 1;
        let mut string = FormatText::new();
        loop {
            let rest = self.rest();
            let special = rest.find(|c: char| c == '"' || c == '\\' || c < ' ');
            let Some(special) = special else {
                return Err(self.wrong("this string is not closed"));
            };
            let piece = self
                .text
                .get(self.at..self.at + special)
                .unwrap_or_default();
            string.push_verbatim(self.source, self.at, piece);
            self.at += special;
            if self.rest().starts_with('"') {
                self.at += 1;
                return Ok(string);
            }
            let Some((length, c)) = escape(self.rest()).filter(|_| self.rest().starts_with('\\'))
            else {
                return Err(self.wrong("a JSON string has no such character or escape"));
            };
            let place = SourceSpan::new(self.source, self.at, self.at + length);
            string.push_escape(place, c.encode_utf8(&mut [0; 4]));
            self.at += length;
        }
    }
}

/// An escape of JSON at the start: its length and the character.
pub(super) fn escape(rest: &str) -> Option<(usize, char)> {
    let hex = |at: usize| u32::from_str_radix(rest.get(at..at + 4)?, 16).ok();
    Some(match rest.chars().nth(1)? {
        'n' => (2, '\n'),
        'r' => (2, '\r'),
        't' => (2, '\t'),
        'b' => (2, '\u{8}'),
        'f' => (2, '\u{c}'),
        c @ ('"' | '\\' | '/') => (2, c),
        'u' => {
            let first = hex(2)?;
            if !(0xD800..0xE000).contains(&first) {
                return Some((6, char::from_u32(first)?));
            }
            let second = rest
                .get(6..8)
                .filter(|next| *next == "\\u")
                .and_then(|_| hex(8))?;
            let low = second.checked_sub(0xDC00)?;
            let high = first.checked_sub(0xD800)?;
            (12, char::from_u32(0x10000 + (high << 10) + low)?)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::ProblemKind;
    use crate::hcl::fixture::Files;

    const STAGE: &str = "resource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = local.f\n }\n}\n";

    #[test]
    fn files_of_both_syntaxes_make_one_folder() {
        let locals = r#"{"//": "made", "locals": {"f": "$context.path ${upper(\"a\")}\t$${x} ${var.v}"}, "variable": {"v": {"default": "${no}"}}}"#;
        let files = Files(&[("main.tf", STAGE), ("locals.tf.json", locals)]);
        assert_eq!(
            files.lines(""),
            ["aws_api_gateway_stage.s rest $context.path A\t${x} ${no}"]
        );
        let place = files.extract("").formats[0].place;
        assert!(
            files.at(place).starts_with("local.f") || files.at(place).starts_with("\"$context")
        );
    }

    #[test]
    fn an_expression_may_say_a_key_twice_and_have_an_empty_heredoc() {
        let locals = r#"{"locals": {"f": "${jsonencode({ a = 1, b = \"$context.path\", a = 2, c = <<E\nE\n})}"}}"#;
        let files = Files(&[("main.tf", STAGE), ("locals.tf.json", locals)]);
        assert_eq!(
            files.lines(""),
            [r#"aws_api_gateway_stage.s rest {"a":2,"b":"$context.path","c":""}"#]
        );
    }

    #[test]
    fn every_block_has_its_json() {
        let main = r#"{
  "resource": {
    "aws_apigatewayv2_api": {"a": [{"protocol_type": "HTTP"}]},
    "aws_apigatewayv2_stage": [
      {"x": {"api_id": "${aws_apigatewayv2_api.a.id}", "access_log_settings": [{"format": "${local.f}"}]}},
      {"y": {"dynamic": {"access_log_settings": {"for_each": ["$context.y"], "iterator": "it", "content": {"format": "${it.value}"}}}}}
    ]
  },
  "locals": [{"f": "${jsonencode({ a = \"$context.a\", b = local.n })}"}, {"n": 1.50}],
  "module": {"m": {"source": "./m", "f": "$context.m"}},
  "output": {"o": {"value": "${local.f}"}}
}"#;
        let child = r#"{"variable": {"f": {"type": "string"}}, "resource": {"aws_api_gateway_stage": {"s": {"access_log_settings": {"format": "<${var.f}>"}}}}}"#;
        let files = Files(&[("main.tf.json", main), ("m/main.tf.json", child)]);
        let mut lines = files.lines("");
        lines.sort();
        assert_eq!(
            lines,
            [
                "aws_apigatewayv2_stage.x http {\"a\":\"$context.a\",\"b\":1.5}",
                "aws_apigatewayv2_stage.y http or websocket $context.y",
                "module.m.aws_api_gateway_stage.s rest <$context.m>",
            ]
        );
    }

    #[test]
    fn values_and_overrides_have_their_json_too() {
        let main =
            STAGE.replace("local.f", "var.f") + "variable \"f\" {\n default = \"$context.a\"\n}\n";
        let mut files = vec![("main.tf", main.as_str())];
        for (name, text, expected) in [
            (
                "terraform.tfvars.json",
                r#"{"f": "$context.b ${x}"}"#,
                "$context.b ${x}",
            ),
            ("a.auto.tfvars.json", r#"{"f": "$context.c"}"#, "$context.c"),
            (
                "override.tf.json",
                r#"{"resource": {"aws_api_gateway_stage": {"s": {"access_log_settings": {"format": "$context.d"}}}}}"#,
                "$context.d",
            ),
        ] {
            files.push((name, text));
            let found = Files(&files).extract("");
            let texts: Vec<&str> = found
                .formats
                .iter()
                .map(|found| found.text.as_str())
                .collect();
            assert!(texts.contains(&expected), "{name}: {texts:?}");
        }
    }

    #[test]
    fn mistakes_are_said_at_their_place_and_cost_other_files_nothing() {
        let good = STAGE.replace("local.f", "\"$context.path\"");
        for (text, at) in [
            (r#"{"locals": {"a": 1,}}"#, "}"),
            (r#"{"locals": {"a" 1}}"#, "1"),
            (r#"{"locals": {"a": "x"#, "x"),
            (r#"{"locals": {"a": "\q"}}"#, "\\"),
            (r#"{"locals": {"a": "\"${1 +}"}}"#, "}"),
            (r#"{"locals": 5}"#, "5"),
            (r#"{"variable": {"v": {"type": "list("}}}"#, "("),
            (r"{} x", "x"),
        ] {
            let files = Files(&[("main.tf", &good), ("l.tf.json", text)]);
            let found = files.extract("");
            assert_eq!(found.formats.len(), 1, "{text}");
            assert_eq!(found.problems.len(), 1, "{text}");
            assert_eq!(files.at(found.problems[0].place), at, "{text}");
        }
        let deep = format!("{{\"locals\": {{\"a\": {}}}}}", "[".repeat(100_000));
        let found = Files(&[("main.tf", &good), ("l.tf.json", &deep)]).extract("");
        assert_eq!(found.problems[0].kind, ProblemKind::Limit);
    }

    /// Behind an escape, too, a byte of the format is found where the file has it.
    #[test]
    fn places_are_those_of_the_json_file() {
        let text =
            r#"{"locals": {"f": "\"\u0041${local.g}$context.nothing\"", "g": "$context.g"}}"#;
        let files = Files(&[("main.tf", STAGE), ("l.tf.json", text)]);
        let found = files.extract("");
        let format = &found.formats[0].text;
        assert_eq!(format.as_str(), "\"A$context.g$context.nothing\"");
        for name in ["$context.g$", "$context.nothing"] {
            let name = name.trim_end_matches('$');
            let start = format.as_str().find(name).unwrap();
            let place = format.locate(gwfmt_core::span::Span::new(start, start + name.len()));
            let place = place.unwrap();
            assert!(place.verbatim);
            assert_eq!(files.at(place.primary), name);
        }
    }
}
