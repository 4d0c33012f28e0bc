//! What the widget reads of the page it stands in.

use serde::{Deserialize, Serialize};

/// The profile a visitor's page may send; `web` is filled by the widget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserProfile {
    /// The page the widget stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<WebMetadata>,
}

/// `user_profile.web` (server.md §3.2; `host`, `hostPageUrl` and `current_ip` are the words of the
/// seed of message reports). The server adds `current_ip`; a page that sends it is refused.
///
/// With `page-url="off"` only `host` is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebMetadata {
    /// Host of the page, with the port if it is not the scheme's own.
    pub host: String,
    /// Address of the page; query and fragment only with `page-url="full"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_page_url: Option<String>,
    /// Title of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Origin the visitor came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// The browser's first language, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// IANA name of the time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Screen in CSS pixels, `1920x1080`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
    /// Viewport in CSS pixels, `1280x720`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewport: Option<String>,
    /// Brands, platform and `mobile`, e.g. `Chromium 156; Linux; desktop`; the user agent string
    /// where the browser has no structured form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent_data: Option<String>,
}
