//! Terragrunt: a file gives values to the module that it names, and takes values from the files that it includes and reads.
//!
//! What a unit gives is followed as the inputs of a call are; `config` reads a file, `inputs` says what a unit gives and to
//! whom, `names` and `functions::terragrunt` are what its expressions see, `users` finds the units of a file that is included,
//! `stack` those that a stack consists of.

mod carrier;
mod config;
mod inputs;
mod mentions;
mod names;
mod stack;
#[cfg(test)]
mod tests;
mod users;

pub use carrier::CARRIER;
pub(super) use config::{Config, literal, places};

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::Value;
use super::world::{Instance, World};
use crate::paths::parent;

/// What a file of Terragrunt is read for: the unit that is deployed, or whatever reads it.
pub(super) struct Unit {
    /// The file.
    pub(super) file: String,
    /// The folder that `get_terragrunt_dir` names.
    pub(super) folder: String,
    /// The folder that `get_original_terragrunt_dir` names.
    pub(super) first: String,
    /// Whether the unit includes the file.
    pub(super) is_included: bool,
    /// What a stack gives to the unit.
    pub(super) values: Option<Value>,
    /// The files that this one includes or reads.
    others: RefCell<Others>,
}

/// By path, and whether they are included.
type Others = BTreeMap<(String, bool), Option<Rc<Instance>>>;

impl Unit {
    /// A file that is deployed, or looked at, by itself.
    fn of(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            folder: parent(file).to_owned(),
            first: parent(file).to_owned(),
            is_included: false,
            values: None,
            others: RefCell::default(),
        }
    }
}

impl World<'_> {
    /// A file of Terragrunt by itself.
    pub(super) fn unit(&self, unit: Unit) -> Option<Rc<Instance>> {
        let config = self.config(&unit.file)?;
        self.add_for(config, None, 0, Some(unit))
    }

    /// A file that another one includes or reads.
    pub(super) fn other(
        &self,
        instance: &Rc<Instance>,
        unit: &Unit,
        file: &str,
        is_included: bool,
    ) -> Option<Rc<Instance>> {
        let key = (file.to_owned(), is_included);
        if let Some(known) = unit.others.borrow().get(&key) {
            return known.clone();
        }
        if instance.level >= gwfmt_core::limits::HCL_LEVELS {
            return None;
        }
        let folder = if is_included {
            unit.folder.clone()
        } else {
            parent(file).to_owned()
        };
        let other = self.config(file).and_then(|config| {
            let unit = Unit {
                folder,
                first: unit.first.clone(),
                is_included,
                values: unit.values.clone().filter(|_| is_included),
                ..Unit::of(file)
            };
            self.add_for(config, None, instance.level + 1, Some(unit))
        });
        if !self.budget.is_cut() {
            unit.others.borrow_mut().insert(key, other.clone());
        }
        other
    }
}
