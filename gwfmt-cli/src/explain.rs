//! `gwfmt explain`: the page of a rule, or what is known of a variable.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::catalog::{
    DISAGREEMENTS, DocStatus, Kind, Meaning, NOT_IN_LOGS, Sensitive, Unquoted, VARIABLES, Variable,
    WRONG_NAMES, nearest, resolve,
};
use gwfmt_core::lint::{RULES, Rule};
use gwfmt_core::texts::Texts;

use crate::args::Explain;
use crate::exit::{Ending, Failure};
use crate::file_rules::{self, FILE_RULES, FileRule};
use crate::markdown::Page;
use crate::output::{self, Streams};
use crate::scenarios;
use crate::suggest;

/// Runs the command.
pub(crate) fn run(args: &Explain, streams: &Streams) -> Result<Ending, Failure> {
    let page = Page::new(streams.color, streams.width);
    let mut out = String::new();
    let word = args.what.trim();
    if let Some(rule) = Rule::find(word) {
        rule_page(rule, page, &mut out);
    } else if let Some(rule) = FILE_RULES.iter().find(|rule| rule.name == word) {
        file_rule_page(rule, page, &mut out);
    } else {
        let path = word.strip_prefix('$').unwrap_or(word);
        let path = path.strip_prefix("context.").unwrap_or(path);
        variable(word, path, page, &mut out)?;
    }
    output::page(&out, streams.color)?;
    Ok(Ending::Clean)
}

fn rule_page(rule: &Rule, page: Page, out: &mut String) {
    page.heading(rule.name, out);
    let on = if rule.on { "on" } else { "off" };
    out.push_str(&format!(
        "group {}, at most {}, {on} by default, {}\n\n",
        rule.group.name(),
        rule.severity,
        mark(rule.mark.name()),
    ));
    page.markdown(rule.docs, out);
    out.push('\n');
    page.heading("Sources:", out);
    for source in rule.sources {
        out.push_str("    ");
        out.push_str(source);
        out.push('\n');
    }
}

/// How sure a fact is, in a few words.
pub(crate) fn mark(name: &str) -> &str {
    match name {
        "documented" => "documented by AWS",
        "reported" => "reported by users",
        "inferred" => "follows from what is documented or reported",
        _ => "unclear: not documented, or sources contradict each other",
    }
}

fn file_rule_page(rule: &FileRule, page: Page, out: &mut String) {
    page.heading(rule.name, out);
    out.push_str(&format!("group {}, always on\n\n", file_rules::GROUP));
    page.markdown(rule.docs, out);
}

fn variable(word: &str, path: &str, page: Page, out: &mut String) -> Result<(), Failure> {
    let resolution = resolve(path, ApiSet::ANY);
    let whole = resolution.name_len == path.len();
    // the family's own name stands for the family
    if let Some(variable) = Variable::find(path).or(resolution.variable().filter(|_| whole)) {
        variable_page(variable, path, page, out);
        return Ok(());
    }
    if matches!(resolution.meaning, Meaning::Object) {
        object_page(path, page, out);
        return Ok(());
    }
    if let Some(wrong) = WRONG_NAMES.iter().find(|wrong| wrong.wrong == path) {
        let instead = wrong.instead.map_or_else(String::new, |instead| {
            format!("; what is probably meant is `{instead}`")
        });
        return Err(Failure::new(format!(
            "`$context.{path}` is no variable of access logs{instead}"
        )));
    }
    let other = NOT_IN_LOGS
        .iter()
        .find(|other| other.name == word || other.examples.contains(&word));
    if let Some(other) = other {
        return Err(Failure::new(format!(
            "`{word}` has no meaning in an access log: {}",
            other.why
        )));
    }
    let rules = RULES
        .iter()
        .map(|rule| rule.name)
        .chain(FILE_RULES.iter().map(|rule| rule.name));
    let hint = if word.starts_with('$') {
        None
    } else {
        suggest::nearest(word, rules).map(str::to_owned)
    };
    let hint = hint.or_else(|| nearest(path, ApiSet::ANY).map(|v| format!("$context.{}", v.path)));
    let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(Failure::new(format!(
        "there is no rule and no variable `{word}`{hint}"
    )))
}

