//! Makes the enum `Word` of the group `chat` in `pkg/words/en.js`, so that a key and its English stand in
//! one place; the shape of that file is described at its top. And one closed style sheet of those in `src/view`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const WORDS: &str = "../pkg/words/en.js";
/// The window's style sheet, in this order.
const SHEETS: [&str; 12] = [
    "src/view/panel/tokens.css",
    "src/view/panel/style.css",
    "src/view/header/style.css",
    "src/view/transcript/style.css",
    "src/view/bubble/style.css",
    "src/view/content/text.css",
    "src/view/choices/style.css",
    "src/view/typing/style.css",
    "src/view/notice/style.css",
    "src/view/composer/style.css",
    "src/view/panel/states.css",
    "src/view/panel/modes.css",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={WORDS}");
    let source = fs::read_to_string(WORDS)?;
    let group = source.split_once("export const chat = {").and_then(|(_, rest)| rest.split_once("\n};"));
    let (group, _) = group.ok_or("en.js has no group `chat`")?;
    let mut words = Vec::new();
    for line in group.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        words.push(word(line).ok_or_else(|| format!("en.js: not `key: \"text\",` on one line: {line}"))?);
    }
    let mut sources = String::new();
    for folder in ["src", "tests"] {
        println!("cargo::rerun-if-changed={folder}");
        gather(Path::new(folder), &mut sources)?;
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("word.rs"), table(&words, &sources)?)?;
    let mut style = String::new();
    for sheet in SHEETS {
        println!("cargo::rerun-if-changed={sheet}");
        style.push_str(&close(&fs::read_to_string(sheet)?));
    }
    fs::write(Path::new(&out).join("window.css"), style)?;
    Ok(())
}

/// Every source below `folder`, one after the other.
fn gather(folder: &Path, sources: &mut String) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, sources)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            sources.push_str(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// CSS without the comments and the white space that only readers need; what stands in quotes stays. A comment
/// holds no quotes.
fn close(css: &str) -> String {
    let css: String =
        css.split("/*").map(|piece| piece.split_once("*/").map_or(piece, |(_, rest)| rest)).collect();
    let mut closed = String::new();
    for (nth, piece) in css.split('"').enumerate() {
        if nth > 0 {
            closed.push('"');
        }
        if nth % 2 == 1 {
            closed.push_str(piece);
            continue;
        }
        let mut is_apart = false;
        for letter in piece.chars() {
            if letter.is_whitespace() {
                is_apart = true;
                continue;
            }
            // A space before a colon or a bracket joins two selectors; after a colon it joins nothing.
            let joins =
                closed.ends_with(['{', '}', ';', ',', ':']) || matches!(letter, '{' | '}' | ';' | ',');
            if is_apart && !joins {
                closed.push(' ');
            }
            is_apart = false;
            closed.push(letter);
        }
        if is_apart && !closed.ends_with(['{', '}', ';', ',', ':']) {
            closed.push(' ');
        }
    }
    closed.replace(";}", "}")
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

/// The name of a key in the enum.
fn name(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn table(words: &[(&str, Vec<&str>)], sources: &str) -> Result<String, std::fmt::Error> {
    let mut code = String::from(
        "/// A sentence of the widget; what it says in English is its documentation.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n#[allow(dead_code)] // a locale has them all\npub enum Word {\n",
    );
    for (key, texts) in words {
        writeln!(code, "    /// `{}`", texts.join("`, `"))?;
        writeln!(code, "    {},", name(key))?;
    }
    writeln!(
        code,
        "}}\n\n/// By `Word`: its key and its English, parted by tabs; two forms of one are two texts. One string:\n\
         /// addresses of some hundred would be most of it.\n#[rustfmt::skip]\nconst TABLE: &str = \"\\"
    )?;
    for (key, texts) in words {
        // Until a source asks for it, a sentence is not downloaded.
        let is_asked = sources
            .split(&format!("Word::{}", name(key)))
            .skip(1)
            .any(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()));
        if !is_asked {
            code.push_str("\\n\\\n");
            continue;
        }
        writeln!(code, "{key}\\t{}\\n\\", texts.join("\\t"))?;
    }
    code.push_str("\";\n");
    Ok(code)
}
