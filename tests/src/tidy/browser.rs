//! Invariant 2: what reaches a page, and by which door.

use super::rust::{holds_word, lines_with, shipped};
use super::tree::{File, Tree};

/// Ways to turn text into markup or code.
const SINKS: &[&str] = &[
    "innerHTML",
    "inner_html",
    "set_inner_html",
    "outerHTML",
    "set_outer_html",
    "insertAdjacentHTML",
    "insert_adjacent_html",
    "document.write",
    "write_html",
    "eval(",
    "eval_with",
    "new Function",
    "new_no_args",
    "createContextualFragment",
    "create_contextual_fragment",
    "setHTMLUnsafe",
    "parseHTMLUnsafe",
];

/// Ways to write an inline style, which a strict page forbids.
const INLINE_STYLES: &[&str] = &[
    "setAttribute(\"style\"",
    "setAttribute('style'",
    "set_attribute(\"style\"",
    "style.cssText",
    "set_css_text",
];

/// Where the tester's sources lie.
const TESTER: &str = "demo-site/tester/src/";

/// `#[wasm_bindgen]` exports stand in `api.rs`, and nothing starts a task.
pub fn exports_have_one_place_and_tasks_none(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    let sources = ["widget/src/", "widget/runtime/src/", "engine/page/src/", TESTER];
    for (folder, file) in
        sources.iter().flat_map(|folder| tree.below(folder, &[".rs"]).map(move |file| (folder, file)))
    {
        let code = shipped(&file.text);
        if file.path.strip_prefix(folder) != Some("api.rs") {
            for (line, _) in exports(&code) {
                broken.push(format!("{}:{line}: a wasm_bindgen export outside api.rs", file.path));
            }
        }
        // The tester is no part of a visitor's page: its tasks begin in one place.
        let begins_tasks = *folder == TESTER && file.path.strip_prefix(TESTER) == Some("driver.rs");
        for (line, _) in lines_with(&code, "spawn_local").filter(|_| !begins_tasks) {
            broken.push(format!("{}:{line}: a task; what is asked calls back", file.path));
        }
    }
    broken
}

/// `#[wasm_bindgen…]` that is not on an `extern` block, which imports.
fn exports(code: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = code.lines().collect();
    let imports = |index: usize| {
        let mut next =
            lines.iter().skip(index + 1).map(|line| line.trim()).filter(|line| !line.starts_with("#["));
        next.next().is_some_and(|line| line.starts_with("extern") || line.starts_with("unsafe extern"))
    };
    let mut depth_of_imports = 0_usize;
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if depth_of_imports > 0 || line.contains("extern \"C\"") {
            depth_of_imports += line.matches('{').count();
            depth_of_imports = depth_of_imports.saturating_sub(line.matches('}').count());
        } else if line.contains("#[wasm_bindgen") && !imports(index) {
            found.push((index + 1, *line));
        }
    }
    found
}

/// No sink and no inline style in what people write for pages. The browser tests are no page: they
/// play the hostile one, and must be able to.
pub fn no_sinks(tree: &Tree) -> Vec<String> {
    let widget = tree.below("widget/", &[".rs"]).filter(|file| !file.path.starts_with("widget/tests/"));
    let written = widget.chain(tree.below("engine/page/src/", &[".rs"])).chain(tree.below(TESTER, &[".rs"]));
    let rust = written.map(|file| (file, shipped(&file.text)));
    let scripts =
        tree.below("pkg/", &[".js", ".ts", ".mjs"]).chain(tree.below("demo-site/tester/page/", &[".js"]));
    let loader = scripts.map(|file| (file, file.text.clone()));
    let mut broken = Vec::new();
    for (file, code) in rust.chain(loader) {
        for sink in SINKS.iter().chain(INLINE_STYLES) {
            broken.extend(lines_with(&code, sink).map(|(line, _)| format!("{}:{line}: {sink}", file.path)));
        }
    }
    broken
}

