//! A flow as written: names not yet looked up.

use super::mistake::place;
use super::model::{Change, ModuleId, Piece, Request};
use crate::condition::Condition;
use crate::input::Input;
use crate::language::Languages;
use crate::template::Text;

#[derive(Debug, Default)]
pub(super) struct FlowDraft {
    pub(super) name: String,
    pub(super) groups: Vec<GroupDraft>,
    pub(super) kpi_tags: Vec<KpiTagDraft>,
    pub(super) modules: Vec<ModuleDraft>,
    pub(super) global_connections: Vec<ConnectionDraft>,
    pub(super) fallback: Option<Reference>,
    pub(super) languages: Languages,
}

impl FlowDraft {
    /// Lines and columns for the bytes where requests are declared.
    pub(super) fn place_requests(&mut self, text: &str) {
        for (at, request) in self.modules.iter_mut().filter_map(|module| module.request.as_mut()) {
            (request.line, request.column) = place(text, *at);
        }
    }
}

impl ModuleDraft {
    /// Whether it waits for nobody.
    pub(super) fn leads_on(&self) -> bool {
        self.next.is_some() || self.skip_user_input.is_some()
    }
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
    pub(super) input: Input,
    pub(super) error_instruction: Vec<Text>,
    pub(super) retries: u32,
    pub(super) save: Option<String>,
    pub(super) changes: Vec<Change>,
    /// `when` and `priority` of a module that is understood everywhere.
    pub(super) global: Option<Condition>,
    pub(super) priority: u64,
    /// Where it says so.
    pub(super) skip_user_input: Option<usize>,
    pub(super) skip_global: bool,
    pub(super) handover: bool,
    /// With the byte where it is declared.
    pub(super) request: Option<(usize, Request)>,
    pub(super) timeout: Option<TimeoutDraft>,
    pub(super) connections: Vec<ConnectionDraft>,
    pub(super) fallback: Option<Reference>,
    pub(super) next: Option<Reference>,
}

/// How long the visitor is waited for, and what follows.
#[derive(Debug)]
pub(super) struct TimeoutDraft {
    pub(super) at: usize,
    pub(super) seconds: u32,
    pub(super) to: Option<Reference>,
}

#[derive(Debug)]
pub(super) struct ConnectionDraft {
    pub(super) id: Option<(usize, u64)>,
    pub(super) position: Option<(usize, u64)>,
    /// Of global ones.
    pub(super) priority: u64,
    pub(super) condition: Condition,
    pub(super) to: Option<Reference>,
}

/// The name or number of something else, and where it is written.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) at: usize,
    pub(crate) text: String,
}
