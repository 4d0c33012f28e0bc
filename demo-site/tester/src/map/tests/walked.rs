use super::flows::shop;
use crate::map::{Direction, Drawing, draw, step, tiles};

fn from<'a>(drawing: &'a Drawing, name: &str, direction: Direction) -> Option<&'a str> {
    let at = drawing.cards.iter().position(|card| card.name == name).unwrap();
    step(drawing, at, direction).map(|place| drawing.cards[place].name.as_str())
}

#[test]
fn arrows_lead_along_connections_and_back() {
    let drawing = draw(&shop());
    let first = from(&drawing, "hello", Direction::Onward).unwrap();
    assert_eq!(from(&drawing, first, Direction::Back), Some("hello"));
    assert_eq!(from(&drawing, "boots", Direction::Onward), Some("tents"));
    assert_eq!(from(&drawing, "boots", Direction::Back), Some("hello"));
}

#[test]
fn where_no_line_leads_on_an_arrow_follows_what_the_card_names() {
    let drawing = draw(&shop());
    assert_eq!(from(&drawing, "still-there", Direction::Onward), Some("hello"));
    assert_eq!(from(&drawing, "hello", Direction::Back), Some("boots"));
    assert_eq!(from(&drawing, "sorry", Direction::Onward), None);
}

#[test]
fn up_and_down_stay_in_the_column_and_end_at_its_ends() {
    let drawing = draw(&shop());
    let (upper, lower) = match from(&drawing, "boots", Direction::Down) {
        Some(lower) => ("boots", lower),
        None => (from(&drawing, "boots", Direction::Up).unwrap(), "boots"),
    };
    assert_eq!(from(&drawing, lower, Direction::Up), Some(upper));
    assert_eq!(from(&drawing, upper, Direction::Down), Some(lower));
}

#[test]
fn each_card_and_line_is_in_one_tile_that_reaches_over_it() {
    let drawing = draw(&super::flows::topics(30, 9));
    let tiles = tiles(&drawing);
    assert!(tiles.len() > 4);
    let mut cards: Vec<usize> = tiles.iter().flat_map(|tile| tile.cards.clone()).collect();
    let mut lines: Vec<usize> = tiles.iter().flat_map(|tile| tile.lines.clone()).collect();
    cards.sort_unstable();
    lines.sort_unstable();
    assert_eq!(cards, (0..drawing.cards.len()).collect::<Vec<_>>());
    assert_eq!(lines, (0..drawing.lines.len()).collect::<Vec<_>>());
    for tile in &tiles {
        assert!(tile.cards.iter().all(|card| tile.area.with(drawing.cards[*card].area) == tile.area));
        assert!(tile.lines.iter().all(|line| tile.area.with(drawing.lines[*line].area()) == tile.area));
    }
}
