//! Formats in Terraform and OpenTofu: a folder of `.tf` and `.tofu` files in, the formats of its stages out, as Terraform
//! would compute them. What only the deployment knows is a hole.
//!
//! [`directory`] is the way in. `split` cuts files into blocks, `parse` turns a block into a tree (`syntax`), `folder`
//! gathers what a folder declares, `world` and `eval` compute values, `stages` and `modules` know where formats stand.

mod decode;
mod encode;
mod eval;
#[cfg(test)]
mod fixture;
mod folder;
mod functions;
mod literal;
mod modules;
mod number;
mod parse;
mod split;
mod stages;
mod syntax;
mod template;
mod terraform;
mod traverse;
mod types;
mod value;
mod world;

use crate::{Extraction, Sources};

/// The formats of a folder, read as Terraform reads it: all its `.tf` and `.tofu` files, `terraform.tfvars` and
/// `*.auto.tfvars`, and the local modules that it calls.
///
/// A format in a called module is reported here only when the call makes a difference to it; the module's own folder shows
/// the others.
pub fn directory(folder: &str, sources: &dyn Sources) -> Extraction {
    terraform::extract(folder, None, sources)
}

/// [`directory`] with one more file of values, as `-var-file` names it: these win over all others. `values` is its name in
/// the folder.
pub fn directory_with(folder: &str, values: &str, sources: &dyn Sources) -> Extraction {
    terraform::extract(folder, Some(values), sources)
}

/// Whether a file of this name holds values that Terraform reads without being told to.
pub fn is_given(name: &str) -> bool {
    folder::is_given(name)
}

/// Whether a file of this name is one of those that make up a folder's configuration.
pub fn is_code(name: &str) -> bool {
    folder::is_code(name)
}

/// A folder can only hold a format when one of its files contains one of these: a stage's settings, or a text that
/// is passed to a module.
pub const NEEDLES: [&str; 2] = ["access_log_settings", "$context."];

/// Whether the file makes it worth while to read its folder. Exact for what [`directory`] finds, but for a folder that
/// only calls a local module with inputs that choose among formats of that module: the caller must look at the modules.
pub fn may_hold(file: &str) -> bool {
    NEEDLES.iter().any(|needle| file.contains(needle))
}

#[cfg(test)]
mod tests {
    use super::fixture::{Files, text_of};

    /// Test threads have stacks of two megabytes, as the command's threads do.
    #[test]
    fn hostile_files_end() {
        let stage = |format: &str| {
            format!(
                "resource \"aws_api_gateway_stage\" \"s\" {{\n access_log_settings {{\n format = {format}\n }}\n}}\n"
            )
        };
        let locals = |count: usize, line: fn(usize) -> String| {
            let lines: Vec<String> = (0..count).map(line).collect();
            format!("locals {{\n{}\n}}\n", lines.join("\n"))
        };
        let files = [
            stage(&format!("{}1{}", "[".repeat(5000), "]".repeat(5000))),
            stage(&format!("{}1{}", "(".repeat(60), ")".repeat(60))),
            stage(&format!("{}\"x\"{}", "\"${".repeat(62), "}\"".repeat(62))),
            stage(&format!(
                "{}\"x\"{}",
                "jsonencode({a=[".repeat(20),
                "]})".repeat(20)
            )),
            stage(&["1"; 120].join(" + ")),
            stage(&format!("{}1{}", "\"${1 + ".repeat(40), "}\"".repeat(40))),
            stage("local.a0") + &locals(3000, |n| format!("a{n} = local.a{}", n + 1)),
            stage("local.a0")
                + &locals(3000, |n| {
                    let next = format!("try(replace(local.a{}, \"a\", \"b\"), \"\")", n + 1);
                    format!(
                        "a{n} = jsonencode([for x in [\"y\"] : \"%{{ if true }}${{upper({next})}}%{{ endif }}\"])"
                    )
                }),
            stage("\"x\"") + &format!("locals {{\n a = {{ {} }}\n}}\n", "k = 1, ".repeat(20_000)),
            stage("jsonencode(local.a2999)")
                + &locals(3000, |n| {
                    format!("a{n} = [local.a{}, \"$context.path\"]", n.wrapping_sub(1))
                }),
            stage("local.a0")
                + &locals(60, |n| {
                    format!("a{n} = \"x${{local.a{0}}}${{local.a{0}}}\"", n + 1)
                }),
            stage("jsonencode(local.a0)")
                + &locals(60, |n| format!("a{n} = [local.a{0}, local.a{0}]", n + 1)),
            stage(
                "\"$context.path %{for a in range(1000)}%{for b in range(1000)}%{for c in range(1000)}%{endfor}%{endfor}%{endfor}\"",
            ),
            stage(
                "replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa$context.path\", \"/a*a*a*a*a*a*a*a*b/\", \"\")",
            ),
            locals(20_000, |n| format!("a{n} = 1")),
            "locals {\n".repeat(5000),
            "locals {\n a = \"\n".repeat(5000),
            "module \"m\" {\n source = \"./\"\n log_format = \"$context.path\"\n}".to_owned(),
        ];
        for text in files {
            let found = Files(&[("main.tf", &text)]).extract("");
            let places = found.formats.iter().map(|format| format.place);
            for place in places.chain(found.problems.iter().map(|problem| problem.place)) {
                assert!(text.get(place.span.range()).is_some());
            }
        }
    }

