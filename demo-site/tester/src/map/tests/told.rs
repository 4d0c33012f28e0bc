use parlour_engine::chats::{Chat, replay};

use super::flows::shop;
use crate::map::{Marks, Walked, draw, told};

#[test]
fn a_card_is_told_with_all_that_the_drawing_shows_of_it() {
    let flow = shop();
    let drawing = draw(&flow);
    let coverage = replay(&flow, &Chat::from_toml("[[step]]\nsay = \"boots\"\n").unwrap()).coverage;
    let walked = Walked { path: vec![1, 2], here: Some(2) };
    let marks = Marks::of(&drawing, &flow, &walked, Some(&coverage));
    let sentences: Vec<String> =
        (0..drawing.cards.len()).map(|place| told(&drawing, &marks, place).unwrap().sentence()).collect();
    assert_eq!(
        sentences,
        [
            "hello (1) leads to boots, tents (2 connections), still-there (timeout). Conversations begin here, \
             reached from anywhere, the conversation came through, not all of its connections are covered.",
            "boots (2) leads to tents (fallback), hello, itself. The conversation stands here, not all of its \
             connections are covered.",
            "tents (3) leads nowhere by itself. Not covered.",
            "still-there (4) leads to hello. Not covered.",
            "sorry (5) leads nowhere by itself. Reached from anywhere, not covered.",
            "forgotten (6) leads nowhere by itself. Reached by ref only, not covered.",
        ]
    );
}
