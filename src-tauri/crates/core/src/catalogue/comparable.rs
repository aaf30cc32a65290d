//! Values of SQLite as bytes that compare as the values do.

use rusqlite::types::ValueRef;

/// The bytes of a value by themselves. `folded`: `A` and `a` are the same (`NOCASE`).
pub(super) fn write(value: ValueRef<'_>, folded: bool, into: &mut Vec<u8>) {
    match value {
        ValueRef::Integer(integer) => {
            into.extend_from_slice(&(integer ^ i64::MIN).to_be_bytes());
        }
        ValueRef::Text(bytes) if folded => into.extend(bytes.iter().map(u8::to_ascii_lowercase)),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => into.extend_from_slice(bytes),
        // No column that is sorted by has these.
        ValueRef::Null | ValueRef::Real(_) => {}
    }
}

/// Appends a value as one key of several: what follows it counts only where it is equal.
pub(super) fn append(value: ValueRef<'_>, folded: bool, descending: bool, into: &mut Vec<u8>) {
    let start = into.len();
    write(value, folded, into);
    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = value {
        if bytes.contains(&0) {
            escape(into, start);
        }
        // Below everything a longer text could go on with.
        into.extend_from_slice(&[0, 0]);
    }
    if descending {
        for byte in &mut into[start..] {
            *byte = !*byte;
        }
    }
}

/// A zero within a text must not look like its end.
fn escape(bytes: &mut Vec<u8>, start: usize) {
    let text = bytes.split_off(start);
    for byte in text {
        bytes.push(byte);
        if byte == 0 {
            bytes.push(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    enum Plain {
        Number(i64),
        Text(Vec<u8>),
    }

    impl Plain {
        fn value(&self) -> ValueRef<'_> {
            match self {
                Self::Number(number) => ValueRef::Integer(*number),
                Self::Text(text) => ValueRef::Text(text),
            }
        }
    }

    fn row() -> impl Strategy<Value = (Vec<u8>, i64, Vec<u8>)> {
        let text =
            || prop::collection::vec(prop::sample::select(&[0_u8, 1, 2, 97, 98, 255][..]), 0..4);
        (text(), prop_oneof![any::<i64>(), -2..2_i64], text())
    }

    proptest! {
        #[test]
        fn rows_of_keys_compare_as_their_values(one in row(), other in row(), down in any::<[bool; 3]>()) {
            let values = |(first, second, third): &(Vec<u8>, i64, Vec<u8>)| {
                [Plain::Text(first.clone()), Plain::Number(*second), Plain::Text(third.clone())]
            };
            let (one, other) = (values(&one), values(&other));
            let bytes = |row: &[Plain; 3]| {
                let mut bytes = Vec::new();
                for (value, down) in row.iter().zip(down) {
                    append(value.value(), false, down, &mut bytes);
                }
                bytes
            };
            let expected = one.iter().zip(&other).zip(down).map(|((one, other), down)| {
                if down { other.cmp(one) } else { one.cmp(other) }
            });
            let expected = expected.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then);
            prop_assert_eq!(bytes(&one).cmp(&bytes(&other)), expected);
        }
    }
}
