//! One row that stands in the page.

use parlour_core::Entry;
use parlour_core::text::decimal;
use web_sys::HtmlElement;

use crate::view::{Asks, Frame, Kept, Live, Screen, Standing, row, set_length};

/// Dropped, it leaves the page.
pub(super) struct Drawn {
    /// Its place among all rows.
    pub(super) index: usize,
    /// What stands before it has changed: it may need a name, or a day, or none.
    pub(super) is_stale: bool,
    /// Out of the rows' flow, at its place, for as long as it is held.
    pub(super) is_kept: bool,
    pub(super) node: HtmlElement,
    revision: u32,
    entry: Live<Entry>,
    told: (usize, Option<usize>, bool),
    _standing: Standing,
}

impl Drawn {
    /// Draws `entry` into `list`, before `next`.
    #[inline(never)]
    pub(super) fn new(
        (list, next): (&HtmlElement, Option<&HtmlElement>),
        entry: &Entry,
        (index, frame): (usize, Frame),
        screen: &Screen,
        asks: &Asks,
    ) -> Option<Box<Self>> {
        let (live, kept) = (Live::new(entry.clone()), Kept::default());
        let li = row(&live, frame, screen, asks).kept(&kept);
        let standing = Standing::new(li, list);
        let node: HtmlElement = kept.get()?;
        if let Some(next) = next {
            list.insert_before(&node, Some(next)).ok();
        }
        let told = (usize::MAX, None, false);
        let revision = entry.revision;
        let (is_stale, is_kept) = (false, false);
        Some(Box::new(Self {
            index,
            is_stale,
            is_kept,
            node,
            revision,
            entry: live,
            told,
            _standing: standing,
        }))
    }

    pub(super) fn update(&mut self, entry: &Entry) {
        if self.revision != entry.revision {
            self.revision = entry.revision;
            self.entry.put(entry.clone());
        }
    }

    /// Whether it may not be taken out of the page: the focus is in it, or what it holds says so.
    pub(super) fn is_held(&self) -> bool {
        self.node.matches(":focus-within,:has([data-keep])").unwrap_or(false)
    }

    /// Puts it at `top` pixels from the first row's top, or back into the flow.
    #[inline(never)]
    pub(super) fn keep(&mut self, top: Option<u64>) {
        self.is_kept = top.is_some();
        self.node.toggle_attribute_with_force("data-kept", self.is_kept).ok();
        set_length(&self.node, "inset-block-start", top.unwrap_or(0));
    }

    /// Says which of how many it is (nothing: nobody knows), and whether it is the visitor's last.
    #[inline(never)]
    pub(super) fn tell(&mut self, size: Option<usize>, is_last: bool) {
        let told = (self.index, size, is_last);
        if self.told == told {
            return;
        }
        self.told = told;
        let size = size.map_or_else(|| "-1".to_owned(), |size| decimal(size as u64));
        self.node.set_attribute("aria-posinset", &decimal(self.index as u64 + 1)).ok();
        self.node.set_attribute("aria-setsize", &size).ok();
        self.node.toggle_attribute_with_force("data-last", is_last).ok();
    }
}
