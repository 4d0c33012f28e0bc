//! What `pkg/ACCESSIBILITY.md` promises is shown by tests that exist.

use super::tree::Tree;

const REPORT: &str = "pkg/ACCESSIBILITY.md";
/// Criteria of WCAG 2.2 at level A and at level AA.
const CRITERIA: [(&str, usize); 2] = [("A", 31), ("AA", 24)];
/// What a criterion may come to, and whether a test has to show it.
const RESULTS: [(&str, bool); 3] = [("supports", true), ("partially", true), ("not applicable", false)];

/// A row of the report: a criterion, its level, its result and the tests it names.
struct Criterion<'a> {
    name: &'a str,
    level: &'a str,
    result: &'a str,
    tests: Vec<&'a str>,
}

/// A row of the report's table of tests.
struct Shown<'a> {
    name: &'a str,
    file: &'a str,
    claim: &'a str,
}

/// The report has every criterion once, each names its tests, and each test named is there.
pub fn accessibility_is_shown(tree: &Tree) -> Vec<String> {
    let Some(report) = tree.get(REPORT) else { return vec![format!("{REPORT} is not there")] };
    let tests: Vec<Shown> = report.lines().filter_map(shown).collect();
    let criteria: Vec<Criterion> = report.lines().filter_map(criterion).collect();

    let mut broken = Vec::new();
    for Shown { name, file, claim } in &tests {
        let path = ["tests/e2e/", file.trim_matches('`')].concat();
        if claim.is_empty() || !tree.get(&path).is_some_and(|spec| spec.contains(claim)) {
            broken.push(format!("{REPORT}: {name}: {path} has no test “{claim}”"));
        }
    }
    for Criterion { name, result, tests: named, .. } in &criteria {
        match RESULTS.iter().find(|(known, _)| known == result) {
            None => broken.push(format!("{REPORT}: {name}: “{result}” is no result")),
            Some((_, true)) if named.is_empty() => broken.push(format!("{REPORT}: {name}: no test")),
            Some(_) => {}
        }
        for one in named.iter().filter(|one| !tests.iter().any(|test| test.name == **one)) {
            broken.push(format!("{REPORT}: {name}: {one} stands for no test"));
        }
    }
    for (level, count) in CRITERIA {
        let mut found: Vec<&str> =
            criteria.iter().filter(|row| row.level == level).map(|row| row.name).collect();
        found.sort_unstable();
        found.dedup();
        if found.len() != count {
            broken.push(format!("{REPORT}: {} criteria of level {level}, not {count}", found.len()));
        }
    }
    broken
}

fn criterion(line: &str) -> Option<Criterion<'_>> {
    let row = cells(line)?;
    let [name, level, result, _, tests] = row.as_slice() else { return None };
    is_number(name).then(|| Criterion { name, level, result, tests: tests.split_whitespace().collect() })
}

fn shown(line: &str) -> Option<Shown<'_>> {
    let row = cells(line)?;
    let [name, file, claim] = row.as_slice() else { return None };
    name.starts_with('`').then_some(Shown { name, file, claim })
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
        let first = format!("| 1.1.1 One | A | {result} | how | {named} |\n");
        let others = (2..=31).map(|nth| format!("| 1.1.{nth} One | A | not applicable | none | |\n"));
        let double = (1..=24).map(|nth| format!("| 2.1.{nth} Two | AA | not applicable | none | |\n"));
        let test = "| `axe` | `a.spec.mjs` | nothing is found |\n".to_owned();
        let report: String = [first].into_iter().chain(others).chain(double).chain([test]).collect();
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
