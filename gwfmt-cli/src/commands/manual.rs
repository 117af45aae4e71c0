//! `gwfmt completions` and `gwfmt man`: what `--help` says, for shells and for `man`.

use clap::CommandFactory;

use crate::args::{Args, Completions, Man};
use crate::exit::{Ending, Failure};
use crate::output;

/// `gwfmt completions`.
pub(crate) fn completions(args: &Completions) -> Result<Ending, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "gwfmt", &mut script);
    print(&script)
}

/// `gwfmt man`.
pub(crate) fn man(args: &Man) -> Result<Ending, Failure> {
    let mut command = Args::command();
    // what every command takes becomes a part of each
    command.build();
    if let Some(name) = &args.of {
        let Some(inner) = command.find_subcommand(name) else {
            let names = command.get_subcommands().map(clap::Command::get_name);
            let meant = gwfmt_core::suggest::did_you_mean(name, names);
            let words = format!("there is no command `{name}`{meant}");
            return Err(Failure::new(words));
        };
        command = inner.clone().display_name(format!("gwfmt-{name}"));
    }
    let mut page = Vec::new();
    let source = concat!("gwfmt ", env!("CARGO_PKG_VERSION"));
    let rendered = clap_mangen::Man::new(command)
        .source(source)
        .manual("gwfmt")
        .render(&mut page);
    rendered.map_err(|error| Failure::new(error.to_string()))?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Ending, Failure> {
    output::text(&String::from_utf8_lossy(bytes), None)?;
    Ok(Ending::Clean)
}
