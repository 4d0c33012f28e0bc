//! What a wasm module carries for debuggers alone.

/// The number of a section that no engine reads (WebAssembly core specification, 5.5.3).
const CUSTOM: u8 = 0;
/// Bytes of the magic number and the version.
const PREAMBLE: usize = 8;

/// The module without its custom sections: names of functions, and who made it. None if it is no module.
pub(super) fn stripped(wasm: &[u8]) -> Option<Vec<u8>> {
    let (preamble, mut rest) = wasm.split_at_checked(PREAMBLE).filter(|_| wasm.starts_with(b"\0asm"))?;
    let mut kept = preamble.to_vec();
    while let Some((id, behind)) = rest.split_first() {
        let (size, content) = unsigned(behind)?;
        let whole = rest.len().checked_sub(content.len())?.checked_add(size)?;
        let (section, others) = rest.split_at_checked(whole)?;
        if *id != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = others;
    }
    Some(kept)
}

/// A number in LEB128 of at most 32 bits, and what stands behind it.
fn unsigned(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0_u64;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(number).ok()?, bytes.get(index + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREAMBLE: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn custom_sections_go_and_all_others_stay_as_they_were() {
        // A type section, a custom one of 129 bytes, and an empty code section.
        let custom = [&[0, 0x81, 0x01, 4][..], b"name", &[7; 124]].concat();
        let module = [PREAMBLE, &[1, 4, 1, 0x60, 0, 0], &custom, &[10, 1, 0]].concat();
        assert_eq!(stripped(&module).unwrap(), [PREAMBLE, &[1, 4, 1, 0x60, 0, 0], &[10, 1, 0]].concat());
    }

    #[test]
    fn what_is_no_whole_module_is_none() {
        assert_eq!(stripped(b"<!doctype html>"), None);
        assert_eq!(stripped(b"\0asm"), None);
        for cut in [&[1][..], &[1, 4, 1], &[1, 0x80, 0x80, 0x80, 0x80, 0x80, 0]] {
            assert_eq!(stripped(&[PREAMBLE, cut].concat()), None, "{cut:?}");
        }
    }
}
