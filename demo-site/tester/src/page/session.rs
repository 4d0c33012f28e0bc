//! What the page knows.

use std::sync::Arc;

use leptos::prelude::*;
use parlour_engine::chats::Coverage;
use parlour_engine::{Conversation, Flow, ModuleId};

use crate::builders::Bot;
use crate::flow_file::Fault;
use crate::stage::{Host, Line, Size, Theme};
use crate::why::Turn;
use crate::wire::Kept;

/// What is talked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A bot of this server.
    Server(Bot),
    /// A file that runs in the page.
    File {
        /// The file's name.
        name: String,
        /// The address of its text in this page.
        address: String,
    },
}

impl Source {
    /// The chat's `bot`.
    pub(crate) fn bot(&self) -> &str {
        match self {
            Self::Server(bot) => &bot.id,
            Self::File { .. } => "tester",
        }
    }

    /// What the builder calls it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Server(bot) if bot.name.is_empty() => &bot.id,
            Self::Server(bot) => &bot.name,
            Self::File { name, .. } => name,
        }
    }

    /// Whether it runs in the page.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File { .. })
    }
}

/// What the page knows; each thing on it draws from this, and changes it.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// The server's bots.
    pub(crate) bots: RwSignal<Vec<Bot>>,
    /// What is talked to.
    pub(crate) source: RwSignal<Option<Source>>,
    /// Its flow, where it can be read.
    pub(crate) flow: RwSignal<Option<Arc<Flow>>>,
    /// A file's name, and why it is no flow.
    pub(crate) fault: RwSignal<Option<(String, Fault)>>,
    /// Makes conversations of this server tests.
    pub(crate) pass: RwSignal<Option<String>>,
    pub(crate) size: RwSignal<Size>,
    pub(crate) theme: RwSignal<Theme>,
    /// BCP 47; empty for the page's own.
    pub(crate) locale: RwSignal<String>,
    pub(crate) mode: RwSignal<String>,
    pub(crate) host: RwSignal<Host>,
    pub(crate) line: RwSignal<Line>,
    /// What went over the wire, numbered, the oldest first.
    pub(crate) wire: RwSignal<Kept>,
    /// The turns of this conversation, the oldest first.
    pub(crate) turns: RwSignal<Vec<Turn>>,
    /// Where the conversation stands.
    pub(crate) state: RwSignal<Option<Conversation>>,
    /// What the server keeps of its visitor and the page, JSON; none for a bot in the page.
    pub(crate) known: RwSignal<Option<String>>,
    /// Who has it.
    pub(crate) handover: RwSignal<String>,
    /// Its number.
    pub(crate) conversation: RwSignal<Option<String>>,
    /// What a screen reader is told, and everybody sees, of the last thing that was done.
    pub(crate) notice: RwSignal<String>,
    /// How much smaller than it is the frame is drawn.
    pub(crate) scale: RwSignal<f64>,
    /// What of the flow written conversations came through, where they were held with it.
    pub(crate) coverage: RwSignal<Option<Arc<Coverage>>>,
    /// The module that is to be seen on the map.
    pub(crate) looked_at: RwSignal<Option<ModuleId>>,
}

impl Session {
    /// Nothing chosen yet.
    pub(crate) fn new() -> Self {
        let host = Host { title: "Somebody's page".to_owned(), tells: "path".to_owned(), ..Host::default() };
        Self {
            bots: RwSignal::default(),
            source: RwSignal::default(),
            flow: RwSignal::default(),
            fault: RwSignal::default(),
            pass: RwSignal::default(),
            size: RwSignal::default(),
            theme: RwSignal::default(),
            locale: RwSignal::default(),
            mode: RwSignal::new("bubble".to_owned()),
            host: RwSignal::new(host),
            line: RwSignal::new(Line { status: 503, ..Line::default() }),
            wire: RwSignal::default(),
            turns: RwSignal::default(),
            state: RwSignal::default(),
            known: RwSignal::default(),
            handover: RwSignal::default(),
            conversation: RwSignal::default(),
            notice: RwSignal::default(),
            scale: RwSignal::new(1.0),
            coverage: RwSignal::default(),
            looked_at: RwSignal::default(),
        }
    }

    /// The name of the rows of a bot in the page: where the engine keeps them (`pkg/engine/open.js`).
    pub(crate) fn rows(self) -> Option<String> {
        let source = self.source.get_untracked().filter(Source::is_file)?;
        let origin = web_sys::window()?.location().origin().ok()?;
        Some(format!("parlour:{origin}|{}", source.bot()))
    }

    /// The line as it is set, with what makes a test of a bot of the server, and what is told of the page.
    pub(crate) fn whole_line(self) -> Line {
        let mut line = self.line.get_untracked();
        line.host = self.host.with_untracked(Host::overrides);
        let is_server = matches!(self.source.get_untracked(), Some(Source::Server(_)));
        if let Some(pass) = self.pass.get_untracked().filter(|_| is_server) {
            line.headers.insert("Parlour-Test".to_owned(), pass.into());
        }
        line
    }

    /// The module that waits for the visitor.
    pub(crate) fn module(self) -> Option<ModuleId> {
        self.state.with(|state| state.as_ref()?.module)
    }

    /// Says something to the builder.
    pub(crate) fn say(self, sentence: impl Into<String>) {
        self.notice.set(sentence.into());
    }

    /// Forgets the conversation that was.
    pub(crate) fn clear(self) {
        self.wire.set(Vec::new());
        self.turns.set(Vec::new());
        self.state.set(None);
        self.known.set(None);
        self.conversation.set(None);
        self.handover.set(String::new());
    }
}
