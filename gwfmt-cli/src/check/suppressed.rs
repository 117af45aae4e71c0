//! What suppressions do to a run: what each left out, and which were needed for nothing.

use std::sync::Arc;

use gwfmt_carriers::suppress::{Named, Suppression};
use gwfmt_core::lint::rules::{invalid_suppression, unused_suppression};
use gwfmt_core::lint::{Check, Group, RULES, Rule};
use gwfmt_core::model::Extent;
use gwfmt_core::span::{SourceId, SourceSpan, Span};

use crate::check::account::{Key, Met, Name};
use crate::check::covering::By;
use crate::check::examine::{bare, said, terms};
use crate::check::finding::{Finding, Fix, Said, Suppressed};
use crate::check::in_file::Meant;
use crate::check::place::Place;
use crate::check::run::Run;
use crate::check::source::SourceList;
use crate::config::Terms;
use crate::text::suggest::nearest;

/// How to write one.
const FORM: &str = "write `gwfmt: ignore[rule] -- reason`";

impl Run {
    /// Adds a finding; one that these suppressions cover to what is left out.
    pub(crate) fn find_or_suppress(
        &mut self,
        finding: Finding,
        by: &[By],
        sources: &SourceList<'_>,
    ) {
        let suppression = |one: &By| sources.suppression(one.source, one.suppression);
        let first = by.first().and_then(|one| Some((one, suppression(one)?)));
        let Some((first, suppression)) = first else {
            return self.find(finding);
        };
        let named = suppression.rules.get(first.named);
        self.suppressed.push(Suppressed {
            finding,
            by: sources.place(place(first.source, suppression.place)),
            reason: named.and_then(|named| named.reason.clone()),
        });
        for one in by {
            if let Some(key) = key(sources, one.source, one.suppression) {
                self.account.used.insert((key, one.named));
            }
        }
    }

    /// Notes suppressions that may be needed: of a format around them nothing is known, or not all of it.
    pub(crate) fn doubt(
        &mut self,
        places: impl IntoIterator<Item = SourceSpan>,
        extent: Option<Extent>,
        sources: &SourceList<'_>,
    ) {
        for (source, number) in sources.around(places) {
            let Some(one) = sources.suppression(source, number) else {
                continue;
            };
            for (at, named) in one.rules.iter().enumerate() {
                let rules = Meant::new(&named.name).rules();
                let ran = |rule: &&Rule| matches!(rule.check, Check::Reference(_));
                if extent == Some(Extent::Part) && rules.iter().all(ran) {
                    continue;
                }
                if let Some(key) = key(sources, source, number) {
                    self.account.doubtful.insert((key, at));
                }
            }
        }
    }

    /// Notes the suppressions of the files of a reading, and what is wrong with them. `is_asked` tells of a source whether
    /// anyone asked for it; `is_whole`, whether everything could be read.
    pub(crate) fn meet(
        &mut self,
        sources: &SourceList<'_>,
        is_asked: impl Fn(SourceId) -> bool,
        is_whole: bool,
    ) {
        let mut all_terms: Vec<Arc<Terms>> = Vec::new();
        for source in &sources.0 {
            if all_terms
                .iter()
                .all(|known| known.number != source.terms.number)
            {
                all_terms.push(Arc::clone(&source.terms));
            }
        }
        for (number, source) in (0..).zip(&sources.0) {
            let id = SourceId(number);
            let is_asked = source.suppressions.all.is_empty() || is_asked(id);
            let invalid = is_asked && source.terms.wants(&invalid_suppression::RULE);
            for (number, one) in source.suppressions.all.iter().enumerate() {
                if invalid {
                    self.invalid(id, one, sources);
                }
                if let Some(key) = key(sources, id, number) {
                    self.account
                        .meet(key, met(id, one, sources, &all_terms, is_asked, is_whole));
                }
            }
            if let Some(at) = source.suppressions.left_out.filter(|_| invalid) {
                let message =
                    "this suppression and those behind it have no effect: the file has too many";
                self.say(
                    &invalid_suppression::RULE,
                    place(id, at),
                    message,
                    sources,
                    |it| it,
                );
            }
        }
    }

    /// Says what keeps a suppression from suppressing anything.
    fn invalid(&mut self, id: SourceId, one: &Suppression, sources: &SourceList<'_>) {
        let rule = &invalid_suppression::RULE;
        if let Some(fault) = one.fault {
            let message = format!("this suppression has no effect: {fault}");
            let fix = one.removal.map(|removal| {
                Fix::of_file(
                    "remove the comment".to_owned(),
                    false,
                    vec![(sources.place(place(id, removal)), String::new())],
                )
            });
            self.say(rule, place(id, one.place), &message, sources, |it| {
                Finding {
                    help: Some(FORM.to_owned()),
                    fix,
                    ..it
                }
            });
        }
        for named in &one.rules {
            let (message, fix) = match Meant::new(&named.name) {
                Meant::Rule(_) | Meant::Group(_) => continue,
                Meant::Own => (
                    format!(
                        "`{}` cannot be suppressed in a file; use `--ignore`",
                        named.name
                    ),
                    None,
                ),
                Meant::Nothing => unknown(id, named, sources),
            };
            self.say(rule, place(id, named.place), &message, sources, |it| {
                Finding { fix, ..it }
            });
        }
    }

