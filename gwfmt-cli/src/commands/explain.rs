//! `gwfmt explain`: the page of a rule, or what is known of a variable.

use gwfmt_core::api::{Api, ApiSet};
use gwfmt_core::ast::PartKind;
use gwfmt_core::catalog::{
    ACCEPTED, Advice, Alias, DISAGREEMENTS, DocStatus, Kind, Meaning, Namespace, Outside, REFUSED,
    Sensitive, Unquoted, VARIABLES, Variable, advice, outside, placeholder, resolve,
};
use gwfmt_core::diagnostic::Diagnostic;
use gwfmt_core::lint::{Group, RULES, Rule, lint};
use gwfmt_core::mark::Mark;
use gwfmt_core::model::Model;
use gwfmt_core::span::SourceId;
use gwfmt_core::text::FormatText;
use gwfmt_core::texts::Texts;

use crate::args::Explain;
use crate::commands::scenarios;
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::markdown::Page;
use crate::text::suggest;
use crate::text::wrap::wrap;

/// Runs the command.
pub(crate) fn run(args: &Explain, streams: &Streams) -> Result<Ending, Failure> {
    let page = Page::new(streams.color, streams.width);
    let mut out = String::new();
    let word = args.what.trim();
    if let Some(rule) = Rule::find(word) {
        rule_page(rule, page, &mut out);
    } else {
        name(word, page, &mut out)?;
    }
    output::page(&out, streams.color)?;
    Ok(Ending::Clean)
}

fn rule_page(rule: &Rule, page: Page, out: &mut String) {
    page.heading(rule.name, out);
    out.push_str(&format!("group {}\n\n", in_short(rule)));
    page.markdown(rule.docs, out);
    out.push('\n');
    page.heading("Sources:", out);
    for source in rule.sources {
        out.push_str("    ");
        out.push_str(source);
        out.push('\n');
    }
}

/// What to know of a rule before its page: `json, at most warning, on by default, reported by users`.
pub(crate) fn in_short(rule: &Rule) -> String {
    let on = match rule.on {
        _ if rule.is_about_files() => "on whatever is selected",
        true => "on by default",
        false => "off by default",
    };
    format!(
        "{}, at most {}, {on}, {}",
        rule.group.name(),
        rule.severity,
        mark(rule.mark)
    )
}

/// How sure a fact is, in a few words.
const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Documented => "documented",
        Mark::Reported => "reported by users",
        Mark::Inferred => "follows from what is documented or reported",
        Mark::Unclear => "unclear: not documented, or sources contradict each other",
    }
}

/// The page of what a word names when it is not a rule: a variable, an object, or a name of which the rules know what is wrong
/// with it.
fn name(word: &str, page: Page, out: &mut String) -> Result<(), Failure> {
    let path = path_of(word);
    let resolution = resolve(path, ApiSet::ANY);
    let whole = resolution.name_len == path.len();
    // the family's own name stands for the family
    let found = Variable::find(path).or(resolution.variable().filter(|_| whole));
    let plain = !word.starts_with('$') || word.starts_with("$context");
    if let Some(variable) =
        found.filter(|v| plain && (v.path == path || placeholder(path).is_none()))
    {
        variable_page(variable, path, page, out);
        return Ok(());
    }
    if plain && matches!(resolution.meaning, Meaning::Object) {
        object_page(path, page, out);
        return Ok(());
    }
    for format in spellings(word) {
        let mut said = said(&format);
        if word.starts_with("${context.") {
            said.extend(self::said(&format!("$context.{path}")));
        }
        if !said.is_empty() {
            wrong_page(&format, &said, page, out);
            return Ok(());
        }
    }
    let rules = RULES.iter().map(|rule| rule.name);
    let hint = if word.starts_with('$') {
        None
    } else {
        suggest::nearest(word, rules)
    };
    let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(Failure::new(format!(
        "no rule or variable is named `{word}`{hint}"
    )))
}

/// A word without the braces and the `$context.` around a name.
fn path_of(word: &str) -> &str {
    let name = word.strip_prefix('$').unwrap_or(word);
    let name = name
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'))
        .unwrap_or(name);
    name.strip_prefix("context.").unwrap_or(name)
}

