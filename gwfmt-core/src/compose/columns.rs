//! Columns: a cell in quotes where a value may hold what ends it.

use super::Member;
use crate::api::Api;

/// Columns with commas between them.
pub(super) fn csv(api: Api, members: &[Member]) -> String {
    let cell = |member: &Member| {
        if member.may_hold(api, &[',', '"']) {
            format!("\"{}\"", member.value.replace('"', "\"\""))
        } else {
            member.value.clone()
        }
    };
    let cells: Vec<String> = members.iter().map(cell).collect();
    cells.join(",")
}

/// A column of a line whose columns are separated by spaces.
pub(super) fn spaced(api: Api, member: &Member) -> String {
    // nothing escapes a quote in such a line
    let value = member.value.replace('"', "");
    if member.may_hold(api, &[' ']) {
        format!("\"{value}\"")
    } else {
        value
    }
}
