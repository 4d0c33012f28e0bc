//! What a browser downloads: the widget as wasm, its glue, the loader.

pub(crate) mod compress;
pub(crate) mod dist;
pub(crate) mod fingerprint;
pub(crate) mod lazy;
pub(crate) mod loader;
pub(crate) mod remap;
mod squeeze;
mod strip;
mod tester;
pub(crate) mod version;
pub(crate) mod wasm;
