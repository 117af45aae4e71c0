//! A file before and after, as a unified diff.

use similar::TextDiff;

use super::Mended;

/// The change of a file, as `patch -p0` and `git apply -p0` take it.
pub(crate) fn unified(file: &Mended) -> String {
    let diff = TextDiff::from_lines(&*file.old, &*file.new);
    let mut diff = diff.unified_diff();
    diff.context_radius(3)
        .header(&file.name, &file.name)
        .to_string()
}
