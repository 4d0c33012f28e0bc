//! Whether a program needs libraries of the system it runs on.

/// Where the table of segments begins, how long an entry is, and how many there are (ELF-64, `Elf64_Ehdr`).
const TABLE: usize = 0x20;
const ENTRY: usize = 0x36;
const ENTRIES: usize = 0x38;
/// The type of the segment that names the loader of shared libraries (`PT_INTERP`).
const INTERPRETER: u32 = 3;

/// Whether a 64-bit little-endian ELF program names a loader of shared libraries; nothing for other files.
pub(super) fn asks_for_a_loader(program: &[u8]) -> Option<bool> {
    if !program.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let table = usize::try_from(u64::from_le_bytes(at(program, TABLE)?)).ok()?;
    let length = usize::from(u16::from_le_bytes(at(program, ENTRY)?));
    let entries = usize::from(u16::from_le_bytes(at(program, ENTRIES)?));
    for entry in 0..entries {
        let start = table.checked_add(entry.checked_mul(length)?)?;
        if u32::from_le_bytes(at(program, start)?) == INTERPRETER {
            return Some(true);
        }
    }
    Some(false)
}

fn at<const N: usize>(bytes: &[u8], start: usize) -> Option<[u8; N]> {
    bytes.get(start..start.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header, and segments of these types.
    fn program(types: &[u32]) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01".to_vec();
        bytes.resize(64, 0);
        bytes[TABLE] = 64;
        bytes[ENTRY] = 56;
        bytes[ENTRIES] = u8::try_from(types.len()).unwrap();
        for kind in types {
            let start = bytes.len();
            bytes.extend(kind.to_le_bytes());
            bytes.resize(start + 56, 0);
        }
        bytes
    }

    #[test]
    fn a_program_with_an_interpreter_is_not_static() {
        assert_eq!(asks_for_a_loader(&program(&[1, 2, 1])), Some(false));
        assert_eq!(asks_for_a_loader(&program(&[1, 3])), Some(true));
    }

    #[test]
    fn what_is_no_whole_program_is_not_judged() {
        assert_eq!(asks_for_a_loader(b"#!/bin/sh"), None);
        assert_eq!(asks_for_a_loader(&program(&[1])[..70]), Some(false));
        assert_eq!(asks_for_a_loader(&program(&[1, 1])[..70]), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn these_tests_are_linked_with_the_systems_libraries() {
        let me = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert_eq!(asks_for_a_loader(&me), Some(cfg!(not(target_feature = "crt-static"))));
    }
}
