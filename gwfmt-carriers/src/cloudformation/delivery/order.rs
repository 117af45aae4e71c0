//! Which stages are deployed after the account settings: those whose resources name them, or name what does.

use std::collections::{HashMap, HashSet};

use super::Maker;
use super::words::{holds_more, words};

impl Maker<'_, '_> {
    pub(super) fn order(&mut self) {
        let all = self.template.resources.iter();
        let texts = all.map(|resource| (resource.name, self.written(self.place(resource))));
        let texts: HashMap<&str, &str> = texts.collect();
        let accounts = self.deployment.accounts.iter();
        let accounts: HashSet<&str> = accounts.map(|account| account.address.as_str()).collect();
        if accounts.is_empty() {
            return;
        }
        let after = leading_to(&texts, &accounts);
        for stage in &mut self.deployment.stages {
            stage.waits_for_account = after
                .get(stage.address.as_str())
                .copied()
                .unwrap_or(Some(false));
        }
    }
}

/// The resources that name one of these, or name one that does; nothing of those to which more may be added that is not in sight.
fn leading_to<'t>(
    texts: &HashMap<&'t str, &str>,
    to: &HashSet<&'t str>,
) -> HashMap<&'t str, Option<bool>> {
    let mut named_in: HashMap<&str, Vec<&'t str>> = HashMap::new();
    let mut open_ended: Vec<&'t str> = Vec::new();
    for (name, text) in texts {
        if holds_more(text) {
            open_ended.push(*name);
        }
        let words: HashSet<&str> = words(text).filter(|word| word != name).collect();
        for word in words {
            if let Some((other, _)) = texts.get_key_value(word) {
                named_in.entry(*other).or_default().push(*name);
            }
        }
    }
    let mut known: HashMap<&'t str, Option<bool>> = HashMap::new();
    for (first, answer) in [
        (open_ended, None),
        (to.iter().copied().collect(), Some(true)),
    ] {
        // what may be added may name them
        if answer.is_none() {
            known.extend(first.iter().map(|name| (*name, None)));
        }
        let mut met: HashSet<&str> = HashSet::new();
        let mut open = first;
        while let Some(name) = open.pop() {
            for by in named_in.get(name).into_iter().flatten() {
                if met.insert(*by) {
                    known.insert(*by, answer);
                    open.push(*by);
                }
            }
        }
    }
    known
}
