//! Which rules run: `--select` and `--ignore`.
//!
//! The narrower word wins: a rule's name over its group, a group over `default` and `all`. Where both say the same,
//! `--ignore` wins.

use gwfmt_core::lint::{Group, RULES, Rule};

use crate::check::file_rules::{self, FILE_RULES};
use crate::exit::Failure;
use crate::text::suggest::did_you_mean;

/// The rules that run.
#[derive(Debug)]
pub(crate) struct Selection {
    /// Over each format.
    pub(crate) rules: Vec<&'static Rule>,
    ignored: Vec<&'static str>,
}

/// A word of `--select` or `--ignore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    All,
    Default,
    Group(Group),
    Files,
    Rule(&'static str),
}

impl Selection {
    pub(crate) fn new(select: &[String], ignore: &[String]) -> Result<Self, Failure> {
        let select = words(select)?;
        let ignore = words(ignore)?;
        let runs = |rule: &&&'static Rule| {
            let wanted = if select.is_empty() {
                u8::from(rule.on)
            } else {
                strength(&select, rule)
            };
            wanted > strength(&ignore, rule)
        };
        let is_ignored = |name: &&'static str| {
            ignore.iter().any(|word| match word {
                Word::All | Word::Files => true,
                Word::Rule(rule) => rule == name,
                Word::Default | Word::Group(_) => false,
            })
        };
        Ok(Self {
            rules: RULES.iter().filter(runs).copied().collect(),
            ignored: FILE_RULES
                .iter()
                .map(|rule| rule.name)
                .filter(is_ignored)
                .collect(),
        })
    }

    /// Whether a finding about a file is wanted. It is, unless it is ignored by name: a file that could not be read must
    /// not look like a clean one.
    pub(crate) fn wants(&self, file_rule: &str) -> bool {
        !self.ignored.contains(&file_rule)
    }
}

/// How narrowly some of the words mean a rule; 0 when none does.
fn strength(words: &[Word], rule: &Rule) -> u8 {
    let of = |word: &Word| match *word {
        Word::All => 1,
        Word::Default => u8::from(rule.on),
        Word::Group(group) if group == rule.group => 2,
        Word::Rule(name) if name == rule.name => 3,
        Word::Group(_) | Word::Files | Word::Rule(_) => 0,
    };
    words.iter().map(of).max().unwrap_or(0)
}

fn words(given: &[String]) -> Result<Vec<Word>, Failure> {
    given
        .iter()
        .map(|word| word.trim())
        .filter(|word| !word.is_empty())
        .map(word)
        .collect()
}

fn word(given: &str) -> Result<Word, Failure> {
    let group = || Group::ALL.into_iter().find(|group| group.name() == given);
    let name = || names().find(|name| *name == given);
    match given {
        "all" => Ok(Word::All),
        "default" => Ok(Word::Default),
        file_rules::GROUP => Ok(Word::Files),
        _ => group()
            .map(Word::Group)
            .or_else(|| name().map(Word::Rule))
            .ok_or_else(|| {
                let groups = Group::ALL.iter().map(|group| group.name());
                let known = names()
                    .chain(groups)
                    .chain(["all", "default", file_rules::GROUP]);
                Failure::new(format!(
                    "there is no rule or group `{given}`{}",
                    did_you_mean(given, known)
                ))
            }),
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    RULES
        .iter()
        .map(|rule| rule.name)
        .chain(FILE_RULES.iter().map(|rule| rule.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(select: &[&str], ignore: &[&str]) -> Vec<&'static str> {
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let selection = Selection::new(&owned(select), &owned(ignore)).unwrap();
        selection.rules.iter().map(|rule| rule.name).collect()
    }

    #[test]
    fn runs_what_is_on_unless_told() {
        let on: Vec<_> = RULES.iter().filter(|r| r.on).map(|r| r.name).collect();
        assert_eq!(chosen(&[], &[]), on);
        assert_eq!(chosen(&["default"], &[]), on);
        assert_eq!(chosen(&["all"], &[]).len(), RULES.len());
        assert_eq!(chosen(&["missing-request-id"], &[]), ["missing-request-id"]);
    }

    #[test]
    fn the_narrower_word_wins() {
        assert_eq!(
            chosen(&["missing-request-id"], &["deploy"]),
            ["missing-request-id"]
        );
        assert!(!chosen(&["deploy"], &["missing-request-id"]).contains(&"missing-request-id"));
        assert!(chosen(&["catalog"], &["catalog"]).is_empty());
        assert!(chosen(&[], &["all"]).is_empty());
    }

    #[test]
    fn keeps_findings_about_files_unless_they_are_named() {
        let json = Selection::new(&["catalog".to_owned()], &[]).unwrap();
        assert!(json.wants("parse-error"));
        let quiet = Selection::new(&[], &["parse-error".to_owned()]).unwrap();
        assert!(!quiet.wants("parse-error") && quiet.wants("file-too-large"));
    }

    #[test]
    fn an_unknown_word_is_a_mistake_with_a_suggestion() {
        let error = Selection::new(&["unknown-varable".to_owned()], &[]);
        let Err(Failure::Said(words)) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            words[0].as_str(),
            "there is no rule or group `unknown-varable`; did you mean `unknown-variable`?"
        );
    }
}
