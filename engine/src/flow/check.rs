//! What a flow must keep as a whole: an answer for everything, no endless fall-through, no module
//! that nobody gets to.

use std::collections::BTreeSet;

use super::draft::ModuleDraft;
use super::mistake::Mistakes;
use super::model::{Flow, Place};
use crate::limits;

/// A module that waits for the visitor needs a way on when nothing matches.
pub(super) fn fallbacks(drafts: &[ModuleDraft], flow_has_fallback: bool, mistakes: &mut Mistakes) {
    if flow_has_fallback {
        return;
    }
    for draft in drafts.iter().filter(|draft| draft.fallback.is_none() && draft.next.is_none()) {
        let sentence = "nothing is said when nothing matches here; give the module or the flow a `fallback`";
        mistakes.add(draft.at, "no_fallback", sentence);
    }
}

/// Follows `next` from every module: a way that comes back to itself would never ask the visitor.
pub(super) fn fall_throughs(drafts: &[ModuleDraft], flow: &Flow, mistakes: &mut Mistakes) {
    let mut ends_well: BTreeSet<Place> = BTreeSet::new();
    let mut reported: BTreeSet<Place> = BTreeSet::new();
    for start in 0..flow.modules.len() {
        let mut way: Vec<Place> = Vec::new();
        let mut here = Some(start);
        while let Some(place) = here {
            if ends_well.contains(&place) || reported.contains(&place) {
                break;
            }
            if let Some(first) = way.iter().position(|passed| *passed == place) {
                let cycle: Vec<Place> = way.iter().skip(first).copied().collect();
                report_cycle(&cycle, drafts, flow, mistakes);
                break;
            }
            way.push(place);
            here = flow.at(place).and_then(|module| module.next);
        }
        if here.is_none() { ends_well.extend(way) } else { reported.extend(way) }
    }
    for (place, draft) in drafts.iter().enumerate().filter(|(place, _)| ends_well.contains(place)) {
        let steps = core::iter::successors(Some(place), |place| flow.at(*place)?.next);
        if let Some(next) = &draft.next
            && steps.take(limits::FALL_THROUGHS.saturating_add(1)).count() > limits::FALL_THROUGHS
        {
            let sentence = format!("more than {} modules fall through from here", limits::FALL_THROUGHS);
            mistakes.add(next.at, "chain_too_long", sentence);
        }
    }
}

fn report_cycle(cycle: &[Place], drafts: &[ModuleDraft], flow: &Flow, mistakes: &mut Mistakes) {
    let name = |place: &Place| flow.at(*place).map_or("", |module| module.card.name.as_str());
    let names: Vec<&str> = cycle.iter().chain(cycle.first()).map(name).collect();
    let at = cycle.first().and_then(|place| drafts.get(*place)?.next.as_ref()).map_or(0, |next| next.at);
    let sentence = format!("`next` goes round without asking the visitor: {}", names.join(" → "));
    mistakes.add(at, "cycle", sentence);
}

/// Walks from the starting module, the global connections and the modules that are found by `ref`.
pub(super) fn reachability(drafts: &[ModuleDraft], flow: &Flow, mistakes: &mut Mistakes) {
    let by_ref = drafts.iter().enumerate().filter(|(_, draft)| draft.by_ref).map(|(place, _)| place);
    let globals = flow.global_connections.iter().map(|connection| connection.to);
    let mut ahead: Vec<Place> = by_ref.chain(globals).chain(flow.fallback).chain([flow.starting]).collect();
    let mut reached = BTreeSet::new();
    while let Some(place) = ahead.pop() {
        if let Some(module) = flow.at(place).filter(|_| reached.insert(place)) {
            ahead.extend(module.connections.iter().map(|connection| connection.to));
            ahead.extend(module.fallback.into_iter().chain(module.next));
        }
    }
    for (_, draft) in drafts.iter().enumerate().filter(|(place, _)| !reached.contains(place)) {
        let name = draft.name.as_ref().map_or("", |(_, name)| name.as_str());
        let sentence =
            format!("nothing leads to `{name}`; if pages start there by `ref`, say `by_ref = true`");
        mistakes.add(draft.at, "unreachable", sentence);
    }
}
