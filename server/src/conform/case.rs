//! A check as it lies in its file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::api::Api;
use super::expect::Expect;

/// `<api>/<name>` and the text of every check.
const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/conform.rs"));

/// Where the fact of a check comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Source {
    /// The vendor's page about the API itself.
    Seed,
    /// Another page of the vendor.
    Doc,
    /// A description of the vendor's for machines.
    Spec,
    /// Programs that work with the vendor's server: what they rely on is so.
    Code,
    /// It follows from one of those; nobody says so.
    Inferred,
    /// Nobody says; the shape that Parlour chose.
    Proposed,
}

impl Source {
    /// Whether a server that claims the API must be so.
    pub fn binds(self) -> bool {
        !matches!(self, Self::Inferred | Self::Proposed)
    }

    /// As in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seed => "SEED",
            Self::Doc => "DOC",
            Self::Spec => "SPEC",
            Self::Code => "CODE",
            Self::Inferred => "INFERRED",
            Self::Proposed => "PROPOSED",
        }
    }
}

/// One check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// The name of its file.
    #[serde(skip)]
    pub(super) id: String,
    /// What is claimed, a sentence.
    pub(super) claim: String,
    pub(super) source: Source,
    /// Where the source says it.
    pub(super) section: String,
    /// The operation of the API it belongs to.
    pub(super) operation: String,
    /// Settings it cannot do without.
    #[serde(default)]
    pub(super) needs: Vec<String>,
    /// Run once for each text a visitor is to say; that one of them shows it is enough.
    #[serde(default)]
    pub(super) for_each_say: bool,
    #[serde(rename = "step")]
    pub(super) steps: Vec<Step>,
}

/// A request, a webhook that is waited for, or an answer that was begun before.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Step {
    /// `POST /path`.
    pub(super) request: Option<String>,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Option<String>,
    /// How often it is sent; what is expected is expected each time.
    pub(super) repeat: Option<u32>,
    /// The request goes on under this name while the next steps are made.
    pub(super) start: Option<String>,
    /// The answer of the request of this name.
    pub(super) join: Option<String>,
    /// The next webhook in which this key has this value.
    pub(super) webhook: Option<Wanted>,
    /// Milliseconds before the step.
    pub(super) pause_ms: Option<u64>,
    /// Milliseconds that the server may take until it holds: it is made again and again until then.
    pub(super) within_ms: Option<u64>,
    /// Milliseconds after which no answer is as good as one that holds nothing.
    pub(super) quiet_after_ms: Option<u64>,
    /// `200`, `2xx`, `400 or 422`; any if absent.
    pub(super) status: Option<String>,
    /// Statuses with which the check is skipped: the server has nothing of the kind.
    pub(super) skip_if: Option<String>,
    pub(super) expect: Vec<Expect>,
    /// Names for what stands at these places.
    pub(super) save: BTreeMap<String, String>,
}

/// Which webhook is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    pub(super) key: String,
    pub(super) value: String,
    /// All that come one shortly after the other, as a list.
    #[serde(default)]
    pub(super) all: bool,
}

/// Whether a status is one of those written.
pub(super) fn is_status(wanted: &str, status: u16) -> bool {
    wanted.split(" or ").map(str::trim).any(|one| match one.strip_suffix("xx") {
        Some(hundreds) => hundreds.parse() == Ok(status / 100),
        None => one.parse() == Ok(status),
    })
}

/// The checks of an API, by name.
///
/// # Errors
/// A sentence for a file that is none; a test sees to it that all are.
pub(super) fn cases(api: Api) -> Result<Vec<Case>, String> {
    let mut found = Vec::new();
    for (name, text) in FILES {
        let Some(id) = name.strip_prefix(api.name()).and_then(|id| id.strip_prefix('/')) else { continue };
        let mut case: Case = toml::from_str(text).map_err(|error| format!("{name}: {error}"))?;
        id.clone_into(&mut case.id);
        found.push(case);
    }
    Ok(found)
}

/// The operations of an API that have a check, in the order of the alphabet, each once.
pub fn operations(api: Api) -> Vec<String> {
    let mut found: Vec<String> =
        cases(api).unwrap_or_default().into_iter().map(|case| case.operation).collect();
    found.sort();
    found.dedup();
    found
}

/// How many checks an API has.
pub fn count(api: Api) -> usize {
    cases(api).unwrap_or_default().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_check_that_asks_and_expects() {
        for api in [Api::Certainly, Api::Aimylogic, Api::ApiMedium] {
            let cases = cases(api).unwrap();
            assert!(cases.len() > 10, "{api:?} has {} checks", cases.len());
            for case in cases {
                let name = &case.id;
                assert!(
                    !case.claim.is_empty() && !case.section.is_empty() && !case.operation.is_empty(),
                    "{name}"
                );
                let expects = |step: &Step| step.status.is_some() || !step.expect.is_empty();
                assert!(case.steps.iter().any(expects), "{name} expects nothing");
                for step in &case.steps {
                    let kinds = [step.request.is_some(), step.join.is_some(), step.webhook.is_some()];
                    assert_eq!(kinds.into_iter().filter(|is_one| *is_one).count(), 1, "{name}");
                    for wanted in step.status.iter().chain(&step.skip_if) {
                        assert!((100..600).any(|status| is_status(wanted, status)), "{name}: {wanted}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_status_may_be_one_of_several() {
        assert!(is_status("200", 200) && !is_status("200", 201));
        assert!(is_status("2xx", 204) && !is_status("2xx", 302));
        assert!(
            is_status("400 or 422", 422) && is_status("401 or 4xx", 499) && !is_status("400 or 422", 401)
        );
    }
}
