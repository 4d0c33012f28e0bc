//! Which APIs there are.

use clap::ValueEnum;
use serde::Serialize;

/// An API that a server may claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// The chat REST API, and message reports.
    Certainly,
    /// The Chat API under `/chatapi/{token}`.
    Aimylogic,
    /// Messages in by `POST`, answers out by webhook.
    ApiMedium,
}

impl Api {
    /// As on the command line, and as the folder of its checks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certainly => "certainly",
            Self::Aimylogic => "aimylogic",
            Self::ApiMedium => "api-medium",
        }
    }

    /// What a run cannot do without: names of [`super::Options::names`] and `secrets`.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Self::Certainly => &["bot", "token"],
            Self::Aimylogic => &["token"],
            Self::ApiMedium => &["channel_id", "token"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_called_the_same_everywhere() {
        for api in Api::value_variants() {
            assert_eq!(api.to_possible_value().unwrap().get_name(), api.name());
            assert_eq!(serde_json::to_value(api).unwrap(), api.name());
        }
    }
}
