//! Folders of Terraform in memory, for the tests of this folder.

use crate::Extraction;
pub(super) use crate::fixture::Files;

impl Files<'_> {
    /// What is found in a folder, after a look at the laws of the source map.
    pub(super) fn extract(&self, folder: &str) -> Extraction {
        let found = super::directory(folder, self);
        self.check(&found);
        found
    }

    /// `address api text` for each format of a folder, holes as `_`.
    pub(super) fn lines(&self, folder: &str) -> Vec<String> {
        let found = self.extract(folder);
        assert_eq!(found.problems, []);
        let line = |format: &crate::Found| {
            let text = format.text.as_str().replace(gwfmt_core::text::HOLE, "_");
            format!("{} {} {text}", format.address, format.api)
        };
        found.formats.iter().map(line).collect()
    }
}

/// The text of the only format of a stage with this value for `format`, holes as `_`.
pub(super) fn text_of(value: &str, more: &str) -> String {
    let stage = format!(
        "resource \"aws_api_gateway_stage\" \"s\" {{\n access_log_settings {{\n format = {value}\n }}\n}}\n{more}"
    );
    let lines = Files(&[("main.tf", &stage)]).lines("");
    let [line] = lines.as_slice() else {
        panic!("not one format: {lines:?}");
    };
    line.replacen("aws_api_gateway_stage.s rest ", "", 1)
}
