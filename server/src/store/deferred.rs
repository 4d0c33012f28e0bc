//! Statements of a turn that are sent together when it ends. Each word to SQLite is a way to another
//! thread and back; a turn that reads once and writes once waits for two of them.

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments as _, AssertSqlSafe, Encode, Sqlite, Type};

/// Ends the turn and begins the next within the same transaction.
const NEXT: &str = "RELEASE turn; SAVEPOINT turn";

/// Statements in order, with their arguments. They are written with `?` alone, since they are counted
/// through.
#[derive(Debug, Default)]
pub(super) struct Deferred {
    sql: String,
    arguments: SqliteArguments,
}

/// One statement whose arguments are being added.
pub(super) struct Statement<'a>(&'a mut SqliteArguments);

impl Deferred {
    /// Adds a statement, which is no text from outside.
    pub(super) fn statement(&mut self, sql: &'static str) -> Statement<'_> {
        self.sql.push_str(sql);
        self.sql.push(';');
        Statement(&mut self.arguments)
    }

    pub(super) fn clear(&mut self) {
        self.sql.clear();
        self.arguments = SqliteArguments::default();
    }

    /// Sends all of them, and opens the next savepoint.
    pub(super) async fn send(&mut self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        self.sql.push_str(NEXT);
        let sql = std::mem::take(&mut self.sql);
        let arguments = std::mem::take(&mut self.arguments);
        // Put together of constants only, so that few different texts are prepared and kept.
        sqlx::query_with(AssertSqlSafe(sql), arguments).execute(connection).await.map(drop)
    }
}

impl Statement<'_> {
    /// Adds the value of the next `?`.
    pub(super) fn bind<'t, T: Encode<'t, Sqlite> + Type<Sqlite>>(
        self,
        value: T,
    ) -> Result<Self, sqlx::Error> {
        self.0.add(value).map_err(sqlx::Error::Encode)?;
        Ok(self)
    }
}
