//! Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac as _;

use super::key::SigningKey;
use crate::limits::SIGNATURE_WINDOW_SECONDS;

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";
/// The one version there is with a shared key.
const VERSION: &str = "v1,";

/// Headers of a webhook.
pub(crate) type SignedHeaders = Vec<(&'static str, String)>;

/// The headers of this try: the same `id` for every try, the moment of this one, and a signature for each
/// key, so that a receiver that knows one of two takes it. Without a key it is unsigned.
pub(crate) fn sign(keys: &[SigningKey], id: &str, now_s: i64, body: &str) -> SignedHeaders {
    let timestamp = now_s.to_string();
    let signed = |key: &SigningKey| {
        let mac = key.mac(&content(id, &timestamp, body.as_bytes()))?;
        Some(format!("{VERSION}{}", STANDARD.encode(mac.finalize().into_bytes())))
    };
    let signatures: Vec<String> = keys.iter().filter_map(signed).collect();
    let mut headers = vec![(ID, id.to_owned()), (TIMESTAMP, timestamp)];
    if !signatures.is_empty() {
        headers.push((SIGNATURE, signatures.join(" ")));
    }
    headers
}

/// The `webhook-id` of a body that one of the keys signed within the window around now. Looks at every
/// signature under every key, so that the time tells nothing.
pub(crate) fn verify<'a>(
    keys: &[SigningKey],
    headers: &'a HeaderMap,
    body: &[u8],
    now_s: i64,
) -> Option<&'a str> {
    let header = |name| headers.get(name).and_then(|line| line.to_str().ok());
    let (id, timestamp, signatures) = (header(ID)?, header(TIMESTAMP)?, header(SIGNATURE)?);
    let at_s: i64 = timestamp.parse().ok()?;
    if id.is_empty() || at_s.abs_diff(now_s) > SIGNATURE_WINDOW_SECONDS {
        return None;
    }
    let content = content(id, timestamp, body);
    let is_signed =
        |key: &SigningKey, bytes: &[u8]| key.mac(&content).is_some_and(|mac| mac.verify_slice(bytes).is_ok());
    let mut is_known = false;
    for signature in signatures.split(' ').filter_map(|part| part.strip_prefix(VERSION)) {
        let bytes = STANDARD.decode(signature).unwrap_or_default();
        is_known = keys.iter().fold(is_known, |known, key| is_signed(key, &bytes) | known);
    }
    is_known.then_some(id)
}

fn content<'a>(id: &'a str, timestamp: &'a str, body: &'a [u8]) -> [&'a [u8]; 5] {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the specification's own libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const MESSAGE: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const OTHER: &str = "another key of twenty-four";

    fn headers(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
        let lines = [(ID, id), (TIMESTAMP, timestamp), (SIGNATURE, signature)];
        lines.into_iter().map(|(name, line)| (name.parse().unwrap(), line.parse().unwrap())).collect()
    }

    fn key(secret: &str) -> SigningKey {
        SigningKey::standard(secret).unwrap()
    }

    #[test]
    fn a_body_is_signed_as_the_specification_signs_it() {
        let signed = sign(&[key(SECRET)], MESSAGE, AT, BODY);
        assert_eq!(
            signed,
            [(ID, MESSAGE.to_owned()), (TIMESTAMP, "1614265330".to_owned()), (SIGNATURE, SIGNED.to_owned())]
        );
        let both = sign(&[key(OTHER), key(SECRET)], MESSAGE, AT, BODY);
        assert!(both[2].1.ends_with(&format!(" {SIGNED}")) && both[2].1.starts_with("v1,"), "{both:?}");
        assert_eq!(sign(&[], MESSAGE, AT, BODY).len(), 2);
    }

    #[test]
    fn whatever_is_altered_is_not_known() {
        let keys = [key(OTHER), key(SECRET)];
        let good = headers(MESSAGE, "1614265330", SIGNED);
        let verified = |headers: &HeaderMap, body: &str, now| {
            verify(&keys, headers, body.as_bytes(), now).map(str::to_owned)
        };
        assert_eq!(verified(&good, BODY, AT).as_deref(), Some(MESSAGE));
        let among = headers(MESSAGE, "1614265330", &format!("v1,AAAA v1a,{SIGNED} nonsense {SIGNED}"));
        assert_eq!(verified(&among, BODY, AT).as_deref(), Some(MESSAGE));
        assert_eq!(verified(&good, BODY, AT + 300).as_deref(), Some(MESSAGE));
        for now in [AT + 301, AT - 301, i64::MAX, i64::MIN] {
            assert_eq!(verified(&good, BODY, now), None, "{now}");
        }
        assert_eq!(verified(&good, r#"{"test": 2432232315}"#, AT), None);
        assert_eq!(verify(&keys[..1], &good, BODY.as_bytes(), AT), None);
        assert_eq!(verify(&[], &good, BODY.as_bytes(), AT), None);
        for bad in [
            headers("msg_other", "1614265330", SIGNED),
            headers(MESSAGE, "1614265331", SIGNED),
            headers(MESSAGE, "soon", SIGNED),
            headers(MESSAGE, "1614265330", "v1,"),
            headers(MESSAGE, "1614265330", &SIGNED.replace("v1,", "v2,")),
            headers(MESSAGE, "1614265330", &SIGNED.replace("g0hM", "g0hN")),
            headers("", "1614265330", SIGNED),
            HeaderMap::new(),
        ] {
            assert_eq!(verified(&bad, BODY, AT), None, "{bad:?}");
        }
    }
}
