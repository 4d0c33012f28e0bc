//! What a visitor thought of a conversation: one rating of each.

use super::{Scope, Store, Write};

/// A rating as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rating {
    /// 1 to 5, 5 the best.
    pub grade: i64,
    /// What the visitor adds, if anything.
    pub comment: Option<String>,
}

impl Write {
    /// Keeps the rating in place of an earlier one. Whether the conversation has ended, without which
    /// nothing is kept.
    pub(crate) async fn rate(&mut self, scope: &Scope, rating: &Rating) -> Result<bool, sqlx::Error> {
        sqlx::query(
            "UPDATE conversations SET rating = ?, rating_comment = ? \
             WHERE bot = ? AND id = ? AND handover = 'ended' AND deleted_ms IS NULL",
        )
        .bind(rating.grade)
        .bind(&rating.comment)
        .bind(&scope.bot)
        .bind(scope.conversation)
        .execute(self.connection())
        .await
        .map(|done| done.rows_affected() > 0)
    }
}

impl Store {
    /// The rating that was given, if one was.
    pub(crate) async fn rating(&self, scope: &Scope) -> Result<Option<Rating>, sqlx::Error> {
        let row: Option<(Option<i64>, Option<String>)> =
            sqlx::query_as("SELECT rating, rating_comment FROM conversations WHERE bot = ? AND id = ?")
                .bind(&scope.bot)
                .bind(scope.conversation)
                .fetch_optional(&self.reader)
                .await?;
        Ok(row.and_then(|(grade, comment)| Some(Rating { grade: grade?, comment })))
    }
}
