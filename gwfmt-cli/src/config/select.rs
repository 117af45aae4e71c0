//! Which rules run: `--select` and `--ignore`.
//!
//! The narrower word wins: a rule's name over its group, a group over `default` and `all`. Where both say the same,
//! `--ignore` wins.

use gwfmt_core::lint::{Choice, RULES, Rule};

use crate::exit::Failure;
use crate::text::suggest::did_you_mean;

/// The words of the command line that choose rules.
#[derive(Debug)]
pub(crate) struct Selection {
    select: Vec<Choice>,
    ignore: Vec<Choice>,
}

impl Selection {
    pub(crate) fn new(select: &[String], ignore: &[String]) -> Result<Self, Failure> {
        Ok(Self {
            select: choices(select)?,
            ignore: choices(ignore)?,
        })
    }

    /// The rules that run where `is_on` says which do when the command line says nothing.
    pub(crate) fn rules(&self, is_on: impl Fn(&Rule) -> bool) -> Vec<&'static Rule> {
        let runs = |rule: &&&'static Rule| {
            let mut wanted = strength(&self.select, rule);
            // a file that could not be read must not look like a clean one, whatever is selected
            if self.select.is_empty() || rule.is_about_files() {
                wanted = wanted.max(u8::from(is_on(rule)));
            }
            wanted > strength(&self.ignore, rule)
        };
        RULES.iter().filter(runs).copied().collect()
    }
}

/// How narrowly some of the words mean a rule; 0 when none does.
fn strength(choices: &[Choice], rule: &Rule) -> u8 {
    let of = |choice: &Choice| match choice {
        Choice::All | Choice::Default => 1,
        Choice::Group(_) => 2,
        Choice::Rule(_) => 3,
    };
    let choices = choices.iter().filter(|choice| choice.means(rule));
    choices.map(of).max().unwrap_or(0)
}

fn choices(given: &[String]) -> Result<Vec<Choice>, Failure> {
    let words = given.iter().map(|word| word.trim());
    let words = words.filter(|word| !word.is_empty());
    words
        .map(|word| {
            Choice::find(word).ok_or_else(|| {
                Failure::new(format!(
                    "no rule or group is named `{word}`{}",
                    did_you_mean(word, Choice::words())
                ))
            })
        })
        .collect()
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
        let rules = selection(select, ignore).rules(|rule| rule.on).into_iter();
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
        assert!(selection(&[], &["all"]).rules(|rule| rule.on).is_empty());
    }

    #[test]
    fn findings_about_files_stay_whatever_is_selected() {
        let wants = |select: &[&str], ignore: &[&str], name| {
            let rules = selection(select, ignore).rules(|rule| rule.on);
            rules.iter().any(|rule| rule.name == name)
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
