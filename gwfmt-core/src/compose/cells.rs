//! A format taken apart: its values with the keys, columns or elements that hold them, as [`compose`](super::compose) writes them.

use super::Member;
use crate::model::Model;
use crate::shape::json::{self, ValueKind};
use crate::shape::{Delimited, Shape, Xml};
use crate::span::Span;

/// A value of a format, constant ones among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The value, with its keys: those of JSON, the elements of XML (`@` before an attribute), none for a column.
    pub member: Member,
    /// What encloses a column.
    pub quote: Option<char>,
    /// Its bytes in the format, quotes included.
    pub span: Span,
}

/// The values of a format in the order of the text; nothing where it has no shape, or a broken one.
pub fn cells(model: &Model<'_>) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    match &model.shape {
        Shape::Json(json) if json.faults.is_empty() => {
            from_json(model, &json.root, &mut Vec::new(), &mut cells);
        }
        Shape::Xml(xml) if xml.faults.is_empty() => from_xml(model, xml, &mut cells),
        Shape::Delimited(columns) => from_columns(model, columns, &mut cells),
        _ => return None,
    }
    Some(cells)
}

fn from_json(
    model: &Model<'_>,
    value: &json::Value,
    keys: &mut Vec<String>,
    cells: &mut Vec<Cell>,
) {
    let raw = model.slice(value.span);
    let (text, bare) = match &value.kind {
        ValueKind::Object(members) => {
            for member in members {
                let Some(value) = &member.value else { continue };
                let key = member.name(model.text());
                keys.push(key.map_or_else(|| model.slice(member.key).to_owned(), Into::into));
                from_json(model, value, keys, cells);
                keys.pop();
            }
            return;
        }
        ValueKind::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                keys.push(format!("[{number}]"));
                from_json(model, item, keys, cells);
                keys.pop();
            }
            return;
        }
        ValueKind::String(_) => {
            let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or(raw);
            (json::unescape(inner).into_owned(), false)
        }
        ValueKind::Bare(_) | ValueKind::Hole => (raw.to_owned(), true),
    };
    cells.push(Cell {
        member: Member {
            keys: keys.clone(),
            value: text,
            bare,
        },
        quote: None,
        span: value.span,
    });
}

fn from_xml(model: &Model<'_>, xml: &Xml, cells: &mut Vec<Cell>) {
    let mut paths: Vec<Vec<String>> = Vec::with_capacity(xml.elements.len());
    for (number, element) in xml.elements.iter().enumerate() {
        let mut path = match element.parent.and_then(|parent| paths.get(parent)) {
            Some(parent) => {
                let mut path = parent.clone();
                path.push(model.slice(element.name).to_owned());
                path
            }
            // the root is no key
            None => Vec::new(),
        };
        paths.push(path.clone());
        let mut push = |keys: Vec<String>, span: Span, value: String| {
            cells.push(Cell {
                member: Member {
                    keys,
                    value,
                    bare: false,
                },
                quote: None,
                span,
            });
        };
        for attribute in &element.attributes {
            path.push(format!("@{}", model.slice(attribute.name)));
            let value = xml_text(model.slice(attribute.value));
            push(path.clone(), attribute.value, value);
            path.pop();
        }
        let holds_elements = xml
            .elements
            .iter()
            .any(|other| other.parent == Some(number));
        if !holds_elements {
            let value = xml_text(model.slice(element.content));
            push(path, element.content, value);
        } else if !element.parts.is_empty() {
            path.push("text()".to_owned());
            push(
                path,
                element.content,
                xml_text(model.slice(element.content)),
            );
        }
    }
}

/// The text that a reader of XML sees.
fn xml_text(raw: &str) -> String {
    let mut text = String::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        text.push_str(&entities(before));
        let (inside, after) = after.split_once("]]>").unwrap_or((after, ""));
        text.push_str(inside);
        rest = after;
    }
    text + &entities(rest)
}

fn entities(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

fn from_columns(model: &Model<'_>, columns: &Delimited, cells: &mut Vec<Cell>) {
    for column in &columns.columns {
        let raw = model.slice(column.span);
        let inner = match column.quote {
            Some(_) => raw.get(1..raw.len().saturating_sub(1)).unwrap_or(raw),
            None => raw.trim_end_matches(['\r', '\n']),
        };
        let value = match column.quote {
            Some('"') => inner.replace("\"\"", "\""),
            _ => inner.to_owned(),
        };
        cells.push(Cell {
            member: Member {
                keys: Vec::new(),
                value,
                bare: false,
            },
            quote: column.quote,
            span: column.span,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Api, ApiSet};
    use crate::span::SourceId;
    use crate::text::FormatText;

    fn of(format: &str) -> Option<Vec<String>> {
        let text = FormatText::verbatim(SourceId(0), 0, format);
        let model = Model::new(&text, ApiSet::one(Api::Rest));
        let cells = cells(&model)?;
        let show = |cell: &Cell| {
            let quote = cell.quote.map(String::from).unwrap_or_default();
            format!(
                "{}={quote}{}",
                cell.member.keys.join("."),
                cell.member.value
            )
        };
        Some(cells.iter().map(show).collect())
    }

    #[test]
    fn takes_every_shape_apart() {
        let json = r#"{"id":"$context.requestId","a":{"s":$context.status,"l":["x","\"$context.path\""]}}"#;
        assert_eq!(
            of(json).unwrap(),
            [
                "id=$context.requestId",
                "a.s=$context.status",
                "a.l.[0]=x",
                "a.l.[1]=\"$context.path\""
            ]
        );
        let xml = "<r id=\"$context.requestId\"><a><b><![CDATA[$context.path]]></b></a><c>&lt;$context.status</c></r>";
        assert_eq!(
            of(xml).unwrap(),
            [
                "@id=$context.requestId",
                "a.b=$context.path",
                "c=<$context.status"
            ]
        );
        let columns = "$context.requestId,\"$context.path\",x\n";
        assert_eq!(
            of(columns).unwrap(),
            ["=$context.requestId", "=\"$context.path", "=x"]
        );
        assert_eq!(of("id: $context.requestId"), None);
        assert_eq!(of(r#"{"id":"$context.requestId""#), None);
    }
}
