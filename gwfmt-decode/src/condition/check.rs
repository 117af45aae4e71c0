//! From a condition as it is written to one that can be asked: columns are found, and values are of their types.

use gwfmt::Timestamp;
use gwfmt::runtime::{ColumnType, Field, Format};
use gwfmt_core::suggest::did_you_mean;

use super::parse::{Literal, Placed, Written};
use super::{ConditionError, Node, Operator, With};

pub(super) fn check(written: Written, format: &Format) -> Result<Node, ConditionError> {
    let all = |parts: Vec<Written>| {
        let parts = parts.into_iter().map(|part| check(part, format));
        parts.collect::<Result<Vec<_>, _>>()
    };
    Ok(match written {
        Written::All(parts) => Node::All(all(parts)?),
        Written::Any(parts) => Node::Any(all(parts)?),
        Written::Not(inner) => Node::Not(Box::new(check(*inner, format)?)),
        Written::IsNull { column, is } => Node::IsNull {
            field: find(&column, format)?.0,
            is,
        },
        Written::Compare {
            column,
            operator,
            with,
        } => {
            let (field, of) = find(&column, format)?;
            Node::Compare {
                field,
                operator,
                with: value(of, operator, &with)?,
            }
        }
    })
}

fn find<'f>(
    column: &Placed<String>,
    format: &'f Format,
) -> Result<(usize, Field<'f>), ConditionError> {
    let name = &column.what;
    let is_named = |field: &Field<'_>| field.column().name == *name || field.name() == name;
    let found = format
        .fields()
        .enumerate()
        .find(|(_, field)| is_named(field));
    found.ok_or_else(|| {
        let names = format.fields().map(|field| field.column().name.as_str());
        let meant = did_you_mean(name, names);
        let words = format!("no column is named `{name}`{meant}");
        ConditionError::new(column.bytes.clone(), words)
    })
}

fn value(
    field: Field<'_>,
    operator: Operator,
    with: &Placed<Literal>,
) -> Result<With, ConditionError> {
    let name = &field.column().name;
    let error = |words: String| Err(ConditionError::new(with.bytes.clone(), words));
    match (field.column().ty, &with.what) {
        (ColumnType::Int | ColumnType::BigInt, Literal::Number(digits)) => match digits.parse() {
            Ok(number) => Ok(With::Number(number)),
            Err(_) => error("this number is too great".to_owned()),
        },
        (ColumnType::Int | ColumnType::BigInt, _) => {
            error(format!("`{name}` is a whole number, and this is not"))
        }
        (ColumnType::Text, Literal::Text(text)) => Ok(With::Text(text.clone())),
        (ColumnType::Text, _) => error(format!(
            "`{name}` is a text, and this is not: texts stand in quotes"
        )),
        (ColumnType::Boolean, Literal::Boolean(value)) => match operator {
            Operator::Equal | Operator::NotEqual => Ok(With::Boolean(*value)),
            _ => error(format!("`{name}` is `true` or `false`: compare with `=` or `!=`")),
        },
        (ColumnType::Boolean, _) => {
            error(format!("`{name}` is `true` or `false`, and this is neither"))
        }
        (ColumnType::Time, Literal::Text(text)) => match time(text) {
            Some(time) => Ok(With::Time(time)),
            None => error(
                "this is not a time: write `'2024-07-10'`, `'2024-07-10T18:14:22Z'` or with an offset, `'2024-07-10T20:14:22+02:00'`".to_owned(),
            ),
        },
        (ColumnType::Time, _) => error(format!(
            "`{name}` is a time, and this is not: times stand in quotes, `'2024-07-10T18:14:22Z'`"
        )),
    }
}

/// A time of RFC 3339, in milliseconds since 1970; a date is its first moment in UTC.
fn time(text: &str) -> Option<i64> {
    let utc = |text: &str| Timestamp::from_rfc3339(text).map(Timestamp::as_millis);
    if text.len() == 10 {
        return utc(&format!("{text}T00:00:00Z"));
    }
    if let Some(time) = utc(text) {
        return Some(time);
    }
    let (local, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let (sign, offset) = offset.split_at_checked(1)?;
    let sign = match sign {
        "+" => -1,
        "-" => 1,
        _ => return None,
    };
    let (hours, minutes) = offset.split_once(':')?;
    let number = |digits: &str| {
        let good = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|_| good)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    Some(utc(&format!("{local}Z"))? + sign * (hours * 60 + minutes) * 60_000)
}
