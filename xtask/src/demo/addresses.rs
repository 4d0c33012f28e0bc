//! What is printed once the demo runs.

use std::path::Path;

/// The bot of `demo-site/parlour.toml`.
const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
/// The chat REST API's example message; its `ref` is the module that tells how to return things.
const EXAMPLE: &str = r#"{"from": "human", "user_profile": {"surname": "doe"}, "ref": "123456", "user_cvars": {"a": "b"}, "user_id": "myRestAPIUserId3", "timestamp": 1654251574, "attachments": [], "id": "1653753771388", "actions": [{"type": "text", "text": "hello"}]}"#;

/// The shop's address.
pub(crate) fn shop(port: u16) -> String {
    format!("http://127.0.0.1:{port}/")
}

/// Addresses, the token, and a line to try it with.
pub(crate) fn block(port: u16, api_token: &str, store: &Path) -> String {
    let shop = shop(port);
    format!(
        "
  Parlour is running. Ctrl-C stops it.

    shop        {shop}
    REST API    {shop}api/webchat/bot/{BOT}/messages/
    plain page  {shop}chat/{BOT}   (needs no script: for links and QR codes)
    console     {shop}console      (for the people who answer)
    reports     {shop}reports      (for the people who own the bot)
    health      {shop}readyz
    store       {store}
    API token   {api_token}

  Talk to the bot as another server does:

    curl -X POST {shop}api/webchat/bot/{BOT}/messages/ \\
      -H 'Authorization: bearer {api_token}' -H 'Content-Type: application/json' \\
      -d '{EXAMPLE}'

",
        store = store.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_names_every_address_on_the_chosen_port() {
        let text = block(9001, "s3cret", Path::new("/tmp/x.db"));
        for part in [
            "http://127.0.0.1:9001/",
            "/messages/",
            "/chat/0f8fad5b",
            "/console",
            "/reports",
            "/readyz",
            "/tmp/x.db",
            "bearer s3cret",
        ] {
            assert!(text.contains(part.trim_start_matches('/')), "{part} in {text}");
        }
        assert!(!text.contains("8080"));
    }

    #[test]
    fn the_example_is_json() {
        let example: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
        assert_eq!(example["actions"][0]["text"], "hello");
        assert_eq!(example["id"], "1653753771388");
    }
}
