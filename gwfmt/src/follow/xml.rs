//! An XML line by its names. No recursion: a row of names says where the reader is.

use super::{Path, fill};
use crate::format::Format;

/// Fills the slots whose elements and attributes are there. `None` when the tags do not fit each other, or one of the
/// format stands twice.
pub(super) fn by_name<'a>(
    line: &'a str,
    format: &Format<'_>,
    slots: &mut [&'a str],
    path: &mut Path<'a>,
) -> Option<()> {
    let mut rest = line.trim();
    let mut content = rest;
    loop {
        let open = rest.find('<')?;
        let tag = rest.get(open + 1..)?;
        if let Some(name) = tag.strip_prefix('/') {
            let text = content.get(..content.len() - rest.len() + open)?;
            let (name, after) = name.split_once('>')?;
            if !text.contains('<')
                && let Some(slot) = path.slot(format, None)
            {
                fill(slots, slot, text)?;
            }
            if path.pop()? != name.trim_end() {
                return None;
            }
            if path.len() == 0 {
                return after.trim().is_empty().then_some(());
            }
            rest = after;
            continue;
        }
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
            continue;
        }
        if let Some(instruction) = tag.strip_prefix('?') {
            rest = instruction.split_once("?>")?.1;
            continue;
        }
        // In a section of characters tags are none, and declarations may hold anything.
        if tag.starts_with('!') {
            return None;
        }
        let name_end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
        let (name, mut inside) = tag.split_at_checked(name_end)?;
        path.push(name)?;
        loop {
            inside = inside.trim_start();
            if let Some(after) = inside.strip_prefix("/>") {
                if let Some(slot) = path.slot(format, None) {
                    fill(slots, slot, "")?;
                }
                path.pop()?;
                if path.len() == 0 {
                    return after.trim().is_empty().then_some(());
                }
                rest = after;
                break;
            }
            if let Some(after) = inside.strip_prefix('>') {
                rest = after;
                break;
            }
            let (attribute, value) = inside.split_once('=')?;
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = value.get(1..)?.split_once(quote)?;
            if let Some(slot) = path.slot(format, Some(attribute.trim())) {
                fill(slots, slot, value)?;
            }
            inside = after;
        }
        content = rest;
    }
}
