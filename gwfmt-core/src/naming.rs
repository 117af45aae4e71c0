//! Styles of names: `camelCase`, `PascalCase`, `snake_case`, `kebab-case`.

/// How names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Naming {
    Camel,
    Pascal,
    Snake,
    Kebab,
}

/// What is left alone at the beginning of a name.
const MARKS: [char; 3] = ['@', '$', '_'];

impl Naming {
    /// All of them.
    pub const ALL: [Naming; 4] = [Naming::Camel, Naming::Pascal, Naming::Snake, Naming::Kebab];

    /// The word, in the style itself.
    pub const fn name(self) -> &'static str {
        match self {
            Naming::Camel => "camelCase",
            Naming::Pascal => "PascalCase",
            Naming::Snake => "snake_case",
            Naming::Kebab => "kebab-case",
        }
    }

    /// Whether a name is in this style, each part between dots by itself.
    pub fn fits(self, name: &str) -> bool {
        let name = name.trim_start_matches(MARKS);
        name.split('.').all(|part| self.fits_part(part))
    }

    fn fits_part(self, part: &str) -> bool {
        let bytes = part.as_bytes();
        let first = bytes.first().copied().unwrap_or(b' ');
        let separated = |separator: u8| {
            let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            let ends = bytes.starts_with(&[separator]) || bytes.ends_with(&[separator]);
            let mut pairs = bytes.windows(2);
            let doubled = pairs.any(|pair| pair == [separator, separator]);
            let signs = bytes.iter().all(|b| lower(*b) || *b == separator);
            signs && !ends && !doubled && !bytes.is_empty()
        };
        let plain = || bytes.iter().all(u8::is_ascii_alphanumeric);
        match self {
            Naming::Camel => plain() && (first.is_ascii_lowercase() || first.is_ascii_digit()),
            Naming::Pascal => plain() && (first.is_ascii_uppercase() || first.is_ascii_digit()),
            Naming::Snake => separated(b'_'),
            Naming::Kebab => separated(b'-'),
        }
    }

    /// The name in this style; what is neither a letter nor a digit ends a word.
    pub fn rename(self, name: &str) -> String {
        let rest = name.trim_start_matches(MARKS);
        let marks = &name[..name.len() - rest.len()];
        let parts: Vec<String> = rest.split('.').map(|part| self.rename_part(part)).collect();
        format!("{marks}{}", parts.join("."))
    }

    fn rename_part(self, part: &str) -> String {
        let words = words(part);
        let capital = |word: &String| {
            let mut chars = word.chars();
            let first = chars.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(chars).collect::<String>()
        };
        match self {
            Naming::Snake => words.join("_"),
            Naming::Kebab => words.join("-"),
            Naming::Pascal => words.iter().map(capital).collect(),
            Naming::Camel => {
                let (first, rest) = words.split_at(words.len().min(1));
                first.concat() + &rest.iter().map(capital).collect::<String>()
            }
        }
    }
}

/// The words of a name, in lower case: `requestID_2` is `request`, `id`, `2`.
fn words(part: &str) -> Vec<String> {
    let chars: Vec<char> = part.chars().collect();
    let mut words = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(at + 1);
        let begins = c.is_ascii_uppercase()
            && (before.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                || before.is_some_and(|b| b.is_ascii_uppercase())
                    && after.is_some_and(char::is_ascii_lowercase));
        if begins || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_its_style_in_its_style() {
        for naming in Naming::ALL {
            assert!(naming.fits(naming.name()), "{naming:?}");
            assert_eq!(
                naming.rename("requestID_of-it"),
                match naming {
                    Naming::Camel => "requestIdOfIt",
                    Naming::Pascal => "RequestIdOfIt",
                    Naming::Snake => "request_id_of_it",
                    Naming::Kebab => "request-id-of-it",
                }
            );
        }
    }

    #[test]
    fn judges_parts_and_leaves_marks_alone() {
        assert!(Naming::Camel.fits("@timestamp") && Naming::Camel.fits("http.statusCode"));
        assert!(Naming::Snake.fits("_id") && Naming::Snake.fits("p99"));
        assert!(!Naming::Snake.fits("a__b") && !Naming::Snake.fits("a_"));
        assert!(!Naming::Camel.fits("") && !Naming::Camel.fits("a b"));
        assert!(!Naming::Kebab.fits("a_b") && !Naming::Pascal.fits("aB"));
        assert_eq!(Naming::Snake.rename("HTTPStatus"), "http_status");
    }
}
