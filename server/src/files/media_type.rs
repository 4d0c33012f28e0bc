//! What a file is, by the ending of its name.

/// The media type of files that are served; others are not.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "wav" => "audio/wav",
        "webm" => "video/webm",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "toml" => "application/toml",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_is_served_as_wasm() {
        assert_eq!(media_type("a/widget.wasm"), Some("application/wasm"));
        assert_eq!(media_type("parlour.db"), None);
        assert_eq!(media_type("v.js/parlour"), None);
    }
}
