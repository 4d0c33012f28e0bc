//! The event stream parser against the HTML standard's rules, and against every way to cut bytes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use parlour_core::limits::EVENT_BYTES;
use parlour_core::sse::{Frame, Parser};

fn read(bytes: &[u8]) -> Vec<Frame> {
    Parser::new().push(bytes)
}

fn event(event: &str, data: &str, id: Option<&str>) -> Frame {
    Frame::Event { event: event.into(), data: data.into(), id: id.map(Into::into) }
}

#[test]
fn an_event_has_a_name_data_and_an_id() {
    assert_eq!(
        read(b"id: 0a1f.42\nevent: handover\ndata: {\"seq\":42}\n\n"),
        [event("handover", "{\"seq\":42}", Some("0a1f.42"))]
    );
}

#[test]
fn an_event_without_a_name_is_a_message() {
    assert_eq!(
        read(b"data: x\n\nevent:\ndata: y\n\n"),
        [event("message", "x", None), event("message", "y", None)]
    );
}

#[test]
fn lines_end_in_any_of_three_ways() {
    let expected = [event("message", "a\nb", None), event("message", "c", None)];
    for text in [
        "data:a\ndata:b\n\ndata:c\n\n",
        "data:a\rdata:b\r\rdata:c\r\r",
        "data:a\r\ndata:b\r\n\r\ndata:c\r\n\r\n",
        "data:a\rdata:b\r\n\ndata:c\n\r\n",
    ] {
        assert_eq!(read(text.as_bytes()), expected, "{text:?}");
    }
}

#[test]
fn an_event_ended_by_a_carriage_return_does_not_wait_for_a_line_feed() {
    let mut parser = Parser::new();
    assert_eq!(parser.push(b"data:a\r\r"), [event("message", "a", None)]);
    assert_eq!(parser.push(b"\n"), []);
    assert_eq!(parser.push(b"data:b\n\n"), [event("message", "b", None)]);
}

#[test]
fn one_space_after_the_colon_is_not_part_of_the_value() {
    assert_eq!(read(b"data:  a \n\n"), [event("message", " a ", None)]);
    assert_eq!(read(b"data:a:b\n\n"), [event("message", "a:b", None)]);
}

#[test]
fn an_empty_data_line_is_data_and_no_data_line_is_no_event() {
    assert_eq!(read(b"data\n\n"), [event("message", "", None)]);
    assert_eq!(read(b"data:\ndata:\n\n"), [event("message", "\n", None)]);
    assert_eq!(read(b"event: message\nid: 7\n\n"), []);
}

#[test]
fn an_event_without_its_blank_line_is_not_given() {
    assert_eq!(read(b"data: half"), []);
    assert_eq!(read(b"data: half\n"), []);
}

#[test]
fn a_name_or_an_id_does_not_outlive_its_event() {
    assert_eq!(read(b"event: typing\nid: 1\n\ndata: x\n\n"), [event("message", "x", None)]);
}

#[test]
fn a_byte_order_mark_is_passed_over_once_at_the_start() {
    assert_eq!(read(b"\xEF\xBB\xBFdata: x\n\n"), [event("message", "x", None)]);
    assert_eq!(read(b"\n\xEF\xBB\xBFdata: x\n\n"), []);
}

#[test]
fn comments_are_signs_of_life() {
    assert_eq!(read(b":\n: hello\n\n:data: x\n"), [Frame::Comment, Frame::Comment, Frame::Comment]);
}

#[test]
fn retry_takes_digits_only() {
    assert_eq!(
        read(b"retry: 1200\nretry:\nretry: 1s\nretry: -1\nretry: +1\nretry: 99999999999999999999\n"),
        [Frame::Retry(1200)]
    );
}

#[test]
fn an_id_with_a_nul_is_passed_over() {
    assert_eq!(read(b"id: 1\0\ndata: x\n\n"), [event("message", "x", None)]);
}

#[test]
fn unknown_fields_are_passed_over() {
    assert_eq!(read(b"Data: y\n data: z\ndatum\ndata: x\n\n"), [event("message", "x", None)]);
}

#[test]
fn bytes_that_are_no_utf_8_are_replaced_and_the_rest_kept() {
    assert_eq!(read(b"data: a\xFFb\n\n"), [event("message", "a\u{FFFD}b", None)]);
}

#[test]
fn every_cut_gives_what_the_whole_gives() {
    let whole =
        "\u{FEFF}: hi\r\nretry: 5\r\nid: e.1\r\nevent: message\r\ndata: {\"text\":\"Zelt für 2 ⛺\"}\r\n\r\n\
         data: a\rdata: b\r\rdata: \u{1F3D5}\n\n:\n\ndata: end\r\n\r\n"
            .as_bytes();
    let expected = read(whole);
    assert_eq!(expected.len(), 7);
    assert_eq!(expected[3], event("message", "a\nb", None));
    for first in 0..=whole.len() {
        for second in first..=whole.len() {
            let mut parser = Parser::new();
            let mut frames = parser.push(&whole[..first]);
            frames.extend(parser.push(&whole[first..second]));
            frames.extend(parser.push(&whole[second..]));
            assert_eq!(frames, expected, "cut at {first} and {second}");
        }
    }
    let mut parser = Parser::new();
    let bytewise: Vec<Frame> = whole.iter().flat_map(|byte| parser.push(&[*byte])).collect();
    assert_eq!(bytewise, expected);
}

#[test]
fn an_event_over_the_limit_comes_out_empty_and_the_next_one_whole() {
    let mut long_line = b"event: message\ndata: ".to_vec();
    long_line.resize(EVENT_BYTES + 100, b'x');
    let mut many_lines = Vec::new();
    for _ in 0..=EVENT_BYTES / 1_000 {
        many_lines.extend_from_slice(b"data: ");
        many_lines.resize(many_lines.len() + 1_000, b'x');
        many_lines.push(b'\n');
    }
    for mut bytes in [long_line, many_lines] {
        bytes.extend_from_slice(b"\n\ndata: next\n\n");
        assert_eq!(read(&bytes), [event("message", "", None), event("message", "next", None)]);
    }
}
