//! A baseline: findings that are accepted as they are, by what stays when lines move. One that it holds is set aside; what
//! it holds and what is no longer found is said.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};

use gwfmt_carriers::files::{self, Trouble};
use gwfmt_core::limits::FILE_BYTES;
use serde::{Deserialize, Serialize};

use crate::check::finding::Finding;
use crate::check::run::Run;
use crate::exit::{Failure, reason};
use crate::input::paths::{Ground, normal, real, slashes};
use crate::output;
use crate::text::plain_json::plain_json;

/// What a baseline is called when nobody says another name.
pub(crate) const NAME: &str = "gwfmt-baseline.json";

/// The version of the layout.
const VERSION: u32 = 1;

/// A file of accepted findings.
#[derive(Debug)]
pub(crate) struct Baseline {
    path: PathBuf,
    /// How often each is accepted.
    entries: BTreeMap<Entry, usize>,
}

/// What makes a finding the same finding after lines were added above it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// From the folder of the baseline.
    pub(crate) file: String,
    /// The address of the format that it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    format: String,
    pub(crate) rule: String,
    message: String,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    version: u32,
    findings: Vec<Entry>,
}

impl Baseline {
    /// One that accepts nothing. The path is without symbolic links in its folder.
    pub(crate) fn empty(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            entries: BTreeMap::new(),
        }
    }

    /// Reads a file; when a root is given, not one outside of it.
    pub(crate) fn read(path: &Path, root: Option<&Path>, ground: &Ground) -> Result<Self, Failure> {
        let name = ground.display(path);
        let text = text(path, root).map_err(|trouble| {
            Failure::new(match trouble {
                Trouble::Io(error) => format!("cannot read `{name}`: {}", reason(&error)),
                _ => format!("`{name}` {}", trouble.words()),
            })
        })?;
        Self::of_text(path, &text, &name)
    }

    /// What the text of a file says, which reports call by this name.
    fn of_text(path: &Path, text: &str, name: &str) -> Result<Self, Failure> {
        let page: Page = serde_json::from_str(text)
            .map_err(|error| Failure::new(format!("`{name}` is not a baseline: {error}")))?;
        if page.version != VERSION {
            return Err(Failure::new(format!(
                "`{name}` is a baseline of version {}; this gwfmt reads version {VERSION}",
                page.version
            )));
        }
        let mut baseline = Self::empty(path);
        for entry in page.findings {
            *baseline.entries.entry(entry).or_default() += 1;
        }
        Ok(baseline)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many findings it accepts.
    pub(crate) fn len(&self) -> usize {
        self.entries.values().sum()
    }

    /// The number of files that it names.
    pub(crate) fn files(&self) -> usize {
        let files: BTreeSet<&str> = self.entries.keys().map(|entry| &*entry.file).collect();
        files.len()
    }

    /// Accepts a finding.
    pub(crate) fn add(&mut self, finding: &Finding, ground: &Ground) {
        let entry = self.entry(finding, ground);
        *self.entries.entry(entry).or_default() += 1;
    }

    /// Takes over what another one accepts of some files, given without `.` and `..`.
    pub(crate) fn keep(&mut self, other: &Self, is_kept: impl Fn(&Path) -> bool) {
        for (entry, count) in &other.entries {
            if is_kept(&other.file(entry)) {
                self.entries.insert(entry.clone(), *count);
            }
        }
    }

    /// Whether it accepts one more finding of this kind. What it accepts becomes one less.
    pub(crate) fn take(&mut self, finding: &Finding, ground: &Ground) -> bool {
        let entry = self.entry(finding, ground);
        let Some(count) = self.entries.get_mut(&entry) else {
            return false;
        };
        *count -= 1;
        if *count == 0 {
            self.entries.remove(&entry);
        }
        true
    }

    /// The entries that are left, with the file of each.
    pub(crate) fn left(&self) -> impl Iterator<Item = (PathBuf, &Entry)> {
        let all = self.entries.iter();
        all.flat_map(|(entry, count)| {
            let file = self.file(entry);
            std::iter::repeat_n((file, entry), *count)
        })
    }

    /// Writes it, beside its place first, so that the file is the old one or the new one whatever happens.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let page = self.page();
        output::replace(&self.path, |out: &mut dyn io::Write| plain_json(&page, out))
    }

    fn page(&self) -> Page {
        let findings = self.entries.iter();
        let findings = findings.flat_map(|(entry, count)| std::iter::repeat_n(entry, *count));
        Page {
            version: VERSION,
            findings: findings.cloned().collect(),
        }
    }

    fn entry(&self, finding: &Finding, ground: &Ground) -> Entry {
        let file = ground.absolute(Path::new(&*finding.said.file));
        let file = match (file.parent(), file.file_name()) {
            (Some(folder), Some(name)) => real(folder).join(name),
            _ => file,
        };
        let format = finding.format.as_ref();
        Entry {
            file: relative(&file, self.folder()),
            format: format.map_or_else(String::new, |format| format.address.clone()),
            rule: finding.said.rule.to_owned(),
            message: finding.said.message.clone(),
        }
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// The file of an entry.
    fn file(&self, entry: &Entry) -> PathBuf {
        normal(&self.folder().join(&entry.file))
    }
}

