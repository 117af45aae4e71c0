//! [`convert`]: a format in another shape, or for another type of API, with the same values.
//!
//! In: a model. Out: the text, and what the line does not say any more.

use crate::api::{Api, ApiSet};
use crate::catalog::{Counterpart, MISSING, Meaning, counterpart, var};
use crate::compose::{Form, Member, cells, compose};
use crate::model::Model;
use crate::shape::Shape;
use crate::span::SourceId;
use crate::text::FormatText;

/// A converted format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The format.
    pub text: String,
    /// What is lost or different, a sentence each.
    pub notes: Vec<String>,
}

/// Writes a format in a shape for a type of API. What keeps it from being converted comes back in words.
pub fn convert(model: &Model<'_>, form: Form, api: Api) -> Result<Converted, String> {
    if model.has_holes() {
        return Err("parts of it are known only at deployment".to_owned());
    }
    if model.uses.is_empty() {
        return Err("it holds no variable".to_owned());
    }
    let mut notes = Vec::new();
    let members = members(model, form, &mut notes)?;
    let mut members = for_api(&members, api, &mut notes);
    for member in &mut members {
        message(member, form, &mut notes);
    }
    if matches!(form, Form::Csv | Form::Clf) {
        members.retain(|member| {
            let is_kept = member.value.contains("$context.");
            if !is_kept && member.value != MISSING {
                let name = member.keys.join(".");
                notes.push(format!("`{name}` is gone: it is always `{}`", member.value));
            }
            is_kept
        });
    }
    if members.is_empty() {
        return Err(format!("{} APIs have none of its variables", api.title()));
    }
    names(&members, form, &mut notes);
    let written = compose(form, api, &members);
    for path in written.added {
        notes.push(format!(
            "`$context.{path}` is new: Common Log Format has a column for it"
        ));
    }
    let mut text = written.text;
    if !is_of(form, &text, api) {
        return Err(format!(
            "its values with text in them would not be columns or members of {}",
            form.name().to_ascii_uppercase()
        ));
    }
    if model.text().ends_with(['\r', '\n']) {
        if api == Api::Rest {
            text.push('\n');
        } else {
            let words = "the line break at the end is gone: only REST APIs are known to take one";
            notes.push(words.to_owned());
        }
    }
    Ok(Converted { text, notes })
}

/// Whether a text is recognised as what it was written to be.
fn is_of(form: Form, text: &str, api: Api) -> bool {
    let text = FormatText::verbatim(SourceId(0), 0, text);
    Model::new(&text, ApiSet::one(api)).shape.name() == form.name()
}

/// The values with keys of the new shape.
fn members(model: &Model<'_>, form: Form, notes: &mut Vec<String>) -> Result<Vec<Member>, String> {
    let Some(cells) = cells(model) else {
        if !matches!(model.shape, Shape::Text) {
            let name = model.shape.name().to_ascii_uppercase();
            return Err(format!("it is broken {name}; `gwfmt lint` says where"));
        }
        notes.push("the text around the values is gone".to_owned());
        let of_use = |used| Member::of(model.path(used), None);
        return Ok(model.uses.iter().map(of_use).collect());
    };
    let mut members: Vec<Member> = Vec::with_capacity(cells.len());
    for cell in cells {
        let mut member = cell.member;
        if matches!(form, Form::Clf | Form::Csv)
            && let Some(parts) = words(&member.value)
        {
            // each is a column; the request line of an access line is put together anew
            members.extend(parts);
            continue;
        }
        if member.keys.is_empty() {
            if member.value == MISSING || member.value.is_empty() {
                continue;
            }
            member.keys = keys_of(&member.value);
        }
        for key in &mut member.keys {
            for sign in ["@", "text()", "[", "]"] {
                *key = key.replace(sign, if sign == "text()" { "text" } else { "" });
            }
            if key.starts_with(|c: char| c.is_ascii_digit()) {
                key.insert_str(0, "item");
            }
        }
        if let Some(at) = members.iter().position(|other| other.keys == member.keys) {
            let is_json = matches!(model.shape, Shape::Json(_));
            if is_json {
                // of a key that is there twice, readers take the last one
                members.remove(at);
                notes.push(format!("only the last `{}` is kept", member.keys.join(".")));
            } else {
                let taken = |keys: &[String]| members.iter().any(|other| other.keys == keys);
                let last = member.keys.pop().unwrap_or_default();
                let mut number = 2;
                loop {
                    member.keys.push(format!("{last}{number}"));
                    if !taken(&member.keys) {
                        break;
                    }
                    member.keys.pop();
                    number += 1;
                }
            }
        }
        members.push(member);
    }
    Ok(members)
}

