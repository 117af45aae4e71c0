//! Lines of XML: elements and attributes name the values.

use super::skeleton::{Builder, Skeleton};

/// The skeleton of a line that is an element of XML. Text between tags is a value, and so is every attribute's.
pub(super) fn read(line: &str) -> Option<Skeleton> {
    let mut made = Builder::default();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = line;
    if !rest.trim_start().starts_with('<') {
        return None;
    }
    while !rest.is_empty() {
        let (text, from) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        let value = text.trim();
        if value.is_empty() {
            made.text(text);
        } else {
            let name = *open.last()?;
            let start = text.len() - text.trim_start().len();
            made.text(text.get(..start)?);
            made.value(Some(name.to_owned()), value);
            made.text(text.get(start + value.len()..)?);
        }
        if from.is_empty() {
            break;
        }
        let end = from.find('>')?;
        let (tag, after) = from.split_at(end + 1);
        if let Some(closing) = tag.strip_prefix("</") {
            let name = closing.trim_end_matches('>').trim();
            (open.pop()? == name).then_some(())?;
            made.text(tag);
        } else {
            let name = opening(tag, &mut made)?;
            if !tag.ends_with("/>") {
                open.push(name);
            }
        }
        rest = after;
    }
    open.is_empty().then_some(())?;
    made.finish()
}

/// The name of an opening tag; its attributes are values.
fn opening<'l>(tag: &'l str, made: &mut Builder) -> Option<&'l str> {
    let name_end = tag.find([' ', '/', '>'])?;
    let name = tag.get(1..name_end).filter(|name| !name.is_empty())?;
    if name.starts_with(['?', '!']) {
        return None;
    }
    made.text(tag.get(..name_end)?);
    let mut rest = tag.get(name_end..)?;
    while let Some(equals) = rest.find('=') {
        let key = rest.get(..equals)?.trim();
        let quoted = rest.get(equals + 1..)?;
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let inside = quoted.get(1..)?;
        let end = inside.find(quote)?;
        made.text(rest.get(..equals + 2)?);
        made.value(Some(key.to_owned()), inside.get(..end)?);
        made.text(inside.get(end..=end)?);
        rest = inside.get(end + 1..)?;
    }
    made.text(rest);
    Some(name)
}
