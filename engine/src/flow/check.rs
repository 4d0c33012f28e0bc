//! What a flow must keep as a whole: an answer for everything, no endless fall-through, no module
//! that nobody gets to.

use super::draft::{ConnectionDraft, ModuleDraft};
use super::mistake::Mistakes;
use super::model::{Flow, Place};
use crate::condition::Condition;
use crate::limits;

/// A module that waits for the visitor needs a way on when nothing matches.
pub(super) fn fallbacks(drafts: &[ModuleDraft], flow_has_fallback: bool, mistakes: &mut Mistakes) {
    if flow_has_fallback {
        return;
    }
    for draft in drafts.iter().filter(|draft| draft.fallback.is_none() && draft.next.is_none()) {
        let always = |connection: &ConnectionDraft| matches!(connection.condition, Condition::Always);
        if draft.skip_user_input.is_some() && draft.connections.iter().any(always) {
            continue;
        }
        let sentence = "nothing is said when nothing matches here; give the module or the flow a `fallback`";
        mistakes.add(draft.at, "no_fallback", sentence);
    }
}

/// Where a module leads without asking the visitor.
fn ahead(flow: &Flow, place: Place) -> Vec<Place> {
    let Some(module) = flow.at(place).filter(|module| module.leads_on()) else { return Vec::new() };
    if let Some(next) = module.next {
        return vec![next];
    }
    let connections = module.connections.iter().map(|connection| connection.to);
    connections.chain(module.fallback.or(flow.fallback)).collect()
}

/// What is known of a module while ways are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Never,
    OnTheWay,
    /// With the most modules spoken through from there, itself counted.
    Done(usize),
    InCycle,
}

/// Follows `next` and `skip_user_input` from every module: a way that comes back to itself would
/// never ask the visitor. Each module is passed once, so the work grows with the file.
pub(super) fn fall_throughs(drafts: &[ModuleDraft], flow: &Flow, mistakes: &mut Mistakes) {
    let mut seen = vec![Seen::Never; flow.modules.len()];
    for start in 0..flow.modules.len() {
        // A module with the ways from it that are still to be followed.
        let mut way: Vec<(Place, Vec<Place>)> = Vec::new();
        let mut enter = Some(start).filter(|place| seen.get(*place) == Some(&Seen::Never));
        loop {
            if let Some(place) = enter.take() {
                set(&mut seen, place, Seen::OnTheWay);
                way.push((place, ahead(flow, place)));
            }
            let Some((place, ways)) = way.last_mut() else { break };
            let place = *place;
            if let Some(to) = ways.pop() {
                match seen.get(to).copied() {
                    Some(Seen::Never) => enter = Some(to),
                    Some(Seen::OnTheWay) => {
                        let cycle: Vec<Place> =
                            way.iter().map(|(place, _)| *place).skip_while(|place| *place != to).collect();
                        report_cycle(&cycle, drafts, flow, mistakes);
                        for place in &cycle {
                            set(&mut seen, *place, Seen::InCycle);
                        }
                    }
                    Some(Seen::InCycle) => set(&mut seen, place, Seen::InCycle),
                    Some(Seen::Done(_)) | None => {}
                }
            } else {
                way.pop();
                if seen.get(place) == Some(&Seen::OnTheWay) {
                    let length = |to: &Place| match seen.get(*to) {
                        Some(Seen::Done(length)) => *length,
                        _ => 0,
                    };
                    let longest = ahead(flow, place).iter().map(length).max().unwrap_or_default();
                    set(&mut seen, place, Seen::Done(longest.saturating_add(1)));
                }
            }
        }
    }
    for (draft, seen) in drafts.iter().zip(&seen) {
        // The one that asks at the end is counted.
        if let Seen::Done(length) = seen
            && *length > limits::FALL_THROUGHS
        {
            let sentence = format!("more than {} modules fall through from here", limits::FALL_THROUGHS);
            mistakes.add(place_of_skip(draft), "chain_too_long", sentence);
        }
    }
}

fn set(seen: &mut [Seen], place: Place, now: Seen) {
    if let Some(seen) = seen.get_mut(place) {
        *seen = now;
    }
}

/// Where a module says that it waits for nobody.
fn place_of_skip(draft: &ModuleDraft) -> usize {
    draft.next.as_ref().map(|next| next.at).or(draft.skip_user_input).unwrap_or(draft.at)
}

fn report_cycle(cycle: &[Place], drafts: &[ModuleDraft], flow: &Flow, mistakes: &mut Mistakes) {
    let name = |place: &Place| flow.at(*place).map_or("", |module| module.card.name.as_str());
    let names: Vec<&str> = cycle.iter().chain(cycle.first()).map(name).collect();
    let first = cycle.first().and_then(|place| drafts.get(*place));
    let key = if first.is_some_and(|draft| draft.next.is_some()) { "next" } else { "skip_user_input" };
    let sentence = format!("`{key}` goes round without asking the visitor: {}", names.join(" → "));
    mistakes.add(first.map_or(0, place_of_skip), "cycle", sentence);
}

/// Walks from the starting module, the global connections and the modules that are found by `ref`.
pub(super) fn reachability(drafts: &[ModuleDraft], flow: &Flow, mistakes: &mut Mistakes) {
    let by_ref = drafts.iter().enumerate().filter(|(_, draft)| draft.by_ref).map(|(place, _)| place);
    let globals = flow.global_connections.iter().map(|connection| connection.to);
    let mut ahead: Vec<Place> = by_ref.chain(globals).chain(flow.fallback).chain([flow.starting]).collect();
    let mut reached = vec![false; drafts.len()];
    while let Some(place) = ahead.pop() {
        if let Some(module) = flow.at(place).filter(|_| first_time(&mut reached, place)) {
            ahead.extend(module.connections.iter().map(|connection| connection.to));
            ahead.extend(module.fallback.into_iter().chain(module.next));
            ahead.extend(module.timeout.as_ref().map(|timeout| timeout.to));
        }
    }
    for (draft, _) in drafts.iter().zip(reached).filter(|(_, reached)| !reached) {
        let name = draft.name.as_ref().map_or("", |(_, name)| name.as_str());
        let sentence =
            format!("nothing leads to `{name}`; if pages start there by `ref`, say `by_ref = true`");
        mistakes.add(draft.at, "unreachable", sentence);
    }
}

fn first_time(reached: &mut [bool], place: Place) -> bool {
    reached.get_mut(place).is_some_and(|reached| !core::mem::replace(reached, true))
}
