//! Formats in Terraform and OpenTofu: a folder of `.tf` and `.tofu` files in, the formats of its stages out, as Terraform
//! would compute them. What only the deployment knows is a hole.
//!
//! [`directory`] is the way in. `split` cuts files into blocks, `parse` turns a block into a tree (`syntax`), `json` the blocks of `.tf.json`, `folder`
//! gathers what a folder declares, `world` and `eval` compute values, `stages` and `modules` know where formats stand.

mod apis;
mod budget;
mod calls;
mod carrier;
mod comments;
mod configured;
mod decode;
mod delivery;
mod embedded;
mod encode;
mod eval;
#[cfg(test)]
mod fixture;
mod folder;
mod functions;
mod hit;
mod index;
mod json;
mod kinds;
mod literal;
mod modules;
mod number;
mod parse;
mod reference;
mod split;
mod stacks;
mod stages;
mod syntax;
mod template;
mod terraform;
mod terragrunt;
mod traverse;
mod types;
mod value;
mod values;
mod world;

pub use carrier::CARRIER;
pub use stacks::CARRIER as STACKS;
pub use terragrunt::CARRIER as TERRAGRUNT;
pub use values::Homes;

use gwfmt_core::limits::HCL_STACK;

use crate::stack::on_stack;
use crate::{Extraction, Sources};

#[cfg(feature = "source")]
pub(crate) use functions::pattern;

/// The formats of a folder, read as Terraform reads it: all its `.tf` and `.tofu` files, `terraform.tfvars` and
/// `*.auto.tfvars`, each of them in JSON too (`.tf.json`), and the local modules that it calls.
///
/// A format in a called module is reported here only when the call makes a difference to it; the module's own folder shows
/// the others.
pub fn directory(folder: &str, sources: &dyn Sources) -> Extraction {
    on_its_own_stack(sources, &|sources| {
        terraform::extract(folder, None, sources)
    })
}

/// [`directory`] with one more file of values, as `-var-file` names it: these win over all others. `values` is its path, as
/// `sources` know it; [`Homes`] says which folders it is for.
pub fn directory_with(folder: &str, values: &str, sources: &dyn Sources) -> Extraction {
    on_its_own_stack(sources, &|sources| {
        terraform::extract(folder, Some(values), sources)
    })
}

