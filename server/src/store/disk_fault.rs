//! Telling a disk that takes nothing more from other faults.

/// The error again, as far as those who wait tell errors apart.
pub(super) fn same(error: &sqlx::Error) -> sqlx::Error {
    let kind = if is_disk_fault(error) { std::io::ErrorKind::StorageFull } else { std::io::ErrorKind::Other };
    sqlx::Error::Io(std::io::Error::new(kind, error.to_string()))
}

/// Whether the disk took nothing more: no room (`SQLITE_FULL`), or a fault (`SQLITE_IOERR`).
pub(crate) fn is_disk_fault(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        sqlx::Error::Database(cause) => cause
            .code()
            .and_then(|code| code.parse::<u32>().ok())
            .is_some_and(|code| matches!(code & 0xff, 10 | 13)),
        _ => false,
    }
}
