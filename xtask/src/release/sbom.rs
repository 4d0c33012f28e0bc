//! `sbom/`: what each thing that is released is made of, as `CycloneDX`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::{cargo, quietly};
use crate::fault::Fault;
use crate::tools::cargo_cyclonedx;
use crate::tools::rust_target::WASM;
use crate::workspace::{Workspace, make_folder, read, write};

/// Of the format; the newest that the tool writes.
const SPECIFICATION: &str = "1.5";
/// What the tool calls each of its files, beside the crate's manifest, until we have taken it.
const MADE: &str = "parlour-release-sbom";
/// The crates that become wasm, and what their lists are called.
const WASM_CRATES: [(&str, &str); 4] = [
    ("widget", "widget"),
    ("engine/page", "engine"),
    ("widget/runtime", "runtime"),
    ("demo-site/tester", "tester"),
];

/// Writes the lists into `home/sbom/`.
pub(super) fn put(workspace: &Workspace, server_target: &str, home: &Path) -> Result<(), Fault> {
    let folder = home.join("sbom");
    make_folder(&folder)?;
    list(workspace, (server_target, "embedded"), &[("server", "server")], &folder)?;
    list(workspace, (WASM, ""), &WASM_CRATES, &folder)?;
    let package = parsed(&read(&workspace.root.join("pkg").join("package.json"))?, "pkg/package.json")?;
    put_one(&folder, "npm", &of_package(&package)?)
}

fn list(
    workspace: &Workspace,
    (target, features): (&str, &str),
    crates: &[(&str, &str)],
    folder: &Path,
) -> Result<(), Fault> {
    let mut tool = crate::command::command(cargo_cyclonedx::ensure(workspace)?);
    tool.current_dir(&workspace.root).args([
        "cyclonedx",
        "--format",
        "json",
        "--spec-version",
        SPECIFICATION,
    ]);
    tool.args(["--no-build-deps", "--target", target, "--override-filename", MADE]);
    if !features.is_empty() {
        tool.args(["--features", features, "--manifest-path", "server/Cargo.toml"]);
    }
    let log = workspace.log(&format!("sbom-{target}"))?;
    let outcome = quietly(tool, &format!("listing what is in it for {target}"), &log);
    let taken = outcome.and_then(|()| {
        crates.iter().try_for_each(|(room, name)| {
            let place = workspace.root.join(room).join(format!("{MADE}.json"));
            let made = String::from_utf8_lossy(&read(&place)?).into_owned();
            let bom = parsed(made.as_bytes(), room)?;
            put_one(folder, name, &the_same_everywhere(bom, &workspace.root.display().to_string()))
        })
    });
    // It writes one for each room of the house.
    sweep(workspace)?;
    taken
}

fn sweep(workspace: &Workspace) -> Result<(), Fault> {
    let mut ask = cargo(workspace);
    ask.args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata = parsed(crate::command::answer(&mut ask).unwrap_or_default().as_bytes(), "cargo metadata")?;
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    for manifest in packages.filter_map(|package| package.get("manifest_path")?.as_str()) {
        let made = Path::new(manifest).with_file_name(format!("{MADE}.json"));
        if made.is_file() {
            fs::remove_file(&made).map_err(|error| Fault::file(&made, &error))?;
        }
    }
    Ok(())
}

/// Without when it was made and the number drawn for it; our own crates are named from the root.
fn the_same_everywhere(mut bom: Value, root: &str) -> Value {
    if let Some(bom) = bom.as_object_mut() {
        bom.remove("serialNumber");
        if let Some(metadata) = bom.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("timestamp");
        }
    }
    shorten(&mut bom, &format!("path+file://{root}/"));
    bom
}

fn shorten(value: &mut Value, root: &str) {
    match value {
        Value::String(text) => *text = text.replace(root, "path+file:///"),
        Value::Array(inside) => inside.iter_mut().for_each(|value| shorten(value, root)),
        Value::Object(inside) => inside.values_mut().for_each(|value| shorten(value, root)),
        _ => {}
    }
}

/// The npm package asks for no other; what its wasm is made of is in the other lists.
fn of_package(package: &Value) -> Result<Value, Fault> {
    for key in ["dependencies", "optionalDependencies", "bundleDependencies"] {
        if package.get(key).is_some() {
            return Err(Fault::wrong(
                format!(
                    "pkg/package.json has `{key}`, which the list of what is in the package does not know."
                ),
                "Take it out, or teach xtask/src/release/sbom.rs.",
            ));
        }
    }
    let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
    let purl = format!("pkg:npm/{}@{}", text("name"), text("version"));
    let lists: Vec<Value> =
        WASM_CRATES.iter().map(|(_, name)| json!({ "type": "bom", "url": file_name(name) })).collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": { "component": {
            "type": "library",
            "bom-ref": purl,
            "name": text("name"),
            "version": text("version"),
            "description": text("description"),
            "licenses": [{ "expression": text("license") }],
            "purl": purl,
            "externalReferences": lists,
        } },
        "components": [],
        "dependencies": [{ "ref": purl, "dependsOn": [] }],
        "compositions": [{ "aggregate": "complete", "dependencies": [purl] }],
    }))
}

fn put_one(folder: &Path, name: &str, bom: &Value) -> Result<(), Fault> {
    write(&folder.join(file_name(name)), format!("{bom:#}\n").as_bytes())
}

fn file_name(name: &str) -> String {
    format!("{name}.cdx.json")
}

fn parsed(bytes: &[u8], what: &str) -> Result<Value, Fault> {
    serde_json::from_slice(bytes)
        .map_err(|error| Fault::wrong(format!("What was read of {what} is no JSON: {error}."), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_tells_neither_when_nor_where_it_was_made() {
        let made = json!({
            "serialNumber": "urn:uuid:1",
            "version": 1,
            "metadata": { "timestamp": "2026-01-01T00:00:00Z", "component": { "bom-ref": "path+file:///somewhere/server#1" } },
            "dependencies": [{ "ref": "path+file:///somewhere/server#1", "dependsOn": ["registry+x#serde@1"] }],
        });
        let expected = json!({
            "version": 1,
            "metadata": { "component": { "bom-ref": "path+file:///server#1" } },
            "dependencies": [{ "ref": "path+file:///server#1", "dependsOn": ["registry+x#serde@1"] }],
        });
        assert_eq!(the_same_everywhere(made, "/somewhere"), expected);
    }

    #[test]
    fn the_package_depends_on_nothing_and_says_so() {
        let bom =
            of_package(&serde_json::from_str(include_str!("../../../pkg/package.json")).unwrap()).unwrap();
        let purl = concat!("pkg:npm/parlour@", env!("CARGO_PKG_VERSION"));
        assert_eq!(bom["dependencies"], json!([{ "ref": purl, "dependsOn": [] }]));
        assert_eq!(bom["compositions"], json!([{ "aggregate": "complete", "dependencies": [purl] }]));
        let refusal =
            of_package(&json!({ "name": "parlour", "dependencies": { "left-pad": "1" } })).unwrap_err();
        assert!(refusal.what.contains("`dependencies`"), "{refusal}");
    }
}
