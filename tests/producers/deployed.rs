//! AWS's own command line, over a server that stands in for AWS: what it answers is linted as it comes out of the pipe, and has the
//! formats that were sent.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::{Format, lint, missing, programs, python, run};

/// The server, as long as it is not dropped.
struct Server {
    child: Child,
    url: String,
    /// The folder of the programs of its Python.
    bin: PathBuf,
}

impl Server {
    fn new() -> Option<Self> {
        let python = python("moto").filter(|_| python("awscli").is_some())?;
        let mut child = Command::new(&python)
            .arg(programs().join("server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut url = String::new();
        let said = child.stdout.take().expect("it is piped");
        BufReader::new(said).read_line(&mut url).unwrap();
        Some(Self {
            child,
            url: url.trim().to_owned(),
            bin: python.parent()?.to_owned(),
        })
    }

    /// What `aws` prints.
    fn aws(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(self.bin.join("aws"));
        command
            .args(["--endpoint-url", &self.url, "--output", "json"])
            .args(arguments)
            .env("AWS_ACCESS_KEY_ID", "none")
            .env("AWS_SECRET_ACCESS_KEY", "none")
            .env("AWS_DEFAULT_REGION", "eu-west-1")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("AWS_PAGER", "")
            .env("NO_PROXY", "127.0.0.1");
        String::from_utf8(run(&mut command).stdout).unwrap()
    }

    /// A member of what `aws` prints.
    fn made(&self, member: &str, arguments: &[&str]) -> String {
        let printed: Value = serde_json::from_str(&self.aws(arguments)).unwrap();
        printed[member].as_str().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

const ARN: &str = "arn:aws:logs:eu-west-1:123456789012:log-group:api";

#[test]
fn what_aws_answers_has_the_formats_that_were_sent() {
    let Some(server) = Server::new() else {
        return missing("moto or awscli of PyPI");
    };
    let folder = tempfile::tempdir().unwrap();
    // what is written in a script, what it answers, what a second question answers
    let linted = |text: &str, address: &str, api: &str, format: &str| {
        let found = lint(folder.path(), &["-"], text);
        let expected = Format {
            address: address.to_owned(),
            api: api.to_owned(),
            text: format.to_owned(),
        };
        assert_eq!(found.formats, [expected], "{text}");
        assert_eq!(found.unknown, []);
    };

    let rest =
        "{ \"id\":\"$context.requestId\", \"é\":\"\\u00e9 \\\\ 'x'\", \"status\":$context.status }";
    let id = server.made("id", &["apigateway", "create-rest-api", "--name", "rest"]);
    let of = ["--rest-api-id", &id];
    let root: Value =
        serde_json::from_str(&server.aws(&[&["apigateway", "get-resources"], &of[..]].concat()))
            .unwrap();
    let root = root["items"][0]["id"].as_str().unwrap().to_owned();
    let at = ["--resource-id", &root, "--http-method", "GET"];
    for arguments in [
        &["put-method", "--authorization-type", "NONE"][..],
        &["put-integration", "--type", "MOCK"],
    ] {
        server.aws(&[&["apigateway"], arguments, &of[..], &at].concat());
    }
    let deployment = server.made(
        "id",
        &[&["apigateway", "create-deployment"], &of[..]].concat(),
    );
    let create = [
        "apigateway",
        "create-stage",
        "--stage-name",
        "prod",
        "--deployment-id",
        &deployment,
    ];
    server.aws(&[&create, &of[..]].concat());
    let patch = json!([
        { "op": "replace", "path": "/accessLogSettings/destinationArn", "value": ARN },
        { "op": "replace", "path": "/accessLogSettings/format", "value": rest },
    ]);
    let patch = patch.to_string();
    let update = [
        "apigateway",
        "update-stage",
        "--stage-name",
        "prod",
        "--patch-operations",
        &patch,
    ];
    linted(&patch, "", "rest", rest);
    linted(
        &server.aws(&[&update, &of[..]].concat()),
        "prod",
        "rest",
        rest,
    );
    let all = server.aws(&[&["apigateway", "get-stages"], &of[..]].concat());
    linted(&all, "prod", "rest", rest);
    let one = ["apigateway", "get-stage", "--stage-name", "prod"];
    linted(&server.aws(&[&one, &of[..]].concat()), "prod", "rest", rest);

    let http = "$context.requestId\t$context.routeKey \"é\", a=b {c}";
    let create = [
        "apigatewayv2",
        "create-api",
        "--name",
        "http",
        "--protocol-type",
        "HTTP",
    ];
    let id = server.made("ApiId", &create);
    let settings = json!({ "DestinationArn": ARN, "Format": http }).to_string();
    let of = ["--api-id", &id];
    let create = [
        "apigatewayv2",
        "create-stage",
        "--stage-name",
        "live",
        "--access-log-settings",
        &settings,
    ];
    let v2 = "http or websocket";
    linted(&server.aws(&[&create, &of[..]].concat()), "live", v2, http);
    let all = server.aws(&[&["apigatewayv2", "get-stages"], &of[..]].concat());
    linted(&all, "live", v2, http);
}
