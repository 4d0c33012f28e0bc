//! What lists in `docs/` say of us is shown by tests that exist.

use super::tree::Tree;

/// Lists of claims, and how many rows each has.
const LISTS: [(&str, usize); 3] = [("docs/complaints.md", 84), ("docs/promises.md", 50), ("DELIVERY.md", 12)];

/// Each list has its rows, and each test a row names is there. A row without one says what is missing.
pub fn claims_are_shown(tree: &Tree) -> Vec<String> {
    LISTS.iter().flat_map(|(list, count)| unshown(tree, list, *count)).collect()
}

fn unshown(tree: &Tree, list: &str, count: usize) -> Vec<String> {
    let Some(text) = tree.get(list) else { return vec![format!("{list} is not there")] };
    let mut broken = Vec::new();
    let mut rows = 0;
    for line in text.lines() {
        let Some(row) = line.strip_prefix("| ").and_then(|line| line.strip_suffix('|')) else { continue };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [number, _, answer, file, claim] = cells.as_slice() else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        rows += 1;
        if number != rows {
            broken.push(format!("{list}: row {rows} has the number {number}"));
        }
        let path = file.trim_matches('`');
        if path.is_empty() {
            if !answer.starts_with("not yet: ") {
                broken.push(format!("{list}: {number}: no test, and not said to be missing"));
            }
        } else if claim.is_empty() || !tree.get(path).is_some_and(|test| test.contains(claim)) {
            broken.push(format!("{list}: {number}: {path} has no test “{claim}”"));
        }
    }
    if rows != count {
        broken.push(format!("{list}: {rows} rows, not {count}"));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "docs/list.md";
    const COUNT: usize = 3;

    fn found(first: &str) -> Vec<String> {
        let others = (2..=COUNT).map(|nth| format!("| {nth} | a | not yet: b | | |\n"));
        let list: String = [format!("{first}\n")].into_iter().chain(others).collect();
        unshown(&Tree::of(&[(LIST, &list), ("tests/a.mjs", "test(\"it holds\", …)")]), LIST, COUNT)
    }

    #[test]
    fn an_answer_without_a_test_is_found() {
        assert_eq!(found("| 1 | a | b | `tests/a.mjs` | it holds |"), [""; 0]);
        assert_eq!(found("| 1 | a | b | `tests/a.mjs` | it does not |").len(), 1);
        assert_eq!(found("| 1 | a | b | `tests/b.mjs` | it holds |").len(), 1);
        assert_eq!(found("| 1 | a | b | | |").len(), 1);
    }

    #[test]
    fn a_row_that_is_missing_is_found() {
        assert_eq!(found("").len(), COUNT);
        assert_eq!(claims_are_shown(&Tree::default()).len(), LISTS.len());
    }
}
