//! `cases/<claim>/`: `text.md` as it comes, `tree.txt` as it is drawn, `plain.txt` as it is read aloud,
//! `written.txt` as it stands in a transcript, where that is another.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use parlour_core::markup::{Align, Kind, Node, parse, plain, written};

#[test]
fn every_case_is_drawn_and_read_as_it_is_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/markup/cases");
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        let read = |name: &str| fs::read_to_string(case.join(name)).unwrap();
        let text = read("text.md");
        let mut tree = String::new();
        draw(&parse(&text), 0, &mut tree);
        let spoken = plain(&text) + "\n";
        let paper = written(&text) + "\n";
        let mut found = vec![("tree.txt", tree), ("plain.txt", spoken.clone())];
        if paper != spoken || case.join("written.txt").exists() {
            found.push(("written.txt", paper));
        }
        for (name, found) in found {
            if found != fs::read_to_string(case.join(name)).unwrap_or_default() {
                let claim = case.file_name().unwrap().to_string_lossy();
                wrong.push(format!("── {claim}/{name}\n{found}"));
            }
        }
        count += 1;
    }
    assert!(count >= 20, "only {count} cases were found");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn draw(nodes: &[Node], depth: usize, tree: &mut String) {
    for node in nodes {
        let name = match node.kind {
            Kind::Text => format!("{:?}", node.text),
            Kind::Emphasis => "emphasis".to_owned(),
            Kind::Strong => "strong".to_owned(),
            Kind::Strike => "strike".to_owned(),
            Kind::Code => format!("code {:?}", node.text),
            Kind::Link => format!("link {}", node.text),
            Kind::Paragraph => "paragraph".to_owned(),
            Kind::Heading(level) => format!("heading {level}"),
            Kind::CodeBlock => format!("code block {:?}", node.text),
            Kind::Quote => "quote".to_owned(),
            Kind::Rule => "rule".to_owned(),
            Kind::List(None) => "list".to_owned(),
            Kind::List(Some(first)) => format!("list from {first}"),
            Kind::Item => "item".to_owned(),
            Kind::Table => "table".to_owned(),
            Kind::Row => "row".to_owned(),
            Kind::Cell(Align::Start) => "cell".to_owned(),
            Kind::Cell(Align::Center) => "cell center".to_owned(),
            Kind::Cell(Align::End) => "cell end".to_owned(),
        };
        // Writing into a String cannot fail.
        let _ = writeln!(tree, "{}{name}", "  ".repeat(depth));
        draw(&node.children, depth + 1, tree);
    }
}