/// The references that a word may stand for, as a format would hold them.
fn spellings(word: &str) -> Vec<String> {
    if word.starts_with(['$', '#']) {
        return vec![word.to_owned()];
    }
    let root = word.split('.').next().unwrap_or(word);
    if root.eq_ignore_ascii_case("context") {
        return vec![format!("${word}")];
    }
    if Namespace::of(root).is_some() {
        return vec![format!("${word}"), format!("$context.{word}")];
    }
    vec![format!("$context.{word}"), format!("${word}")]
}

/// What the rules about names say of a reference, unless they know nothing of it.
fn said(format: &str) -> Vec<Diagnostic> {
    let text = FormatText::verbatim(SourceId(0), 0, format);
    let model = Model::new(&text, ApiSet::ANY);
    let rules = RULES
        .iter()
        .filter(|rule| rule.on && matches!(rule.group, Group::Syntax | Group::Catalog));
    let is_known = |d: &Diagnostic| match model.uses.as_slice() {
        [used] if d.rule == "unknown-variable" => {
            advice(model.path(used), ApiSet::ANY).0 != Advice::Unknown
        }
        _ => match outside(model.slice(d.span), ApiSet::ANY) {
            Outside::Other => model
                .format
                .parts
                .iter()
                .any(|part| part.span == d.span && part.kind != PartKind::Name),
            _ => true,
        },
    };
    lint(&model, rules).into_iter().filter(is_known).collect()
}

/// What is wrong with a name, and what to write instead: in the words of `lint`.
fn wrong_page(format: &str, said: &[Diagnostic], page: Page, out: &mut String) {
    page.heading(format, out);
    for diagnostic in said {
        wrap(&diagnostic.message, "", 0, page.width, out);
        out.push('\n');
        if let Some(help) = &diagnostic.help {
            page.fact("help", help, out);
        }
        page.fact("rule", &format!("`{}`", diagnostic.rule), out);
    }
    let sources = said.iter().filter_map(|d| Rule::find(d.rule));
    let mut seen: Vec<&str> = Vec::new();
    let namespace = Namespace::of(path_of(format).split(['.', '[']).next().unwrap_or_default())
        .filter(|_| !format.starts_with("$context"));
    seen.extend(namespace.map(Namespace::source));
    for source in sources.flat_map(|rule| rule.sources) {
        if !seen.contains(source) {
            seen.push(source);
        }
    }
    out.push('\n');
    page.heading("Sources:", out);
    for source in seen {
        out.push_str(&format!("    {source}\n"));
    }
}

