//! The code of four formats, one of each layout, as it is printed: a change of the generator is a change of these files, to be
//! read line by line. `GWFMT_EXPANSIONS=overwrite cargo test -p gwfmt --test expansions` writes them anew.

use std::fs;
use std::path::Path;

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::codegen::{Options, to_file};
use gwfmt_core::model::Model;
use gwfmt_core::record::Record;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;

const FORMATS: [(&str, &str); 4] = [
    (
        "json",
        r#"{"requestId":"$context.requestId","status":$context.status,"identity":{"ip":"$context.identity.sourceIp"},"latency":"$context.integration.latency"}"#,
    ),
    (
        "clf",
        r#"$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId"#,
    ),
    (
        "csv",
        "$context.requestId,$context.requestTimeEpoch,$context.status,$context.error.message",
    ),
    (
        "xml",
        r#"<request id="$context.requestId"><status>$context.status</status><agent>$context.identity.userAgent</agent></request>"#,
    ),
];

/// Longer lines hold a text of the format or of the catalog, which is not broken.
const COLUMNS: usize = 120;

fn expansion(format: &str) -> String {
    let text = FormatText::verbatim(SourceId(0), 0, format);
    let model = Model::new(&text, ApiSet::one(Api::Rest));
    let record = Record::new(&model).unwrap();
    to_file(&record, &Options::new("Line"), format)
}

#[test]
fn the_printed_code_is_what_was_read() {
    let overwrite = std::env::var("GWFMT_EXPANSIONS").is_ok_and(|how| how == "overwrite");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expansions");
    for (name, format) in FORMATS {
        let (path, code) = (folder.join(format!("{name}.rs")), expansion(format));
        if overwrite {
            fs::write(&path, &code).unwrap();
        }
        let read = fs::read_to_string(&path).unwrap();
        assert!(
            read == code,
            "{} is not what is printed; see the top of this test",
            path.display()
        );
    }
}

#[test]
fn printed_lines_are_not_long() {
    for (_, format) in FORMATS {
        let code = expansion(format);
        let long = |line: &&str| line.len() > COLUMNS;
        for line in code.lines().filter(long) {
            let is_text = line.contains('"') || line.trim_start().starts_with("//");
            assert!(is_text, "{line}");
        }
        assert!(!code.contains('\t'));
    }
}

#[test]
fn printed_code_says_who_wrote_it_and_what_it_needs() {
    for (_, format) in FORMATS {
        let code = expansion(format);
        let first = format!(
            "// Written by `gwfmt generate rust` {} from this format:\n",
            env!("CARGO_PKG_VERSION")
        );
        assert!(code.starts_with(&first), "{code}");
        assert!(code.contains("use ::gwfmt::private::v1 as __gwfmt;"));
    }
}
