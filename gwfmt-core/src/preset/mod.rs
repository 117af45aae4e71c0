//! Formats made to order: [`make`] takes a row of variables for a purpose, writes it in a shape, and leaves out what the rules
//! find fault with. What it leaves out it says.

mod table;
mod vendor;

use crate::api::{Api, ApiSet};
use crate::catalog::{Alias, DocStatus, Kind, Preferred, Sensitive, VARIABLES, Variable, var};
use crate::compose::{Form, Member, compose, tree};
use crate::diagnostic::Diagnostic;
use crate::lint::{RULES, lint};
use crate::model::Model;
use crate::span::SourceId;
use crate::text::FormatText;

use table::Row;
pub use vendor::Vendor;

/// A purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Who asked for what, when, and how it ended.
    Minimal,
    /// The fields of the samples of AWS's developer guide.
    Aws,
    /// Who was let in and who was not, and by what.
    Security,
    /// Where the time went.
    Latency,
    /// All that fits.
    Full,
}

impl Preset {
    /// All of them.
    pub const ALL: [Preset; 5] = [
        Preset::Minimal,
        Preset::Aws,
        Preset::Security,
        Preset::Latency,
        Preset::Full,
    ];
}

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// The purpose.
    pub preset: Preset,
    /// The type of API.
    pub api: Api,
    /// The shape.
    pub form: Form,
    /// Whose keys the members get, where that is not ours.
    pub vendor: Option<Vendor>,
    /// The most bytes; what the rules are content with when nothing is said.
    pub most: Option<usize>,
    /// Whether objects are sorted by key.
    pub sorted: bool,
}

/// A format made to order.
#[derive(Clone, Debug)]
pub struct Made {
    /// The format.
    pub text: String,
    /// Variables that would have been in it, with the reason why they are not.
    pub left_out: Vec<(String, String)>,
}

/// Makes a format.
pub fn make(order: Order) -> Made {
    let mut left_out = Vec::new();
    let rows = match order.preset {
        Preset::Full => full(order.api, &mut left_out),
        preset => table::rows(preset, order.api),
    };
    let mut members = match order.vendor {
        Some(vendor) => vendor.members(&rows, order.api, &mut left_out),
        None => rows
            .iter()
            .map(|row| Member::of(row.path, row.key))
            .collect(),
    };
    loop {
        let text = written(order, &members);
        let Some((at, reason)) = fault(order, &text, &members) else {
            return Made { text, left_out };
        };
        let gone = members.remove(at);
        left_out.push((gone.value, reason));
    }
}

fn written(order: Order, members: &[Member]) -> String {
    match order.form {
        Form::Json if order.sorted => tree(members).sorted().json(),
        form => compose(form, order.api, members).text,
    }
}

/// The member that must go first, and why.
fn fault(order: Order, text: &str, members: &[Member]) -> Option<(usize, String)> {
    let last = members.len().checked_sub(1).filter(|last| *last > 0)?;
    if let Some(most) = order.most.filter(|most| text.len() > *most) {
        return Some((
            last,
            format!("with it the format has more than {most} bytes"),
        ));
    }
    let source = FormatText::verbatim(SourceId(0), 0, text);
    let model = Model::new(&source, ApiSet::one(order.api));
    let rules = RULES
        .iter()
        .filter(|rule| rule.on && rule.is_about_formats());
    let mut findings = lint(&model, rules).into_iter();
    let is_length = |finding: &Diagnostic| finding.rule == "format-too-long";
    let mut too_long = false;
    let culprit = findings.find_map(|finding| {
        if is_length(&finding) {
            too_long |= order.most.is_none();
            return None;
        }
        // of two that do not go together the later one goes
        let mut uses = model.uses.iter().rev();
        let used = uses.find(|used| {
            used.span.start < finding.span.end && finding.span.start < used.span.end
        })?;
        let value = model.slice(used.span);
        let at = members.iter().rposition(|member| member.value == value)?;
        Some((at, format!("{} (`{}`)", finding.message, finding.rule)))
    });
    culprit.or_else(|| {
        let reason = || "with it the format is longer than is known to deploy (`format-too-long`)";
        too_long.then(|| (last, reason().to_owned()))
    })
}