/// References with spaces between them, one by one; nothing for a single one, or where there is other text.
fn words(value: &str) -> Option<Vec<Member>> {
    let words: Vec<&str> = value.split(' ').collect();
    let member = |word: &&str| {
        let path = word.strip_prefix("$context.")?;
        let member = Member::of(path, None);
        member.variable().is_some().then_some(member)
    };
    let members: Option<Vec<Member>> = words.iter().map(member).collect();
    members.filter(|members| members.len() > 1)
}

/// The keys for a column: the parts of its variable's name, `request` for a request line, the last parts of several.
fn keys_of(value: &str) -> Vec<String> {
    let text = FormatText::verbatim(SourceId(0), 0, value);
    let model = Model::new(&text, ApiSet::ANY);
    let paths: Vec<&str> = model.uses.iter().map(|used| model.path(used)).collect();
    match paths.as_slice() {
        [] => vec!["text".to_owned()],
        [path] => path.split('.').map(str::to_owned).collect(),
        [var::HTTP_METHOD | var::EVENT_TYPE, ..] => vec!["request".to_owned()],
        paths => {
            let last = |path: &&str| path.rsplit('.').next().unwrap_or(path).to_owned();
            let names: Vec<String> = paths.iter().map(last).collect();
            vec![names.join("_")]
        }
    }
}

/// The values that a type of API has, by the names that it has for them.
fn for_api(members: &[Member], api: Api, notes: &mut Vec<String>) -> Vec<Member> {
    let is_there =
        |members: &[Member], path: &str| members.iter().any(|other| other.variable() == Some(path));
    let mut kept: Vec<Member> = Vec::with_capacity(members.len());
    for member in members {
        let text = FormatText::verbatim(SourceId(0), 0, &member.value);
        let model = Model::new(&text, ApiSet::one(api));
        let mut new = String::new();
        let mut from = 0;
        let mut keys = member.keys.clone();
        let mut gone = None;
        for used in &model.uses {
            new.push_str(member.value.get(from..used.span.start).unwrap_or_default());
            from = used.span.end;
            let (path, old) = (model.path(used), model.slice(used.span));
            let Meaning::OtherApi(variable) = used.resolution.meaning else {
                new.push_str(old);
                continue;
            };
            let is_all = old == member.value;
            let why = match counterpart(path, variable, ApiSet::one(api)) {
                Counterpart::Write(other)
                    if is_all && (is_there(members, &other) || is_there(&kept, &other)) =>
                {
                    format!("`$context.{other}` is there already")
                }
                Counterpart::Write(other) => {
                    notes.push(format!("`$context.{other}` takes the place of `{old}`"));
                    rename(&mut keys, path, &other);
                    new.push_str("$context.");
                    new.push_str(&other);
                    continue;
                }
                Counterpart::Remove(why) => why.into_owned(),
                Counterpart::Say(words) => words.trim_start_matches("remove it; ").to_owned(),
            };
            if is_all {
                gone = Some(format!("`{old}` is gone: {why}"));
            } else {
                notes.push(format!("`{old}` becomes `{MISSING}`: {why}"));
                new.push_str(MISSING);
            }
        }
        new.push_str(member.value.get(from..).unwrap_or_default());
        if let Some(gone) = gone {
            notes.push(gone);
            continue;
        }
        kept.push(Member {
            keys,
            value: new,
            bare: member.bare,
        });
    }
    kept
}

/// A key that was the variable's name becomes the name of the other.
fn rename(keys: &mut [String], old: &str, new: &str) {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    if let Some(key) = keys.last_mut()
        && *key == last(old)
    {
        *key = last(new);
    }
}

