//! A draft into a flow: every name looked up.

use parlour_protocol::{BotModule, KpiTag};

use super::check;
use super::draft::{ConnectionDraft, FlowDraft, GroupDraft, KpiTagDraft, ModuleDraft, Reference};
use super::mistake::Mistakes;
use super::model::{Connection, Flow, Module, ModuleId, Place, Timeout, find};
use crate::index::Index;
use crate::lookup::Lookup;
use crate::order;

/// `None` when a mistake leaves nothing to build; it was reported.
pub(super) fn flow(draft: FlowDraft, mistakes: &mut Mistakes) -> Option<Flow> {
    let known = Known::of(&draft, mistakes);
    let starting = starting(&draft.modules, mistakes);
    let known_so_far = mistakes.is_empty();
    let mut ids = connection_ids(&draft, mistakes);
    let global_connections = known.globals(&draft, &mut ids, mistakes);
    let modules: Vec<Module> =
        draft.modules.iter().map(|module| known.module(module, &mut ids, mistakes)).collect();
    let flow = Flow {
        name: draft.name.clone(),
        starting: starting.unwrap_or_default(),
        global_index: Index::of(&global_connections),
        global_connections,
        fallback: draft.fallback.as_ref().and_then(|reference| known.place(reference, mistakes)),
        modules,
        languages: draft.languages.clone(),
        by_id: known.module_ids,
        by_name: known.module_names,
    };
    check::fallbacks(&draft.modules, draft.fallback.is_some(), mistakes);
    check::fall_throughs(&draft.modules, &flow, mistakes);
    // A module is called unreachable only if everything that could lead there was understood.
    if known_so_far {
        check::reachability(&draft.modules, &flow, mistakes);
    }
    starting.map(|_| flow)
}

/// Numbers for connections that were given none: those nobody took, in the order of the file.
struct Ids {
    taken: Lookup<u64, ()>,
    last: u64,
}

impl Ids {
    fn next(&mut self) -> u64 {
        self.last = self.last.saturating_add(1);
        while self.taken.contains(&self.last) {
            self.last = self.last.saturating_add(1);
        }
        self.last
    }
}

fn connection_ids(draft: &FlowDraft, mistakes: &mut Mistakes) -> Ids {
    let mut ids = Ids { taken: Lookup::default(), last: 0 };
    let local = draft.modules.iter().flat_map(|module| &module.connections);
    for (at, id) in draft.global_connections.iter().chain(local).filter_map(|connection| connection.id) {
        if !ids.taken.add(id, ()) {
            mistakes.add(at, "duplicate_id", format!("another connection has the id {id} already"));
        }
    }
    ids
}

/// In the order in which they are looked at.
fn sort<'a>(drafts: &'a [ConnectionDraft], mistakes: &mut Mistakes) -> Vec<&'a ConnectionDraft> {
    let mut taken = Lookup::default();
    let mut sorted = Vec::new();
    for (written, draft) in (1..).zip(drafts) {
        if let Some((at, position)) = draft.position
            && !taken.add(position, ())
        {
            let sentence = format!("another connection has the position {position} already");
            mistakes.add(at, "duplicate_position", sentence);
        }
        sorted.push((draft.position.map_or(written, |(_, position)| position), draft));
    }
    order::by(sorted, |(position, _)| *position).into_iter().map(|(_, draft)| draft).collect()
}

fn starting(modules: &[ModuleDraft], mistakes: &mut Mistakes) -> Option<Place> {
    let mut found = None;
    for (place, module) in modules.iter().enumerate() {
        match (module.starting, found) {
            (Some(at), Some(_)) => {
                mistakes.add(at, "two_starting_modules", "another module is the starting module already");
            }
            (Some(_), None) => found = Some(place),
            (None, _) => {}
        }
    }
    if modules.is_empty() {
        mistakes.add(0, "no_modules", "a flow needs at least one `[[module]]`");
    } else if found.is_none() {
        mistakes.add(
            0,
            "no_starting_module",
            "one module needs `starting = true`: conversations begin there",
        );
    }
    found
}

struct Known<'a> {
    module_ids: Lookup<ModuleId, Place>,
    module_names: Lookup<String, Place>,
    groups: Lookup<&'a str, &'a GroupDraft>,
    kpi_tags: Lookup<&'a str, &'a KpiTagDraft>,
}

impl<'a> Known<'a> {
    fn of(draft: &'a FlowDraft, mistakes: &mut Mistakes) -> Self {
        let (mut module_ids, mut module_names) = (Lookup::default(), Lookup::default());
        for (place, module) in draft.modules.iter().enumerate() {
            if let Some((at, id)) = &module.id
                && !module_ids.add(*id, place)
            {
                mistakes.add(*at, "duplicate_id", format!("another module has the id {id} already"));
            }
            if let Some((at, name)) = &module.name
                && !module_names.add(name.clone(), place)
            {
                mistakes.add(*at, "duplicate_name", format!("another module is named `{name}` already"));
            }
        }
        let mut groups = Lookup::default();
        for group in &draft.groups {
            if !groups.add(group.name.as_str(), group) {
                let sentence = format!("another group is named `{}` already", group.name);
                mistakes.add(group.at, "duplicate_name", sentence);
            }
        }
        let (mut kpi_tags, mut tag_ids) = (Lookup::default(), Lookup::default());
        for tag in &draft.kpi_tags {
            if !kpi_tags.add(tag.label.as_str(), tag) {
                let sentence = format!("another KPI tag is labelled `{}` already", tag.label);
                mistakes.add(tag.at, "duplicate_name", sentence);
            }
            if !tag_ids.add(tag.id, ()) {
                let sentence = format!("another KPI tag has the id {} already", tag.id);
                mistakes.add(tag.at, "duplicate_id", sentence);
            }
        }
        Self { module_ids, module_names, groups, kpi_tags }
    }

