//! What stands outside of the program and nobody can know before the deployment: its environment, and what deployed stacks
//! and parameters hold. A reader must not say of these that it merely does not work them out.

use std::rc::Rc;

/// Why nobody can know what an outside name holds, or what a call of it gives. Nothing where the code of a package says it.
pub(super) fn known_later(path: &[Rc<str>]) -> Option<&'static str> {
    let name = |from_end: usize| {
        let at = path.len().checked_sub(from_end)?;
        path.get(at).map(|name| &**name)
    };
    let first = path.first().map(|name| &**name);
    let is_environment = first == Some("process")
        && path.get(1).is_some_and(|name| &**name == "env")
        || path.iter().any(|name| &**name == "environ");
    match name(1)? {
        _ if is_environment => Some("it comes from the program's environment"),
        "getenv" => Some("it comes from the program's environment"),
        "importValue" | "import_value" => Some("it is exported by another stack"),
        "valueForStringParameter"
        | "value_for_string_parameter"
        | "valueForTypedStringParameterV2"
        | "value_for_typed_string_parameter_v2"
        | "valueFromLookup"
        | "value_from_lookup" => Some("it is in a Systems Manager parameter"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_environment_from_the_code_of_a_package() {
        let known = |path: &str| {
            let path: Vec<Rc<str>> = path.split('.').map(Rc::from).collect();
            known_later(&path).is_some()
        };
        for path in [
            "process.env.FMT",
            "os.environ.get",
            "os.getenv",
            "Fn.importValue",
        ] {
            assert!(known(path), "{path}");
        }
        for path in ["process.cwd", "config.env", "formats.json", "loadFormat"] {
            assert!(!known(path), "{path}");
        }
        assert_eq!(known_later(&[]), None);
    }
}
