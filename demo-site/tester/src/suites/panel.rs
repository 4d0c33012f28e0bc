//! What is seen of it: the session as a file, and files held with the flow.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::{ev, html};
use parlour_engine::chats::{Coverage, Covered};
use parlour_engine::{Flow, ModuleId};

use super::case::{Case, file_name};
use super::files::{download, files};
use super::record::{Recorded, record};
use super::results;
use super::run::{Ran, run};
use super::talk::Talk;
use crate::driver;
use crate::limits::CASES;
use crate::map::sheet;

/// What suites are made of, and what they tell.
#[derive(Clone, Copy)]
pub struct SuitePanel {
    /// The flow that conversations are held with.
    pub flow: Signal<Option<Arc<Flow>>>,
    /// The session so far.
    pub talk: Signal<Talk>,
    /// What of the flow was come through, told whenever files were held; none once the flow is another.
    pub on_coverage: Callback<Option<Arc<Coverage>>>,
    /// A module is to be looked at.
    pub on_look: Callback<ModuleId>,
}

/// What handlers share.
#[derive(Clone, Copy)]
struct Desk {
    panel: SuitePanel,
    title: RwSignal<String>,
    cases: RwSignal<Vec<Case>>,
    ran: RwSignal<Option<Arc<Ran>>>,
    /// What was covered the last time, and the time before that.
    last: StoredValue<Option<Covered>>,
    before: RwSignal<Option<Covered>>,
    said: RwSignal<String>,
}

impl SuitePanel {
    /// The panel.
    pub fn view(self) -> AnyView {
        sheet::adopt(include_str!("suites.css"));
        let desk = Desk {
            panel: self,
            title: RwSignal::default(),
            cases: RwSignal::default(),
            ran: RwSignal::new(None),
            last: StoredValue::new(None),
            before: RwSignal::new(None),
            said: RwSignal::default(),
        };
        Effect::new(move || {
            self.flow.track();
            desk.ran.set(None);
            self.on_coverage.run(None);
        });
        html::div()
            .class("suites")
            .child((
                desk.session(),
                desk.files(),
                results::view(self.flow, desk.ran, desk.before, self.on_look),
            ))
            .into_any()
    }
}

impl Desk {
    /// The session as a file.
    fn session(self) -> AnyView {
        let recorded = Memo::new_with_compare(
            move |_| {
                let talk = self.panel.talk.get();
                let mut recorded =
                    self.panel.flow.with(|flow| flow.as_deref().map(|flow| record(flow, &talk)))?;
                recorded.chat.head.title =
                    Some(self.title.get().trim().to_owned()).filter(|title| !title.is_empty());
                Some(Arc::new(Written::of(&recorded)))
            },
            |old, new| old != new,
        );
        let is_idle = move || self.panel.flow.with(Option::is_none);
        let file = move || recorded.with(|written| written.as_ref().map(|written| written.file.clone()));
        let lacks = move || {
            recorded.with(|written| written.as_ref().map(|written| written.lacks.clone()).unwrap_or_default())
        };
        let keep = move |_| {
            if let Some(text) = file() {
                self.take(vec![(self.name(), text)]);
            }
        };
        let load = move |_| {
            if let Some(text) = file() {
                download(&self.name(), &text);
            }
        };
        let title = html::input()
            .r#type("text")
            .attr("autocomplete", "off")
            .prop("value", move || self.title.get())
            .on(ev::input, move |event| self.title.set(event_target_value(&event)));
        let shown = html::div().class("fields").attr("hidden", move || is_idle().then_some("")).child((
            html::label().class("entry").child((html::span().child("What it is about"), title)),
            html::div().class("row").child((
                html::button().r#type("button").class("main").on(ev::click, load).child("Download"),
                html::button().r#type("button").on(ev::click, keep).child("Add to the list below"),
            )),
            html::p().class("wrong").attr("hidden", move || lacks().is_empty().then_some("")).child(lacks),
            html::details().child((
                html::summary().child("The file"),
                html::pre()
                    .class("file-text")
                    .attr("tabindex", "0")
                    .attr("aria-label", "The file")
                    .child(move || file().unwrap_or_default()),
            )),
        ));
        html::section()
            .class("suite")
            .child((
                html::h2().child("This session as a file"),
                html::p().class("quiet").child(move || {
                    if is_idle() {
                        "Choose a bot that has a flow, or drop a flow file."
                    } else {
                        "What was said so far, and what must come of it when it is said again."
                    }
                }),
                shown,
            ))
            .into_any()
    }

