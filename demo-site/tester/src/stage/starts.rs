//! Modules that are offered where one can be named.

use parlour_engine::Flow;

use crate::builders::Bot;

/// Of a bot of the server what its visitors may name, of a flow in the page every module; any other name can still be
/// typed.
pub fn starts(bot: Option<&Bot>, flow: Option<&Flow>) -> Vec<String> {
    match (bot, flow) {
        (Some(bot), _) => bot.start_modules.clone(),
        (None, Some(flow)) => flow.modules().iter().map(|module| module.card.name.clone()).collect(),
        (None, None) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow_file::read;

    const FLOW: &str = r#"
name = "Shop"
fallback = "sorry"

[[module]]
id = 1
name = "hello"
starting = true
say = ["Hello"]

[[module]]
id = 2
name = "sorry"
say = ["Pardon?"]
"#;

    #[test]
    fn a_bot_offers_what_its_visitors_may_name_and_a_file_all_it_has() {
        let flow = read(FLOW).unwrap();
        let bot = Bot { start_modules: vec!["hello".to_owned()], has_flow: true, ..Bot::default() };
        assert_eq!(starts(Some(&bot), Some(&flow)), ["hello"]);
        assert_eq!(starts(None, Some(&flow)), ["hello", "sorry"]);
        assert!(starts(None, None).is_empty());
    }
}
