//! What came of conversations as `JUnit` XML, which every pipeline shows.

use std::io;
use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::held::Held;
use super::table;

/// One suite, the flow; a case for each conversation.
///
/// # Errors
/// None that a text in memory would give.
pub(super) fn text(flow: &str, all: &[Held]) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let wrong = |held: &&Held| held.unreachable.is_none() && !held.holds();
    let tests = all.len().to_string();
    let failures = all.iter().filter(wrong).count().to_string();
    let errors = all.iter().filter(|held| held.unreachable.is_some()).count().to_string();
    let time = seconds(all.iter().map(|held| held.took).sum());
    let suite = [
        ("name", visible(flow)),
        ("tests", tests),
        ("failures", failures),
        ("errors", errors),
        ("time", time),
    ];
    xml.create_element("testsuites").write_inner_content(|xml| {
        let attributes = suite.iter().map(|(name, value)| (*name, value.as_str()));
        xml.create_element("testsuite")
            .with_attributes(attributes)
            .write_inner_content(|xml| all.iter().try_for_each(|held| case(xml, held)))?;
        Ok(())
    })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn case(xml: &mut Writer<Vec<u8>>, held: &Held) -> io::Result<()> {
    let file = visible(&held.file);
    let name = held.title.as_deref().map_or_else(|| file.clone(), visible);
    let time = seconds(held.took);
    let attributes = [
        ("classname", file.as_str()),
        ("name", name.as_str()),
        ("file", file.as_str()),
        ("time", time.as_str()),
    ];
    xml.create_element("testcase").with_attributes(attributes).write_inner_content(|xml| {
        if let Some(why) = &held.unreachable {
            xml.create_element("error").with_attribute(("message", visible(why).as_str())).write_empty()?;
        }
        for (number, did, verdict) in held.wrong() {
            let keys: Vec<&str> = verdict.differences.iter().map(|difference| difference.what).collect();
            let message = visible(&format!("step {number}, line {}: {}", verdict.line, keys.join(", ")));
            let differences: String = verdict.differences.iter().map(table::difference).collect();
            let text = visible(&format!("{did}\n{differences}"));
            xml.create_element("failure")
                .with_attribute(("message", message.as_str()))
                .write_text_content(BytesText::new(&text))?;
        }
        if !held.skipped.is_empty() {
            let text = visible(&held.skipped.join("\n"));
            xml.create_element("system-out").write_text_content(BytesText::new(&text))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

/// XML 1.0 has no word for most control characters, not even an escaped one.
fn visible(text: &str) -> String {
    let is_none = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    text.chars().map(|letter| if is_none(letter) { '\u{fffd}' } else { letter }).collect()
}
