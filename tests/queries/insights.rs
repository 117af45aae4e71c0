//! A grammar of CloudWatch Logs Insights, as far as gwfmt writes it, and what a query gives of lines.
//!
//! Every rule names the page that it is from, below <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/>. What is not in the grammar is refused.

use std::collections::BTreeMap;

use regex_lite::Regex;

/// The fields of an event.
pub(crate) type Event = BTreeMap<String, String>;

/// A query, command by command.
#[derive(Debug)]
pub(crate) struct Query(Vec<Command>);

#[derive(Debug)]
enum Command {
    Parse(Regex),
    Filter(Expr),
    Stats(Vec<Aggregate>, Vec<String>),
    Sort(String, bool),
    Limit(usize),
}

#[derive(Debug)]
enum Expr {
    And(Vec<Expr>),
    Compare(String, &'static str, String),
    In(String, Vec<String>),
    IsPresent(String),
}

#[derive(Debug)]
enum Aggregate {
    Count(String),
    Percentile(String, f64, String),
}

impl Query {
    /// CWL_QuerySyntax.html: commands are separated by `|`, comments begin with `#`. A `SOURCE` command names the log groups of a query in a
    /// dashboard (CloudWatch-Dashboard-Body-Structure.html).
    pub(crate) fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let text = lines.collect::<Vec<_>>().join("\n");
        let mut at = Cursor(text.trim());
        if at.word_is("SOURCE") {
            at.string('\'');
            at.symbol("|");
        }
        let mut commands = vec![command(&mut at)];
        while at.takes("|") {
            commands.push(command(&mut at));
        }
        assert_eq!(at.0, "", "rest of a query");
        Self(commands)
    }

    /// What the query gives: the rows of `stats`, groups first, without its limit.
    pub(crate) fn run(&self, mut events: Vec<Event>) -> Vec<Vec<String>> {
        let (mut header, mut rows): (Vec<String>, Vec<Vec<String>>) = Default::default();
        for command in &self.0 {
            match command {
                Command::Parse(regex) => events.iter_mut().for_each(|event| parsed(regex, event)),
                Command::Filter(expr) => events.retain(|event| expr.holds(event)),
                Command::Stats(aggregates, by) => {
                    let mut groups: BTreeMap<Vec<String>, Vec<&Event>> = BTreeMap::new();
                    for event in &events {
                        let key = by
                            .iter()
                            .map(|name| event.get(name).cloned().unwrap_or_default());
                        groups.entry(key.collect()).or_default().push(event);
                    }
                    header = by
                        .iter()
                        .cloned()
                        .chain(aggregates.iter().map(Aggregate::name))
                        .collect();
                    rows = groups
                        .into_iter()
                        .map(|(key, events)| {
                            key.into_iter()
                                .chain(aggregates.iter().map(|one| one.of(&events)))
                                .collect()
                        })
                        .collect();
                }
                Command::Sort(name, descending) => {
                    let at = header
                        .iter()
                        .position(|one| one == name)
                        .expect("a column of stats");
                    let number = |row: &Vec<String>| row[at].parse::<f64>().expect("a number");
                    rows.sort_by(|a, b| number(a).total_cmp(&number(b)));
                    if *descending {
                        rows.reverse();
                    }
                }
                Command::Limit(limit) => assert!((1..=10_000).contains(limit)),
            }
        }
        rows
    }
}

/// CWL_QuerySyntax-Parse.html: a regular expression stands between slashes, and its named groups become fields. An event
/// that it does not match stays without them.
fn parsed(regex: &Regex, event: &mut Event) {
    let message = event["@message"].clone();
    let Some(found) = regex.captures(&message) else {
        return;
    };
    for name in regex.capture_names().flatten() {
        let value = found.name(name).map_or("", |value| value.as_str());
        event.insert(name.to_owned(), value.to_owned());
    }
}

fn command(at: &mut Cursor<'_>) -> Command {
    match at.word() {
        "parse" => {
            assert_eq!(at.field(), "@message");
            Command::Parse(Regex::new(&at.regex()).expect("a regular expression"))
        }
        "filter" => Command::Filter(expr(at)),
        "stats" => stats(at),
        // CWL_QuerySyntax-Sort.html: `asc` or `desc` behind the field.
        "sort" => {
            let name = at.field();
            Command::Sort(
                name,
                match at.word() {
                    "asc" => false,
                    "desc" => true,
                    other => panic!("sort {other}"),
                },
            )
        }
        // CWL_QuerySyntax-Limit.html
        "limit" => Command::Limit(at.number().parse().expect("a whole number")),
        other => panic!("command {other}"),
    }
}

/// CWL_QuerySyntax-Filter.html: comparisons, `in` with an array, joined by `and`. CWL_QuerySyntax-operations-functions.html: `ispresent`.
fn expr(at: &mut Cursor<'_>) -> Expr {
    let mut all = vec![one(at)];
    while at.word_is("and") {
        all.push(one(at));
    }
    Expr::And(all)
}

fn one(at: &mut Cursor<'_>) -> Expr {
    if at.word_is("ispresent") {
        at.symbol("(");
        let name = at.field();
        at.symbol(")");
        return Expr::IsPresent(name);
    }
    let name = at.field();
    if at.word_is("in") {
        at.symbol("[");
        let mut values = vec![at.string('"')];
        while at.takes(",") {
            values.push(at.string('"'));
        }
        at.symbol("]");
        return Expr::In(name, values);
    }
    let operators = ["!=", "<=", ">=", "=", "<", ">"];
    let operator = operators
        .into_iter()
        .find(|operator| at.takes(operator))
        .expect("a comparison");
    let value = if at.peek() == Some('"') {
        at.string('"')
    } else {
        at.number()
    };
    Expr::Compare(name, operator, value)
}

