//! What a bot writes, as a tree: a small Markdown, never HTML.

mod address;
mod blocks;
mod emoji;
mod inline;
mod list;
mod table;
mod tree;

pub use address::{is_link, is_media, is_misleading};
pub use blocks::parse;
pub use emoji::is_only_emoji;
pub use tree::{Align, Kind, Node, head, plain, words, written};
