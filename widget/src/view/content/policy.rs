//! Where links may lead and media may come from (embed.md §2 `link-allow`, `media-allow`).

use parlour_core::markup;
use wasm_bindgen::JsValue;

use crate::caught::{get, text};

/// What the page's owner allows.
#[derive(Clone, Default)]
pub struct Policy {
    /// Addresses that begin with one slash lie below it.
    pub gateway: String,
    /// Origins links may lead to; `None` allows all.
    pub links: Option<Vec<String>>,
    /// Origins media may come from; `None` allows all.
    pub media: Option<Vec<String>>,
}

/// An address as the browser reads it.
pub(crate) struct Address {
    pub(crate) href: String,
    /// Host without port, in ASCII; of mail and telephone links what follows the scheme.
    pub(crate) host: String,
    pub(crate) is_web: bool,
}

impl Policy {
    /// A link that may be opened.
    pub(crate) fn link(&self, address: &str) -> Option<Address> {
        let address = self.whole(address);
        let read = read(&address).filter(|_| markup::is_link(&address))?;
        let is_web = markup::is_media(&address);
        let is_allowed = !is_web || allows(self.links.as_ref(), &read);
        let host = match text(&read, "hostname") {
            Some(host) => host,
            None => address.split_once(':').map(|(_, rest)| rest.to_owned())?,
        };
        is_allowed.then_some(Address { href: address, host, is_web })
    }

    /// The address of a picture, a sound, a film or a file that may be fetched.
    pub(crate) fn media(&self, address: &str) -> Option<String> {
        let address = self.whole(address);
        let read = read(&address).filter(|_| markup::is_media(&address))?;
        allows(self.media.as_ref(), &read).then_some(address)
    }

    /// The address of a picture the visitor has sent: it lies with the backend, wherever else media may come from.
    pub(crate) fn own(&self, address: &str) -> Option<String> {
        let whole = self.whole(address);
        let is_ours = origin(&whole).is_some_and(|of| origin(&self.gateway) == Some(of));
        if is_ours && markup::is_media(&whole) { Some(whole) } else { self.media(address) }
    }

    /// A file that may be fetched, as a link.
    pub(crate) fn file(&self, address: &str) -> Option<Address> {
        self.media(address).map(|href| Address { href, host: String::new(), is_web: true })
    }

    fn whole(&self, address: &str) -> String {
        if address.starts_with('/') && !address.starts_with("//") {
            return [self.gateway.as_str(), address].concat();
        }
        address.to_owned()
    }
}

fn allows(origins: Option<&Vec<String>>, read: &JsValue) -> bool {
    origins.is_none_or(|origins| text(read, "origin").is_some_and(|origin| origins.contains(&origin)))
}

/// The origin of an address, as the browser writes it.
pub(crate) fn origin(address: &str) -> Option<String> {
    text(&read(address)?, "origin")
}

/// `new URL(address)`, so that what is checked is what the browser opens; `None` for what it refuses.
fn read(address: &str) -> Option<JsValue> {
    let url = get(&js_sys::global(), "URL").into();
    js_sys::Reflect::construct(&url, &js_sys::Array::of1(&address.into())).ok()
}
