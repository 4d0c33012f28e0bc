//! What a message asks, as forms: each sends one ordinary message, under an id of its own.

use maud::{Markup, html};
use parlour_protocol::{Action, CardButton, FormField, MULTI_SELECT};

use super::content::Look;
use super::marked::link;
use crate::token::new_uuid;

/// What every form of a page carries.
pub(super) struct Asking {
    /// That its sender has read this page.
    pub(super) proof: String,
    /// The language that was asked for by name.
    pub(super) locale: Option<String>,
    /// Media types of files that are taken; none if none are.
    pub(super) files: Option<String>,
    /// The last segment of the page's address, which others are relative to.
    pub(super) page: String,
}

impl Asking {
    /// The fields nobody sees. The id makes a form that is sent twice one message.
    pub(super) fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="mid" value=(new_uuid().unwrap_or_default());
            input type="hidden" name="proof" value=(self.proof);
            @if let Some(locale) = &self.locale { input type="hidden" name="locale" value=(locale); }
        }
    }
}

/// The control of what is asked. `place`: the message and the action in it, which the answer of a form names.
pub(super) fn ask(action: &Action, place: (u64, usize), asking: &Asking, look: &Look<'_>) -> Markup {
    let words = look.words;
    match action {
        Action::Choice { options, options_type, .. } if options_type == MULTI_SELECT => html! {
            form.ask method="post" {
                (asking.hidden())
                fieldset {
                    legend { (words.get("chooseSeveral")) }
                    @for option in options { (tick("checkbox", "option", option, false)) }
                }
                button { (words.get("confirm")) }
            }
        },
        Action::Choice { options, .. } => html! {
            form.ask method="post" {
                (asking.hidden())
                div.replies role="group" aria-label=(words.get("suggestedReplies")) {
                    @for option in options { button name="say" value=(option) dir="auto" { (option) } }
                }
            }
        },
        Action::Rating { min, max, .. } => html! {
            form.ask method="post" {
                (asking.hidden())
                div.replies role="group" aria-label=(words.get("sendRating")) {
                    @for grade in *min..=*max { button name="say" value=(grade) { (grade) } }
                }
            }
        },
        Action::Date { min, max, .. } => html! {
            form.ask method="post" {
                (asking.hidden())
                label { (words.get("chooseDate")) input type="date" name="say" required min=[min.as_deref()] max=[max.as_deref()]; }
                button { (words.get("confirm")) }
            }
        },
        Action::Form { fields, .. } => html! {
            form.ask method="post" {
                (asking.hidden())
                input type="hidden" name="form" value=(format!("{}.{}", place.0, place.1));
                @for (nth, one) in fields.iter().enumerate() { (field(one, nth, look)) }
                button { (words.get("submit")) }
            }
        },
        Action::Input { wanted, .. } if wanted == "file" => file(asking, look),
        Action::Input { wanted, .. } if wanted != "location" => html! {
            form.ask method="post" {
                (asking.hidden())
                label { (words.get("message")) input type=(input_type(wanted)) name="say" required step=[(wanted == "number").then_some("any")]; }
                button { (words.get("send")) }
            }
        },
        _ => html! {},
    }
}

/// A file by itself; nothing where none are taken. What is hidden stands in the address: the body is the file alone.
pub(super) fn file(asking: &Asking, look: &Look<'_>) -> Markup {
    let Some(types) = &asking.files else { return html! {} };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("mid", &new_uuid().unwrap_or_default()).append_pair("proof", &asking.proof);
    if let Some(locale) = &asking.locale {
        query.append_pair("locale", locale);
    }
    html! {
        form.ask method="post" enctype="multipart/form-data" action=(format!("{}?{}", asking.page, query.finish())) {
            label { (look.words.get("attach")) input type="file" name="file" required accept=(types); }
            button { (look.words.get("send")) }
        }
    }
}

fn tick(kind: &str, name: &str, value: &str, required: bool) -> Markup {
    html! { label.tick { input type=(kind) name=(name) value=(value) required[required]; span dir="auto" { (value) } } }
}

fn input_type(kind: &str) -> &'static str {
    match kind {
        "number" => "number",
        "email" => "email",
        "phone" => "tel",
        "date" => "date",
        _ => "text",
    }
}

fn field(field: &FormField, nth: usize, look: &Look<'_>) -> Markup {
    let name = format!("f{nth}");
    let label = html! { (field.label) @if field.required { " (" (look.words.get("required")) ")" } };
    match field.kind.as_str() {
        "multi_select" => html! {
            fieldset { legend dir="auto" { (label) } @for option in &field.options { (tick("checkbox", &name, option, false)) } }
        },
        "multiple_choice" => html! {
            label dir="auto" {
                (label)
                select name=(name) required[field.required] {
                    option value="" { (look.words.get("chooseOne")) }
                    @for option in &field.options { option value=(option) { (option) } }
                }
            }
        },
        kind => html! {
            label dir="auto" {
                (label)
                input type=(input_type(kind)) name=(name) required[field.required] step=[(kind == "number").then_some("any")];
            }
        },
    }
}

/// Buttons of a card: one opens a page, or says something while its message is the last.
pub(super) fn card_buttons(buttons: &[CardButton], is_open: bool, look: &Look<'_>) -> Markup {
    html! {
        @for button in buttons {
            @match (button.kind.as_str(), &button.options.url, &button.options.message) {
                ("web_url", Some(address), _) if button.is_active => p { (link(address, html! { (button.title) }, &button.title, look)) },
                ("postback", _, Some(says)) if button.is_active && is_open => {
                    @if let Some(asking) = look.asking {
                        form method="post" { (asking.hidden()) button name="say" value=(says) dir="auto" { (button.title) } }
                    }
                },
                _ => button disabled dir="auto" { (button.title) },
            }
        }
    }
}
