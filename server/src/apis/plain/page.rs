//! The page around the conversation.

use maud::{DOCTYPE, Markup, html};

use super::asks::{Asking, file};
use super::content::{Look, event};
use super::show::{Asked, Found, Trouble};
use crate::config::Bot;
use crate::words::Words;
use parlour_protocol::limits::TEXT_CHARS;

/// What every page of one visitor is made with.
pub(super) struct Sheet<'a> {
    /// The page's language.
    pub(super) words: &'a Words,
    /// Who is spoken to.
    pub(super) bot: &'a Bot,
    /// The server's own address.
    pub(super) base: &'a str,
    /// What the address asks for.
    pub(super) asked: &'a Asked,
    /// Why it is shown, if that is no good news.
    pub(super) trouble: Option<&'a Trouble>,
}

impl Sheet<'_> {
    fn look<'a>(&'a self, asking: Option<&'a Asking>) -> Look<'a> {
        Look { words: self.words, name: self.title(), base: self.base, asking }
    }

    fn title(&self) -> &str {
        self.bot.theme.title.as_deref().unwrap_or(&self.bot.name)
    }

    fn frame(&self, inside: &Markup) -> Markup {
        let picture = self.bot.theme.avatar.as_deref().and_then(|address| self.look(None).media(address));
        html! {
            (DOCTYPE)
            html lang=(self.words.tag) dir=(self.words.direction()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    title { (self.title()) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href=(format!("{}/style.css", self.bot.key()));
                }
                body {
                    header {
                        @if let Some(picture) = picture { img src=(picture) alt="" width="40" height="40"; }
                        h1 dir="auto" { (self.title()) }
                    }
                    main {
                        @if let Some(trouble) = self.trouble {
                            p.trouble role="alert" { (self.words.get(trouble.word).replace("{name}", self.words.get("file")).replace("{size}", "")) }
                        }
                        (inside)
                    }
                }
            }
        }
    }
}

/// Before there is a conversation: nothing is begun and nothing kept until the visitor wants it.
pub(super) fn door(sheet: &Sheet<'_>) -> Markup {
    let draft = sheet.trouble.and_then(|trouble| trouble.draft.as_deref());
    sheet.frame(&html! {
        form.door method="post" {
            @if let Some(locale) = &sheet.asked.locale { input type="hidden" name="locale" value=(locale); }
            @if let Some(reference) = &sheet.asked.reference { input type="hidden" name="ref" value=(reference); }
            @if let Some(draft) = draft { (writing(sheet, draft)) }
            button name="do" value="start" { (sheet.words.get("startChat")) }
        }
    })
}

/// A conversation.
pub(super) fn talk(sheet: &Sheet<'_>, found: &Found, asking: &Asking) -> Markup {
    let words = sheet.words;
    let look = sheet.look(Some(asking));
    let open = found.open();
    let latest = found.latest();
    let onward = sheet.asked.address(sheet.bot, found.is_end.then_some(found.last));
    sheet.frame(&html! {
        section aria-label=(words.get("conversation")) {
            @if let Some(first) = found.earlier {
                p.more { a href=(sheet.asked.earlier(sheet.bot, first)) { (words.get("earlier")) } }
            }
            ol.log {
                @for one in &found.events { (event(one, open == Some(one.seq()), latest == Some(one.seq()), &look)) }
            }
            @if found.is_at_work && found.is_end { p.wait role="status" { (words.get("working")) } }
            p.more { a href=(onward) { (words.get("toLatest")) } }
        }
        @if found.is_end {
            @if found.takes_only_choices() && !found.is_with_agent {
                p.locked { (words.get("choicesOnly")) }
            } @else {
                form.write method="post" {
                    (asking.hidden())
                    (writing(sheet, sheet.trouble.and_then(|trouble| trouble.draft.as_deref()).unwrap_or_default()))
                    button { (words.get("send")) }
                }
                (file(asking, &look))
            }
            form.again method="post" {
                (asking.hidden())
                button name="do" value="again" { (words.get("startAgain")) }
            }
        }
    })
}

fn writing(sheet: &Sheet<'_>, draft: &str) -> Markup {
    html! {
        label for="text" { (sheet.words.get("message")) }
        textarea id="text" name="text" rows="3" dir="auto" required maxlength=(TEXT_CHARS) placeholder=(sheet.words.get("write")) { "\n" (draft) }
    }
}
