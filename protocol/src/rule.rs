//! Proactive rules: when a page calls its visitor (`pkg/README.md`, "Rules").

use serde::{Deserialize, Serialize};

/// One rule. What is given must all hold; what is absent holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// By it is remembered how often the rule was shown; unique among a bot's rules.
    pub id: String,
    /// `teaser` (the default) or `open`.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub does: Option<String>,
    /// What a teaser says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Seconds on this address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// Percent of the page that have been scrolled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scroll: Option<u64>,
    /// `true`: the pointer leaves through the top of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<bool>,
    /// Pattern with `*`; one that begins with `/` looks at the path alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `desktop` or `phone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// `granted` or `required`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// At most so often …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// … in so many days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u64>,
}
