//! A window that turns around with its language, and files a bundler can see.

use super::tree::{File, Tree};

/// Words that name a side of the screen where a side of the text is meant.
const SIDES: &[&str] = &["left", "right"];
const STYLE_OF_A_PART: &str = "css = ";

/// No property and no value of the widget's CSS is `left` or `right`: the logical ones turn around.
pub fn styles_are_logical(tree: &Tree) -> Vec<String> {
    let sheets = tree.below("widget/", &[".css"]).map(|file| (file, file.text.as_str()));
    let parts = tree.below("pkg/parts/", &[".js"]).filter_map(|file| Some((file, style_of_part(file)?)));
    let mut broken = Vec::new();
    for (file, css) in sheets.chain(parts) {
        for line in css.lines() {
            // A notch is where it is, whichever way a language runs.
            let line = line.replace("safe-area-inset-left", "").replace("safe-area-inset-right", "");
            // What stands in brackets is a selector's: an attribute may be called anything.
            let is_side = |word: &str| SIDES.contains(&word);
            let words = line.split(|sign: char| !sign.is_ascii_alphanumeric());
            if !line.contains("=\"") && words.into_iter().any(is_side) {
                broken.push(format!("{}: not logical: {}", file.path, line.trim()));
            }
        }
    }
    broken
}

fn style_of_part(file: &File) -> Option<&str> {
    file.text.split_once(STYLE_OF_A_PART)?.1.split('`').nth(1)
}

/// Each part and each language has its line in `pkg/files.js`, and each line its file.
pub fn lazy_files_are_named(tree: &Tree) -> Vec<String> {
    let Some(door) = tree.get("pkg/files.js") else { return Vec::new() };
    // A language is packed as a module.
    let named = |path: &str| format!("\"./{}\"", path.trim_start_matches("pkg/").replace(".json", ".js"));
    let written = |path: &str| match path.strip_prefix("./words/") {
        Some(words) => format!("pkg/words/{}", words.replace(".js", ".json")),
        None => path.replacen("./", "pkg/", 1),
    };
    let files = tree.below("pkg/parts/", &[".js"]).chain(tree.below("pkg/words/", &[".json"]));
    // What parts share is bundled into each of them.
    let mut broken: Vec<String> = files
        .filter(|file| file.path.matches('/').count() == 2)
        .filter(|file| !door.contains(&named(&file.path)))
        .map(|file| format!("pkg/files.js: no line for {}", file.path))
        .collect();
    for path in door.split('"').filter(|text| text.starts_with("./parts/") || text.starts_with("./words/")) {
        if tree.get(&written(path)).is_none() {
            broken.push(format!("pkg/files.js: there is no {path}"));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_of_the_screen_in_a_style_is_found() {
        let bad = [
            ("widget/src/view/a/style.css", "a { margin-left: 1px; }"),
            ("widget/src/view/a/style.css", "a { right: 0; }"),
            ("widget/src/view/a/style.css", "a { text-align: left }"),
            ("pkg/parts/a.js", "export const css = `a { left: 0 }`;"),
            ("pkg/parts/a.js", "export const css = shared + `a { float: left }`;"),
        ];
        for file in bad {
            assert_eq!(styles_are_logical(&Tree::of(&[file])).len(), 1, "{file:?}");
        }
        let good = [
            ("widget/src/view/a/style.css", "a { margin-inline-start: 1px; }"),
            ("widget/src/view/a/style.css", ":host([position=\"left\"]) a { inset-inline: 0 auto }"),
            ("pkg/parts/a.js", "export const css = `a { inset: 0 }`; scrollBy({ left: 1 })"),
        ];
        assert_eq!(styles_are_logical(&Tree::of(&good)), Vec::<String>::new());
    }

    #[test]
    fn a_lazy_file_that_is_not_named_and_a_name_without_a_file_are_found() {
        let door = ("pkg/files.js", "import(\"./parts/a.js\"); import(\"./words/de.js\")");
        let (part, words) = (("pkg/parts/a.js", ""), ("pkg/words/de.json", ""));
        assert_eq!(lazy_files_are_named(&Tree::of(&[door, part, words])), Vec::<String>::new());
        assert_eq!(lazy_files_are_named(&Tree::of(&[door, part])).len(), 1);
        assert_eq!(lazy_files_are_named(&Tree::of(&[door, part, words, ("pkg/words/fr.json", "")])).len(), 1);
        let shared = ("pkg/parts/shared/b.js", "");
        assert_eq!(lazy_files_are_named(&Tree::of(&[door, part, words, shared])), Vec::<String>::new());
    }
}
