use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::flows::{read, topics};
use crate::map::draw;

/// For a layout that does not end, not for one that is slow: a machine that builds beside it takes its time.
const PATIENCE: Duration = Duration::from_secs(15);

#[test]
fn five_hundred_modules_are_drawn_while_one_waits() {
    let flow = topics(45, 11);
    assert_eq!(flow.modules().len(), 498);
    let begun = Instant::now();
    let drawing = draw(&flow);
    let took = begun.elapsed();
    println!("498 modules, {} lines: {took:?}, {} by {}", drawing.lines.len(), drawing.width, drawing.height);
    assert_eq!(drawing.cards.len(), 498);
    assert!(took < PATIENCE, "{took:?}");
}

/// Each line from the first module would bend once for each module of the way beside it.
#[test]
fn a_way_with_a_short_cut_to_each_of_its_modules_is_drawn_with_a_bounded_number_of_bends() {
    let count = 3_000;
    let leads = (1..count).map(|nth| format!("{{ to = \"m{nth}\", any_of = \"w{nth}\" }}"));
    let leads = leads.collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "name = \"Any\"\nfallback = \"m0\"\n[[module]]\nid = 1\nname = \"m0\"\nstarting = true\nsay = \"x\"\nconnection = [{leads}]\n"
    );
    for nth in 1..count {
        let onward = (nth + 1).min(count - 1);
        writeln!(
            text,
            "[[module]]\nid = {}\nname = \"m{nth}\"\nsay = \"x\"\nconnection = [{{ to = \"m{onward}\", any_of = \"on\" }}]",
            nth + 1
        )
        .unwrap();
    }
    let drawing = draw(&read(&text));
    assert_eq!(drawing.cards.len(), count);
    // The way itself, and few of the short cuts.
    assert!(drawing.lines.len() < count + 100, "{}", drawing.lines.len());
}

/// Whatever leads wherever: numbers from a fixed seed.
#[test]
fn any_flow_is_drawn() {
    let mut state = 7_u64;
    let mut below = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % bound
    };
    for round in 0..60 {
        let count = 1 + below(if round % 20 == 0 { 200 } else { 25 });
        let mut text = "name = \"Any\"\nfallback = \"m0\"\n".to_owned();
        for nth in 0..count {
            let leads =
                (0..below(5)).map(|says| format!("{{ to = \"m{}\", any_of = \"w{says}\" }}", below(count)));
            let leads = leads.collect::<Vec<_>>().join(", ");
            writeln!(
 text,
                "[[module]]\nid = {}\nname = \"m{nth}\"\nstarting = {}\nby_ref = true\ninstruction = \"x\"\nconnection = [{leads}]",
                nth + 1,
                nth == 0
            ).unwrap();
        }
        let drawing = draw(&read(&text));
        assert_eq!(drawing.cards.len(), count);
        for (nth, card) in drawing.cards.iter().enumerate() {
            let meets = drawing.cards[nth + 1..].iter().find(|other| card.area.meets(&other.area));
            assert!(meets.is_none(), "round {round}: {} and {}", card.name, meets.unwrap().name);
        }
    }
}
