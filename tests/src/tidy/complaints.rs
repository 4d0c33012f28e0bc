//! What `docs/complaints.md` says of us is shown by tests that exist.

use super::tree::Tree;

const LIST: &str = "docs/complaints.md";
/// Complaints that were gathered.
const COUNT: usize = 84;

/// Each complaint has its row, and each test a row names is there. A row without one says what is missing.
pub fn complaints_are_answered(tree: &Tree) -> Vec<String> {
    let Some(list) = tree.get(LIST) else { return vec![format!("{LIST} is not there")] };
    let mut broken = Vec::new();
    let mut rows = 0;
    for line in list.lines() {
        let Some(row) = line.strip_prefix("| ").and_then(|line| line.strip_suffix('|')) else { continue };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [number, _, answer, file, claim] = cells.as_slice() else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        rows += 1;
        if number != rows {
            broken.push(format!("{LIST}: row {rows} has the number {number}"));
        }
        let path = file.trim_matches('`');
        if path.is_empty() {
            if !answer.starts_with("not yet: ") {
                broken.push(format!("{LIST}: {number}: no test, and not said to be missing"));
            }
        } else if claim.is_empty() || !tree.get(path).is_some_and(|test| test.contains(claim)) {
            broken.push(format!("{LIST}: {number}: {path} has no test “{claim}”"));
        }
    }
    if rows != COUNT {
        broken.push(format!("{LIST}: {rows} complaints, not {COUNT}"));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(first: &str) -> Vec<String> {
        let others = (2..=COUNT).map(|nth| format!("| {nth} | a | not yet: b | | |\n"));
        let list: String = [format!("{first}\n")].into_iter().chain(others).collect();
        complaints_are_answered(&Tree::of(&[(LIST, &list), ("tests/a.mjs", "test(\"it holds\", …)")]))
    }

    #[test]
    fn an_answer_without_a_test_is_found() {
        assert_eq!(found("| 1 | a | b | `tests/a.mjs` | it holds |"), [""; 0]);
        assert_eq!(found("| 1 | a | b | `tests/a.mjs` | it does not |").len(), 1);
        assert_eq!(found("| 1 | a | b | `tests/b.mjs` | it holds |").len(), 1);
        assert_eq!(found("| 1 | a | b | | |").len(), 1);
    }

    #[test]
    fn a_complaint_that_is_missing_is_found() {
        assert_eq!(found("").len(), COUNT);
        assert_eq!(complaints_are_answered(&Tree::default()).len(), 1);
    }
}
