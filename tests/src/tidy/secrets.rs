//! Invariant 3: nothing shipped may stop, and no secret has a field on its way to a browser.

use super::rust::{lines_with, shipped};
use super::tree::Tree;

/// Sources whose structs a browser may read, and what is kept in one.
const TOWARDS_BROWSERS: &[&str] = &[
    "protocol/src/",
    "engine/page/src/",
    "server/src/apis/",
    "widget/core/src/",
    "widget/runtime/src/",
    "widget/src/",
    "demo-site/tester/src/",
];

/// Fields that must be there, and why. An entry that matches nothing is reported.
pub(super) const ALLOWED: &[(&str, &str, &str)] = &[
    ("protocol/src/session.rs", "token", "the visitor's own token, in the answer to its own POST …/session"),
    ("engine/page/src/rows.rs", "token", "the visitor's own token, in the rows kept in its own browser"),
    (
        "widget/runtime/src/task.rs",
        "token",
        "the visitor's own token, for the header of the calls of its own program",
    ),
    ("protocol/src/session.rs", "user_token", "the identity the page itself sends; it never comes back"),
    (
        "widget/core/src/machine/effect.rs",
        "token",
        "the visitor's own token, in the state kept in its own browser",
    ),
];

/// No field named token, secret or bearer in anything that can be serialised on its way to a browser.
pub fn no_secret_fields_for_browsers(tree: &Tree) -> Vec<String> {
    check(tree, ALLOWED)
}

fn check(tree: &Tree, allowed: &[(&str, &str, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for folder in TOWARDS_BROWSERS {
        for file in tree.below(folder, &[".rs"]) {
            let code = shipped(&file.text);
            found.extend(fields(&code).into_iter().map(|(line, name)| (file.path.as_str(), line, name)));
        }
    }
    let is_allowed =
        |path: &str, name: &str| allowed.iter().any(|(known, field, _)| *known == path && *field == name);
    let stale = allowed
        .iter()
        .filter(|(path, field, _)| !found.iter().any(|(at, _, name)| at == path && name == field));
    let stale: Vec<String> =
        stale.map(|(path, field, _)| format!("{path}: `{field}` is allowed but not there")).collect();
    let refused = found.iter().filter(|(path, _, name)| !is_allowed(path, name));
    refused
        .map(|(path, line, name)| format!("{path}:{line}: `{name}` would reach a browser"))
        .chain(stale)
        .collect()
}

/// Secret-like fields of types that derive `Serialize`, and such keys of `json!`.
fn fields(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut serialised, mut depth) = (false, 0_usize);
    for (index, line) in code.lines().enumerate() {
        let text = line.trim();
        if depth == 0 && text.starts_with("#[derive") {
            serialised = text.contains("Serialize");
        }
        let inside = serialised && depth > 0;
        if inside && let Some(name) = field_of(text).filter(|name| is_secret(name)) {
            found.push((index + 1, name.to_owned()));
        }
        for key in text.split('"').skip(1).step_by(2).filter(|key| is_secret(key)) {
            let quoted = [format!("\"{key}\":"), format!("rename = \"{key}\"")];
            if quoted.iter().any(|quoted| text.contains(quoted)) {
                found.push((index + 1, key.to_owned()));
            }
        }
        depth += text.matches('{').count();
        depth = depth.saturating_sub(text.matches('}').count());
        if depth == 0 && (text.ends_with('}') || text.ends_with(';')) {
            serialised = false;
        }
    }
    found
}

fn field_of(text: &str) -> Option<&str> {
    let text = text.strip_prefix("pub(crate) ").or_else(|| text.strip_prefix("pub ")).unwrap_or(text);
    let (name, kind) = text.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && !kind.starts_with(':')).then_some(name)
}

fn is_secret(name: &str) -> bool {
    let words = ["token", "secret", "bearer", "password", "credential"];
    name.split('_').any(|part| words.iter().any(|word| part == *word || part.strip_suffix('s') == Some(word)))
}

/// Sources that answer or degrade, and never stop.
const SHIPPED: &[&str] = &[
    "protocol/src/",
    "engine/src/",
    "engine/page/src/",
    "server/src/",
    "widget/src/",
    "widget/core/src/",
    "demo-site/tester/src/",
];

/// Lints that may not be switched off there, and words that would do what they forbid.
const STOPS: &[&str] = &[
    "unwrap_used",
    "expect_used",
    "clippy::panic",
    "indexing_slicing",
    "panic!",
    "unreachable!",
    "process::abort",
];

/// A source that may end the process, as long as no release can be built with it: the feature is asked for where it is
/// named, and refused where a release begins.
const ENDS: (&str, &str) = ("server/src/fail_points.rs", "process::abort");
const ENDS_ONLY_IN_TESTS: [(&str, &str); 2] = [
    ("server/src/lib.rs", "#[cfg(feature = \"fail-points\")]\nmod fail_points;"),
    ("server/src/main.rs", "#[cfg(all(feature = \"fail-points\", not(debug_assertions)))]\ncompile_error!("),
];

