//! A module's pieces as the actions of a message.

use parlour_protocol::{Action, Card, CardButton, CardButtonOptions};

use super::cvars::note;
use crate::input::{InputKind, number_value};
use crate::template::Text;
use crate::{CardPiece, Cvars, Module, Piece, limits};

/// What a text needs to be said.
pub(super) struct Voice<'a> {
    pub(super) module: &'a Module,
    pub(super) cvars: &'a Cvars,
    pub(super) seed: u64,
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
        actions
    }

    /// What is said when the answer was not what the module expects.
    pub(super) fn complaint(&mut self) -> Vec<Action> {
        if self.module.error_instruction.is_empty() {
            return self.actions();
        }
        let text = self.chosen(&self.module.error_instruction, u64::MAX);
        let mut actions: Vec<Action> = text.map(Action::text).into_iter().collect();
        actions.extend(self.offer());
        actions
    }

    /// The options of a module that has some.
    fn offer(&self) -> Option<Action> {
        let input = &self.module.input;
        let ratings = || {
            let (mut rating, mut ratings) = (input.smallest(), Vec::new());
            while rating <= input.largest() && ratings.len() <= limits::SUGGESTED_REPLIES {
                ratings.push(number_value(rating).to_string());
                rating += 1.0;
            }
            // Too many do not fit; the visitor writes one.
            if ratings.len() > limits::SUGGESTED_REPLIES { Vec::new() } else { ratings }
        };
        let options = match input.kind {
            InputKind::MultipleChoice | InputKind::MultiSelect => input.options.clone(),
            InputKind::Rating => ratings(),
            _ => Vec::new(),
        };
        (!options.is_empty()).then(|| Action::suggested_replies(options))
    }

    fn action(&mut self, index: u64, piece: &Piece) -> Option<Action> {
        Some(match piece {
            Piece::Text { variations } => Action::text(self.chosen(variations, index)?),
            Piece::Wait { wait } => Action::Wait { wait: *wait },
            Piece::SuggestedReplies { text, options } => {
                let options: Vec<String> = options.iter().filter_map(|option| self.fill(option)).collect();
                match Action::suggested_replies(options) {
                    Action::Choice { options_type, options, .. } => {
                        Action::Choice { text: self.fill(text)?, options_type, options }
                    }
                    other => other,
                }
            }
            Piece::Media { kind, url, text } => Action::Media {
                kind: *kind,
                url: self.fill(url)?,
                text: text.as_ref().and_then(|text| self.fill(text)),
            },
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
        note(text.fill(self.cvars), self.module, self.faults)
    }
}

/// The finishing step of `SplitMix64`: neighbouring seeds choose independently.
fn mix(seed: u64, module: u64, piece: u64) -> u64 {
    let mut bits = seed ^ module.rotate_left(32) ^ piece.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
