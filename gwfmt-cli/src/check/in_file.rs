//! What a file asks to leave out, and what the names between the brackets stand for.

use std::collections::HashMap;

use gwfmt_carriers::carrier::Carrier;
use gwfmt_carriers::suppress::{Suppression, Suppressions};
use gwfmt_core::lint::rules::{invalid_suppression, unused_suppression};
use gwfmt_core::lint::{Group, RULES, Rule};
use gwfmt_core::span::Span;

/// What a file asks to leave out.
#[derive(Debug, Default)]
pub(crate) struct InFile {
    pub(crate) all: Vec<Suppression>,
    /// Where the first stands that is not read.
    pub(crate) left_out: Option<Span>,
    /// By the rule: the numbers of the suppression, and of the name in it.
    by_rule: HashMap<&'static str, Vec<(usize, usize)>>,
}

impl InFile {
    /// Looks for suppressions, as the first of these carriers has them that finds one.
    pub(crate) fn new(
        carriers: impl IntoIterator<Item = &'static Carrier>,
        name: &str,
        text: &str,
    ) -> Self {
        let found = carriers
            .into_iter()
            .map(|carrier| (carrier.suppressions)(name, text))
            .find(|found| *found != Suppressions::default());
        let Some(Suppressions { all, left_out }) = found else {
            return Self::default();
        };
        let mut by_rule: HashMap<&'static str, Vec<(usize, usize)>> = HashMap::new();
        for (suppression, one) in all.iter().enumerate() {
            for (number, named) in one.rules.iter().enumerate() {
                for rule in Meant::new(&named.name).rules() {
                    let of_rule = by_rule.entry(rule.name).or_default();
                    of_rule.push((suppression, number));
                }
            }
        }
        Self {
            all,
            left_out,
            by_rule,
        }
    }

    pub(super) fn covering(&self, rule: &str, place: Span) -> impl Iterator<Item = (usize, usize)> {
        let of_rule = self.by_rule.get(rule).into_iter().flatten().copied();
        of_rule.filter(move |(at, _)| self.all.get(*at).is_some_and(|one| one.covers(place)))
    }
}

/// What a name between the brackets stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meant {
    Rule(&'static Rule),
    Group(Group),
    /// A rule about suppressions themselves.
    Own,
    Nothing,
}

impl Meant {
    pub(crate) fn new(name: &str) -> Self {
        let group = || Group::ALL.into_iter().find(|group| group.name() == name);
        match Rule::find(name) {
            Some(rule) if is_own(rule) => Meant::Own,
            Some(rule) => Meant::Rule(rule),
            None => group().map_or(Meant::Nothing, Meant::Group),
        }
    }

    /// The rules.
    pub(crate) fn rules(self) -> Vec<&'static Rule> {
        match self {
            Meant::Rule(rule) => vec![rule],
            Meant::Group(group) => {
                let rules = RULES.iter().copied();
                let rules = rules.filter(|rule| rule.group == group && !is_own(rule));
                rules.collect()
            }
            Meant::Own | Meant::Nothing => Vec::new(),
        }
    }
}

fn is_own(rule: &Rule) -> bool {
    [
        invalid_suppression::RULE.name,
        unused_suppression::RULE.name,
    ]
    .contains(&rule.name)
}
