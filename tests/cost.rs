//! What `gwfmt cost` says is what the lines of `gwfmt render` weigh, and what the table of prices makes of it.

use std::process::Command;

use serde_json::Value;

fn gwfmt(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwfmt"));
    let output = command.args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&gwfmt(args)).unwrap()
}

fn lengths(api: &str, format: &str, scenario: &str) -> Vec<usize> {
    let lines = gwfmt(&[
        "render",
        "--api",
        api,
        "--format",
        format,
        "--scenario",
        scenario,
        "--count",
        "200",
    ]);
    let mut lengths: Vec<usize> = lines.lines().map(str::len).collect();
    lengths.sort_unstable();
    lengths
}

#[test]
fn the_estimate_is_made_of_rendered_lines_and_the_table() {
    let prices = json(&["cost", "--print-prices"]);
    for api in ["rest", "http", "websocket"] {
        for shape in ["json", "clf"] {
            let format = gwfmt(&[
                "new", "--api", api, "--preset", "security", "--shape", shape,
            ]);
            let format = format.trim_end();
            let usual = lengths(api, format, "ok");
            let all = lengths(api, format, "all");
            let cost = json(&[
                "cost",
                "--api",
                api,
                "--format",
                format,
                "--output-format",
                "json",
                "--requests",
                "3000000",
            ]);
            let bytes = [all[0], usual[100], all[all.len() - 1]];
            let names = ["least", "typical", "most"];
            for (name, bytes) in names.into_iter().zip(bytes) {
                assert_eq!(cost["bytes"][name], bytes, "{name} {format}");
                let places = cost["destinations"].as_array().unwrap();
                assert_eq!(places.len(), if api == "rest" { 3 } else { 2 });
                for place in places {
                    let table = prices["destinations"].as_array().unwrap();
                    let price = table
                        .iter()
                        .find(|one| one["name"] == place["name"])
                        .unwrap();
                    let counted = if place["name"] == "firehose" {
                        bytes.div_ceil(5 * 1024) * 5 * 1024
                    } else {
                        bytes + 26
                    };
                    let gb = f64::from(u32::try_from(counted).unwrap()) * 3e6 / 1e9;
                    let is_near = |value: &Value, wanted: f64| {
                        (value.as_f64().unwrap() - wanted).abs() < 1e-9 * wanted.max(1.0)
                    };
                    assert!(is_near(&place["gb"][name], gb), "{place}");
                    let wanted = gb * price["per_gb"].as_f64().unwrap();
                    assert!(is_near(&place["price"][name], wanted), "{place}");
                }
            }
        }
    }
}

#[test]
fn a_table_of_ones_own_takes_the_place_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("prices.json");
    let mut prices = json(&["cost", "--print-prices"]);
    prices["destinations"].as_array_mut().unwrap().truncate(1);
    prices["destinations"][0]["per_gb"] = 7.into();
    prices["bytes_per_gb"] = 1_073_741_824.into();
    std::fs::write(&file, prices.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let cost = json(&[
        "cost",
        "--prices",
        file,
        "--api",
        "http",
        "--format",
        "$context.status",
        "--output-format",
        "json",
        "--requests",
        "1073741824",
    ]);
    assert_eq!(cost["destinations"].as_array().unwrap().len(), 1);
    assert_eq!(cost["destinations"][0]["gb"]["most"], 29.0);
    assert_eq!(cost["destinations"][0]["price"]["most"], 203.0);
}