    fn say(
        &mut self,
        rule: &'static Rule,
        place: SourceSpan,
        message: &str,
        sources: &SourceList<'_>,
        more: impl FnOnce(Finding) -> Finding,
    ) {
        self.find(more(finding(rule, place, message, sources)));
    }

    /// Says which suppressions were needed for nothing. After everything was found.
    pub(crate) fn conclude(&mut self) {
        let account = std::mem::take(&mut self.account);
        if !self.failures.is_empty() {
            return;
        }
        for (key, met) in account.met {
            let is_unread = self.unread.iter().any(|(file, _)| *file == key.0);
            if !met.is_asked || !met.is_whole || is_unread {
                continue;
            }
            let is_needed = |at: usize, name: &Name| {
                let one = (key.clone(), at);
                !name.ran || account.used.contains(&one) || account.doubtful.contains(&one)
            };
            let Some(draft) = met.draft else {
                continue;
            };
            let names = met.names.iter().enumerate();
            let (needed, unused): (Vec<_>, Vec<_>) =
                names.partition(|(at, name)| is_needed(*at, name));
            if !unused.is_empty() {
                let name = |(_, name): (usize, &Name)| name.name.to_string();
                let needed: Vec<String> = needed.into_iter().map(name).collect();
                let unused: Vec<String> = unused.into_iter().map(name).collect();
                let edit = if needed.is_empty() {
                    met.removal.map(|removal| (removal, String::new()))
                } else {
                    met.list.map(|list| (list, needed.join(", ")))
                };
                self.find(unused_finding(draft, edit, !needed.is_empty(), &unused));
            }
        }
    }
}

fn place(source: SourceId, span: Span) -> SourceSpan {
    SourceSpan { source, span }
}

fn key(sources: &SourceList<'_>, source: SourceId, number: usize) -> Option<Key> {
    let one = sources.suppression(source, number)?;
    Some((Arc::clone(&sources.get(source)?.name), one.place.start))
}

/// A finding with nothing but its message, on the terms of its file.
fn finding(
    rule: &'static Rule,
    place: SourceSpan,
    message: &str,
    sources: &SourceList<'_>,
) -> Finding {
    let level = terms(place, sources).settings.level(rule.name);
    let severity = level.unwrap_or(rule.severity);
    bare(
        said(rule.name, severity, place, message, sources),
        place,
        sources,
    )
}

fn met(
    id: SourceId,
    one: &Suppression,
    sources: &SourceList<'_>,
    all_terms: &[Arc<Terms>],
    is_asked: bool,
    is_whole: bool,
) -> Met {
    let at = place(id, one.place);
    let rule = &unused_suppression::RULE;
    let is_wanted = terms(at, sources).wants(rule);
    let names = one.rules.iter().map(|named| {
        let rules = Meant::new(&named.name).rules();
        let ran = |terms: &Arc<Terms>| rules.iter().all(|rule| terms.wants(rule));
        Name {
            name: named.name.clone(),
            ran: !rules.is_empty() && all_terms.iter().all(ran),
        }
    });
    Met {
        draft: is_wanted.then(|| finding(rule, at, "", sources)),
        names: names.collect(),
        list: one.list.map(|list| sources.place(place(id, list))),
        removal: one.removal.map(|removal| sources.place(place(id, removal))),
        is_asked,
        is_whole,
    }
}

/// What is said of a name that no rule has.
fn unknown(id: SourceId, named: &Named, sources: &SourceList<'_>) -> (String, Option<Fix>) {
    let name = &*named.name;
    if matches!(name, "all" | "default" | "*") {
        let message =
            format!("`{name}` suppresses nothing: each rule, or its group, has to be named");
        return (message, None);
    }
    let groups = Group::ALL.iter().map(|group| group.name());
    let known = RULES.iter().map(|rule| rule.name).chain(groups);
    let Some(near) = nearest(name, known) else {
        return (format!("no rule or group is named `{name}`"), None);
    };
    let message = format!("no rule or group is named `{name}`; did you mean `{near}`?");
    let is_there = sources
        .get(id)
        .is_some_and(|source| source.slice(named.place) == name);
    let edit = (sources.place(place(id, named.place)), near.to_owned());
    let fix = Fix::of_file(
        format!("write `{near}`"),
        false,
        if is_there { vec![edit] } else { Vec::new() },
    );
    (message, Some(fix))
}

fn unused_finding(
    draft: Finding,
    edit: Option<(Place, String)>,
    is_needed: bool,
    unused: &[String],
) -> Finding {
    let quoted: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
    let (names, finds) = match &quoted[..] {
        [one] => (one.clone(), "finds"),
        [most @ .., last] => (format!("{} and {last}", most.join(", ")), "find"),
        [] => (String::new(), "find"),
    };
    let title = if is_needed {
        format!("remove {names} from the suppression")
    } else {
        "remove the suppression".to_owned()
    };
    let said = Said {
        file: Arc::clone(&draft.said.file),
        span: draft.said.span,
        rule: draft.said.rule,
        severity: draft.said.severity,
        message: format!("this suppression is not needed: {names} {finds} nothing here"),
    };
    Finding {
        said: Arc::new(said),
        fix: Some(Fix::of_file(title, true, edit.into_iter().collect())),
        ..draft
    }
}