/// The same for what the build made of it: a dependency may bring a sink along.
pub fn no_sinks_in_built_files(built: &Tree) -> Vec<String> {
    let with = |file: &File| -> Vec<String> {
        let found = SINKS.iter().chain(INLINE_STYLES).filter(|sink| holds_word(&file.text, sink));
        found.map(|sink| format!("{}: {sink}", file.path)).collect()
    };
    built.below("", &[".js", ".mjs"]).flat_map(with).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_or_a_task_in_the_wrong_place_is_found() {
        let bad = [
            ("widget/src/app.rs", "#[wasm_bindgen]\npub fn mount() {}"),
            ("widget/src/app.rs", "#[wasm_bindgen(js_name = x)]\n#[doc(hidden)]\npub struct A;"),
            ("widget/src/driver.rs", "spawn_local(async {});"),
            ("demo-site/tester/src/a.rs", "spawn_local(async {});"),
            ("engine/page/src/a.rs", "#[wasm_bindgen]\npub fn ask() {}"),
            ("widget/runtime/src/a.rs", "#[wasm_bindgen]\npub fn act() {}"),
            ("engine/page/src/api.rs", "spawn_local(async {});"),
        ];
        for file in bad {
            assert_eq!(exports_have_one_place_and_tasks_none(&Tree::of(&[file])).len(), 1, "{file:?}");
        }
        let good = [
            ("widget/src/api.rs", "#[wasm_bindgen]\npub fn mount() {}"),
            (
                "widget/src/net.rs",
                "#[wasm_bindgen]\nextern \"C\" {\n    #[wasm_bindgen(js_name = x)]\n    fn x();\n}",
            ),
        ];
        assert_eq!(exports_have_one_place_and_tasks_none(&Tree::of(&good)), Vec::<String>::new());
        let behind = ("widget/src/net.rs", "extern \"C\" {\n    fn x();\n}\n#[wasm_bindgen]\npub fn y() {}");
        assert_eq!(exports_have_one_place_and_tasks_none(&Tree::of(&[behind])).len(), 1);
    }

    #[test]
    fn a_sink_is_found() {
        let bad = [
            ("widget/src/a.rs", "element.set_inner_html(text);"),
            ("widget/src/a.rs", "view! { <div inner_html=text /> }"),
            ("engine/page/src/a.rs", "js_sys::eval(text)"),
            ("pkg/loader/loader.js", "a.innerHTML = b"),
            ("pkg/loader/loader.js", "a.insertAdjacentHTML('x', b)"),
            ("pkg/loader/loader.js", "document.write(b)"),
            ("pkg/loader/loader.js", "eval(b)"),
            ("pkg/loader/loader.js", "new Function('b')"),
            ("pkg/index.ts", "a.setAttribute('style', 'b')"),
            ("widget/src/a.rs", "a.set_attribute(\"style\", b);"),
        ];
        for file in bad {
            assert_eq!(no_sinks(&Tree::of(&[file])).len(), 1, "{file:?}");
        }
        let good = [
            ("pkg/loader/loader.js", "a.textContent = b; medieval(c)"),
            ("widget/src/a.rs", "// innerHTML\n"),
            ("widget/tests/a.rs", "Function::new_no_args(body)"),
        ];
        assert_eq!(no_sinks(&Tree::of(&good)), Vec::<String>::new());
    }

    #[test]
    fn a_sink_in_a_built_file_is_found() {
        for text in ["a=>{a.innerHTML=b}", "x=eval(c)", "y=new Function(d)"] {
            assert_eq!(
                no_sinks_in_built_files(&Tree::of(&[("target/dist/v/1/widget.js", text)])).len(),
                1,
                "{text}"
            );
        }
        assert!(
            no_sinks_in_built_files(&Tree::of(&[("target/dist/parlour.js", "a.textContent=b")])).is_empty()
        );
    }
}