/// `$context.error.messageString` brings its own quotes, which only a bare value of JSON can take.
fn message(member: &mut Member, form: Form, notes: &mut Vec<String>) {
    const STRING: &str = "$context.error.messageString";
    if member.value != STRING || form == Form::Json && member.bare {
        return;
    }
    "$context.error.message".clone_into(&mut member.value);
    rename(
        &mut member.keys,
        var::ERROR_MESSAGE_STRING,
        var::ERROR_MESSAGE,
    );
    member.bare = false;
    notes.push(format!(
        "`$context.error.message` takes the place of `{STRING}`, which brings quotes of its own"
    ));
}

/// What becomes of keys.
fn names(members: &[Member], form: Form, notes: &mut Vec<String>) {
    let is_own = |member: &Member| {
        let path = member.variable().unwrap_or_default();
        member.keys.join(".") == path
    };
    match form {
        Form::Csv | Form::Clf if !members.iter().all(is_own) => {
            notes.push("keys are gone: a column is known by its number".to_owned());
        }
        Form::Xml => {
            let is_name = |key: &String| {
                let mut letters = key.chars();
                letters
                    .next()
                    .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
                    && letters.all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            };
            for key in members.iter().flat_map(|member| &member.keys) {
                if !is_name(key) {
                    notes.push(format!(
                        "`{key}` is no name in XML; other characters become `_`"
                    ));
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(format: &str, form: Form, api: Api) -> (String, Vec<String>) {
        let text = FormatText::verbatim(SourceId(0), 0, format);
        let model = Model::new(&text, ApiSet::ANY);
        let converted = convert(&model, form, api).unwrap();
        (converted.text, converted.notes)
    }

    #[test]
    fn json_becomes_columns_and_loses_keys_and_constants() {
        let json = r#"{"id":"$context.requestId","service":"orders","agent":"$context.identity.userAgent","code":$context.status}"#;
        let (text, notes) = converted(json, Form::Csv, Api::Rest);
        assert_eq!(
            text,
            r#"$context.requestId,"$context.identity.userAgent",$context.status"#
        );
        assert_eq!(
            notes,
            [
                "`service` is gone: it is always `orders`",
                "keys are gone: a column is known by its number"
            ]
        );
    }

    #[test]
    fn an_access_line_becomes_json_for_another_type_of_api() {
        let line = "$context.identity.sourceIp - - [$context.requestTime] \"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength $context.requestId $context.xrayTraceId";
        let (text, notes) = converted(line, Form::Json, Api::Http);
        assert_eq!(
            text,
            r#"{"identity":{"sourceIp":"$context.identity.sourceIp"},"requestTime":"$context.requestTime","request":"$context.httpMethod $context.routeKey $context.protocol","status":"$context.status","responseLength":"$context.responseLength","requestId":"$context.requestId"}"#
        );
        assert_eq!(
            notes,
            [
                "`$context.routeKey` takes the place of `$context.resourcePath`",
                "`$context.xrayTraceId` is gone: only REST APIs can trace with X-Ray"
            ]
        );
        // and the request line is put together anew
        let (text, _) = converted(line, Form::Clf, Api::WebSocket);
        assert!(
            text.contains("\"$context.eventType $context.routeKey $context.connectionId\""),
            "{text}"
        );
    }

    #[test]
    fn keys_follow_their_variables() {
        let json = r#"{"requestId":"$context.requestId","resourcePath":"$context.resourcePath","message":$context.error.messageString}"#;
        let (text, _) = converted(json, Form::Json, Api::Http);
        assert_eq!(
            text,
            r#"{"requestId":"$context.requestId","routeKey":"$context.routeKey","message":$context.error.messageString}"#
        );
        let (text, notes) = converted(json, Form::Xml, Api::Rest);
        assert!(
            text.contains("<message><![CDATA[$context.error.message]]></message>"),
            "{text}"
        );
        assert_eq!(notes.len(), 1, "{notes:?}");
    }

    #[test]
    fn what_cannot_be_converted_is_said() {
        let text = FormatText::verbatim(SourceId(0), 0, "{\"id\":\"$context.requestId\"");
        let model = Model::new(&text, ApiSet::ANY);
        let said = convert(&model, Form::Csv, Api::Rest);
        assert_eq!(
            said,
            Err("it is broken JSON; `gwfmt lint` says where".to_owned())
        );
    }
}