/// Every variable of an API that says something of its own, the most useful ones first.
fn full(api: Api, left_out: &mut Vec<(String, String)>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let firsts = [Preset::Minimal, Preset::Latency, Preset::Security];
    let firsts = firsts
        .into_iter()
        .flat_map(|preset| table::rows(preset, api));
    let all = VARIABLES.iter().map(|variable| table::row(variable.path));
    for row in firsts.chain(all) {
        let Some(variable) = Variable::find(row.path) else {
            continue;
        };
        let Some(listing) = variable.listing(api) else {
            continue;
        };
        if variable.kind == Kind::Open
            || listing.status != DocStatus::Current
            || rows.iter().any(|other| other.path == row.path)
        {
            continue;
        }
        let reason = match (listing.alias_of, variable.preferred, variable.sensitive) {
            (_, _, Some(Sensitive::Credential)) => "it is a credential".to_owned(),
            (Some(alias), ..) => alias_words(alias),
            (_, Some(Preferred::Variable(other)), _) => {
                format!("`$context.{other}` is the newer name")
            }
            _ if variable.path == var::IDENTITY_CLIENT_CERT_CLIENT_CERT_PEM => {
                "it is several kilobytes long, and not one line".to_owned()
            }
            _ => {
                rows.push(table::row(variable.path));
                continue;
            }
        };
        left_out.push((format!("$context.{}", variable.path), reason));
    }
    rows
}

fn alias_words(alias: Alias) -> String {
    match alias {
        Alias::Same(path) => format!("it is the same as `$context.{path}`"),
        Alias::Quoted(path) => format!("it is `$context.{path}` in quotes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str, api: Api) -> Vec<Diagnostic> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&source, ApiSet::one(api));
        lint(&model, RULES.iter().filter(|rule| rule.on))
    }

    fn all() -> impl Iterator<Item = Order> {
        Preset::ALL.into_iter().flat_map(|preset| {
            Api::ALL.into_iter().flat_map(move |api| {
                Form::ALL.into_iter().flat_map(move |form| {
                    let vendors: &[Option<Vendor>] = match form {
                        Form::Json => &[None, Some(Vendor::Datadog), Some(Vendor::Elastic)],
                        _ => &[None],
                    };
                    vendors.iter().map(move |vendor| Order {
                        preset,
                        api,
                        form,
                        vendor: *vendor,
                        most: None,
                        sorted: false,
                    })
                })
            })
        })
    }

    #[test]
    fn every_preset_is_clean_and_has_its_shape() {
        for order in all() {
            let made = make(order);
            assert_eq!(
                findings(&made.text, order.api),
                [],
                "{order:?} {}",
                made.text
            );
            let source = FormatText::verbatim(SourceId(0), 0, &made.text);
            let model = Model::new(&source, ApiSet::one(order.api));
            assert_eq!(model.shape.name(), order.form.name(), "{}", made.text);
            assert!(model.uses.len() >= 6, "{order:?} {}", made.text);
        }
    }

    #[test]
    fn only_full_and_what_a_shape_cannot_carry_leaves_something_out() {
        for order in all().filter(|order| order.preset == Preset::Minimal) {
            let left_out = make(order).left_out;
            let is_vendor = order.vendor.is_some();
            assert!(left_out.is_empty() || is_vendor, "{order:?} {left_out:?}");
        }
    }

    #[test]
    fn full_has_neither_aliases_nor_credentials_and_says_so() {
        let order = Order {
            preset: Preset::Full,
            api: Api::Rest,
            form: Form::Csv,
            vendor: None,
            most: None,
            sorted: false,
        };
        let made = make(order);
        assert!(!made.text.contains("identity.apiKey,"));
        assert!(!made.text.contains("$context.integrationLatency"));
        assert!(made.text.len() > 1500, "{}", made.text.len());
        let reason = |path: &str| {
            let mut left_out = made.left_out.iter();
            left_out
                .find(|(name, _)| name == path)
                .map(|(_, reason)| &**reason)
        };
        assert_eq!(
            reason("$context.identity.apiKey"),
            Some("it is a credential")
        );
        // every variable of the API is there, or is said to be left out
        for variable in VARIABLES {
            let listing = variable.listing(Api::Rest);
            let is_listed = listing.is_some_and(|listing| listing.status == DocStatus::Current);
            if is_listed && variable.kind == Kind::Exact {
                let path = format!("$context.{}", variable.path);
                let is_there = made.text.split([',', '"']).any(|cell| cell == path);
                assert!(is_there != reason(&path).is_some(), "{path}");
            }
        }
    }
}
