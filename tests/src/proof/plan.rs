//! `conformance.toml`: every operation and fault there is, and what shows it.

use serde::Deserialize;

/// The whole list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    #[serde(rename = "system")]
    pub(super) systems: Vec<System>,
    #[serde(rename = "fault")]
    pub(super) faults: Vec<Fault>,
}

/// One API.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct System {
    pub(super) name: String,
    /// As `parlour conform` knows it; `openai`, which it does not.
    pub(super) api: String,
    #[serde(rename = "operation")]
    pub(super) operations: Vec<Operation>,
}

/// One operation of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operation {
    /// As checks of `parlour conform` name it.
    pub(super) id: String,
    pub(super) what: String,
    /// Besides those checks.
    #[serde(default)]
    pub(super) server: Cell,
    #[serde(default)]
    pub(super) client: Cell,
}

/// What may go wrong, and what shows how each channel takes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    pub(super) name: String,
    pub(super) certainly: Cell,
    pub(super) aimylogic: Cell,
    pub(super) api_medium: Cell,
    pub(super) openai: Cell,
}

/// Names of tests, or why there are none.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Cell {
    /// Tests of this run by name, and of others as `file::name`.
    Tests(Vec<String>),
    Not {
        not: String,
    },
    /// What happens in its place, and the names of its tests.
    Instead {
        instead: String,
        tests: Vec<String>,
    },
}

impl Default for Cell {
    fn default() -> Self {
        Self::Tests(Vec::new())
    }
}

impl Plan {
    /// Reads the list.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| format!("conformance.toml: {error}"))
    }
}
