//! `generate insights`: queries of CloudWatch Logs Insights.

use gwfmt_core::catalog::var;

use super::questions::{Condition, QUESTIONS, lacking};
use crate::commands::generate::line_regex::{INSIGHTS, of_line};
use crate::commands::generate::source::Source;
use crate::commands::generate::target::{Made, Make, Target};
use crate::exit::Failure;

/// `gwfmt generate insights`.
#[derive(Debug, clap::Args)]
pub(super) struct Insights {
    /// Only the query of this name
    #[arg(long, value_name = "NAME")]
    query: Option<String>,
}

impl Target for Insights {
    const NAME: &'static str = "insights";
    const ABOUT: &'static str = "Queries of CloudWatch Logs Insights";
    const AFTER: &'static str = "\
Example:
  gwfmt generate insights --query latency-by-route main.tf#aws_api_gateway_stage.prod

What the format has no variable for is left out, and said. AWS has not run these queries.";
}

/// A query.
pub(super) struct Query {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) commands: Vec<String>,
}

impl Query {
    /// The query, one command a line.
    pub(super) fn text(&self) -> String {
        self.commands.join("\n| ")
    }
}

impl Make for Insights {
    fn make(&self, source: &Source<'_>) -> Result<Made, Failure> {
        let (mut queries, mut remarks) = queries(source);
        if let Some(name) = &self.query {
            queries.retain(|query| query.name == name);
            remarks.retain(|remark| remark.starts_with(&format!("`{name}` ")));
            if queries.is_empty() {
                let words = remarks.pop();
                return Err(Failure::new(
                    words.unwrap_or_else(|| format!("there is no query `{name}`")),
                ));
            }
        }
        let mut text = format!("# {}\n", source.command);
        for query in &queries {
            text.push_str(&format!(
                "\n# {} ({})\n{}\n",
                query.title,
                query.name,
                query.text()
            ));
        }
        Ok(Made { text, remarks })
    }
}

const ROUTE: &[&str] = &[var::RESOURCE_PATH, var::ROUTE_KEY, var::PATH];
const LATENCY: &[&str] = &[var::RESPONSE_LATENCY, var::INTEGRATION_LATENCY];
const CALLER: &[&str] = &[
    var::IDENTITY_SOURCE_IP,
    var::AUTHORIZER_PRINCIPAL_ID,
    var::IDENTITY_CALLER,
];

/// The queries that a format can answer, and what it lacks for the others.
pub(super) fn queries(source: &Source<'_>) -> (Vec<Query>, Vec<String>) {
    let mut plan = Plan {
        source,
        names: Names::new(source),
        queries: Vec::new(),
        remarks: Vec::new(),
    };
    plan.add_errors();
    plan.add_routes();
    plan.add(
        "top-callers",
        "The callers with the most requests",
        &[CALLER],
        |_, fields| {
            let caller = &fields[0];
            vec![
                format!("filter {}", filter(caller, Condition::Present)),
                format!("stats count(*) as requests by {caller}"),
                "sort requests desc".to_owned(),
                "limit 20".to_owned(),
            ]
        },
    );
    plan.add_refusals();
    (plan.queries, plan.remarks)
}

/// The queries so far.
struct Plan<'s> {
    source: &'s Source<'s>,
    names: Names,
    queries: Vec<Query>,
    remarks: Vec<String>,
}

