//! What lines say together, against what counting one by one says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gwfmt::runtime::{Api, Format};
use gwfmt_decode::batches::Decoder;
use gwfmt_decode::input::{Source, Wrapping};
use gwfmt_decode::stats::{Facts, List, Sketch, Summary, stats};

const FORMAT: &str = "$context.requestId $context.requestTimeEpoch $context.routeKey $context.status $context.integrationLatency $context.identity.sourceIp";

/// Numbers without an order, always the same.
fn mixed(at: u64) -> u64 {
    let at = (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (at ^ (at >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 24
}

/// A line: route, status, latency, second.
#[derive(Clone, Copy)]
struct Line {
    route: u64,
    status: u64,
    millis: u64,
    second: u64,
}

impl Line {
    fn text(self, text: &mut String) {
        let Line {
            route,
            status,
            millis,
            second,
        } = self;
        let millis = if millis % 11 == 0 {
            "-".to_owned()
        } else {
            millis.to_string()
        };
        let _ = writeln!(
            text,
            "a {} /r{route} {status} {millis} 192.0.2.{}",
            second * 1_000,
            route % 256
        );
    }
}

fn lines(count: u64, routes: u64) -> Vec<Line> {
    let line = |at| Line {
        route: mixed(at) % routes,
        status: [200, 201, 304, 404, 429, 500, 504][(mixed(at + 1) % 7) as usize],
        millis: mixed(at + 2) % [40, 400, 4_000, 40_000][(mixed(at + 3) % 4) as usize],
        second: 1_720_000_000 + mixed(at + 4) % 3_500,
    };
    (0..count).map(line).collect()
}

fn summary(lines: impl Iterator<Item = Line>, threads: usize) -> Summary {
    let mut text = String::new();
    for line in lines {
        line.text(&mut text);
    }
    let format = Format::new(FORMAT, Some(Api::Http)).unwrap();
    let source = [Source::Bytes(text.into_bytes())];
    stats(
        &Decoder::new(format),
        &source,
        Wrapping::Lines,
        threads,
        &mut |_| {},
    )
}

fn percentile(values: &mut [u64], of_thousand: u64) -> u64 {
    values.sort_unstable();
    let rank = (values.len() as u64 * of_thousand).div_ceil(1_000).max(1);
    values[rank as usize - 1]
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn is_near(sketch: &Sketch, values: &mut [u64], error: f64) {
    assert_eq!(sketch.count(), values.len() as u64);
    assert_eq!(sketch.most(), values.iter().max().copied());
    for asked in [500, 900, 990] {
        let found = sketch.percentile(asked).unwrap();
        let exact = percentile(values, asked);
        let most = exact as f64 * (1.0 + error);
        assert!(
            found >= exact && found as f64 <= most,
            "{found} for {exact}"
        );
    }
}

#[test]
fn counts_are_exact_and_percentiles_near() {
    let lines = lines(60_000, 300);
    let summary = summary(lines.iter().copied(), 2);
    assert_eq!(
        (summary.lines, summary.records, summary.rejects()),
        (60_000, 60_000, 0)
    );

    let mut statuses: BTreeMap<u64, u64> = BTreeMap::new();
    let mut routes: BTreeMap<String, (u64, Vec<u64>)> = BTreeMap::new();
    let mut all = Vec::new();
    for line in &lines {
        *statuses.entry(line.status).or_default() += 1;
        let route = routes.entry(format!("/r{}", line.route)).or_default();
        route.0 += 1;
        if line.millis % 11 != 0 {
            route.1.push(line.millis);
            all.push(line.millis);
        }
    }
    assert_eq!(summary.statuses, statuses);
    is_near(&summary.latencies[0], &mut all, 0.001);

    let listed = &summary.routes.as_ref().unwrap().top;
    assert_eq!((listed.len(), listed.unlisted()), (routes.len(), 0));
    for entry in listed.first(usize::MAX) {
        let (count, values) = routes.get_mut(&*entry.key).unwrap();
        assert_eq!((entry.facts.count(), entry.before), (*count, 0));
        is_near(&entry.facts.latencies[0], values, 0.01);
    }

    let times = summary.times.unwrap();
    let first = lines.iter().map(|line| line.second).min().unwrap();
    let last = lines.iter().map(|line| line.second).max().unwrap();
    let millis = |second: u64| i64::try_from(second * 1_000).unwrap();
    assert_eq!(times.ends(), Some((millis(first), millis(last))));
    assert_eq!(times.width(), 15_000);
    let sum: u64 = times
        .moments()
        .map(|(_, moment)| moment.classes.total())
        .sum();
    assert_eq!(sum, 60_000);
}

fn told<F: Facts + std::fmt::Debug>(list: Option<&List<F>>) -> String {
    format!("{:?}", list.map(|list| list.top.first(usize::MAX)))
}

#[test]
fn threads_change_nothing_even_where_counts_are_not_exact() {
    let lines = lines(60_000, 20_000);
    let [one, two, five] = [1, 2, 5].map(|threads| summary(lines.iter().copied(), threads));
    assert!(one.routes.as_ref().unwrap().top.unlisted() > 0);
    for other in [two, five] {
        assert_eq!(told(one.routes.as_ref()), told(other.routes.as_ref()));
        for (one, other) in one.callers.iter().zip(&other.callers) {
            assert_eq!(told(one.as_ref()), told(other.as_ref()));
        }
        assert_eq!(format!("{:?}", one.times), format!("{:?}", other.times));
        assert_eq!(
            format!("{:?}", one.latencies),
            format!("{:?}", other.latencies)
        );
    }
}

/// `GWFMT_CASES` is the number of routes.
#[test]
fn routes_without_end_take_no_more_memory() {
    let cases = std::env::var("GWFMT_CASES").ok();
    let count: u64 = cases.and_then(|cases| cases.parse().ok()).unwrap_or(30_000);
    // every third line is of one of five routes, the others of a route of their own
    let line = |at| Line {
        route: if at % 3 == 0 { at % 5 } else { 1_000 + at },
        status: 200,
        millis: at % 1_000,
        second: 1_720_000_000 + at,
    };
    let summary = summary((0..count).map(line), 2);
    let routes = summary.routes.unwrap().top;
    assert_eq!(routes.len(), 512);
    assert!(routes.unlisted() <= count / 512);
    let mut often: Vec<String> = routes
        .first(5)
        .iter()
        .map(|entry| entry.key.to_string())
        .collect();
    often.sort_unstable();
    assert_eq!(often, ["/r0", "/r1", "/r2", "/r3", "/r4"]);
    for entry in routes.first(5) {
        let exact = (0..count)
            .filter(|at| at % 3 == 0 && format!("/r{}", at % 5) == *entry.key)
            .count() as u64;
        assert!(entry.facts.count() <= exact && exact <= entry.count());
    }
    assert!(summary.times.unwrap().moments().count() <= 240);
}
