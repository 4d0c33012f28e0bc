//! `SHA256SUMS`, as `sha256sum --check` reads it.

use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::fault::Fault;
use crate::release::assemble::below;
use crate::workspace::{read, write};

/// The file's name.
pub(super) const SUMS: &str = "SHA256SUMS";

/// Writes the sums of everything below `home`.
pub(super) fn put(home: &Path) -> Result<(), Fault> {
    let mut text = String::new();
    for path in below(home, &[])? {
        if path != SUMS {
            let digest = Sha256::digest(read(&home.join(&path))?);
            let hex = digest.iter().fold(String::new(), |mut hex, byte| {
                // Writing into a String cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            let _ = writeln!(text, "{hex}  {path}");
        }
    }
    write(&home.join(SUMS), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_file_has_a_line_in_the_order_of_the_paths() {
        let home = std::env::temp_dir().join(format!("parlour-sums-{}", std::process::id()));
        fs::create_dir_all(home.join("web")).unwrap();
        fs::write(home.join("web/b.js"), "abc").unwrap();
        fs::write(home.join("a.txt"), "").unwrap();
        put(&home).unwrap();
        // SHA-256 of nothing and of the three bytes "abc": FIPS 180-4, examples of NIST.
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.txt\n\
            ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  web/b.js\n";
        assert_eq!(fs::read_to_string(home.join(SUMS)).unwrap(), expected);
        put(&home).unwrap();
        assert_eq!(fs::read_to_string(home.join(SUMS)).unwrap(), expected);
        fs::remove_dir_all(home).unwrap();
    }
}