impl Plan<'_> {
    /// Adds a query if the format has a field for each of its needs.
    fn add(
        &mut self,
        name: &'static str,
        title: &'static str,
        needs: &[&[&str]],
        commands: impl Fn(&Self, &[String]) -> Vec<String>,
    ) {
        let mut fields = Vec::new();
        for need in needs {
            let Some(number) = self.source.find(need) else {
                self.remarks.extend(lacking(name, need, self.source));
                return;
            };
            fields.push(self.names.of(number));
        }
        let commands = commands(self, &fields);
        self.push(name, title, commands);
    }

    fn push(&mut self, name: &'static str, title: &'static str, commands: Vec<String>) {
        self.queries.push(Query {
            name,
            title,
            commands: self.names.parse.iter().cloned().chain(commands).collect(),
        });
    }

    /// A route with its method, if the format has one.
    fn by_route(&self, route: &str) -> String {
        match self.source.find(&[var::HTTP_METHOD]) {
            Some(method) => format!("{}, {route}", self.names.of(method)),
            None => route.to_owned(),
        }
    }

    fn add_errors(&mut self) {
        let needs = [&[var::STATUS][..], ROUTE];
        self.add(
            "errors-by-route",
            "4xx and 5xx by route",
            &needs,
            |plan, fields| {
                let [status, route] = fields else {
                    return Vec::new();
                };
                vec![
                    format!("filter {status} >= 400"),
                    format!(
                        "stats count(*) as requests by {}, {status}",
                        plan.by_route(route)
                    ),
                    "sort requests desc".to_owned(),
                    "limit 50".to_owned(),
                ]
            },
        );
        self.add(
            "errors-over-time",
            "5xx every five minutes",
            &needs[..1],
            |_, fields| {
                vec![
                    format!("filter {} >= 500", fields[0]),
                    "stats count(*) as requests by bin(5m)".to_owned(),
                ]
            },
        );
    }

    fn add_routes(&mut self) {
        let title = "The median, 95th and 99th percentile of the latency by route";
        self.add(
            "latency-by-route",
            title,
            &[LATENCY, ROUTE],
            |plan, fields| {
                let [latency, route] = fields else {
                    return Vec::new();
                };
                let percentiles =
                    ["50", "95", "99"].map(|p| format!("pct({latency}, {p}) as p{p}"));
                vec![
                    format!("filter {}", filter(latency, Condition::Present)),
                    format!(
                        "stats count(*) as requests, {} by {}",
                        percentiles.join(", "),
                        plan.by_route(route)
                    ),
                    "sort p99 desc".to_owned(),
                    "limit 50".to_owned(),
                ]
            },
        );
        self.add(
            "quiet-routes",
            "The routes with the fewest requests",
            &[ROUTE],
            |plan, fields| {
                let route = &fields[0];
                vec![
                    format!("filter {}", filter(route, Condition::Present)),
                    format!("stats count(*) as requests by {}", plan.by_route(route)),
                    "sort requests asc".to_owned(),
                    "limit 20".to_owned(),
                ]
            },
        );
    }

    /// What was refused, by what is said of it and by route.
    fn add_refusals(&mut self) {
        // the first two are errors by route
        for question in QUESTIONS.iter().skip(2) {
            let Some((number, condition)) = question.answers(self.source).next() else {
                self.remarks.extend(question.lacks(self.source));
                continue;
            };
            let field = self.names.of(number);
            let route = self.source.find(ROUTE).map(|route| self.names.of(route));
            let by = match route {
                Some(route) => format!("{field}, {}", self.by_route(&route)),
                None => field.clone(),
            };
            let commands = vec![
                format!("filter {}", filter(&field, condition)),
                format!("stats count(*) as requests by {by}"),
                "sort requests desc".to_owned(),
                "limit 50".to_owned(),
            ];
            self.push(question.name, question.title, commands);
        }
    }
}

fn filter(field: &str, condition: Condition) -> String {
    match condition {
        Condition::Class(digit) => {
            format!("{field} >= {digit}00 and {field} <= {digit}99")
        }
        Condition::OneOf([one]) => format!("{field} = \"{one}\""),
        Condition::OneOf(several) => {
            let several: Vec<String> = several.iter().map(|one| format!("\"{one}\"")).collect();
            format!("{field} in [{}]", several.join(", "))
        }
        Condition::Present => format!("ispresent({field}) and {field} != \"-\""),
    }
}

/// What fields are called: as Insights discovers them in JSON, or as a `parse` of the line names them.
struct Names {
    names: Vec<String>,
    parse: Option<String>,
}

impl Names {
    fn new(source: &Source<'_>) -> Self {
        if let Some(paths) = source.json_paths() {
            let names = paths.iter().map(|path| quoted(&path.join(".")));
            return Self {
                names: names.collect(),
                parse: None,
            };
        }
        let mut names: Vec<String> = Vec::new();
        for column in &source.columns {
            let mut name = camel(&column.name);
            while names.contains(&name) {
                name.push('x');
            }
            names.push(name);
        }
        let regex = of_line(source.record, &names, INSIGHTS).replace('/', "\\/");
        Self {
            names,
            parse: Some(format!("parse @message /^{regex}$/")),
        }
    }

    fn of(&self, number: usize) -> String {
        self.names[number].clone()
    }
}

/// Anything but letters, digits, `@` and `.` needs backticks.
fn quoted(name: &str) -> String {
    if name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "@.".contains(c))
    {
        return name.to_owned();
    }
    format!("`{name}`")
}

/// Names of groups are letters and digits.
fn camel(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        camel.push_str(&first.to_ascii_uppercase());
        camel.push_str(rest);
    }
    camel
}
