//! Names for messages: UUIDv7, made when the visitor presses send (server.md §3).

use js_sys::{Function, Math, Uint8Array};
use wasm_bindgen::JsCast as _;

use crate::{caught::get, clock};

/// A fresh UUIDv7 in lower case.
pub fn fresh() -> String {
    let mut bytes = random();
    let [_, _, at @ ..] = clock::now().to_be_bytes();
    for (byte, from) in bytes.iter_mut().zip(at) {
        *byte = from;
    }
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = (*version & 0x0f) | 0x70;
    *variant = (*variant & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}

/// 16 bytes of `crypto.getRandomValues`; of `Math.random` in a page that took it away, where a
/// collision is still a matter of the millisecond and 74 bits.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    let array = Uint8Array::new_with_length(16);
    let crypto = get(&js_sys::global(), "crypto");
    let filled = get(&crypto, "getRandomValues")
        .dyn_ref::<Function>()
        .is_some_and(|fill| fill.call1(&crypto, &array).is_ok());
    if filled {
        array.copy_to(&mut bytes);
    } else {
        for byte in &mut bytes {
            *byte = (Math::random() * 256.0) as u8;
        }
    }
    bytes
}
