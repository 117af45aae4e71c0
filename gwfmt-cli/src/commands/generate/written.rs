//! Texts as strings of the languages that outputs are written in.

/// A string of HCL.
pub(crate) fn hcl(text: &str) -> String {
    json(text).replace("${", "$${").replace("%{", "%%{")
}

/// A string of JSON, which is one of YAML too.
pub(crate) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_is_not_asked_for_values() {
        assert_eq!(hcl("${day} \"%{x}\""), r#""$${day} \"%%{x}\"""#);
    }
}
