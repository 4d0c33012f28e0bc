//! Stripe's way: `Stripe-Signature: t=…,v1=…`, HMAC-SHA256 in hex over `t.body`.

use axum::http::HeaderMap;
use hmac::Mac as _;

use super::key::SigningKey;
use crate::limits::SIGNATURE_WINDOW_SECONDS;

const SIGNATURE: &str = "stripe-signature";

/// Whether one of the keys signed the body within the window around now. Looks at every signature under
/// every key, so that the time tells nothing.
pub(crate) fn verify(keys: &[SigningKey], headers: &HeaderMap, body: &[u8], now_s: i64) -> bool {
    let Some(line) = headers.get(SIGNATURE).and_then(|line| line.to_str().ok()) else { return false };
    let parts = || line.split(',').filter_map(|part| part.trim().split_once('='));
    let Some((_, timestamp)) = parts().find(|(name, _)| *name == "t") else { return false };
    let Ok(at_s) = timestamp.parse::<i64>() else { return false };
    if at_s.abs_diff(now_s) > SIGNATURE_WINDOW_SECONDS {
        return false;
    }
    let is_signed = |key: &SigningKey, bytes: &[u8]| {
        let mac = key.mac(&[timestamp.as_bytes(), b".", body]);
        mac.is_some_and(|mac| mac.verify_slice(bytes).is_ok())
    };
    let mut is_known = false;
    for (_, signature) in parts().filter(|(name, _)| *name == "v1") {
        let bytes = unhex(signature);
        is_known = keys.iter().fold(is_known, |known, key| is_signed(key, &bytes) | known);
    }
    is_known
}

/// Empty if it is no hex, which nothing is signed with.
fn unhex(text: &str) -> Vec<u8> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0).unwrap_or_default();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // printf '1614265330.{"a":1}' | openssl dgst -sha256 -hmac 'whsec_of_the_stripe_kind_'
    const SECRET: &str = "whsec_of_the_stripe_kind_";
    const SIGNED: &str = "6a37383b931c5e1cbb65d9dc8c7a67fca96a15b80798c85aca6ce25980b0042e";
    const BODY: &[u8] = br#"{"a":1}"#;
    const AT: i64 = 1_614_265_330;

    fn verified(line: &str, body: &[u8], now: i64) -> bool {
        let keys =
            [SigningKey::stripe("another key of twenty-four").unwrap(), SigningKey::stripe(SECRET).unwrap()];
        let headers = HeaderMap::from_iter([(SIGNATURE.parse().unwrap(), line.parse().unwrap())]);
        verify(&keys, &headers, body, now)
    }

    #[test]
    fn what_was_signed_is_known_and_what_was_altered_is_not() {
        let good = format!("t=1614265330,v1={SIGNED}");
        assert!(verified(&good, BODY, AT) && verified(&good, BODY, AT - 300));
        assert!(verified(&format!("t=1614265330, v0=00, v1=00, v1={SIGNED}"), BODY, AT));
        assert!(!verified(&good, BODY, AT + 301));
        assert!(!verified(&good, br#"{"a":2}"#, AT));
        for bad in [
            format!("t=1614265331,v1={SIGNED}"),
            format!("t=1614265330,v0={SIGNED}"),
            format!("t=1614265330,v1={}", &SIGNED[1..]),
            format!("t=1614265330,v1={}", SIGNED.replace(&SIGNED[..1], "x")),
            format!("v1={SIGNED}"),
            "t=1614265330,v1=".to_owned(),
            String::new(),
        ] {
            assert!(!verified(&bad, BODY, AT), "{bad}");
        }
        assert!(!verify(&[], &HeaderMap::new(), BODY, AT));
    }
}
