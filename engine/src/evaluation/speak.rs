//! A module's pieces as the actions of a message.

use parlour_protocol::Action;

use crate::{Module, Piece};

/// The wording of each text depends on `seed`, the module and the piece alone.
pub(super) fn actions(module: &Module, seed: u64) -> Vec<Action> {
    let action = |(index, piece): (u64, &Piece)| match piece {
        Piece::Text { variations } => Action::text(choose(variations, mix(seed, module.card.id, index))),
        Piece::Wait { wait } => Action::Wait { wait: *wait },
        Piece::SuggestedReplies { text, options } => match Action::suggested_replies(options) {
            Action::Choice { options_type, options, .. } => {
                Action::Choice { text: text.clone(), options_type, options }
            }
            other => other,
        },
    };
    (0..).zip(&module.say).map(action).collect()
}

fn choose(variations: &[String], number: u64) -> &str {
    let count = u64::try_from(variations.len()).unwrap_or(u64::MAX).max(1);
    let index = usize::try_from(number.checked_rem(count).unwrap_or_default()).unwrap_or_default();
    variations.get(index).map_or("", String::as_str)
}

/// The finishing step of `SplitMix64`: neighbouring seeds choose independently.
fn mix(seed: u64, module: u64, piece: u64) -> u64 {
    let mut bits = seed ^ module.rotate_left(32) ^ piece.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
