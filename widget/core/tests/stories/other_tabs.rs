use parlour_protocol::SendState;

use crate::story::*;

#[test]
fn what_another_tab_said_is_shown_once_in_its_place() {
    let mut story = Story::online();
    story.say("m1", "mine");
    story.event(3, visitor(1, "theirs", "the other tab's"));
    story.event(3, bot_says(2, "to the other tab"));
    assert_eq!(story.screen(), ["me: the other tab's [sent]", "Bot: to the other tab", "me: mine [sending]"]);
    story.answer(4, turn(SendState::Sent, Some(3), &[(4, "to this one")]));
    story.event(3, visitor(1, "theirs", "the other tab's"));
    assert_eq!(
        story.screen(),
        ["me: the other tab's [sent]", "Bot: to the other tab", "me: mine [sent]", "Bot: to this one"]
    );
}
