//! Edits of files that are made together, and texts with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::place::FileEdit;

/// The texts of files, by what reports call them.
pub(super) type FileTexts = BTreeMap<Arc<str>, Arc<str>>;

/// Edits of which no two touch the same bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Edits(Vec<FileEdit>);

impl Edits {
    /// Adds all of these, or none when one of them meets one that is there. The same edit may come twice.
    pub(super) fn add(&mut self, edits: &[FileEdit]) -> bool {
        let meets = |one: &FileEdit| {
            let mut all = self.0.iter();
            all.any(|other| one != other && one.file == other.file && meet(one, other))
        };
        if edits.iter().any(meets) {
            return false;
        }
        for edit in edits {
            if !self.0.contains(edit) {
                self.0.push(edit.clone());
            }
        }
        true
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &FileEdit> {
        self.0.iter()
    }

    /// The texts with the edits made; nothing when one of them does not fit.
    pub(super) fn apply(&self, texts: &FileTexts) -> Option<FileTexts> {
        let mut all = texts.clone();
        let mut by_file: BTreeMap<&Arc<str>, Vec<&FileEdit>> = BTreeMap::new();
        for edit in &self.0 {
            by_file.entry(&edit.file).or_default().push(edit);
        }
        for (file, mut edits) in by_file {
            let text = texts.get(file)?;
            edits.sort_unstable();
            let mut new = String::with_capacity(text.len());
            let mut from = 0;
            for edit in edits {
                new.push_str(text.get(from..edit.span.start)?);
                new.push_str(&edit.text);
                from = edit.span.end;
            }
            new.push_str(text.get(from..)?);
            all.insert(Arc::clone(file), Arc::from(new));
        }
        Some(all)
    }
}

/// Whether two edits of one file touch the same bytes, or are at the same point.
fn meet(one: &FileEdit, other: &FileEdit) -> bool {
    let (one, other) = (one.span, other.span);
    if one.is_empty() || other.is_empty() {
        one.start <= other.end && other.start <= one.end
    } else {
        one.start < other.end && other.start < one.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwfmt_core::span::Span;

    fn edit(start: usize, end: usize, text: &str) -> FileEdit {
        FileEdit {
            file: Arc::from("f"),
            span: Span::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn edits_that_meet_are_not_made_together() {
        let mut edits = Edits::default();
        assert!(edits.add(&[edit(2, 4, "x")]));
        assert!(edits.add(&[edit(2, 4, "x")]), "the same once more");
        assert!(!edits.add(&[edit(6, 7, ""), edit(3, 5, "")]));
        assert!(!edits.add(&[edit(4, 4, "y")]));
        assert!(edits.add(&[edit(4, 5, "y"), edit(0, 0, "z")]));
        let texts = FileTexts::from([(Arc::from("f"), Arc::from("012345"))]);
        let new = edits.apply(&texts).unwrap();
        assert_eq!(new.values().next().map(|text| &**text), Some("z01xy5"));
    }

    #[test]
    fn an_edit_that_does_not_fit_is_not_made() {
        let texts = FileTexts::from([(Arc::from("f"), Arc::from("é"))]);
        for (start, end) in [(1, 2), (0, 9)] {
            let mut edits = Edits::default();
            edits.add(&[edit(start, end, "")]);
            assert!(edits.apply(&texts).is_none());
        }
    }
}
