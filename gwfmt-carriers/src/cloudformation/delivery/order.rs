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
        for stage in &mut self.deployment.stages {
            stage.waits_for_account = leads_to(&texts, &stage.address, &accounts);
        }
    }
}

/// Whether a resource names one of these, or names one that does; nothing where more may be put into one of them.
fn leads_to(texts: &HashMap<&str, &str>, from: &str, to: &HashSet<&str>) -> Option<bool> {
    let mut met = HashSet::from([from]);
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        let text = texts.get(name)?;
        if holds_more(text) {
            return None;
        }
        for word in words(text) {
            if to.contains(word) {
                return Some(true);
            }
            if let Some((name, _)) = texts.get_key_value(word)
                && met.insert(name)
            {
                open.push(name);
            }
        }
    }
    Some(false)
}