/// No shipped source may switch off the lints that keep it from stopping.
pub fn nothing_may_stop(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for file in SHIPPED.iter().flat_map(|folder| tree.below(folder, &[".rs"])) {
        let code = shipped(&file.text);
        for word in STOPS {
            let is_of_tests = ENDS_ONLY_IN_TESTS
                .iter()
                .all(|(path, guard)| tree.get(path).is_some_and(|text| text.contains(guard)));
            if is_of_tests && (file.path.as_str(), *word) == ENDS {
                continue;
            }
            broken.extend(lines_with(&code, word).map(|(line, _)| format!("{}:{line}: {word}", file.path)));
        }
    }
    let lints = tree.get("Cargo.toml").unwrap_or_default();
    for lint in ["unwrap_used", "expect_used", "panic", "indexing_slicing"] {
        if !lints.lines().any(|line| line.trim() == format!("{lint} = \"deny\"")) {
            broken.push(format!("Cargo.toml: {lint} is not denied"));
        }
    }
    let manifests = tree.files.iter().filter(|file| file.path.ends_with("/Cargo.toml"));
    let deaf = manifests.filter(|file| !file.text.contains("[lints]\nworkspace = true"));
    broken.extend(deaf.map(|file| format!("{}: does not take the workspace's lints", file.path)));
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_field_is_found() {
        let bad = [
            "#[derive(Debug, Serialize)]\npub struct A {\n    /// x\n    pub api_token: String,\n}",
            "#[derive(Serialize, Deserialize)]\npub(crate) enum A {\n    B {\n        secret: String,\n    },\n}",
            "#[derive(Serialize)]\nstruct A {\n    #[serde(rename = \"bearer\")]\n    b: String,\n}",
            "fn a() -> Value {\n    json!({\"id\": 1, \"token\": b})\n}",
        ];
        for text in bad {
            let tree = Tree::of(&[("server/src/apis/chat/a.rs", text)]);
            assert_eq!(check(&tree, &[]).len(), 1, "{text}");
            assert_eq!(check(&Tree::of(&[("server/src/store/a.rs", text)]), &[]), Vec::<String>::new());
        }
        let good = "#[derive(Clone)]\nstruct A {\n    token: String,\n}\n#[derive(Serialize)]\nstruct B {\n    tokenized: u8,\n    text: String,\n}";
        assert_eq!(check(&Tree::of(&[("protocol/src/a.rs", good)]), &[]), Vec::<String>::new());
    }

    #[test]
    fn an_exception_is_for_one_field_of_one_file_and_goes_when_the_field_goes() {
        let text = "#[derive(Serialize)]\nstruct A {\n    token: String,\n    secret: String,\n}";
        let tree = Tree::of(&[("protocol/src/a.rs", text)]);
        assert_eq!(check(&tree, &[("protocol/src/a.rs", "token", "why")]).len(), 1);
        assert_eq!(check(&Tree::default(), &[("protocol/src/a.rs", "token", "why")]).len(), 1);
    }

    #[test]
    fn a_source_that_may_stop_is_found() {
        let lints =
            "unwrap_used = \"deny\"\nexpect_used = \"deny\"\npanic = \"deny\"\nindexing_slicing = \"deny\"\n";
        let crate_of = |lints| ("engine/Cargo.toml", lints);
        let good = crate_of("[lints]\nworkspace = true");
        let found = |file, lints, manifest| {
            nothing_may_stop(&Tree::of(&[("Cargo.toml", lints), manifest, file])).len()
        };
        let fine = ("engine/src/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { panic!() } }");
        assert_eq!(found(fine, lints, good), 0);
        assert_eq!(found(("engine/src/a.rs", "#[allow(clippy::unwrap_used)]"), lints, good), 1);
        assert_eq!(found(("server/src/a.rs", "fn a() { panic!() }"), lints, good), 1);
        assert_eq!(found(fine, "", good), 4);
        assert_eq!(found(fine, lints, crate_of("[lints.clippy]")), 1);
    }

    #[test]
    fn a_source_that_ends_the_process_is_found_unless_no_release_can_have_it() {
        let lints =
            "unwrap_used = \"deny\"\nexpect_used = \"deny\"\npanic = \"deny\"\nindexing_slicing = \"deny\"\n";
        let ends = "pub(crate) fn reach() { std::process::abort(); }";
        let [(library, named), (program, refused)] = ENDS_ONLY_IN_TESTS;
        let found = |path, named, refused| {
            let files = [("Cargo.toml", lints), (path, ends), (library, named), (program, refused)];
            nothing_may_stop(&Tree::of(&files)).len()
        };
        assert_eq!(found(ENDS.0, named, refused), 0);
        assert_eq!(found(ENDS.0, "mod fail_points;", refused), 1);
        assert_eq!(found(ENDS.0, named, "fn main() {}"), 1);
        assert_eq!(found("server/src/a.rs", named, refused), 1);
    }
}
