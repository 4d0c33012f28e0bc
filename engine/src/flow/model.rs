//! A bot, read and found whole.

use parlour_protocol::{BotModule, MediaKind, MediaSize, Position};

use super::mistake::{Mistake, Mistakes};
use super::node::Node;
use super::{json, read, resolve, toml};
use crate::condition::Condition;
use crate::index::Index;
use crate::input::Input;
use crate::language::Languages;
use crate::lookup::Lookup;
use crate::template::{Expression, Text};

/// Number of a module, unique in its flow; the seeds' "Module ID".
pub type ModuleId = u64;

/// Index into [`Flow::modules`]; made by the reader only, so it always leads somewhere.
pub(crate) type Place = usize;

/// A bot, read and found whole.
#[derive(Clone, Debug)]
pub struct Flow {
    pub(super) name: String,
    pub(super) modules: Vec<Module>,
    pub(super) starting: Place,
    /// Looked at after a module's own connections, in order: the highest priority first.
    pub(super) global_connections: Vec<Connection>,
    pub(super) global_index: Index,
    /// Where the conversation goes when nothing matches and the module names no fallback of its own.
    pub(super) fallback: Option<Place>,
    pub(super) languages: Languages,
    pub(super) by_id: Lookup<ModuleId, Place>,
    pub(super) by_name: Lookup<String, Place>,
}

/// One module: what it says, and where the visitor's answer leads.
#[derive(Clone, Debug)]
pub struct Module {
    /// As the API shows it.
    pub card: BotModule,
    /// What it says, in order; empty for a module that only leads on.
    pub say: Vec<Piece>,
    /// What it expects of the visitor.
    pub input: Input,
    /// Said when the answer is not what it expects; empty if it says `say` again.
    pub error_instruction: Vec<Text>,
    /// Times it asks again before its fallback speaks.
    pub retries: u32,
    /// Custom variable that keeps the answer.
    pub save: Option<String>,
    /// What happens to custom variables when the conversation comes here, in order.
    pub changes: Vec<Change>,
    /// Understood everywhere (`when`), not only where a connection leads here.
    pub is_global: bool,
    /// Among what is understood everywhere, the highest is looked at first.
    pub priority: u64,
    /// Its connections are looked at at once, without waiting for the visitor.
    pub skip_user_input: bool,
    /// While it waits, only its own connections are looked at.
    pub skip_global_connection_evaluation: bool,
    /// Its group's name.
    pub group: Option<String>,
    /// A call to another server, made when the conversation comes here.
    pub request: Option<Request>,
    /// A person is asked for once it has spoken.
    pub handover: bool,
    /// How long the visitor is waited for, and what follows; for ever if it does not say.
    pub timeout: Option<Timeout>,
    /// Looked at in order; the first whose condition holds is followed.
    pub connections: Vec<Connection>,
    pub(super) index: Index,
    pub(super) fallback: Option<Place>,
    pub(super) next: Option<Place>,
}

/// One piece of what a module says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A bubble, in one of several wordings (never none).
    Text {
        /// The wordings; the seed of a turn chooses.
        variations: Vec<Text>,
    },
    /// A pause before the next bubble.
    Wait {
        /// Milliseconds.
        wait: u32,
    },
    /// Buttons whose label is what the visitor says by pressing one.
    SuggestedReplies {
        /// Shown above the buttons; may be empty.
        text: Text,
        /// Labels.
        options: Vec<Text>,
    },
    /// A picture, a sound, a film or a file.
    Media {
        /// Which of them.
        kind: MediaKind,
        /// Where it lies.
        url: Text,
        /// Shown beside it.
        text: Option<Text>,
        /// Of a picture or film.
        size: Option<MediaSize>,
    },
    /// One card, or several as a carousel.
    Cards(Vec<CardPiece>),
    /// Points at a page.
    Link(LinkPiece),
    /// Shows a place.
    Location {
        /// Where it is.
        position: Position,
        /// What is there.
        text: Option<Text>,
    },
    /// Said by nobody, set apart from the bubbles.
    Notice {
        /// What is shown.
        text: Text,
    },
}

/// Points at a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPiece {
    /// Where it leads.
    pub url: Text,
    /// Its heading; may be empty.
    pub title: Text,
    /// What it is about; may be empty.
    pub text: Text,
    /// Address of its picture.
    pub image: Option<Text>,
}

/// One card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardPiece {
    /// Its heading.
    pub title: Text,
    /// Below the heading; may be empty.
    pub text: Text,
    /// Picture above the heading; may be empty.
    pub image: Text,
    /// Where a press on the card leads.
    pub url: Option<Text>,
    /// Below the text.
    pub buttons: Vec<CardButtonPiece>,
}

/// A button of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardButtonPiece {
    /// Its label.
    pub title: Text,
    /// Opened by pressing it.
    pub url: Option<Text>,
    /// Said by pressing it; the label, if neither stands.
    pub say: Option<Text>,
}

/// What happens to one custom variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is forgotten.
    Clear(String),
    /// It becomes this.
    Set(String, serde_json::Value),
    /// It becomes this text.
    Write(String, Text),
    /// It becomes what this computes.
    Compute(String, Expression),
}

/// A call to another server, declared here and made by whoever runs the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// From 1, where the flow file declares it.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Where it goes.
    pub url: Text,
    /// Names and values.
    pub headers: Vec<(String, Text)>,
    /// Names of headers, each with the environment variable of the server that holds its value.
    pub secrets: Vec<(String, String)>,
    /// Its body, sent as JSON.
    pub body: Option<Text>,
    /// Custom variables, each with the path in the answer (`a.b.0`) that it takes its value from.
    pub save: Vec<(String, String)>,
}

