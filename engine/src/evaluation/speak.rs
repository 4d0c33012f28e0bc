//! A module's pieces as the actions of a message.

use parlour_protocol::limits::RATING_GRADES;
use parlour_protocol::{Action, Card, CardButton, CardButtonOptions, ChoiceRules, FormField, LinkCard};

use super::cvars::note;
use crate::date::Day;
use crate::input::{Input, InputKind};
use crate::language::Language;
use crate::template::Text;
use crate::{CardPiece, Cvars, Module, Piece};

/// What the words of an `error_instruction` see of a form: the label of the field that was refused.
const WRONG_FIELD: &str = "wrong_field";

/// What a text needs to be said.
pub(super) struct Voice<'a> {
    pub(super) module: &'a Module,
    pub(super) cvars: &'a Cvars,
    pub(super) seed: u64,
    pub(super) now_ms: u64,
    /// The conversation's language, if it is not the flow's own.
    pub(super) language: Option<&'a Language>,
    pub(super) faults: &'a mut Vec<String>,
}

impl Voice<'_> {
    /// The wording of each text depends on `seed`, the module and the piece alone. A piece whose text
    /// cannot be filled in is left out.
    pub(super) fn actions(&mut self) -> Vec<Action> {
        let mut actions: Vec<Action> =
            (0..).zip(&self.module.say).filter_map(|(index, piece)| self.action(index, piece)).collect();
        let offers = self.module.say.iter().any(|piece| matches!(piece, Piece::SuggestedReplies { .. }));
        if !offers && !actions.is_empty() {
            actions.extend(self.offer());
        }
        if !self.module.leads_on() && !actions.iter().any(is_shown) && self.faults.is_empty() {
            note::<()>(Err("nothing is left of what it says".to_owned()), self.module, self.faults);
        }
        actions
    }

    /// What is said when the answer was not what the module expects. Its words see the label of a form's
    /// `wrong` field as the variable [`WRONG_FIELD`].
    pub(super) fn complaint(&mut self, wrong: Option<&str>) -> Vec<Action> {
        if self.module.error_instruction.is_empty() {
            return self.actions();
        }
        let mut cvars = self.cvars.clone();
        cvars.remove(WRONG_FIELD);
        if let Some(label) = wrong {
            cvars.insert(WRONG_FIELD.to_owned(), self.label(label).into());
        }
        let mut told = Voice { cvars: &cvars, faults: &mut *self.faults, ..*self };
        let text = told.chosen(&self.module.error_instruction, u64::MAX).filter(|text| !is_blank(text));
        let Some(text) = text else { return self.actions() };
        let mut actions = vec![Action::text(text)];
        actions.extend(self.offer());
        actions
    }

    /// What the module asks for, so that a window can draw a control for it.
    fn offer(&mut self) -> Option<Action> {
        let module = self.module;
        let input = &module.input;
        let text = String::new();
        Some(match input.kind {
            InputKind::Statement | InputKind::Text => return None,
            InputKind::MultipleChoice => match Action::suggested_replies(self.labels(&input.options)) {
                Action::Choice { text, options_type, options, .. } => {
                    Action::Choice { text, options_type, options, rules: rules(input) }
                }
                other => other,
            },
            InputKind::MultiSelect => Action::multi_select(self.labels(&input.options), rules(input)),
            InputKind::Rating => {
                let (min, max) = (whole(input.smallest()), whole(input.largest()));
                debug_assert!(max.saturating_sub(min) < RATING_GRADES, "checked by the reader of the flow");
                Action::Rating { text, min, max }
            }
            InputKind::Date => {
                let day = |day: Option<Day>| day.map(|day| day.at(self.now_ms).to_string());
                Action::Date { text, min: day(input.earliest), max: day(input.latest) }
            }
            InputKind::Form => {
                let field = |field: &crate::FormInput| FormField {
                    name: field.name.clone(),
                    label: self.label(&field.label),
                    kind: field.input.kind.as_str().to_owned(),
                    required: field.required,
                    options: self.labels(&field.input.options),
                };
                Action::Form { text, fields: input.fields.iter().map(field).collect() }
            }
            InputKind::Number
            | InputKind::Email
            | InputKind::Phone
            | InputKind::File
            | InputKind::Location => Action::Input { text, wanted: input.kind.as_str().to_owned() },
        })
    }

    fn labels(&mut self, labels: &[String]) -> Vec<String> {
        labels.iter().map(|label| self.label(label)).collect()
    }

    /// A label, which has no holes, in the conversation's language.
    fn label(&mut self, label: &str) -> String {
        self.language.and_then(|language| language.text(label)).map_or(label, Text::source).to_owned()
    }

    /// Whatever came out empty is left out: `{% if known %}Welcome back{% endif %}`.
    fn action(&mut self, index: u64, piece: &Piece) -> Option<Action> {
        let action = self.filled(index, piece)?;
        (matches!(action, Action::Wait { .. }) || is_shown(&action)).then_some(action)
    }

    fn filled(&mut self, index: u64, piece: &Piece) -> Option<Action> {
        Some(match piece {
            Piece::Text { variations } => Action::text(self.chosen(variations, index)?),
            Piece::Wait { wait } => Action::Wait { wait: *wait },
            Piece::SuggestedReplies { text, options } => {
                let labels = options.iter().filter_map(|option| self.fill(option));
                let options: Vec<String> = labels.filter(|label| !is_blank(label)).collect();
                match Action::suggested_replies(options) {
                    Action::Choice { options_type, options, .. } => {
                        let rules = ChoiceRules {
                            choices_only: self.module.input.choices_only,
                            ..ChoiceRules::default()
                        };
                        Action::Choice { text: self.fill(text)?, options_type, options, rules }
                    }
                    other => other,
                }
            }
            Piece::Media { kind, url, text, size } => Action::Media {
                size: *size,
                kind: *kind,
                url: self.fill(url)?,
                text: text.as_ref().and_then(|text| self.fill(text)),
            },
            Piece::Notice { text } => Action::Notice { text: self.fill(text)? },
            Piece::Location { position, text } => {
                Action::Location { position: *position, text: text.as_ref().and_then(|text| self.fill(text)) }
            }
            Piece::Link(link) => Action::Link(LinkCard {
                url: self.fill(&link.url)?,
                title: self.fill(&link.title)?,
                text: self.fill(&link.text)?,
                image: link.image.as_ref().and_then(|image| self.fill(image)),
            }),
            Piece::Cards(cards) => {
                let cards: Vec<Card> = cards.iter().filter_map(|card| self.card(card)).collect();
                Some(Action::Card { cards })
                    .filter(|action| !matches!(action, Action::Card { cards } if cards.is_empty()))?
            }
        })
    }

    fn card(&mut self, card: &CardPiece) -> Option<Card> {
        let mut buttons = Vec::new();
        for button in &card.buttons {
            let title = self.fill(&button.title)?;
            let url = match &button.url {
                Some(url) => Some(self.fill(url)?),
                None => None,
            };
            let message = match (&button.say, &url) {
                (Some(say), _) => Some(self.fill(say)?),
                (None, None) => Some(title.clone()),
                (None, Some(_)) => None,
            };
            let kind = if url.is_some() { "web_url" } else { "postback" }.to_owned();
            buttons.push(CardButton {
                is_active: true,
                title,
                kind,
                options: CardButtonOptions { message, url },
            });
        }
        Some(Card {
            title: self.fill(&card.title)?,
            text: self.fill(&card.text)?,
            image_source_url: self.fill(&card.image)?,
            image_destination_url: card.url.as_ref().and_then(|url| self.fill(url)),
            buttons,
        })
    }

    fn chosen(&mut self, variations: &[Text], index: u64) -> Option<String> {
        let number = mix(self.seed, self.module.card.id, index);
        let count = u64::try_from(variations.len()).unwrap_or(u64::MAX).max(1);
        let index = usize::try_from(number.checked_rem(count).unwrap_or_default()).unwrap_or_default();
        self.fill(variations.get(index)?)
    }

    fn fill(&mut self, text: &Text) -> Option<String> {
        let translated = self.language.and_then(|language| language.text(text.source()));
        note(translated.unwrap_or(text).fill(self.cvars), self.module, self.faults)
    }
}

