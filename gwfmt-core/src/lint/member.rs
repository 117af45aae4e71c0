//! The member of a JSON object that holds one reference and nothing else: its key, and how to take it away.

use crate::model::{Model, Use};
use crate::naming::Naming;
use crate::shape::Shape;
use crate::shape::json::{Member, ValueKind};
use crate::span::Span;

/// The reference that is the member's whole value.
pub(super) fn lone_reference<'m>(model: &'m Model<'_>, member: &Member) -> Option<&'m Use> {
    let value = member.value.as_ref()?;
    let (ValueKind::String(parts) | ValueKind::Bare(parts)) = &value.kind else {
        return None;
    };
    let [part] = parts.as_slice() else {
        return None;
    };
    let used = model.use_of(*part)?;
    let around = |span: Span| {
        model
            .slice(span)
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '\\'))
    };
    let before = Span::new(value.span.start, used.span.start);
    let after = Span::new(used.span.end, value.span.end);
    (!used.before_hole && around(before) && around(after)).then_some(used)
}

/// The member that holds this reference alone, as its place among all members of its object.
fn holder<'m>(model: &'m Model<'_>, used: &Use) -> Option<(&'m [Member], usize)> {
    let Shape::Json(json) = &model.shape else {
        return None;
    };
    json.objects().into_iter().find_map(|members| {
        let is_holder = |member: &Member| {
            let is_around = |span: Span| span.start <= used.span.start && used.span.end <= span.end;
            member
                .value
                .as_ref()
                .is_some_and(|value| is_around(value.span))
                && lone_reference(model, member).is_some_and(|lone| lone.span == used.span)
        };
        let at = members.iter().position(is_holder)?;
        Some((members, at))
    })
}

/// What to drop so that the member that holds this reference alone is gone, with the comma that parts it from another one.
/// Nothing where no other member is left, or where the format is no sound JSON.
pub(super) fn removal(model: &Model<'_>, used: &Use) -> Option<Span> {
    let (members, at) = holder(model, used)?;
    removal_of(model, members, at)
}

/// The same for any member.
pub(super) fn removal_of(model: &Model<'_>, members: &[Member], at: usize) -> Option<Span> {
    let Shape::Json(json) = &model.shape else {
        return None;
    };
    let end = |member: &Member| member.value.as_ref().map(|value| value.span.end);
    let own = end(&members[at])?;
    let (gone, between) = if at > 0 {
        let before = end(&members[at - 1])?;
        let key = members[at].key.start;
        (Span::new(before, own), Span::new(before, key))
    } else {
        let next = members.get(1)?.key.start;
        (Span::new(members[0].key.start, next), Span::new(own, next))
    };
    (json.faults.is_empty() && model.slice(between).trim() == ",").then_some(gone)
}

/// Where the member that holds this reference alone is called as its variable: the key, and what to call it when it
/// holds `new` instead, in the style of the old one. Nothing where another member has that name already.
pub(super) fn renamed(model: &Model<'_>, used: &Use, new: &str) -> Option<(Span, String)> {
    let (members, at) = holder(model, used)?;
    let key = members[at].key;
    let name = members[at].name(model.text())?;
    let new = mirrored(&name, model.path(used), new)?;
    let is_taken = |member: &Member| member.name(model.text()).is_some_and(|name| name == new);
    let inside = Span::new(key.start + 1, key.end.checked_sub(1)?);
    let is_plain = model.slice(key) == format!("\"{name}\"");
    (is_plain && !members.iter().any(is_taken)).then_some((inside, new))
}

