//! A CloudFormation or SAM template.
#![no_main]

use gwfmt_carriers::cloudformation;
use laws::Files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let path = "template.yaml";
    let files = Files::new([(path.to_owned(), data.to_owned())]);
    laws::extraction(&cloudformation::template(path, &files), &files);
});
