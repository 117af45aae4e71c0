//! The values of a column as an Arrow array.

use std::net::IpAddr;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Int32Array, Int64Array, StringArray, TimestampMillisecondArray,
};
use arrow_buffer::{
    ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer,
};
use arrow_schema::{ArrowError, DataType};
use gwfmt::runtime::ColumnValues;

/// The array of this type that holds the values of a column.
pub(crate) fn array(values: &ColumnValues<'_>, ty: &DataType) -> Result<ArrayRef, ArrowError> {
    Ok(match (values, ty) {
        (ColumnValues::Numbers(values), DataType::Int32) => {
            let (values, nulls) = plain(values, |value| i32::try_from(value).ok());
            Arc::new(Int32Array::try_new(values, nulls)?)
        }
        (ColumnValues::Numbers(values), _) => {
            let (values, nulls) = plain(values, |value| i64::try_from(value).ok());
            Arc::new(Int64Array::try_new(values, nulls)?)
        }
        (ColumnValues::Booleans(values), _) => Arc::new(BooleanArray::from(values.clone())),
        (ColumnValues::Times(values), _) => {
            let (values, nulls) = plain(values, Some);
            let times = TimestampMillisecondArray::try_new(values, nulls)?;
            Arc::new(times.with_timezone("UTC"))
        }
        (ColumnValues::Addresses(values), _) => {
            let bytes = values.len() * "255.255.255.255".len();
            texts(values, bytes, |address, text| {
                append_address(*address, text);
            })?
        }
        (ColumnValues::Text(values), _) => {
            let bytes = values.iter().flatten().map(|text| text.len()).sum();
            texts(values, bytes, |value, text| {
                text.extend_from_slice(value.as_bytes());
            })?
        }
        // a kind of values that is new has no table yet
        _ => arrow_array::new_null_array(ty, values.len()),
    })
}

/// Values that the array holds as they are, but for their type. Of those that it cannot hold it has none.
fn plain<T: Copy, A: ArrowNativeType>(
    values: &[Option<T>],
    convert: impl Fn(T) -> Option<A>,
) -> (ScalarBuffer<A>, Option<NullBuffer>) {
    let held = |value: &Option<T>| value.and_then(&convert);
    let converted = values.iter().map(|value| held(value).unwrap_or_default());
    (
        converted.collect(),
        nulls(values, |value| held(value).is_some()),
    )
}

/// Which values there are, unless all are there.
fn nulls<T>(values: &[T], is_there: impl Fn(&T) -> bool) -> Option<NullBuffer> {
    if values.iter().all(&is_there) {
        return None;
    }
    let of_row = |row: usize| values.get(row).is_some_and(&is_there);
    let bits = BooleanBuffer::collect_bool(values.len(), of_row);
    Some(NullBuffer::new(bits))
}

/// Texts that `append` writes one behind the other.
fn texts<T>(
    values: &[Option<T>],
    bytes: usize,
    append: impl Fn(&T, &mut Vec<u8>),
) -> Result<ArrayRef, ArrowError> {
    let mut text = Vec::with_capacity(bytes);
    let mut ends = Vec::with_capacity(values.len() + 1);
    ends.push(0_i32);
    for value in values {
        if let Some(value) = value {
            append(value, &mut text);
        }
        // blocks are far smaller than that
        let end = i32::try_from(text.len());
        ends.push(end.map_err(|_| ArrowError::OffsetOverflowError(text.len()))?);
    }
    let nulls = nulls(values, Option::is_some);
    let ends = OffsetBuffer::new(ScalarBuffer::from(ends));
    let text = Buffer::from_vec(text);
    Ok(Arc::new(StringArray::try_new(ends, text, nulls)?))
}

/// As `Display` has it, without its detours for the addresses that nearly all lines hold.
pub(crate) fn append_address(address: IpAddr, text: &mut Vec<u8>) {
    match address {
        IpAddr::V4(address) => {
            for (at, part) in address.octets().into_iter().enumerate() {
                if at > 0 {
                    text.push(b'.');
                }
                text.extend_from_slice(itoa::Buffer::new().format(part).as_bytes());
            }
        }
        IpAddr::V6(address) => text.extend_from_slice(address.to_string().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array as _;
    use arrow_array::cast::AsArray as _;

    #[test]
    fn addresses_are_written_as_rust_displays_them() {
        let addresses = ["0.0.0.0", "1.20.255.9", "::1", "2001:db8::ff00:42:8329"];
        let parsed: Vec<Option<IpAddr>> = addresses.iter().map(|text| text.parse().ok()).collect();
        let mut values = parsed.clone();
        values.insert(1, None);
        let array = array(&ColumnValues::Addresses(values), &DataType::Utf8).unwrap();
        let texts: Vec<Option<&str>> = array.as_string::<i32>().iter().collect();
        assert_eq!(
            texts,
            [
                Some("0.0.0.0"),
                None,
                Some("1.20.255.9"),
                Some("::1"),
                Some("2001:db8::ff00:42:8329")
            ]
        );
        assert_eq!(array.null_count(), 1);
    }
}
