//! Which rules run: `--select` and `--ignore`.
//!
//! The narrower word wins: a rule's name over its group, a group over `default` and `all`. Where both say the same,
//! `--ignore` wins.

use gwfmt_core::lint::{Group, RULES, Rule};

use crate::exit::Failure;
use crate::text::suggest::did_you_mean;

/// The rules that run.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) rules: Vec<&'static Rule>,
}

/// A word of `--select` or `--ignore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    All,
    Default,
    Group(Group),
    Rule(&'static str),
}

impl Selection {
    pub(crate) fn new(select: &[String], ignore: &[String]) -> Result<Self, Failure> {
        let select = words(select)?;
        let ignore = words(ignore)?;
        let runs = |rule: &&&'static Rule| {
            let mut wanted = strength(&select, rule);
            // a file that could not be read must not look like a clean one, whatever is selected
            if select.is_empty() || rule.is_about_files() {
                wanted = wanted.max(u8::from(rule.on));
            }
            wanted > strength(&ignore, rule)
        };
        Ok(Self {
            rules: RULES.iter().filter(runs).copied().collect(),
        })
    }

    /// Whether findings of a rule are wanted.
    pub(crate) fn wants(&self, rule: &Rule) -> bool {
        self.rules.iter().any(|wanted| wanted.name == rule.name)
    }
}

/// How narrowly some of the words mean a rule; 0 when none does.
fn strength(words: &[Word], rule: &Rule) -> u8 {
    let of = |word: &Word| match *word {
        Word::All => 1,
        Word::Default => u8::from(rule.on),
        Word::Group(group) if group == rule.group => 2,
        Word::Rule(name) if name == rule.name => 3,
        Word::Group(_) | Word::Rule(_) => 0,
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
        _ => group()
            .map(Word::Group)
            .or_else(|| name().map(Word::Rule))
            .ok_or_else(|| {
                let groups = Group::ALL.iter().map(|group| group.name());
                let known = names().chain(groups).chain(["all", "default"]);
                Failure::new(format!(
                    "no rule or group is named `{given}`{}",
                    did_you_mean(given, known)
                ))
            }),
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(select: &[&str], ignore: &[&str]) -> Selection {
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        Selection::new(&owned(select), &owned(ignore)).unwrap()
    }

    /// The rules over formats that run.
    fn chosen(select: &[&str], ignore: &[&str]) -> Vec<&'static str> {
        let rules = selection(select, ignore).rules.into_iter();
        let rules = rules.filter(|rule| !rule.is_about_files());
        rules.map(|rule| rule.name).collect()
    }

    #[test]
    fn runs_what_is_on_unless_told() {
        let formats = || RULES.iter().filter(|rule| !rule.is_about_files());
        let on: Vec<_> = formats().filter(|r| r.on).map(|r| r.name).collect();
        assert_eq!(chosen(&[], &[]), on);
        assert_eq!(chosen(&["default"], &[]), on);
        assert_eq!(chosen(&["all"], &[]).len(), formats().count());
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
        assert!(selection(&[], &["all"]).rules.is_empty());
    }

    #[test]
    fn findings_about_files_stay_whatever_is_selected() {
        let wants = |select: &[&str], ignore: &[&str], name| {
            selection(select, ignore).wants(Rule::find(name).unwrap())
        };
        assert!(wants(&["catalog"], &[], "parse-error"));
        assert!(!wants(&[], &["parse-error"], "parse-error"));
        assert!(wants(&[], &["parse-error"], "file-too-large"));
        assert!(!wants(&[], &["files"], "file-too-large"));
        assert!(wants(&["file-too-large"], &["files"], "file-too-large"));
    }

    #[test]
    fn an_unknown_word_is_a_mistake_with_a_suggestion() {
        let error = Selection::new(&["unknown-varable".to_owned()], &[]);
        let Err(Failure::Said(words)) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            words[0].as_str(),
            "no rule or group is named `unknown-varable`; did you mean `unknown-variable`?"
        );
    }
}
