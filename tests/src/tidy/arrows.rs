//! Invariant 1 and the arrows: who may name whom.

use super::rust::{lines_with, shipped};
use super::tree::Tree;

/// Crates that hold neither I/O nor a clock nor chance.
const PURE: &[&str] = &["protocol/", "engine/", "widget/core/"];

/// Pure but for their `api.rs`, which names the browser's values.
const APIS_OVER_PURE: &[&str] = &["engine/page/src/", "widget/runtime/src/"];

/// What those may not depend on.
const BROWSER_AND_RUNTIME: &[&str] = &[
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "gloo",
    "leptos",
    "tokio",
    "reqwest",
    "hyper",
    "axum",
    "sqlx",
    "rand",
    "getrandom",
    "fastrand",
    "chrono",
    "time",
    "jiff",
    "web-time",
];

/// What their code may not name.
const NAMES: &[&str] = &[
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "leptos",
    "tokio",
    "reqwest",
    "SystemTime",
    "Instant",
    "UNIX_EPOCH",
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "std::process",
    "getrandom",
    "rand",
    "RandomState",
    "new_v4",
    "now_v7",
    "HashMap",
];

/// `protocol`, `engine` and `widget/core` name no browser, runtime, clock or source of chance.
pub fn pure_crates_stay_pure(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    let over = APIS_OVER_PURE.iter().flat_map(|folder| {
        tree.below(folder, &[".rs"]).filter(move |file| file.path.strip_prefix(folder) != Some("api.rs"))
    });
    for file in over {
        let code = shipped(&file.text);
        for name in NAMES {
            broken.extend(
                lines_with(&code, name).map(|(line, _)| format!("{}:{line}: names {name}", file.path)),
            );
        }
    }
    for pure in PURE {
        let manifest = format!("{pure}Cargo.toml");
        for name in dependencies(tree.get(&manifest).unwrap_or_default()) {
            if BROWSER_AND_RUNTIME.contains(&name.as_str()) {
                broken.push(format!("{manifest}: depends on {name}"));
            }
        }
        let sources = format!("{pure}src/");
        for file in tree.below(&sources, &[".rs"]) {
            let code = shipped(&file.text);
            for name in NAMES {
                broken.extend(
                    lines_with(&code, name).map(|(line, _)| format!("{}:{line}: names {name}", file.path)),
                );
            }
        }
    }
    broken
}

/// Crates of ours each crate may depend on; nothing points back up.
const ARROWS: &[(&str, &[&str])] = &[
    ("protocol/", &[]),
    ("engine/", &["parlour-protocol"]),
    ("engine/page/", &["parlour-engine", "parlour-protocol"]),
    ("widget/core/", &["parlour-protocol"]),
    ("widget/runtime/", &["parlour-core", "parlour-protocol"]),
    ("widget/", &["parlour-core", "parlour-protocol"]),
    ("server/", &["parlour-core", "parlour-engine", "parlour-protocol"]),
    ("demo-site/tester/", &["parlour-engine", "parlour-protocol"]),
    ("xtask/", &[]),
];

/// Of the conversation's machine the server takes how texts and event streams are read, and nothing else.
pub fn server_reads_texts_alone(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for file in tree.below("server/src/", &[".rs"]) {
        let code = shipped(&file.text);
        for (line, text) in lines_with(&code, "parlour_core") {
            if !["parlour_core::markup", "parlour_core::sse"].iter().any(|part| text.contains(part)) {
                broken.push(format!(
                    "{}:{line}: of parlour_core only markup and sse are the server's",
                    file.path
                ));
            }
        }
    }
    broken
}

/// Each crate depends on the crates below it only.
pub fn dependencies_point_down(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for (folder, allowed) in ARROWS {
        let manifest = format!("{folder}Cargo.toml");
        let Some(text) = tree.get(&manifest) else {
            broken.push(format!("{manifest} is not there"));
            continue;
        };
        let ours = dependencies(text).into_iter().filter(|name| name.starts_with("parlour-"));
        let upwards = ours.filter(|name| !allowed.contains(&name.as_str()));
        broken.extend(upwards.map(|name| format!("{manifest}: depends on {name}")));
    }
    broken
}

/// Names under `[dependencies]` and `[target.….dependencies]`; what tests use is not shipped.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut shipped = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            shipped = section == "dependencies" || section.ends_with(".dependencies");
            if let Some(name) = section.strip_prefix("dependencies.") {
                names.push(name.to_owned());
            }
        } else if shipped && !line.starts_with('#') {
            let name: String = line.chars().take_while(|letter| !" .=".contains(*letter)).collect();
            if !name.is_empty() {
                names.push(name.trim_matches('"').to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pure_crate_that_is_not_is_found() {
        let bad = [
            ("engine/src/a.rs", "fn now() { std::time::SystemTime::now(); }"),
            ("widget/core/src/a.rs", "use web_sys::Window;"),
            ("protocol/src/a.rs", "let id = Uuid::now_v7();"),
            ("engine/Cargo.toml", "[dependencies]\ntokio = \"1\""),
            ("engine/Cargo.toml", "[target.'cfg(unix)'.dependencies]\nrand.workspace = true"),
            ("engine/page/src/turn.rs", "use js_sys::Date;"),
            ("widget/runtime/src/talk.rs", "use js_sys::Date;"),
        ];
        for file in bad {
            assert_eq!(pure_crates_stay_pure(&Tree::of(&[file])).len(), 1, "{file:?}");
        }
        let good = [
            ("engine/src/a.rs", "/// No tokio here.\nfn a(now_ms: u64) {}"),
            ("engine/Cargo.toml", "[dependencies]\nserde = \"1\"\n[dev-dependencies]\ntokio = \"1\""),
            ("server/src/a.rs", "use tokio::net;"),
            ("engine/page/src/api.rs", "use js_sys::Error;"),
        ];
        assert_eq!(pure_crates_stay_pure(&Tree::of(&good)), Vec::<String>::new());
    }

    #[test]
    fn another_use_of_the_conversations_machine_is_found() {
        let found = |text| server_reads_texts_alone(&Tree::of(&[("server/src/a.rs", text)])).len();
        assert_eq!(found("use parlour_core::Machine;"), 1);
        assert_eq!(found("use parlour_core::markup::{Kind, Node};"), 0);
    }

    #[test]
    fn an_arrow_that_points_up_is_found() {
        let manifests = |server: &'static str, engine: &'static str| {
            Tree::of(&[
                ("protocol/Cargo.toml", ""),
                ("engine/Cargo.toml", engine),
                ("engine/page/Cargo.toml", "[dependencies]\nparlour-engine = {}"),
                ("widget/core/Cargo.toml", ""),
                ("widget/runtime/Cargo.toml", "[dependencies]\nparlour-core = {}"),
                ("widget/Cargo.toml", "[dependencies]\nparlour-core = {}"),
                ("server/Cargo.toml", server),
                ("demo-site/tester/Cargo.toml", ""),
                ("xtask/Cargo.toml", ""),
            ])
        };
        assert!(
            dependencies_point_down(&manifests("[dependencies]\nparlour-engine.workspace = true", ""))
                .is_empty()
        );
        assert_eq!(dependencies_point_down(&manifests("[dependencies]\nparlour-widget = {}", "")).len(), 1);
        assert_eq!(
            dependencies_point_down(&manifests("", "[dependencies.parlour-server]\npath = \"x\"")).len(),
            1
        );
        assert_eq!(dependencies_point_down(&Tree::default()).len(), ARROWS.len());
    }
}
