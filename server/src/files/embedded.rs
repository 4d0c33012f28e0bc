//! The widget's files in the program itself: with the feature `embedded`, one file is all there is to deploy.

use bytes::Bytes;

/// Path below `target/dist` and content, in the order of the paths; empty without the feature.
const FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The content of one file.
pub(super) fn read(path: &str) -> Option<Bytes> {
    let at = FILES.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
    FILES.get(at).map(|(_, content)| Bytes::from_static(content))
}

/// Whether the program was built with the files in it.
pub(super) fn is_whole() -> bool {
    !FILES.is_empty()
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_found_and_no_other() {
        for (name, content) in FILES {
            assert_eq!(read(name).unwrap(), content);
        }
        assert!(read("parlour.js.br").is_some());
        assert!(read(".made-from").is_none());
        assert!(read("").is_none());
    }
}
