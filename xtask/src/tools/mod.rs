//! Every tool at a pinned version, kept under `target/tools`; a second run finds them there.

pub(crate) mod browser;
pub(crate) mod cargo_cyclonedx;
pub(crate) mod cargo_deny;
pub(crate) mod cargo_install;
pub(crate) mod chromedriver;
pub(crate) mod firefox;
pub(crate) mod musl;
pub(crate) mod npm;
pub(crate) mod rust_target;
pub(crate) mod system_packages;
pub(crate) mod versions;
pub(crate) mod wasm_bindgen;
pub(crate) mod wasm_pack;
pub(crate) mod webkit;
