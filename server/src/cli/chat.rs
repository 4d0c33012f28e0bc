//! `parlour chat`.

use std::io::{self, BufRead, IsTerminal as _, Write};
use std::path::Path;

use ipnet::IpNet;
use parlour_engine::{Conversation, Effect, Flow, Heard, Outcome, Response, evaluate};
use parlour_protocol::{Action, FormField, form_answer};
use tokio::runtime::Builder;

use super::exit::{Exit, environment, print_mistakes};
use super::tape::Tape;
use crate::egress::Egress;
use crate::requests::perform;
use crate::{clock, config};

/// Talks on the terminal until an empty line or the end of input. Requests of the flow are made, to
/// networks of `allow` besides global addresses. The conversation is written down into `record`.
pub(super) fn run(path: &Path, seed: u64, allow: Vec<IpNet>, record: Option<&Path>) -> Exit {
    let flow = match config::load_flow(path) {
        Ok(flow) => flow,
        Err(mistakes) => {
            print_mistakes(&mistakes);
            return Exit::Wrong;
        }
    };
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return Exit::Unreachable;
        }
    };
    let egress = Egress::new(allow);
    let (secrets, missing) = config::flow_secrets(&flow, path, &environment);
    if !missing.is_empty() {
        print_mistakes(&missing);
        return Exit::Usage;
    }
    let ask = |effect: &Effect| {
        let response = runtime.block_on(perform(&egress, effect, None, &secrets));
        if let Some(error) = &response.error {
            eprintln!("the request failed: {error}");
        }
        response
    };
    let mut tape = match record.map(|file| Tape::new(file, path, seed)).transpose() {
        Ok(tape) => tape,
        Err(sentence) => {
            eprintln!("{sentence}");
            return Exit::Usage;
        }
    };
    let with = With { flow: &flow, seed, prompts: io::stdin().is_terminal(), ask: &ask };
    let talked = talk(&with, tape.as_mut(), &mut io::stdin().lock(), &mut io::stdout().lock());
    if let Some(Err(sentence)) = tape.map(Tape::keep) {
        eprintln!("{sentence}");
        return Exit::Unreachable;
    }
    match talked {
        Ok(()) => Exit::Done,
        // Whoever read along has gone.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            eprintln!("{error}");
            Exit::Unreachable
        }
    }
}

/// Whom the terminal talks to.
struct With<'a> {
    flow: &'a Flow,
    seed: u64,
    prompts: bool,
    ask: &'a dyn Fn(&Effect) -> Response,
}

fn talk(
    with: &With<'_>,
    mut tape: Option<&mut Tape>,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<()> {
    let With { flow, prompts, .. } = *with;
    let still = tape.as_ref().map(|tape| tape.now_ms());
    let now = || still.unwrap_or_else(|| u64::try_from(clock::now_ms()).unwrap_or_default());
    let mut outcome = evaluate(flow, &Conversation::default(), Heard::Begun, now(), with.seed);
    let mut turn: u64 = 0;
    loop {
        tell(&outcome, output)?;
        output.flush()?;
        let seed_of_turn = with.seed.wrapping_add(turn);
        if let Some(tape) = tape.as_deref_mut() {
            tape.heard(flow, &outcome);
        }
        if let Some(Effect::Handover { .. }) = outcome.effects.first() {
            // In a terminal there is nobody to take over: the bot goes on.
            writeln!(output, "* A person is asked for.")?;
        }
        let request = outcome.effects.iter().find(|effect| matches!(effect, Effect::Request { .. }));
        if let Some(effect) = request {
            let response = (with.ask)(effect);
            if let Some(tape) = tape.as_deref_mut() {
                tape.answered(effect, &response);
            }
            let heard = Heard::Answered(&response);
            outcome = evaluate(flow, &outcome.conversation, heard, now(), seed_of_turn);
            continue;
        }
        if let Some(tape) = tape.as_deref_mut() {
            tape.ends_turn();
        }
        if prompts {
            write!(output, "> ")?;
            output.flush()?;
        }
        let form = outcome.spoken.last().and_then(|spoken| spoken.actions.last());
        let line = match form {
            Some(Action::Form { fields, .. }) => fill_in(fields, prompts, input, output)?,
            _ => read_line(input)?,
        };
        if line.trim().is_empty() {
            return Ok(());
        }
        if let Some(tape) = tape.as_deref_mut() {
            tape.says(line.trim());
        }
        turn = turn.saturating_add(1);
        let seed = with.seed.wrapping_add(turn);
        outcome = evaluate(flow, &outcome.conversation, Heard::Said(line.trim()), now(), seed);
    }
}

/// Empty at the end of input.
pub(super) fn read_line(input: &mut dyn BufRead) -> io::Result<String> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(line)
}