/// CWL_QuerySyntax-Stats.html: `count(*)` and `pct(field, percent)`, each with an alias, by fields or `bin(period)`.
fn stats(at: &mut Cursor<'_>) -> Command {
    let mut aggregates = Vec::new();
    loop {
        let function = at.word().to_owned();
        at.symbol("(");
        let aggregate = match function.as_str() {
            "count" => {
                at.symbol("*");
                at.symbol(")");
                assert!(at.word_is("as"));
                Aggregate::Count(at.field())
            }
            "pct" => {
                let name = at.field();
                at.symbol(",");
                let percent = at.number().parse().expect("a number");
                at.symbol(")");
                assert!(at.word_is("as"));
                Aggregate::Percentile(name, percent, at.field())
            }
            other => panic!("function {other}"),
        };
        aggregates.push(aggregate);
        if !at.takes(",") {
            break;
        }
    }
    let mut by = Vec::new();
    if at.word_is("by") {
        loop {
            if at.word_is("bin") {
                at.symbol("(");
                let period = at.word().to_owned();
                assert_eq!(period, "5m");
                at.symbol(")");
                by.push("bin(5m)".to_owned());
            } else {
                by.push(at.field());
            }
            if !at.takes(",") {
                break;
            }
        }
    }
    Command::Stats(aggregates, by)
}

impl Expr {
    fn holds(&self, event: &Event) -> bool {
        match self {
            Expr::And(all) => all.iter().all(|one| one.holds(event)),
            Expr::IsPresent(name) => event.contains_key(name),
            Expr::In(name, values) => event.get(name).is_some_and(|value| values.contains(value)),
            Expr::Compare(name, operator, value) => {
                let Some(own) = event.get(name) else {
                    return false;
                };
                let order = match (own.parse::<f64>(), value.parse::<f64>()) {
                    (Ok(own), Ok(value)) => own.total_cmp(&value),
                    // a number and a text have no order
                    (Err(_), Ok(_)) if *operator != "!=" => return false,
                    _ => own.as_str().cmp(value),
                };
                match *operator {
                    "=" => order.is_eq(),
                    "!=" => order.is_ne(),
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    _ => order.is_ge(),
                }
            }
        }
    }
}

impl Aggregate {
    fn name(&self) -> String {
        match self {
            Aggregate::Count(name) | Aggregate::Percentile(_, _, name) => name.clone(),
        }
    }

    fn of(&self, events: &[&Event]) -> String {
        match self {
            Aggregate::Count(_) => events.len().to_string(),
            Aggregate::Percentile(name, percent, _) => {
                let mut numbers: Vec<u64> = events
                    .iter()
                    .filter_map(|e| e.get(name)?.parse().ok())
                    .collect();
                percentile(&mut numbers, *percent).to_string()
            }
        }
    }
}

/// The smallest value that so many percent of all do not exceed.
pub(crate) fn percentile(numbers: &mut [u64], percent: f64) -> u64 {
    numbers.sort_unstable();
    let rank = (percent / 100.0 * numbers.len() as f64).ceil() as usize;
    numbers[rank.clamp(1, numbers.len()) - 1]
}

/// What is left of a text.
pub(crate) struct Cursor<'t>(pub(crate) &'t str);

impl<'t> Cursor<'t> {
    fn skip(&mut self) {
        self.0 = self.0.trim_start();
    }

    pub(crate) fn peek(&mut self) -> Option<char> {
        self.skip();
        self.0.chars().next()
    }

    pub(crate) fn takes(&mut self, symbol: &str) -> bool {
        self.skip();
        let rest = self.0.strip_prefix(symbol);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    pub(crate) fn symbol(&mut self, symbol: &str) {
        assert!(self.takes(symbol), "{symbol} is not at {:.60}", self.0);
    }

    fn while_is(&mut self, is: impl Fn(char) -> bool) -> &'t str {
        self.skip();
        let end = self.0.find(|c| !is(c)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        assert!(!word.is_empty(), "nothing at {:.60}", self.0);
        self.0 = rest;
        word
    }

    fn word(&mut self) -> &'t str {
        self.while_is(char::is_alphanumeric)
    }

    fn word_is(&mut self, word: &str) -> bool {
        self.skip();
        let Some(rest) = self.0.strip_prefix(word) else {
            return false;
        };
        let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || "_.@".contains(c));
        if whole {
            self.0 = rest;
        }
        whole
    }

    pub(crate) fn number(&mut self) -> String {
        self.while_is(|c| c.is_ascii_digit() || c == '.').to_owned()
    }

    /// CWL_AnalyzeLogData-discoverable-fields.html: a name of letters, digits, `@` and `.`; any other between backticks.
    fn field(&mut self) -> String {
        if self.peek() == Some('`') {
            return self.string('`');
        }
        self.while_is(|c| c.is_ascii_alphanumeric() || "@.".contains(c))
            .to_owned()
    }

    pub(crate) fn string(&mut self, quote: char) -> String {
        self.symbol(&quote.to_string());
        let (text, rest) = self.0.split_once(quote).expect("the end of a string");
        self.0 = rest;
        text.to_owned()
    }

    /// Up to the next slash that is not escaped.
    fn regex(&mut self) -> String {
        self.symbol("/");
        let mut escaped = false;
        let end = self.0.find(|c| {
            let ends = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let (regex, rest) = self
            .0
            .split_at(end.expect("the end of a regular expression"));
        self.0 = &rest[1..];
        regex.to_owned()
    }
}
