//! `SRI.txt`, and the tag that a site pastes.

use std::path::Path;

use crate::build::dist::Dist;
use crate::build::version;
use crate::fault::Fault;
use crate::workspace::{read, write};

/// The hashes.
const HASHES: &str = "SRI.txt";
/// The tag.
pub(super) const SNIPPET: &str = "snippet.html";

/// Writes both into `home`.
pub(super) fn put(dist: &Dist, home: &Path) -> Result<(), Fault> {
    let mut lines = Vec::new();
    for file in dist.files().iter().chain([&dist.pinned()]) {
        let path = file.strip_prefix(&dist.folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
        lines.push(format!("{path} {}\n", version::integrity(&read(file)?)));
    }
    lines.sort();
    write(&home.join(HASHES), lines.concat().as_bytes())?;
    let hash = version::integrity(&read(&dist.pinned())?);
    write(&home.join(SNIPPET), snippet(&dist.version, &hash).as_bytes())
}

/// The address has the version in it: what lies at `/parlour.js` changes with the next release.
fn snippet(version: &str, integrity: &str) -> String {
    format!(
        "<!-- Put your server for https://chat.example, and your bot's deployment id for YOUR-BOT. -->\n\
         <script async src=\"https://chat.example/v/{version}/parlour.js\"\n  \
           integrity=\"{integrity}\"\n  \
           crossorigin=\"anonymous\" data-bot=\"YOUR-BOT\"></script>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snippet_names_an_address_that_never_changes_and_its_hash() {
        assert_eq!(
            snippet("0.1.0-1a2b3c4d", "sha384-abc"),
            r#"<!-- Put your server for https://chat.example, and your bot's deployment id for YOUR-BOT. -->
<script async src="https://chat.example/v/0.1.0-1a2b3c4d/parlour.js"
  integrity="sha384-abc"
  crossorigin="anonymous" data-bot="YOUR-BOT"></script>
"#
        );
    }
}
