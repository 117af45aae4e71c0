//! Files that are named and that no carrier claims: which of them may be a format, and nothing else.

use std::path::Path;

/// Endings of files in other languages, of which none is a format as it is.
const ENDINGS: &str = "adoc astro bash bat bicep c cc cfg cjs clj cmake cpp cs css cts dart diff editorconfig ex exs fish \
    gitattributes gitignore go gradle groovy h hcl hpp hs htm html ini ipynb java jl js jsonc jsonnet jsx kt kts less lock lua \
    markdown md mdx mjs mod mts php pl properties proto ps1 py pyi r rb rs rst scala scss sh snap sql sum svelte svg swift toml ts tsx \
    vue zsh 7z bin bmp bz2 dll dylib eot exe gif gz ico jar jpeg jpg mp4 o pdf png so tar tgz ttf war wasm webp whl woff woff2 xz zip";

/// Names of such files.
const NAMES: &str =
    "codeowners dockerfile gemfile jenkinsfile license makefile procfile rakefile vagrantfile";

/// Whether the name says that the file is written in another language.
pub(crate) fn is_foreign(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let is_among = |list: &str, word: &str| list.split_whitespace().any(|known| known == word);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    is_among(NAMES, &name)
        || name.starts_with("dockerfile.")
        || ending.is_some_and(|ending| is_among(ENDINGS, ending))
}

/// Whether the text may be a format: it refers to `$context`, or is as short as a format and as simple.
pub(crate) fn is_like_format(text: &str) -> bool {
    const SHORT: usize = 4096;
    let whole = text.trim();
    let encloses = |open, close| whole.starts_with(open) && whole.ends_with(close);
    let simple = !whole.contains('\n') || encloses('{', '}') || encloses('<', '>');
    let refers = ["$context", "$Context", "${context", "$!context"];
    refers.iter().any(|word| text.contains(word)) || text.len() <= SHORT && simple
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_files_of_other_languages_by_name() {
        let foreign = |name: &str| is_foreign(Path::new(name));
        for name in [
            "a/README.md",
            "x.PY",
            "logo.png",
            "Makefile",
            "terragrunt.hcl",
            ".gitignore",
            "Dockerfile.dev",
        ] {
            assert!(foreign(name), "{name}");
        }
        for name in [
            "format",
            "a.txt",
            "access.log",
            "x.format",
            "a.tpl",
            "log.vm",
            "py",
        ] {
            assert!(!foreign(name), "{name}");
        }
    }

    #[test]
    fn knows_what_may_be_a_format() {
        for text in [
            "",
            "a b c\n",
            "{\n\"a\": 1\n}\n",
            "<a>\n</a>",
            "\n\na\n$context.path\n",
        ] {
            assert!(is_like_format(text), "{text}");
        }
        for text in ["a\nb", "#!/bin/sh\necho\n"] {
            assert!(!is_like_format(text), "{text}");
        }
        assert!(!is_like_format(&"a".repeat(5000)));
    }
}
