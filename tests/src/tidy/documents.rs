//! Pages, and places the tree may not name.

use super::tree::Tree;

/// The demo's pages embed as a customer would: one script tag, nothing inline. Pages of the gallery have the file that
/// their buttons need beside it, and one has its configuration as data, which runs nothing.
pub fn pages_have_one_script(tree: &Tree) -> Vec<String> {
    let pages = tree.files.iter().filter(|file| {
        file.path == "index.html"
            || (file.path.starts_with("demo-site/pages/") && file.text.contains("<html"))
    });
    let mut broken = Vec::new();
    let mut found_index = false;
    for page in pages {
        found_index |= page.path == "index.html";
        let tags: Vec<&str> =
            page.text.split("<script").skip(1).filter_map(|tag| tag.split('>').next()).collect();
        let is_beside =
            |tag: &&str| tag.contains("src=\"/pages/gallery/") || tag.ends_with("type=\"application/json\"");
        let tags: Vec<&str> = tags.into_iter().filter(|tag| !is_beside(tag)).collect();
        let is_named = page.text.contains("<parlour-chat bot=");
        let is_ours = |tag: &&&str| {
            tag.contains("/parlour.js\"") && tag.contains(" async") && (tag.contains("data-bot=") || is_named)
        };
        if tags.len() != 1 || tags.iter().filter(is_ours).count() != 1 {
            broken.push(format!("{}: {} script tags; it needs one, Parlour's", page.path, tags.len()));
        }
        let lower = page.text.to_lowercase();
        for inline in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
            if lower.contains(inline) {
                broken.push(format!("{}: {inline} would need a weaker policy", page.path));
            }
        }
        for address in
            lower.split("http").skip(1).filter(|rest| rest.starts_with("://") || rest.starts_with("s://"))
        {
            broken.push(format!(
                "{}: names another place: http{}",
                page.path,
                address.get(..30).unwrap_or(address)
            ));
        }
    }
    if !found_index {
        broken.push("index.html is not there".to_owned());
    }
    broken
}

/// Registries, and folders of one machine. Lock files name registries by their nature.
pub fn no_foreign_places(tree: &Tree) -> Vec<String> {
    let places = [
        ["registry.", "npmjs.org"].concat(),
        ["https://", "crates.io"].concat(),
        ["static.", "crates.io"].concat(),
        ["index.", "crates.io"].concat(),
        ["deb.", "debian.org"].concat(),
        ["\"/ro", "ot/"].concat(),
        [" /ro", "ot/"].concat(),
        ["/wo", "rk/"].concat(),
        ["/ho", "me/"].concat(),
        ["/Us", "ers/"].concat(),
        ["C:", "\\"].concat(),
    ];
    let written = tree.files.iter().filter(|file| file.path != "Cargo.lock");
    let mut broken = Vec::new();
    for file in written {
        for (index, line) in file.text.lines().enumerate() {
            for place in places.iter().filter(|place| line.contains(place.as_str())) {
                broken.push(format!("{}:{}: names {place}", file.path, index + 1));
            }
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = r#"<script async src="/parlour.js" data-bot="x"></script>"#;

    fn complaints(page: &str) -> usize {
        pages_have_one_script(&Tree::of(&[("index.html", page)])).len()
    }

    #[test]
    fn a_page_that_embeds_otherwise_is_found() {
        assert_eq!(complaints(TAG), 0);
        assert_eq!(complaints(""), 1);
        assert_eq!(complaints(&format!("{TAG}{TAG}")), 1);
        assert_eq!(complaints(&format!("{TAG}<script>1</script>")), 1);
        assert_eq!(complaints(r#"<script src="/parlour.js"></script>"#), 1);
        assert_eq!(complaints(&format!("{TAG}<p style=\"color:red\">")), 1);
        assert_eq!(complaints(&format!("{TAG}<img src=\"https://cdn.example/a.png\">")), 1);
        assert_eq!(pages_have_one_script(&Tree::default()).len(), 1);
    }

    #[test]
    fn a_foreign_place_is_found() {
        for text in [
            ["registry", ".npmjs.org"].concat(),
            ["see ", "/home", "/me/a"].concat(),
            ["/work", "/a"].concat(),
        ] {
            assert_eq!(no_foreign_places(&Tree::of(&[("a/b.md", &text)])).len(), 1, "{text}");
        }
        assert!(
            no_foreign_places(&Tree::of(&[
                ("a.md", "the network/homework"),
                ("Cargo.lock", &["https://", "crates.io"].concat())
            ]))
            .is_empty()
        );
    }
}
