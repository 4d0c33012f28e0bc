//! Numbers with a unit: `64KiB`, `5s`.

/// Bytes of `64KiB`, `10MiB`, `1GiB`, `500B` or `500`.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(factor)
}

/// Seconds of `5s`, `2m`, `6h` or `1d`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn split(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    Some((number.parse().ok()?, unit.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_needs_its_unit() {
        assert_eq!(bytes("64KiB"), Some(65_536));
        assert_eq!(bytes("8 MiB"), Some(8 << 20));
        assert_eq!((bytes("64kb"), bytes("KiB"), bytes("-1B")), (None, None, None));
        assert_eq!((seconds("5s"), seconds("2m"), seconds("5")), (Some(5), Some(120), None));
    }
}