fn object_page(path: &str, page: Page, out: &mut String) {
    page.heading(&format!("$context.{path}"), out);
    out.push_str("An object, not a variable. A format can log only its members.\n\n");
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
    wrap(variable.summary, "", 0, page.width, out);
    out.push('\n');
    if variable.kind == Kind::Open {
        let family = format!("`$context.{}`: you choose the last part", variable.path);
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
            Sensitive::Credential => "a credential: anyone who reads the log can use it",
        };
        page.fact("care", words, out);
    }
    if let Some(preferred) = variable.preferred {
        page.fact("prefer", preferred.words(), out);
    }
    if let Some(example) = variable.example {
        page.fact("example", &format!("`{example}`"), out);
    }
    if let Some(notes) = variable.notes {
        page.fact("notes", notes, out);
    }
    for disagreement in DISAGREEMENTS
        .iter()
        .filter(|d| d.variables.contains(&variable.path))
    {
        let words = format!("{} / {}", disagreement.old, disagreement.new);
        page.fact("disputed", &words, out);
    }
    scenarios(variable, page, out);
    out.push('\n');
    page.heading("Sources:", out);
    let accepted = ACCEPTED.iter().filter(|known| known.path == variable.path);
    let refused = REFUSED.iter().filter(|known| known.path == variable.path);
    let mut sources: Vec<_> = variable.sources().collect();
    for source in accepted
        .map(|known| known.source)
        .chain(refused.map(|known| known.source))
    {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    for source in sources.iter().filter(|s| s.starts_with("https://")) {
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

fn on_api(variable: &Variable, api: Api) -> String {
    let Some(listing) = variable.listing(api) else {
        let accepted = ACCEPTED
            .iter()
            .find(|known| known.path == variable.path && known.apis.contains(&api));
        return accepted.map_or_else(
            || "not listed".to_owned(),
            |known| format!("not listed; {}", known.behaviour),
        );
    };
    let mut words = match listing.status {
        DocStatus::Current => "listed".to_owned(),
        DocStatus::OlderOnly(when) => format!("only on older pages: {when}"),
    };
    if let Some(since) = listing.since {
        words.push_str(&format!(", since {since}"));
    }
    match listing.alias_of {
        Some(Alias::Same(path)) => {
            words.push_str(&format!("; the same value as `$context.{path}`"));
        }
        Some(Alias::Quoted(path)) => {
            words.push_str(&format!("; the value of `$context.{path}`, in quotes"));
        }
        None => {}
    }
    let refused = REFUSED
        .iter()
        .filter(|known| known.path == variable.path && known.apis.contains(&api));
    for known in refused {
        words.push_str(&format!("; {}", known.seen));
    }
    if let Some(meaning) = listing.meaning {
        words.push_str(&format!("; {meaning}"));
    }
    words
}

fn value(variable: &'static Variable) -> String {
    let mut words = type_name(variable).to_owned();
    if let Some(unit) = variable.unit {
        words.push_str(&format!(", in {}", unit.name()));
    }
    if !variable.values.is_empty() {
        let values: Vec<String> = variable.values.iter().map(|v| format!("`{v}`")).collect();
        words.push_str(&format!(": {}", values.join(", ")));
    }
    if let Some(length) = variable.max_length {
        words.push_str(&format!(", at most {length} characters"));
    }
    if variable.free_text() {
        words.push_str("; a client or a backend controls the text");
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
    if let Some(when) = variable.absent_when() {
        words.push_str(": ");
        words.push_str(when.words());
    }
    words
}

fn in_json(variable: &Variable) -> String {
    match variable.unquoted {
        Unquoted::No => "in quotes: it is text".to_owned(),
        Unquoted::Risky => "in quotes: it is a number, but may be `-`".to_owned(),
        Unquoted::LikelySafe => "with or without quotes: it is always a number".to_owned(),
        Unquoted::OwnQuotes(words) => format!("without quotes: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwfmt_core::catalog::WRONG_NAMES;

    /// The page of a name, its lines joined; none where nothing is known.
    fn explained(word: &str) -> Option<String> {
        let page = Page::new(false, None);
        let mut out = String::new();
        name(word, page, &mut out).ok()?;
        Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn says_where_pages_disagree() {
        let page = |name| explained(name).unwrap();
        let principal = page("$context.authorizer.principalId");
        assert!(principal.contains("disputed listed 2020-09"), "{principal}");
        let name = page("$context.identity.clientCert.subjectDN");
        assert!(name.contains("only in access logs if mTLS fails"), "{name}");
        assert!(!page("$context.stage").contains("disputed"));
    }

    /// Names that are wrong in some way, without `$context.`.
    fn wrong() -> Vec<String> {
        let mut names: Vec<String> = WRONG_NAMES.iter().map(|w| w.name.to_owned()).collect();
        names.extend(WRONG_NAMES.iter().map(|w| w.name.to_ascii_uppercase()));
        for variable in VARIABLES.iter().filter(|v| v.kind == Kind::Exact) {
            let path = variable.path;
            names.push(path.to_ascii_uppercase());
            names.push(path.to_ascii_lowercase());
            names.push(format!("{path}_x"));
            names.push(format!("{path}.x"));
            names.push(path[1..].to_owned());
            names.push(path.replacen('e', "", 1));
        }
        for name in [
            "request.header.NAME",
            "request.header.Host",
            "request.header.User-Agent",
            "responseHeaders.etag",
            "authorizer.jwt.claims.sub",
            "authorizer.claim.sub",
            "authorizer.a.b",
            "authorizer.claims.property",
            "responseOverride.header.header_name",
            "queryStringParameters.q",
            "stageVariables.foo",
            "$content.path",
            "identity..sourceIp",
            "identity.",
        ] {
            names.push(name.to_owned());
        }
        names
    }

    #[test]
    fn gives_the_advice_that_lint_gives() {
        let mut seen = 0;
        for name in wrong() {
            let format = format!("$context.{name}");
            let said = said(&format);
            let page = explained(&format);
            assert_eq!(
                page.is_some(),
                !said.is_empty() || is_right(&name),
                "{format}"
            );
            for diagnostic in &said {
                let page = page.as_deref().unwrap_or_default();
                let help = diagnostic.help.as_deref().unwrap_or_default();
                if is_right(&name) {
                    continue;
                }
                assert!(page.contains(diagnostic.message.trim()), "{format}: {page}");
                assert!(page.contains(help), "{format}: {page}");
                seen += 1;
            }
        }
        assert!(seen > 300, "{seen}");
    }

    /// Whether the name is a variable's or an object's after all: `identity.user`, the end of a longer one cut off.
    fn is_right(name: &str) -> bool {
        let resolution = resolve(name, ApiSet::ANY);
        Variable::find(name).is_some()
            || matches!(resolution.meaning, Meaning::Object)
            || resolution.variable().is_some() && placeholder(name).is_none()
    }

    #[test]
    fn knows_the_names_of_other_parts_of_api_gateway() {
        for (word, words) in [
            ("$stageVariables.foo", "stage variables cannot be logged"),
            ("stageVariables.foo", "stage variables cannot be logged"),
            (
                "${stageVariables['foo']}",
                "stage variables cannot be logged",
            ),
            (
                "$method.request.header.x",
                "headers, parameters and bodies cannot be logged",
            ),
            ("$request.header.Host", "write `$context.domainName`"),
            (
                "$request.header.X-Trace",
                "headers, parameters and bodies cannot be logged",
            ),
            ("$request.path", "write `$context.path`"),
            ("$method.request.url", "write `$context.path`"),
            ("$response.statusCode", "write `$context.status`"),
            (
                "$input.body",
                "headers, parameters and bodies cannot be logged",
            ),
            ("$util", "a format cannot call functions"),
            (
                "$util.escapeJavaScript($context.path)",
                "a format cannot call functions",
            ),
            ("#set($x = 1)", "write the plain references"),
        ] {
            let page = explained(word).unwrap_or_else(|| panic!("{word}"));
            assert!(page.contains(words), "{word}: {page}");
        }
    }

    #[test]
    fn every_spelling_of_a_name_has_the_same_answer() {
        for (words, expected) in [
            (
                &[
                    "$context.error.statusCode",
                    "error.statusCode",
                    "context.error.statusCode",
                ][..],
                "did you mean `$context.status` or `$context.error.responseType`?",
            ),
            (
                &["$context.identity.accessKey", "identity.accessKey"],
                "remove it: this is a name from the `requestContext` of Lambda events",
            ),
            (
                &[
                    "$context.request.header.NAME",
                    "context.request.header.NAME",
                ],
                "`$context.requestOverride.header.<name>`",
            ),
            (
                &[
                    "$context.requestID",
                    "REQUESTID",
                    "$Context.requestid",
                    "Context.RequestId",
                    "$content.requestId",
                    "$requestId",
                ],
                "`$context.requestId`",
            ),
            (
                &["$context.$content.path", "$content.path"],
                "`$context.path`",
            ),
            (
                &[
                    "$context.path",
                    "path",
                    "context.path",
                    "${context.path}",
                    "{context.path}",
                ],
                "$context.path",
            ),
            (
                &[
                    "${context.responseTime}",
                    "$context.responseTime",
                    "responseTime",
                ],
                "`$context.responseLatency`",
            ),
        ] {
            for word in words {
                let page = explained(word);
                assert!(
                    page.as_deref().is_some_and(|page| page.contains(expected)),
                    "{word}: {page:?}"
                );
            }
        }
        for word in [
            "gibberish",
            "$gibberish",
            "$context.gibberish",
            "unkown-variable",
            "$",
        ] {
            assert_eq!(explained(word), None, "{word}");
        }
    }
}
