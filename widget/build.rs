//! Makes the enum `Word` of the group `chat` in `pkg/words/en.js`, so that a key and its English stand in
//! one place. The shape of that file is described at its top.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const WORDS: &str = "../pkg/words/en.js";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={WORDS}");
    let source = fs::read_to_string(WORDS)?;
    let group = source.split_once("export const chat = {").and_then(|(_, rest)| rest.split_once("\n};"));
    let (group, _) = group.ok_or("en.js has no group `chat`")?;
    let mut words = Vec::new();
    for line in group.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        words.push(word(line).ok_or_else(|| format!("en.js: not `key: \"text\",` on one line: {line}"))?);
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("word.rs"), table(&words)?)?;
    Ok(())
}

/// Key and text; of a sentence that counts, the form for one and the form for others.
fn word(line: &str) -> Option<(&str, Vec<&str>)> {
    let (key, value) = line.strip_suffix(',')?.split_once(": ")?;
    let texts = match value.strip_prefix("{ one: ") {
        Some(forms) => {
            let (one, other) = forms.strip_suffix(" }")?.split_once(", other: ")?;
            vec![text(one)?, text(other)?]
        }
        None => vec![text(value)?],
    };
    Some((key, texts))
}

fn text(quoted: &str) -> Option<&str> {
    let text = quoted.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains(['"', '\\'])).then_some(text)
}

fn table(words: &[(&str, Vec<&str>)]) -> Result<String, std::fmt::Error> {
    let mut code = String::from(
        "/// A sentence of the widget; what it says in English is its documentation.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n#[allow(dead_code)] // a locale has them all\npub enum Word {\n",
    );
    for (key, texts) in words {
        let mut letters = key.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase()).unwrap_or_default();
        writeln!(code, "    /// `{}`", texts.join("`, `"))?;
        writeln!(code, "    {first}{},", letters.as_str())?;
    }
    writeln!(
        code,
        "}}\n\n/// By `Word`: its key and its English, parted by tabs; two forms of one are two texts. One string:\n\
         /// addresses of some hundred would be most of it.\n#[rustfmt::skip]\nconst TABLE: &str = \"\\"
    )?;
    for (key, texts) in words {
        writeln!(code, "{key}\\t{}\\n\\", texts.join("\\t"))?;
    }
    code.push_str("\";\n");
    Ok(code)
}
