use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as base64url};
use hmac::{Hmac, Mac as _};

pub fn token(secret: &str, user: &str, email: &str, now_s: u64) -> String {
    let claims = serde_json::json!({ "sub": user, "aud": "shop", "exp": now_s + 600, "email": email });
    let head = base64url.encode(r#"{"alg":"HS256","typ":"JWT","kid":"k1"}"#);
    let message = format!("{head}.{}", base64url.encode(claims.to_string()));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    format!("{message}.{}", base64url.encode(mac.finalize().into_bytes()))
}
