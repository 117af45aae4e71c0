//! What ignore files leave out when folders are walked, with git's meaning.
//!
//! Ignore files are strangers' input: each is a regular file inside the repository, of bounded size and with a bounded number
//! of patterns. One that is not ignores nothing, and is reported.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwfmt_carriers::files::pattern::Pattern;
use gwfmt_carriers::files::patterns::verdict;
pub(crate) use gwfmt_carriers::files::patterns::{Verdict, bytes_of};
use gwfmt_carriers::files::{self, Trouble};
use gwfmt_core::limits::{IGNORE_BYTES, IGNORE_LINE_BYTES, IGNORE_PATTERNS, IGNORE_STAR_SIGNS};

/// An ignore file that ignores nothing, and why.
#[derive(Debug)]
pub(crate) struct BadIgnoreFile {
    pub(crate) path: PathBuf,
    pub(crate) why: Why,
}

/// What is wrong with an ignore file.
#[derive(Debug)]
pub(crate) enum Why {
    Unread(Trouble),
    /// There is more in it than is tried.
    TooMuch(String),
}

/// What the ignore files of a folder and of those above it say. One a folder; those above are shared.
#[derive(Debug, Default)]
pub(crate) struct Ignores {
    above: Option<Arc<Ignores>>,
    ignore: Option<List>,
    gitignore: Option<List>,
    /// `.git/info/exclude`, or what the user excludes everywhere.
    exclude: Option<List>,
    /// Whether a repository begins here: the `.gitignore` files above it are another repository's.
    begins: bool,
    /// What may still be tried on a name below.
    spent: Spent,
}

#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    patterns: usize,
    star_signs: usize,
}

#[derive(Debug)]
struct List {
    patterns: Vec<Pattern>,
    /// Bytes of the path from the root to its folder, with the `/` behind it.
    base: usize,
}

impl Ignores {
    /// What the user excludes everywhere, for the root of a walk.
    pub(crate) fn everywhere(bad: &mut Vec<BadIgnoreFile>) -> Arc<Self> {
        let mut this = Self::default();
        if let Some(path) = crate::input::git_config::excludes_file() {
            this.exclude = this.list(&path, None, 0, bad);
        }
        Arc::new(this)
    }

    /// With the ignore files of one more folder, which lies below `root` at `base`: its path from there, with a `/`
    /// behind it. The root has the base `""`.
    pub(crate) fn enter(
        self: &Arc<Self>,
        folder: &Path,
        root: &Path,
        base: &[u8],
        bad: &mut Vec<BadIgnoreFile>,
    ) -> Arc<Self> {
        let mut this = Self {
            above: Some(Arc::clone(self)),
            spent: self.spent,
            ..Self::default()
        };
        let git = folder.join(".git");
        this.begins = git.symlink_metadata().is_ok();
        let inside = Some(root);
        this.ignore = this.list(&folder.join(".ignore"), inside, base.len(), bad);
        this.gitignore = this.list(&folder.join(".gitignore"), inside, base.len(), bad);
        // `.git` is a file in a working tree beside the repository: what it points to lies outside
        if this.begins && git.is_dir() {
            this.exclude = this.list(&git.join("info/exclude"), inside, base.len(), bad);
        }
        if this.ignore.is_none()
            && this.gitignore.is_none()
            && this.exclude.is_none()
            && !this.begins
        {
            return Arc::clone(self);
        }
        Arc::new(this)
    }

    /// What is said of a path, given from the root with `/` between the names. The folders above it are not asked about.
    pub(crate) fn verdict(&self, path: &[u8], folder: bool) -> Option<Verdict> {
        let chain = || std::iter::successors(Some(self), |this| this.above.as_deref());
        let say = |list: &Option<List>| list.as_ref()?.verdict(path, folder);
        let own = self.own_verdict(path, folder);
        let outermost = chain().position(|this| this.begins);
        let repository = || chain().take(outermost.map_or(usize::MAX, |at| at + 1));
        own.or_else(|| repository().find_map(|this| say(&this.gitignore)))
            .or_else(|| repository().find_map(|this| say(&this.exclude)))
            .or_else(|| chain().last().and_then(|this| say(&this.exclude)))
    }

    /// What the `.ignore` files say, which have nothing to do with git.
    fn own_verdict(&self, path: &[u8], folder: bool) -> Option<Verdict> {
        let mut chain = std::iter::successors(Some(self), |this| this.above.as_deref());
        chain.find_map(|this| this.ignore.as_ref()?.verdict(path, folder))
    }

