//! Which addresses may stand in the page.

/// An address that may stand in `src`: http, https, or below the page's own.
pub(crate) fn picture(address: &str) -> Option<String> {
    let has_scheme = address.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':'));
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    (is_web || !has_scheme).then(|| address.to_owned())
}