    fn place(&self, reference: &Reference, mistakes: &mut Mistakes) -> Option<Place> {
        let place = find(&self.module_ids, &self.module_names, &reference.text);
        if place.is_none() {
            let sentence = format!("there is no module `{}`", reference.text);
            mistakes.add(reference.at, "unknown_target", sentence);
        }
        place
    }

    fn connections(
        &self,
        drafts: &[ConnectionDraft],
        ids: &mut Ids,
        mistakes: &mut Mistakes,
    ) -> Vec<Connection> {
        let sorted = sort(drafts, mistakes);
        let connection = |(position, draft): (u64, &ConnectionDraft)| {
            let id = draft.id.map_or_else(|| ids.next(), |(_, id)| id);
            let to = self.place(draft.to.as_ref()?, mistakes)?;
            Some(Connection { id, position, condition: draft.condition.clone(), to })
        };
        (1..).zip(sorted).filter_map(connection).collect()
    }

    /// The flow's connections and the modules that are understood everywhere, the highest priority
    /// first, in the order of the file.
    fn globals(&self, draft: &FlowDraft, ids: &mut Ids, mistakes: &mut Mistakes) -> Vec<Connection> {
        let own = self.connections(&draft.global_connections, ids, mistakes);
        let sorted = sort(&draft.global_connections, &mut Mistakes::default());
        let priority_of = |connection: &Connection| {
            let index = usize::try_from(connection.position).unwrap_or_default().saturating_sub(1);
            sorted.get(index).map_or(0, |draft| draft.priority)
        };
        let mut found: Vec<(u64, Connection)> =
            own.into_iter().map(|connection| (priority_of(&connection), connection)).collect();
        for (place, module) in draft.modules.iter().enumerate() {
            if let Some(condition) = module.global.clone() {
                found.push((
                    module.priority,
                    Connection { id: ids.next(), position: 0, condition, to: place },
                ));
            }
        }
        let found = order::by(found, |(priority, _)| u64::MAX - *priority);
        let numbered =
            (1..).zip(found).map(|(position, (_, connection))| Connection { position, ..connection });
        numbered.collect()
    }

    fn module(&self, draft: &ModuleDraft, ids: &mut Ids, mistakes: &mut Mistakes) -> Module {
        let group = draft.group.as_ref().and_then(|reference| {
            let group = self.groups.get(reference.text.as_str());
            if group.is_none() {
                let sentence = format!("there is no group `{}`", reference.text);
                mistakes.add(reference.at, "unknown_group", sentence);
            }
            group
        });
        let tag = |reference: &Reference| {
            let tag = self.kpi_tags.get(reference.text.as_str());
            if tag.is_none() {
                let sentence = format!("there is no KPI tag labelled `{}`", reference.text);
                mistakes.add(reference.at, "unknown_kpi_tag", sentence);
            }
            tag.map(|tag| KpiTag { label: tag.label.clone(), colour: tag.colour.clone(), id: tag.id })
        };
        let kpi_tags = draft.kpi_tags.iter().filter_map(tag).collect();
        let card = BotModule {
            id: draft.id.as_ref().map(|(_, id)| *id).unwrap_or_default(),
            name: draft.name.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            group_colour: group.map(|group| group.colour.clone()),
            kpi_tags,
        };
        let mut place = |reference: &Option<Reference>| {
            reference.as_ref().and_then(|reference| self.place(reference, mistakes))
        };
        let (fallback, next) = (place(&draft.fallback), place(&draft.next));
        let timeout = draft
            .timeout
            .as_ref()
            .and_then(|timeout| Some(Timeout { seconds: timeout.seconds, to: place(&timeout.to)? }));
        let connections = self.connections(&draft.connections, ids, mistakes);
        Module {
            card,
            say: draft.say.clone(),
            input: draft.input.clone(),
            error_instruction: draft.error_instruction.clone(),
            retries: draft.retries,
            save: draft.save.clone(),
            changes: draft.changes.clone(),
            is_global: draft.global.is_some(),
            priority: draft.priority,
            skip_user_input: draft.leads_on(),
            skip_global_connection_evaluation: draft.skip_global,
            group: group.map(|group| group.name.clone()),
            request: draft.request.as_ref().map(|(_, request)| request.clone()),
            handover: draft.handover,
            timeout,
            index: Index::of(&connections),
            connections,
            fallback,
            next,
        }
    }
}