/// Leads to another module when the visitor has said nothing for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout {
    /// From when the module has spoken, 1 to [`limits::TIMEOUT_SECONDS`](crate::limits::TIMEOUT_SECONDS).
    pub seconds: u32,
    pub(super) to: Place,
}

impl Timeout {
    pub(crate) fn to(self) -> Place {
        self.to
    }
}

/// Leads to another module if its condition holds.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Number in the flow; the seeds' `through_connection_id`.
    pub id: u64,
    /// From 1, among the connections looked at with it.
    pub position: u64,
    /// When it is followed.
    pub condition: Condition,
    pub(super) to: Place,
}

impl Connection {
    pub(crate) fn to(&self) -> Place {
        self.to
    }
}

impl Module {
    pub(crate) fn fallback(&self) -> Option<Place> {
        self.fallback
    }

    pub(crate) fn next(&self) -> Option<Place> {
        self.next
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Whether it leads on without waiting for the visitor.
    pub fn leads_on(&self) -> bool {
        self.next.is_some() || self.skip_user_input
    }

    /// Its first text as its author wrote it (the seeds' `instruction`); empty if it has none.
    pub fn instruction(&self) -> &str {
        let variations = self.say.iter().find_map(|piece| match piece {
            Piece::Text { variations } => Some(variations),
            _ => None,
        });
        variations.and_then(|variations| variations.first()).map_or("", Text::source)
    }
}

impl Flow {
    /// Reads a flow file (TOML); on failure every mistake in the order of the file. A file that is
    /// not TOML is told that alone: what it means is not known.
    pub fn from_toml(text: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::default();
        let node = toml::parse(text, &mut mistakes);
        Self::from_node(&node, text, mistakes)
    }

    /// Reads a flow file (JSON) with the same keys and the same mistakes.
    pub fn from_json(text: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Mistakes::default();
        let node = json::parse(text, &mut mistakes);
        Self::from_node(&node, text, mistakes)
    }

    fn from_node(node: &Node, text: &str, mut mistakes: Mistakes) -> Result<Self, Vec<Mistake>> {
        if !mistakes.is_empty() {
            return Err(mistakes.in_order(text));
        }
        let mut draft = read::flow(node, &mut mistakes);
        draft.place_requests(text);
        match resolve::flow(draft, &mut mistakes) {
            Some(flow) if mistakes.is_empty() => Ok(flow),
            _ => Err(mistakes.in_order(text)),
        }
    }

    /// The bot's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All modules, in the order of the file.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The module with this number.
    pub fn module(&self, id: ModuleId) -> Option<&Module> {
        self.at(self.place(id)?)
    }

    /// The module where conversations begin.
    pub fn starting_module(&self) -> Option<ModuleId> {
        self.at(self.starting).map(|module| module.card.id)
    }

    /// The module that a `ref` names, by number or by name.
    pub fn find(&self, reference: &str) -> Option<ModuleId> {
        let place = find(&self.by_id, &self.by_name, reference)?;
        self.at(place).map(|module| module.card.id)
    }

    /// BCP 47 tags of the languages it speaks, its own first; empty if it does not say.
    pub fn languages(&self) -> Vec<&str> {
        let others = self.languages.others.values().map(|language| language.tag.as_str());
        self.languages.own.as_deref().into_iter().chain(others).collect()
    }

    /// BCP 47 tag of what it says to a conversation with these variables; `None` if the flow does not say.
    pub fn language_of(&self, cvars: &crate::Cvars) -> Option<&str> {
        let other = self.languages.of(cvars).map(|language| language.tag.as_str());
        other.or(self.languages.own.as_deref())
    }

    pub(crate) fn languages_by_tag(&self) -> &Languages {
        &self.languages
    }

    pub(crate) fn at(&self, place: Place) -> Option<&Module> {
        self.modules.get(place)
    }

    pub(crate) fn place(&self, id: ModuleId) -> Option<Place> {
        self.by_id.get(&id).copied()
    }

    pub(crate) fn starting(&self) -> Place {
        self.starting
    }

    pub(crate) fn fallback(&self) -> Option<Place> {
        self.fallback
    }

    /// What is understood everywhere, in the order in which it is looked at.
    pub fn global_connections(&self) -> &[Connection] {
        &self.global_connections
    }

    pub(crate) fn global_index(&self) -> &Index {
        &self.global_index
    }

    /// The module a connection leads to.
    pub fn target(&self, connection: &Connection) -> Option<&Module> {
        self.at(connection.to)
    }

    /// The module's own fallback.
    pub fn own_fallback_of(&self, module: &Module) -> Option<&Module> {
        self.at(module.fallback?)
    }

    /// Where the conversation goes when nothing matches and the module asked has no fallback.
    pub fn fallback_module(&self) -> Option<&Module> {
        self.at(self.fallback?)
    }

    /// The module's own fallback, else the flow's.
    pub fn fallback_of(&self, module: &Module) -> Option<&Module> {
        self.at(module.fallback.or(self.fallback)?)
    }

    /// The module that speaks when the visitor says nothing.
    pub fn timed_out_of(&self, module: &Module) -> Option<&Module> {
        self.at(module.timeout?.to)
    }

    /// The module that `next` names.
    pub fn onward_of(&self, module: &Module) -> Option<&Module> {
        self.at(module.next?)
    }
}

pub(super) fn find(
    by_id: &Lookup<ModuleId, Place>,
    by_name: &Lookup<String, Place>,
    reference: &str,
) -> Option<Place> {
    let is_number = !reference.is_empty() && reference.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { by_id.get(&reference.parse().ok()?).copied() } else { by_name.get(reference).copied() }
}
