//! One story over every channel: `story/story.toml`.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::served::{Channel, free_port, serve};
use super::talk::{Shown, Talk};
use super::{gateway, model};

/// What a visitor says, and in what a channel's conversation differs from the engine's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// Said one after the other, each when the one before it is answered.
    pub says: Vec<String>,
    /// Every difference there may be.
    #[serde(default, rename = "difference")]
    pub differences: Vec<Difference>,
}

/// One difference: wherever the engine's conversation shows `from`, the channel's shows `to`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// As `channel` of a configuration.
    pub channel: String,
    /// A sentence: what differs, and why.
    pub what: String,
    from: String,
    to: String,
}

impl Story {
    /// Reads the story.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read() -> Result<Self, String> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("story/story.toml");
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        toml::from_str(&text).map_err(|error| format!("story.toml: {error}"))
    }

    /// What the channel shows where the engine shows this; counts how often each difference was one.
    fn through(&self, channel: Channel, direct: &Shown, found: &mut [usize]) -> Result<Shown, String> {
        let mut shown = direct.clone();
        for (difference, count) in self.differences.iter().zip(found) {
            if difference.channel == channel.name() {
                let (from, to): (Shown, Shown) = (list(&difference.from)?, list(&difference.to)?);
                let (after, times) = replaced(&shown, &from, &to);
                shown = after;
                *count += times;
            }
        }
        Ok(shown)
    }
}

fn list(text: &str) -> Result<Shown, String> {
    serde_json::from_str(text).map_err(|error| format!("story.toml: {text}: {error}"))
}

fn replaced(shown: &[Value], from: &[Value], to: &[Value]) -> (Shown, usize) {
    let (mut after, mut times, mut at) = (Vec::new(), 0, 0);
    while let Some(next) = shown.get(at) {
        if !from.is_empty() && shown.get(at..at + from.len()) == Some(from) {
            after.extend_from_slice(to);
            times += 1;
            at += from.len();
        } else {
            after.push(next.clone());
            at += 1;
        }
    }
    (after, times)
}

/// Tells the story to the bot itself and through the channel; what is shown must be the same but for the
/// story's differences, each of which must be one.
pub fn story(channel: Channel) -> Result<(), String> {
    let story = Story::read()?;
    let address = free_port()?;
    let bot = serve(&gateway::hook(address))?;
    let upstream = if channel == Channel::OpenAi { model::start(bot.address())? } else { bot.address() };
    let before = gateway::start(channel, address, upstream)?;
    let (direct, through) = (Talk::begin(bot.address())?, Talk::begin(before.address())?);
    let mut found = vec![0; story.differences.len()];
    let mut shown = direct.grows(0)?;
    through
        .becomes(&story.through(channel, &shown, &mut found)?)
        .map_err(|why| format!("the greeting: {why}"))?;
    for (nth, text) in (1..).zip(&story.says) {
        direct.say(nth, text)?;
        shown = direct.shown()?;
        through.say(nth, text)?;
        found.fill(0);
        let wanted = story.through(channel, &shown, &mut found)?;
        through.becomes(&wanted).map_err(|why| format!("{text:?}: {why}"))?;
    }
    for (difference, count) in story.differences.iter().zip(found) {
        if difference.channel == channel.name() && count == 0 {
            return Err(format!("it is no difference any more: {}", difference.what));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_put_in_place_wherever_it_stands() {
        let (shown, from, to) = (list("[1,2,3,1,2]"), list("[1,2]"), list("[9]"));
        let (after, times) = replaced(&shown.unwrap(), &from.unwrap(), &to.unwrap());
        assert_eq!((after, times), (list("[9,3,9]").unwrap(), 2));
        let (same, times) = replaced(&list("[1]").unwrap(), &list("[2]").unwrap(), &[]);
        assert_eq!((same, times), (list("[1]").unwrap(), 0));
    }
}
