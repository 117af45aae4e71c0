//! The words by which rules are chosen: the name of a rule, the name of a group, `default`, `all`.

use super::{Group, RULES, Rule};

/// A word that stands for rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// `all`: every rule.
    All,
    /// `default`: those that run when nobody says anything.
    Default,
    /// A group.
    Group(Group),
    /// A rule, by its name.
    Rule(&'static str),
}

impl Choice {
    /// What a word stands for.
    pub fn find(word: &str) -> Option<Choice> {
        match word {
            "all" => Some(Choice::All),
            "default" => Some(Choice::Default),
            _ => {
                let mut groups = Group::ALL.into_iter();
                let group = groups.find(|group| group.name() == word);
                let rule = || Rule::find(word).map(|rule| Choice::Rule(rule.name));
                group.map(Choice::Group).or_else(rule)
            }
        }
    }

    /// All words.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let rules = RULES.iter().map(|rule| rule.name);
        let groups = Group::ALL.iter().map(|group| group.name());
        rules.chain(groups).chain(["all", "default"])
    }

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Choice::All => "all",
            Choice::Default => "default",
            Choice::Group(group) => group.name(),
            Choice::Rule(name) => name,
        }
    }

    /// Whether it stands for a rule.
    pub fn means(self, rule: &Rule) -> bool {
        match self {
            Choice::All => true,
            Choice::Default => rule.on,
            Choice::Group(group) => group == rule.group,
            Choice::Rule(name) => name == rule.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_for_something_and_says_its_name() {
        for word in Choice::words() {
            let choice = Choice::find(word).unwrap();
            assert_eq!(choice.word(), word);
            assert!(RULES.iter().any(|rule| choice.means(rule)), "{word}");
        }
        assert_eq!(Choice::find("unknwon-variable"), None);
    }
}
