//! What the test targets of this crate share: conformance cases as folders of bytes, and the rules
//! the sources keep.

pub mod conformance;
pub mod crossed;
pub mod proof;
pub mod serving;
pub mod tidy;
pub mod upstreams;
