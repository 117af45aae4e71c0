//! Terraform's own plans and states: what is found in the code is what Terraform plans and deploys, with the type of the API and
//! at the same address. The provider of AWS cannot be had without a registry of Terraform; `programs/provider.py` stands in for
//! it, and all else is real.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{Format, Linted, has, lint, missing, node_modules, programs, python, run};

/// The provider, as long as it is not dropped.
struct Provider {
    child: Child,
    attach: String,
}

impl Provider {
    fn new() -> Option<Self> {
        let python = python("grpc").filter(|_| python("msgpack").is_some())?;
        let mut child = Command::new(python)
            .arg(programs().join("provider.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut attach = String::new();
        let said = child.stdout.take().expect("it is piped");
        BufReader::new(said).read_line(&mut attach).unwrap();
        Some(Self { child, attach })
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// A folder of code with what Terraform made of it.
struct Deployed {
    folder: tempfile::TempDir,
}

impl Deployed {
    /// Plans and applies what is in a folder.
    fn new(code: &Path, provider: &Provider) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(code, folder.path());
        let deployed = Self { folder };
        let terraform = |args: &[&str]| {
            let mut command = Command::new("terraform");
            command
                .args(args)
                .current_dir(deployed.folder.path())
                .env("TF_REATTACH_PROVIDERS", provider.attach.trim())
                .env("TF_CLI_CONFIG_FILE", "/dev/null")
                .env("CHECKPOINT_DISABLE", "1");
            run(&mut command).stdout
        };
        let kept = |name: &str, text: Vec<u8>| {
            fs::write(deployed.folder.path().join(name), text).unwrap();
        };
        terraform(&["init", "-no-color"]);
        terraform(&["plan", "-no-color", "-out=plan"]);
        kept("plan.json", terraform(&["show", "-json", "plan"]));
        terraform(&["apply", "-no-color", "plan"]);
        kept("state.json", terraform(&["show", "-json"]));
        deployed
    }

    fn linted(&self, file: &str) -> Linted {
        lint(self.folder.path(), &[file], "")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The formats by address, in which all instances of `count` are one: code does not say how many there are.
fn by_address(linted: &Linted) -> BTreeMap<String, Format> {
    let mut all = BTreeMap::new();
    for format in &linted.formats {
        let address = match format.address.rsplit_once('[') {
            Some((address, index)) if !index.starts_with('"') => address.to_owned(),
            _ => format.address.clone(),
        };
        let format = Format {
            address: address.clone(),
            ..format.clone()
        };
        let before = all.insert(address, format.clone());
        assert!(before.is_none_or(|before| before == format), "{format}");
    }
    all
}

/// What the state has in place of a hole of the code.
fn filled(
    mut code: BTreeMap<String, Format>,
    state: &BTreeMap<String, Format>,
) -> BTreeMap<String, Format> {
    for format in code.values_mut() {
        let Some((before, after)) = format.text.split_once('\u{FFFC}') else {
            continue;
        };
        let made = &state[&format.address].text;
        let middle = made
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        assert!(middle.is_some_and(|id| !id.is_empty()), "{made}");
        format.text.clone_from(made);
    }
    code
}

fn tools() -> Option<Provider> {
    if !has("terraform") {
        missing("terraform");
        return None;
    }
    let provider = Provider::new();
    if provider.is_none() {
        missing("grpcio or msgpack of PyPI");
    }
    provider
}

#[test]
fn what_terraform_plans_and_deploys_is_what_the_code_says() {
    let Some(provider) = tools() else { return };
    let code = lint(&programs(), &["terraform"], "");
    assert_eq!(code.unknown, []);
    let code = by_address(&code);
    assert_eq!(code.len(), 11);
    let deployed = Deployed::new(&programs().join("terraform"), &provider);

    let mut planned = deployed.linted("plan.json");
    let later = "aws_api_gateway_stage.later";
    let unknown: Vec<&str> = planned
        .unknown
        .iter()
        .map(|(address, _)| address.as_str())
        .collect();
    assert_eq!(unknown, [later]);
    planned.unknown.clear();
    let mut known = code.clone();
    known.remove(later);
    assert_eq!(by_address(&planned), known);

    let state = deployed.linted("state.json");
    assert_eq!(state.unknown, []);
    let state = by_address(&state);
    assert_eq!(filled(code, &state), state);
    let raw = deployed.linted("terraform.tfstate");
    assert_eq!(raw.unknown, []);
    assert_eq!(by_address(&raw), state);
}

#[test]
fn a_program_of_cdktf_is_found_to_have_what_terraform_plans_of_it() {
    let Some(modules) = node_modules("@cdktf/provider-aws") else {
        return missing("cdktf of npm");
    };
    let Some(provider) = tools() else { return };
    let out = tempfile::tempdir().unwrap();
    run(Command::new("node")
        .args([programs().join("run.js"), programs().join("cdktf.ts")])
        // the code that is made keeps its state where it is made
        .current_dir(out.path())
        .env("NODE_PATH", modules)
        .env("CDKTF_OUT", out.path()));
    let stack = out.path().join("stacks/api");
    let name = stack.join("cdk.tf.json");
    assert_eq!(name.extension(), Some(OsStr::new("json")));

    // the id of a construct is the name of its resource
    let of_ids = |linted: &Linted| {
        let formats = linted.formats.iter().cloned().map(|mut format| {
            let (_, id) = format.address.rsplit_once('.').unwrap_or_default();
            if !id.is_empty() {
                format.address = id.to_owned();
            }
            (format.address.clone(), format)
        });
        formats.collect::<BTreeMap<_, _>>()
    };
    let program = lint(&programs(), &["cdktf.ts"], "");
    assert_eq!(program.unknown, []);
    let program = of_ids(&program);
    assert_eq!(program.len(), 7);
    let made = lint(&stack, &["cdk.tf.json"], "");
    assert_eq!(made.unknown, []);
    assert_eq!(of_ids(&made), program);
    let deployed = Deployed::new(&stack, &provider);
    let state = of_ids(&deployed.linted("state.json"));
    assert_eq!(filled(program, &state), state);
}
