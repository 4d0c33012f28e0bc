//! Exports are mailed over encrypted connections, to servers that show who they are.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::{Value, json};
use support::accounts::{ANALYST, EMAIL, accounts};
use support::mail_sink::{Manner, Seal, Sink};
use support::{BOT, Server};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

const USER: &str = "reports";
const PASSWORD: &str = "CANARY-password-of-the-mailbox";

/// Signs certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// What a server of this name shows.
    fn certify(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let shown = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![shown.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A server that mails to `sink` and trusts `authority`.
async fn server(sink: &Sink, authority: &Authority, address: &str, password: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), include_str!("support/shop.toml")).unwrap();
    std::fs::write(folder.path().join("ca.pem"), authority.0.pem()).unwrap();
    let smtp = address.replace("HOST", &sink.address.to_string());
    let login = if password.is_empty() {
        String::new()
    } else {
        format!("user = \"{USER}\"\npassword = {{ literal = \"{password}\" }}")
    };
    let mail = format!(
        "webhook_retry = [\"1s\", \"1s\"]\n[mail]\nsmtp = \"{smtp}\"\nfrom = \"reports@example.org\"\n\
         ca = \"ca.pem\"\n{login}"
    );
    Server::start_in(folder, &accounts(&mail)).await
}

async fn ask(server: &Server, method: Method, path: &str, body: &str) -> Value {
    let jwt = format!("JWT {ANALYST}");
    let headers = [("authorization", jwt.as_str()), ("content-type", "application/json")];
    server.ask(method, &format!("/api/frontend/reports/{path}"), &headers, body).await.json()
}

async fn ordered(server: &Server) -> String {
    let body = json!({"fromDate": "2021-01-01", "toDate": "2099-12-31", "reportId": 1, "botId": BOT});
    let answer = ask(server, Method::POST, "messages/", &body.to_string()).await;
    answer["job"].as_str().unwrap().to_owned()
}

async fn until(server: &Server, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1_500 {
        let job = ask(server, Method::GET, &format!("jobs/{id}"), "").await;
        if is_so(&job) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the export never came so far");
}

fn manner(seal: Seal, certificates: Vec<TlsAcceptor>) -> Manner {
    Manner { seal, certificates, login: None, answers: Vec::new() }
}

#[tokio::test]
async fn a_report_goes_encrypted_and_the_password_only_then() {
    let authority = Authority::new();
    for (seal, address) in [(Seal::Asked, "smtp://HOST?tls=required"), (Seal::Always, "smtps://HOST")] {
        let mut manner = manner(seal, vec![authority.certify("127.0.0.1")]);
        manner.login = Some((USER, PASSWORD));
        let sink = Sink::of(manner).await;
        let server = server(&sink, &authority, address, PASSWORD).await;
        let id = ordered(&server).await;
        let mail = sink.one().await;
        assert!(mail.sealed, "{seal:?}");
        assert_eq!(mail.to, [format!("RCPT TO:<{EMAIL}>")]);
        assert!(mail.attachment().unwrap().starts_with(b"\xef\xbb\xbf\"id\","));
        until(&server, &id, |job| job["state"] == "sent").await;
        let clear = sink.clear();
        let verbs: Vec<&str> = clear.iter().map(|line| line.split(' ').next().unwrap()).collect();
        let wanted: &[&str] = if seal == Seal::Asked { &["EHLO", "STARTTLS"] } else { &[] };
        assert_eq!(verbs, wanted, "{seal:?}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_show_who_it_is_gets_nothing_until_it_does() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (seal, address) in [(Seal::Asked, "smtp://HOST?tls=required"), (Seal::Always, "smtps://HOST")] {
        // Of nobody known, then of another name, then right.
        let shown = vec![
            stranger.certify("127.0.0.1"),
            authority.certify("mail.example"),
            authority.certify("127.0.0.1"),
        ];
        let mut manner = manner(seal, shown);
        manner.login = Some((USER, PASSWORD));
        let sink = Sink::of(manner).await;
        let server = server(&sink, &authority, address, PASSWORD).await;
        let id = ordered(&server).await;
        let unknown = until(&server, &id, |job| !job["error"].is_null()).await;
        assert_eq!(unknown["state"], "running", "it is tried again");
        assert!(unknown["error"].as_str().unwrap().contains("invalid peer certificate"), "{unknown}");
        let other = until(&server, &id, |job| job["error"] != unknown["error"]).await;
        assert!(other["error"].as_str().unwrap().contains("mail.example"), "{other}");
        assert!(sink.mails().is_empty());
        until(&server, &id, |job| job["state"] == "sent").await;
        assert!(sink.one().await.sealed);
        assert!(!sink.clear().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
    }
}

#[tokio::test]
async fn an_unknown_authority_is_refused_where_only_public_ones_are_trusted() {
    let authority = Authority::new();
    let sink = Sink::of(manner(Seal::Always, vec![authority.certify("127.0.0.1")])).await;
    let mail = format!(
        "webhook_retry = []\n[mail]\nsmtp = \"smtps://{}\"\nfrom = \"reports@example.org\"",
        sink.address
    );
    let server = Server::start_with(&accounts(&mail)).await;
    let id = ordered(&server).await;
    let failed = until(&server, &id, |job| job["state"] == "failed").await;
    assert!(failed["error"].as_str().unwrap().contains("UnknownIssuer"), "{failed}");
    assert!(sink.mails().is_empty());
}

#[tokio::test]
async fn a_server_that_cannot_encrypt_gets_neither_password_nor_report() {
    let authority = Authority::new();
    let sink = Sink::start(&[]).await;
    let server = server(&sink, &authority, "smtp://HOST?tls=required", PASSWORD).await;
    let id = ordered(&server).await;
    let failed = until(&server, &id, |job| job["state"] == "failed").await;
    assert!(!failed["error"].is_null() && sink.mails().is_empty());
    assert!(sink.clear().iter().all(|line| line.starts_with("EHLO") || line.starts_with("QUIT")));
}

#[tokio::test]
async fn a_wrong_password_ends_the_export_at_once_and_its_file_stays() {
    let authority = Authority::new();
    let mut manner = manner(Seal::Asked, vec![authority.certify("127.0.0.1")]);
    manner.login = Some((USER, PASSWORD));
    let sink = Sink::of(manner).await;
    let server = server(&sink, &authority, "smtp://HOST?tls=required", "wrong").await;
    let id = ordered(&server).await;
    let failed = until(&server, &id, |job| job["state"] == "failed").await;
    assert!(failed["error"].as_str().unwrap().contains("wrong name or password"), "{failed}");
    assert!(sink.mails().is_empty());
}