    fn list(
        &mut self,
        path: &Path,
        root: Option<&Path>,
        base: usize,
        bad: &mut Vec<BadIgnoreFile>,
    ) -> Option<List> {
        path.symlink_metadata().ok()?;
        match read(path, root, &mut self.spent) {
            Ok(patterns) => Some(List { patterns, base }),
            Err(why) => {
                bad.push(BadIgnoreFile {
                    path: path.to_path_buf(),
                    why,
                });
                None
            }
        }
    }
}

impl List {
    fn verdict(&self, path: &[u8], folder: bool) -> Option<Verdict> {
        let below = path.get(self.base..)?;
        verdict(&self.patterns, below, folder)
    }
}

fn read(path: &Path, root: Option<&Path>, spent: &mut Spent) -> Result<Vec<Pattern>, Why> {
    let real = match root {
        Some(root) => files::within(path, root).map_err(Why::Unread)?,
        None => path.to_path_buf(),
    };
    let mut bytes = Vec::new();
    match files::read_regular(&mut bytes, &real, IGNORE_BYTES) {
        Err(Trouble::TooLarge) => {
            let words = format!("it is over {} MiB", IGNORE_BYTES >> 20);
            return Err(Why::TooMuch(words));
        }
        read => read.map_err(Why::Unread)?,
    }
    let text = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&bytes);
    let mut patterns = Vec::new();
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > IGNORE_LINE_BYTES && !line.starts_with(b"#") {
            let number = number + 1;
            return Err(Why::TooMuch(format!(
                "line {number} is over {IGNORE_LINE_BYTES} bytes"
            )));
        }
        patterns.extend(Pattern::new(line));
    }
    let mut total = *spent;
    total.patterns += patterns.len();
    total.star_signs += patterns.iter().map(Pattern::star_signs).sum::<usize>();
    if total.patterns > IGNORE_PATTERNS {
        return Err(Why::TooMuch(format!(
            "with the ignore files above it, it holds over {IGNORE_PATTERNS} patterns"
        )));
    }
    if total.star_signs > IGNORE_STAR_SIGNS {
        return Err(Why::TooMuch(format!(
            "patterns with several `*` are over {IGNORE_STAR_SIGNS} bytes long together"
        )));
    }
    *spent = total;
    Ok(patterns)
}

/// What is said above `folder`, which lies below `root`, and whether the folder or all that it holds is ignored: who names
/// such a folder wants to see into it.
pub(crate) fn above(
    folder: &Path,
    root: &Path,
    bad: &mut Vec<BadIgnoreFile>,
) -> (Arc<Ignores>, bool) {
    let mut ignores = Ignores::everywhere(bad);
    let Ok(below) = folder.strip_prefix(root) else {
        return (ignores, false);
    };
    let mut at = root.to_path_buf();
    let mut path = Vec::new();
    let mut ignored = false;
    for part in below.components() {
        ignores = ignores.enter(&at, root, &path, bad);
        path.extend_from_slice(part.as_os_str().as_encoded_bytes());
        ignored |= ignores.verdict(&path, true) == Some(Verdict::Ignored);
        path.push(b'/');
        at.push(part);
    }
    if !path.is_empty() {
        path.push(b'a');
        ignored |= ignores.verdict(&path, false) == Some(Verdict::Ignored);
    }
    (ignores, ignored)
}

