//! The conversation as a page that needs no script: what it stores, what it refuses, and what it shows of hostile words.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::fs;
use std::time::{Duration, Instant};

use hyper::Method;
use support::desk::{DESK, look, take};
use support::{Answer, BOT, LIMITS, Server, path, settings};

/// The default `public_url`: a browser names it as the origin of the page's forms.
const OWN: &str = "http://127.0.0.1:8080";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn page() -> String {
    format!("/chat/{BOT}")
}

/// A browser that runs no script.
struct Reader<'a> {
    server: &'a Server,
    cookie: String,
}

impl Reader<'_> {
    async fn begin(server: &Server) -> Reader<'_> {
        let answer = server.ask(Method::POST, &page(), &[("origin", OWN), FORM], "do=start").await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Reader { server, cookie }
    }

    async fn get(&self, end: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str())];
        self.server.ask(Method::GET, &format!("{}{end}", page()), &headers, "").await
    }

    async fn post(&self, origin: &str, body: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str()), ("origin", origin), FORM];
        self.server.ask(Method::POST, &page(), &headers, body).await
    }

    /// Id and proof of the text box of the page as it stands.
    async fn hidden(&self) -> (String, String) {
        let text = self.get("").await.text;
        let (_, form) = text.split_once("class=\"write\"").expect("a text box");
        let value = |name: &str| {
            let (_, rest) = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        (value("mid"), value("proof"))
    }

    async fn say(&self, text: &str) -> Answer {
        let (mid, proof) = self.hidden().await;
        self.post(OWN, &format!("mid={mid}&proof={proof}&text={}", encoded(text))).await
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// How often this was said, as the bot's owner counts it.
async fn rows(reader: &Reader<'_>, text: &str) -> usize {
    reader.get("").await.text.matches(&format!("<p class=\"typed\" dir=\"auto\">{text}</p>")).count()
}

#[tokio::test]
async fn nothing_begins_before_the_visitor_wants_it() {
    let server = Server::start().await;
    let answer = server.ask(Method::GET, &page(), &[], "").await;
    assert_eq!(answer.status, 200);
    assert!(answer.text.contains("Start chat") && !answer.text.contains("Welcome."));
    assert!(!answer.headers.contains_key("set-cookie"));
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
    assert_eq!(server.ask(Method::GET, "/chat/unknown", &[], "").await.status, 404);
}

#[tokio::test]
async fn the_token_is_in_a_cookie_of_this_page_that_no_script_and_no_other_site_can_use() {
    let server = Server::start().await;
    let answer = server.ask(Method::POST, &page(), &[("origin", OWN), FORM], "do=start").await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, format!("Path=/chat/{BOT}; Max-Age=2592000; HttpOnly; SameSite=Lax"));
    let token = pair.strip_prefix("parlour_chat=").unwrap();
    assert_eq!(token.len(), 43);
    assert_eq!(answer.headers["location"].to_str().unwrap(), format!("{BOT}#latest"));
    let shown = Reader { server: &server, cookie: pair.to_owned() }.get("").await.text;
    assert!(shown.contains("Welcome.") && shown.contains("value=\"Returns\""));
    assert!(!shown.contains(token), "the token stands in no page");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_row() {
    let server = Server::start().await;
    let reader = Reader::begin(&server).await;
    let (mid, proof) = reader.hidden().await;
    let body = format!("mid={mid}&proof={proof}&text=once");
    let both = tokio::join!(reader.post(OWN, &body), reader.post(OWN, &body));
    assert_eq!((both.0.status, both.1.status), (303, 303));
    assert_eq!(rows(&reader, "once").await, 1);
}

#[tokio::test]
async fn going_back_and_typing_another_text_is_another_message() {
    let server = Server::start().await;
    let reader = Reader::begin(&server).await;
    let (mid, proof) = reader.hidden().await;
    for text in ["first", "second"] {
        assert_eq!(reader.post(OWN, &format!("mid={mid}&proof={proof}&text={text}")).await.status, 303);
    }
    assert_eq!((rows(&reader, "first").await, rows(&reader, "second").await), (1, 1));
    // Another answer to a question that was answered is none.
    let (mid, proof) = reader.hidden().await;
    for text in ["yes", "no"] {
        assert_eq!(reader.post(OWN, &format!("mid={mid}&proof={proof}&say={text}")).await.status, 303);
    }
    assert_eq!((rows(&reader, "yes").await, rows(&reader, "no").await), (1, 0));
}

#[tokio::test]
async fn what_another_site_sends_is_refused_and_stores_nothing() {
    let server = Server::start().await;
    let reader = Reader::begin(&server).await;
    let (mid, proof) = reader.hidden().await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:8081", "http://127.0.0.1.evil:8080"] {
        assert_eq!(
            reader.post(origin, &format!("mid={mid}&proof={proof}&text=forged")).await.status,
            403,
            "{origin}"
        );
    }
    let other = Reader::begin(&server).await.hidden().await.1;
    for proof in ["", "00", other.as_str()] {
        assert_eq!(
            reader.post(OWN, &format!("mid={mid}&proof={proof}&text=forged")).await.status,
            403,
            "{proof}"
        );
    }
    let json = [("cookie", reader.cookie.as_str()), ("origin", OWN), ("content-type", "application/json")];
    assert_eq!(server.ask(Method::POST, &page(), &json, "{}").await.status, 415);
    assert_eq!(rows(&reader, "forged").await, 0);
}

#[tokio::test]
async fn a_refused_message_keeps_its_text() {
    let server = Server::start().await;
    let reader = Reader::begin(&server).await;
    let answer = reader.say(&"ä".repeat(4_001)).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("Not sent: this message is too long."));
    let (_, box_) = answer.text.split_once("<textarea").unwrap();
    let kept = box_.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
    assert_eq!(kept.trim_start(), "ä".repeat(4_001));
}

