//! Who holds a conversation, as one machine: a state, a move, and what becomes of it.

use parlour_protocol::{AgentCard, HandoverState};

/// Who holds a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Hold {
    /// The bot answers.
    #[default]
    Bot,
    /// A person was asked for; the bot is silent.
    Waiting,
    /// This person answers; the bot is silent.
    Agent(AgentCard),
    /// A person said goodbye. The bot answers whatever comes next.
    Ended,
}

/// What changes who holds a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// A person is asked for: by the flow, or by an API caller.
    Ask,
    /// This person takes the conversation.
    Take(AgentCard),
    /// The bot gets it back.
    HandBack,
    /// The person says goodbye.
    End,
    /// The visitor says something.
    Speak,
    /// The visitor turns to the bot again, by asking for one of its modules.
    Leave,
}

/// Why a move is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Another person has it.
    TakenByAnother,
    /// Nobody has it, so nobody can say goodbye.
    NotHeld,
}

impl Refusal {
    /// For people.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::TakenByAnother => "Another person answers this conversation.",
            Self::NotHeld => "Nobody holds this conversation; take it first.",
        }
    }
}

impl Hold {
    /// What the move makes of it; nothing if it stays as it is.
    ///
    /// # Errors
    /// Taking what another person has, and ending what nobody has.
    pub(crate) fn after(&self, step: &Move) -> Result<Option<Self>, Refusal> {
        Ok(match (self, step) {
            (Self::Bot | Self::Ended, Move::Ask) => Some(Self::Waiting),
            (Self::Agent(holder), Move::Take(agent)) if holder == agent => None,
            (Self::Agent(_), Move::Take(_)) => return Err(Refusal::TakenByAnother),
            (Self::Bot | Self::Waiting | Self::Ended, Move::Take(agent)) => Some(Self::Agent(agent.clone())),
            (Self::Waiting | Self::Agent(_) | Self::Ended, Move::HandBack)
            | (Self::Waiting | Self::Ended, Move::Leave)
            | (Self::Ended, Move::Speak) => Some(Self::Bot),
            (Self::Waiting | Self::Agent(_), Move::End) => Some(Self::Ended),
            (Self::Bot, Move::End) => return Err(Refusal::NotHeld),
            (Self::Waiting | Self::Agent(_), Move::Ask)
            | (Self::Bot, Move::HandBack)
            | (Self::Ended, Move::End)
            | (Self::Bot | Self::Waiting | Self::Agent(_), Move::Speak)
            | (Self::Bot | Self::Agent(_), Move::Leave) => None,
        })
    }

    /// Whether the bot is silent.
    pub(crate) fn silences_bot(&self) -> bool {
        matches!(self, Self::Waiting | Self::Agent(_))
    }

    /// As events name it.
    pub(crate) fn state(&self) -> HandoverState {
        match self {
            Self::Bot => HandoverState::Bot,
            Self::Waiting => HandoverState::Waiting,
            Self::Agent(_) => HandoverState::Agent,
            Self::Ended => HandoverState::Ended,
        }
    }

    /// Who answers.
    pub(crate) fn agent(&self) -> Option<&AgentCard> {
        if let Self::Agent(agent) = self { Some(agent) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str) -> AgentCard {
        AgentCard { name: name.to_owned(), avatar: None }
    }

    /// Every state under every move: a letter for what it becomes, `.` for what stays, `!` for a refusal.
    #[test]
    fn every_move_in_every_state_leads_where_the_table_says() {
        let states = [Hold::Bot, Hold::Waiting, Hold::Agent(card("Ann")), Hold::Ended];
        let table = [
            (Move::Ask, "w..w"),
            (Move::Take(card("Ann")), "aa.a"),
            (Move::Take(card("Bob")), "aa!a"),
            (Move::HandBack, ".bbb"),
            (Move::End, "!ee."),
            (Move::Speak, "...b"),
            (Move::Leave, ".b.b"),
        ];
        for (step, wanted) in table {
            let found = states.iter().map(|state| match state.after(&step) {
                Ok(None) => '.',
                Ok(Some(Hold::Bot)) => 'b',
                Ok(Some(Hold::Waiting)) => 'w',
                Ok(Some(Hold::Agent(_))) => 'a',
                Ok(Some(Hold::Ended)) => 'e',
                Err(_) => '!',
            });
            assert_eq!(found.collect::<String>(), wanted, "{step:?}");
        }
    }

    #[test]
    fn who_takes_a_conversation_answers_it() {
        assert_eq!(Hold::Waiting.after(&Move::Take(card("Ann"))), Ok(Some(Hold::Agent(card("Ann")))));
        assert_eq!(Hold::Agent(card("Ann")).agent(), Some(&card("Ann")));
    }

    #[test]
    fn the_bot_is_silent_while_a_person_is_asked_for_or_there() {
        let silent = [Hold::Bot, Hold::Waiting, Hold::Agent(card("Ann")), Hold::Ended];
        assert_eq!(silent.map(|hold| hold.silences_bot()), [false, true, true, false]);
    }

    #[test]
    fn refusals_name_their_reason() {
        assert_eq!(Hold::Agent(card("Ann")).after(&Move::Take(card("Bob"))), Err(Refusal::TakenByAnother));
        assert_eq!(Hold::Bot.after(&Move::End), Err(Refusal::NotHeld));
    }
}
