//! What ad blockers would hide or not fetch: our addresses and names against rules of the kind the public lists have.
//!
//! The lists themselves are not here: they are large, change daily and have licences of their own. `RULES` has their
//! patterns, written by us after the shapes they use against chat widgets, trackers, banners and social buttons; the
//! engine that reads them is the one a browser ships. Each shape is shown to catch what it is meant for, so that an
//! address of ours that passes, passes for a reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use adblock::Engine;
use adblock::request::Request;

const BOT: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const GATEWAY: &str = "https://desk.example";
const PAGE: &str = "https://shop.example/boots";

/// A shape of rule, and an address it is meant for.
const RULES: [(&str, &str); 36] = [
    ("/chat-widget.", "/js/chat-widget.js"),
    ("/chat-widget/", "/chat-widget/app.js"),
    ("/chat_widget/", "/chat_widget/app.js"),
    ("/chatwidget.", "/chatwidget.min.js"),
    ("-chat-widget-", "/a-chat-widget-b.js"),
    ("/livechat.", "/livechat.js"),
    ("/livechat/*$third-party", "/livechat/app.js"),
    ("/live-chat-", "/live-chat-loader.js"),
    ("/live-chat/*$script,third-party", "/live-chat/x.js"),
    ("/chatbot.", "/chatbot.js"),
    ("/chatbot/*$script,third-party", "/chatbot/x.js"),
    ("/chat-loader.", "/chat-loader.js"),
    ("/chat-popup.", "/chat-popup.js"),
    ("/chat/widget/", "/chat/widget/1.js"),
    ("/messenger-widget/", "/messenger-widget/a.js"),
    ("/widget/chat^", "/widget/chat?x"),
    ("/beacon.js", "/beacon.js"),
    ("/tracker.js", "/tracker.js"),
    ("/tracking.$script", "/tracking.min.js"),
    ("/analytics.js", "/analytics.js"),
    ("/telemetry/", "/telemetry/v1"),
    ("/collect?", "/collect?e=1"),
    ("/pixel.", "/pixel.gif"),
    ("/popup.js", "/popup.js"),
    ("/popup/*$script,third-party", "/popup/x.js"),
    ("/overlay.js$third-party", "/overlay.js"),
    ("/banner.", "/banner.js"),
    ("/ads.js", "/ads.js"),
    ("/adserver.", "/adserver.js"),
    ("-ad-loader.", "/x-ad-loader.js"),
    ("/cookie-consent.", "/cookie-consent.js"),
    ("/cookieconsent/", "/cookieconsent/x.js"),
    ("/consent.js", "/consent.js"),
    ("/gdpr.", "/gdpr.js"),
    ("/social-buttons.", "/social-buttons.js"),
    ("/newsletter-popup^", "/newsletter-popup/1"),
];

/// Names that cosmetic rules hide, by class and id.
const HIDDEN: [&str; 16] = [
    "chat-widget",
    "chat_widget",
    "chatwidget",
    "chat-launcher",
    "chat-bubble",
    "chat-button",
    "chat-container",
    "chat-popup",
    "livechat",
    "live-chat",
    "chatbot",
    "popup",
    "overlay",
    "banner",
    "teaser-ad",
    "cookie-consent",
];

fn engine() -> Engine {
    let network = RULES.map(|(rule, _)| rule.to_owned()).join("\n");
    let cosmetic: Vec<String> =
        HIDDEN.iter().flat_map(|name| [format!("##.{name}"), format!("###{name}")]).collect();
    Engine::new_with_list_text(format!("{network}\n{}\n", cosmetic.join("\n")))
}

fn is_blocked(engine: &Engine, path: &str, kind: &str) -> bool {
    let request = Request::new(&format!("{GATEWAY}{path}"), PAGE, kind, "GET").unwrap();
    engine.check_network_request(&request).filter.is_some()
}

/// Names, without the ending, of the files of a folder.
fn names(folder: &str, ending: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|found| found == ending));
    files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// What a page's browser fetches of ours, with the kind of the request.
fn addresses() -> Vec<(String, &'static str)> {
    let below = |name: &str| format!("/v/0.1.0-1a2b3c4d/{name}");
    let mut all = vec![
        ("/parlour.js".to_owned(), "script"),
        (below("parlour.js"), "script"),
        (below("widget.js"), "script"),
        (below("widget.wasm"), "xhr"),
        (below("ladder.js"), "script"),
        (below("engine.js"), "script"),
        (below("engine.wasm"), "xhr"),
        (below("files.json"), "xhr"),
        (format!("/frame/{BOT}"), "sub_frame"),
        ("/frame/frame.js".to_owned(), "script"),
        ("/frame/frame.css".to_owned(), "stylesheet"),
        (format!("/chat/{BOT}"), "document"),
        (format!("/chat/{BOT}/style.css"), "stylesheet"),
    ];
    all.extend(names("pkg/parts", "js").iter().map(|name| (below(&format!("parts/{name}.js")), "script")));
    all.extend(names("pkg/words", "json").iter().map(|name| (below(&format!("words/{name}.json")), "xhr")));
    for end in ["session", "messages/", "events?after=a.1", "history", "status", "config", "attachments"] {
        all.push((format!("/api/webchat/bot/{BOT}/{end}"), "xhr"));
    }
    all
}

/// Words in quotes after `before`, in all files of these folders.
fn words_after(folders: &[&str], before: &[&str]) -> HashSet<String> {
    let mut found = HashSet::new();
    for folder in folders {
        let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)];
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for sign in before {
                let quoted = text.split(sign).skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(quoted.flat_map(str::split_whitespace).map(str::to_owned));
            }
        }
    }
    found
}

#[test]
fn every_rule_catches_what_it_is_meant_for() {
    let engine = engine();
    for (rule, address) in RULES {
        assert!(is_blocked(&engine, address, "script"), "{rule} lets {address} pass");
    }
}

#[test]
fn no_address_of_ours_is_blocked() {
    let (engine, addresses) = (engine(), addresses());
    assert!(addresses.len() > 70, "{}", addresses.len());
    let blocked: Vec<_> = addresses.iter().filter(|(path, kind)| is_blocked(&engine, path, kind)).collect();
    assert_eq!(blocked, Vec::<&(String, &str)>::new());
}

#[test]
fn no_name_of_ours_is_hidden() {
    let engine = engine();
    let hides = |name: &str| {
        let found = engine.hidden_class_id_selectors([name], [name], &HashSet::new());
        !found.is_empty()
    };
    assert!(hides("chat-widget") && hides("livechat"), "the rules hide nothing");
    let before = ["\"class\", \"", "class: \"", "\"id\", \"", "id: \"", "\"part\", \"", "part: \"", "id=\""];
    let names =
        words_after(&["widget/src", "pkg/loader", "pkg/parts", "pkg/frame", "server/src/apis"], &before);
    assert!(names.contains("window") && names.contains("launcher") && names.len() > 30, "{names:?}");
    let hidden: Vec<_> = names.iter().filter(|name| hides(name)).collect();
    assert_eq!(hidden, Vec::<&String>::new());
}
