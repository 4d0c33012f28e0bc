//! Bytes with named gaps: `{"id":{{INT}}}`. Everything outside a gap must be equal.

use std::collections::BTreeMap;

/// How many bytes from the start of a text may stand in a gap; 0 if it does not fit.
type Length = fn(&[u8]) -> usize;

/// The gaps, and what may stand in each. `{{INT:name}}` must be the same wherever it occurs.
const GAPS: &[(&str, Length)] = &[
    ("INT", |rest| run_of(rest, u8::is_ascii_digit)),
    ("UUID", uuid),
    ("EPOCH", |rest| run_of(rest, |byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte))),
    ("JOB", |rest| at_least(32, run_of(rest, |byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte)))),
    ("TIME", time),
    ("TOKEN", |rest| at_least(43, run_of(rest, |byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)))),
    ("SENTENCE", sentence),
    ("ANY", <[u8]>::len),
];

/// Holds `actual` against `pattern`; the sentence says where they part.
pub(crate) fn hold(pattern: &str, actual: &[u8], seen: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let mut pieces = pattern.split("{{");
    let mut rest = actual;
    rest = literal(pieces.next().unwrap_or_default(), rest, actual)?;
    for piece in pieces {
        let (gap, after) = piece.split_once("}}").ok_or_else(|| format!("`{{{{{piece}` is not closed"))?;
        let kind = gap.split(':').next().unwrap_or_default();
        let (_, length) = GAPS.iter().find(|(name, _)| *name == kind).ok_or(format!("no gap `{gap}`"))?;
        let (found, behind) = rest.split_at_checked(length(rest)).unwrap_or((rest, &[]));
        if found.is_empty() {
            return Err(format!("no {kind} at {:?} of {:?}", excerpt(rest), excerpt(actual)));
        }
        if gap != kind {
            let first = seen.entry(gap.to_owned()).or_insert_with(|| found.to_vec());
            if first != found {
                return Err(format!("{gap} was {:?}, is {:?}", excerpt(first), excerpt(found)));
            }
        }
        rest = literal(after, behind, actual)?;
    }
    if rest.is_empty() { Ok(()) } else { Err(format!("more than expected: {:?}", excerpt(rest))) }
}

fn literal<'a>(wanted: &str, rest: &'a [u8], whole: &[u8]) -> Result<&'a [u8], String> {
    rest.strip_prefix(wanted.as_bytes()).ok_or_else(|| {
        let same = wanted.bytes().zip(rest).take_while(|(a, b)| a == *b).count();
        let wanted = wanted.get(same..).unwrap_or(wanted);
        let found = rest.get(same..).unwrap_or_default();
        format!("wanted {:?}, found {:?}\nwhole: {}", wanted, excerpt(found), String::from_utf8_lossy(whole))
    })
}

fn excerpt(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..120).unwrap_or(bytes)).into_owned()
}

fn run_of(rest: &[u8], allowed: impl Fn(&u8) -> bool) -> usize {
    rest.iter().take_while(|byte| allowed(byte)).count()
}

fn at_least(least: usize, length: usize) -> usize {
    if length < least { 0 } else { length }
}

fn uuid(rest: &[u8]) -> usize {
    let length = run_of(rest, |byte| byte.is_ascii_hexdigit() || *byte == b'-');
    let is_uuid = |text: &[u8]| {
        text.iter().enumerate().all(|(index, byte)| (*byte == b'-') == matches!(index, 8 | 13 | 18 | 23))
    };
    if length == 36 && rest.get(..36).is_some_and(is_uuid) { 36 } else { 0 }
}

/// RFC 3339 in UTC, with or without a fraction of a second.
fn time(rest: &[u8]) -> usize {
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let fits = |(wanted, found): (&u8, &u8)| match wanted {
        b'd' => found.is_ascii_digit(),
        letter => letter == found,
    };
    if rest.len() < shape.len() || !shape.iter().zip(rest).all(fits) {
        return 0;
    }
    let tail = rest.get(shape.len()..).unwrap_or_default();
    let fraction = match tail.first() {
        Some(b'.') => 1 + run_of(tail.get(1..).unwrap_or_default(), u8::is_ascii_digit),
        _ => 0,
    };
    if tail.get(fraction) == Some(&b'Z') { shape.len() + fraction + 1 } else { 0 }
}

/// The inside of a JSON string that ends as a sentence does.
fn sentence(rest: &[u8]) -> usize {
    let mut length = 0;
    let mut escaped = false;
    for byte in rest {
        if *byte == b'"' && !escaped {
            break;
        }
        escaped = *byte == b'\\' && !escaped;
        length += 1;
    }
    if rest.get(..length).is_some_and(|text| text.ends_with(b".")) { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, actual: &str) -> bool {
        hold(pattern, actual.as_bytes(), &mut BTreeMap::new()).is_ok()
    }

    #[test]
    fn everything_outside_a_gap_must_be_equal() {
        assert!(fits(r#"{"id":{{INT}},"a":1}"#, r#"{"id":42,"a":1}"#));
        for actual in
            [r#"{"id":42,"a":2}"#, r#"{"id":"42","a":1}"#, r#"{"id":,"a":1}"#, r#"{"id":42,"a":1} "#, ""]
        {
            assert!(!fits(r#"{"id":{{INT}},"a":1}"#, actual), "{actual}");
        }
    }

    #[test]
    fn a_named_gap_is_the_same_everywhere() {
        assert!(fits("{{INT:a}} {{INT:a}} {{INT:b}}", "7 7 8"));
        assert!(!fits("{{INT:a}} {{INT:a}}", "7 8"));
        assert!(!fits("{{INT:a}} {{INT:a}}", "7 77"));
    }

    #[test]
    fn gaps_hold_only_what_they_say() {
        assert!(fits("{{UUID}}", "0f8fad5b-d9cb-469f-a165-70867728950e"));
        assert!(!fits("{{UUID}}", "0f8fad5bd9cb-469f-a165-70867728950e-"));
        assert!(fits("{{TIME}}|{{TIME}}", "2026-11-21T10:00:00.123Z|2026-11-21T10:00:00Z"));
        assert!(!fits("{{TIME}}", "2026-11-21 10:00:00Z"));
        assert!(!fits("{{TIME}}", "2026-11-21T10:00:00+00:00"));
        assert!(fits(r#""{{SENTENCE}}""#, r#""A \"quoted\" one.""#));
        assert!(!fits(r#""{{SENTENCE}}""#, r#""no_stop""#));
        assert!(!fits("{{TOKEN}}", "short"));
        assert!(fits("{{EPOCH}}.0", "0a1f.0"));
    }

    #[test]
    fn an_unknown_gap_is_a_mistake_of_the_case() {
        assert!(hold("{{WHAT}}", b"x", &mut BTreeMap::new()).unwrap_err().contains("WHAT"));
    }
}
