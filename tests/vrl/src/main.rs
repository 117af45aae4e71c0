//! Runs a program of VRL on lines: `run-vrl PROGRAM < lines` prints an event a line as JSON, or `null` where the program fails.

use std::io::{self, BufRead as _, Write as _};

use vrl::compiler::state::RuntimeState;
use vrl::compiler::{Context, TargetValue, TimeZone, compile};
use vrl::diagnostic::Formatter;
use vrl::value;
use vrl::value::{Secrets, Value};

fn main() -> io::Result<()> {
    let path = std::env::args().nth(1).expect("a program");
    let source = std::fs::read_to_string(path)?;
    let compiled = compile(&source, &vrl::stdlib::all()).unwrap_or_else(|problems| {
        panic!("{}", Formatter::new(&source, problems));
    });
    let zone = TimeZone::default();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let mut target = TargetValue {
            value: value!({ "message": (line?) }),
            metadata: Value::Object(Default::default()),
            secrets: Secrets::default(),
        };
        let mut state = RuntimeState::default();
        let done = compiled
            .program
            .resolve(&mut Context::new(&mut target, &mut state, &zone));
        let event = done.ok().map(|_| target.value);
        writeln!(out, "{}", serde_json::to_string(&event)?)?;
    }
    Ok(())
}