    /// The files, and what holds them.
    fn files(self) -> AnyView {
        let opened = move |event: &web_sys::Event| {
            let files = files(event);
            driver::run(async move { self.take(files.await) });
        };
        let input = html::input()
            .r#type("file")
            .class("unseen")
            .attr("multiple", "")
            .attr("accept", ".toml")
            .on(ev::change, move |event| opened(&event));
        let is_idle = move || self.panel.flow.with(Option::is_none) || self.cases.with(Vec::is_empty);
        let names = move || {
            let name = |case: &Case| html::li().child(case.file.clone()).into_any();
            self.cases.with(|cases| cases.iter().map(name).collect::<Vec<_>>())
        };
        let replay = html::button()
            .r#type("button")
            .class("main")
            .attr("aria-disabled", move || is_idle().to_string())
            .on(ev::click, move |_| self.replay())
            .child("Replay all");
        let forget = html::button()
            .r#type("button")
            .attr("hidden", move || self.cases.with(Vec::is_empty).then_some(""))
            .on(ev::click, move |_| self.forget())
            .child("Clear the list");
        html::section()
            .class("suite")
            .child((
                html::h2().child("Written conversations"),
                html::div()
                    .class("drop-cases")
                    .on(ev::dragover, |event| event.prevent_default())
                    .on(ev::drop, move |event| {
                        // Elsewhere on the page a file is a flow.
                        event.prevent_default();
                        event.stop_propagation();
                        opened(&event);
                    })
                    .child((
                        html::label().class("file").child((input, html::span().child("Open conversations"))),
                        html::p().class("quiet").child("or drop *.chat.toml files here"),
                    )),
                html::ul().class("case-names").child(names),
                html::div().class("row").child((replay, forget)),
                html::p().class("said").attr("role", "status").child(move || self.said.get()),
            ))
            .into_any()
    }

    fn name(self) -> String {
        self.title.with_untracked(|title| file_name(title))
    }

    /// Adds files; one of the same name takes the place of what it had.
    fn take(self, files: Vec<(String, String)>) {
        if files.is_empty() {
            return;
        }
        let mut refused = 0;
        let count = files.len();
        self.cases.update(|cases| {
            for (name, text) in files {
                let case = Case::read(&name, &text);
                let is_room = cases.len() < CASES;
                match cases.iter_mut().find(|known| known.file == name) {
                    Some(known) => *known = case,
                    None if is_room => cases.push(case),
                    None => refused += 1,
                }
            }
        });
        self.said.set(if refused > 0 {
            format!("{CASES} conversations are held at once; {refused} are left out.")
        } else if count == 1 {
            "One conversation was added.".to_owned()
        } else {
            format!("{count} conversations were added.")
        });
    }

    fn forget(self) {
        self.cases.set(Vec::new());
        self.ran.set(None);
        self.last.set_value(None);
        self.before.set(None);
        self.said.set(String::new());
        self.panel.on_coverage.run(None);
    }

    fn replay(self) {
        let ran = self.panel.flow.with_untracked(|flow| {
            let flow = flow.as_deref()?;
            self.cases.with_untracked(|cases| (!cases.is_empty()).then(|| run(flow, cases)))
        });
        let Some(ran) = ran else {
            self.said
                .set("There is nothing to replay: it takes a flow and at least one conversation.".to_owned());
            return;
        };
        self.said.set(ran.told());
        let covered = ran.covered.clone();
        self.panel.on_coverage.run(Some(Arc::new(ran.coverage.clone())));
        let mut before = None;
        self.last.update_value(|last| before = last.replace(covered));
        self.before.set(before);
        self.ran.set(Some(Arc::new(ran)));
    }
}

/// A recorded session, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    file: String,
    lacks: String,
}

impl Written {
    fn of(recorded: &Recorded) -> Self {
        let lacks = if recorded.lacks.is_empty() {
            String::new()
        } else {
            let first =
                recorded.lacks.iter().flat_map(|lack| &lack.found).next().cloned().unwrap_or_default();
            format!(
                "Something is not in the file yet: {first}. Write what other servers answer under request."
            )
        };
        Self { file: recorded.chat.to_toml(), lacks }
    }
}
