//! What `pkg/ACCESSIBILITY.md` promises is shown by tests that exist.

use super::tree::Tree;

const REPORT: &str = "pkg/ACCESSIBILITY.md";
/// Criteria of WCAG 2.2 at level A and at level AA.
const CRITERIA: [(&str, usize); 2] = [("A", 31), ("AA", 24)];
/// What a criterion may come to, and whether a test has to show it.
const RESULTS: [(&str, bool); 3] = [("supports", true), ("partially", true), ("not applicable", false)];

/// The report has every criterion once, each names its tests, and each test named is there.
pub fn accessibility_is_shown(tree: &Tree) -> Vec<String> {
    let Some(report) = tree.get(REPORT) else { return vec![format!("{REPORT} is not there")] };
    let rows: Vec<Vec<&str>> = report.lines().filter_map(cells).collect();
    let tests: Vec<[&str; 3]> = rows
        .iter()
        .filter_map(|row| {
            if let [name, file, claim] = row.as_slice() { Some([*name, *file, *claim]) } else { None }
        })
        .filter(|[name, ..]| name.starts_with('`'))
        .collect();
    let criteria: Vec<&Vec<&str>> = rows.iter().filter(|row| row.len() == 5 && is_number(row[0])).collect();

    let mut broken = Vec::new();
    for [name, file, claim] in &tests {
        let path = ["tests/e2e/", file.trim_matches('`')].concat();
        if claim.is_empty() || !tree.get(&path).is_some_and(|spec| spec.contains(claim)) {
            broken.push(format!("{REPORT}: {name}: {path} has no test “{claim}”"));
        }
    }
    for row in &criteria {
        let named: Vec<&str> = row[4].split_whitespace().collect();
        let result = RESULTS.iter().find(|(result, _)| *result == row[2]);
        match result {
            None => broken.push(format!("{REPORT}: {}: “{}” is no result", row[0], row[2])),
            Some((_, true)) if named.is_empty() => broken.push(format!("{REPORT}: {}: no test", row[0])),
            Some(_) => {}
        }
        for name in named.iter().filter(|name| !tests.iter().any(|[test, ..]| test == *name)) {
            broken.push(format!("{REPORT}: {}: {name} stands for no test", row[0]));
        }
    }
    for (level, count) in CRITERIA {
        let mut found: Vec<&str> = criteria.iter().filter(|row| row[1] == level).map(|row| row[0]).collect();
        found.sort_unstable();
        found.dedup();
        if found.len() != count {
            broken.push(format!("{REPORT}: {} criteria of level {level}, not {count}", found.len()));
        }
    }
    broken
}

/// The cells of a row of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(row.split('|').map(str::trim).collect())
}

/// `2.4.11 Focus …`
fn is_number(cell: &str) -> bool {
    cell.split(' ').next().is_some_and(|first| {
        first.split('.').count() == 3 && first.split('.').all(|part| part.parse::<u8>().is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(result: &str, named: &str, spec: &str) -> Vec<String> {
        let mut report = format!("| 1.1.1 One | A | {result} | how | {named} |\n");
        for nth in 2..=31 {
            report.push_str(&format!("| 1.1.{nth} One | A | not applicable | none | |\n"));
        }
        for nth in 1..=24 {
            report.push_str(&format!("| 2.1.{nth} Two | AA | not applicable | none | |\n"));
        }
        report.push_str("| `axe` | `a.spec.mjs` | nothing is found |\n");
        accessibility_is_shown(&Tree::of(&[(REPORT, &report), ("tests/e2e/a.spec.mjs", spec)]))
    }

    const SPEC: &str = "test(\"nothing is found anywhere\", …)";

    #[test]
    fn a_promise_without_a_test_is_found() {
        assert_eq!(complaints("supports", "`axe`", SPEC), [""; 0]);
        assert_eq!(complaints("supports", "`axe`", "test(\"something else\")").len(), 1);
        assert_eq!(complaints("supports", "", SPEC).len(), 1);
        assert_eq!(complaints("supports", "`ax`", SPEC).len(), 1);
        assert_eq!(complaints("splendid", "`axe`", SPEC).len(), 1);
        assert_eq!(complaints("not applicable", "", SPEC), [""; 0]);
    }

    #[test]
    fn a_criterion_that_is_missing_is_found() {
        let report = "| 1.1.1 One | A | not applicable | none | |\n";
        assert_eq!(accessibility_is_shown(&Tree::of(&[(REPORT, report)])).len(), 2);
        assert_eq!(accessibility_is_shown(&Tree::default()).len(), 1);
    }
}
