//! What docs/carriers.md says of Terraform's functions is so: each that it names is computed.

use std::collections::BTreeSet;
use std::sync::Arc;

use gwfmt_carriers::{Sources, hcl};
use gwfmt_core::span::SourceId;

struct Files<'a>(&'a [(&'a str, &'a str)]);

impl Sources for Files<'_> {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let at = self.0.iter().position(|(known, _)| *known == path)?;
        Some((SourceId(u32::try_from(at).ok()?), self.0[at].1.into()))
    }

    fn list(&self, _: &str) -> Vec<String> {
        self.0.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

/// A call of each function that gives `$context.a`.
const CALLS: &[&str] = &[
    r#"file(abspath("f"))"#,
    r#"alltrue([true]) ? "$context.a" : "no""#,
    r#"anytrue([true]) ? "$context.a" : "no""#,
    r#"base64decode("JGNvbnRleHQuYQ==")"#,
    r#"base64encode("a") == "YQ==" ? "$context.a" : "no""#,
    r#"basename("x/$context.a")"#,
    r#"can("x") ? "$context.a" : "no""#,
    r#"chomp("$context.a\n")"#,
    r#"chunklist(["$context.a"], 1)[0][0]"#,
    r#"coalesce("", "$context.a")"#,
    r#"coalescelist([], ["$context.a"])[0]"#,
    r#"compact(["", "$context.a"])[0]"#,
    r#"concat([], ["$context.a"])[0]"#,
    r#"contains(["a"], "a") ? "$context.a" : "no""#,
    r#"csvdecode("f\n$context.a\n")[0].f"#,
    r#"dirname("$context.a/x")"#,
    r#"distinct(["$context.a", "$context.a"])[0]"#,
    r#"element(["$context.a"], 2)"#,
    r#"endswith("ab", "b") ? "$context.a" : "no""#,
    r#"file("f")"#,
    r#"fileexists("f") ? "$context.a" : "no""#,
    r#"file(one(fileset(".", "f")))"#,
    r#"flatten([["$context.a"]])[0]"#,
    r#"format("$context.%s", "a")"#,
    r#"formatlist("$context.%s", ["a"])[0]"#,
    r#"indent(2, "$context.a")"#,
    r#"index(["b", "a"], "a") == 1 ? "$context.a" : "no""#,
    r#"join(".", ["$context", "a"])"#,
    r#"jsondecode("{\"f\": \"$context.a\"}").f"#,
    r#"jsonencode("x") == "\"x\"" ? "$context.a" : "no""#,
    r#"keys({ "$context.a" = 1 })[0]"#,
    r#"length("ab") == 2 ? "$context.a" : "no""#,
    r#"lookup({}, "x", "$context.a")"#,
    r#"lower("$CONTEXT.A")"#,
    r#"max(1, 2) == 2 ? "$context.a" : "no""#,
    r#"merge({ f = "x" }, { f = "$context.a" }).f"#,
    r#"min(1, 2) == 1 ? "$context.a" : "no""#,
    r#"nonsensitive("$context.a")"#,
    r#"one(["$context.a"])"#,
    r#"range(1)[0] == 0 ? "$context.a" : "no""#,
    r#"regex("[$].*", "x $context.a")"#,
    r#"regexall("[$].*", "x $context.a")[0]"#,
    r#"replace("$context.b", "b", "a")"#,
    r#"reverse(["x", "$context.a"])[0]"#,
    r#"sensitive("$context.a")"#,
    r#"one(setintersection(["$context.a"], ["$context.a", "x"]))"#,
    r#"one(setsubtract(["$context.a", "x"], ["x"]))"#,
    r#"one(setunion(["$context.a"], ["$context.a"]))"#,
    r#"slice(["$context.a"], 0, 1)[0]"#,
    r#"sort(["$context.a"])[0]"#,
    r#"split(" ", "$context.a x")[0]"#,
    r#"startswith("ab", "a") ? "$context.a" : "no""#,
    r#"strcontains("ab", "b") ? "$context.a" : "no""#,
    r#"strrev("a.txetnoc$")"#,
    r#"substr("x$context.a", 1, 10)"#,
    r#"sum([1, 2]) == 3 ? "$context.a" : "no""#,
    r#"templatefile("t", { a = "a" })"#,
    r#"templatestring(local.t, { a = "a" })"#,
    r#"title("a") == "A" ? "$context.a" : "no""#,
    r#"tobool("true") ? "$context.a" : "no""#,
    r#"tolist(["$context.a"])[0]"#,
    r#"tomap({ f = "$context.a" }).f"#,
    r#"tonumber("1") == 1 ? "$context.a" : "no""#,
    r#"one(toset(["$context.a"]))"#,
    r#"tostring("$context.a")"#,
    r#"trim("-$context.a-", "-")"#,
    r#"trimprefix("x$context.a", "x")"#,
    r#"trimspace(" $context.a ")"#,
    r#"trimsuffix("$context.ax", "x")"#,
    r#"try({}.f, "$context.a")"#,
    r#"upper("a") == "A" ? "$context.a" : "no""#,
    r#"urlencode("a b") == "a+b" ? "$context.a" : "no""#,
    r#"values({ f = "$context.a" })[0]"#,
    r#"yamldecode("f: $context.a").f"#,
    r#"zipmap(["f"], ["$context.a"]).f"#,
];

/// The names of the functions that the page lists.
fn listed() -> BTreeSet<String> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/carriers.md");
    let page = std::fs::read_to_string(page).unwrap();
    let list = page.split_once("**Computed.**").unwrap().1;
    let list = list.split_once("functions:").unwrap().1;
    let list = list.split_once(". So are").unwrap().0;
    let words = list.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

#[test]
fn every_function_of_the_page_is_computed() {
    let listed = listed();
    assert_eq!(listed.len(), CALLS.len(), "one call for each function");
    for name in &listed {
        let call = format!("{name}(");
        let call = CALLS.iter().find(|other| other.contains(&call));
        let call = call.unwrap_or_else(|| panic!("no call of {name}"));
        let main = format!(
            "locals {{\n t = \"$context.$${{a}}\"\n}}\nresource \"aws_api_gateway_stage\" \"s\" {{\n access_log_settings {{\n format = {call}\n }}\n}}\n"
        );
        let files = Files(&[
            ("main.tf", &main),
            ("f", "$context.a"),
            ("t", "$context.${a}"),
        ]);
        let found = hcl::directory("", &files);
        let texts: Vec<&str> = found
            .formats
            .iter()
            .map(|found| found.text.as_str())
            .collect();
        assert_eq!(texts, ["$context.a"], "{call}");
    }
}
