//! What holds of every conversation in a page.

use crate::bot::Bot;
use crate::page_under_test::{Page, mid, said, text_at};

const FLOW: &str = r#"
name = "Shop"
fallback = "sorry"

[[module]]
id = 1
name = "greeting"
starting = true
say = ["Hi.", { text = "Which size?" }]
type = "number"
save = "size"
next = "noted"

[[module]]
id = 2
name = "noted"
say = "Size {{ size }} it is."
by_ref = true

[[module]]
id = 3
name = "sorry"
say = "Sorry?"
"#;

fn seqs(page: &mut Page, token: &str) -> Vec<u64> {
    let body = page.ask("GET", "history?limit=200", Some(token), "").body;
    body.split("\"seq\":").skip(1).map(|rest| rest.split(',').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn a_message_that_comes_again_gets_the_same_bytes_and_is_not_evaluated() {
    let mut page = Page::of(FLOW);
    let token = page.begin();
    let first = page.say(&token, 1, "anything");
    let rows = page.rows.clone();
    let again = page.say(&token, 1, "anything");
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(page.rows, rows);
    let other = page.say(&token, 1, "something else");
    assert_eq!((other.status, text_at(&other.body, "\"code\":\"")), (409, "id_reused"));
    assert_eq!(page.rows, rows);
}

#[test]
fn every_event_has_the_next_seq_whatever_is_refused_between() {
    let mut page = Page::of(FLOW);
    let token = page.begin();
    for turn in 0..60 {
        page.say(&token, turn, "anything");
        page.say(&token, turn, "another under the same id");
        page.ask("POST", "messages/", Some(&token), "{");
        page.say(&token, turn, "anything");
    }
    let seqs = seqs(&mut page, &token);
    assert!(seqs.len() > 120);
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_token_resumes_its_conversation_and_no_other_opens_it() {
    let mut page = Page::of(FLOW);
    let token = page.begin();
    page.say(&token, 1, "anything");
    let resumed = page.ask("POST", "session", Some(&token), "{}");
    assert_eq!(resumed.status, 201);
    assert_eq!(text_at(&resumed.body, "\"token\":\""), token);
    assert!(resumed.body.contains("\"conversation_id\":1,"), "{}", resumed.body);
    for foreign in ["", "x", "1.", "1.0", "2.0", &format!("0{token}x"), &token[..token.len() - 1]] {
        for (method, path) in [("POST", "session"), ("GET", "history"), ("POST", "messages/")] {
            assert_eq!(page.ask(method, path, Some(foreign), &said(2, "hi")).status, 401, "{foreign} {path}");
        }
    }
    let fresh = page.ask("POST", "session", Some(&token), r#"{"fresh":true}"#);
    assert!(fresh.body.contains("\"conversation_id\":2,"), "{}", fresh.body);
}

#[test]
fn a_revoked_token_opens_nothing() {
    let mut page = Page::of(FLOW);
    let token = page.begin();
    assert_eq!(page.ask("DELETE", "session", Some(&token), "").status, 204);
    assert_eq!(page.ask("GET", "history", Some(&token), "").status, 401);
    assert_eq!(page.ask("GET", "events", Some(&token), "").status, 401);
    assert_eq!(page.ask("POST", "session", Some(&token), "").status, 401);
    assert_eq!(page.ask("POST", "session", Some("1."), "").status, 401);
}

#[test]
fn to_forget_deletes_every_word_and_tells_the_other_tab() {
    let mut page = Page::of(FLOW);
    let token = page.begin();
    page.say(&token, 1, "my secret");
    let reply = page.ask("DELETE", "conversation", Some(&token), "");
    assert_eq!((reply.status, reply.body.as_str()), (204, ""));
    assert_eq!(page.rows.keys().collect::<Vec<_>>(), ["n"]);
    assert!(!format!("{:?}", page.rows).contains("secret"));
    let stream = page.ask("GET", "events?after=0.1", Some(&token), "");
    assert!(stream.body.starts_with("event: reset\ndata: {\"epoch\":"), "{}", stream.body);
    assert!(stream.body.contains("The conversation was deleted."));
    assert_eq!(stream.next, None);
    assert_eq!(page.ask("GET", "history", Some(&token), "").status, 401);
    let next = page.ask("POST", "session", None, "");
    assert!(next.body.contains("\"conversation_id\":2,"), "{}", next.body);
}

#[test]
fn of_many_conversations_the_last_twenty_are_kept() {
    let mut page = Page::of(FLOW);
    let tokens: Vec<String> = (0..25).map(|_| page.begin()).collect();
    let open = |page: &mut Page, token: &str| page.ask("GET", "history", Some(token), "").status == 200;
    let kept: Vec<bool> = tokens.iter().map(|token| open(&mut page, token)).collect();
    assert_eq!(kept, [vec![false; 5], vec![true; 20]].concat());
}

#[test]
fn variables_of_the_page_and_answers_fill_the_texts() {
    let mut page = Page::of(FLOW);
    let token = page.begin();
    let body = format!(r#"{{"id":"{}","actions":[],"ref":"noted","user_cvars":{{"size":44}}}}"#, mid(1));
    let reply = page.ask("POST", "messages/", Some(&token), &body);
    assert!(reply.body.contains("Size 44 it is."), "{}", reply.body);
}

#[test]
fn a_broken_flow_says_every_mistake_with_its_place() {
    let broken = "name = \"Shop\"\nfallback = \"nowhere\"\n[[module]]\nid = 1\nname = \"a\"\nsays = \"x\"\n";
    let mistakes = Bot::read(broken).err().unwrap();
    let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|mistake| mistake.starts_with("2:12: ")), "{told:?}");
    assert!(
        told.iter().any(|mistake| mistake.starts_with("6:1: ") && mistake.contains("unknown_key")),
        "{told:?}"
    );
}

#[test]
fn a_flow_that_calls_another_server_is_refused_where_it_says_so() {
    let calling = format!("{FLOW}request = {{ url = \"https://example.com\" }}\n");
    let mistakes = Bot::read(&calling).err().unwrap();
    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].code, "request_unavailable");
    assert_eq!(mistakes[0].message, "`sorry` calls another server, which a bot in a page does not do");
    assert_eq!(mistakes[0].line, calling.lines().count());
}

#[test]
fn json_and_toml_make_the_same_bot() {
    let json = r#"{"name":"Shop","fallback":1,"module":[{"id":1,"name":"a","starting":true,"say":"Hi."}]}"#;
    let toml =
        "name = \"Shop\"\nfallback = 1\n[[module]]\nid = 1\nname = \"a\"\nstarting = true\nsay = \"Hi.\"\n";
    let of = |flow: &str| {
        let mut page = Page::of(flow);
        let token = page.begin();
        page.say(&token, 1, "anything").body
    };
    assert_eq!(of(&format!("\u{feff} {json}")), of(toml));
}
