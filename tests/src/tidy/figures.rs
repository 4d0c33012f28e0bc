//! Figures that are published can be had again.

use super::tree::Tree;

const REPORT: &str = "DELIVERY.md";
/// What a block of figures must tell.
const TOLD: [&str; 3] = ["Command: `", "Seed: ", "Commit: `"];
/// What stands in a block whose run has not been made.
const NONE: &str = "Not run yet.";

/// Each block of figures in `DELIVERY.md` tells its command, seed and commit.
pub fn figures_can_be_had_again(tree: &Tree) -> Vec<String> {
    let Some(report) = tree.get(REPORT) else { return vec![format!("{REPORT} is not there")] };
    let mut blocks = report.split("<!-- figures: ").skip(1).peekable();
    if blocks.peek().is_none() {
        return vec![format!("{REPORT} has no figures")];
    }
    let mut broken = Vec::new();
    for block in blocks {
        let (name, rest) = block.split_once(" -->").unwrap_or((block, ""));
        let Some((text, _)) = rest.split_once("<!-- end -->") else {
            broken.push(format!("{REPORT}: the figures of {name} have no end"));
            continue;
        };
        let missing = TOLD.iter().filter(|told| !text.contains(**told));
        if text.trim() != NONE {
            broken
                .extend(missing.map(|told| format!("{REPORT}: the figures of {name} do not tell {told:?}")));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(report: &str) -> usize {
        figures_can_be_had_again(&Tree::of(&[(REPORT, report)])).len()
    }

    #[test]
    fn figures_without_command_seed_or_commit_are_found() {
        let whole = "<!-- figures: a -->\nCommand: `x`\nSeed: 1\nCommit: `0`\n0 lost\n<!-- end -->\n";
        assert_eq!(found(whole), 0);
        assert_eq!(found(&whole.replace("Seed: ", "")), 1);
        assert_eq!(found(&whole.replace("<!-- end -->", "")), 1);
        assert_eq!(found("<!-- figures: a -->\nNot run yet.\n<!-- end -->"), 0);
        assert_eq!(found("<!-- figures: a -->\n0 lost\n<!-- end -->"), 3);
        assert_eq!(found("0 lost"), 1);
    }
}
