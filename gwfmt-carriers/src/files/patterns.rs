//! Lists of patterns, in the language of `.gitignore`: the last one that matches decides.

use std::path::Path;

use gwfmt_core::limits::{IGNORE_LINE_BYTES, IGNORE_PATTERNS, IGNORE_STAR_SIGNS};

use super::pattern::{Malformed, Pattern};

/// What patterns say of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It matches.
    Ignored,
    /// Some `!` wants it.
    Wanted,
}

/// Patterns that a user wrote one by one, as options and config files hold them.
#[derive(Debug, Default)]
pub struct Patterns(Vec<Pattern>);

impl Patterns {
    /// The patterns, or the number of the first that is none, and why.
    pub fn new<'p>(lines: impl IntoIterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut patterns = Vec::new();
        let mut star_signs = 0;
        for (number, line) in lines.into_iter().enumerate() {
            let pattern = pattern(line).map_err(|why| (number, why))?;
            star_signs += pattern.as_ref().map_or(0, Pattern::star_signs);
            if number >= IGNORE_PATTERNS {
                return Err((number, format!("there are over {IGNORE_PATTERNS} patterns")));
            }
            if star_signs > IGNORE_STAR_SIGNS {
                let why = format!(
                    "patterns with several `*` are over {IGNORE_STAR_SIGNS} bytes long together"
                );
                return Err((number, why));
            }
            patterns.extend(pattern);
        }
        Ok(Self(patterns))
    }

    /// What they say of a path below their folder, or else of the nearest folder above it of which they say anything.
    pub fn verdict(&self, below: &Path, folder: bool) -> Option<Verdict> {
        if self.0.is_empty() {
            return None;
        }
        let mut all = below.ancestors().enumerate();
        all.find_map(|(up, path)| {
            let path = bytes_of(path);
            let named = !path.is_empty();
            named.then(|| verdict(&self.0, &path, folder || up > 0))?
        })
    }

    /// What they say of a path that does not lie below their folder: the folders above it are not asked about.
    pub fn verdict_elsewhere(&self, path: &Path, folder: bool) -> Option<Verdict> {
        verdict(&self.0, &bytes_of(path), folder)
    }
}

fn pattern(line: &str) -> Result<Option<Pattern>, String> {
    if line.len() > IGNORE_LINE_BYTES {
        return Err(format!("it is over {IGNORE_LINE_BYTES} bytes"));
    }
    Pattern::check(line.as_bytes()).map_err(|Malformed(why)| why.to_owned())?;
    // who writes it expects alternatives, and would find that nothing matches
    if line.replace("[{]", "").replace("\\{", "").contains('{') {
        let why = "`.gitignore` has no alternatives in braces; give each a pattern of its own, or write `[{]` for the sign";
        return Err(why.to_owned());
    }
    Ok(Pattern::new(line.as_bytes()))
}

/// The last pattern that matches decides.
pub fn verdict(patterns: &[Pattern], path: &[u8], folder: bool) -> Option<Verdict> {
    let mut patterns = patterns.iter().rev();
    let pattern = patterns.find(|pattern| pattern.matches(path, folder))?;
    Some(if pattern.negated {
        Verdict::Wanted
    } else {
        Verdict::Ignored
    })
}

/// A path below a folder, as patterns see it.
pub fn bytes_of(below: &Path) -> Vec<u8> {
    let mut bytes = below.as_os_str().as_encoded_bytes().to_vec();
    if std::path::MAIN_SEPARATOR != '/' {
        for byte in &mut bytes {
            if *byte == std::path::MAIN_SEPARATOR as u8 {
                *byte = b'/';
            }
        }
    }
    bytes
}