    #[test]
    fn local_modules_that_call_each_other_many_times_end() {
        let call = |n: usize| {
            let calls = "abcd".chars().map(|name| {
                format!(
                    "module \"{name}\" {{\n source = \"../m{}\"\n f = \"${{var.f}}{name}\"\n}}\n",
                    n + 1
                )
            });
            let calls: String = calls.collect();
            format!(
                "{calls}variable \"f\" {{}}\nresource \"aws_api_gateway_stage\" \"s\" {{\n access_log_settings {{\n format = \"$context.path ${{var.f}}\"\n }}\n}}\n"
            )
        };
        let texts: Vec<(String, String)> = (0..12)
            .map(|n| (format!("m{n}/main.tf"), call(n)))
            .collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (&**a, &**b)).collect();
        let found = Files(&files).extract("m0");
        assert!((100..1000).contains(&found.formats.len()));
    }

    #[test]
    fn says_where_it_gave_up() {
        let text = "locals {\n a = local.b\n b = local.a\n c = [for x in range(1000) : [for y in range(1000) : [for z in range(1000) : 1]]]\n}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = \"$context.path ${local.a} ${length(local.c)}\"\n }\n}";
        let found = Files(&[("main.tf", text)]).extract("");
        assert_eq!(found.problems.len(), 1);
        assert!(found.problems[0].message.starts_with("too much"));
    }

    #[test]
    fn a_byte_order_mark_and_crlf_are_read_as_terraform_reads_them() {
        let text = "\u{FEFF}resource \"aws_api_gateway_stage\" \"s\" {\r\n  access_log_settings {\r\n    format = <<EOF\r\n$context.path\r\nEOF\r\n  }\r\n}\r\n";
        let files = Files(&[("main.tf", text)]);
        let found = files.extract("");
        assert_eq!(found.formats[0].text.as_str(), "$context.path\r\n");
        assert!(files.at(found.formats[0].place).starts_with("<<EOF"));
    }

    #[test]
    fn what_only_the_deployment_knows_is_a_hole() {
        let hole = |value| text_of(value, "variable \"v\" {}\n");
        assert_eq!(hole(r#""$context.path ${var.v}""#), "$context.path _");
        assert_eq!(
            hole(r#""$context.path ${aws_x.y.id} ${data.z.q[0]}""#),
            "$context.path _ _"
        );
        assert_eq!(
            hole(
                r#"jsonencode({ a = "$context.path", b = var.v, c = "x${var.v}", d = [var.v.q] })"#
            ),
            r#"{"a":"$context.path","b":_,"c":"x_","d":[_]}"#
        );
        assert_eq!(
            hole(r#""$context.path%{ if var.v }a%{ else }a%{ endif }%{ if var.v }b%{ endif }""#),
            "$context.patha_"
        );
        assert_eq!(
            hole(r#"replace("$context.path\n${var.v}\n", "\n", "")"#),
            "$context.path_"
        );
        assert_eq!(
            hole(r#"join("-", ["$context.path", var.v, upper("a${var.v}")])"#),
            "$context.path-_-A_"
        );
        assert_eq!(
            hole(r#"format("%s %s", "$context.path", var.v)"#),
            "$context.path _"
        );
        assert_eq!(
            hole(r#""$context.path ${md5("x")} ${no_such_function()}""#),
            "$context.path _ _"
        );
    }

    #[test]
    fn a_mistake_in_one_block_does_not_cost_the_others() {
        let text = "locals {\n a = = 1\n f = \"$context.path\"\n}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = local.f\n }\n}\n_x\" {\n";
        let found = Files(&[("main.tf", text)]).extract("");
        assert_eq!(found.formats.len(), 1);
        assert_eq!(found.problems.len(), 2);
    }
}
