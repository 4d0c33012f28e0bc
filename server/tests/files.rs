//! The widget's files and the demo's pages, as a browser gets them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;

use hyper::Method;
use support::Server;

async fn server() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("dist/v/0.1.0-0a1b2c3d")).unwrap();
    fs::create_dir_all(at("pages")).unwrap();
    for (name, text) in [
        ("shop.toml", include_str!("support/shop.toml")),
        ("dist/parlour.js", "plain"),
        ("dist/parlour.js.br", "brotli"),
        ("dist/parlour.js.gz", "gzipped"),
        ("dist/v/0.1.0-0a1b2c3d/widget.wasm", "wasm"),
        ("dist/.secret.js", "CANARY"),
        ("index.html", "<!doctype html>"),
        ("pages/shop.html", "<!doctype html>shop"),
        ("secret.txt", "CANARY"),
    ] {
        fs::write(at(name), text).unwrap();
    }
    Server::start_in(folder, "assets = \"dist\"\ndemo = { index = \"index.html\", pages = \"pages\" }").await
}

#[tokio::test]
async fn the_loader_is_sent_in_the_smallest_form_and_again_only_when_changed() {
    let server = server().await;
    for (accepted, text, encoding) in
        [("gzip, br", "brotli", Some("br")), ("gzip, br;q=0", "gzipped", Some("gzip")), ("", "plain", None)]
    {
        let answer = server.ask(Method::GET, "/parlour.js", &[("accept-encoding", accepted)], "").await;
        assert_eq!((answer.status, answer.text.as_str()), (200, text));
        assert_eq!(answer.headers.get("content-encoding").map(|value| value.to_str().unwrap()), encoding);
        assert_eq!(answer.headers["content-type"], "text/javascript; charset=utf-8");
        assert_eq!(answer.headers["cache-control"], "no-cache");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(answer.headers["cross-origin-resource-policy"], "cross-origin");
        let tag = answer.headers["etag"].to_str().unwrap();
        let headers = [("accept-encoding", accepted), ("if-none-match", tag)];
        let again = server.ask(Method::GET, "/parlour.js", &headers, "").await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
    }
}

#[tokio::test]
async fn versioned_files_never_change() {
    let server = server().await;
    let answer = server.ask(Method::GET, "/v/0.1.0-0a1b2c3d/widget.wasm", &[], "").await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "wasm"));
    assert_eq!(answer.headers["content-type"], "application/wasm");
    assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(server.ask(Method::GET, "/v/0.1.0-0a1b2c3d/other.wasm", &[], "").await.refusal().0, 404);
}

#[tokio::test]
async fn a_demo_page_is_served_under_a_strict_policy() {
    let server = server().await;
    for path in ["/", "/pages/shop.html"] {
        let answer = server.ask(Method::GET, path, &[], "").await;
        assert_eq!(
            (answer.status, answer.headers["content-type"].to_str().unwrap()),
            (200, "text/html; charset=utf-8")
        );
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_folders() {
    let server = server().await;
    for path in [
        "/pages/../secret.txt",
        "/pages/..%2fsecret.txt",
        "/pages/%2e%2e/secret.txt",
        "/pages/%2e%2e%2fsecret.txt",
        "/pages//secret.txt",
        "/v/../parlour.js",
        "/v/%2e%2e/.secret.js",
        "/v/..%2f..%2f/secret.txt",
        "/v/0.1.0-0a1b2c3d%00/widget.wasm",
        "/pages/",
        "/pages/%ff.html",
    ] {
        let answer = server.ask(Method::GET, path, &[], "").await;
        assert_eq!(answer.refusal().0, 404, "{path}");
        assert!(!answer.text.contains("CANARY"), "{path}");
    }
}
