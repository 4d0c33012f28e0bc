//! The pinned versions. Those from npm (binaryen, esbuild, Playwright, axe) stand in
//! `xtask/npm/package.json` and its lock file.

/// Must equal `wasm-bindgen` in the root Cargo.toml: glue and library speak a private format.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";
/// Builds the widget and runs its browser tests.
pub(crate) const WASM_PACK: &str = "0.15.1";
/// Checks licences, bans and sources of dependencies.
pub(crate) const CARGO_DENY: &str = "0.20.2";
/// Lists what is in what we release.
pub(crate) const CARGO_CYCLONEDX: &str = "0.5.9";
/// The oldest major version of Node that Playwright and our scripts run on.
pub(crate) const NODE_MAJOR: u32 = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_and_the_library_of_wasm_bindgen_are_the_same_version() {
        let manifest = include_str!("../../../Cargo.toml");
        assert!(manifest.contains(&format!("wasm-bindgen = \"={WASM_BINDGEN}\"")));
    }

    #[test]
    fn npm_tools_are_pinned_exactly() {
        let package: serde_json::Value =
            serde_json::from_str(include_str!("../../npm/package.json")).unwrap();
        for (name, version) in package["devDependencies"].as_object().unwrap() {
            assert!(
                version.as_str().unwrap().starts_with(|first: char| first.is_ascii_digit()),
                "{name}: {version}"
            );
        }
    }

    #[test]
    fn the_npm_lock_file_names_no_address() {
        assert!(!include_str!("../../npm/package-lock.json").contains("\"resolved\""));
    }
}