fn on_its_own_stack(
    sources: &dyn Sources,
    work: &(dyn Fn(&dyn Sources) -> Extraction + Sync),
) -> Extraction {
    on_stack(HCL_STACK, sources, work).unwrap_or_else(|| work(sources))
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
pub const NEEDLES: [&str; 3] = ["access_log_setting", "access_log_format", "$context."];

/// Whether the file makes it worth while to read its folder. Exact for what [`directory`] finds, but for a folder that
/// only calls a local module with inputs that choose among formats of that module: the caller must look at the modules.
pub fn may_hold(file: &str) -> bool {
    NEEDLES.iter().any(|needle| file.contains(needle))
}

#[cfg(test)]
#[allow(clippy::format_collect)] // files of a few lines
mod tests {
    use super::fixture::{Files, text_of};
    use crate::{ProblemKind, Why};
    use gwfmt_core::limits::{HCL_CHOICES, HCL_DEPTH, HCL_ELEMENTS, HCL_LEVELS};

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
                + &locals(400, |n| {
                    let next = format!("try(replace(local.a{}, \"a\", \"b\"), \"\")", n + 1);
                    format!(
                        "a{n} = jsonencode([for x in [\"y\"] : \"%{{ if true }}${{upper({next})}}%{{ endif }}\"])"
                    )
                }),
            stage("\"x\"") + &format!("locals {{\n a = {{ {} }}\n}}\n", "k = 1, ".repeat(20_000)),
            stage("jsonencode(local.a799)")
                + &locals(800, |n| {
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
        assert!(found.formats.len() > 100);
        let not_all = found.problems.iter();
        let not_all = not_all.filter(|problem| problem.message.starts_with("too much"));
        assert!(not_all.count() >= 4, "each call says so");
        assert!(found.problems.iter().all(|p| p.kind == ProblemKind::Limit));
    }

    const CHILD: &str = "variable \"f\" {\n default = \"$context.path\"\n}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = \"$context.requestId ${var.f}\"\n }\n}\n";

    fn stage(name: &str, format: &str) -> String {
        format!(
            "resource \"aws_api_gateway_stage\" \"{name}\" {{\n access_log_settings {{\n format = {format}\n }}\n}}\n"
        )
    }

    #[test]
    fn a_folder_with_many_calls_of_one_module_is_read_to_the_end() {
        let calls = (0..1200).map(|n| {
            format!("module \"m{n}\" {{\n source = \"./c\"\n f = \"$context.f{n}\"\n}}\n")
        });
        let calls: String = calls.collect();
        let found = Files(&[("main.tf", &calls), ("c/main.tf", CHILD)]).extract("");
        assert_eq!(found.problems, []);
        assert_eq!(found.formats.len(), 1200);
        let last = "$context.requestId $context.f1199";
        assert!(found.formats.iter().any(|f| f.text.as_str() == last));
    }

    #[test]
    fn calls_of_modules_without_formats_cost_the_others_nothing() {
        let calls = (0..300).map(|n| format!("module \"m{n}\" {{\n source = \"./none\"\n}}\n"));
        let text = calls.collect::<String>()
            + "module \"z\" {\n source = \"./c\"\n f = \"$context.z\"\n}\n";
        let none = "locals {\n a = 1\n}\nmodule \"deeper\" {\n source = \"../none2\"\n}\n";
        let files = Files(&[
            ("main.tf", &text),
            ("c/main.tf", CHILD),
            ("none/main.tf", none),
            ("none2/main.tf", "locals {\n a = 1\n}\n"),
        ]);
        assert_eq!(
            files.lines(""),
            ["module.z.aws_api_gateway_stage.s rest $context.requestId $context.z"]
        );
    }

    /// Each of them takes all of its own fuel, or meets another bound, and says so at its place.
    #[test]
    fn what_is_too_much_is_reported_and_costs_its_neighbours_nothing() {
        let fan = |line: &dyn Fn(usize) -> String| {
            let lines: Vec<String> = (0..60).map(line).collect();
            format!("locals {{\n{}\n}}\nvariable \"x\" {{}}\n", lines.join("\n"))
        };
        let deep_calls: String = "abcd"
            .chars()
            .map(|name| format!("module \"{name}\" {{\n source = \"../m\"\n}}\n"))
            .collect();
        let levels: Vec<(String, String)> = (0..9)
            .map(|n| {
                let text = deep_calls.replace("../m", &format!("../m{}", n + 1));
                (format!("m{n}/main.tf"), text)
            })
            .collect();
        for (hostile, more, about) in [
            (
                stage("a", "\"$context.a ${local.a0}\""),
                fan(&|n| format!("a{n} = \"x${{local.a{0}}}${{local.a{0}}}\"", n + 1)),
                "local.a",
            ),
            (
                stage("a", "jsonencode(local.a0)"),
                fan(&|n| format!("a{n} = [local.a{0}, local.a{0}]", n + 1)),
                "[local.a",
            ),
            (
                stage("a", "jsonencode(local.a0)"),
                fan(&|n| format!("a{n} = var.x ? [local.a{0}, 1] : [local.a{0}, 2]", n + 1)),
                "local.a",
            ),
            (
                stage(
                    "a",
                    "\"$context.a %{for a in range(1000)}%{for b in range(1000)}%{for c in range(1000)}%{endfor}%{endfor}%{endfor}\"",
                ),
                String::new(),
                "range(",
            ),
            (
                stage("a", &format!("join(\"\", [{}])", "local.l, ".repeat(40))),
                format!("locals {{\n l = \"{}\"\n}}\n", "x".repeat(50_000)),
                "join(",
            ),
            (
                "module \"a\" {\n source = \"./m0\"\n}\n".to_owned(),
                String::new(),
                "\"",
            ),
        ] {
            let text = format!(
                "{hostile}{more}{}module \"z\" {{\n source = \"./c\"\n f = \"$context.z\"\n}}\nlocals {{\n good = \"$context.path\"\n}}\n",
                stage("z", "\"$context.requestId ${local.good}\"")
            );
            let mut files = vec![("main.tf", text.as_str()), ("c/main.tf", CHILD)];
            files.extend(
                levels
                    .iter()
                    .map(|(path, text)| (path.as_str(), text.as_str())),
            );
            let files = Files(&files);
            let found = files.extract("");
            let texts: Vec<&str> = found.formats.iter().map(|f| f.text.as_str()).collect();
            for good in [
                "$context.requestId $context.path",
                "$context.requestId $context.z",
            ] {
                assert!(texts.contains(&good), "{hostile}: {texts:?}");
            }
            assert!(!found.problems.is_empty(), "{hostile}");
            for problem in &found.problems {
                assert_eq!(problem.kind, ProblemKind::Limit);
            }
            let mut places = found.problems.iter().map(|problem| files.at(problem.place));
            assert!(places.any(|place| place.contains(about)), "{hostile}");
        }
    }

    #[test]
    fn elements_and_choices_beyond_the_bound_are_not_left_out_in_silence() {
        let elements = |count: usize| {
            format!(
                "resource \"aws_api_gateway_stage\" \"s\" {{\n for_each = toset([for n in range({count}) : \"$context.a${{n}}\"])\n access_log_settings {{\n format = each.key\n }}\n}}\n"
            )
        };
        let choices = |count: usize| {
            // chains of conditions nest: 60 levels are what the parser takes
            let locals: String = (0..count.div_ceil(20))
                .map(|at| {
                    let all: String = (at * 20..count.min(at * 20 + 20))
                        .map(|n| format!("var.x ? \"$context.a{n}\" : "))
                        .collect();
                    format!(" c{at} = {all} null\n")
                })
                .collect();
            let all: String = (0..count.div_ceil(20))
                .map(|at| format!("var.x ? local.c{at} : "))
                .collect();
            format!(
                "{}locals {{\n{locals}}}\nvariable \"x\" {{}}\n",
                stage("s", &format!("{all} null"))
            )
        };
        for (text, formats, problems) in [
            (elements(HCL_ELEMENTS), HCL_ELEMENTS, 0),
            (elements(HCL_ELEMENTS + 1), HCL_ELEMENTS, 1),
            (choices(HCL_CHOICES), HCL_CHOICES, 0),
            (choices(HCL_CHOICES + 1), HCL_CHOICES, 1),
        ] {
            let found = Files(&[("main.tf", &text)]).extract("");
            assert_eq!(found.formats.len(), formats);
            assert_eq!(found.problems.len(), problems);
        }
    }

    /// On a thread with less stack than any that calls us.
    fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        let thread = std::thread::Builder::new().stack_size(128 * 1024);
        thread.spawn(work).unwrap().join().unwrap()
    }

    #[test]
    fn nesting_up_to_the_bounds_fits_a_small_stack() {
        let nested = |open: &str, close: &str, levels: usize| {
            let value = open.repeat(levels) + "\"$context.path\"" + &close.repeat(levels);
            stage("s", &value)
        };
        for (open, close) in [
            ("(", ")"),
            ("\"${", "}\""),
            ("[", "][0]"),
            ("upper(", ")"),
            ("true ? (", ") : 1"),
            ("{ a = ", "}.a"),
        ] {
            let (within, beyond) = (nested(open, close, 30), nested(open, close, 70));
            let deepest = nested(open, close, 63);
            let (within, deepest, beyond) = on_a_small_stack(move || {
                let read = |text: &str| Files(&[("main.tf", text)]).extract("");
                (read(&within), read(&deepest), read(&beyond))
            });
            assert_eq!(
                (within.formats.len(), within.problems.len()),
                (1, 0),
                "{open}"
            );
            assert!(deepest.formats.len() + deepest.problems.len() > 0, "{open}");
            assert_eq!(beyond.problems.len(), 1, "{open}");
            assert_eq!(beyond.problems[0].kind, ProblemKind::Limit, "{open}");
        }
    }

    #[test]
    fn values_within_values_up_to_the_bounds_fit_a_small_stack() {
        // each local takes two levels: its own and the template's
        let chain = |count: u32| {
            let locals: String = (0..count)
                .map(|n| format!(" a{n} = \"${{local.a{}}}x\"\n", n + 1))
                .collect();
            format!(
                "{}locals {{\n{locals} a{count} = \"$context.path\"\n}}\n",
                stage("s", "local.a0")
            )
        };
        let (within, beyond) = on_a_small_stack(move || {
            let read = |text: &str| Files(&[("main.tf", text)]).extract("");
            (read(&chain(HCL_DEPTH / 2 - 2)), read(&chain(HCL_DEPTH)))
        });
        assert_eq!((within.formats.len(), within.problems.len()), (1, 0));
        assert!(!beyond.problems.is_empty());
        assert!(
            beyond
                .problems
                .iter()
                .all(|problem| problem.message.starts_with("nested too deep"))
        );
        assert!(beyond.unknown.len() == 1 || beyond.formats[0].text.has_holes());
    }

    #[test]
    fn modules_within_modules_up_to_the_bound_fit_a_small_stack() {
        let modules = |levels: u32| -> Vec<(String, String)> {
            let module = |n| {
                let text = if n == levels {
                    CHILD.to_owned()
                } else {
                    format!(
                        "variable \"f\" {{}}\nmodule \"n\" {{\n source = \"../m{}\"\n f = \"${{var.f}}.x\"\n}}\n",
                        n + 1
                    )
                };
                (format!("m{n}/main.tf"), text)
            };
            let root = "module \"r\" {\n source = \"./m1\"\n f = \"$context.a\"\n}\n";
            let mut all: Vec<_> = (1..=levels).map(module).collect();
            all.push(("main.tf".to_owned(), root.to_owned()));
            all
        };
        let (within, beyond) = on_a_small_stack(move || {
            let read = |levels: u32| {
                let texts = modules(levels);
                let files: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (&**a, &**b)).collect();
                Files(&files).extract("")
            };
            (read(HCL_LEVELS), read(HCL_LEVELS + 1))
        });
        assert_eq!((within.formats.len(), within.problems.len()), (1, 0));
        assert_eq!(beyond.formats.len(), 0);
        assert!(!beyond.problems.is_empty());
        assert!(
            beyond
                .problems
                .iter()
                .all(|p| p.message.contains("too deep"))
        );
    }

    #[test]
    fn says_where_it_gave_up() {
        let text = "locals {\n a = local.b\n b = local.a\n c = [for x in range(1000) : [for y in range(1000) : [for z in range(1000) : 1]]]\n}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = \"$context.path ${local.a} ${length(local.c)}\"\n }\n}";
        let found = Files(&[("main.tf", text)]).extract("");
        let messages = found.problems.iter().map(|problem| &problem.message);
        let messages: Vec<&str> = messages.map(|message| &message[..8]).collect();
        assert_eq!(messages, ["too many", "too much"]);
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
    fn what_is_always_a_string_is_a_hole_between_quotes() {
        let encoded = |value: &str, more: &str| {
            let text = text_of(
                &format!("jsonencode({{ r = \"$context.path\", v = {value} }})"),
                more,
            );
            let value = text
                .strip_prefix("{\"r\":\"$context.path\",\"v\":")
                .unwrap();
            value.strip_suffix('}').unwrap().to_owned()
        };
        let variables = "variable \"s\" {\n type = string\n}\nvariable \"n\" {\n type = number\n}\nvariable \"v\" {}\n";
        for string in [
            "terraform.workspace",
            "path.cwd",
            "aws_api_gateway_rest_api.a.id",
            "aws_lambda_function.f[0].arn",
            "data.aws_region.current.name",
            "data.aws_caller_identity.me.account_id",
            "var.s",
            "upper(var.v)",
            "sha256(var.v)",
            "format(\"%s\", var.v)",
            "\"x${var.v}\"",
            "jsonencode(var.v)",
            "var.v ? \"a\" : \"b\"",
            "var.v ? var.s : aws_x.y.arn",
            "join(\",\", var.v)",
        ] {
            let hole = encoded(string, variables);
            assert!(
                hole.starts_with('"') && hole.ends_with('"') && hole.contains('_'),
                "{string}: {hole}"
            );
        }
        for other in [
            "var.v",
            "var.n",
            "aws_x.y.count",
            "aws_x.y[*].arn",
            "aws_x.y.tags",
            "count.index",
            "var.v ? \"a\" : null",
            "var.v ? \"a\" : var.n",
            "\"${var.v}\"",
            "length(var.v)",
            "try(var.v, \"a\")",
            "coalesce(var.v, \"a\")",
            "lookup(var.v, \"a\", \"b\")",
            "data.a.b.value",
        ] {
            assert_eq!(encoded(other, variables), "_", "{other}");
        }
        let each = "resource \"aws_api_gateway_stage\" \"s\" {\n for_each = var.all\n access_log_settings {\n format = jsonencode({ a = \"$context.path\", b = each.key, c = each.value })\n }\n}\nvariable \"all\" {}\n";
        assert_eq!(
            Files(&[("main.tf", each)]).lines(""),
            ["aws_api_gateway_stage.s rest {\"a\":\"$context.path\",\"b\":\"_\",\"c\":_}"]
        );
        // what a module is given for a variable of type `string`
        let files = Files(&[
            (
                "main.tf",
                "module \"m\" {\n source = \"./m\"\n s = data.a.b.c\n v = \"$context.path\"\n}\n",
            ),
            (
                "m/main.tf",
                &(stage("s", "jsonencode({ a = var.v, s = var.s })") + variables),
            ),
        ]);
        let texts: Vec<String> = files
            .extract("")
            .formats
            .iter()
            .map(|f| f.text.as_str().replace('\u{FFFC}', "_"))
            .collect();
        assert_eq!(texts, ["{\"a\":\"$context.path\",\"s\":\"_\"}"]);
    }

    #[test]
    fn what_can_be_no_format_is_said_where_it_is() {
        let problems = |format: &str, more: &str| -> Vec<(String, String)> {
            let text = stage("s", format) + more;
            let files = Files(&[("main.tf", &text)]);
            let found = files.extract("");
            assert!(
                found
                    .problems
                    .iter()
                    .all(|problem| problem.kind == ProblemKind::Value)
            );
            assert!(
                found.problems.is_empty() || found.formats.is_empty() && found.unknown.is_empty()
            );
            let said = |problem: &crate::Problem| {
                (files.at(problem.place).to_owned(), problem.message.clone())
            };
            found.problems.iter().map(said).collect()
        };
        let locals = "locals {\n o = { requestId = \"$context.requestId\" }\n e = \"\"\n}\n";
        let variables = "variable \"o\" {\n default = { requestId = \"$context.requestId\" }\n}\nvariable \"e\" {\n default = \"\"\n}\nvariable \"n\" {\n default = null\n}\n";
        for (format, place, word) in [
            (
                "{ requestId = \"$context.requestId\" }",
                "{ requestId = \"$context.requestId\" }",
                "an object",
            ),
            (
                "local.o",
                "{ requestId = \"$context.requestId\" }",
                "an object",
            ),
            (
                "var.o",
                "{ requestId = \"$context.requestId\" }",
                "an object",
            ),
            (
                "merge(local.o, { a = var.x })",
                "merge(local.o, { a = var.x })",
                "an object",
            ),
            (
                "[\"$context.requestId\", \"$context.path\"]",
                "[\"$context.requestId\", \"$context.path\"]",
                "a list",
            ),
            (
                "[for k, v in local.o : v]",
                "[for k, v in local.o : v]",
                "a list",
            ),
            ("\"\"", "\"\"", "is empty"),
            ("local.e", "\"\"", "is empty"),
            ("null", "null", "unset"),
        ] {
            let said = problems(format, &format!("{locals}{variables}"));
            let [(at, message)] = said.as_slice() else {
                panic!("{format}: {said:?}");
            };
            assert_eq!(at, place, "{format}");
            assert!(message.contains(word), "{format}: {message}");
        }
        // somebody may set the variable; a number becomes a string
        for format in [
            "var.e",
            "var.n",
            "var.n == null ? \"$context.path\" : var.n",
            "1",
            "true",
            "jsonencode(local.o)",
        ] {
            assert_eq!(
                problems(format, &format!("{locals}{variables}")),
                [],
                "{format}"
            );
        }
        assert_eq!(text_of("12", ""), "12");
        let off = "resource \"aws_api_gateway_stage\" \"s\" {\n count = 0\n access_log_settings {\n format = {}\n }\n}\n";
        assert_eq!(Files(&[("main.tf", off)]).extract("").problems, []);
    }

    /// Two reasons are told apart.
    #[test]
    fn what_nobody_can_know_is_not_what_is_not_computed() {
        let why = |format: &str| {
            let more = "variable \"v\" {}\nlocals {\n c = cidrsubnets(\"a\", 1)\n}\n";
            let text = stage("s", format) + more;
            let unknown = Files(&[("main.tf", &text)]).extract("").unknown;
            assert_eq!(unknown.len(), 1, "{format}");
            (unknown[0].why, unknown[0].reason.clone())
        };
        for format in [
            "var.v",
            "upper(var.v)",
            "sha256(var.v)",
            "var.v[\"a\"]",
            "var.v ? null : null",
            "aws_x.y.z",
            "data.a.b.c",
            "var.v + 1",
            "{ (var.v) = \"a\" }[\"b\"]",
            "[for x in var.v : x][0]",
            "path.cwd",
            "terraform.workspace",
            "\"${var.v}${sha256(\"a\")}\"",
        ] {
            assert_eq!(
                why(format).0,
                Why::Deployment,
                "{format}: {}",
                why(format).1
            );
        }
        for (format, what) in [
            ("yamldecode(file(\"f\"))", "`f`"),
            ("cidrsubnets(\"a\", 1).a", "`cidrsubnets`"),
            ("local.c.a", "`cidrsubnets`"),
            ("upper(local.c.a)", "`cidrsubnets`"),
            ("sha256(\"x\")", "`sha256`"),
            ("module.x.y", "`x`"),
            ("local.nothing", "`nothing`"),
            ("no_such_function(\"a\")", "`no_such_function`"),
            ("replace(\"a\", \"/\\\\pL/\", \"b\")", "`replace`"),
        ] {
            let (why, reason) = why(format);
            assert_eq!(why, Why::NotComputed, "{format}: {reason}");
            assert!(reason.contains(what), "{format}: {reason}");
        }
    }

    #[test]
    fn a_mistake_in_one_block_does_not_cost_the_others() {
        let text = "locals {\n a = = 1\n f = \"$context.path\"\n}\nresource \"aws_api_gateway_stage\" \"s\" {\n access_log_settings {\n format = local.f\n }\n}\n_x\" {\n";
        let found = Files(&[("main.tf", text)]).extract("");
        assert_eq!(found.formats.len(), 1);
        assert_eq!(found.problems.len(), 2);
    }
}