/// A form's answer, a line for each field; empty if every field was left empty.
pub(super) fn fill_in(
    fields: &[FormField],
    prompts: bool,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<String> {
    let mut values = Vec::new();
    for field in fields {
        if prompts {
            write!(output, "\r  {}: ", field.label)?;
            output.flush()?;
        }
        values.push(read_line(input)?);
    }
    Ok(form_answer(fields.iter().zip(values.iter().map(String::as_str))))
}

fn tell(outcome: &Outcome, output: &mut dyn Write) -> io::Result<()> {
    for spoken in &outcome.spoken {
        tell_actions(&spoken.actions, output)?;
    }
    for fault in &outcome.faults {
        eprintln!("{fault}");
    }
    Ok(())
}

/// What a message shows, on lines of its own.
pub(super) fn tell_actions(actions: &[Action], output: &mut dyn Write) -> io::Result<()> {
    for action in actions {
        let text = action.readable();
        match action {
            Action::Choice { options, .. } => {
                if !text.is_empty() {
                    writeln!(output, "{text}")?;
                }
                writeln!(output, "  [{}]", options.join("] ["))?;
            }
            Action::Rating { min, max, .. } => writeln!(output, "{text}  [{min} – {max}]")?,
            Action::Date { min, max, .. } => {
                let bound = |day: &Option<String>| day.clone().unwrap_or_default();
                writeln!(output, "{text}  [{} – {}]", bound(min), bound(max))?;
            }
            Action::Form { fields, .. } => {
                let star = |field: &FormField| if field.required { "*" } else { "" };
                let labels: Vec<String> =
                    fields.iter().map(|field| format!("{}{}", field.label, star(field))).collect();
                writeln!(output, "{text}  [{}]", labels.join("] ["))?;
            }
            Action::Input { wanted, .. } => writeln!(output, "{text}  [{wanted}]")?,
            Action::Notice { .. } => writeln!(output, "  – {text} –")?,
            _ if !text.is_empty() => writeln!(output, "{text}")?,
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_is_held_line_by_line() {
        let flow = Flow::from_toml(
            "name = \"A\"\nfallback = 1\n[[module]]\nid = 1\nname = \"ask\"\nstarting = true\n\
             instruction = \"How many?\"\ntype = \"number\"\nsave = \"count\"\nerror_instruction = \"A number.\"\n\
             connection = [{ always = true, to = 2 }]\n\
             [[module]]\nid = 2\nname = \"told\"\nsay = [\"{{ count }} it is.\", { suggested_replies = [\"Ok\"] }]\n",
        )
        .unwrap();
        let mut told = Vec::new();
        let with = With { flow: &flow, seed: 0, prompts: false, ask: &|_| Response::default() };
        talk(&with, None, &mut "some\n3\n\nnever said\n".as_bytes(), &mut told).unwrap();
        assert_eq!(
            String::from_utf8(told).unwrap(),
            "How many?\n  [number]\nA number.\n  [number]\n3 it is.\n  [Ok]\n"
        );
    }

    #[test]
    fn a_form_is_filled_in_field_by_field() {
        let flow = Flow::from_toml(
            "name = \"A\"\nfallback = 1\n[[module]]\nid = 1\nname = \"ask\"\nstarting = true\n\
             instruction = \"Where to?\"\ntype = \"form\"\n\
             field = [{ name = \"who\", label = \"Name\", required = true }, { name = \"day\", label = \"Day\", type = \"date\" }]\n\
             connection = [{ always = true, to = 2 }]\n\
             [[module]]\nid = 2\nname = \"told\"\nsay = [\"{{ who }} on {{ day }}.\", { notice = \"Closed\" }]\n",
        )
        .unwrap();
        let mut told = Vec::new();
        let with = With { flow: &flow, seed: 0, prompts: false, ask: &|_| Response::default() };
        talk(&with, None, &mut "\n2026-05-01\nAnn\n1.5.2026\n".as_bytes(), &mut told).unwrap();
        let form = "Where to?\n  [Name*] [Day]\n";
        assert_eq!(
            String::from_utf8(told).unwrap(),
            format!("{form}{form}Ann on 2026-05-01.\n  – Closed –\n")
        );
    }
}
