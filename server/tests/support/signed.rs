//! Identities as the back end of a site signs them, made by hand after RFC 7515.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Answer, LIMITS, PAGE, Server, Session, path, settings};

pub const SECRET: &str = "CANARY-secret-of-the-shops-back-end";
pub const NEXT_SECRET: &str = "CANARY-next-secret-of-the-back-end";

/// A key whose public half the server has.
pub fn pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
}

pub fn public() -> String {
    URL_SAFE_NO_PAD.encode(pair().public_key().as_ref())
}

/// The shop's configuration with this `identity`.
pub fn file(identity: &str) -> String {
    settings(LIMITS).replacen("refs = ", &format!("identity = {identity}\nrefs = "), 1)
}

/// Two keys, one of each kind.
pub fn two_keys(more: &str) -> String {
    format!(
        "{{ keys = [{{ kid = \"k1\", secret = {{ literal = \"{SECRET}\" }} }}, \
         {{ kid = \"e1\", public_key = \"{}\" }}], audience = \"shop\"{more} }}",
        public()
    )
}

pub async fn start(identity: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), include_str!("shop.toml")).unwrap();
    Server::start_as(folder, &file(identity)).await
}

pub fn now_s() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// What a good token of this person says.
pub fn claims(sub: &str) -> Value {
    json!({"sub": sub, "aud": "shop", "exp": now_s() + 300})
}

/// Claims with these in their place; `null` takes one out.
pub fn with(more: &Value) -> Value {
    let mut claims = claims("ada-7");
    for (name, value) in more.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

pub fn mac(secret: &str, message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// Header and claims as they stand, signed by `sign`.
pub fn raw(header: &str, claims: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub fn hs256(kid: &str, secret: &str, claims: &Value) -> String {
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": kid}).to_string();
    raw(&header, &claims.to_string(), |message| mac(secret, message))
}

pub fn ed25519(kid: &str, claims: &Value) -> String {
    let header = json!({"alg": "EdDSA", "kid": kid}).to_string();
    raw(&header, &claims.to_string(), |message| pair().sign(message).as_ref().to_vec())
}

/// A token of this person's.
pub fn of(sub: &str) -> String {
    hs256("k1", SECRET, &claims(sub))
}

/// Asks for a session, with the bearer of an earlier one or none.
pub async fn ask(server: &Server, bearer: Option<&str>, body: &Value) -> Answer {
    let bearer = bearer.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("origin", PAGE), ("content-type", "application/json")];
    if let Some(bearer) = &bearer {
        headers.push(("authorization", bearer));
    }
    server.ask(hyper::Method::POST, &path("session"), &headers, &body.to_string()).await
}

/// A session, and the conversation it opens.
pub async fn open<'a>(server: &'a Server, bearer: Option<&str>, body: &Value) -> (Session<'a>, u64) {
    let answer = ask(server, bearer, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let told = answer.json();
    let token = told["token"].as_str().unwrap().to_owned();
    (Session { server, token }, told["conversation_id"].as_u64().unwrap())
}
