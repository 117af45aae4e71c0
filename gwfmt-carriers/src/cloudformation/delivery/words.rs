//! The words of a text, for a look at which names stand in it.

/// The words of a text: letters, digits and what names of resources are made of. What stands in comments counts too.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// Whether a text holds what stands elsewhere: an alias, a merge key, a part that is put in later.
pub(super) fn holds_more(text: &str) -> bool {
    let mut stars = text.match_indices('*');
    let is_alias = |at: usize| {
        let before = text.get(..at).and_then(|rest| rest.chars().next_back());
        let after = text.get(at + 1..).and_then(|rest| rest.chars().next());
        before.is_none_or(|c| c.is_whitespace() || matches!(c, '[' | ',' | '{' | ':'))
            && after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    stars.any(|(at, _)| is_alias(at))
        || text.contains("Fn::Transform")
        || text.contains("!Transform")
}