/// Whether an `.ignore` file leaves out a file below `root`, or a folder above it.
pub(crate) fn is_left_out(file: &Path, root: &Path) -> bool {
    let Ok(below) = file.strip_prefix(root) else {
        return false;
    };
    let mut ignores = Arc::default();
    let mut at = root.to_path_buf();
    let mut path = Vec::new();
    let mut parts = below.components().peekable();
    while let Some(part) = parts.next() {
        ignores = Ignores::enter(&ignores, &at, root, &path, &mut Vec::new());
        path.extend_from_slice(part.as_os_str().as_encoded_bytes());
        let is_folder = parts.peek().is_some();
        if ignores.own_verdict(&path, is_folder) == Some(Verdict::Ignored) {
            return true;
        }
        path.push(b'/');
        at.push(part);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A folder that is a repository, and what [`above`] says of folders in it.
    fn repository() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir_all(root.join(".git/info")).unwrap();
        (folder, root)
    }

    #[test]
    fn knows_folders_that_are_ignored() {
        let (_folder, root) = repository();
        for folder in ["cdk.out/a", "dist", "src", "out"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join(".gitignore"), "cdk.out/\ndist/*\n").unwrap();
        fs::write(root.join(".git/info/exclude"), "/out\n").unwrap();
        let is_ignored = |folder: &str| above(&root.join(folder), &root, &mut Vec::new()).1;
        for folder in ["cdk.out", "cdk.out/a", "dist", "out"] {
            assert!(is_ignored(folder), "{folder}");
        }
        assert!(!is_ignored("src") && !is_ignored(""));
    }

    #[test]
    fn a_bad_ignore_file_ignores_nothing_and_is_said() {
        let (_folder, root) = repository();
        fs::create_dir_all(root.join("src")).unwrap();
        for (text, why) in [
            ("*.a\n".repeat(15 << 18), "it is over 1 MiB"),
            (
                "a\n".repeat(IGNORE_PATTERNS + 1),
                "with the ignore files above it, it holds over 20000 patterns",
            ),
            (
                format!("src\n{}", "a".repeat(IGNORE_LINE_BYTES + 1)),
                "line 2 is over 4096 bytes",
            ),
            (
                "*a*b\n".repeat(IGNORE_STAR_SIGNS / 4 + 1),
                "patterns with several `*` are over 4096 bytes long together",
            ),
        ] {
            fs::write(root.join(".gitignore"), format!("{text}\nsrc\n")).unwrap();
            let mut bad = Vec::new();
            let (_, ignored) = above(&root.join("src"), &root, &mut bad);
            assert!(!ignored);
            match &bad[..] {
                [
                    BadIgnoreFile {
                        why: Why::TooMuch(said),
                        ..
                    },
                ] => assert_eq!(said, why),
                other => panic!("{other:?}"),
            }
        }
        let at_the_limit = "a\n".repeat(IGNORE_PATTERNS - 1);
        fs::write(root.join(".gitignore"), format!("{at_the_limit}src\n")).unwrap();
        let mut bad = Vec::new();
        assert!(above(&root.join("src"), &root, &mut bad).1);
        assert!(bad.is_empty());
    }

    #[test]
    fn thousands_of_braces_are_thousands_of_braces() {
        let (_folder, root) = repository();
        let name = format!("{}a{}", "{".repeat(120), "}".repeat(120));
        fs::create_dir_all(root.join(&name)).unwrap();
        fs::write(root.join(".gitignore"), format!("{name}\n")).unwrap();
        assert!(above(&root.join(&name), &root, &mut Vec::new()).1);
    }

    #[cfg(unix)]
    #[test]
    fn links_out_pipes_and_devices_are_no_ignore_files() {
        use std::os::unix::fs::symlink;
        let (_folder, root) = repository();
        fs::create_dir_all(root.join("src")).unwrap();
        let file = root.join(".gitignore");
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("x"), "src\n").unwrap();
        let bad = || {
            let mut bad = Vec::new();
            let (_, ignored) = above(&root.join("src"), &root, &mut bad);
            let _ = fs::remove_file(&file);
            (ignored, bad)
        };
        for to in [Path::new("/dev/zero"), &outside.path().join("x")] {
            symlink(to, &file).unwrap();
            let (ignored, bad) = bad();
            assert!(!ignored);
            assert!(matches!(bad[0].why, Why::Unread(Trouble::Outside)));
        }
        let made = std::process::Command::new("mkfifo").arg(&file).status();
        assert!(made.unwrap().success());
        assert!(matches!(
            bad().1[0].why,
            Why::Unread(Trouble::NotAFile("a pipe"))
        ));
        fs::write(root.join("patterns"), "src\n").unwrap();
        symlink("patterns", &file).unwrap();
        assert!(bad().0);
    }

    /// Numbers that look random and are the same in each run.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 16) as usize % most
        }

        fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
            all[self.below(all.len())]
        }
    }

    fn random_pattern(dice: &mut Dice) -> String {
        const PIECES: [&str; 34] = [
            "a",
            "b",
            "ab",
            "c.tf",
            "x y",
            "*",
            "*",
            "**",
            "**/",
            "/**",
            "?",
            "[ab]",
            "[!a]",
            "[a-c]",
            "[^b]",
            "/",
            "/",
            "/",
            "*.tf",
            "a*",
            "[[:alpha:]]",
            "{a,b}",
            "{",
            "\\*",
            "\\a",
            "\\/",
            " ",
            "[",
            "]",
            "***",
            "[]a]",
            "\\",
            "[a-",
            "é",
        ];
        let mut pattern = String::new();
        if dice.below(4) == 0 {
            pattern.push('!');
        }
        for _ in 0..=dice.below(4) {
            pattern.push_str(dice.pick(&PIECES));
        }
        pattern.push_str(dice.pick(&["", "", "", "/", " ", "\r"]));
        pattern
    }

    /// Folders and files with names that patterns speak of: each path with whether it is a folder, and the folders.
    fn random_tree(dice: &mut Dice, root: &Path) -> (Vec<(String, bool)>, Vec<String>) {
        const NAMES: [&str; 12] = [
            "a", "b", "ab", "c.tf", "x y", "aa", "{a,b}", "*", "a*", "ba", "[", "é",
        ];
        let mut paths: Vec<(String, bool)> = Vec::new();
        let mut folders = vec!["t".to_owned()];
        for _ in 0..25 {
            let parent = folders[dice.below(folders.len())].clone();
            let path = format!("{parent}/{}", dice.pick(&NAMES));
            if paths.iter().any(|(known, _)| *known == path) {
                continue;
            }
            let is_folder = dice.below(2) == 0 && path.matches('/').count() < 5;
            if is_folder {
                fs::create_dir_all(root.join(&path)).unwrap();
                folders.push(path.clone());
            } else {
                fs::create_dir_all(root.join(&parent)).unwrap();
                fs::write(root.join(&path), "").unwrap();
            }
            paths.push((path, is_folder));
        }
        (paths, folders)
    }

    /// `git check-ignore` on the same random trees. Without git the test says so.
    #[cfg(unix)]
    #[test]
    fn ignores_what_git_ignores() {
        use std::io::Write as _;
        use std::process::{Command, Stdio};

        let (_folder, root) = repository();
        let git = |args: &[&str]| {
            let mut git = Command::new("git");
            git.arg("-C").arg(&root).args(args);
            git.env("HOME", &root).env("XDG_CONFIG_HOME", &root);
            git.env("GIT_CONFIG_NOSYSTEM", "1");
            git.stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null());
            git
        };
        if git(&["init"]).output().is_err() {
            assert!(
                std::env::var_os("GWFMT_REQUIRE_TOOLS").is_none(),
                "git is missing"
            );
            println!("not compared: git is missing");
            return;
        }
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let mut ignored_in_all = 0;
        for _ in 0..150 {
            let tree = root.join("t");
            let _ = fs::remove_dir_all(&tree);
            let (paths, folders) = random_tree(&mut dice, &root);
            let mut said = Vec::new();
            for place in [
                "",
                ".git/info/exclude",
                "t",
                &folders[dice.below(folders.len())],
            ] {
                let lines = (0..dice.below(6)).map(|_| random_pattern(&mut dice) + "\n");
                let lines: String = lines.collect();
                let file = match place {
                    ".git/info/exclude" => root.join(place),
                    folder => root.join(folder).join(".gitignore"),
                };
                let _ = fs::create_dir_all(file.parent().unwrap());
                fs::write(&file, &lines).unwrap();
                said.push((file, lines));
            }
            let mut child = git(&["check-ignore", "--no-index", "--stdin", "-z"])
                .spawn()
                .unwrap();
            let asked: Vec<&str> = paths.iter().map(|(path, _)| path.as_str()).collect();
            child
                .stdin
                .take()
                .unwrap()
                .write_all(asked.join("\0").as_bytes())
                .unwrap();
            let answer = child.wait_with_output().unwrap().stdout;
            let answer = String::from_utf8(answer).unwrap();
            let by_git: Vec<&str> = answer.split_terminator('\0').collect();
            ignored_in_all += by_git.len();
            for (path, is_folder) in &paths {
                let mut ignores = Arc::<Ignores>::default();
                let mut ours = false;
                let names: Vec<&str> = path.split('/').collect();
                for end in 0..names.len() {
                    let folder = names[..end].join("/");
                    let base = if end == 0 {
                        String::new()
                    } else {
                        format!("{folder}/")
                    };
                    let mut bad = Vec::new();
                    ignores = ignores.enter(&root.join(&folder), &root, base.as_bytes(), &mut bad);
                    assert!(bad.is_empty(), "{bad:?}");
                    let at = names[..=end].join("/");
                    let verdict =
                        ignores.verdict(at.as_bytes(), end + 1 < names.len() || *is_folder);
                    ours |= verdict == Some(Verdict::Ignored);
                }
                assert_eq!(ours, by_git.contains(&path.as_str()), "{path:?} {said:#?}");
            }
        }
        assert!(ignored_in_all > 500, "{ignored_in_all}");
    }
}
