//! How the chat looks: size, scheme, language.

use leptos::prelude::*;
use leptos::{ev, html};

use super::locales::LOCALES;
use super::size::{Size, Theme};
use super::verbs;
use crate::page::{Session, choice};

/// The row of controls above the frame.
pub(crate) fn look(session: Session) -> AnyView {
    let sizes = Size::ALL.map(|size| (size, size.name())).to_vec();
    let sizes = choice("Size", sizes, session.size, |size| {
        let (width, height) = size.pixels();
        verbs::resize(width, height);
    });
    let themes = Theme::ALL.map(|theme| (theme, theme.word())).to_vec();
    let themes =
        choice("Theme", themes, session.theme, |theme| verbs::set("theme", Some(theme.word().to_owned())));
    let told = move || {
        let (width, height) = session.size.get().pixels();
        let scale = session.scale.get();
        let percent = (scale * 100.0).round();
        let drawn = if percent < 100.0 { format!(" · {percent} %") } else { String::new() };
        format!("{width} × {height}{drawn}")
    };
    html::div()
        .class("look")
        .child((sizes, themes, locales(session), html::span().class("pixels").child(told)))
        .into_any()
}

fn locales(session: Session) -> AnyView {
    let own = html::option().value("").child("Language: auto");
    let rest: Vec<AnyView> =
        LOCALES.iter().map(|(tag, name)| html::option().value(*tag).child(*name).into_any()).collect();
    let select = html::select().child((own, rest)).prop("value", move || session.locale.get()).on(
        ev::change,
        move |event| {
            let tag = event_target_value(&event);
            verbs::set("locale", Some(tag.clone()).filter(|tag| !tag.is_empty()));
            session.locale.set(tag);
        },
    );
    html::label().child((html::span().class("unseen").child("Language"), select)).into_any()
}