/// Whether a visitor sees anything of it.
fn is_shown(action: &Action) -> bool {
    match action {
        Action::Choice { options, text, .. } => !options.is_empty() || !is_blank(text),
        Action::Media { url, .. } | Action::Link(LinkCard { url, .. }) => !is_blank(url),
        Action::Text { text } | Action::Notice { text } => !is_blank(text),
        Action::Wait { .. } => false,
        action => action.asks() || !is_blank(&action.readable()),
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn rules(input: &Input) -> ChoiceRules {
    let count = |bound: Option<f64>| {
        bound
            .filter(|_| input.kind == InputKind::MultiSelect)
            .and_then(|bound| u32::try_from(whole(bound)).ok())
    };
    ChoiceRules { min: count(input.min), max: count(input.max), choices_only: input.choices_only }
}

/// Bounds of ratings and counts are whole, and far from the largest: the reader of the flow sees to it.
#[expect(clippy::cast_possible_truncation, reason = "bounds beyond a million are refused by the reader")]
fn whole(bound: f64) -> i32 {
    bound as i32
}

/// The finishing step of `SplitMix64`: neighbouring seeds choose independently.
fn mix(seed: u64, module: u64, piece: u64) -> u64 {
    let mut bits = seed ^ module.rotate_left(32) ^ piece.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
