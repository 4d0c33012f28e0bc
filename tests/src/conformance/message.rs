//! A request or a reply as it stands in a file: a first line, headers, an empty line, a body.

use std::collections::BTreeMap;

/// The parts of a message file. Lines of the head end as they do in the file; the body is verbatim
/// but for one line end at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) first_line: String,
    /// In the order of the file, names as written.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads a file, or what came over the wire.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut rest = bytes;
        let mut head = Vec::new();
        loop {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            let (line, behind) = rest.split_at(end);
            let line = std::str::from_utf8(line).map_err(|_| "the head is not text")?;
            rest = behind.strip_prefix(b"\n").unwrap_or(behind);
            match line.trim_end_matches('\r') {
                "" => break,
                line => head.push(line.to_owned()),
            }
            if rest.is_empty() {
                break;
            }
        }
        let mut lines = head.into_iter();
        let first_line = lines.next().ok_or("the message is empty")?;
        let header = |line: String| {
            let (name, value) = line.split_once(':').ok_or(format!("`{line}` is no header"))?;
            Ok((name.to_owned(), value.trim().to_owned()))
        };
        Ok(Self {
            first_line,
            headers: lines.map(header).collect::<Result<_, String>>()?,
            body: rest.to_vec(),
        })
    }

    /// As [`Self::read`], without the line end a text editor puts at the end of a file.
    pub(crate) fn of_file(bytes: &[u8]) -> Result<Self, String> {
        let mut message = Self::read(bytes)?;
        if message.body.ends_with(b"\n") {
            message.body.pop();
        }
        Ok(message)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Puts values into `{{NAME}}` and `{{REPEAT:times:text}}`, in bytes that need not be UTF-8.
pub(crate) fn fill(bytes: &[u8], values: &BTreeMap<&str, String>) -> Result<Vec<u8>, String> {
    let mut filled = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(start) = find(rest, b"{{") {
        let (before, gap) = rest.split_at(start);
        filled.extend_from_slice(before);
        let end = find(gap, b"}}").ok_or("a `{{` is not closed")?;
        let name = String::from_utf8_lossy(gap.get(2..end).unwrap_or_default()).into_owned();
        if let Some((times, text)) = name.strip_prefix("REPEAT:").and_then(|repeat| repeat.split_once(':')) {
            let times = times.parse().map_err(|_| format!("`{name}` repeats no number of times"))?;
            filled.extend_from_slice(text.repeat(times).as_bytes());
        } else {
            let value = values.get(name.as_str()).ok_or_else(|| format!("there is no value for `{name}`"))?;
            filled.extend_from_slice(value.as_bytes());
        }
        rest = gap.get(end + 2..).unwrap_or_default();
    }
    filled.extend_from_slice(rest);
    Ok(filled)
}

/// Where `wanted` begins.
pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_apart_and_its_body_kept_verbatim() {
        let message = Message::of_file(b"POST /a HTTP/1.1\nA: b: c\n\n{\"x\":\n\xff}\n").unwrap();
        assert_eq!(message.first_line, "POST /a HTTP/1.1");
        assert_eq!(message.header("a"), Some("b: c"));
        assert_eq!(message.body, b"{\"x\":\n\xff}");
        assert_eq!(Message::of_file(b"GET / HTTP/1.1").unwrap().body, b"");
        assert!(Message::of_file(b"").is_err());
    }

    #[test]
    fn values_are_put_into_bytes() {
        let values = BTreeMap::from([("BOT", "b1".to_owned())]);
        assert_eq!(fill(b"/{{BOT}}/\xff{{REPEAT:3:ab}}", &values).unwrap(), b"/b1/\xffababab");
        assert!(fill(b"{{NONE}}", &values).is_err());
    }
}
