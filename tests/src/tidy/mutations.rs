//! The patches with which the simulation is tried: each must still apply, and its catch be written down.

use super::tree::Tree;

const FOLDER: &str = "tests/simulation/mutations/";
const TABLE: &str = "tests/simulation/README.md";

/// What a patch takes away stands in the sources, in one piece and at most where git would look for it; and
/// the table of the simulation's README has a row for each.
pub fn mutations_apply(tree: &Tree) -> Vec<String> {
    let table = tree.get(TABLE).unwrap_or_default();
    let mut broken = Vec::new();
    let mut names = Vec::new();
    for patch in tree.below(FOLDER, &[".patch"]) {
        let name = patch.path.trim_start_matches(FOLDER).trim_end_matches(".patch");
        names.push(name);
        if !table.contains(&format!("| `{name}` |")) {
            broken.push(format!("{TABLE}: {name} has no row"));
        }
        broken.extend(unfound(tree, &patch.path, &patch.text));
    }
    for row in table.lines() {
        let name = row.strip_prefix("| `").and_then(|row| row.split_once("` |")).map(|(name, _)| name);
        if let Some(name) = name
            && !name.contains(' ')
            && !names.contains(&name)
        {
            broken.push(format!("{TABLE}: {name} has no patch"));
        }
    }
    broken
}

/// Pieces of a patch that stand nowhere in its files.
fn unfound(tree: &Tree, path: &str, patch: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let (mut file, mut old) = (None, None::<String>);
    for line in patch.lines().chain(["@@"]) {
        if let Some(name) = line.strip_prefix("+++ b/") {
            file = tree.get(name);
        } else if line.starts_with("@@") || line.starts_with("diff ") {
            if let Some(old) = old.take()
                && !file.is_some_and(|text| text.contains(&old))
            {
                broken.push(format!(
                    "{path} does not apply any more: {:?}",
                    old.lines().next().unwrap_or_default()
                ));
            }
            old = line.starts_with("@@ ").then(String::new);
        } else if let Some(old) = &mut old
            && !line.starts_with('+')
        {
            old.push_str(line.strip_prefix(['-', ' ']).unwrap_or(line));
            old.push('\n');
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "Why.\n\ndiff --git a/a.rs b/a.rs\n--- a/a.rs\n+++ b/a.rs\n\
                         @@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three\n@@ -9 +9 @@\n-nine\n+neun\n";

    fn found(source: &str, table: &str) -> usize {
        let files = [("a.rs", source), (TABLE, table), ("tests/simulation/mutations/m.patch", PATCH)];
        mutations_apply(&Tree::of(&files)).len()
    }

    #[test]
    fn a_patch_whose_place_has_changed_is_found() {
        let row = "| `m` | caught |\n";
        assert_eq!(found("zero\none\ntwo\nthree\nnine\n", row), 0);
        assert_eq!(found("zero\none\ntwo\n\nthree\nnine\n", row), 1);
        assert_eq!(found("", row), 2);
    }

    #[test]
    fn a_patch_without_a_row_and_a_row_without_a_patch_are_found() {
        let source = "one\ntwo\nthree\nnine\n";
        assert_eq!(found(source, ""), 1);
        assert_eq!(found(source, "| `m` | caught |\n| `gone` | caught |\n| `cargo x` | does |\n"), 1);
    }
}
