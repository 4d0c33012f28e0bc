//! What helps against each mistake a flow can have (`engine/FLOW.md`).

/// What to do about a mistake of this code, in one sentence.
pub fn advice(code: &str) -> &'static str {
    match code {
        "syntax" => {
            "Look at the end of this line and of the one before it: a quote, bracket or comma is often missing."
        }
        "unknown_key" => "Compare its letters with the keys that are allowed here, or take the line away.",
        "wrong_type" => "Write a text in quotes, a number without them, and a list in square brackets.",
        "missing_key" => "Add the key below the heading that this line belongs to.",
        "out_of_range" => "Choose a value within the limits that the sentence names.",
        "empty" => "Write something here, or take the key away.",
        "unknown_target" => {
            "A target is the name of a module of this file: compare the letters, or add the module."
        }
        "unknown_group" => "Add the group to `groups`, or name one that is there.",
        "unknown_kpi_tag" => "Add the tag to `kpi_tags`, or name one that is there.",
        "duplicate_id" => "Give one of the two another number; reports know a module by it.",
        "duplicate_name" => "Give one of the two another name; connections find a module by it.",
        "no_modules" => "A bot has at least one module.",
        "no_starting_module" => "Mark the module that greets with `starting = true`.",
        "two_starting_modules" => "Leave `starting = true` on the one that greets.",
        "no_fallback" => "Name a `fallback` at the top of the file: it speaks when nothing matches.",
        "empty_condition" => "Say when this connection is followed, or take it away.",
        "next_and_connections" => {
            "Keep `next` if it always leads on, or the connections if the visitor decides."
        }
        "handover_leads_on" => "After a handover a person speaks: take away what leads on.",
        "timeout_without_wait" => {
            "Only a module that waits for the visitor can lose patience: take one of the two away."
        }
        "nothing_said" => "Give it something to say, or lead on from it with `next`.",
        "cycle" => "One of these modules must wait for the visitor, or they speak for ever.",
        "chain_too_long" => {
            "Let one of these modules wait for the visitor, or say several things in one module."
        }
        "unreachable" => "Lead a connection here, or take the module away.",
        "bad_regex" => {
            "Look at what the sentence points at; a backslash in TOML's double quotes is written twice."
        }
        "bad_template" => "Every `{{` needs its `}}`, and every `{%` its `%}`.",
        "bad_expression" => "Try a smaller part of it first; texts in it stand in quotes.",
        "duplicate_position" => "Positions order the connections of a module: each has its own.",
        "missing_translation" => "Write this text in the other language too.",
        "unused_translation" => {
            "No text of the flow is written so: compare the letters, or take the line away."
        }
        "request_unavailable" => {
            "Test this bot on a server: choose it from the list instead of opening its file."
        }
        _ => "The sentence above says what is allowed.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_of_the_flow_document_has_advice_of_its_own() {
        let document = include_str!("../../../../engine/FLOW.md");
        let codes = document.lines().find(|line| line.starts_with("`syntax` `unknown_key`")).unwrap();
        let codes: Vec<&str> = codes.split_whitespace().map(|code| code.trim_matches('`')).collect();
        assert!(codes.len() > 25, "{codes:?}");
        let none: Vec<&&str> = codes.iter().filter(|code| advice(code) == advice("?")).collect();
        assert!(none.is_empty(), "{none:?}");
    }
}
