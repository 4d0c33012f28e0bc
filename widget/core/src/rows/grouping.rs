//! Which rows stand together under one name, one picture and one time.

use parlour_protocol::Author;

use crate::limits::GROUP_MS;
use crate::transcript::{Content, Entry};

/// Whether `entry` goes on with what `before` began: the same author, within
/// [`GROUP_MS`]. Whether both are of one day depends on the visitor's time zone, which
/// the shell knows.
pub fn stands_with(before: &Entry, entry: &Entry) -> bool {
    is_same_author(&before.content, &entry.content) && entry.at.abs_diff(before.at) <= GROUP_MS
}

fn is_same_author(before: &Content, after: &Content) -> bool {
    let of_visitor = |content: &Content| {
        matches!(content, Content::Visitor { .. } | Content::Received { author: Author::Visitor, .. })
    };
    match (before, after) {
        _ if of_visitor(before) || of_visitor(after) => of_visitor(before) && of_visitor(after),
        (
            Content::Received { author: before, agent: agent_before, .. },
            Content::Received { author: after, agent, .. },
        ) => before == after && *after != Author::System && agent_before == agent,
        _ => false,
    }
}