fn object_page(path: &str, page: Page, out: &mut String) {
    page.heading(&format!("$context.{path}"), out);
    out.push_str("An object, not a variable: a format can only write what it holds.\n\n");
    let inside = |v: &&&Variable| {
        v.path
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    for variable in VARIABLES.iter().collect::<Vec<_>>().iter().filter(inside) {
        out.push_str(&format!("    $context.{}\n", variable.path));
    }
}

fn variable_page(variable: &'static Variable, path: &str, page: Page, out: &mut String) {
    page.heading(&format!("$context.{path}"), out);
    crate::wrap::wrap(variable.summary, "", 0, page.width, out);
    out.push('\n');
    if variable.kind == Kind::Open {
        let family = format!(
            "`$context.{}`: the last part is yours to name",
            variable.path
        );
        page.fact("family", &family, out);
    }
    for api in Api::ALL {
        page.fact(api.title(), &on_api(variable, api), out);
    }
    page.fact("value", &value(variable), out);
    page.fact("absent", &absent(variable), out);
    page.fact("in JSON", &in_json(variable), out);
    if let Some(sensitive) = variable.sensitive {
        let words = match sensitive {
            Sensitive::Personal => "personal data",
            Sensitive::Credential => "a credential: whoever reads the log can use it",
        };
        page.fact("care", words, out);
    }
    if let Some(preferred) = variable.preferred {
        page.fact("prefer", preferred, out);
    }
    if let Some(example) = variable.example {
        page.fact("example", &format!("`{example}`"), out);
    }
    if let Some(notes) = variable.notes {
        page.fact("notes", notes, out);
    }
    for disagreement in DISAGREEMENTS
        .iter()
        .filter(|d| names(d.topic, variable.path))
    {
        let words = format!("{} / {}", disagreement.old, disagreement.new);
        page.fact("pages differ", &words, out);
    }
    scenarios(variable, page, out);
    out.push('\n');
    page.heading("Sources:", out);
    for source in variable
        .sources
        .iter()
        .filter(|s| s.starts_with("https://"))
    {
        out.push_str(&format!("    {source}\n"));
    }
}

/// What it holds in which scenario, unless that is always a value.
fn scenarios(variable: &Variable, page: Page, out: &mut String) {
    let words = Api::ALL.map(|api| (api, scenarios::words(api, variable)));
    if words.iter().all(|(_, words)| words.is_empty()) {
        return;
    }
    out.push('\n');
    page.heading("In scenarios:", out);
    for (api, words) in words {
        if !words.is_empty() {
            page.fact(api.title(), &words, out);
        }
    }
}

/// Whether a topic is about a variable, as a whole word.
fn names(topic: &str, path: &str) -> bool {
    topic.split([' ', ',']).any(|word| word == path)
}

fn on_api(variable: &Variable, api: Api) -> String {
    let Some(listing) = variable.listing(api) else {
        return "not listed".to_owned();
    };
    let mut words = match listing.status {
        DocStatus::Current => "listed".to_owned(),
        DocStatus::OlderOnly(when) => format!("only on older pages: {when}"),
    };
    if let Some(since) = listing.since {
        words.push_str(&format!(", since {since}"));
    }
    if let Some(alias) = listing.alias_of {
        words.push_str(&format!("; the same value as `$context.{alias}`"));
    }
    if let Some(meaning) = listing.meaning {
        words.push_str(&format!("; {meaning}"));
    }
    words
}

fn value(variable: &'static Variable) -> String {
    let mut words = type_name(variable).to_owned();
    if let Some(unit) = variable.unit {
        words.push_str(&format!(", in {unit}"));
    }
    if !variable.values.is_empty() {
        let values: Vec<String> = variable.values.iter().map(|v| format!("`{v}`")).collect();
        words.push_str(&format!(": {}", values.join(", ")));
    }
    if let Some(length) = variable.max_length {
        words.push_str(&format!(", at most {length} characters"));
    }
    if variable.free_text {
        words.push_str("; a client or a backend chooses the text");
    }
    words
}

/// The type of a variable, for tables.
pub(crate) fn type_name(variable: &Variable) -> &'static str {
    use gwfmt_core::catalog::Type;
    match variable.ty {
        Type::String => "string",
        Type::Id => "id",
        Type::Arn => "ARN",
        Type::Integer => "integer",
        Type::HttpStatus => "status code",
        Type::EpochMillis => "milliseconds since 1970",
        Type::ClfTime => "time (CLF)",
        Type::Ip => "IP address",
        Type::Enum => "one of",
        Type::Boolean => "boolean",
        Type::Json => "JSON",
    }
}

fn absent(variable: &'static Variable) -> String {
    let Texts { absent, .. } = variable.texts();
    if absent.is_empty() {
        return "never".to_owned();
    }
    let texts: Vec<String> = absent.iter().map(|text| format!("`{text}`")).collect();
    let mut words = format!("written as {}", texts.join(" or "));
    if let Some(when) = variable.absent_when {
        words.push_str(": ");
        words.push_str(when);
    }
    words
}

fn in_json(variable: &Variable) -> String {
    match variable.unquoted {
        Unquoted::No => "between quotes: it is text".to_owned(),
        Unquoted::Risky => "between quotes: it is a number, but may be `-`".to_owned(),
        Unquoted::LikelySafe => {
            "may stand without quotes: it is a number and always there".to_owned()
        }
        Unquoted::OwnQuotes(words) => format!("without quotes: {words}"),
    }
}
