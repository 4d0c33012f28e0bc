//! Which connection is followed.

use super::outcome::Evaluated;
use super::remark::Remark;
use crate::condition::Said;
use crate::flow::Place;
use crate::words::Words;
use crate::{Connection, Cvars, Flow, Module};

/// A module, and the connection that led there.
pub(super) type Landing = (Place, Option<Evaluated>);

/// What `look` finds in what the visitor said: if it is a label in another language, first in what that
/// label is in the flow's own.
pub(crate) fn heard<T>(
    flow: &Flow,
    remark: &Remark,
    cvars: &Cvars,
    now_ms: u64,
    look: impl Fn(&Said<'_>) -> Option<T>,
) -> Option<T> {
    let (text, words) = (remark.text(), remark.words());
    let label = flow.languages_by_tag().of(cvars).and_then(|language| language.own_label(words));
    let in_own = label.and_then(|text| look(&Said { text, words: &Words::of(text), cvars, now_ms }));
    in_own.or_else(|| look(&Said { text, words, cvars, now_ms }))
}

/// The module's own connections in order, then the flow's unless `is_global_skipped`.
pub(super) fn matching(flow: &Flow, module: &Module, said: &Said<'_>, skips_global: bool) -> Option<Landing> {
    own(flow, module, said).or_else(|| if skips_global { None } else { everywhere(flow, said) })
}

pub(super) fn own(flow: &Flow, module: &Module, said: &Said<'_>) -> Option<Landing> {
    Some(followed(flow, module.index().first(&module.connections, said)?, false))
}

pub(super) fn everywhere(flow: &Flow, said: &Said<'_>) -> Option<Landing> {
    Some(followed(flow, flow.global_index().first(flow.global_connections(), said)?, true))
}

fn followed(flow: &Flow, connection: &Connection, is_global: bool) -> Landing {
    let evaluated = Evaluated {
        is_global,
        is_fallback: false,
        id: Some(connection.id),
        position: connection.position,
        to: flow.at(connection.to()).map(|module| module.card.id).unwrap_or_default(),
    };
    (connection.to(), Some(evaluated))
}

/// Seed of message reports: a connection without a condition is a fallback connection.
pub(super) fn for_want_of_a_match(flow: &Flow, module: &Module, to: Place) -> Landing {
    let position = u64::try_from(module.connections.len()).unwrap_or(u64::MAX).saturating_add(1);
    let to_id = flow.at(to).map(|module| module.card.id).unwrap_or_default();
    (to, Some(Evaluated { is_global: false, is_fallback: true, id: None, position, to: to_id }))
}