impl Run {
    /// Sets aside the findings that are accepted.
    pub(crate) fn accept(&mut self, mut is_accepted: impl FnMut(&Finding) -> bool) {
        let findings = std::mem::take(&mut self.findings);
        let (accepted, findings) = findings.into_iter().partition(|it| is_accepted(it));
        self.findings = findings;
        self.accepted = accepted;
    }

    /// Whether a finding is one of those that were set aside.
    pub(crate) fn is_accepted(&self, finding: &Finding) -> bool {
        self.accepted.binary_search(finding).is_ok()
    }
}

/// A file from a folder, with `/` between the names.
fn relative(file: &Path, folder: &Path) -> String {
    let parts = |path: &Path| -> Vec<PathBuf> {
        let parts = path.components();
        parts
            .map(|part: Component<'_>| Path::new(part.as_os_str()).to_path_buf())
            .collect()
    };
    let (file, folder) = (parts(file), parts(folder));
    let both = file.iter().zip(&folder);
    let common = both.take_while(|(file, folder)| file == folder).count();
    let up = folder[common..].iter().map(|_| PathBuf::from(".."));
    let all: PathBuf = up.chain(file[common..].iter().cloned()).collect();
    slashes(&all)
}

fn text(path: &Path, root: Option<&Path>) -> Result<String, Trouble> {
    let real = match root {
        Some(root) => files::within(path, root)?,
        None => path.to_path_buf(),
    };
    let mut bytes = Vec::new();
    files::read_regular(&mut bytes, &real, FILE_BYTES)?;
    files::utf8(&bytes).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    const TEXT: &str = r#"{"version":1,"findings":[
        {"file":"a/main.tf","format":"aws_api_gateway_stage.a","rule":"bare-value","message":"`x` may be `-`"},
        {"file":"../b.yaml","rule":"parse-error","message":"no \"end\""},
        {"file":"../b.yaml","rule":"parse-error","message":"no \"end\""}]}"#;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// A file that somebody has changed anywhere is refused in words, or read, and then written as what was read.
        #[test]
        fn a_changed_file_is_refused_or_read_for_good(
            changes in vec((any::<Index>(), 0_usize..4, "[\\PC\"{}\\[\\],:.0-9\\\\]{0,6}"), 0..4)
        ) {
            let mut text: Vec<char> = TEXT.chars().collect();
            for (at, removed, put) in &changes {
                let at = at.index(text.len() + 1);
                let end = (at + removed).min(text.len());
                text.splice(at..end, put.chars());
            }
            let text: String = text.into_iter().collect();
            let path = Path::new("/r/ci/gwfmt-baseline.json");
            match Baseline::of_text(path, &text, "b.json") {
                Err(Failure::Said(words)) => {
                    prop_assert!(words[0].as_str().starts_with("`b.json` is "));
                    prop_assert!(!changes.is_empty());
                }
                Err(other) => prop_assert!(false, "{other:?}"),
                Ok(read) => {
                    prop_assert_eq!(read.left().count(), read.len());
                    prop_assert!(read.left().all(|(file, _)| file.is_absolute()));
                    let mut written = Vec::new();
                    plain_json(&read.page(), &mut written).unwrap();
                    let written = String::from_utf8(written).unwrap();
                    let again = Baseline::of_text(path, &written, "b.json").unwrap();
                    prop_assert_eq!(again.entries, read.entries);
                }
            }
        }
    }

    #[test]
    fn files_are_named_from_the_folder_of_the_baseline() {
        let from = |file: &str, folder: &str| relative(Path::new(file), Path::new(folder));
        assert_eq!(from("/r/a/main.tf", "/r"), "a/main.tf");
        assert_eq!(from("/r/a/main.tf", "/r/ci/x"), "../../a/main.tf");
        assert_eq!(from("/r/main.tf", "/r"), "main.tf");
    }
}
