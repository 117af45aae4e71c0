//! A record whose format stands in a Terraform folder follows every file that the format is made of.

mod aside;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const STAGE: &str = r#"
resource "aws_api_gateway_stage" "prod" {
  access_log_settings {
    format = local.access_log
  }
}
"#;

const LOCALS: &str = r#"
locals {
  access_log = jsonencode({
    requestId = "$context.requestId"
    status    = "$context.status"
    latency   = "$context.integration.latency"
  })
}
"#;

const MAIN: &str = r##"
#[gwfmt::access_log_format(file = "../infra/main.tf#aws_api_gateway_stage.prod", deny = "warning")]
struct Log;

fn main() {
    let log = Log::parse(r#"{"latency":"17","requestId":"a","status":"200"}"#).unwrap();
    assert_eq!((log.status, log.latency), (200, Some(17)));
}
"##;

struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Self {
        Self::with(name, "carriers")
    }

    fn with(name: &str, feature: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("app/src")).unwrap();
        fs::create_dir_all(root.join("infra")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap(); // the repository ends here
        let project = Self(root);
        // the projects share a target folder, where Cargo tells packages apart by name
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        project.write(
            "app/Cargo.toml",
            &format!(
                "[package]\nname = \"app-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
                 gwfmt = {{ path = \"{}\", features = [\"{feature}\"] }}\n\n{}",
                package.display(),
                aside::profile()
            ),
        );
        fs::copy(
            package.join("../Cargo.lock"),
            project.0.join("app/Cargo.lock"),
        )
        .unwrap();
        project.write("app/src/main.rs", MAIN);
        project.write("infra/main.tf", STAGE);
        project.write("infra/locals.tf", LOCALS);
        project
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    /// Whether the program compiles and runs, and what the compiler says.
    fn run(&self) -> (bool, String) {
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline"])
            .current_dir(self.0.join("app"))
            .env("CARGO_TARGET_DIR", aside::target())
            .env("CARGO_TERM_COLOR", "never")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        (output.status.success(), format!("{said}{}", output.status))
    }
}

#[test]
fn a_change_of_the_deployment_is_a_change_of_the_record() {
    let project = Project::new("rebuild");
    let (works, said) = project.run();
    assert!(works, "{said}");

    project.write("infra/locals.tf", &LOCALS.replace("latency ", "duration"));
    let (works, said) = project.run();
    assert!(
        !works && said.contains("no field `latency` on type `Log<'_>`"),
        "{said}"
    );

    project.write(
        "infra/locals.tf",
        &LOCALS.replace("context.status", "context.statsu"),
    );
    let (works, said) = project.run();
    assert!(!works, "{said}");
    assert!(
        said.contains("unknown variable `$context.statsu`"),
        "{said}"
    );
    assert!(said.contains("--> infra/locals.tf:5:18"), "{said}");

    project.write("infra/main.tf", &STAGE.replace("\"prod\"", "\"live\""));
    let (works, said) = project.run();
    assert!(!works, "{said}");
    let hint = "there is no format `../infra/main.tf#aws_api_gateway_stage.prod`; it has `../infra/main.tf#aws_api_gateway_stage.live`";
    assert!(said.contains(hint), "{said}");

    project.write("infra/main.tf", STAGE);
    project.write("infra/locals.tf", LOCALS);
    let (works, said) = project.run();
    assert!(works, "{said}");
}

#[test]
fn a_change_of_the_config_is_a_change_of_what_is_found() {
    let project = Project::with("config", "config");
    project.write(
        "app/src/main.rs",
        "#[gwfmt::access_log_format(\"$context.requestId $context.brandNew\", api = \"http\")]\nstruct Log;\n\n\
         fn main() {\n    assert_eq!(Log::parse(\"a b\").unwrap().brand_new, Some(\"b\".into()));\n}\n",
    );
    project.write("gwfmt.toml", "variables = [\"brandNew\"]\n");
    let (works, said) = project.run();
    assert!(works, "{said}");

    project.write("gwfmt.toml", "");
    let (works, said) = project.run();
    assert!(
        !works && said.contains("unknown variable `$context.brandNew`"),
        "{said}"
    );

    project.write(
        "gwfmt.toml",
        "[[overrides]]\npaths = [\"app/src/*.rs\"]\nrules = { unknown-variable = \"off\" }\n",
    );
    let (works, said) = project.run();
    assert!(works, "{said}");

    project.write("gwfmt.toml", "rules = 1\n");
    let (works, said) = project.run();
    assert!(
        !works && said.contains("gwfmt.toml:1:9: `rules` is a number, not a table"),
        "{said}"
    );
}

/// The compiler watches the files that were read, and a file that is not there yet is none of them.
#[test]
fn a_new_file_is_seen_where_a_build_script_watches_the_folder_and_nowhere_else() {
    const OVERRIDE: &str = r#"
resource "aws_api_gateway_stage" "prod" {
  access_log_settings {
    format = "$context.requestId $context.status"
  }
}
"#;
    const VARIABLE: &str = r#"
variable "line" {
  default = null
}
locals {
  access_log = coalesce(var.line, jsonencode({
    requestId = "$context.requestId"
    status    = "$context.status"
    latency   = "$context.integration.latency"
  }))
}
"#;
    let project = Project::new("watched");
    let (works, said) = project.run();
    assert!(works, "{said}");
    project.write("infra/z_override.tf", OVERRIDE);
    let (works, said) = project.run();
    assert!(
        works,
        "seen without a build script: the documentation can promise more; {said}"
    );

    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=../infra\");\n}\n";
    project.write("app/build.rs", script);
    let (works, said) = project.run();
    assert!(!works && said.contains("no field `latency`"), "{said}");
    fs::remove_file(project.0.join("infra/z_override.tf")).unwrap();
    project.write("infra/locals.tf", VARIABLE);
    let (works, said) = project.run();
    assert!(works, "{said}");
    project.write("infra/terraform.tfvars", "line = \"$context.requestId\"\n");
    let (works, said) = project.run();
    assert!(!works && said.contains("no field `status`"), "{said}");
}

#[test]
fn a_stage_is_found_in_its_own_file_whatever_is_wrong_with_the_others() {
    let project = Project::new("addresses");
    let other = STAGE.replace("\"prod\"", "\"other\"");
    project.write("infra/b.tf", &other);
    project.write(
        "infra/c.tf",
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"a\n}\n",
    );
    let (works, said) = project.run();
    assert!(works, "{said}");

    project.write("app/src/main.rs", &MAIN.replace("main.tf", "b.tf"));
    let (works, said) = project.run();
    assert!(!works, "{said}");
    let refusal = "there is no format `../infra/b.tf#aws_api_gateway_stage.prod`; \
        it is `../infra/locals.tf#aws_api_gateway_stage.prod`, `../infra/main.tf#aws_api_gateway_stage.prod`; \
        `../infra/b.tf` has `../infra/b.tf#aws_api_gateway_stage.other`; ../infra/c.tf:2:14: ";
    assert!(said.contains(refusal), "{said}");

    // the file that the format needs is the one to blame
    project.write("app/src/main.rs", MAIN);
    project.write(
        "infra/locals.tf",
        &LOCALS.replace("\"$context.status\"", "\"$context.status"),
    );
    let (works, said) = project.run();
    assert!(!works, "{said}");
    assert!(
        said.contains("the format `../infra/main.tf#aws_api_gateway_stage.prod` is not known: "),
        "{said}"
    );
    assert!(said.contains("; ../infra/locals.tf:5:"), "{said}");
}
