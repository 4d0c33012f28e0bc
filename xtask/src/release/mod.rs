//! `cargo xtask release`: what is published and deployed, in `dist/parlour-VERSION/`.
//!
//! ```text
//! parlour-TARGET         the server with the widget's files in it: one file to deploy
//! parlour-VERSION.tgz    the npm package
//! web/…                  what a browser downloads, for those who serve it from elsewhere
//! SRI.txt                each of these files and its `integrity`
//! snippet.html           the tag a site pastes, with `integrity`
//! sbom/…                 what server, wasm and package are made of (`CycloneDX`)
//! LICENSE-…              ours
//! THIRD-PARTY.txt        those of what others wrote, with their texts
//! SHA256SUMS             over all of the above
//! ```
//! No file holds a time, a path of this machine or anything drawn by chance: the same sources and tools give the
//! same bytes, and `--twice` proves it.

mod assemble;
mod checksums;
mod elf;
mod integrity;
mod options;
mod run;
mod sbom;
mod server;
mod trial;
mod twice;

pub(crate) use assemble::{Linked, assemble};
pub(crate) use options::Options;
pub(crate) use run::run;
pub(crate) use trial::trial;
