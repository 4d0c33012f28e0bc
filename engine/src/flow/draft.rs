//! A flow as written: names not yet looked up.

use super::model::{Condition, ModuleId, Piece};

#[derive(Debug, Default)]
pub(super) struct FlowDraft {
    pub(super) name: String,
    pub(super) groups: Vec<GroupDraft>,
    pub(super) kpi_tags: Vec<KpiTagDraft>,
    pub(super) modules: Vec<ModuleDraft>,
    pub(super) global_connections: Vec<ConnectionDraft>,
    pub(super) fallback: Option<Reference>,
}

#[derive(Debug)]
pub(super) struct GroupDraft {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) colour: String,
}

#[derive(Debug)]
pub(super) struct KpiTagDraft {
    pub(super) at: usize,
    pub(super) id: u64,
    pub(super) label: String,
    pub(super) colour: String,
}

/// A module; `id` and `name` are `None` when they are missing or wrong, which was reported.
#[derive(Debug)]
pub(super) struct ModuleDraft {
    pub(super) at: usize,
    pub(super) id: Option<(usize, ModuleId)>,
    pub(super) name: Option<(usize, String)>,
    /// Where it says so.
    pub(super) starting: Option<usize>,
    /// Pages and callers come here by `ref`; no connection need lead here.
    pub(super) by_ref: bool,
    pub(super) group: Option<Reference>,
    pub(super) kpi_tags: Vec<Reference>,
    pub(super) say: Vec<Piece>,
    pub(super) connections: Vec<ConnectionDraft>,
    pub(super) fallback: Option<Reference>,
    pub(super) next: Option<Reference>,
}

#[derive(Debug)]
pub(super) struct ConnectionDraft {
    pub(super) condition: Condition,
    pub(super) to: Option<Reference>,
}

/// The name or number of something else, and where it is written.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) at: usize,
    pub(super) text: String,
}
