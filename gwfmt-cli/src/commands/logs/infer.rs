//! `gwfmt verify --infer`: a format for lines of which none is known. And what has changed where lines depart from a known one.

use gwfmt::runtime::Format;
use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::infer::{Certainty, LINES, Proposal, propose, well_known};
use gwfmt_decode::input::{self, Block, InputError};
use gwfmt_decode::rejects::Reject;
use serde_json::json;

use super::source::{self, grouped};
use crate::args::{TableFormat, Verify};
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::plain_json::plain_json;
use crate::text::shown::Shown;

/// Runs the command.
pub(super) fn run(args: &Verify, streams: &Streams) -> Result<Ending, Failure> {
    let lines = lines(args)?;
    let apis = args
        .logs
        .api
        .map_or(ApiSet::ANY, |api| ApiSet::one(Api::from(api)));
    let shown: Vec<&str> = lines.iter().map(String::as_str).collect();
    let Some((best, read)) = best(&shown, apis) else {
        return Err(Failure::new(format!(
            "no format is found that reads most of the {} lines that were looked at",
            lines.len()
        )));
    };
    match args.output_format {
        TableFormat::Json => {
            let guesses: Vec<_> = best
                .guesses
                .iter()
                .map(|guess| {
                    json!({
                        "key": guess.key,
                        "variable": format!("$context.{}", guess.path),
                        "certainty": guess.certainty.name(),
                        "others": guess.others.iter().map(|path| format!("$context.{path}")).collect::<Vec<_>>(),
                    })
                })
                .collect();
            let report = json!({
                "version": 1,
                "format": best.text,
                "certainty": best.certainty().name(),
                "lines": lines.len(),
                "read": read,
                "fields": guesses,
                "fixed": best.fixed.iter().map(|one| json!({ "key": one.key, "value": one.value })).collect::<Vec<_>>(),
            });
            output::report(None, |out| plain_json(&report, out))?;
        }
        TableFormat::Table => output::text(&format!("{}\n", best.text), None)?,
    }
    for guess in best
        .guesses
        .iter()
        .filter(|guess| guess.certainty < Certainty::Likely)
    {
        streams.say(remark(guess));
    }
    for one in &best.fixed {
        streams.say(format!(
            "`{}` is `{}` in every line, so it is treated as literal text",
            Shown::new(&one.key),
            Shown::new(&one.value)
        ));
    }
    if !best.has_request_id() {
        streams
            .say("no value is sure to be a request id, without which API Gateway refuses a format");
    }
    streams.say(format!(
        "{} of the {} lines that were looked at are read; certainty: {}",
        grouped(read as u64),
        grouped(lines.len() as u64),
        best.certainty().name()
    ));
    Ok(Ending::Clean)
}

fn remark(guess: &gwfmt_core::infer::Guess) -> String {
    let what = match &guess.key {
        Some(key) => format!("`{}`", Shown::new(key)),
        None => "a value without a name".to_owned(),
    };
    let others: Vec<_> = guess
        .others
        .iter()
        .map(|path| format!("`$context.{path}`"))
        .collect();
    let or = if others.is_empty() {
        String::new()
    } else {
        format!("; it may be {} too", others.join(" or "))
    };
    match guess.certainty {
        Certainty::Open => format!(
            "{what} is not known: `$context.{}` stands for it{or}",
            guess.path
        ),
        _ => format!(
            "{what} is taken for `$context.{}` by its texts{or}",
            guess.path
        ),
    }
}

/// The first lines of the inputs.
fn lines(args: &Verify) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    // any format does: it tells only whether a line is one of its own
    let none = Format::new("$context.requestId\u{1f}$context.status", None)
        .map_err(|error| Failure::new(error.to_string()))?;
    for source in source::sources(&args.logs)? {
        let read = input::read(
            &source,
            source::wrapping(&args.logs),
            &none,
            &mut |block: Block| {
                let text = String::from_utf8_lossy(&block.bytes);
                let fresh = text.lines().filter(|line| !line.trim().is_empty());
                lines.extend(fresh.take(LINES - lines.len()).map(str::to_owned));
                (lines.len() < LINES).then_some(block.bytes)
            },
        );
        match read {
            Ok(()) | Err(InputError::Stopped) => {}
            Err(error) => return Err(Failure::new(format!("cannot read `{source}`: {error}"))),
        }
    }
    Ok(lines)
}

/// The proposal that reads most lines, if it reads most of them.
fn best(lines: &[&str], apis: ApiSet) -> Option<(Proposal, usize)> {
    let known = well_known(apis).into_iter();
    let proposals = known.chain(propose(lines, apis)).filter_map(|proposal| {
        let format = Format::new(&proposal.text, proposal.apis.known()).ok()?;
        let read = lines
            .iter()
            .filter(|line| format.parse(line).is_ok())
            .count();
        Some((proposal, read))
    });
    // of equals the first: what AWS prints in its guide
    let mut all: Vec<_> = proposals.collect();
    all.sort_by_key(|(_, read)| std::cmp::Reverse(*read));
    all.into_iter()
        .next()
        .filter(|(_, read)| 2 * read > lines.len())
}

/// What sets the lines that depart apart from their format, where one other format reads most of them.
pub(super) fn change(format: &Format, rejects: &[Reject]) -> Option<String> {
    let lines: Vec<&str> = rejects
        .iter()
        .map(|reject| reject.text.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    // a few lines look like anything
    if lines.len() < 3 {
        return None;
    }
    let (best, read) = best(&lines, ApiSet::ANY)?;
    if best.certainty() == Certainty::Open {
        return None;
    }
    let own: Vec<String> = format
        .fields()
        .map(|field| field.variable().to_owned())
        .collect();
    let theirs: Vec<String> = best
        .guesses
        .iter()
        .map(|guess| format!("$context.{}", guess.path))
        .collect();
    let names: Vec<&str> = format.names().collect();
    let mut said = Vec::new();
    let common = longest_common(&own, &theirs);
    let mut at = (0, 0);
    for (mine, their) in common.into_iter().chain([(own.len(), theirs.len())]) {
        let place = match at.0 {
            0 => "at the start".to_owned(),
            number => format!("after `{}`", names.get(number - 1).unwrap_or(&"")),
        };
        for variable in theirs.get(at.1..their).unwrap_or_default() {
            said.push(format!("one field more {place}: `{variable}`?"));
        }
        for number in at.0..mine {
            said.push(format!("no field `{}`", names.get(number).unwrap_or(&"")));
        }
        at = (mine + 1, their + 1);
    }
    if said.is_empty() {
        return None;
    }
    Some(format!(
        "{} of {} such lines look like `{}`: {}",
        grouped(read as u64),
        grouped(lines.len() as u64),
        Shown::new(&best.text),
        said.join("; ")
    ))
}

/// The pairs of places of a longest row of texts that both have.
fn longest_common(one: &[String], other: &[String]) -> Vec<(usize, usize)> {
    let width = other.len() + 1;
    let mut lengths = vec![0_u32; (one.len() + 1) * width];
    for (i, mine) in one.iter().enumerate().rev() {
        for (j, their) in other.iter().enumerate().rev() {
            lengths[i * width + j] = if mine == their {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < one.len() && j < other.len() {
        if one[i] == other[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
