//! Written conversations held with a flow, and what came of them.

use parlour_engine::Flow;
use parlour_engine::chats::{Act, Chat, Coverage, Covered, Difference, Verdict, percent, replay};

use super::case::Case;

/// What came of all of them.
#[derive(Clone, Debug)]
pub struct Ran {
    /// One for each file, in their order.
    pub rows: Vec<Row>,
    /// What of the flow they came through.
    pub coverage: Coverage,
    /// How much that is.
    pub covered: Covered,
}

/// What came of one.
#[derive(Clone, Debug)]
pub struct Row {
    /// The file's name.
    pub file: String,
    /// What it is about.
    pub title: Option<String>,
    /// How many steps it has.
    pub steps: usize,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything as the file says.
    Holds,
    /// Something else.
    Differs(Differs),
    /// The file has mistakes: a sentence each.
    Unread(Vec<String>),
}

/// The first step of which something else came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// From 1.
    pub step: usize,
    /// From 1, where the file has it.
    pub line: usize,
    /// What was done, as the file writes it.
    pub did: String,
    /// What is otherwise.
    pub differences: Vec<Difference>,
    /// How many steps after it differ too.
    pub more: usize,
}

impl Ran {
    /// `3 conversations: 2 passed, 1 failed`.
    pub fn told(&self) -> String {
        let passed = self.rows.iter().filter(|row| row.outcome == Outcome::Holds).count();
        let word = if self.rows.len() == 1 { "conversation" } else { "conversations" };
        format!("{} {word}: {passed} passed, {} failed", self.rows.len(), self.rows.len() - passed)
    }
}

/// Holds all `cases` with `flow`.
pub fn run(flow: &Flow, cases: &[Case]) -> Ran {
    let mut coverage = Coverage::default();
    let mut row = |case: &Case| match &case.chat {
        Err(mistakes) => {
            let outcome = Outcome::Unread(mistakes.clone());
            Row { file: case.file.clone(), title: None, steps: 0, outcome }
        }
        Ok(chat) => {
            let replayed = replay(flow, chat);
            coverage.add(&replayed.coverage);
            Row {
                file: case.file.clone(),
                title: chat.head.title.clone(),
                steps: chat.steps.len(),
                outcome: outcome(chat, &replayed.verdicts),
            }
        }
    };
    let rows = cases.iter().map(&mut row).collect();
    let covered = coverage.of(flow);
    Ran { rows, coverage, covered }
}

fn outcome(chat: &Chat, verdicts: &[Verdict]) -> Outcome {
    let steps = (1..).zip(chat.steps.iter().zip(verdicts));
    let mut wrong = steps.filter(|(_, (_, verdict))| !verdict.differences.is_empty());
    let Some((number, (step, verdict))) = wrong.next() else { return Outcome::Holds };
    Outcome::Differs(Differs {
        step: number,
        line: verdict.line,
        did: step.act.as_ref().map_or_else(|| "the conversation begins".to_owned(), Act::to_toml),
        differences: verdict.differences.clone(),
        more: wrong.count(),
    })
}

/// How much is covered, of modules and of connections, after how much it was: `modules 50 % → 75 %, 3 of 4`.
pub fn risen(before: Option<&Covered>, now: &Covered) -> [String; 2] {
    let line = |name: &str, before: Option<usize>, tenths: usize, reached: usize, total: usize| {
        let before = before.filter(|before| *before != tenths);
        let before = before.map(|before| format!("{} → ", percent(before))).unwrap_or_default();
        format!("{name} {before}{}, {reached} of {total}", percent(tenths))
    };
    let (modules, connections) = (&now.modules, &now.connections);
    [
        line(
            "modules",
            before.map(|before| before.modules.tenths()),
            modules.tenths(),
            modules.reached,
            modules.total,
        ),
        line(
            "connections",
            before.map(|before| before.connections.tenths()),
            connections.tenths(),
            connections.reached,
            connections.total,
        ),
    ]
}