#[tokio::test]
async fn hostile_words_are_words() {
    let hostile = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "</textarea></p><iframe src=javascript:alert(1)>",
        "[press](javascript:alert(1)) ![x](data:text/html,<script>1</script>)",
        "' onmouseover='alert(1)",
    ];
    let say = hostile
        .map(|text| format!("{{ text = '''{text}''', suggested_replies = ['''{text}'''] }}"))
        .join(", ");
    let flow = format!(
        "name = \"H\"\nfallback = \"a\"\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = [{say}]\n"
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), flow).unwrap();
    let file = settings(LIMITS);
    let file =
        file.replace("refs = [\"returns\"]\n", "").replace("Trail & Tent", "<script>alert(2)</script>");
    let server = Server::start_as(folder, &file).await;
    let reader = Reader::begin(&server).await;
    for text in hostile {
        assert_eq!(reader.say(text).await.status, 303);
    }
    let shown = reader.get("?locale=%22%3E%3Cscript%3E").await.text;
    for sign in ["<script", "<svg", "<iframe", "<img", "javascript:alert(1)\"", "onerror=\""] {
        assert!(!shown.contains(sign), "{sign}");
    }
    assert!(shown.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[tokio::test]
async fn the_language_is_the_browsers_or_the_one_that_is_asked_for() {
    let server = Server::start().await;
    let door = async |end: &str, accepted: &str| {
        let headers = [("accept-language", accepted)];
        server.ask(Method::GET, &format!("{}{end}", page()), &headers, "").await.text
    };
    assert!(door("", "de-CH, en;q=0.5").await.contains("<html lang=\"de\" dir=\"ltr\">"));
    assert!(door("?locale=ar", "de").await.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(door("", "xx").await.contains("<html lang=\"en\" dir=\"ltr\">"));
}

#[tokio::test]
async fn a_link_may_start_where_the_owner_allows_and_nowhere_else() {
    let server = Server::start().await;
    let begun = async |module: &str| {
        let answer = server
            .ask(Method::POST, &page(), &[("origin", OWN), FORM], &format!("do=start&ref={module}"))
            .await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Reader { server: &server, cookie }.get("").await.text
    };
    assert!(begun("returns").await.contains("You have 60 days."));
    let other = begun("internal").await;
    assert!(other.contains("Welcome.") && !other.contains("For staff."));
}

#[tokio::test]
async fn what_comes_later_is_waited_for_by_a_link() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    let server = Server::start_in(folder, LIMITS).await;
    let reader = Reader::begin(&server).await;
    assert_eq!(reader.say("a person please").await.status, 303);
    let shown = reader.get("").await.text;
    assert!(shown.contains("Waiting for someone to join"), "{shown}");
    let (_, link) = shown.split_once("?after=").expect("a link that waits");
    let link = format!("?after={}", link.split('#').next().unwrap());

    let begun = Instant::now();
    let answering = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let listed = look(&server, "").await.json();
        let conversation = listed["conversations"][0]["conversation_id"].as_u64().unwrap();
        assert_eq!(take(&server, conversation, "Maya").await.status, 204);
    };
    let (shown, ()) = tokio::join!(reader.get(&link), answering);
    assert!(shown.text.contains("Maya joined the chat"), "{}", shown.text);
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_millis(250) && waited < Duration::from_secs(8), "{waited:?}");
}

#[tokio::test]
async fn a_visitor_who_starts_again_has_another_conversation_and_a_new_cookie() {
    let server = Server::start().await;
    let reader = Reader::begin(&server).await;
    reader.say("before").await;
    let (mid, proof) = reader.hidden().await;
    let answer = reader.post(OWN, &format!("mid={mid}&proof={proof}&do=again")).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_ne!(cookie, reader.cookie);
    let again = Reader { server: &server, cookie };
    assert_eq!((rows(&reader, "before").await, rows(&again, "before").await), (1, 0));
}

#[tokio::test]
async fn the_frame_may_be_held_by_the_bots_own_pages_only() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.toml"), DESK).unwrap();
    fs::create_dir(folder.path().join("built")).unwrap();
    let file = settings("assets = \"built\"").replace("refs = [\"returns\"]\n", "");
    let server = Server::start_as(folder, &file).await;
    let answer = server.ask(Method::GET, &format!("/frame/{BOT}"), &[], "").await;
    assert_eq!(answer.status, 200);
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.ends_with("frame-ancestors http://127.0.0.1:* https://shop.example"), "{policy}");
    assert!(
        policy.contains("require-trusted-types-for 'script'") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
    assert_eq!(server.ask(Method::GET, "/frame/unknown", &[], "").await.status, 404);
}

#[tokio::test]
async fn the_servers_own_pages_may_talk_to_every_bot() {
    let server = Server::start_with("public_url = \"https://chat.example/parlour\"").await;
    for (origin, status) in
        [("https://chat.example", 201), ("https://chat.example.evil", 403), ("http://chat.example", 403)]
    {
        let answer = server.ask(Method::POST, &path("session"), &[("origin", origin)], "").await;
        assert_eq!(answer.status, status, "{origin}");
    }
}
