//! `tests/CONFORMANCE.md`, as it was when this version was built: what its tests found. Headings, tables, lists and
//! paragraphs, as `tests/src/proof/document.rs` writes them; everything else is text.

use maud::{Markup, html};

const TABLES: &str = include_str!("../../../../../tests/CONFORMANCE.md");

/// Each part with its heading; what shows it is folded.
pub(super) fn written() -> Markup {
    let mut parts = TABLES.split("\n## ");
    let head = parts.next().unwrap_or_default();
    html! {
        @for line in head.lines().skip(1).filter(|line| !line.is_empty()) { p.meaning { (words(line)) } }
        @for part in parts {
            @let (title, body) = part.split_once('\n').unwrap_or((part, ""));
            section.part {
                h3 { (title) }
                @for block in body.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) { (drawn(title, block)) }
            }
        }
    }
}

fn drawn(title: &str, block: &str) -> Markup {
    if block.starts_with("| ") {
        table(title, block)
    } else if block.starts_with("- ") {
        html! {
            details {
                summary { "What shows it" span.unseen { ": " (title) } }
                ul.shown { @for line in block.lines() { li { (words(line.trim_start_matches("- "))) } } }
            }
        }
    } else if block == "Shown by:" {
        html! {}
    } else {
        html! { p.meaning { (words(block)) } }
    }
}

fn table(title: &str, block: &str) -> Markup {
    let mut lines = block.lines();
    let head = lines.next().unwrap_or_default();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table.written {
                thead { tr { @for cell in cells(head) { th scope="col" { (words(cell)) } } } }
                // Between them stands the line of dashes.
                tbody { @for line in lines.skip(1) { tr { @for cell in cells(line) { td.text { (judged(cell)) } } } } }
            }
        }
    }
}

fn cells(line: &str) -> impl Iterator<Item = &str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line).split(" | ").map(str::trim)
}

/// A cell, its first word as what it is.
fn judged(cell: &str) -> Markup {
    for (word, class) in [("green", "green"), ("not", "none"), ("RED", "red")] {
        if let Some(rest) = cell.strip_prefix(word).filter(|rest| rest.is_empty() || rest.starts_with(':')) {
            return html! { span class=(format!("result {class}")) { (word) } (words(rest)) };
        }
    }
    words(cell)
}

/// What stands between backticks is code, and between stars stressed.
fn words(line: &str) -> Markup {
    html! {
        @for (nth, piece) in line.split('`').enumerate() {
            @if nth % 2 == 1 { code { (piece) } } @else {
                @for (nth, piece) in piece.split('*').enumerate() {
                    @if nth % 2 == 1 { em { (piece) } } @else { (piece) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_code_where_it_says_so_and_begins_with_what_was_found() {
        let drawn = judged("green: `a/b`, <i>").into_string();
        assert_eq!(drawn, r#"<span class="result green">green</span>: <code>a/b</code>, &lt;i&gt;"#);
        assert_eq!(judged("nothing").into_string(), "nothing");
        assert_eq!(words("a *b*, `*`").into_string(), "a <em>b</em>, <code>*</code>");
        assert_eq!(judged("greenish").into_string(), "greenish");
    }

    #[test]
    fn every_table_of_the_file_is_drawn_with_as_many_cells_in_each_row() {
        let drawn = written().into_string();
        assert_eq!(drawn.matches("<table").count(), TABLES.matches("\n|---").count());
        assert!(drawn.matches("<table").count() >= 6, "each API, the faults and the story");
        for table in drawn.split("<table").skip(1) {
            let table = table.split("</table>").next().unwrap_or_default();
            let columns = table.matches("<th ").count();
            for row in table.split("<tr>").skip(2) {
                assert_eq!(row.matches("<td").count(), columns, "{row}");
            }
        }
        assert!(!drawn.contains("|---"), "no line of a table is left as it is written");
    }
}
