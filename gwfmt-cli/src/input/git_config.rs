//! Where the user keeps the patterns of what git ignores in every repository: `core.excludesFile`, or git's default.

use std::env;
use std::path::{Path, PathBuf};

use gwfmt_carriers::files;
use gwfmt_core::limits::IGNORE_BYTES;

/// The file, whether or not it is there.
pub(crate) fn excludes_file() -> Option<PathBuf> {
    let home = env::var_os("HOME").filter(|home| !home.is_empty());
    let home = home.map(PathBuf::from);
    let config = env::var_os("XDG_CONFIG_HOME").filter(|config| !config.is_empty());
    let config = config.map(PathBuf::from);
    let config = config.or_else(|| Some(home.as_ref()?.join(".config")));
    // the file of the home folder is read later, and wins
    let files = [
        home.as_ref().map(|home| home.join(".gitconfig")),
        config.as_ref().map(|config| config.join("git/config")),
    ];
    let said = files.into_iter().flatten().find_map(|file| {
        let mut bytes = Vec::new();
        files::read_regular(&mut bytes, &file, IGNORE_BYTES).ok()?;
        said_in(&String::from_utf8_lossy(&bytes))
    });
    match said {
        Some(path) => Some(from_home(&path, home.as_deref())),
        None => Some(config?.join("git/ignore")),
    }
}

fn from_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~/"), home) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(path),
    }
}

/// `excludesFile` in the section `[core]`: the last one counts.
fn said_in(config: &str) -> Option<String> {
    let mut in_core = false;
    let mut said = None;
    for line in config.lines() {
        let line = line.trim();
        let line = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((section, rest)) => {
                in_core = section.trim().eq_ignore_ascii_case("core");
                rest.trim()
            }
            None => line,
        };
        if let Some((name, value)) = line.split_once('=')
            && in_core
            && name.trim().eq_ignore_ascii_case("excludesfile")
        {
            let value = value.trim();
            let quoted = value
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'));
            said = Some(match quoted {
                Some((value, _)) => value.to_owned(),
                None => value.split([';', '#']).next()?.trim().to_owned(),
            });
        }
    }
    said.filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_file_that_the_configuration_names() {
        let said = |text: &str| said_in(text).unwrap_or_default();
        assert_eq!(
            said("[core]\n\texcludesFile = ~/ignore # mine\n"),
            "~/ignore"
        );
        assert_eq!(said("[Core] excludesfile=\"/a b\"\n"), "/a b");
        assert_eq!(said("[user]\nexcludesfile = /a\n[core]\nx = 1\n"), "");
        assert_eq!(
            from_home("~/ignore", Some(Path::new("/home/me"))),
            Path::new("/home/me/ignore")
        );
    }
}
