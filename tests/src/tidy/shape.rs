//! The shape of the house: short files, folders that only open doors, no drawer for everything.

use super::rust::shipped;
use super::tree::Tree;

const SOURCES: &[&str] = &[".rs", ".js", ".mjs", ".ts", ".css"];
const LINES: usize = 400;

/// Files that may be longer, and why.
const LONG: &[(&str, &str)] = &[];

/// A file over 400 lines asks for a folder.
pub fn files_are_short(tree: &Tree) -> Vec<String> {
    let long = tree.below("", SOURCES).map(|file| (&file.path, file.text.lines().count()));
    let long = long.filter(|(path, lines)| *lines > LINES && !LONG.iter().any(|(known, _)| known == path));
    long.map(|(path, lines)| format!("{path}: {lines} lines; it asks for a folder")).collect()
}

/// `mod.rs` names what is in its folder and nothing else, in every `src/`.
pub fn mod_files_only_re_export(tree: &Tree) -> Vec<String> {
    let files = tree.files.iter().filter(|file| file.path.contains("src/") && file.path.ends_with("/mod.rs"));
    let with_code = files.filter_map(|file| {
        let code = shipped(&file.text);
        let statement = code.split(';').map(without_attributes).find(|statement| !is_door(statement))?;
        let excerpt: String = statement.chars().take(40).collect();
        Some(format!("{}: holds code: {excerpt:?}", file.path))
    });
    with_code.collect()
}

fn without_attributes(statement: &str) -> &str {
    let mut rest = statement.trim();
    while let Some(attribute) = rest.strip_prefix("#[").or_else(|| rest.strip_prefix("#![")) {
        rest = attribute.split_once(']').map_or("", |(_, behind)| behind).trim_start();
    }
    rest
}

fn is_door(statement: &str) -> bool {
    let statement = match statement.strip_prefix("pub(") {
        Some(visible) => visible.split_once(')').map_or("", |(_, behind)| behind).trim_start(),
        None => statement.strip_prefix("pub ").unwrap_or(statement),
    };
    let declares = statement.strip_prefix("mod ").is_some_and(|name| !name.contains('{'));
    statement.is_empty() || declares || statement.starts_with("use ")
}

/// No file or folder for what belongs nowhere.
pub fn no_utils(tree: &Tree) -> Vec<String> {
    let drawers = ["util", "utils", "helper", "helpers", "misc", "common"];
    let is_drawer = |part: &str| drawers.contains(&part.split('.').next().unwrap_or(part));
    let found = tree.below("", SOURCES).filter(|file| file.path.split('/').any(is_drawer));
    found.map(|file| format!("{}: say what it is for", file.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found() {
        let long = "x\n".repeat(LINES + 1);
        assert_eq!(
            files_are_short(&Tree::of(&[("a.rs", &long), ("b.css", &long), ("c.md", &long)])).len(),
            2
        );
        assert!(files_are_short(&Tree::of(&[("a.rs", &"x\n".repeat(LINES))])).is_empty());
    }

    #[test]
    fn code_in_a_mod_file_is_found() {
        for text in ["mod a; fn b() {}", "mod a { fn b() {} }", "pub const A: u8 = 1;", "pub struct A;"] {
            assert_eq!(mod_files_only_re_export(&Tree::of(&[("a/src/b/mod.rs", text)])).len(), 1, "{text}");
        }
        let good = "//! Doors.\n#![allow(x)]\nmod a;\n#[cfg(unix)]\npub(crate) mod b;\npub use a::{\n    C,\n    D,\n};\npub(super) use b::E;\n";
        assert_eq!(mod_files_only_re_export(&Tree::of(&[("a/src/b/mod.rs", good)])), Vec::<String>::new());
    }

    #[test]
    fn a_drawer_is_found() {
        for path in ["server/src/utils/mod.rs", "widget/src/util.rs", "pkg/helpers.js"] {
            assert_eq!(no_utils(&Tree::of(&[(path, "")])).len(), 1, "{path}");
        }
        assert!(no_utils(&Tree::of(&[("server/src/utility_bill.rs", "")])).is_empty());
    }
}
