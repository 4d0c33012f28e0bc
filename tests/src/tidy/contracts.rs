//! Invariant 6: what a program may be told has a line people can read.

use super::rust::shipped;
use super::tree::Tree;

/// Each route of `server/src/router.rs` stands in `server/API.md`.
pub fn routes_are_documented(tree: &Tree) -> Vec<String> {
    let router = shipped(tree.get("server/src/router.rs").unwrap_or_default());
    let routes: Vec<&str> = router
        .split(".route(")
        .skip(1)
        .filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    missing(tree, "server/API.md", "server/src/router.rs", &routes)
}

/// Each error code of the protocol stands in `pkg/README.md`.
pub fn error_codes_are_documented(tree: &Tree) -> Vec<String> {
    let codes: Vec<&str> = parlour_protocol::ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    missing(tree, "pkg/README.md", "protocol/src/error.rs", &codes)
}

/// Where the server reads its configuration.
const CONFIG_SOURCES: &[&str] = &[
    "server/src/config/accounts.rs",
    "server/src/config/file.rs",
    "server/src/config/mail.rs",
    "server/src/config/bot.rs",
    "server/src/config/upstream.rs",
    "server/src/config/serve_as.rs",
    "server/src/config/secret.rs",
    "server/src/config/serve_as.rs",
];

/// Each key the server knows stands in `server/CONFIG.md`.
///
/// Known are the lower-case words that the configuration's readers name in quotes; the codes of
/// their complaints are not keys.
pub fn config_keys_are_documented(tree: &Tree) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for path in CONFIG_SOURCES {
        let code = shipped(tree.get(path).unwrap_or_default());
        let statements = code.split(';').filter(|statement| {
            ![".mistake(", ".warning(", "Mistake {"].iter().any(|complaint| statement.contains(complaint))
        });
        keys.extend(
            statements
                .flat_map(|statement| statement.split('"').skip(1).step_by(2))
                .filter(|text| is_key(text))
                .map(str::to_owned),
        );
    }
    keys.sort();
    keys.dedup();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    missing(tree, "server/CONFIG.md", "server/src/config", &keys)
}

/// Each key of a flow file, and each code of its mistakes, stands in `engine/FLOW.md`.
pub fn flow_keys_are_documented(tree: &Tree) -> Vec<String> {
    keys_below(tree, "engine/src/flow/", "engine/FLOW.md")
}

/// Each key of a conversation file, and each code of its mistakes, stands in `engine/CHATS.md`.
pub fn chat_keys_are_documented(tree: &Tree) -> Vec<String> {
    keys_below(tree, "engine/src/chats/read/", "engine/CHATS.md")
}

fn keys_below(tree: &Tree, folder: &str, document: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for file in tree.below(folder, &[".rs"]) {
        let code = shipped(&file.text);
        let quoted = code.split('"').skip(1).step_by(2).filter(|text| is_key(text));
        names.extend(quoted.map(str::to_owned));
    }
    names.sort();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    missing(tree, document, folder.trim_end_matches('/'), &names)
}

fn is_key(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// What of `names` has no line of its own in the document, in backquotes.
fn missing(tree: &Tree, document: &str, source: &str, names: &[&str]) -> Vec<String> {
    if names.is_empty() {
        return vec![format!("{source}: nothing was found to look for")];
    }
    let Some(text) = tree.get(document) else { return vec![format!("{document} is not there")] };
    let stands = |name: &str| {
        let quoted = [format!("`{name}`"), format!(" {name}`")];
        text.lines().any(|line| quoted.iter().any(|name| line.contains(name)))
    };
    let unknown = names.iter().filter(|name| !stands(name));
    unknown.map(|name| format!("{document}: no line for `{name}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_without_a_line_is_found() {
        let router =
            "Router::new().route(\"/livez\", get(a))\n.route(\n  \"/v/{file}\", get(b)) // .route(\"/gone\")";
        let tree = |document| Tree::of(&[("server/src/router.rs", router), ("server/API.md", document)]);
        assert_eq!(routes_are_documented(&tree("`GET /livez` and `/v/{file}`")), Vec::<String>::new());
        assert_eq!(
            routes_are_documented(&tree("`GET /livez` and /v/{file}")),
            ["server/API.md: no line for `/v/{file}`"]
        );
        assert_eq!(routes_are_documented(&Tree::default()).len(), 1);
    }

    #[test]
    fn an_error_code_without_a_line_is_found() {
        let lines = parlour_protocol::ErrorCode::ALL.iter().map(|code| format!("| `{}` |\n", code.as_str()));
        let all = lines.collect::<Vec<_>>().concat();
        assert!(error_codes_are_documented(&Tree::of(&[("pkg/README.md", &all)])).is_empty());
        let less = all.replace("`stale_cursor`", "");
        assert_eq!(error_codes_are_documented(&Tree::of(&[("pkg/README.md", &less)])).len(), 1);
        assert_eq!(error_codes_are_documented(&Tree::default()).len(), 1);
    }

    #[test]
    fn a_flow_key_without_a_line_is_found() {
        let source =
            "const MODULE: &[&str] = &[\"id\", \"say\"]; mistakes.add(at, \"cycle\", \"a sentence\");";
        let tree = |document| Tree::of(&[("engine/src/flow/read.rs", source), ("engine/FLOW.md", document)]);
        assert_eq!(flow_keys_are_documented(&tree("`id`\n`say` `cycle`")), Vec::<String>::new());
        assert_eq!(flow_keys_are_documented(&tree("`id` `say`")), ["engine/FLOW.md: no line for `cycle`"]);
    }

    #[test]
    fn a_chat_key_without_a_line_is_found() {
        let source = "const ACTS: &[&str] = &[\"say\", \"press\"];";
        let tree =
            |document| Tree::of(&[("engine/src/chats/read/act.rs", source), ("engine/CHATS.md", document)]);
        assert_eq!(chat_keys_are_documented(&tree("`say`\n`press`")), Vec::<String>::new());
        assert_eq!(chat_keys_are_documented(&tree("`say`")), ["engine/CHATS.md: no line for `press`"]);
        assert_eq!(chat_keys_are_documented(&Tree::default()).len(), 1);
    }

    #[test]
    fn a_key_without_a_line_is_found() {
        let source = "root.string(\"listen\"); a.mistake(span, \"bad_value\", why); for key in [\"smtp\"] {}";
        let tree =
            |document| Tree::of(&[("server/src/config/file.rs", source), ("server/CONFIG.md", document)]);
        assert_eq!(config_keys_are_documented(&tree("`listen`\n`smtp`")), Vec::<String>::new());
        assert_eq!(config_keys_are_documented(&tree("`listen`")), ["server/CONFIG.md: no line for `smtp`"]);
    }
}
