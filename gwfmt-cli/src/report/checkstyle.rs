//! Checkstyle XML, which Jenkins and many review tools read.

use std::io::{self, Write};

use gwfmt_core::diagnostic::Severity;

use super::xml::Escaped;
use super::{Look, Report};
use crate::check::run::Run;

/// The row of the table.
pub(crate) static REPORT: Report = Report {
    name: "checkstyle",
    what: "Checkstyle XML",
    is_for_people: false,
    prints_texts: false,
    write: checkstyle,
};

/// Writes the findings by file.
fn checkstyle(run: &Run, _: &Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    // the findings are sorted by file
    for of_file in run
        .findings()
        .chunk_by(|one, next| one.said.file == next.said.file)
    {
        let file = of_file.first().map_or("", |finding| &*finding.said.file);
        writeln!(out, "  <file name=\"{}\">", Escaped(file))?;
        for finding in of_file {
            let severity = match finding.said.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "info",
            };
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"gwfmt.{}\"/>",
                finding.spot.line,
                finding.spot.column,
                Escaped(&finding.said.message),
                finding.said.rule,
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}