/// `route_key` for the key `resource_path`, when it stands for `routeKey` in place of `resourcePath`: the key is the name of
/// the variable, or the last part of it, in some style.
fn mirrored(key: &str, old: &str, new: &str) -> Option<String> {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let flat = |path: &str| path.replace('.', "_");
    let glued = |name: &str| Naming::Snake.rename(name).replace('_', "");
    let styles: [fn(&str) -> String; 6] = [
        |name| Naming::Camel.rename(name),
        |name| Naming::Snake.rename(name),
        |name| Naming::Kebab.rename(name),
        |name| Naming::Pascal.rename(name),
        |name| Naming::Snake.rename(name).to_ascii_uppercase(),
        |name| Naming::Kebab.rename(name).to_ascii_uppercase(),
    ];
    let parts = [
        (old.to_owned(), new.to_owned()),
        (flat(old), flat(new)),
        (last(old), last(new)),
    ];
    parts.iter().find_map(|(old, new)| {
        if old == key {
            return Some(new.clone());
        }
        let style = styles.iter().find(|style| style(old) == key);
        style.map(|style| style(new)).or_else(|| {
            let is_small = glued(old) == key;
            let is_large = glued(old).to_ascii_uppercase() == key;
            let new = glued(new);
            if is_small {
                Some(new)
            } else {
                is_large.then(|| new.to_ascii_uppercase())
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ApiSet;
    use crate::span::SourceId;
    use crate::text::FormatText;

    #[test]
    fn a_key_that_mirrors_a_name_mirrors_the_other_one_in_its_style() {
        for (key, new) in [
            ("resourcePath", Some("routeKey")),
            ("resource_path", Some("route_key")),
            ("resource-path", Some("route-key")),
            ("ResourcePath", Some("RouteKey")),
            ("RESOURCE_PATH", Some("ROUTE_KEY")),
            ("RESOURCE-PATH", Some("ROUTE-KEY")),
            ("resourcepath", Some("routekey")),
            ("RESOURCEPATH", Some("ROUTEKEY")),
            ("path", None),
            ("resource", None),
            ("myResourcePath", None),
            ("", None),
        ] {
            assert_eq!(
                mirrored(key, "resourcePath", "routeKey").as_deref(),
                new,
                "{key}"
            );
        }
        for (key, new) in [
            ("integration.integrationStatus", "waf.wafStatus"),
            ("integrationIntegrationStatus", "wafWafStatus"),
            ("integration_integration_status", "waf_waf_status"),
            ("integrationStatus", "wafStatus"),
            ("integration-status", "waf-status"),
        ] {
            let old = "integration.integrationStatus";
            assert_eq!(
                mirrored(key, old, "waf.wafStatus").as_deref(),
                Some(new),
                "{key}"
            );
        }
    }

    /// The format without the member that holds the reference of that number.
    fn without(text: &str, number: usize) -> Option<String> {
        let source = FormatText::verbatim(SourceId(0), 0, text);
        let model = Model::new(&source, ApiSet::ANY);
        let gone = removal(&model, &model.uses[number])?;
        Some(format!("{}{}", &text[..gone.start], &text[gone.end..]))
    }

    #[test]
    fn a_member_goes_with_one_comma_and_the_white_space_beside_it() {
        let text =
            "{\"a\": \"$context.path\",\n  \"b\": $context.stage, \"c\":\"$context.apiId\" }";
        for (number, left) in [
            (0, "{\"b\": $context.stage, \"c\":\"$context.apiId\" }"),
            (1, "{\"a\": \"$context.path\", \"c\":\"$context.apiId\" }"),
            (2, "{\"a\": \"$context.path\",\n  \"b\": $context.stage }"),
        ] {
            assert_eq!(without(text, number).as_deref(), Some(left), "{number}");
        }
    }

    #[test]
    fn what_is_not_a_member_by_itself_does_not_go() {
        for text in [
            r#"{"a":"$context.path"}"#,
            r#"{"a":"$context.path and more","b":1}"#,
            r#"{"a":["$context.path"],"b":1}"#,
            r#"{"a":"$context.path" "b":1}"#,
            r#"{"a":"$context.path","b":}"#,
            "$context.path $context.stage",
            r#"{"b":1,"$context.path":1}"#,
        ] {
            assert_eq!(without(text, 0), None, "{text}");
        }
    }
}
