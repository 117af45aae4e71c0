//! The functions that Terragrunt adds.

use std::rc::Rc;

use gwfmt_core::text::FormatText;

use super::{Caller, Got, Stop, known};
use crate::hcl::encode;
use crate::hcl::folder::given_values;
use crate::hcl::terragrunt::Unit;
use crate::hcl::value::Value;
use crate::hcl::world::{Located, Scope, relative};
use crate::paths::{join, parent};
use crate::reason::Reason;

/// Functions whose values nobody knows before the deployment.
const LATER: [&str; 10] = [
    "get_aws_account_alias",
    "get_aws_account_id",
    "get_aws_caller_identity_arn",
    "get_aws_caller_identity_user_id",
    "get_platform",
    "get_terraform_cli_args",
    "get_terraform_command",
    "get_working_dir",
    "run_cmd",
    "sops_decrypt_file",
];

impl Caller<'_, '_> {
    pub(super) fn unit_function(&self, name: &str, arguments: &[Value]) -> Option<Got<Value>> {
        let unit = self.scope.instance.unit.as_ref()?;
        Some(match (name, arguments) {
            ("find_in_parent_folders", [] | [_] | [_, _]) => self.find_above(unit, arguments),
            ("get_terragrunt_dir", []) => Ok(self.folder(&unit.folder)),
            ("get_original_terragrunt_dir", []) => Ok(self.folder(&unit.first)),
            ("get_repo_root", []) => Ok(self.folder("")),
            ("get_parent_terragrunt_dir", [] | [_]) => {
                let included = self.included_folder(unit, arguments);
                included.map(|folder| self.folder(&folder))
            }
            ("get_path_from_repo_root", []) => Ok(self.written(&relative("", &unit.folder))),
            ("get_path_to_repo_root", []) => Ok(self.written(&relative(&unit.folder, ""))),
            ("path_relative_to_include", [] | [_]) => {
                let included = self.included_folder(unit, arguments);
                included.map(|folder| self.written(&relative(&folder, &unit.folder)))
            }
            ("path_relative_from_include", [] | [_]) => {
                let included = self.included_folder(unit, arguments);
                included.map(|folder| self.written(&relative(&unit.folder, &folder)))
            }
            ("read_terragrunt_config", [path]) => self.read_config(unit, path, None),
            ("read_terragrunt_config", [path, default]) => {
                self.read_config(unit, path, Some(default))
            }
            ("read_tfvars_file", [path]) => self.read_values(path),
            ("mark_as_read", [path]) => Ok(path.clone()),
            // somebody may set it
            ("get_env", [_, default]) => Ok(default.clone()),
            ("get_env", [name]) => known(name).map(|name| {
                let text = format!("`{}` is known only at deployment", name.as_str());
                self.later(text)
            }),
            _ if LATER.contains(&name) => {
                Ok(self.later(format!("`{name}` is known only at deployment")))
            }
            _ => return None,
        })
    }

    fn later(&self, text: String) -> Value {
        let why = || Reason::deployment(text);
        self.world.because(self.place, why).into_string()
    }

    fn written(&self, text: &str) -> Value {
        Value::written(self.place, text)
    }

    /// The path of something in the repository.
    fn folder(&self, path: &str) -> Value {
        self.world.later_path(self.place, Located::at(path))
    }

    /// The nearest file, or folder, of a name in the folders above the unit.
    fn find_above(&self, unit: &Unit, arguments: &[Value]) -> Got<Value> {
        let wanted = arguments.first().map(known).transpose()?;
        let wanted = wanted
            .as_ref()
            .map_or("terragrunt.hcl", |name| name.as_str());
        let mut at = unit.folder.as_str();
        while !at.is_empty() {
            at = parent(at);
            if !self.world.spend(10) {
                return Err(Stop::Unknown);
            }
            let found = self.world.resolve(at, wanted);
            if let Some(found) = found.filter(|path| self.is_there(path)) {
                return Ok(self.folder(&found));
            }
        }
        match arguments.get(1) {
            Some(default) => Ok(default.clone()),
            None => Ok(self.world.because(self.place, || {
                let text = format!("there is no `{wanted}` in the folders above");
                Reason::not_computed(text)
            })),
        }
    }

    fn is_there(&self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let has = |names: Vec<String>| names.iter().any(|one| one == name);
        // a name with an ending is that of a file
        has(self.world.sources.list(folder))
            || !name.contains('.') && has(self.world.sources.folders(folder))
    }

    /// The folder of the file that is included: of this one, or of one that this one includes. The unit's own if none is.
    fn included_folder(&self, unit: &Unit, arguments: &[Value]) -> Got<String> {
        if unit.is_included {
            return Ok(parent(&unit.file).to_owned());
        }
        let name = arguments.first().map(known).transpose()?;
        let included = self
            .world
            .included_file(self.scope.instance, unit, name.as_deref());
        Ok(included.map_or_else(|| unit.folder.clone(), |file| parent(&file).to_owned()))
    }

    fn read_config(&self, unit: &Unit, path: &Value, default: Option<&Value>) -> Got<Value> {
        let path = self.path(path)?;
        let mut file = self.world.file(&path);
        if let Some(folder) = &file
            && self
                .world
                .sources
                .list(folder)
                .iter()
                .any(|name| name == "terragrunt.hcl")
        {
            file = Some(join(folder, "terragrunt.hcl"));
        }
        let other = file.and_then(|file| self.world.other(self.scope.instance, unit, &file, false));
        match (other, default) {
            (Some(other), _) => Ok(self.world.whole(&other, self.place)),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Ok(self.world.because(self.place, || {
                let text = format!("the file `{}` cannot be read", path.path);
                Reason::not_computed(text)
            })),
        }
    }

    /// A file of values as JSON.
    fn read_values(&self, path: &Value) -> Got<Value> {
        let path = self.path(path)?;
        let file = self.world.file(&path).ok_or(Stop::Unknown)?;
        let (values, problems) = given_values(&file, self.world.sources).ok_or(Stop::Unknown)?;
        if !problems.is_empty() {
            return Err(Stop::Unknown);
        }
        let top = Scope::top(self.scope.instance);
        let entries = values.iter().map(|value| {
            let mut key = FormatText::new();
            key.push_written(value.value.place, &value.name);
            (Rc::new(key), self.world.eval(top, &value.value))
        });
        let map = self.world.map(self.place, entries.collect());
        Ok(self.text(encode::json(&map)))
    }
}
