//! What the parts of `pkg/parts/` are handed; the shapes stand at the top of each.

use js_sys::{Array, Object};
use parlour_core::markup::plain;
use parlour_protocol::{ChoiceRules, FormField};
use wasm_bindgen::JsValue;

use crate::caught::{set, texts};

fn object(values: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in values {
        set(&object, key, value);
    }
    object.into()
}

fn or_none(value: Option<impl Into<JsValue>>) -> JsValue {
    value.map_or(JsValue::UNDEFINED, Into::into)
}

pub(super) fn select(options: &[String], rules: ChoiceRules) -> JsValue {
    object(&[("options", texts(options)), ("min", or_none(rules.min)), ("max", or_none(rules.max))])
}

pub(super) fn rating(min: i32, max: i32, text: &str) -> JsValue {
    object(&[("min", min.into()), ("max", max.into()), ("text", plain(text).into())])
}

pub(super) fn date(min: Option<&str>, max: Option<&str>) -> JsValue {
    object(&[("min", or_none(min)), ("max", or_none(max))])
}

pub(super) fn form(fields: &[FormField]) -> JsValue {
    let one = |field: &FormField| {
        object(&[
            ("name", field.name.as_str().into()),
            ("label", field.label.as_str().into()),
            ("kind", field.kind.as_str().into()),
            ("required", field.required.into()),
            ("options", texts(&field.options)),
        ])
    };
    object(&[("fields", fields.iter().map(one).collect::<Array>().into())])
}
