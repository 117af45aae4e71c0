//! Types for other languages, made of the schema of a record by the tools that people have: they take every record of every format.

use std::fs;
use std::path::Path;
use std::process::Command;

use gwfmt::runtime::Format;
use gwfmt_core::api::Api;

use super::{FORMATS, compare, generate, write_lines};

/// The schema of a format's record, and its records as JSON.
fn write_records(folder: &Path, name: &str, format: &str) {
    let schema = generate("json-schema", format, &["--of", "record"]);
    fs::write(folder.join(format!("{name}.schema.json")), schema).unwrap();
    let reader = Format::new(format, Some(Api::Rest)).unwrap();
    let lines = fs::read_to_string(folder.join(format!("{name}.log"))).unwrap();
    let read = lines
        .split_terminator('\n')
        .filter_map(|line| reader.parse(line).ok());
    let records = read.map(|record| serde_json::to_string(&record).unwrap() + "\n");
    fs::write(
        folder.join(format!("{name}.records")),
        records.collect::<String>(),
    )
    .unwrap();
}

#[test]
fn python_takes_every_record() {
    compare(
        "datamodel_code_generator, pydantic",
        "with_pydantic.py",
        write_records,
    );
}

#[test]
fn typescript_takes_every_record() {
    let modules = std::env::var("GWFMT_NODE_MODULES").unwrap_or_default();
    let tool = |name: &str| Path::new(&modules).join(".bin").join(name);
    if !tool("json2ts").exists() || !tool("tsc").exists() {
        eprintln!("GWFMT_NODE_MODULES has no json-schema-to-typescript: nothing was compared");
        let required = std::env::var_os("GWFMT_REQUIRE_TOOLS").is_some();
        assert!(!required, "and GWFMT_REQUIRE_TOOLS is set");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (number, (name, format)) in FORMATS.iter().enumerate() {
        write_lines(folder.path(), name, format);
        write_records(folder.path(), name, format);
        let output = Command::new(tool("json2ts"))
            .arg(folder.path().join(format!("{name}.schema.json")))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let types = String::from_utf8(output.stdout).unwrap();
        let records = fs::read_to_string(folder.path().join(format!("{name}.records"))).unwrap();
        // one in seven: the compiler looks at every value
        let some: Vec<&str> = records.lines().step_by(7).collect();
        assert!(some.len() >= 100, "{}", some.len());
        let rows = format!(
            "{types}\nexport const rows: AccessLogRecord[] = [\n{}\n];\n",
            some.join(",\n")
        );
        // a value of another type is refused
        let wrong = "\n// @ts-expect-error\nexport const wrong: AccessLogRecord = { ...rows[0], ";
        let key = format!("{:?}", first_key(some[0]));
        let file = folder.path().join(format!("format{number}.ts"));
        fs::write(&file, format!("{rows}{wrong}{key}: {{}} }};\n")).unwrap();
        files.push(file);
        eprintln!("typescript: {name}: {} records", some.len());
    }
    let output = Command::new(tool("tsc"))
        .args([
            "--noEmit",
            "--strict",
            "--target",
            "es2022",
            "--skipLibCheck",
        ])
        .args(files)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said:.3000}");
}

fn first_key(record: &str) -> String {
    record.split('"').nth(1).unwrap_or_default().to_owned()
}
